/* The parts of the reader of plain Python (plain_python.h), one file a part: tokens, strings, expressions, brackets, definitions,
 * statements. Inside, declining is a state: the token becomes TOKEN_END and stays it, at which every loop and
 * recursion ends, and every node is the same spare one. So nothing needs to be checked on the way back. */
#ifndef TN_PYTHON_PLAIN_PARSER_H
#define TN_PYTHON_PLAIN_PARSER_H

#include "python/plain_python.h"

typedef enum plain_kind {
#define TOKEN(name, precedence) TOKEN_##name,
#define KEYWORD(name, text, first, last) TOKEN_##name,
#include "python/plain_tokens.def"
#undef TOKEN
#undef KEYWORD
    TOKEN_COUNT
} plain_kind;

typedef struct plain_token {
    uint8_t kind;
    plain_mark start, end;
} plain_token;

/* Where the text is read. */
typedef struct plain_lexer {
    const char *text;
    uint32_t length, at, line_start;
    int line;
    int brackets; /* open ones */
    bool in_f_string;
    bool in_short_string; /* which ends with its line, as what is computed in it does before Python 3.12 */
} plain_lexer;

typedef struct plain_parser {
    plain_lexer lexer;
    plain_token token; /* the one at hand */
    plain_mark end;    /* of what was consumed last */
    plain_mark first;  /* the file's first comment or token */
    int line_indent;   /* of the line whose first token was read last */
    int block_indent;  /* of the statements at hand */
    char indent_char;  /* of the file; 0: none yet */
    plain_lexer gap;   /* behind the last line that had tokens, where comments may follow */
    bool line_begins, gap_has_comments;
    int depth;         /* of the recursion */
    bool in_soft_call; /* a statement that may be Python 2's `print (a, b)` */
    bool in_with;      /* behind the bracket that may hold the items of a `with` */
    bool declined, foreign;
    bool is_beyond_grammar; /* of the tree */
    plain_mark statement;   /* where the one at hand began */
    plain_stop stop;        /* once it is declined */
    tn__arena *arena;
    tn__syntax spare; /* stands for every node once it is declined */
} plain_parser;

#define PLAIN_MOST_DEPTH 100 /* some hundred bytes of stack a level and function; no tree of real code is half as deep */

/* --- tokens (plain_lexer.c) --- */
void tn__plain_decline(plain_parser *p);
#define PLAIN_INVALID "SyntaxError: invalid syntax"
/* Declines what is no Python: the token at hand, or where the reader of tokens is. */
void tn__plain_fail(plain_parser *p, const char *fault);
void tn__plain_fail_at(plain_parser *p, const char *fault, plain_mark at);
void tn__plain_start(plain_parser *p);
void tn__plain_next(plain_parser *p);
plain_kind tn__plain_peek(const plain_parser *p); /* the kind of the token behind the one at hand */
/* Comments of the gap that are indented as the block at hand, or more, are its own, and move its end. */
void tn__plain_take_comments(plain_parser *p);

static inline plain_mark plain_here(const plain_lexer *lexer)
{
    return (plain_mark){lexer->at, lexer->line, (int)(lexer->at - lexer->line_start) + 1};
}

static inline char plain_char(const plain_lexer *lexer, uint32_t ahead)
{
    return ahead < lexer->length - lexer->at ? lexer->text[lexer->at + ahead] : '\0';
}

static inline bool plain_at(const plain_parser *p, plain_kind kind)
{
    return p->token.kind == kind;
}

static inline bool plain_accept(plain_parser *p, plain_kind kind)
{
    bool is = plain_at(p, kind);
    if (is) {
        tn__plain_next(p);
    }
    return is;
}

static inline void plain_expect(plain_parser *p, plain_kind kind)
{
    if (!plain_accept(p, kind)) {
        tn__plain_fail(p, kind == TOKEN_COLON ? "SyntaxError: expected ':'" : PLAIN_INVALID);
    }
}

static inline bool plain_is_name(plain_kind kind)
{
    return kind == TOKEN_NAME || kind == TOKEN_SOFT;
}

/* --- nodes (plain_nodes.c). Until it is closed, a node's `next` is its last child. --- */
tn__syntax *tn__plain_open_at(plain_parser *p, tn__syntax_kind kind, plain_mark start);
static inline tn__syntax *plain_open(plain_parser *p, tn__syntax_kind kind)
{
    return tn__plain_open_at(p, kind, p->token.start);
}
/* A node that begins with `first`, its first child. */
tn__syntax *tn__plain_wrap(plain_parser *p, tn__syntax_kind kind, tn__syntax *first, tn__syntax_field field);
void tn__plain_add(plain_parser *p, tn__syntax *parent, tn__syntax *child, tn__syntax_field field);
tn__syntax *tn__plain_close_at(plain_parser *p, tn__syntax *node, plain_mark end);
static inline tn__syntax *plain_close(plain_parser *p, tn__syntax *node)
{
    return tn__plain_close_at(p, node, p->end);
}
/* The token at hand, consumed. */
tn__syntax *tn__plain_leaf(plain_parser *p, tn__syntax_kind kind);
tn__syntax *tn__plain_name(plain_parser *p); /* an identifier */
/* A closed expression as what is assigned to: (a, *b) becomes a pattern. */
void tn__plain_make_target(plain_parser *p, tn__syntax *node);

static inline void plain_enter(plain_parser *p)
{
    if (++p->depth > PLAIN_MOST_DEPTH) {
        tn__plain_decline(p);
    }
}

static inline void plain_leave(plain_parser *p)
{
    p->depth--;
}

/* --- strings (plain_strings.c) --- */
tn__syntax *tn__plain_string(plain_parser *p); /* one, or several side by side */

/* --- expressions (plain_expressions.c) --- */
tn__syntax *tn__plain_expression(plain_parser *p);
tn__syntax *tn__plain_disjunction(plain_parser *p); /* without a condition, lambda or `:=` at its top */
tn__syntax *tn__plain_primary(plain_parser *p);     /* with its calls, attributes and subscripts */
tn__syntax *tn__plain_expressions(plain_parser *p); /* one, or an expression_list */
/* `for targets in`, of a statement or a comprehension, async or not; what they run over comes next. */
tn__syntax *tn__plain_open_for(plain_parser *p, tn__syntax_kind kind);
tn__syntax *tn__plain_yield(plain_parser *p);

/* `*` and what parse_one reads. */
tn__syntax *tn__plain_splat(plain_parser *p, tn__syntax *(*parse_one)(plain_parser *));
/* A splat of `a.b` as tree-sitter mostly has it, where it may be any value: as `(*a).b`. */
tn__syntax *tn__plain_tighten(plain_parser *p, tn__syntax *splat);
bool tn__plain_ends_expressions(plain_kind kind); /* no further one follows a comma */

/* --- brackets (plain_brackets.c), at the opening one --- */
tn__syntax *tn__plain_parentheses(plain_parser *p);
tn__syntax *tn__plain_list(plain_parser *p);
tn__syntax *tn__plain_braces(plain_parser *p);
tn__syntax *tn__plain_arguments(plain_parser *p); /* an argument_list or a generator_expression */
void tn__plain_subscripts(plain_parser *p, tn__syntax *subscript);

/* --- definitions (plain_definitions.c) --- */
tn__syntax *tn__plain_type(plain_parser *p);
tn__syntax *tn__plain_lambda(plain_parser *p);
tn__syntax *tn__plain_definition(plain_parser *p); /* a class, or a function, async or not */

/* --- statements (plain_simple.c, plain_statements.c) --- */
tn__syntax *tn__plain_simple_statement(plain_parser *p);
void tn__plain_suite(plain_parser *p, tn__syntax *parent, tn__syntax_field field); /* from its colon on */

#endif
