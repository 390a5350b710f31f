/* For the tests and the fuzz target of our own reader of Python: its tree against tree-sitter's. */
#ifndef TN_TESTS_SAME_TREE_H
#define TN_TESTS_SAME_TREE_H

#include "python/syntax.h"

static inline bool same_node(const tn__syntax *a, const tn__syntax *b)
{
    return a->kind == b->kind && a->field == b->field && a->foreign == b->foreign && a->below == b->below && a->text == b->text &&
           a->start == b->start && a->end == b->end && a->line == b->line && a->column == b->column &&
           a->end_line == b->end_line && a->end_column == b->end_column;
}

/* The first node, in order, in which they differ; NULL where they are the same. As deep as they are, TN_SYNTAX_DEPTH at most. */
static inline const tn__syntax *first_difference(const tn__syntax *a, const tn__syntax *b)
{
    if (!same_node(a, b)) {
        return a;
    }
    const tn__syntax *x = a->first, *y = b->first, *found = NULL;
    for (; x && y && !found; x = x->next, y = y->next) {
        found = first_difference(x, y);
    }
    return found ? found : x || y ? a : NULL;
}

#endif
