/* Statements of one line. */
#include "python/plain_parser.h"

#include <string.h>

/* --- imports --- */
static tn__syntax *parse_dotted_name(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_DOTTED_NAME);
    do {
        tn__plain_add(p, node, tn__plain_name(p), FIELD_NONE);
    } while (plain_accept(p, TOKEN_DOT));
    return plain_close(p, node);
}

static tn__syntax *parse_imported(plain_parser *p)
{
    tn__syntax *name = parse_dotted_name(p);
    if (!plain_at(p, TOKEN_AS)) {
        return name;
    }
    tn__syntax *node = tn__plain_wrap(p, SYN_ALIASED_IMPORT, name, FIELD_NAME);
    tn__plain_next(p);
    tn__plain_add(p, node, tn__plain_name(p), FIELD_ALIAS);
    return plain_close(p, node);
}

/* Inside brackets a comma may stand behind the last. */
static void parse_imports(plain_parser *p, tn__syntax *node)
{
    do {
        tn__plain_add(p, node, parse_imported(p), FIELD_NAME);
    } while (plain_accept(p, TOKEN_COMMA) && !plain_at(p, TOKEN_CLOSE));
}

static tn__syntax *parse_import(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_IMPORT_STATEMENT);
    tn__plain_next(p);
    parse_imports(p, node);
    return plain_close(p, node);
}

/* `..a.b`, whose first dots may be read as an ellipsis. */
static tn__syntax *parse_relative(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_RELATIVE_IMPORT), *prefix = plain_open(p, SYN_IMPORT_PREFIX);
    while (plain_at(p, TOKEN_DOT) || plain_at(p, TOKEN_ELLIPSIS)) {
        tn__plain_next(p);
    }
    tn__plain_add(p, node, plain_close(p, prefix), FIELD_NONE);
    if (plain_is_name((plain_kind)p->token.kind)) {
        tn__plain_add(p, node, parse_dotted_name(p), FIELD_NONE);
    }
    return plain_close(p, node);
}

static bool at_text(const plain_parser *p, const char *text)
{
    size_t length = p->token.end.at - p->token.start.at;
    return strlen(text) == length && memcmp(p->lexer.text + p->token.start.at, text, length) == 0;
}

static tn__syntax *parse_from(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_IMPORT_FROM_STATEMENT);
    tn__plain_next(p);
    if (at_text(p, "__future__")) {
        node->kind = SYN_FUTURE_IMPORT_STATEMENT;
        tn__plain_next(p);
    } else {
        bool is_relative = plain_at(p, TOKEN_DOT) || plain_at(p, TOKEN_ELLIPSIS);
        tn__plain_add(p, node, is_relative ? parse_relative(p) : parse_dotted_name(p), FIELD_MODULE_NAME);
    }
    plain_expect(p, TOKEN_IMPORT);
    if (plain_at(p, TOKEN_STAR) && node->kind == SYN_IMPORT_FROM_STATEMENT) {
        tn__plain_add(p, node, tn__plain_leaf(p, SYN_WILDCARD_IMPORT), FIELD_NONE);
    } else if (plain_accept(p, TOKEN_OPEN)) {
        parse_imports(p, node);
        plain_expect(p, TOKEN_CLOSE);
    } else {
        parse_imports(p, node);
    }
    return plain_close(p, node);
}

/* --- assignments --- */
static tn__syntax *parse_assignment(plain_parser *p, tn__syntax *left);

/* A list that may be one of targets: behind its last comma tree-sitter may go on in the next line. */
static tn__syntax *parse_values(plain_parser *p)
{
    tn__syntax *values = tn__plain_expressions(p);
    if (!p->declined && values->kind == SYN_EXPRESSION_LIST && plain_at(p, TOKEN_NEWLINE) &&
        p->lexer.text[values->end - 1] == ',') {
        tn__plain_decline(p);
    }
    return values;
}

static tn__syntax *parse_right_side(plain_parser *p)
{
    if (plain_at(p, TOKEN_YIELD)) {
        return tn__plain_yield(p);
    }
    tn__syntax *value = parse_values(p);
    return plain_at(p, TOKEN_ASSIGN) ? parse_assignment(p, value) : value;
}

/* At `=`. */
static tn__syntax *parse_assignment(plain_parser *p, tn__syntax *left)
{
    plain_enter(p);
    tn__plain_make_target(p, left);
    tn__syntax *node = tn__plain_wrap(p, SYN_ASSIGNMENT, left, FIELD_LEFT);
    tn__plain_next(p);
    tn__plain_add(p, node, parse_right_side(p), FIELD_RIGHT);
    plain_leave(p);
    return plain_close(p, node);
}

static tn__syntax *parse_annotated(plain_parser *p, tn__syntax *left)
{
    bool is_target = left->kind == SYN_IDENTIFIER || left->kind == SYN_ATTRIBUTE || left->kind == SYN_SUBSCRIPT;
    bool is_rare = left->kind == SYN_PARENTHESIZED_EXPRESSION;
    plain_mark start = {left->start, left->line, left->column};
    tn__syntax *node = tn__plain_wrap(p, SYN_ASSIGNMENT, left, FIELD_LEFT);
    tn__plain_next(p);
    tn__plain_add(p, node, tn__plain_type(p), FIELD_TYPE);
    if (!is_target) {
        tn__plain_fail_at(p, is_rare ? NULL : "SyntaxError: illegal target for annotation", start);
    }
    if (plain_accept(p, TOKEN_ASSIGN)) {
        tn__plain_add(p, node, parse_right_side(p), FIELD_RIGHT);
    }
    return plain_close(p, node);
}

static tn__syntax *parse_augmented(plain_parser *p, tn__syntax *left)
{
    tn__plain_make_target(p, left);
    tn__syntax *node = tn__plain_wrap(p, SYN_AUGMENTED_ASSIGNMENT, left, FIELD_LEFT);
    tn__plain_add(p, node, tn__plain_leaf(p, SYN_OPERATOR), FIELD_OPERATOR);
    tn__plain_add(p, node, plain_at(p, TOKEN_YIELD) ? tn__plain_yield(p) : parse_values(p), FIELD_RIGHT);
    return plain_close(p, node);
}

static bool at_end(const plain_parser *p)
{
    return plain_at(p, TOKEN_NEWLINE) || plain_at(p, TOKEN_SEMICOLON);
}

/* `print(x)` and `match = 3` are what they look like; statements of Python 2, `match` and `type X = ...` are tree-sitter's, and
 * so is `type(x).a = 3`, which it takes for the last. */
static void check_soft(plain_parser *p)
{
    plain_kind next = plain_at(p, TOKEN_SOFT) ? tn__plain_peek(p) : TOKEN_NEWLINE;
    if (next != TOKEN_NEWLINE && next != TOKEN_OPEN && next != TOKEN_ASSIGN && next != TOKEN_DOT && next != TOKEN_COLON) {
        tn__plain_decline(p);
    }
}

/* `a, lambda: b` is to tree-sitter two names with an annotation. */
static bool ends_in_bare_lambda(const tn__syntax *list)
{
    const tn__syntax *last = list->first;
    while (last && last->next) {
        last = last->next;
    }
    return last && last->kind == SYN_LAMBDA && last->first && last->first->kind != SYN_LAMBDA_PARAMETERS;
}

static tn__syntax *parse_expression_statement(plain_parser *p)
{
    check_soft(p);
    p->in_soft_call = plain_at(p, TOKEN_SOFT) && tn__plain_peek(p) == TOKEN_OPEN;
    tn__syntax *node = plain_at(p, TOKEN_YIELD) ? tn__plain_yield(p) : parse_values(p);
    if (p->in_soft_call && !at_end(p)) {
        bool goes_on = plain_at(p, TOKEN_ASSIGN) || plain_at(p, TOKEN_COLON) || plain_at(p, TOKEN_AUGMENTED);
        tn__plain_fail(p, goes_on ? NULL : PLAIN_INVALID);
    }
    p->in_soft_call = false;
    if (plain_at(p, TOKEN_ASSIGN)) {
        node = parse_assignment(p, node);
    } else if (plain_at(p, TOKEN_COLON)) {
        node = parse_annotated(p, node);
    } else if (plain_at(p, TOKEN_AUGMENTED)) {
        node = parse_augmented(p, node);
    } else if (node->kind == SYN_EXPRESSION_LIST) { /* they are the statement's own */
        if (ends_in_bare_lambda(node)) {
            tn__plain_decline(p);
        }
        node->kind = SYN_EXPRESSION_STATEMENT;
        return node;
    }
    return plain_close(p, tn__plain_wrap(p, SYN_EXPRESSION_STATEMENT, node, FIELD_NONE));
}

/* --- those with a keyword --- */
/* `return a, b`, `del a` */
static tn__syntax *parse_with_values(plain_parser *p, tn__syntax_kind kind)
{
    tn__syntax *node = plain_open(p, kind);
    tn__plain_next(p);
    if (kind == SYN_DELETE_STATEMENT || !at_end(p)) {
        tn__plain_add(p, node, tn__plain_expressions(p), FIELD_NONE);
    }
    return plain_close(p, node);
}

static tn__syntax *parse_raise(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_RAISE_STATEMENT);
    tn__plain_next(p);
    if (!at_end(p)) {
        tn__plain_add(p, node, tn__plain_expression(p), FIELD_NONE);
    }
    if (plain_accept(p, TOKEN_FROM)) {
        tn__plain_add(p, node, tn__plain_expression(p), FIELD_CAUSE);
    }
    return plain_close(p, node);
}

static tn__syntax *parse_assert(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_ASSERT_STATEMENT);
    tn__plain_next(p);
    tn__plain_add(p, node, tn__plain_expression(p), FIELD_NONE);
    if (plain_accept(p, TOKEN_COMMA)) {
        tn__plain_add(p, node, tn__plain_expression(p), FIELD_NONE);
    }
    return plain_close(p, node);
}

static tn__syntax *parse_names(plain_parser *p, tn__syntax_kind kind)
{
    tn__syntax *node = plain_open(p, kind);
    do {
        tn__plain_next(p);
        tn__plain_add(p, node, tn__plain_name(p), FIELD_NONE);
    } while (plain_at(p, TOKEN_COMMA));
    return plain_close(p, node);
}

tn__syntax *tn__plain_simple_statement(plain_parser *p)
{
    switch (p->token.kind) {
    case TOKEN_IMPORT: return parse_import(p);
    case TOKEN_FROM: return parse_from(p);
    case TOKEN_RETURN: return parse_with_values(p, SYN_RETURN_STATEMENT);
    case TOKEN_RAISE: return parse_raise(p);
    case TOKEN_DEL: return parse_with_values(p, SYN_DELETE_STATEMENT);
    case TOKEN_ASSERT: return parse_assert(p);
    case TOKEN_GLOBAL: return parse_names(p, SYN_GLOBAL_STATEMENT);
    case TOKEN_NONLOCAL: return parse_names(p, SYN_NONLOCAL_STATEMENT);
    case TOKEN_PASS: return tn__plain_leaf(p, SYN_PASS_STATEMENT);
    case TOKEN_BREAK: return tn__plain_leaf(p, SYN_BREAK_STATEMENT);
    case TOKEN_CONTINUE: return tn__plain_leaf(p, SYN_CONTINUE_STATEMENT);
    default: return parse_expression_statement(p);
    }
}
