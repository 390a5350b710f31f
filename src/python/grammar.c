#include "python/grammar.h"

#include <string.h>
#include <tree_sitter/api.h>
#include "base/mem.h"
#include "python/faults.h"
#include "python/grammar_gaps.h"
#include "python/indentation.h"
#include "python/plain_python.h"
#include "python/recovery.h"

const TSLanguage *tree_sitter_python(void);

static const char *const field_names[FIELD_COUNT] = {
    [FIELD_NONE] = "",
#define FIELD(name, text) [FIELD_##name] = text,
#include "python/syntax_fields.def"
#undef FIELD
};

/* The grammar numbers its symbols and fields. These map them to ours, each when it is first met: most files have few of them. */
#define MOST_SYMBOLS 512
#define MOST_FIELDS 128
#define ERROR_SYMBOL ((TSSymbol)-1) /* tree-sitter's own, whatever the grammar */
#define SKIPPED 254                 /* a kind: comments and the like */
#define NOT_MET 0                   /* in the map, where 1 is added to kinds and fields */
typedef struct grammar_map {
    uint8_t kinds[MOST_SYMBOLS], fields[MOST_FIELDS];
} grammar_map;

static bool map_fits(const TSLanguage *language)
{
    return ts_language_symbol_count(language) <= MOST_SYMBOLS && ts_language_field_count(language) < MOST_FIELDS;
}

static bool same(const char *a, const char *b)
{
    return *a == *b && strcmp(a, b) == 0;
}

static uint8_t kind_named(const char *name)
{
    if (same(name, "comment") || same(name, "line_continuation")) {
        return SKIPPED;
    }
    for (int k = SYN_OPERATOR + 1; k < SYN_COUNT; k++) {
        if (same(name, tn__syntax_kind_name((tn__syntax_kind)k))) {
            return (uint8_t)k;
        }
    }
    return SYN_OTHER;
}

static uint8_t kind_of(grammar_map *map, TSNode node, TSSymbol symbol)
{
    uint8_t *known = &map->kinds[symbol];
    if (*known == NOT_MET) {
        *known = (uint8_t)(1 + (ts_node_is_named(node) ? kind_named(ts_node_type(node)) : SYN_OPERATOR));
    }
    return (uint8_t)(*known - 1);
}

static uint8_t field_named(const char *name)
{
    for (int f = 1; name && f < FIELD_COUNT; f++) {
        if (same(name, field_names[f])) {
            return (uint8_t)f;
        }
    }
    return FIELD_NONE;
}

static uint8_t field_of(grammar_map *map, TSFieldId id)
{
    if (map->fields[id] == NOT_MET) {
        map->fields[id] = (uint8_t)(1 + field_named(ts_language_field_name_for_id(tree_sitter_python(), id)));
    }
    return (uint8_t)(map->fields[id] - 1);
}

/* --- copying the tree --- */
#define MOST_SYNTAX_ERRORS 5 /* a file with more is a template, or no Python at all */
typedef struct copier {
    tn__syntax_tree *tree;
    grammar_map map;
    tn__diagnostics *diagnostics;
    TSTreeCursor cursor;
    tn__syntax *parents[TN_SYNTAX_DEPTH + 1], *last[TN_SYNTAX_DEPTH + 1];
    int depth;
    int error_line;            /* of the last syntax error; 0: none yet */
    int n_errors;              /* said so far */
    bool has_print;            /* said */
    const tn__syntax *to_file; /* the first `print >>file, x` */
    bool skip_children, foreign;
} copier;

static tn__place place_of(TSNode node)
{
    TSPoint start = ts_node_start_point(node), end = ts_node_end_point(node);
    return (tn__place){(int)start.row + 1, (int)start.column + 1, (int)end.row + 1, (int)end.column + 1};
}

/* An error node may cover half a file: point at its first line only. */
static void say_syntax_error(copier *c, TSNode node)
{
    tn__place place = place_of(node);
    bool follows = c->error_line > 0 && place.line <= c->error_line + 1; /* from the one before */
    c->error_line = place.line;
    if (follows || c->n_errors++ >= MOST_SYNTAX_ERRORS) {
        return;
    }
    const char *gap = tn__grammar_gap(c->tree->text, c->tree->length, ts_node_start_byte(node));
    if (gap) {
        tn__diagnose(c->diagnostics, TN_DIAG_UNKNOWN, place, "thinnet does not read %s here", gap);
        return;
    }
    if (ts_node_is_missing(node)) {
        tn__diagnose(c->diagnostics, TN_DIAG_SYNTAX, place, "SyntaxError: expected '%s'", ts_node_type(node));
        return;
    }
    uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node), stop = start;
    while (stop < end && stop < c->tree->length && c->tree->text[stop] != '\n') {
        stop++;
    }
    if (place.end_line != place.line) {
        place.end_line = place.line;
        place.end_column = place.column + (int)(stop - start);
    }
    tn__diagnose(c->diagnostics, TN_DIAG_SYNTAX, place, "SyntaxError: invalid syntax");
}

static bool wanted(const copier *c, uint8_t kind, uint8_t field)
{
    if (kind != SYN_OPERATOR) {
        return kind != SKIPPED;
    }
    return field == FIELD_OPERATOR || field == FIELD_OPERATORS || (c->depth >= 0 && c->parents[c->depth]->kind == SYN_SLICE);
}

/* Copies the cursor's node under the current parent. False when memory ran out. */
static bool copy_node(copier *c)
{
    TSNode node = ts_tree_cursor_current_node(&c->cursor);
    TSSymbol symbol = ts_node_symbol(node);
    bool error = symbol == ERROR_SYMBOL, missing = ts_node_is_missing(node);
    uint8_t kind = error ? SYN_ERROR : kind_of(&c->map, node, symbol);
    uint8_t field = field_of(&c->map, ts_tree_cursor_current_field_id(&c->cursor));
    c->skip_children = true;
    if (error || missing) {
        say_syntax_error(c, node);
    }
    if (!error && !wanted(c, kind, field)) {
        return true;
    }
    tn__syntax *copy = tn__arena_take(&c->tree->arena, 1, sizeof(*copy));
    if (!copy) {
        return false;
    }
    tn__place place = place_of(node);
    *copy = (tn__syntax){.kind = missing ? SYN_ERROR : kind,
                         .field = field,
                         .foreign = c->foreign,
                         .text = c->tree->text,
                         .start = ts_node_start_byte(node),
                         .end = ts_node_end_byte(node),
                         .line = place.line,
                         .column = place.column,
                         .end_line = place.end_line,
                         .end_column = place.end_column};
    if (c->depth < 0) {
        c->tree->root = copy;
    } else if (c->last[c->depth]) {
        c->last[c->depth]->next = copy;
    } else {
        c->parents[c->depth]->first = copy;
    }
    if (c->depth >= 0) {
        c->last[c->depth] = copy;
    }
    if (c->depth + 1 >= TN_SYNTAX_DEPTH && ts_node_child_count(node) > 0) {
        copy->kind = SYN_TOO_DEEP;
        tn__diagnose(c->diagnostics, TN_DIAG_LIMIT, place, "the code is nested more than %d levels deep", TN_SYNTAX_DEPTH);
        return true;
    }
    c->skip_children = copy->kind == SYN_OPERATOR;
    if (!c->skip_children) {
        c->parents[c->depth + 1] = copy;
        c->last[c->depth + 1] = NULL;
    }
    return true;
}

static void check_indentation(copier *c, const tn__syntax *block)
{
    const tn__syntax *alone = c->error_line == 0 ? tn__indented_alone(block) : NULL; /* else it may come from that */
    if (alone && c->n_errors++ < MOST_SYNTAX_ERRORS) {
        tn__place place = {alone->line, alone->column, alone->line, alone->column + 1};
        tn__diagnose(c->diagnostics, TN_DIAG_SYNTAX, place, "%s", TN_PLAIN_UNEVEN);
    }
}

/* What the grammar takes and Python 3 does not: cuda(async=True), and print without parentheses, once a file. */
static void check_words(copier *c, const tn__syntax *node)
{
    const char *what = tn__refused_by_python(node);
    if (!c->to_file && tn__prints_to_file(node)) {
        c->to_file = node;
    }
    bool says_again = what && node->kind == SYN_PRINT_STATEMENT && c->has_print;
    c->has_print = c->has_print || (what && node->kind == SYN_PRINT_STATEMENT);
    if (what && !says_again && c->n_errors++ < MOST_SYNTAX_ERRORS) {
        tn__diagnose(c->diagnostics, TN_DIAG_SYNTAX, tn__syntax_place(node->kind == SYN_KEYWORD_ARGUMENT ? node->first : node),
                     "%s", what);
    }
}

/* All children of the node at hand are there. */
static void finish_node(copier *c)
{
    tn__syntax *parent = c->parents[c->depth];
    if (parent->kind == SYN_BLOCK || parent->kind == SYN_MODULE) {
        check_indentation(c, parent);
    }
    check_words(c, parent);
    for (const tn__syntax *child = parent->first; child; child = child->next) {
        parent->below |= child->below | 1u << child->kind % 32;
    }
}

static tn_status copy_tree(copier *c, tn_error *err)
{
    for (;;) {
        if (!copy_node(c)) {
            return tn__no_memory(err, c->tree->arena.total);
        }
        if (!c->skip_children && ts_tree_cursor_goto_first_child(&c->cursor)) {
            c->depth++;
            continue;
        }
        if (c->depth < 0) {
            return TN_OK;
        }
        while (!ts_tree_cursor_goto_next_sibling(&c->cursor)) {
            finish_node(c);
            c->depth--;
            if (c->depth < 0 || !ts_tree_cursor_goto_parent(&c->cursor)) {
                return TN_OK;
            }
        }
    }
}

#define MOST_RECOVERIES 8

/* The text without the statements in which blocks are nested more deeply than Python reads, which are told; NULL: there are
 * none, or no memory. Owned. */
static char *without_deep(copier *c, const char *text, size_t length)
{
    char *rest = NULL;
    tn__place place;
    size_t from, to;
    for (int i = 0; i < MOST_RECOVERIES && tn__indented_too_deeply(rest ? rest : text, length, &place, &from, &to); i++) {
        tn__diagnose(c->diagnostics, TN_DIAG_SYNTAX, place, "IndentationError: too many levels of indentation");
        rest = rest ? rest : tn__strndup(text, length);
        for (size_t at = from; rest && at < to; at++) {
            rest[at] = rest[at] == '\n' ? '\n' : ' ';
        }
        if (!rest) {
            break;
        }
    }
    return rest;
}

/* The tree of `text`; where faults hide what stands behind them, of the text without the statements that hold those, which are
 * told. NULL without memory. */
static TSTree *parse_tree(copier *c, TSParser *parser, const char *text, size_t length)
{
    char *shallow = without_deep(c, text, length);
    TSTree *tree = ts_parser_parse_string(parser, NULL, shallow ? shallow : text, (uint32_t)length);
    char *rest = tree && ts_node_has_error(ts_tree_root_node(tree)) ? tn__strndup(shallow ? shallow : text, length) : NULL;
    TSNode fault;
    for (int i = 0; rest && tree && i < MOST_RECOVERIES && ts_node_has_error(ts_tree_root_node(tree)); i++) {
        if (!tn__recover(rest, length, ts_tree_root_node(tree), &fault)) {
            break;
        }
        say_syntax_error(c, fault);
        ts_tree_delete(tree);
        tree = ts_parser_parse_string(parser, NULL, rest, (uint32_t)length);
    }
    tn__free(rest);
    tn__free(shallow);
    return tree;
}

/* Python stops there: what was said of lines behind it may come from where they seem to belong. */
static void say_tabs(tn__diagnostics *diagnostics, size_t said, const char *text, size_t length)
{
    tn__place place;
    if (!tn__mixes_tabs(text, length, &place)) {
        return;
    }
    size_t kept = said;
    for (size_t i = said; i < diagnostics->n; i++) {
        const tn__diagnostic *one = &diagnostics->items[i];
        if (one->kind != TN_DIAG_SYNTAX || one->place.line < place.line) {
            diagnostics->items[kept++] = *one;
        }
    }
    diagnostics->n = kept;
    tn__diagnose(diagnostics, TN_DIAG_SYNTAX, place, "TabError: inconsistent use of tabs and spaces in indentation");
}

/* A whole file without faults that prints so compiles, and stops where it does. */
static void say_print_to_file(const copier *c, size_t said)
{
    for (size_t i = said; i < c->diagnostics->n; i++) {
        if (c->diagnostics->items[i].kind == TN_DIAG_SYNTAX) {
            return;
        }
    }
    if (c->to_file) {
        tn__diagnose(c->diagnostics, TN_DIAG_TYPE, tn__syntax_place(c->to_file),
                     "TypeError: unsupported operand type(s) for >>: 'builtin_function_or_method' and the file. Did you mean "
                     "print(..., file=...)?");
    }
}

tn_status tn__grammar_parse(tn__syntax_tree *out, const char *text, size_t length, bool foreign, tn__diagnostics *diagnostics,
                            tn_error *err)
{
    tn_status status = TN_OK;
    TSParser *parser = NULL;
    TSTree *tree = NULL;
    copier *c = NULL;
    *out = (tn__syntax_tree){.text = text, .length = length};
    if (length > TN_SOURCE_MAX_BYTES) {
        return tn__fail(err, TN_BAD_SOURCE, "the source has %zu bytes; at most %zu are read", length, TN_SOURCE_MAX_BYTES);
    }
    c = tn__alloc(1, sizeof(*c));
    parser = c ? ts_parser_new() : NULL;
    if (!parser) {
        TN_TRY(tn__no_memory(err, sizeof(*c)));
    }
    if (!map_fits(tree_sitter_python()) || !ts_parser_set_language(parser, tree_sitter_python())) {
        TN_TRY(tn__fail(err, TN_INTERNAL, "the Python grammar does not fit this tree-sitter library"));
    }
    *c = (copier){.tree = out, .diagnostics = diagnostics, .depth = -1, .foreign = foreign};
    size_t said = diagnostics->n;
    tree = parse_tree(c, parser, text, length);
    if (!tree) {
        TN_TRY(tn__fail(err, TN_INTERNAL, "tree-sitter gave no syntax tree"));
    }
    c->cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
    c->error_line = 0;
    status = copy_tree(c, err);
    out->is_flawed = diagnostics->n > said || diagnostics->no_memory;
    ts_tree_cursor_delete(&c->cursor);
    tn__faults_say(diagnostics, said, text, length);
    say_tabs(diagnostics, said, text, length);
    say_print_to_file(c, said);
    out->is_flawed = out->is_flawed || diagnostics->n > said;
done:
    if (tree) ts_tree_delete(tree);
    if (parser) ts_parser_delete(parser);
    tn__free(c);
    return status;
}
