#include "python/syntax.h"

#include <limits.h>
#include "python/compile_faults.h"
#include "python/grammar.h"
#include "python/plain_python.h"

static const char *const kind_names[SYN_COUNT] = {
    [SYN_OTHER] = "unknown construct",
    [SYN_ERROR] = "syntax error",
    [SYN_TOO_DEEP] = "nested code",
    [SYN_OPERATOR] = "operator",
#define SYNTAX(name, text) [SYN_##name] = text,
#include "python/syntax_kinds.def"
#undef SYNTAX
};

/* The first line of what was said from diagnostic `said` on to be no Python; INT_MAX: none was, and the tree is whole. */
static int first_fault(const tn__syntax_tree *tree, const tn__diagnostics *diagnostics, size_t said)
{
    int line = tree->is_flawed ? 0 : INT_MAX;
    for (size_t i = said; i < diagnostics->n; i++) {
        const tn__diagnostic *one = &diagnostics->items[i];
        bool is_first = one->kind == TN_DIAG_SYNTAX && (line == 0 || one->place.line < line);
        line = is_first ? one->place.line : line;
    }
    return line;
}

/* Most files have no fault, and our own reader is faster; what it declines is for tree-sitter. */
static tn_status parse(tn__syntax_tree *out, const char *text, size_t length, bool foreign, tn__diagnostics *diagnostics,
                       tn_error *err)
{
    tn_status status = TN_OK;
    size_t said = diagnostics->n;
    if (!tn__plain_parse(out, text, length, foreign)) {
        status = tn__grammar_parse(out, text, length, foreign, diagnostics, err);
    }
    if (!status && out->root) {
        out->has_holes = out->is_flawed;
        int n = tn__compile_faults_say(diagnostics, out->root, length, first_fault(out, diagnostics, said));
        out->is_flawed = out->is_flawed || n > 0;
    }
    return status;
}

tn_status tn__syntax_parse(tn__syntax_tree *out, const char *text, size_t length, tn__diagnostics *diagnostics, tn_error *err)
{
    return parse(out, text, length, false, diagnostics, err);
}

tn_status tn__syntax_parse_foreign(tn__syntax_tree *out, const char *text, size_t length, tn_error *err)
{
    tn__diagnostics unheard = TN_DIAGNOSTICS_INIT;
    tn_status status = parse(out, text, length, true, &unheard, err);
    tn__diagnostics_release(&unheard);
    return status;
}

/* As deep as the tree, which is TN_SYNTAX_DEPTH at most. NULL: out of memory. */
static tn__syntax *copy_below(tn__syntax_tree *out, const tn__syntax *from)
{
    tn__syntax *copy = tn__arena_take(&out->arena, 1, sizeof(*copy)), **link = copy ? &copy->first : NULL;
    if (!copy) {
        return NULL;
    }
    *copy = *from;
    copy->foreign = false;
    copy->text = out->text;
    copy->first = copy->next = NULL;
    for (const tn__syntax *child = from->first; child; child = child->next) {
        *link = copy_below(out, child);
        if (!*link) {
            return NULL;
        }
        link = &(*link)->next;
    }
    return copy;
}

tn_status tn__syntax_copy(tn__syntax_tree *out, const tn__syntax_tree *from, const char *text, tn_error *err)
{
    *out = (tn__syntax_tree){.text = text, .length = from->length, .is_flawed = from->is_flawed, .has_holes = from->has_holes};
    out->root = from->root ? copy_below(out, from->root) : NULL;
    return out->root || !from->root ? TN_OK : tn__no_memory(err, out->arena.total);
}

void tn__syntax_release(tn__syntax_tree *tree)
{
    tn__arena_release(&tree->arena);
    *tree = (tn__syntax_tree){0};
}

int tn__syntax_count(const tn__syntax *node)
{
    int n = 0;
    for (const tn__syntax *child = node->first; child; child = child->next) {
        n++;
    }
    return n;
}

const char *tn__syntax_kind_name(tn__syntax_kind kind)
{
    return kind_names[kind];
}
