/* The syntax tree of a Python file, of plain nodes without punctuation, in bounded depth: as tree-sitter's grammar has it,
 * whoever read the text (grammar.h, plain_python.h). */
#ifndef TN_PYTHON_SYNTAX_H
#define TN_PYTHON_SYNTAX_H

#include <stdint.h>
#include "python/arena.h"
#include "python/diagnostic.h"

typedef enum tn__syntax_kind {
    SYN_OTHER,    /* a construct that the evaluator does not know */
    SYN_ERROR,    /* not Python; a diagnostic says so */
    SYN_TOO_DEEP, /* nested more deeply than TN_SYNTAX_DEPTH; has no children */
    SYN_OPERATOR, /* a token that matters: an operator, or ":" in a slice */
#define SYNTAX(name, text) SYN_##name,
#include "python/syntax_kinds.def"
#undef SYNTAX
    SYN_COUNT
} tn__syntax_kind;

typedef enum tn__syntax_field {
    FIELD_NONE,
#define FIELD(name, text) FIELD_##name,
#include "python/syntax_fields.def"
#undef FIELD
    FIELD_COUNT
} tn__syntax_field;

#define TN_SYNTAX_DEPTH 1000
#define TN_SOURCE_MAX_BYTES ((size_t)2 << 20) /* some 3 s and 500 MB of parsing at worst; the largest real models have 200 KB */

typedef struct tn__syntax {
    uint8_t kind, field; /* tn__syntax_kind, tn__syntax_field */
    bool foreign;        /* of another file than the one that is read: an import led there */
    uint8_t height;      /* over its deepest descendant, where the tree was built from below; else 0 */
    uint32_t below;      /* which kinds its descendants are of: bit kind % 32 */
    const char *text;    /* of its file, from the start; borrowed */
    uint32_t start, end; /* bytes in the text */
    int line, column, end_line, end_column;
    struct tn__syntax *first, *next; /* children in order */
} tn__syntax;

typedef struct tn__syntax_tree {
    tn__arena arena;
    tn__syntax *root;
    const char *text; /* borrowed */
    size_t length;
    bool is_flawed;         /* something was said of it: it is not Python, or too deep */
    bool is_beyond_grammar; /* has what tree-sitter alone may take for a fault: lines in brackets that are indented less than
                               their block, type parameters with defaults */
    bool has_holes;         /* statements that are no Python were taken away: names may be bound there */
} tn__syntax_tree;

/* Parses text (borrowed until release); what is not Python becomes SYNTAX diagnostics, and the rest
 * of the tree is still there. *out: tn__syntax_release, also after failure. */
TN_NODISCARD tn_status tn__syntax_parse(tn__syntax_tree *out, const char *text, size_t length, tn__diagnostics *diagnostics,
                                        tn_error *err);
void tn__syntax_release(tn__syntax_tree *tree);

/* The same for a file that an import names: its nodes are foreign, and nothing is said about it. */
TN_NODISCARD tn_status tn__syntax_parse_foreign(tn__syntax_tree *out, const char *text, size_t length, tn_error *err);

/* A foreign file's tree as that of the file that is read, whose text (borrowed until release) is the same. */
TN_NODISCARD tn_status tn__syntax_copy(tn__syntax_tree *out, const tn__syntax_tree *from, const char *text, tn_error *err);

/* The node's own text, end - start bytes, not NUL-terminated. */
static inline const char *tn__syntax_text(const tn__syntax *node)
{
    return node->text + node->start;
}

/* The first child in that field; NULL when there is none, or node is NULL. */
static inline const tn__syntax *tn__syntax_child(const tn__syntax *node, tn__syntax_field field)
{
    const tn__syntax *child = node ? node->first : NULL;
    while (child && child->field != field) {
        child = child->next;
    }
    return child;
}

/* The next sibling in the same field, for fields that repeat. */
static inline const tn__syntax *tn__syntax_sibling(const tn__syntax *node)
{
    const tn__syntax *other = node->next;
    while (other && other->field != node->field) {
        other = other->next;
    }
    return other;
}

/* Line 0 for NULL, TN_PLACE_ELSEWHERE for a foreign node. */
static inline tn__place tn__syntax_place(const tn__syntax *node)
{
    return !node           ? (tn__place){0}
           : node->foreign ? TN_PLACE_ELSEWHERE
                           : (tn__place){node->line, node->column, node->end_line, node->end_column};
}

int tn__syntax_count(const tn__syntax *node); /* children */
/* Names the kind for messages: "match_statement"; static, from the grammar. */
const char *tn__syntax_kind_name(tn__syntax_kind kind);
static inline const char *tn__syntax_name(const tn__syntax *node)
{
    return tn__syntax_kind_name((tn__syntax_kind)node->kind);
}

#endif
