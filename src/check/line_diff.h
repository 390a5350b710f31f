/* A text with changes at known places: whole, or as a unified diff. */
#ifndef TN_CHECK_LINE_DIFF_H
#define TN_CHECK_LINE_DIFF_H

#include "base/buf.h"

/* `text` instead of bytes[start .. end). Arrays of them are sorted and do not overlap. */
typedef struct tn__change {
    size_t start, end;
    const char *text;
} tn__change;

/* bytes[from .. to) with the changes inside; "\n" in their texts becomes line_end (NULL: "\n"). */
void tn__put_changed(tn__buf *out, const char *bytes, size_t from, size_t to, const tn__change *changes, size_t n,
                     const char *line_end);
/* --- file, +++ file, and hunks with three lines around; nothing for no changes. */
void tn__put_diff(tn__buf *out, const char *file, const char *bytes, size_t length, const tn__change *changes, size_t n,
                  const char *line_end);
/* The same of two texts whose changes are not known. */
void tn__put_text_diff(tn__buf *out, const char *file, const char *bytes, size_t length, const char *made, size_t made_length);

#endif
