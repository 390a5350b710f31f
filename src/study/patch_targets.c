/* Names that statements give to values. */
#include "study/patch_parts.h"

typedef tn__syntax syntax;
typedef tn__patcher patcher;

/* The target of a, b = x.chunk(2) that gets the value: parts are made by layers of one place, as many for each. NULL: none. */
static const syntax *part_target(const patcher *p, const syntax *targets, int value)
{
    int before = 0, all = 0, n = 0;
    for (size_t i = 1; i < p->net->n_nodes; i++) {
        bool same = tn__place_same(p->net->nodes[i].place, p->net->nodes[value].place);
        all += same;
        before += same && (int)i < value;
    }
    for (const syntax *one = targets->first; one; one = one->next) n++;
    if (n == 0 || all % n != 0 || (before + 1) % (all / n) != 0) return NULL;
    const syntax *target = targets->first;
    for (int k = before / (all / n); k > 0; k--) target = target->next;
    return target->kind == SYN_IDENTIFIER ? target : NULL;
}

const syntax *tn__patch_target(const patcher *p, const syntax *node, const syntax *statement, int value)
{
    const syntax *assignment = statement->kind == SYN_EXPRESSION_STATEMENT ? statement->first : NULL;
    if (!assignment || !tn__syntax_owns_lines(&p->tree, statement)) return NULL;
    bool whole = assignment->kind == SYN_ASSIGNMENT ? tn__syntax_child(assignment, FIELD_RIGHT) == node
                                                    : assignment->kind == SYN_AUGMENTED_ASSIGNMENT && assignment == node;
    const syntax *left = whole ? tn__syntax_child(assignment, FIELD_LEFT) : NULL;
    if (left && (left->kind == SYN_PATTERN_LIST || left->kind == SYN_TUPLE_PATTERN)) return part_target(p, left, value);
    return left && left->kind == SYN_IDENTIFIER ? left : NULL;
}
