/* Trials as text: rows of a table, the same bytes for the same trials whoever ran them and when. Only `seconds` differs between
 * runs, and is left out unless asked for. */
#ifndef TN_STUDY_TRIAL_TEXT_H
#define TN_STUDY_TRIAL_TEXT_H

#include "base/buf.h"
#include "study/trial.h"

typedef enum tn__trial_format {
    TN__TRIAL_CSV,  /* RFC 4180 with \n; a head line; numbers that are not finite are nan, inf, -inf; no score: empty */
    TN__TRIAL_JSONL /* one object a line, with the learning curve; numbers that are not finite and no score: null */
} tn__trial_format;

/* What comes before the first row. */
void tn__trial_text_head(tn__buf *out, tn__trial_format format, bool seconds);
/* Numbers in the shortest form that reads back to the same bits. Lack of memory shows in *out. */
void tn__trial_text_row(tn__buf *out, tn__trial_format format, const tn__trial *trial, bool seconds);

#endif
