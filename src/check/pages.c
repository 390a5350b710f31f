/* The rules' pages, built in from docs/rules. */
#include <string.h>

#include "thinnet/check.h"

#define READER_RULE(code, name, severity, kind) extern const unsigned char tn__page_##code[];
#define GRAPH_RULE(code, name, severity) extern const unsigned char tn__page_##code[];
#include "check/rules.def"
#undef READER_RULE
#undef GRAPH_RULE

const char *tn_rule_page(const char *code)
{
    static const struct {
        const char *code;
        const unsigned char *page;
    } pages[] = {
#define READER_RULE(code, name, severity, kind) {#code, tn__page_##code},
#define GRAPH_RULE(code, name, severity) {#code, tn__page_##code},
#include "check/rules.def"
#undef READER_RULE
#undef GRAPH_RULE
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (strcmp(pages[i].code, code) == 0) return (const char *)pages[i].page;
    return NULL;
}
