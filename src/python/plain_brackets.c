/* What stands in brackets: tuples, lists, sets, dictionaries, comprehensions, arguments and subscripts. */
#include "python/plain_parser.h"

static bool at_comprehension(const plain_parser *p)
{
    return plain_at(p, TOKEN_FOR) || plain_at(p, TOKEN_ASYNC);
}

static tn__syntax *parse_for_in(plain_parser *p)
{
    tn__syntax *node = tn__plain_open_for(p, SYN_FOR_IN_CLAUSE);
    tn__plain_add(p, node, tn__plain_disjunction(p), FIELD_RIGHT);
    return plain_close(p, node);
}

static tn__syntax *parse_if(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_IF_CLAUSE);
    tn__plain_next(p);
    tn__plain_add(p, node, tn__plain_disjunction(p), FIELD_NONE);
    return plain_close(p, node);
}

/* The clauses behind `body`, in a node that has been opened at its bracket. */
static tn__syntax *parse_comprehension(plain_parser *p, tn__syntax *node, tn__syntax_kind kind, tn__syntax *body, plain_kind end)
{
    node->kind = (uint8_t)kind;
    tn__plain_add(p, node, body, FIELD_BODY);
    while (at_comprehension(p) || plain_at(p, TOKEN_IF)) {
        tn__plain_add(p, node, at_comprehension(p) ? parse_for_in(p) : parse_if(p), FIELD_NONE);
    }
    plain_expect(p, end);
    return plain_close(p, node);
}

/* --- elements --- */
static tn__syntax *parse_element(plain_parser *p)
{
    return plain_at(p, TOKEN_STAR) ? tn__plain_splat(p, tn__plain_expression) : tn__plain_expression(p);
}

/* Alone in its brackets a splat might be any value; of what begins with no name, only literals are read as they look. */
static tn__syntax *parse_lone_splat(plain_parser *p, tn__syntax *splat)
{
    switch (splat->first ? splat->first->kind : SYN_ERROR) {
    case SYN_LIST:
    case SYN_LIST_COMPREHENSION:
    case SYN_GENERATOR_EXPRESSION:
    case SYN_PARENTHESIZED_EXPRESSION: return splat;
    default: return tn__plain_tighten(p, splat);
    }
}

/* `first` and what follows it, at the comma behind it or the end. */
static tn__syntax *parse_rest(plain_parser *p, tn__syntax *node, tn__syntax *first, tn__syntax *(*parse_one)(plain_parser *),
                              plain_kind end)
{
    tn__plain_add(p, node, first, FIELD_NONE);
    while (plain_accept(p, TOKEN_COMMA) && !plain_at(p, end)) {
        tn__plain_add(p, node, parse_one(p), FIELD_NONE);
    }
    plain_expect(p, end);
    return plain_close(p, node);
}

static tn__syntax *parse_elements(plain_parser *p, tn__syntax *node, tn__syntax *first, plain_kind end)
{
    bool is_lone_splat = first->kind == SYN_LIST_SPLAT && !plain_at(p, TOKEN_COMMA);
    return parse_rest(p, node, is_lone_splat ? parse_lone_splat(p, first) : first, parse_element, end);
}

tn__syntax *tn__plain_parentheses(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_TUPLE);
    tn__plain_next(p);
    if (plain_accept(p, TOKEN_CLOSE)) {
        return plain_close(p, node);
    }
    bool yields = plain_at(p, TOKEN_YIELD), splat = plain_at(p, TOKEN_STAR);
    plain_mark start = p->token.start;
    tn__syntax *first = yields ? tn__plain_yield(p) : parse_element(p);
    if (at_comprehension(p) && !yields && !splat) {
        return parse_comprehension(p, node, SYN_GENERATOR_EXPRESSION, first, TOKEN_CLOSE);
    }
    bool alone = !plain_at(p, TOKEN_COMMA);
    if (splat && alone) {
        tn__plain_fail_at(p, "SyntaxError: cannot use starred expression here", start);
    } else if (yields && !alone) {
        tn__plain_decline(p);
    }
    node->kind = alone ? SYN_PARENTHESIZED_EXPRESSION : SYN_TUPLE;
    return parse_elements(p, node, first, TOKEN_CLOSE);
}

tn__syntax *tn__plain_list(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_LIST);
    tn__plain_next(p);
    if (plain_accept(p, TOKEN_CLOSE_SQUARE)) {
        return plain_close(p, node);
    }
    tn__syntax *first = parse_element(p);
    return at_comprehension(p) && first->kind != SYN_LIST_SPLAT
               ? parse_comprehension(p, node, SYN_LIST_COMPREHENSION, first, TOKEN_CLOSE_SQUARE)
               : parse_elements(p, node, first, TOKEN_CLOSE_SQUARE);
}

static tn__syntax *parse_pair(plain_parser *p, tn__syntax *key)
{
    tn__syntax *pair = tn__plain_wrap(p, SYN_PAIR, key, FIELD_KEY);
    plain_expect(p, TOKEN_COLON);
    tn__plain_add(p, pair, tn__plain_expression(p), FIELD_VALUE);
    return plain_close(p, pair);
}

static tn__syntax *parse_dictionary_splat(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_DICTIONARY_SPLAT);
    tn__plain_next(p);
    tn__plain_add(p, node, tn__plain_expression(p), FIELD_NONE);
    return plain_close(p, node);
}

static tn__syntax *parse_entry(plain_parser *p)
{
    return plain_at(p, TOKEN_POWER) ? parse_dictionary_splat(p) : parse_pair(p, tn__plain_expression(p));
}

tn__syntax *tn__plain_braces(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_DICTIONARY);
    tn__plain_next(p);
    if (plain_accept(p, TOKEN_CLOSE_BRACE)) {
        return plain_close(p, node);
    }
    if (plain_at(p, TOKEN_POWER)) {
        return parse_rest(p, node, parse_dictionary_splat(p), parse_entry, TOKEN_CLOSE_BRACE);
    }
    tn__syntax *first = parse_element(p);
    if (plain_at(p, TOKEN_COLON) && first->kind != SYN_LIST_SPLAT) {
        first = parse_pair(p, first);
        return at_comprehension(p) ? parse_comprehension(p, node, SYN_DICTIONARY_COMPREHENSION, first, TOKEN_CLOSE_BRACE)
                                   : parse_rest(p, node, first, parse_entry, TOKEN_CLOSE_BRACE);
    }
    if (at_comprehension(p) && first->kind != SYN_LIST_SPLAT) {
        return parse_comprehension(p, node, SYN_SET_COMPREHENSION, first, TOKEN_CLOSE_BRACE);
    }
    node->kind = SYN_SET;
    return parse_elements(p, node, first, TOKEN_CLOSE_BRACE);
}

/* --- arguments --- */
static tn__syntax *parse_argument(plain_parser *p)
{
    if (plain_at(p, TOKEN_POWER)) {
        return parse_dictionary_splat(p);
    }
    if (plain_at(p, TOKEN_STAR)) {
        tn__syntax *splat = tn__plain_splat(p, tn__plain_expression);
        if (p->in_soft_call && splat->first && splat->first->kind != SYN_IDENTIFIER) {
            tn__plain_decline(p);
        }
        return splat;
    }
    tn__syntax *value = tn__plain_expression(p);
    if (!plain_at(p, TOKEN_ASSIGN) || value->kind != SYN_IDENTIFIER) {
        return value;
    }
    tn__syntax *node = tn__plain_wrap(p, SYN_KEYWORD_ARGUMENT, value, FIELD_NAME);
    tn__plain_next(p);
    tn__plain_add(p, node, tn__plain_expression(p), FIELD_VALUE);
    return plain_close(p, node);
}

tn__syntax *tn__plain_arguments(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_ARGUMENT_LIST);
    bool is_first = true;
    tn__plain_next(p);
    while (!plain_at(p, TOKEN_CLOSE) && !p->declined) {
        tn__syntax *argument = parse_argument(p);
        if (is_first && at_comprehension(p) && argument->kind != SYN_LIST_SPLAT && argument->kind != SYN_DICTIONARY_SPLAT &&
            argument->kind != SYN_KEYWORD_ARGUMENT) {
            return parse_comprehension(p, node, SYN_GENERATOR_EXPRESSION, argument, TOKEN_CLOSE);
        }
        is_first = false;
        tn__plain_add(p, node, argument, FIELD_NONE);
        if (!plain_at(p, TOKEN_CLOSE)) {
            plain_expect(p, TOKEN_COMMA);
        }
    }
    plain_expect(p, TOKEN_CLOSE);
    return plain_close(p, node);
}

/* --- subscripts --- */
/* Of a slice: what stands before its first colon, if anything, has been read. */
static tn__syntax *parse_slice(plain_parser *p, tn__syntax *from)
{
    tn__syntax *node = from ? tn__plain_wrap(p, SYN_SLICE, from, FIELD_NONE) : plain_open(p, SYN_SLICE);
    for (int colons = 0; colons < 2 && plain_at(p, TOKEN_COLON); colons++) {
        tn__plain_add(p, node, tn__plain_leaf(p, SYN_OPERATOR), FIELD_NONE);
        if (!plain_at(p, TOKEN_COLON) && !plain_at(p, TOKEN_COMMA) && !plain_at(p, TOKEN_CLOSE_SQUARE)) {
            tn__plain_add(p, node, tn__plain_expression(p), FIELD_NONE);
        }
    }
    return plain_close(p, node);
}

static tn__syntax *parse_index(plain_parser *p)
{
    if (plain_at(p, TOKEN_COLON)) {
        return parse_slice(p, NULL);
    }
    if (plain_at(p, TOKEN_STAR)) {
        return tn__plain_tighten(p, tn__plain_splat(p, tn__plain_primary));
    }
    tn__syntax *index = tn__plain_expression(p);
    return plain_at(p, TOKEN_COLON) ? parse_slice(p, index) : index;
}

void tn__plain_subscripts(plain_parser *p, tn__syntax *subscript)
{
    tn__plain_next(p);
    do {
        tn__plain_add(p, subscript, parse_index(p), FIELD_SUBSCRIPT);
    } while (plain_accept(p, TOKEN_COMMA) && !plain_at(p, TOKEN_CLOSE_SQUARE));
    plain_expect(p, TOKEN_CLOSE_SQUARE);
}
