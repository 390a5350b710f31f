/* Our own reader of Python without faults: a twentieth of tree-sitter's time with its copy, and the same tree, node by node. */
#ifndef TN_PYTHON_PLAIN_PYTHON_H
#define TN_PYTHON_PLAIN_PYTHON_H

#include "python/syntax.h"

/* Whether it took the text (borrowed until release). It declines whatever is faulty, rare, deeply nested, or read by
 * tree-sitter in a way of its own; then *out is empty. *out: tn__syntax_release, if it took it. */
bool tn__plain_parse(tn__syntax_tree *out, const char *text, size_t length, bool foreign);

/* A byte of the text, with its line and column, from 1. */
typedef struct plain_mark {
    uint32_t at;
    int line, column;
} plain_mark;

#define TN_PLAIN_UNEVEN "IndentationError: this line is not indented as the others of its block"
#define TN_PLAIN_NO_BLOCK "IndentationError: expected an indented block"
#define TN_PLAIN_OPEN_STRING "SyntaxError: this string is not closed"

/* Where it declined a text. */
typedef struct plain_stop {
    const char *fault;    /* what Python says there; NULL: what is rare, or read by tree-sitter in a way of its own */
    plain_mark at;        /* the token that does not fit */
    plain_mark before;    /* the end of the one before it */
    plain_mark statement; /* where the statement began whose tokens these are */
} plain_stop;

/* False: it declines nothing. */
bool tn__plain_find_stop(plain_stop *out, const char *text, size_t length);

#endif
