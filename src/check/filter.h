/* Comments that silence findings, and gaps among them; tn_report_filter is public. */
#ifndef TN_CHECK_FILTER_H
#define TN_CHECK_FILTER_H

#include "check/rule.h"

typedef struct tn__ignores {
    tn__ignore *items; /* owned */
    size_t n;
} tn__ignores;

/* Drops the findings that a comment "# thinnet: ignore[TN204]" on one of their lines silences, and tells which comments did so.
 * *out: tn__ignores_release. */
void tn__report_drop_ignored(tn_report *report, tn__ignores *out);
void tn__ignores_release(tn__ignores *ignores);
/* Takes out what was not understood, and counts it in report->dropped_gaps. */
void tn__report_drop_gaps(tn_report *report);

#endif
