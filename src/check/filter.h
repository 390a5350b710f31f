/* Comments that silence findings; tn_report_filter is public. */
#ifndef TN_CHECK_FILTER_H
#define TN_CHECK_FILTER_H

#include "check/rule.h"

/* Drops the findings that a comment "# thinnet: ignore[TN204]" on their first or last line silences. */
void tn__report_drop_ignored(tn_report *report);

#endif
