/* Names and attributes that other code of the file binds than what was evaluated: in `if __name__ == "__main__":`, by `global`,
 * by another method. They exist when the program runs, so that missing them here is no error of the source. */
#include <string.h>

#include "source/pyevaluator.h"

#define MAX_DEPTH 60

/* The node may be of an imported file: its own text counts. */
static bool is_word(const tn__syntax *node, const char *name)
{
    size_t length = strlen(name);
    return node && node->end - node->start == length && memcmp(tn__syntax_text(node), name, length) == 0;
}

/* An assignment's target, or one of several: a, b = ... */
static bool targets(const tn__syntax *left, const char *name, int depth)
{
    if (!left || depth > MAX_DEPTH) {
        return false;
    }
    if (left->kind == SYN_IDENTIFIER) {
        return is_word(left, name);
    }
    bool several = left->kind == SYN_PATTERN_LIST || left->kind == SYN_TUPLE_PATTERN || left->kind == SYN_LIST_PATTERN;
    for (const tn__syntax *one = several ? left->first : NULL; one; one = one->next) {
        if (targets(one, name, depth + 1)) {
            return true;
        }
    }
    return false;
}

static bool binds_globally(const tn__syntax *node, const char *name, bool inside, int depth)
{
    if (depth > MAX_DEPTH) {
        return false;
    }
    if (node->kind == SYN_GLOBAL_STATEMENT) {
        inside = false;
    }
    bool is_local = node->kind == SYN_FUNCTION_DEFINITION || node->kind == SYN_CLASS_DEFINITION;
    bool assigns = node->kind == SYN_ASSIGNMENT || node->kind == SYN_FOR_STATEMENT || node->kind == SYN_AS_PATTERN;
    if (!inside && assigns && targets(tn__syntax_child(node, FIELD_LEFT), name, 0)) {
        return true;
    }
    for (const tn__syntax *one = node->first; one; one = one->next) {
        if ((node->kind == SYN_GLOBAL_STATEMENT && is_word(one, name)) ||
            binds_globally(one, name, inside || is_local, depth + 1)) {
            return true;
        }
    }
    return false;
}

bool tn__is_bound_globally(const tn__evaluator *ev, const char *name)
{
    return binds_globally(ev->tree->root, name, false, 0);
}

static bool is_one_of_words(const tn__syntax *node, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (is_word(node, words[i])) {
            return true;
        }
    }
    return false;
}

/* What a node binds itself; a name in a list of names or parameters is asked for there. */
static bool binds_here(const tn__syntax *node, const char *name)
{
    switch (node->kind) {
    case SYN_ASSIGNMENT:
    case SYN_AUGMENTED_ASSIGNMENT:
    case SYN_FOR_STATEMENT:
    case SYN_FOR_IN_CLAUSE: return targets(tn__syntax_child(node, FIELD_LEFT), name, 0);
    case SYN_FUNCTION_DEFINITION:
    case SYN_CLASS_DEFINITION:
    case SYN_NAMED_EXPRESSION: return is_word(tn__syntax_child(node, FIELD_NAME), name);
    case SYN_PARAMETERS:
    case SYN_LAMBDA_PARAMETERS:
    case SYN_DEFAULT_PARAMETER:
    case SYN_TYPED_PARAMETER:
    case SYN_TYPED_DEFAULT_PARAMETER:
    case SYN_LIST_SPLAT_PATTERN:
    case SYN_DICTIONARY_SPLAT_PATTERN:
    case SYN_AS_PATTERN_TARGET:
    case SYN_DOTTED_NAME: /* of an import */
    case SYN_ALIASED_IMPORT:
    case SYN_GLOBAL_STATEMENT:
        for (const tn__syntax *one = node->first; one; one = one->next) {
            if (is_word(one, name)) {
                return true;
            }
        }
        return false;
    default: return false;
    }
}

static bool binds_below(const tn__syntax *node, const char *name, int depth)
{
    for (const tn__syntax *one = depth < MAX_DEPTH ? node->first : NULL; one; one = one->next) {
        if (binds_here(one, name) || binds_below(one, name, depth + 1)) {
            return true;
        }
    }
    return depth >= MAX_DEPTH;
}

bool tn__is_bound_somewhere(const tn__evaluator *ev, const char *name)
{
    return binds_below(ev->tree->root, name, 0);
}

/* self.a = ... and self.a, self.b = ... */
static bool targets_attribute(const tn__syntax *left, const char *name)
{
    if (left->kind == SYN_ATTRIBUTE) {
        return is_word(tn__syntax_child(left, FIELD_ATTRIBUTE), name);
    }
    bool several = left->kind == SYN_PATTERN_LIST || left->kind == SYN_TUPLE_PATTERN || left->kind == SYN_LIST_PATTERN;
    for (const tn__syntax *one = several ? left->first : NULL; one; one = one->next) {
        if (one->kind == SYN_ATTRIBUTE && is_word(tn__syntax_child(one, FIELD_ATTRIBUTE), name)) {
            return true;
        }
    }
    return false;
}

static bool assigns_attribute(const tn__syntax *node, const char *name, int depth)
{
    const tn__syntax *left = node->kind == SYN_ASSIGNMENT ? tn__syntax_child(node, FIELD_LEFT) : NULL;
    if (left && targets_attribute(left, name)) {
        return true;
    }
    for (const tn__syntax *one = depth < MAX_DEPTH ? node->first : NULL; one; one = one->next) {
        if (assigns_attribute(one, name, depth + 1)) {
            return true;
        }
    }
    return false;
}

bool tn__is_set_by_method(const tn__py_class *class_, const char *name)
{
    const tn__syntax *body = class_ && class_->node ? tn__syntax_child(class_->node, FIELD_BODY) : NULL;
    for (const tn__syntax *one = body ? body->first : NULL; one; one = one->next) {
        const tn__syntax *method = one->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(one, FIELD_DEFINITION) : one;
        bool ran = method && (is_word(tn__syntax_child(method, FIELD_NAME), "__init__") ||
                              is_word(tn__syntax_child(method, FIELD_NAME), "forward"));
        if (method && method->kind == SYN_FUNCTION_DEFINITION && !ran && assigns_attribute(method, name, 0)) {
            return true;
        }
    }
    return false;
}

/* setattr(self, name, ...), self.add_module(name, ...), self.__dict__.update(...): names that no assignment shows. */
static bool calls_a_setter(const tn__syntax *node, int depth)
{
    static const char *const setters[] = {"setattr",         "__setattr__",     "__dict__",           "add_module",
                                          "register_module", "register_buffer", "register_parameter", "vars"};
    if (is_one_of_words(node, setters, sizeof(setters) / sizeof(setters[0]))) {
        return true;
    }
    for (const tn__syntax *one = depth < MAX_DEPTH ? node->first : NULL; one; one = one->next) {
        if (calls_a_setter(one, depth + 1)) {
            return true;
        }
    }
    return depth >= MAX_DEPTH;
}

bool tn__may_set_attribute(const tn__evaluator *ev, const char *name)
{
    return assigns_attribute(ev->tree->root, name, 0) || calls_a_setter(ev->tree->root, 0);
}
