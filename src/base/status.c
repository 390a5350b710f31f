#include "thinnet/status.h"

const char *tn_status_text(tn_status status)
{
    static const char *const texts[] = {
#define TN_STATUS_TEXT(name, text) text,
        TN_STATUS_LIST(TN_STATUS_TEXT)
#undef TN_STATUS_TEXT
    };
    unsigned i = (unsigned)status;
    return i < sizeof texts / sizeof *texts ? texts[i] : "unknown status";
}
