/* The MODEL argument: FILE.py, FILE.py:Class or FILE.py:Class(arguments). */
#ifndef TN_SOURCE_MODEL_TEXT_H
#define TN_SOURCE_MODEL_TEXT_H

#include <stddef.h>
#include "base/error.h"

typedef struct tn__model_text {
    char *file; /* owned */
    char *call; /* "Net(784, 50)" or "Net"; NULL: none. Owned */
} tn__model_text;

/* The last ":" that is followed by an identifier parts the two, so that a path may hold colons. */
TN_NODISCARD tn_status tn__model_text_init(tn__model_text *out, const char *model, tn_error *err);
void tn__model_text_release(tn__model_text *text);

/* A copy as UTF-8, as Python reads a file: a BOM is dropped, CRLF and CR become LF, and Latin-1 is
 * converted where the first two lines declare it. Bytes that are no UTF-8 become "?", and
 * *bad_line, *bad_column say where the first one is (0: none). *out is owned (tn__free) and
 * NUL-terminated. */
TN_NODISCARD tn_status tn__source_text(char **out, size_t *length, const char *bytes, size_t n, int *bad_line, int *bad_column,
                                       tn_error *err);

#endif
