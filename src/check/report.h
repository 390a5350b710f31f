/* The inside of a report. */
#ifndef TN_CHECK_REPORT_H
#define TN_CHECK_REPORT_H

#include "python/syntax.h"
#include "source/read.h"
#include "thinnet/check.h"

struct tn_report {
    tn__reading reading; /* the source's text, its models and their nets */
    char *given;         /* the bytes of options.text, NULL when a file was read; owned */
    size_t given_length;
    size_t *lines; /* offset of each line's first byte; owned */
    size_t n_lines;
    int dropped_gaps;
    tn_finding *findings; /* owned */
    size_t n, capacity;
    bool no_memory; /* a finding was lost */
};

/* Line `line` (1-based) without its end; false when there is none. */
bool tn__report_line(const tn_report *report, int line, const char **text, size_t *length);

/* The syntax tree of the text; NULL where it could not be parsed. */
const tn__syntax *tn__report_tree(tn_report *report);

#endif
