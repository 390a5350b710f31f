#include <string.h>

#include "study/patch_parts.h"

static bool starts_before(int line, int column, int line2, int column2)
{
    return line < line2 || (line == line2 && column <= column2);
}

static bool contains(const tn__syntax *node, tn__place place)
{
    return starts_before(node->line, node->column, place.line, place.column) &&
           starts_before(place.end_line, place.end_column, node->end_line, node->end_column);
}

static bool is_at(const tn__syntax *node, tn__place place)
{
    return node->line == place.line && node->column == place.column && node->end_line == place.end_line &&
           node->end_column == place.end_column;
}

void tn__path_find(tn__path *out, const tn__syntax_tree *tree, tn__place place)
{
    int found = 0;
    out->n = 0;
    for (const tn__syntax *node = tree->root; node && out->n < TN_SYNTAX_DEPTH;) {
        out->nodes[out->n++] = node;
        if (is_at(node, place)) found = out->n;
        node = node->first;
        while (node && !contains(node, place)) node = node->next;
    }
    out->n = found;
}

const tn__syntax *tn__path_node(const tn__path *path)
{
    return tn__path_up(path, 0);
}

const tn__syntax *tn__path_up(const tn__path *path, int levels)
{
    return path->n - 1 - levels >= 0 ? path->nodes[path->n - 1 - levels] : NULL;
}

const tn__syntax *tn__path_last(const tn__path *path, tn__syntax_kind kind)
{
    for (int i = path->n - 2; i >= 0; i--) {
        if (path->nodes[i]->kind == kind) return path->nodes[i];
    }
    return NULL;
}

const tn__syntax *tn__path_statement(const tn__path *path)
{
    for (int i = path->n - 1; i > 0; i--) {
        if (path->nodes[i - 1]->kind == SYN_BLOCK || path->nodes[i - 1]->kind == SYN_MODULE) return path->nodes[i];
    }
    return NULL;
}

bool tn__syntax_is(const tn__syntax_tree *tree, const tn__syntax *node, const char *text)
{
    size_t n = strlen(text);
    return node && node->end - node->start == n && !memcmp(tree->text + node->start, text, n);
}

size_t tn__line_start(const char *text, size_t at)
{
    while (at > 0 && text[at - 1] != '\n') at--;
    return at;
}

size_t tn__next_line(const char *text, size_t length, size_t at)
{
    while (at < length && text[at] != '\n') at++;
    return at < length ? at + 1 : length;
}

bool tn__syntax_owns_lines(const tn__syntax_tree *tree, const tn__syntax *node)
{
    for (size_t at = node->start; at > 0 && tree->text[at - 1] != '\n'; at--) {
        if (tree->text[at - 1] != ' ' && tree->text[at - 1] != '\t') return false;
    }
    size_t at = node->end;
    while (at < tree->length && (tree->text[at] == ' ' || tree->text[at] == '\t')) at++;
    return at == tree->length || tree->text[at] == '\n' || tree->text[at] == '#';
}

const tn__syntax *tn__class_method(const tn__syntax_tree *tree, const tn__syntax *class_node, const char *name)
{
    const tn__syntax *body = tn__syntax_child(class_node, FIELD_BODY);
    for (const tn__syntax *one = body ? body->first : NULL; one; one = one->next) {
        const tn__syntax *function = one->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(one, FIELD_DEFINITION) : one;
        if (function && function->kind == SYN_FUNCTION_DEFINITION &&
            tn__syntax_is(tree, tn__syntax_child(function, FIELD_NAME), name)) {
            return function;
        }
    }
    return NULL;
}
