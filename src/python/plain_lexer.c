/* The tokens of plain Python. What lies between them is skipped as tree-sitter's scanner does it: a tab counts eight columns,
 * and a comment may belong to the block before it. But for tree-sitter a line inside brackets that is indented less than its
 * block ends that block, unless a bracket could close there; for Python, and here, it does not. */
#include "python/plain_parser.h"

#include <string.h>

#define MOST_INDENT 98 /* so that no file has more levels than Python reads (python/indentation.h) */

void tn__plain_fail_at(plain_parser *p, const char *fault, plain_mark at)
{
    if (!p->declined) {
        fault = p->in_with ? NULL : fault; /* brackets around its items are tree-sitter's affair */
        p->stop = (plain_stop){.fault = fault, .at = at, .before = p->end, .statement = p->statement};
    }
    p->declined = true;
    p->token.kind = TOKEN_END;
}

void tn__plain_fail(plain_parser *p, const char *fault)
{
    tn__plain_fail_at(p, fault, p->token.start);
}

void tn__plain_decline(plain_parser *p)
{
    tn__plain_fail(p, NULL);
}

/* --- characters --- */
enum { LETTER = 1, DIGIT = 2 };
static const uint8_t classes[256] = {
    ['0' ... '9'] = DIGIT, ['A' ... 'Z'] = LETTER, ['_'] = LETTER, ['a' ... 'z'] = LETTER, [0x80 ... 0xff] = LETTER};

static bool is_a(char c, int class)
{
    return classes[(unsigned char)c] & class;
}

static void new_line(plain_lexer *lexer)
{
    lexer->at++;
    lexer->line++;
    lexer->line_start = lexer->at;
}

static void skip_comment(plain_lexer *lexer)
{
    const char *from = lexer->text + lexer->at, *end = memchr(from, '\n', lexer->length - lexer->at);
    lexer->at = end ? (uint32_t)(end - lexer->text) : lexer->length;
}

/* --- between tokens --- */
/* Over spaces; how far they indent, where a line begins here. */
static int skip_indent(plain_lexer *lexer)
{
    int indent = 0;
    for (;; lexer->at++) {
        char c = plain_char(lexer, 0);
        if (c == ' ') {
            indent++;
        } else if (c == '\t') {
            indent += 8;
        } else if (c == '\f' || (c == '\r' && plain_char(lexer, 1) == '\n')) {
            indent = 0;
        } else {
            return indent;
        }
    }
}

static bool at_end_of_line(const plain_lexer *lexer)
{
    return lexer->at == lexer->length || plain_char(lexer, 0) == '\n';
}

/* Over one `\` at the end of a line; the next line has a token. */
static bool skip_continuation(plain_lexer *lexer)
{
    lexer->at += plain_char(lexer, 1) == '\r' ? 2 : 1;
    if (plain_char(lexer, 0) != '\n') {
        return false;
    }
    new_line(lexer);
    skip_indent(lexer);
    char c = plain_char(lexer, 0);
    return !at_end_of_line(lexer) && c != '#' && c != '\\';
}

/* To the next token inside brackets. */
static void skip_inside(plain_parser *p)
{
    plain_lexer *lexer = &p->lexer;
    bool begins = false;
    for (;;) {
        int indent = skip_indent(lexer);
        char c = plain_char(lexer, 0);
        p->is_beyond_grammar = p->is_beyond_grammar || (begins && c != '\n' && indent < p->block_indent);
        if (c == '\n') {
            new_line(lexer);
            begins = true;
        } else if (c == '#') {
            skip_comment(lexer);
        } else if (c == '\\') {
            if (begins || lexer->in_f_string || !skip_continuation(lexer)) {
                tn__plain_decline(p);
            }
            return;
        } else {
            return;
        }
        if (lexer->in_f_string && (c == '#' || lexer->in_short_string)) {
            tn__plain_decline(p);
            return;
        }
    }
}

/* From the end of a line to the first token of the next that has any. */
static void skip_lines(plain_parser *p)
{
    plain_lexer *lexer = &p->lexer;
    p->gap = *lexer;
    p->gap_has_comments = false;
    for (;;) {
        uint32_t start = lexer->at;
        p->line_indent = skip_indent(lexer);
        char c = plain_char(lexer, 0);
        if (c == '\n') {
            new_line(lexer);
        } else if (c == '#') {
            skip_comment(lexer);
            p->gap_has_comments = true;
        } else {
            const char *first = lexer->text + start;
            uint32_t width = lexer->at - start;
            bool tabs = width && *first == '\t';
            p->indent_char = p->indent_char || !width ? p->indent_char : *first;
            bool even = width == 0 || (*first == p->indent_char && (uint32_t)p->line_indent == (tabs ? 8 * width : width));
            if (lexer->at == lexer->length) {
                p->line_indent = 0;
            } else if (!even || p->line_indent > MOST_INDENT || c == '\\') {
                tn__plain_decline(p);
            }
            return;
        }
    }
}

void tn__plain_take_comments(plain_parser *p)
{
    while (p->gap_has_comments) {
        plain_lexer next = p->gap;
        int indent = skip_indent(&next);
        if (plain_char(&next, 0) == '\n') {
            new_line(&next);
        } else if (plain_char(&next, 0) == '#' && indent >= p->block_indent) {
            skip_comment(&next);
            p->end = plain_here(&next);
        } else {
            return;
        }
        p->gap = next;
    }
}

/* --- words --- */
#define WORDS 128
#define WORD_HASH(first, last, length) (((first)*2 + (last)*15 + (length)*25) % WORDS) /* no two keywords share one */
typedef struct word {
    char text[9];
    uint8_t length, kind;
} word;
static const word words[WORDS] = {
#define KEYWORD(name, word, first, last) [WORD_HASH(first, last, sizeof(word) - 1)] = {word, sizeof(word) - 1, TOKEN_##name},
#define SOFT_KEYWORD(word, first, last) [WORD_HASH(first, last, sizeof(word) - 1)] = {word, sizeof(word) - 1, TOKEN_SOFT},
#include "python/plain_tokens.def"
#undef KEYWORD
#undef SOFT_KEYWORD
};

static plain_kind word_kind(const char *text, uint32_t length)
{
    const word *one = &words[WORD_HASH((unsigned)text[0], (unsigned)text[length - 1], length) % WORDS];
    return one->length == length && memcmp(one->text, text, length) == 0 ? (plain_kind)one->kind : TOKEN_NAME;
}

/* `b`, `f`, `u`, `r`, and `r` beside `b` or `f`. */
static bool is_prefix(const char *text, uint32_t length)
{
    char first = text[0] | 0x20, second = length == 2 ? text[1] | 0x20 : 'r';
    return length <= 2 && (first == 'r' ? length == 1 || second == 'b' || second == 'f'
                                        : second == 'r' && (first == 'b' || first == 'f' || (first == 'u' && length == 1)));
}

/* The quotes that begin a string: one or three of them. */
static plain_kind read_quotes(plain_lexer *lexer)
{
    char quote = plain_char(lexer, 0);
    lexer->at += plain_char(lexer, 1) == quote && plain_char(lexer, 2) == quote ? 3 : 1;
    return TOKEN_STRING;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

static plain_kind read_word(plain_lexer *lexer)
{
    const char *text = lexer->text + lexer->at;
    uint32_t length = 0;
    bool is_plain = true;
    for (char c; is_a(c = plain_char(lexer, length), LETTER | DIGIT); length++) {
        is_plain = is_plain && (unsigned char)c < 0x80; /* which other characters are letters is for tree-sitter to say */
    }
    lexer->at += length;
    if (!is_plain) {
        return TOKEN_END;
    }
    return is_quote(plain_char(lexer, 0)) && is_prefix(text, length) ? read_quotes(lexer) : word_kind(text, length);
}

/* --- numbers --- */
/* Digits with single `_` between them; whether there are any. */
static bool skip_digits(plain_lexer *lexer)
{
    uint32_t start = lexer->at;
    while (is_a(plain_char(lexer, 0), DIGIT) ||
           (lexer->at > start && plain_char(lexer, 0) == '_' && is_a(plain_char(lexer, 1), DIGIT))) {
        lexer->at++;
    }
    return lexer->at > start;
}

static bool skip_one_of(plain_lexer *lexer, const char *chars)
{
    char c = plain_char(lexer, 0);
    bool is = c && strchr(chars, c);
    lexer->at += is;
    return is;
}

static plain_kind read_based(plain_lexer *lexer, const char *digits)
{
    lexer->at += 2;
    uint32_t start = lexer->at;
    do {
        while (skip_one_of(lexer, digits)) {}
    } while (plain_char(lexer, 0) == '_' && plain_char(lexer, 1) && strchr(digits, plain_char(lexer, 1)) && lexer->at++);
    return lexer->at > start ? TOKEN_INTEGER : TOKEN_END;
}

/* `e5` or `e-5`; of `1else` it is the next word. */
static bool at_exponent(const plain_lexer *lexer)
{
    char sign = plain_char(lexer, 1);
    return (plain_char(lexer, 0) | 0x20) == 'e' && is_a(sign == '+' || sign == '-' ? plain_char(lexer, 2) : sign, DIGIT);
}

/* 0777, which was octal in Python 2. */
static bool has_leading_zero(const char *digits, uint32_t length)
{
    uint32_t zeros = 0;
    while (zeros < length && (digits[zeros] == '0' || digits[zeros] == '_')) {
        zeros++;
    }
    return zeros > 0 && zeros < length;
}

static plain_kind read_decimal(plain_lexer *lexer)
{
    uint32_t start = lexer->at;
    plain_kind kind = TOKEN_INTEGER;
    skip_digits(lexer);
    if (skip_one_of(lexer, ".")) {
        kind = TOKEN_FLOAT;
        skip_digits(lexer);
    }
    if (at_exponent(lexer)) {
        kind = TOKEN_FLOAT;
        lexer->at++;
        skip_one_of(lexer, "+-");
        skip_digits(lexer);
    }
    bool is_complex = skip_one_of(lexer, "jJ");
    return kind == TOKEN_INTEGER && !is_complex && has_leading_zero(lexer->text + start, lexer->at - start) ? TOKEN_END : kind;
}

/* What may follow a number without a space: `1if a else 2`. */
static bool at_operator_word(plain_lexer lexer)
{
    uint32_t start = lexer.at;
    while (is_a(plain_char(&lexer, 0), LETTER | DIGIT)) {
        lexer.at++;
    }
    plain_kind kind = word_kind(lexer.text + start, lexer.at - start);
    return kind == TOKEN_IF || kind == TOKEN_ELSE || kind == TOKEN_FOR || kind == TOKEN_IN || kind == TOKEN_IS ||
           kind == TOKEN_AND || kind == TOKEN_OR || kind == TOKEN_NOT;
}

static plain_kind read_number(plain_lexer *lexer)
{
    char base = plain_char(lexer, 0) == '0' ? (char)(plain_char(lexer, 1) | 0x20) : '\0';
    plain_kind kind = base == 'x'   ? read_based(lexer, "0123456789abcdefABCDEF")
                      : base == 'o' ? read_based(lexer, "01234567")
                      : base == 'b' ? read_based(lexer, "01")
                                    : read_decimal(lexer);
    char next = plain_char(lexer, 0);
    bool goes_on = is_a(next, LETTER | DIGIT) && !at_operator_word(*lexer);
    return goes_on || (next == '.' && kind != TOKEN_FLOAT) ? TOKEN_END : kind;
}

/* --- signs --- */
/* What stands alone, and what a sign is with `=` behind it. */
static const uint8_t signs[128] = {
    ['('] = TOKEN_OPEN,       [')'] = TOKEN_CLOSE,       ['['] = TOKEN_OPEN_SQUARE, [']'] = TOKEN_CLOSE_SQUARE,
    ['{'] = TOKEN_OPEN_BRACE, ['}'] = TOKEN_CLOSE_BRACE, [','] = TOKEN_COMMA,       [':'] = TOKEN_COLON,
    [';'] = TOKEN_SEMICOLON,  ['='] = TOKEN_ASSIGN,      ['~'] = TOKEN_TILDE,       ['|'] = TOKEN_BAR,
    ['&'] = TOKEN_AMPERSAND,  ['^'] = TOKEN_CARET,       ['+'] = TOKEN_SIGN,        ['-'] = TOKEN_SIGN,
    ['/'] = TOKEN_TIMES,      ['%'] = TOKEN_TIMES,       ['@'] = TOKEN_TIMES,       ['*'] = TOKEN_STAR,
    ['<'] = TOKEN_COMPARE,    ['>'] = TOKEN_COMPARE,     ['.'] = TOKEN_DOT,
};

static plain_kind with_equals(char sign)
{
    return sign == ':'                 ? TOKEN_WALRUS
           : strchr("<>=!", sign)      ? TOKEN_COMPARE
           : strchr("+-*/%@&|^", sign) ? TOKEN_AUGMENTED
                                       : TOKEN_END;
}

/* `**`, `//`, `<<` and `>>`, which may have a `=` behind them. */
static plain_kind doubled(char sign)
{
    return sign == '*' ? TOKEN_POWER : sign == '/' ? TOKEN_TIMES : sign == '<' || sign == '>' ? TOKEN_SHIFT : TOKEN_END;
}

static plain_kind read_conversion(plain_lexer *lexer)
{
    char name = plain_char(lexer, 1);
    lexer->at += 2;
    return lexer->in_f_string && name >= 'a' && name <= 'z' ? TOKEN_CONVERSION : TOKEN_END;
}

static plain_kind read_sign(plain_lexer *lexer)
{
    char sign = plain_char(lexer, 0), next = plain_char(lexer, 1);
    plain_kind kind = sign > 0 ? (plain_kind)signs[(int)sign] : TOKEN_END;
    uint32_t length = 1;
    if (sign == '.' && next == '.' && plain_char(lexer, 2) == '.') {
        kind = TOKEN_ELLIPSIS;
        length = 3;
    } else if (sign == '-' && next == '>') {
        kind = TOKEN_ARROW;
        length = 2;
    } else if (next == sign && doubled(sign) != TOKEN_END) {
        bool augmented = plain_char(lexer, 2) == '=';
        kind = augmented ? TOKEN_AUGMENTED : doubled(sign);
        length = augmented ? 3 : 2;
    } else if (next == '=' && with_equals(sign) != TOKEN_END) {
        kind = with_equals(sign);
        length = 2;
    } else if (sign == '!') {
        return read_conversion(lexer);
    } else if (sign == '<' && next == '>') {
        return TOKEN_END; /* Python 2 */
    }
    lexer->at += length;
    lexer->brackets += kind == TOKEN_OPEN || kind == TOKEN_OPEN_SQUARE || kind == TOKEN_OPEN_BRACE;
    lexer->brackets -= kind == TOKEN_CLOSE || kind == TOKEN_CLOSE_SQUARE || kind == TOKEN_CLOSE_BRACE;
    return kind;
}

/* --- the next token --- */
static plain_kind read_token(plain_lexer *lexer)
{
    char c = plain_char(lexer, 0);
    if (is_a(c, LETTER)) {
        return read_word(lexer);
    }
    if (is_a(c, DIGIT) || (c == '.' && is_a(plain_char(lexer, 1), DIGIT))) {
        return read_number(lexer);
    }
    return is_quote(c) ? read_quotes(lexer) : read_sign(lexer);
}

/* A line's end is a token of its own, without width: behind its comment, if it has one. */
static void end_line(plain_parser *p)
{
    plain_lexer *lexer = &p->lexer;
    plain_mark end = p->end;
    if (plain_char(lexer, 0) == '#') {
        skip_comment(lexer);
        end = plain_here(lexer);
    }
    p->token = (plain_token){.kind = TOKEN_NEWLINE, .start = end, .end = end};
    p->line_begins = true;
}

static bool is_ascii(const plain_lexer *lexer, uint32_t from)
{
    for (uint32_t at = from; at < lexer->length && (at == from || at < lexer->at); at++) {
        if ((unsigned char)lexer->text[at] >= 0x80) {
            return false;
        }
    }
    return true;
}

static void read_next(plain_parser *p)
{
    plain_lexer *lexer = &p->lexer;
    if (p->line_begins) {
        skip_lines(p);
        p->line_begins = false;
    } else if (lexer->brackets > 0) {
        skip_inside(p);
    } else {
        skip_indent(lexer);
        if (at_end_of_line(lexer) || plain_char(lexer, 0) == '#') {
            end_line(p);
            return;
        }
        if (plain_char(lexer, 0) == '\\' && !skip_continuation(lexer)) {
            tn__plain_decline(p);
        }
    }
    plain_mark start = plain_here(lexer);
    bool ends = p->declined || lexer->at == lexer->length;
    plain_kind kind = ends ? TOKEN_END : read_token(lexer);
    if (!ends && kind == TOKEN_END && is_ascii(lexer, start.at)) {
        tn__plain_fail_at(p, PLAIN_INVALID, start); /* other characters may be letters */
    }
    if (lexer->brackets < 0) {
        tn__plain_fail_at(p, "SyntaxError: this bracket closes nothing", start);
    }
    if (!ends && kind == TOKEN_END) {
        tn__plain_decline(p);
    }
    p->token.kind = p->declined ? TOKEN_END : kind;
    p->token.start = start;
    p->token.end = plain_here(lexer);
}

void tn__plain_next(plain_parser *p)
{
    if (!p->declined) {
        p->end = p->token.end;
        read_next(p);
    }
}

void tn__plain_start(plain_parser *p)
{
    plain_lexer first = p->lexer;
    for (skip_indent(&first); plain_char(&first, 0) == '\n'; skip_indent(&first)) {
        new_line(&first);
    }
    p->first = plain_here(&first);
    p->line_begins = true;
    read_next(p);
}

plain_kind tn__plain_peek(const plain_parser *p)
{
    plain_parser ahead = *p;
    tn__plain_next(&ahead);
    return (plain_kind)ahead.token.kind;
}
