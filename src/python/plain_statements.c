/* Statements that hold others, their blocks, and the file as a whole. */
#include "python/plain_parser.h"

#include <string.h>

static void parse_line(plain_parser *p, tn__syntax *block);
static void parse_statement(plain_parser *p, tn__syntax *block);

/* --- blocks --- */
/* The lines that are indented as this one, up to one that is indented less. */
static void parse_block(plain_parser *p, tn__syntax *block)
{
    int outer = p->block_indent;
    p->block_indent = p->line_indent;
    while (p->line_indent == p->block_indent && !plain_at(p, TOKEN_END)) {
        parse_statement(p, block);
    }
    if (p->line_indent > p->block_indent) {
        tn__plain_fail(p, TN_PLAIN_UNEVEN);
    }
    tn__plain_take_comments(p);
    p->block_indent = outer;
}

void tn__plain_suite(plain_parser *p, tn__syntax *parent, tn__syntax_field field)
{
    plain_enter(p);
    plain_expect(p, TOKEN_COLON);
    bool is_indented = plain_accept(p, TOKEN_NEWLINE);
    tn__syntax *block = plain_open(p, SYN_BLOCK);
    if (is_indented && p->line_indent <= p->block_indent) {
        tn__plain_fail(p, TN_PLAIN_NO_BLOCK);
    } else if (is_indented) {
        parse_block(p, block);
    } else {
        parse_line(p, block);
    }
    tn__plain_add(p, parent, plain_close(p, block), field);
    plain_leave(p);
}

/* --- clauses --- */
/* The next line begins with this word, where its statement did. */
static bool at_clause(const plain_parser *p, plain_kind kind)
{
    return plain_at(p, kind) && p->line_indent == p->block_indent;
}

static tn__syntax *parse_else(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_ELSE_CLAUSE);
    tn__plain_next(p);
    tn__plain_suite(p, node, FIELD_BODY);
    return plain_close(p, node);
}

/* `if` and `elif` */
static tn__syntax *open_condition(plain_parser *p, tn__syntax_kind kind)
{
    tn__syntax *node = plain_open(p, kind);
    tn__plain_next(p);
    tn__plain_add(p, node, tn__plain_expression(p), FIELD_CONDITION);
    tn__plain_suite(p, node, kind == SYN_WHILE_STATEMENT ? FIELD_BODY : FIELD_CONSEQUENCE);
    return node;
}

static tn__syntax *parse_if(plain_parser *p)
{
    tn__syntax *node = open_condition(p, SYN_IF_STATEMENT);
    while (at_clause(p, TOKEN_ELIF)) {
        tn__plain_add(p, node, plain_close(p, open_condition(p, SYN_ELIF_CLAUSE)), FIELD_ALTERNATIVE);
    }
    if (at_clause(p, TOKEN_ELSE)) {
        tn__plain_add(p, node, parse_else(p), FIELD_ALTERNATIVE);
    }
    return plain_close(p, node);
}

static tn__syntax *close_loop(plain_parser *p, tn__syntax *node)
{
    if (at_clause(p, TOKEN_ELSE)) {
        tn__plain_add(p, node, parse_else(p), FIELD_ALTERNATIVE);
    }
    return plain_close(p, node);
}

static tn__syntax *parse_while(plain_parser *p)
{
    return close_loop(p, open_condition(p, SYN_WHILE_STATEMENT));
}

static tn__syntax *parse_for(plain_parser *p)
{
    tn__syntax *node = tn__plain_open_for(p, SYN_FOR_STATEMENT);
    tn__plain_add(p, node, tn__plain_expressions(p), FIELD_RIGHT);
    tn__plain_suite(p, node, FIELD_BODY);
    return close_loop(p, node);
}

/* `value as name` */
static tn__syntax *parse_as(plain_parser *p)
{
    tn__syntax *value = tn__plain_expression(p);
    if (!plain_at(p, TOKEN_AS)) {
        return value;
    }
    if (value->kind == SYN_CONDITIONAL_EXPRESSION || value->kind == SYN_LAMBDA || value->kind == SYN_NAMED_EXPRESSION) {
        tn__plain_decline(p); /* `as` binds more tightly, says the grammar */
    }
    tn__syntax *node = tn__plain_wrap(p, SYN_AS_PATTERN, value, FIELD_NONE);
    tn__plain_next(p);
    tn__syntax *target = plain_open(p, SYN_AS_PATTERN_TARGET);
    tn__plain_add(p, target, tn__plain_primary(p), FIELD_NONE);
    tn__plain_add(p, node, plain_close(p, target), FIELD_ALIAS);
    return plain_close(p, node);
}

static tn__syntax *parse_except(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_EXCEPT_CLAUSE);
    tn__plain_next(p);
    if (plain_at(p, TOKEN_STAR)) {
        tn__plain_decline(p); /* except* is tree-sitter's */
    }
    if (!plain_at(p, TOKEN_COLON)) {
        tn__plain_add(p, node, parse_as(p), FIELD_VALUE);
    }
    tn__plain_suite(p, node, FIELD_NONE);
    return plain_close(p, node);
}

static tn__syntax *parse_finally(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_FINALLY_CLAUSE);
    tn__plain_next(p);
    tn__plain_suite(p, node, FIELD_NONE);
    return plain_close(p, node);
}

static tn__syntax *parse_try(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_TRY_STATEMENT);
    tn__plain_next(p);
    tn__plain_suite(p, node, FIELD_BODY);
    bool excepts = at_clause(p, TOKEN_EXCEPT);
    while (at_clause(p, TOKEN_EXCEPT)) {
        tn__plain_add(p, node, parse_except(p), FIELD_NONE);
    }
    if (excepts && at_clause(p, TOKEN_ELSE)) {
        tn__plain_add(p, node, parse_else(p), FIELD_NONE);
    }
    if (at_clause(p, TOKEN_FINALLY)) {
        tn__plain_add(p, node, parse_finally(p), FIELD_NONE);
    } else if (!excepts) {
        tn__plain_fail(p, "SyntaxError: expected 'except' or 'finally' block");
    }
    return plain_close(p, node);
}

static tn__syntax *parse_with_item(plain_parser *p)
{
    tn__syntax *item = plain_open(p, SYN_WITH_ITEM);
    bool is_bracketed = plain_at(p, TOKEN_OPEN);
    p->in_with = is_bracketed;
    tn__syntax *value = parse_as(p);
    p->in_with = false;
    const tn__syntax *inner = value->kind == SYN_AS_PATTERN ? value->first : value;
    if (is_bracketed && (!inner || inner->kind == SYN_PARENTHESIZED_EXPRESSION || inner->kind == SYN_TUPLE)) {
        tn__plain_decline(p); /* brackets around one value, or around the items? */
    }
    tn__plain_add(p, item, value, FIELD_VALUE);
    return plain_close(p, item);
}

static tn__syntax *parse_with(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_WITH_STATEMENT);
    plain_accept(p, TOKEN_ASYNC);
    plain_expect(p, TOKEN_WITH);
    tn__syntax *clause = plain_open(p, SYN_WITH_CLAUSE);
    do {
        tn__plain_add(p, clause, parse_with_item(p), FIELD_NONE);
    } while (plain_accept(p, TOKEN_COMMA));
    tn__plain_add(p, node, plain_close(p, clause), FIELD_NONE);
    tn__plain_suite(p, node, FIELD_BODY);
    return plain_close(p, node);
}

static bool at_decorator(const plain_parser *p)
{
    return at_clause(p, TOKEN_TIMES) && p->lexer.text[p->token.start.at] == '@';
}

static tn__syntax *parse_decorated(plain_parser *p)
{
    tn__syntax *node = plain_open(p, SYN_DECORATED_DEFINITION);
    while (at_decorator(p)) {
        tn__syntax *decorator = plain_open(p, SYN_DECORATOR);
        tn__plain_next(p);
        tn__plain_add(p, decorator, tn__plain_expression(p), FIELD_NONE);
        plain_expect(p, TOKEN_NEWLINE);
        tn__plain_add(p, node, plain_close(p, decorator), FIELD_NONE);
    }
    if (p->line_indent != p->block_indent) {
        tn__plain_decline(p);
    }
    tn__plain_add(p, node, tn__plain_definition(p), FIELD_DEFINITION);
    return plain_close(p, node);
}

static tn__syntax *parse_async(plain_parser *p)
{
    plain_kind next = tn__plain_peek(p);
    return next == TOKEN_FOR ? parse_for(p) : next == TOKEN_WITH ? parse_with(p) : tn__plain_definition(p);
}

/* NULL where none begins here. */
static tn__syntax *parse_compound(plain_parser *p)
{
    switch (p->token.kind) {
    case TOKEN_IF: return parse_if(p);
    case TOKEN_FOR: return parse_for(p);
    case TOKEN_WHILE: return parse_while(p);
    case TOKEN_TRY: return parse_try(p);
    case TOKEN_WITH: return parse_with(p);
    case TOKEN_ASYNC: return parse_async(p);
    case TOKEN_DEF:
    case TOKEN_CLASS: return tn__plain_definition(p);
    case TOKEN_TIMES: return at_decorator(p) ? parse_decorated(p) : NULL;
    default: return NULL;
    }
}

/* --- lines --- */
/* Simple statements, and the end of their line. */
static void parse_line(plain_parser *p, tn__syntax *block)
{
    do {
        tn__plain_add(p, block, tn__plain_simple_statement(p), FIELD_NONE);
    } while (plain_accept(p, TOKEN_SEMICOLON) && !plain_at(p, TOKEN_NEWLINE));
    plain_expect(p, TOKEN_NEWLINE);
}

static void parse_statement(plain_parser *p, tn__syntax *block)
{
    p->statement = p->token.start;
    tn__syntax *compound = parse_compound(p);
    if (compound) {
        tn__plain_add(p, block, compound, FIELD_NONE);
    } else {
        parse_line(p, block);
    }
}

/* --- the file --- */
/* It begins at its first comment or statement, and ends where the text does. */
static tn__syntax *parse_module(plain_parser *p)
{
    tn__plain_start(p);
    tn__syntax *module = tn__plain_open_at(p, SYN_MODULE, p->first);
    while (!plain_at(p, TOKEN_END) && p->line_indent == 0) {
        parse_statement(p, module);
    }
    if (!plain_at(p, TOKEN_END)) {
        tn__plain_fail(p, TN_PLAIN_UNEVEN);
    }
    return tn__plain_close_at(p, module, p->token.end);
}

bool tn__plain_find_stop(plain_stop *out, const char *text, size_t length)
{
    tn__syntax_tree tree = {.text = text, .length = length};
    plain_parser p = {.lexer = {.text = text, .length = (uint32_t)length, .line = 1}, .arena = &tree.arena};
    parse_module(&p);
    tn__arena_release(&tree.arena);
    *out = p.stop;
    return p.declined;
}

bool tn__plain_parse(tn__syntax_tree *out, const char *text, size_t length, bool foreign)
{
    *out = (tn__syntax_tree){.text = text, .length = length};
    if (length > TN_SOURCE_MAX_BYTES || (length && memchr(text, '\0', length))) {
        return false;
    }
    plain_parser p = {.lexer = {.text = text, .length = (uint32_t)length, .line = 1}, .foreign = foreign, .arena = &out->arena};
    tn__syntax *module = parse_module(&p);
    if (p.declined) {
        tn__arena_release(&out->arena);
        return false;
    }
    out->root = module;
    out->is_beyond_grammar = p.is_beyond_grammar;
    return true;
}
