/* The nodes of a plain tree: opened at a token, given their children in order, closed behind the last token that they cover. */
#include "python/plain_parser.h"

#define MOST_HEIGHT 250 /* of a tree; far below TN_SYNTAX_DEPTH */

tn__syntax *tn__plain_open_at(plain_parser *p, tn__syntax_kind kind, plain_mark start)
{
    tn__syntax *node = p->declined ? NULL : tn__arena_take(p->arena, 1, sizeof(*node));
    if (!node) {
        tn__plain_decline(p);
        return &p->spare;
    }
    *node = (tn__syntax){.kind = (uint8_t)kind,
                         .foreign = p->foreign,
                         .text = p->lexer.text,
                         .start = start.at,
                         .line = start.line,
                         .column = start.column};
    return node;
}

void tn__plain_add(plain_parser *p, tn__syntax *parent, tn__syntax *child, tn__syntax_field field)
{
    if (p->declined) {
        return;
    }
    child->field = (uint8_t)field;
    parent->below |= child->below | 1u << child->kind % 32;
    if (child->height >= parent->height) {
        parent->height = (uint8_t)(child->height + 1);
    }
    *(parent->next ? &parent->next->next : &parent->first) = child;
    parent->next = child;
    if (parent->height > MOST_HEIGHT) {
        tn__plain_decline(p);
    }
}

tn__syntax *tn__plain_wrap(plain_parser *p, tn__syntax_kind kind, tn__syntax *first, tn__syntax_field field)
{
    tn__syntax *node = tn__plain_open_at(p, kind, (plain_mark){first->start, first->line, first->column});
    tn__plain_add(p, node, first, field);
    return node;
}

tn__syntax *tn__plain_close_at(plain_parser *p, tn__syntax *node, plain_mark end)
{
    if (!p->declined) {
        node->next = NULL;
        node->end = end.at;
        node->end_line = end.line;
        node->end_column = end.column;
    }
    return node;
}

tn__syntax *tn__plain_leaf(plain_parser *p, tn__syntax_kind kind)
{
    tn__syntax *leaf = plain_open(p, kind);
    tn__plain_close_at(p, leaf, p->token.end);
    tn__plain_next(p);
    return leaf;
}

tn__syntax *tn__plain_name(plain_parser *p)
{
    if (!plain_is_name((plain_kind)p->token.kind)) {
        tn__plain_fail(p, PLAIN_INVALID);
    }
    return tn__plain_leaf(p, SYN_IDENTIFIER);
}

/* --- targets --- */
/* Of `(*a).b`, as tree-sitter may have read `*a.b`. */
static bool begins_with_splat(const tn__syntax *node)
{
    while (node->kind == SYN_ATTRIBUTE || node->kind == SYN_SUBSCRIPT) {
        node = node->first;
    }
    return node->kind == SYN_LIST_SPLAT;
}

static tn__syntax_kind target_kind(const tn__syntax *node)
{
    switch (node->kind) {
    case SYN_IDENTIFIER:
    case SYN_ATTRIBUTE:
    case SYN_SUBSCRIPT: return begins_with_splat(node) ? SYN_ERROR : (tn__syntax_kind)node->kind;
    case SYN_LIST: return SYN_LIST_PATTERN;
    case SYN_TUPLE:
    case SYN_PARENTHESIZED_EXPRESSION: return SYN_TUPLE_PATTERN;
    case SYN_LIST_SPLAT: return SYN_LIST_SPLAT_PATTERN;
    case SYN_EXPRESSION_LIST: return SYN_PATTERN_LIST;
    default: return SYN_ERROR;
    }
}

void tn__plain_make_target(plain_parser *p, tn__syntax *node)
{
    tn__syntax_kind kind = target_kind(node);
    if (p->declined || kind == SYN_ERROR) {
        tn__plain_decline(p);
        return;
    }
    if (kind == node->kind) {
        return;
    }
    if (kind == SYN_LIST_SPLAT_PATTERN && target_kind(node->first) != node->first->kind) {
        tn__plain_decline(p);
    }
    node->kind = (uint8_t)kind;
    node->below = 0;
    for (tn__syntax *child = node->first; child; child = child->next) {
        tn__plain_make_target(p, child);
        node->below |= child->below | 1u << child->kind % 32;
    }
}
