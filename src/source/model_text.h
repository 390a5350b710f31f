/* The MODEL argument: FILE.py, FILE.py:Class or FILE.py:Class(arguments). */
#ifndef TN_SOURCE_MODEL_TEXT_H
#define TN_SOURCE_MODEL_TEXT_H

#include <stddef.h>
#include "base/error.h"
#include "python/syntax.h"

typedef struct tn__model_text {
    char *file; /* owned */
    char *call; /* "Net(784, 50)" or "Net"; NULL: none. Owned */
} tn__model_text;

/* The last ":" that is followed by an identifier parts the two, so that a path may hold colons. */
TN_NODISCARD tn_status tn__model_text_init(tn__model_text *out, const char *model, tn_error *err);
void tn__model_text_release(tn__model_text *text);

/* Checks that the text of a call is a name with literals: NULL when it is, else what is wrong.
 * *function gets the name's node. */
const char *tn__check_call(const tn__syntax_tree *call, const tn__syntax **function);

/* A copy as UTF-8, as Python reads a file: a BOM is dropped, CRLF and CR become LF, and Latin-1 is
 * converted where the first two lines declare it. Bytes that are no UTF-8 become "?", and
 * *bad_line, *bad_column say where the first one is (0: none). *out is owned (tn__free) and
 * NUL-terminated. */
TN_NODISCARD tn_status tn__source_text(char **out, size_t *length, const char *bytes, size_t n, int *bad_line, int *bad_column,
                                       tn_error *err);

/* Why Python refuses bytes that this could not convert. Static text. */
const char *tn__encoding_fault(const char *bytes, size_t n);

#endif
