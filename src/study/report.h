/* report.html: a study's answer as one page that needs no network, no script and no other file.
 *
 * Order: the sentence, the net with its sites coloured by effect, effects with intervals, rate curves, learning curves,
 * generalisation gap, reliability, the table of all arms, the patch, how to repeat it. Every picture is inline SVG with a
 * title, a description and its numbers as a table. Colours of both schemes, widths and printing are in report.css. */
#ifndef TN_STUDY_REPORT_H
#define TN_STUDY_REPORT_H

#include "base/buf.h"
#include "thinnet/answer.h"

/* Writes the page, replacing `path` as a whole or not at all. Fewer than 1,000,000 bytes whatever the answer's size: pictures
 * then show the arms farthest from zero, and the table as many as fit; the page says how many are left out. */
TN_NODISCARD tn_status tn__report_write(const char *path, const tn_answer *answer, tn_error *err);
/* The same into a text, owned by the caller (tn__free). */
TN_NODISCARD tn_status tn__report_text(char **out, const tn_answer *answer, tn_error *err);

#endif
