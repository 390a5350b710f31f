/* Expressions, from the loosest binding to the tightest, with the precedences of tree-sitter's grammar. */
#include "python/plain_parser.h"

static const uint8_t precedences[TOKEN_COUNT] = {
#define TOKEN(name, precedence) [TOKEN_##name] = precedence,
#include "python/plain_tokens.def"
#undef TOKEN
};
#define LOOSEST 1 /* of operators between two operands */

static tn__syntax *leaf_operator(plain_parser *p)
{
    return tn__plain_leaf(p, SYN_OPERATOR);
}

/* --- operands --- */
static tn__syntax *parse_atom(plain_parser *p)
{
    switch (p->token.kind) {
    case TOKEN_NAME:
    case TOKEN_SOFT: return tn__plain_leaf(p, SYN_IDENTIFIER);
    case TOKEN_INTEGER: return tn__plain_leaf(p, SYN_INTEGER);
    case TOKEN_FLOAT: return tn__plain_leaf(p, SYN_FLOAT);
    case TOKEN_NONE: return tn__plain_leaf(p, SYN_NONE);
    case TOKEN_TRUE: return tn__plain_leaf(p, SYN_TRUE);
    case TOKEN_FALSE: return tn__plain_leaf(p, SYN_FALSE);
    case TOKEN_ELLIPSIS: return tn__plain_leaf(p, SYN_ELLIPSIS);
    case TOKEN_STRING: return tn__plain_string(p);
    case TOKEN_OPEN: return tn__plain_parentheses(p);
    case TOKEN_OPEN_SQUARE: return tn__plain_list(p);
    case TOKEN_OPEN_BRACE: return tn__plain_braces(p);
    default: tn__plain_fail(p, PLAIN_INVALID); return &p->spare;
    }
}

static tn__syntax *parse_attribute(plain_parser *p, tn__syntax *object)
{
    tn__syntax *node = tn__plain_wrap(p, SYN_ATTRIBUTE, object, FIELD_OBJECT);
    tn__plain_next(p);
    tn__plain_add(p, node, tn__plain_name(p), FIELD_ATTRIBUTE);
    return plain_close(p, node);
}

static tn__syntax *parse_call(plain_parser *p, tn__syntax *function)
{
    tn__syntax *node = tn__plain_wrap(p, SYN_CALL, function, FIELD_FUNCTION);
    tn__plain_add(p, node, tn__plain_arguments(p), FIELD_ARGUMENTS);
    return plain_close(p, node);
}

static tn__syntax *parse_subscript(plain_parser *p, tn__syntax *value)
{
    tn__syntax *node = tn__plain_wrap(p, SYN_SUBSCRIPT, value, FIELD_VALUE);
    tn__plain_subscripts(p, node);
    return plain_close(p, node);
}

tn__syntax *tn__plain_primary(plain_parser *p)
{
    tn__syntax *node = parse_atom(p);
    for (;;) {
        switch (p->token.kind) {
        case TOKEN_DOT: node = parse_attribute(p, node); break;
        case TOKEN_OPEN: node = parse_call(p, node); break;
        case TOKEN_OPEN_SQUARE: node = parse_subscript(p, node); break;
        default: return node;
        }
    }
}

/* --- operators --- */
static tn__syntax *parse_binary(plain_parser *p, int loosest);

/* `-a`, `await a`: of what stands behind them only `**` binds more tightly. */
static tn__syntax *parse_unary(plain_parser *p)
{
    if (!plain_at(p, TOKEN_SIGN) && !plain_at(p, TOKEN_TILDE) && !plain_at(p, TOKEN_AWAIT)) {
        return tn__plain_primary(p);
    }
    plain_enter(p);
    bool awaits = plain_at(p, TOKEN_AWAIT);
    tn__syntax *node = plain_open(p, awaits ? SYN_AWAIT : SYN_UNARY_OPERATOR);
    if (awaits) {
        tn__plain_next(p);
    } else {
        tn__plain_add(p, node, leaf_operator(p), FIELD_OPERATOR);
    }
    tn__plain_add(p, node, parse_binary(p, precedences[TOKEN_POWER]), awaits ? FIELD_NONE : FIELD_ARGUMENT);
    plain_leave(p);
    return plain_close(p, node);
}

/* `left op right`, where the operator is at hand. */
static tn__syntax *join(plain_parser *p, tn__syntax_kind kind, tn__syntax *left, tn__syntax *(*parse_right)(plain_parser *, int),
                        int loosest)
{
    tn__syntax *node = tn__plain_wrap(p, kind, left, FIELD_LEFT);
    tn__plain_add(p, node, leaf_operator(p), FIELD_OPERATOR);
    tn__plain_add(p, node, parse_right(p, loosest), FIELD_RIGHT);
    return plain_close(p, node);
}

/* By precedence climbing: operators that bind at least so tightly. */
static tn__syntax *parse_binary(plain_parser *p, int loosest)
{
    tn__syntax *left = parse_unary(p);
    for (int precedence; (precedence = precedences[p->token.kind]) >= loosest;) {
        bool from_right = plain_at(p, TOKEN_POWER);
        plain_enter(p);
        left = join(p, SYN_BINARY_OPERATOR, left, parse_binary, from_right ? precedence : precedence + 1);
        plain_leave(p);
    }
    return left;
}

static bool at_comparison(const plain_parser *p)
{
    return plain_at(p, TOKEN_COMPARE) || plain_at(p, TOKEN_IN) || plain_at(p, TOKEN_IS) || plain_at(p, TOKEN_NOT);
}

/* `not in` and `is not` are one. */
static tn__syntax *parse_comparator(plain_parser *p)
{
    bool inverts = plain_at(p, TOKEN_NOT), is = plain_at(p, TOKEN_IS);
    tn__syntax *node = leaf_operator(p);
    if (inverts) {
        plain_expect(p, TOKEN_IN);
    } else if (is) {
        plain_accept(p, TOKEN_NOT);
    }
    return plain_close(p, node);
}

static tn__syntax *parse_comparison(plain_parser *p)
{
    tn__syntax *left = parse_binary(p, LOOSEST);
    if (!at_comparison(p)) {
        return left;
    }
    tn__syntax *node = tn__plain_wrap(p, SYN_COMPARISON_OPERATOR, left, FIELD_NONE);
    while (at_comparison(p)) {
        tn__plain_add(p, node, parse_comparator(p), FIELD_OPERATORS);
        tn__plain_add(p, node, parse_binary(p, LOOSEST), FIELD_NONE);
    }
    return plain_close(p, node);
}

static tn__syntax *parse_inversion(plain_parser *p)
{
    if (!plain_at(p, TOKEN_NOT)) {
        return parse_comparison(p);
    }
    plain_enter(p);
    tn__syntax *node = plain_open(p, SYN_NOT_OPERATOR);
    tn__plain_next(p);
    tn__plain_add(p, node, parse_inversion(p), FIELD_ARGUMENT);
    plain_leave(p);
    return plain_close(p, node);
}

enum { BY_OR, BY_AND, NO_OTHER };
static tn__syntax *parse_boolean(plain_parser *p, int level)
{
    static const plain_kind operators[] = {[BY_OR] = TOKEN_OR, [BY_AND] = TOKEN_AND};
    if (level == NO_OTHER) {
        return parse_inversion(p);
    }
    tn__syntax *left = parse_boolean(p, level + 1);
    while (plain_at(p, operators[level])) {
        left = join(p, SYN_BOOLEAN_OPERATOR, left, parse_boolean, level + 1);
    }
    return left;
}

tn__syntax *tn__plain_disjunction(plain_parser *p)
{
    return parse_boolean(p, BY_OR);
}

/* --- expressions --- */
static tn__syntax *parse_named(plain_parser *p, tn__syntax *name)
{
    tn__syntax *node = tn__plain_wrap(p, SYN_NAMED_EXPRESSION, name, FIELD_NAME);
    tn__plain_next(p);
    if (name->kind != SYN_IDENTIFIER) {
        tn__plain_decline(p);
    }
    tn__plain_add(p, node, plain_at(p, TOKEN_LAMBDA) ? tn__plain_lambda(p) : tn__plain_disjunction(p), FIELD_VALUE);
    return plain_close(p, node);
}

static tn__syntax *parse_condition(plain_parser *p, tn__syntax *value)
{
    tn__syntax *node = tn__plain_wrap(p, SYN_CONDITIONAL_EXPRESSION, value, FIELD_NONE);
    tn__plain_next(p);
    tn__plain_add(p, node, tn__plain_expression(p), FIELD_NONE);
    plain_expect(p, TOKEN_ELSE);
    tn__plain_add(p, node, tn__plain_expression(p), FIELD_NONE);
    return plain_close(p, node);
}

tn__syntax *tn__plain_expression(plain_parser *p)
{
    tn__syntax *node;
    plain_enter(p);
    if (plain_at(p, TOKEN_LAMBDA)) {
        node = tn__plain_lambda(p);
    } else {
        node = tn__plain_disjunction(p);
        node = plain_at(p, TOKEN_WALRUS) ? parse_named(p, node) : node;
        node = plain_at(p, TOKEN_IF) ? parse_condition(p, node) : node;
    }
    plain_leave(p);
    return node;
}

tn__syntax *tn__plain_yield(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_YIELD);
    tn__plain_next(p);
    if (plain_accept(p, TOKEN_FROM)) {
        tn__plain_add(p, node, tn__plain_expression(p), FIELD_NONE);
    } else if (!tn__plain_ends_expressions((plain_kind)p->token.kind)) {
        tn__plain_add(p, node, tn__plain_expressions(p), FIELD_NONE);
    }
    return plain_close(p, node);
}

/* --- several, without brackets --- */
tn__syntax *tn__plain_splat(plain_parser *p, tn__syntax *(*parse_one)(plain_parser *))
{
    tn__syntax *node = plain_open(p, SYN_LIST_SPLAT);
    tn__plain_next(p);
    tn__plain_add(p, node, parse_one(p), FIELD_NONE);
    return plain_close(p, node);
}

static bool is_trailer(const tn__syntax *node)
{
    return node->kind == SYN_ATTRIBUTE || node->kind == SYN_CALL || node->kind == SYN_SUBSCRIPT;
}

/* `*a.b` as `(*a).b` */
tn__syntax *tn__plain_tighten(plain_parser *p, tn__syntax *splat)
{
    tn__syntax *top = splat->first, *above = NULL, *name = top;
    if (p->declined) {
        return splat;
    }
    for (; is_trailer(name); above = name, name = name->first) {
        name->start = splat->start;
        name->line = splat->line;
        name->column = splat->column;
        name->below |= 1u << SYN_LIST_SPLAT % 32;
        name->height++;
    }
    if (name->kind != SYN_IDENTIFIER) {
        tn__plain_decline(p);
        return splat;
    }
    if (!above) {
        return splat;
    }
    *splat = (tn__syntax){.kind = SYN_LIST_SPLAT,
                          .field = name->field,
                          .foreign = splat->foreign,
                          .text = splat->text,
                          .below = 1u << SYN_IDENTIFIER % 32,
                          .height = 1,
                          .start = splat->start,
                          .line = splat->line,
                          .column = splat->column,
                          .end = name->end,
                          .end_line = name->end_line,
                          .end_column = name->end_column,
                          .first = name,
                          .next = name->next};
    above->first = splat;
    name->field = FIELD_NONE;
    name->next = NULL;
    return top;
}

bool tn__plain_ends_expressions(plain_kind kind)
{
    return kind == TOKEN_NEWLINE || kind == TOKEN_END || kind == TOKEN_ASSIGN || kind == TOKEN_CLOSE || kind == TOKEN_COLON ||
           kind == TOKEN_SEMICOLON || kind == TOKEN_IN || kind == TOKEN_CLOSE_BRACE;
}

/* `*a.b` at the end of a line, where the list may also be one of targets, is read now one way, now the other. */
static tn__syntax *parse_value(plain_parser *p)
{
    if (!plain_at(p, TOKEN_STAR)) {
        return tn__plain_expression(p);
    }
    tn__syntax *splat = tn__plain_splat(p, tn__plain_primary);
    bool may_be_target = !p->declined && (splat->first->kind == SYN_ATTRIBUTE || splat->first->kind == SYN_SUBSCRIPT);
    if (may_be_target && !plain_at(p, TOKEN_COMMA)) {
        tn__plain_decline(p);
    }
    return tn__plain_tighten(p, splat);
}

static tn__syntax *parse_target(plain_parser *p)
{
    return plain_at(p, TOKEN_STAR) ? tn__plain_splat(p, tn__plain_primary) : tn__plain_primary(p);
}

/* The first, or with what follows its comma a list. */
static tn__syntax *parse_list(plain_parser *p, tn__syntax *(*parse_one)(plain_parser *))
{
    tn__syntax *first = parse_one(p);
    if (!plain_at(p, TOKEN_COMMA)) {
        return first;
    }
    tn__syntax *node = tn__plain_wrap(p, SYN_EXPRESSION_LIST, first, FIELD_NONE);
    while (plain_accept(p, TOKEN_COMMA) && !tn__plain_ends_expressions((plain_kind)p->token.kind)) {
        tn__plain_add(p, node, parse_one(p), FIELD_NONE);
    }
    return plain_close(p, node);
}

tn__syntax *tn__plain_expressions(plain_parser *p)
{
    return parse_list(p, parse_value);
}

tn__syntax *tn__plain_open_for(plain_parser *p, tn__syntax_kind kind)
{
    tn__syntax *node = plain_open(p, kind);
    plain_accept(p, TOKEN_ASYNC);
    plain_expect(p, TOKEN_FOR);
    tn__syntax *targets = parse_list(p, parse_target);
    tn__plain_make_target(p, targets);
    tn__plain_add(p, node, targets, FIELD_LEFT);
    plain_expect(p, TOKEN_IN);
    return node;
}
