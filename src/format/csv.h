/* Tables as text: a line a sample, fields separated by commas, semicolons, tabs or runs of blanks, optional header, optional
 * double quotes (RFC 4180). One column, or none, is the target, the others are numbers. */
#ifndef TN_FORMAT_CSV_H
#define TN_FORMAT_CSV_H

#include "format/samples.h"

typedef struct tn__csv_options {
    const char *target; /* name or 0-based index of the target column; NULL: the last */
    bool regression;    /* the target is a number; else a class: classes are the sorted distinct fields, by number where all are
                           integers, else by text */
    bool unlabelled;    /* no column is a target: all labels, or values, are 0 */
} tn__csv_options;

/* Whether this looks like a text with numbers in columns. */
bool tn__csv_recognises(const uint8_t *data, size_t size);
TN_NODISCARD tn_status tn__csv_parse(tn__samples *out, const uint8_t *data, size_t size, const tn__csv_options *options,
                                     tn_error *err);

#endif
