#include "python/recovery.h"

#include <string.h>

/* The line that begins at `at` begins so. */
static bool begins(const char *text, size_t length, size_t at, const char *word)
{
    size_t n = strlen(word);
    return at + n <= length && memcmp(text + at, word, n) == 0;
}

static bool begins_definition(const char *text, size_t length, size_t at)
{
    return begins(text, length, at, "class ") || begins(text, length, at, "def ") || begins(text, length, at, "async def ");
}

/* What may begin a statement of the file's own level. */
static bool may_begin_statement(char c)
{
    return c == '@' || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What certainly does, even behind a fault. */
static bool begins_statement(const char *text, size_t length, size_t at)
{
    return begins_definition(text, length, at) || begins(text, length, at, "@") || begins(text, length, at, "import ") ||
           begins(text, length, at, "from ") || begins(text, length, at, "if __name__");
}

static size_t next_line(const char *text, size_t length, size_t at)
{
    const char *end = at < length ? memchr(text + at, '\n', length - at) : NULL;
    return end ? (size_t)(end - text) + 1 : length;
}

/* Whether the file's own level has a definition with its keyword at `at`. */
static bool is_defined(TSNode root, size_t at)
{
    TSNode node = ts_node_descendant_for_byte_range(root, (uint32_t)at, (uint32_t)at + 1);
    for (; !ts_node_is_null(node); node = ts_node_parent(node)) {
        const char *type = ts_node_type(node);
        if (ts_node_start_byte(node) == at && (!strcmp(type, "class_definition") || !strcmp(type, "function_definition"))) {
            return true;
        }
    }
    return false;
}

static bool is_fault(TSNode node)
{
    return ts_node_is_missing(node) || ts_node_symbol(node) == (TSSymbol)-1;
}

/* The first fault; `root` where that is one as a whole. */
static TSNode first_fault(TSNode root)
{
    TSNode node = root;
    while (ts_node_eq(node, root) || !is_fault(node)) {
        uint32_t n = ts_node_child_count(node), i = 0;
        while (i < n && !ts_node_has_error(ts_node_child(node, i)) && !is_fault(ts_node_child(node, i))) {
            i++;
        }
        if (i == n) {
            return root;
        }
        node = ts_node_child(node, i);
    }
    return node;
}

/* The first definition behind `from` that the tree lacks; `length`: none. */
static size_t first_lost(const char *text, size_t length, TSNode root, size_t from)
{
    for (size_t at = from; at < length; at = next_line(text, length, at)) {
        if (begins_definition(text, length, at) && !is_defined(root, at)) {
            return at;
        }
    }
    return length;
}

bool tn__recover(char *text, size_t length, TSNode root, TSNode *fault)
{
    *fault = first_fault(root);
    if (ts_node_eq(*fault, root)) { // nowhere in particular
        return false;
    }
    size_t at = ts_node_start_byte(*fault), start = 0, end = 0;
    for (size_t line = 0; line <= at && line < length; line = next_line(text, length, line)) {
        start = may_begin_statement(text[line]) ? line : start;
    }
    for (end = next_line(text, length, at); end < length && !begins_statement(text, length, end);) {
        end = next_line(text, length, end);
    }
    if (first_lost(text, length, root, end) == length) {
        return false;
    }
    bool changes = false;
    for (size_t i = start; i < end; i++) {
        changes = changes || (text[i] != '\n' && text[i] != ' ');
        text[i] = text[i] == '\n' ? '\n' : ' ';
    }
    return changes;
}
