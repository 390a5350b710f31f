/* Strings: their quotes, contents with escapes, and the expressions of f-strings. As tree-sitter's scanner reads them, which
 * takes a raw string of nothing but escaped backslashes for its own end; such are declined. */
#include "python/plain_parser.h"

#include <string.h>

typedef struct plain_quotes {
    char quote;
    bool is_triple, is_raw, is_bytes, is_format;
} plain_quotes;

static plain_quotes quotes_of(const plain_parser *p)
{
    plain_quotes quotes = {.quote = p->lexer.text[p->token.end.at - 1]};
    uint32_t at = p->token.start.at;
    for (char c; (c = p->lexer.text[at]) != quotes.quote; at++) {
        quotes.is_raw |= c == 'r' || c == 'R';
        quotes.is_bytes |= c == 'b' || c == 'B';
        quotes.is_format |= c == 'f' || c == 'F';
    }
    quotes.is_triple = p->token.end.at - at == 3;
    return quotes;
}

static void step(plain_lexer *lexer)
{
    lexer->at++;
    if (lexer->text[lexer->at - 1] == '\n') {
        lexer->line++;
        lexer->line_start = lexer->at;
    }
}

static void add_leaf(plain_parser *p, tn__syntax *parent, tn__syntax_kind kind, plain_mark start)
{
    tn__syntax *leaf = tn__plain_open_at(p, kind, start);
    tn__plain_add(p, parent, tn__plain_close_at(p, leaf, plain_here(&p->lexer)), FIELD_NONE);
}

/* --- escapes --- */
/* How many of the next `most` characters behind `\` and one more belong to the set. */
static uint32_t run_of(const plain_lexer *lexer, uint32_t from, uint32_t most, const char *set)
{
    uint32_t n = 0;
    for (char c; n < most && (c = plain_char(lexer, from + n)) && strchr(set, c);) {
        n++;
    }
    return n;
}

#define HEX "0123456789abcdefABCDEF"
#define MOST_NAME 100 /* of a character in \N{...} */

static uint32_t named_length(plain_parser *p)
{
    uint32_t n = run_of(&p->lexer, 3, MOST_NAME, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -");
    if (plain_char(&p->lexer, 2) != '{' || n == 0 || plain_char(&p->lexer, 3 + n) != '}') {
        tn__plain_decline(p);
    }
    return n + 4;
}

/* The length of the escape at hand, from its `\`; 0 where that stands for itself. */
static uint32_t escape_length(plain_parser *p)
{
    const plain_lexer *lexer = &p->lexer;
    char c = plain_char(lexer, 1);
    uint32_t wanted = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (wanted) {
        return run_of(lexer, 2, wanted, HEX) == wanted ? 2 + wanted : 0;
    }
    if (c == 'N') {
        return named_length(p);
    }
    if (c >= '0' && c <= '9') {
        return 1 + run_of(lexer, 1, 3, "0123456789");
    }
    if (c == '\r') {
        return plain_char(lexer, 2) == '\n' ? 3 : 0;
    }
    if ((unsigned char)c >= 0x80) { /* digits, for tree-sitter, may be those of any script */
        tn__plain_decline(p);
    }
    return c && strchr("\n'\"abfrntv\\", c) ? 2 : 0;
}

static void read_escape(plain_parser *p, const plain_quotes *quotes, tn__syntax *content)
{
    plain_mark start = plain_here(&p->lexer);
    char c = plain_char(&p->lexer, 1);
    if (quotes->is_bytes && (c == 'N' || c == 'u' || c == 'U')) { /* no escapes there, and the scanner skips one too many */
        tn__plain_decline(p);
    }
    uint32_t length = escape_length(p);
    for (uint32_t i = 0; i < (length ? length : 1) && p->lexer.at < p->lexer.length; i++) {
        step(&p->lexer);
    }
    if (length) {
        add_leaf(p, content, SYN_ESCAPE_SEQUENCE, start);
    }
}

/* A backslash keeps what stands behind it from ending a raw string. The scanner skips the end of a line behind that, too; where
 * the string ends with its line for Python, it is declined. */
static void skip_raw_escape(plain_parser *p, const plain_quotes *quotes)
{
    plain_lexer *lexer = &p->lexer;
    step(lexer);
    char c = plain_char(lexer, 0);
    bool is_pair = c == quotes->quote || c == '\\';
    if (is_pair) {
        step(lexer);
    }
    if (plain_char(lexer, 0) == '\r') {
        step(lexer);
    }
    if (plain_char(lexer, 0) == '\n') {
        step(lexer);
        if (is_pair && !quotes->is_triple) {
            tn__plain_decline(p);
        }
    }
}

/* --- contents --- */
static bool at_quotes(const plain_lexer *lexer, const plain_quotes *quotes)
{
    char q = quotes->quote;
    return plain_char(lexer, 0) == q && (!quotes->is_triple || (plain_char(lexer, 1) == q && plain_char(lexer, 2) == q));
}

static bool at_double_brace(const plain_lexer *lexer)
{
    char c = plain_char(lexer, 0);
    return (c == '{' || c == '}') && plain_char(lexer, 1) == c;
}

/* Where the text between two expressions ends; what is no content there is declined. */
static bool content_ends(plain_parser *p, const plain_quotes *quotes)
{
    const plain_lexer *lexer = &p->lexer;
    char c = plain_char(lexer, 0);
    if (lexer->at >= lexer->length || (c == '\n' && !quotes->is_triple)) {
        tn__plain_fail(p, TN_PLAIN_OPEN_STRING);
    }
    return p->declined || at_quotes(lexer, quotes) || (quotes->is_format && (c == '{' || c == '}') && !at_double_brace(lexer));
}

/* The scanner's token, which began at `start`, ends: it must not be one of a raw string's escapes alone. */
static void end_token(plain_parser *p, const plain_quotes *quotes, uint32_t *start, bool *has_content)
{
    if (quotes->is_raw && !*has_content && p->lexer.at > *start) {
        tn__plain_decline(p);
    }
    *has_content = false;
    *start = p->lexer.at;
}

/* `{{` or `}}` */
static void read_double_brace(plain_parser *p, tn__syntax *content)
{
    plain_mark start = plain_here(&p->lexer);
    p->lexer.at += 2;
    add_leaf(p, content, SYN_ESCAPE_INTERPOLATION, start);
}

/* Up to the quotes or an expression. */
static void read_content(plain_parser *p, const plain_quotes *quotes, tn__syntax *string)
{
    plain_lexer *lexer = &p->lexer;
    tn__syntax *content = tn__plain_open_at(p, SYN_STRING_CONTENT, plain_here(lexer));
    uint32_t token = lexer->at;
    bool has_content = false;
    while (!content_ends(p, quotes)) {
        char c = plain_char(lexer, 0);
        if (c == '\\' && quotes->is_raw) {
            skip_raw_escape(p, quotes);
        } else if (c == '\\') {
            read_escape(p, quotes, content);
        } else if (quotes->is_format && at_double_brace(lexer)) {
            end_token(p, quotes, &token, &has_content);
            read_double_brace(p, content);
            token = lexer->at;
        } else {
            step(lexer);
            has_content = c != quotes->quote;
            token = has_content ? token : lexer->at;
        }
    }
    end_token(p, quotes, &token, &has_content);
    tn__plain_add(p, string, tn__plain_close_at(p, content, plain_here(lexer)), FIELD_NONE);
}

/* --- expressions in f-strings --- */
static void read_interpolation(plain_parser *p, tn__syntax *parent, tn__syntax_kind kind);

/* `:>{width}`, up to the brace behind it. */
static void read_format(plain_parser *p, tn__syntax *interpolation)
{
    plain_lexer *lexer = &p->lexer;
    tn__syntax *format = plain_open(p, SYN_OTHER);
    char c;
    while (!p->declined && (c = plain_char(lexer, 0)) != '}') {
        if (lexer->at >= lexer->length || c == '\n' || at_double_brace(lexer)) {
            tn__plain_decline(p);
        } else if (c == '{') {
            read_interpolation(p, format, SYN_OTHER);
        } else {
            lexer->at++;
        }
    }
    tn__plain_add(p, interpolation, tn__plain_close_at(p, format, plain_here(lexer)), FIELD_NONE);
    tn__plain_next(p);
}

/* At its `{`; leaves the lexer behind its `}`. */
static void read_interpolation(plain_parser *p, tn__syntax *parent, tn__syntax_kind kind)
{
    plain_lexer *lexer = &p->lexer;
    bool was_inside = lexer->in_f_string;
    plain_enter(p);
    tn__syntax *node = tn__plain_open_at(p, kind, plain_here(lexer));
    lexer->in_f_string = true;
    lexer->brackets++;
    lexer->at++;
    tn__plain_next(p);
    tn__plain_add(p, node, plain_at(p, TOKEN_YIELD) ? tn__plain_yield(p) : tn__plain_expressions(p), FIELD_EXPRESSION);
    plain_accept(p, TOKEN_ASSIGN);
    if (plain_at(p, TOKEN_CONVERSION)) {
        tn__plain_add(p, node, tn__plain_leaf(p, SYN_TYPE_CONVERSION), FIELD_NONE);
    }
    if (plain_at(p, TOKEN_COLON)) {
        read_format(p, node);
    }
    if (!plain_at(p, TOKEN_CLOSE_BRACE)) {
        tn__plain_decline(p);
    }
    lexer->in_f_string = was_inside;
    tn__plain_add(p, parent, tn__plain_close_at(p, node, p->token.end), FIELD_NONE);
    plain_leave(p);
}

/* --- strings --- */
static tn__syntax *read_string(plain_parser *p)
{
    plain_lexer *lexer = &p->lexer;
    plain_quotes quotes = quotes_of(p);
    bool was_short = lexer->in_short_string;
    lexer->in_short_string = was_short || !quotes.is_triple;
    tn__syntax *string = plain_open(p, SYN_STRING);
    add_leaf(p, string, SYN_STRING_START, p->token.start);
    while (!p->declined && !at_quotes(lexer, &quotes)) {
        if (quotes.is_format && plain_char(lexer, 0) == '{' && !at_double_brace(lexer)) {
            read_interpolation(p, string, SYN_INTERPOLATION);
        } else if (quotes.is_format && plain_char(lexer, 0) == '}' && !at_double_brace(lexer)) {
            tn__plain_decline(p);
        } else {
            read_content(p, &quotes, string);
        }
    }
    if (p->declined) {
        return string;
    }
    lexer->in_short_string = was_short;
    p->token.kind = TOKEN_STRING;
    p->token.start = plain_here(lexer);
    lexer->at += quotes.is_triple ? 3 : 1;
    p->token.end = plain_here(lexer);
    add_leaf(p, string, SYN_STRING_END, p->token.start);
    tn__plain_close_at(p, string, p->token.end);
    tn__plain_next(p);
    return string;
}

tn__syntax *tn__plain_string(plain_parser *p)
{
    tn__syntax *string = read_string(p);
    if (!plain_at(p, TOKEN_STRING)) {
        return string;
    }
    tn__syntax *all = tn__plain_wrap(p, SYN_CONCATENATED_STRING, string, FIELD_NONE);
    while (plain_at(p, TOKEN_STRING)) {
        tn__plain_add(p, all, read_string(p), FIELD_NONE);
    }
    return plain_close(p, all);
}
