/* Our own reader of Python without faults: a twentieth of tree-sitter's time with its copy, and the same tree, node by node. */
#ifndef TN_PYTHON_PLAIN_PYTHON_H
#define TN_PYTHON_PLAIN_PYTHON_H

#include "python/syntax.h"

/* Whether it took the text (borrowed until release). It declines whatever is faulty, rare, deeply nested, or read by
 * tree-sitter in a way of its own; then *out is empty. *out: tn__syntax_release, if it took it. */
bool tn__plain_parse(tn__syntax_tree *out, const char *text, size_t length, bool foreign);

#endif
