/* A Python file as tree-sitter's grammar reads it: any text, with what is no Python told, copied into plain nodes. */
#ifndef TN_PYTHON_GRAMMAR_H
#define TN_PYTHON_GRAMMAR_H

#include "python/syntax.h"

/* As tn__syntax_parse, without our own reader (plain_python.h). */
TN_NODISCARD tn_status tn__grammar_parse(tn__syntax_tree *out, const char *text, size_t length, bool foreign,
                                         tn__diagnostics *diagnostics, tn_error *err);

#endif
