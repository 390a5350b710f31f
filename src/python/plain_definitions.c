/* Functions, lambdas and classes: their parameters, and the types that stand beside those. */
#include "python/plain_parser.h"

/* --- types --- */
/* `List[int]`, which the grammar has as a node of its own, where it begins with a name. */
static tn__syntax *parse_generic(plain_parser *p)
{
    tn__syntax *generic = plain_open(p, SYN_OTHER);
    tn__plain_add(p, generic, tn__plain_name(p), FIELD_NONE);
    tn__syntax *parameters = plain_open(p, SYN_OTHER);
    plain_expect(p, TOKEN_OPEN_SQUARE);
    do {
        tn__plain_add(p, parameters, tn__plain_type(p), FIELD_NONE);
    } while (plain_accept(p, TOKEN_COMMA) && !plain_at(p, TOKEN_CLOSE_SQUARE));
    plain_expect(p, TOKEN_CLOSE_SQUARE);
    tn__plain_add(p, generic, plain_close(p, parameters), FIELD_NONE);
    return plain_close(p, generic);
}

static bool at_generic(const plain_parser *p)
{
    return plain_is_name((plain_kind)p->token.kind) && tn__plain_peek(p) == TOKEN_OPEN_SQUARE;
}

static tn__syntax *parse_type_alone(plain_parser *p)
{
    tn__syntax *type = plain_open(p, SYN_TYPE);
    tn__plain_add(p, type, at_generic(p) ? parse_generic(p) : tn__plain_expression(p), FIELD_NONE);
    return plain_close(p, type);
}

static bool ends_type(const plain_parser *p)
{
    return plain_at(p, TOKEN_COMMA) || plain_at(p, TOKEN_ASSIGN) || plain_at(p, TOKEN_CLOSE) || plain_at(p, TOKEN_CLOSE_SQUARE) ||
           plain_at(p, TOKEN_COLON) || plain_at(p, TOKEN_NEWLINE) || plain_at(p, TOKEN_SEMICOLON);
}

/* `List[int] | None` is a union of types; `int | None` is an expression. */
tn__syntax *tn__plain_type(plain_parser *p)
{
    plain_enter(p);
    tn__syntax *type = parse_type_alone(p);
    while (plain_accept(p, TOKEN_BAR)) {
        if (plain_at(p, TOKEN_SOFT)) {
            tn__plain_decline(p); /* of `y: a[b] | c[d] | print[e] | f` tree-sitter makes another tree */
        }
        tn__syntax *join = tn__plain_wrap(p, SYN_OTHER, type, FIELD_NONE);
        tn__plain_add(p, join, parse_type_alone(p), FIELD_NONE);
        type = tn__plain_wrap(p, SYN_TYPE, plain_close(p, join), FIELD_NONE);
        plain_close(p, type);
    }
    if (!ends_type(p)) { /* what goes on with a sign or a word may be an expression, which tree-sitter knows better */
        bool begins_value = plain_at(p, TOKEN_NAME) || plain_at(p, TOKEN_STRING) || plain_at(p, TOKEN_INTEGER);
        tn__plain_fail(p, begins_value ? PLAIN_INVALID : NULL);
    }
    plain_leave(p);
    return type;
}

/* `T`, `*Ts`, `**P`, `T: bound`, each with a default behind `=`. */
static tn__syntax *parse_type_parameter(plain_parser *p)
{
    tn__syntax *type = plain_open(p, SYN_TYPE), *inner;
    if (plain_at(p, TOKEN_STAR) || plain_at(p, TOKEN_POWER)) {
        inner = plain_open(p, SYN_OTHER);
        tn__plain_next(p);
        tn__plain_add(p, inner, tn__plain_name(p), FIELD_NONE);
        plain_close(p, inner);
    } else {
        inner = tn__plain_name(p);
    }
    tn__plain_add(p, type, inner, FIELD_NONE);
    plain_close(p, type);
    if (plain_accept(p, TOKEN_COLON)) {
        tn__syntax *bound = tn__plain_wrap(p, SYN_OTHER, type, FIELD_NONE);
        tn__plain_add(p, bound, tn__plain_type(p), FIELD_NONE);
        type = tn__plain_wrap(p, SYN_TYPE, plain_close(p, bound), FIELD_NONE);
        plain_close(p, type);
    }
    if (plain_accept(p, TOKEN_ASSIGN)) {
        p->is_beyond_grammar = true;
        type = tn__plain_wrap(p, SYN_OTHER, type, FIELD_NONE);
        tn__plain_add(p, type, tn__plain_type(p), FIELD_NONE);
        plain_close(p, type);
    }
    return type;
}

/* `[T, *Ts]` behind the name of a function or a class (Python 3.12), if it is there. */
static void parse_type_parameters(plain_parser *p, tn__syntax *definition)
{
    if (!plain_at(p, TOKEN_OPEN_SQUARE)) {
        return;
    }
    tn__syntax *node = plain_open(p, SYN_OTHER);
    do {
        tn__plain_next(p);
        if (!plain_at(p, TOKEN_CLOSE_SQUARE)) {
            tn__plain_add(p, node, parse_type_parameter(p), FIELD_NONE);
        }
    } while (plain_at(p, TOKEN_COMMA));
    if (!node->first) {
        tn__plain_fail(p, PLAIN_INVALID);
    }
    plain_expect(p, TOKEN_CLOSE_SQUARE);
    tn__plain_add(p, definition, plain_close(p, node), FIELD_NONE);
}

/* --- parameters --- */
static tn__syntax *parse_typed(plain_parser *p, tn__syntax *name, bool may_default)
{
    tn__plain_next(p);
    tn__syntax *node = tn__plain_wrap(p, SYN_TYPED_PARAMETER, name, FIELD_NONE);
    tn__plain_add(p, node, tn__plain_type(p), FIELD_TYPE);
    if (may_default && plain_accept(p, TOKEN_ASSIGN)) {
        node->kind = SYN_TYPED_DEFAULT_PARAMETER;
        name->field = FIELD_NAME;
        tn__plain_add(p, node, tn__plain_expression(p), FIELD_VALUE);
    }
    return plain_close(p, node);
}

/* `*args`, `**kwargs`, or a star alone. */
static tn__syntax *parse_starred(plain_parser *p, bool typed)
{
    bool is_double = plain_at(p, TOKEN_POWER);
    tn__syntax *node = plain_open(p, is_double ? SYN_DICTIONARY_SPLAT_PATTERN : SYN_LIST_SPLAT_PATTERN);
    tn__plain_next(p);
    if (!is_double && !plain_is_name((plain_kind)p->token.kind)) {
        node->kind = SYN_KEYWORD_SEPARATOR;
        return plain_close(p, node);
    }
    tn__plain_add(p, node, tn__plain_name(p), FIELD_NONE);
    plain_close(p, node);
    return typed && plain_at(p, TOKEN_COLON) ? parse_typed(p, node, false) : node;
}

static tn__syntax *parse_parameter(plain_parser *p, bool typed)
{
    if (plain_at(p, TOKEN_STAR) || plain_at(p, TOKEN_POWER)) {
        return parse_starred(p, typed);
    }
    if (plain_at(p, TOKEN_TIMES) && p->lexer.text[p->token.start.at] == '/' && p->token.end.at - p->token.start.at == 1) {
        return tn__plain_leaf(p, SYN_POSITIONAL_SEPARATOR);
    }
    tn__syntax *name = tn__plain_name(p);
    if (typed && plain_at(p, TOKEN_COLON)) {
        return parse_typed(p, name, true);
    }
    if (!plain_accept(p, TOKEN_ASSIGN)) {
        return name;
    }
    tn__syntax *node = tn__plain_wrap(p, SYN_DEFAULT_PARAMETER, name, FIELD_NAME);
    tn__plain_add(p, node, tn__plain_expression(p), FIELD_VALUE);
    return plain_close(p, node);
}

static void parse_parameters(plain_parser *p, tn__syntax *node, bool typed, plain_kind end)
{
    while (!plain_at(p, end) && !p->declined) {
        tn__plain_add(p, node, parse_parameter(p, typed), FIELD_NONE);
        if (!plain_accept(p, TOKEN_COMMA) && !plain_at(p, end)) {
            tn__plain_fail(p, PLAIN_INVALID);
        }
    }
}

tn__syntax *tn__plain_lambda(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_LAMBDA);
    plain_enter(p);
    tn__plain_next(p);
    if (!plain_at(p, TOKEN_COLON)) {
        tn__syntax *parameters = plain_open(p, SYN_LAMBDA_PARAMETERS);
        parse_parameters(p, parameters, false, TOKEN_COLON);
        tn__plain_add(p, node, plain_close(p, parameters), FIELD_PARAMETERS);
    }
    plain_expect(p, TOKEN_COLON);
    tn__plain_add(p, node, tn__plain_expression(p), FIELD_BODY);
    plain_leave(p);
    return plain_close(p, node);
}

/* --- functions and classes --- */
static tn__syntax *parse_function(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_FUNCTION_DEFINITION);
    plain_accept(p, TOKEN_ASYNC);
    plain_expect(p, TOKEN_DEF);
    tn__plain_add(p, node, tn__plain_name(p), FIELD_NAME);
    parse_type_parameters(p, node);
    tn__syntax *parameters = plain_open(p, SYN_PARAMETERS);
    plain_expect(p, TOKEN_OPEN);
    parse_parameters(p, parameters, true, TOKEN_CLOSE);
    plain_expect(p, TOKEN_CLOSE);
    tn__plain_add(p, node, plain_close(p, parameters), FIELD_PARAMETERS);
    if (plain_accept(p, TOKEN_ARROW)) {
        tn__plain_add(p, node, tn__plain_type(p), FIELD_NONE);
        if (plain_at(p, TOKEN_COLON) && plain_is_name(tn__plain_peek(p))) {
            tn__plain_decline(p); /* of `-> a: b[c] | d` tree-sitter may make one type */
        }
    }
    tn__plain_suite(p, node, FIELD_BODY);
    return plain_close(p, node);
}

static tn__syntax *parse_class(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_CLASS_DEFINITION);
    tn__plain_next(p);
    tn__plain_add(p, node, tn__plain_name(p), FIELD_NAME);
    parse_type_parameters(p, node);
    if (plain_at(p, TOKEN_OPEN)) {
        tn__syntax *bases = tn__plain_arguments(p);
        if (bases->kind != SYN_ARGUMENT_LIST) {
            tn__plain_decline(p);
        }
        tn__plain_add(p, node, bases, FIELD_SUPERCLASSES);
    }
    tn__plain_suite(p, node, FIELD_BODY);
    return plain_close(p, node);
}

tn__syntax *tn__plain_definition(plain_parser *p)
{
    return plain_at(p, TOKEN_CLASS) ? parse_class(p) : parse_function(p);
}
