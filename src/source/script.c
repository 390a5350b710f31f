#include "source/script.h"

#include <string.h>
#include "base/mem.h"
#include "source/variables.h"

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

/* --- the file's own level --- */
/* Definitions and constants only: a script's training loop is no part of its models. */
static bool is_definition(const syntax *node)
{
    switch (node->kind) {
    case SYN_IMPORT_STATEMENT:
    case SYN_IMPORT_FROM_STATEMENT:
    case SYN_FUNCTION_DEFINITION:
    case SYN_CLASS_DEFINITION:
    case SYN_DECORATED_DEFINITION:
    case SYN_TRY_STATEMENT:
    case SYN_IF_STATEMENT:
    case SYN_PRINT_STATEMENT: return true;
    case SYN_EXPRESSION_STATEMENT: return node->first && node->first->kind == SYN_ASSIGNMENT;
    default: return false;
    }
}

/* AttributeError of a list or a dictionary: what it holds may have been made something else. */
static bool is_of_collection(const tn__diagnostic *one)
{
    static const char *const collections[] = {"'list' object", "'dict' object", "'tuple' object", "'set' object"};
    for (size_t i = 0; one->kind == TN_DIAG_UNKNOWN_NAME && i < sizeof collections / sizeof *collections; i++) {
        if (strstr(one->message, collections[i])) {
            return true;
        }
    }
    return false;
}

/* A script's own loops are not run, so that a list that they fill is empty here; behind its end nothing is. */
static void doubt_since(tn__diagnostics *found, size_t first, bool has_ended)
{
    for (size_t i = first; i < found->n; i++) {
        if (found->items[i].kind == TN_DIAG_TYPE || has_ended || is_of_collection(&found->items[i])) {
            found->items[i].kind = TN_DIAG_UNKNOWN;
        }
    }
}

/* raise, exit(), quit(), sys.exit() */
static bool ends_script(const syntax *node)
{
    static const char *const words[] = {"exit(", "quit(", "sys.exit(", "os._exit("};
    for (size_t i = 0; node->kind == SYN_EXPRESSION_STATEMENT && i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (node->end - node->start > n && memcmp(tn__syntax_text(node), words[i], n) == 0) {
            return true;
        }
    }
    return node->kind == SYN_RAISE_STATEMENT;
}

static bool is_literal(const syntax *node)
{
    return node &&
           (node->kind == SYN_INTEGER || node->kind == SYN_FLOAT || node->kind == SYN_STRING || node->kind == SYN_TRUE ||
            node->kind == SYN_FALSE || node->kind == SYN_LIST || node->kind == SYN_TUPLE || node->kind == SYN_BINARY_OPERATOR);
}

const syntax *tn__main_body(const syntax *node)
{
    const syntax *condition = node->kind == SYN_IF_STATEMENT ? tn__syntax_child(node, FIELD_CONDITION) : NULL;
    return condition && condition->first && condition->first->kind == SYN_IDENTIFIER &&
                   condition->first->end - condition->first->start == 8 &&
                   !memcmp(tn__syntax_text(condition->first), "__name__", 8)
               ? tn__syntax_child(node, FIELD_CONSEQUENCE)
               : NULL;
}

const syntax *tn__script_function(const tn__syntax_tree *tree, const char *name, size_t length)
{
    for (const syntax *one = tree->root ? tree->root->first : NULL; one; one = one->next) {
        const syntax *definition = one->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(one, FIELD_DEFINITION) : one;
        const syntax *own = definition && definition->kind == SYN_FUNCTION_DEFINITION ? tn__syntax_child(definition, FIELD_NAME)
                                                                                      : NULL;
        if (own && own->end - own->start == length && memcmp(tn__syntax_text(own), name, length) == 0) {
            return definition;
        }
    }
    return NULL;
}

/* if __name__ == "__main__": classes may use the constants that are set there; what else is bound there is unknown. */
static void bind_script(evaluator *ev, const syntax *node)
{
    const syntax *body = tn__main_body(node);
    for (const syntax *one = body ? body->first : NULL; one && !ev->stopped; one = one->next) {
        const syntax *set = one->kind == SYN_EXPRESSION_STATEMENT ? one->first : NULL;
        bool constant = set && set->kind == SYN_ASSIGNMENT && is_literal(tn__syntax_child(set, FIELD_RIGHT));
        if (constant) {
            ev->handlers++;
            tn__exec_one(ev, ev->globals, one);
            ev->handlers--;
            ev->raising = false;
        } else {
            tn__forget_assigned(ev, ev->globals, one, one);
        }
    }
}

static void run_statement(evaluator *ev, const syntax *node, bool has_ended)
{
    if (!is_definition(node) && !(ev->runs_script && tn__builds_model(ev, node))) {
        if (ev->runs_script) {
            tn__spoil_models(ev, node);
        }
        tn__forget_assigned(ev, ev->globals, node, node);
        return;
    }
    bind_script(ev, node);
    size_t said = ev->diagnostics->n;
    tn__exec_one(ev, ev->globals, node);
    ev->raising = false;
    doubt_since(ev->diagnostics, said, has_ended);
    if (ev->runs_script) {
        tn__note_variable(ev, node);
    }
}

static void run_statements(evaluator *ev, const syntax *first, bool *has_ended)
{
    for (const syntax *node = first; node && !ev->stopped; node = node->next) {
        const syntax *body = ev->runs_script ? tn__main_body(node) : NULL;
        *has_ended = *has_ended || ends_script(node);
        if (body) {
            run_statements(ev, body->first, has_ended);
        } else {
            run_statement(ev, node, *has_ended);
        }
    }
}

bool tn__run_file(evaluator *ev)
{
    bool has_ended = false;
    ev->globals = tn__new_scope(ev, NULL);
    if (!ev->globals || !tn__bind(ev, ev->globals, "__name__", tn__text(ev, "model"))) {
        return false;
    }
    run_statements(ev, ev->tree->root ? ev->tree->root->first : NULL, &has_ended);
    /* Tensors of the script's own are none of its models'. Nor is what it has decided on the way, but for objects that are now a
     * mixture of both ways: whatever else they left is as one of them has it, or unknown. */
    ev->vague = ev->mixed = ev->mixed && ev->merged;
    if (!ev->runs_script) { /* layers that the script itself constructs belong to none of its classes */
        ev->first_event = ev->last_event = NULL;
    }
    return !ev->stopped;
}

evaluator *tn__new_evaluator(const tn__syntax_tree *tree, tn__sources *sources, tn__diagnostics *diagnostics)
{
    evaluator *ev = tn__alloc(1, sizeof(*ev));
    if (ev) {
        ev->tree = tree;
        ev->sources = sources;
        ev->diagnostics = diagnostics;
        ev->arena.limit = TN_EVAL_BYTES;
    }
    return ev;
}

void tn__free_evaluator(evaluator *ev)
{
    if (ev) {
        tn__arena_release(&ev->arena);
        tn__free(ev);
    }
}

tn_status tn__evaluator_status(const evaluator *ev, tn_error *err)
{
    return ev->stopped == STOP_NO_MEMORY || ev->diagnostics->no_memory ? tn__no_memory(err, ev->arena.total) : TN_OK;
}
