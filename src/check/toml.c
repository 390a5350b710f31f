/* Walks tree-sitter's tree of a TOML file. */
#include "check/toml.h"

#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

#include "base/mem.h"
#include "base/utf8.h"

const TSLanguage *tree_sitter_toml(void);

#define DEEPEST 32 /* lists and tables within each other */

typedef struct walk {
    const char *text;
    tn_status (*visit)(const tn__toml_leaf *leaf, void *user, tn_error *err);
    void *user;
    tn_error *err;
    tn__toml_leaf leaf;
    char *keys[TN_TOML_KEYS]; /* owned */
    int n_keys;               /* may be more than the array holds */
} walk;

static tn_status walk_value(walk *w, TSNode value, int depth);

static bool is(TSNode node, const char *type)
{
    return strcmp(ts_node_type(node), type) == 0;
}

/* --- texts --- */

/* What a backslash before s[0 .. n) means; the bytes that are used. */
static size_t put_escape(tn__buf *out, const char *s, size_t n)
{
    static const char letters[] = "btnfr\"\\", values[] = "\b\t\n\f\r\"\\";
    const char *known = n > 0 && *s ? strchr(letters, *s) : NULL;
    size_t digits = n == 0 ? 0 : *s == 'u' ? 4 : *s == 'U' ? 8 : 0;
    char hex[9] = "";
    if (known) {
        tn__buf_putc(out, values[known - letters]);
        return 1;
    }
    if (digits && n > digits) {
        memcpy(hex, s + 1, digits);
        tn__utf8_put(out, strtoul(hex, NULL, 16));
        return digits + 1;
    }
    size_t i = 0; // the end of a line in a text of several: blanks up to the next word go
    while (i < n && strchr(" \t\r\n", s[i])) {
        i++;
    }
    return i;
}

/* "...", '...' and their forms of several lines. */
static void put_text(tn__buf *out, const char *s, size_t n)
{
    char quote = *s;
    size_t marks = n >= 6 && s[1] == quote && s[2] == quote ? 3 : 1;
    size_t i = marks, end = n - marks;
    if (n < 2 * marks) {
        return;
    }
    if (marks == 3 && i < end && s[i] == '\r') {
        i++;
    }
    if (marks == 3 && i < end && s[i] == '\n') {
        i++;
    }
    while (i < end) {
        if (quote == '"' && s[i] == '\\') {
            i++;
            i += put_escape(out, s + i, end - i);
        } else {
            tn__buf_putc(out, s[i++]);
        }
    }
}

/* The text of a node: a quoted one without its quotes. Owned. */
static char *take_text(const walk *w, TSNode node)
{
    tn__buf out = TN_BUF_INIT;
    const char *s = w->text + ts_node_start_byte(node);
    size_t n = ts_node_end_byte(node) - ts_node_start_byte(node);
    tn__buf_puts(&out, "");
    if (n > 0 && (*s == '"' || *s == '\'')) {
        put_text(&out, s, n);
    } else {
        tn__buf_add(&out, s, n);
    }
    return tn__buf_take(&out);
}

/* --- keys --- */

static tn_status push_key(walk *w, TSNode key, int depth)
{
    if (is(key, "dotted_key") && depth < DEEPEST) {
        for (uint32_t i = 0; i < ts_node_named_child_count(key); i++) {
            tn_status status = push_key(w, ts_node_named_child(key, i), depth + 1);
            if (status != TN_OK) {
                return status;
            }
        }
        return TN_OK;
    }
    if (w->n_keys < TN_TOML_KEYS) {
        w->keys[w->n_keys] = take_text(w, key);
        if (!w->keys[w->n_keys]) {
            return tn__no_memory(w->err, 0);
        }
    }
    w->n_keys++;
    return TN_OK;
}

static void pop_keys(walk *w, int n)
{
    while (w->n_keys > n) {
        w->n_keys--;
        if (w->n_keys < TN_TOML_KEYS) {
            tn__free(w->keys[w->n_keys]);
            w->keys[w->n_keys] = NULL;
        }
    }
}

/* --- values --- */

static tn_status say(walk *w, TSNode value, const char *text)
{
    TSPoint at = ts_node_start_point(value);
    if (w->n_keys > TN_TOML_KEYS) {
        return TN_OK;
    }
    w->leaf = (tn__toml_leaf){.n_keys = w->n_keys, .text = text, .line = (int)at.row + 1, .column = (int)at.column + 1};
    memcpy(w->leaf.keys, w->keys, sizeof w->keys);
    return w->visit(&w->leaf, w->user, w->err);
}

/* Its key and its value; a comment behind it may be a third child. */
static tn_status walk_pair(walk *w, TSNode pair, int depth)
{
    int before = w->n_keys, n = 0;
    tn_status status = TN_OK;
    for (uint32_t i = 0; i < ts_node_named_child_count(pair) && status == TN_OK; i++) {
        TSNode child = ts_node_named_child(pair, i);
        if (!is(child, "comment")) {
            status = n++ == 0 ? push_key(w, child, depth) : walk_value(w, child, depth + 1);
        }
    }
    pop_keys(w, before);
    return status;
}

static tn_status walk_value(walk *w, TSNode value, int depth)
{
    bool list = is(value, "array"), table = is(value, "inline_table");
    if (is(value, "string")) {
        char *text = take_text(w, value);
        tn_status status = text ? say(w, value, text) : tn__no_memory(w->err, 0);
        tn__free(text);
        return status;
    }
    if ((!list && !table) || depth > DEEPEST) {
        return say(w, value, NULL);
    }
    tn_status status = TN_OK;
    for (uint32_t i = 0; i < ts_node_named_child_count(value) && status == TN_OK; i++) {
        TSNode child = ts_node_named_child(value, i);
        if (!is(child, "comment")) {
            status = list ? walk_value(w, child, depth + 1) : walk_pair(w, child, depth + 1);
        }
    }
    return status;
}

/* A table's first child is its key, the others are pairs. */
static tn_status walk_table(walk *w, TSNode table)
{
    tn_status status = TN_OK;
    bool named = false;
    for (uint32_t i = 0; i < ts_node_named_child_count(table) && status == TN_OK; i++) {
        TSNode child = ts_node_named_child(table, i);
        if (is(child, "pair")) {
            status = walk_pair(w, child, 0);
        } else if (!is(child, "comment") && !named) {
            named = true;
            status = push_key(w, child, 0);
        }
    }
    pop_keys(w, 0);
    return status;
}

static tn_status walk_document(walk *w, TSNode root)
{
    tn_status status = TN_OK;
    for (uint32_t i = 0; i < ts_node_named_child_count(root) && status == TN_OK; i++) {
        TSNode child = ts_node_named_child(root, i);
        if (is(child, "pair")) {
            status = walk_pair(w, child, 0);
        } else if (is(child, "table")) { // [[lists of tables]] hold nothing that is asked for
            status = walk_table(w, child);
        }
    }
    return status;
}

/* --- the file --- */

/* The first place that is no TOML, in the order of the text. */
static TSNode find_error(TSNode node)
{
    for (bool deeper = true; deeper && !is(node, "ERROR") && !ts_node_is_missing(node);) {
        deeper = false;
        for (uint32_t i = 0; i < ts_node_child_count(node) && !deeper; i++) {
            TSNode child = ts_node_child(node, i);
            if (ts_node_has_error(child) || ts_node_is_missing(child)) {
                node = child;
                deeper = true;
            }
        }
    }
    return node;
}

static tn_status walk_tree(walk *w, TSNode root)
{
    if (!ts_node_has_error(root)) {
        return walk_document(w, root);
    }
    TSPoint at = ts_node_start_point(find_error(root));
    tn_status status = tn__fail(w->err, TN_BAD_FORMAT, "this is not TOML");
    tn__at_line(w->err, (int64_t)at.row + 1, (int64_t)at.column + 1);
    return status;
}

tn_status tn__toml_each(const char *text, size_t length, tn_status (*visit)(const tn__toml_leaf *leaf, void *user, tn_error *err),
                        void *user, tn_error *err)
{
    walk w = {.text = text, .visit = visit, .user = user, .err = err};
    TSParser *parser = ts_parser_new();
    if (!parser) {
        return tn__no_memory(err, 0);
    }
    tn_status status = TN_OK;
    if (!ts_parser_set_language(parser, tree_sitter_toml())) {
        status = tn__fail(err, TN_INTERNAL, "the TOML grammar does not fit this tree-sitter library");
    } else {
        TSTree *tree = ts_parser_parse_string(parser, NULL, text, (uint32_t)length);
        status = tree ? walk_tree(&w, ts_tree_root_node(tree)) : tn__no_memory(err, length);
        if (tree) {
            ts_tree_delete(tree);
        }
    }
    pop_keys(&w, 0);
    ts_parser_delete(parser);
    return status;
}
