/* Names and attributes that other code of the file binds than what was evaluated: in `if __name__ == "__main__":`, by `global`,
 * by another method, in a branch that this run did not take, under names that a caller chooses. They exist when the program runs,
 * so that missing them here is no error of the source. */
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

static bool has_attribute(const tn__syntax *node, int depth)
{
    bool has = node->kind == SYN_ATTRIBUTE;
    for (const tn__syntax *one = node->first; one && !has && depth < MAX_DEPTH; one = one->next) {
        has = has_attribute(one, depth + 1);
    }
    return has;
}

/* Whether what it encloses runs is the business of more than the function's arguments: loops over what there is, a try, a branch
 * on what an object holds. */
static bool is_open(const tn__syntax *node)
{
    bool branches = node->kind == SYN_IF_STATEMENT || node->kind == SYN_ELIF_CLAUSE;
    const tn__syntax *condition = branches ? tn__syntax_child(node, FIELD_CONDITION) : NULL;
    return node->kind == SYN_FOR_STATEMENT || node->kind == SYN_WHILE_STATEMENT || node->kind == SYN_TRY_STATEMENT ||
           (condition && has_attribute(condition, 0));
}

static bool binds_openly(const tn__syntax *node, const char *name, bool open, int depth)
{
    if (depth > MAX_DEPTH || node->kind == SYN_FUNCTION_DEFINITION || node->kind == SYN_CLASS_DEFINITION) {
        return false;
    }
    open = open || is_open(node);
    bool assigns = node->kind == SYN_ASSIGNMENT || node->kind == SYN_FOR_STATEMENT;
    if (open && assigns && targets(tn__syntax_child(node, FIELD_LEFT), name, 0)) {
        return true;
    }
    for (const tn__syntax *one = node->first; one; one = one->next) {
        if (binds_openly(one, name, open, depth + 1)) {
            return true;
        }
    }
    return false;
}

/* The innermost function around the node; NULL: none is. */
static const tn__syntax *function_around(const tn__evaluator *ev, const tn__syntax *inner)
{
    const tn__syntax *function = NULL, *node = ev->tree->root;
    while (node) {
        const tn__syntax *one = node->first;
        while (one && (inner->start < one->start || inner->start >= one->end)) {
            one = one->next;
        }
        function = one && one->kind == SYN_FUNCTION_DEFINITION ? one : function;
        node = one;
    }
    return function;
}

bool tn__may_be_bound_here(const tn__evaluator *ev, const tn__syntax *identifier, const char *name)
{
    const tn__syntax *body = tn__syntax_child(function_around(ev, identifier), FIELD_BODY);
    return body && binds_openly(body, name, false, 0);
}

/* `global name` and `from x import name` */
static bool shares(const tn__syntax *node, const char *name, int depth)
{
    bool names = node->kind == SYN_GLOBAL_STATEMENT || node->kind == SYN_IMPORT_FROM_STATEMENT;
    for (const tn__syntax *one = depth < MAX_DEPTH ? node->first : NULL; one; one = one->next) {
        if ((names && is_word(one, name)) || shares(one, name, depth + 1)) {
            return true;
        }
    }
    return false;
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

static bool is_parameter(const tn__evaluator *ev, const tn__syntax *identifier, const char *name)
{
    const tn__syntax *parameters = tn__syntax_child(function_around(ev, identifier), FIELD_PARAMETERS);
    for (const tn__syntax *one = parameters ? parameters->first : NULL; one; one = one->next) {
        if (is_word(one->first ? one->first : one, name)) {
            return true;
        }
    }
    return false;
}

static int count_assignments(const tn__syntax *node, const char *name, int depth)
{
    const tn__syntax *left = node->kind == SYN_ASSIGNMENT ? tn__syntax_child(node, FIELD_LEFT) : NULL;
    int n = left && targets_attribute(left, name);
    for (const tn__syntax *one = depth < MAX_DEPTH ? node->first : NULL; one; one = one->next) {
        n += count_assignments(one, name, depth + 1);
    }
    return n;
}

bool tn__may_hold_another(tn__evaluator *ev, const tn__syntax *owner, bool is_none)
{
    if (owner->foreign || owner->kind == SYN_SUBSCRIPT) {
        return true;
    }
    if (owner->kind == SYN_IDENTIFIER) {
        const char *name = tn__span_text(ev, owner);
        return shares(ev->tree->root, name, 0) || (ev->by_defaults && is_parameter(ev, owner, name));
    }
    const tn__syntax *last = owner->kind == SYN_ATTRIBUTE ? tn__syntax_child(owner, FIELD_ATTRIBUTE) : NULL;
    return last && (is_none || count_assignments(ev->tree->root, tn__span_text(ev, last), 0) > 1);
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

bool tn__assigns_attribute(const tn__syntax *node, const char *name)
{
    return assigns_attribute(node, name, 0);
}

static bool is_set_in(const tn__syntax *definition, const char *name)
{
    const tn__syntax *body = tn__syntax_child(definition, FIELD_BODY);
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

bool tn__is_set_by_method(const tn__py_class *class_, const char *name)
{
    for (size_t i = 0; class_ && i < class_->n_order; i++) {
        if (class_->order[i]->node && is_set_in(class_->order[i]->node, name)) {
            return true;
        }
    }
    return false;
}

static bool is_of_class(const tn__py_class *class_, const tn__syntax *definition)
{
    for (size_t i = 0; i < class_->n_order; i++) {
        if (class_->order[i]->node == definition) {
            return true;
        }
    }
    return false;
}

/* Whether something but `init` behind `read` may set an attribute `name`: what other classes' methods set is no object of this.
 */
static bool sets_elsewhere(const tn__syntax *node, const char *name, const tn__py_class *class_, const tn__syntax *init,
                           const tn__syntax *read, int depth)
{
    const tn__syntax *left = node->kind == SYN_ASSIGNMENT ? tn__syntax_child(node, FIELD_LEFT) : NULL;
    bool is_behind = node->start >= init->start && node->end <= init->end && node->end > read->start;
    if (node->kind == SYN_CLASS_DEFINITION && !is_of_class(class_, node)) {
        return false;
    }
    if (left && targets_attribute(left, name) && !is_behind) {
        return true;
    }
    for (const tn__syntax *one = depth < MAX_DEPTH ? node->first : NULL; one; one = one->next) {
        if (sets_elsewhere(one, name, class_, init, read, depth + 1)) {
            return true;
        }
    }
    return depth >= MAX_DEPTH;
}

/* Nothing between the two decides whether, when or how often the inner one runs. */
static bool runs_once(const tn__syntax *function, const tn__syntax *inner)
{
    const tn__syntax *node = tn__syntax_child(function, FIELD_BODY);
    while (node && node != inner) {
        bool is_plain = node->kind != SYN_IF_STATEMENT && node->kind != SYN_FOR_STATEMENT && node->kind != SYN_WHILE_STATEMENT &&
                        node->kind != SYN_TRY_STATEMENT && node->kind != SYN_MATCH_STATEMENT && node->kind != SYN_LAMBDA &&
                        node->kind != SYN_CONDITIONAL_EXPRESSION && node->kind != SYN_BOOLEAN_OPERATOR;
        const tn__syntax *one = is_plain ? node->first : NULL;
        while (one && (inner->start < one->start || inner->start >= one->end)) {
            one = one->next;
        }
        node = one;
    }
    return node == inner;
}

bool tn__is_read_before_set(const tn__evaluator *ev, const tn__py_class *class_, const tn__syntax *read, const char *name)
{
    const tn__syntax *init = read->foreign ? NULL : function_around(ev, read);
    return init && class_ && is_word(tn__syntax_child(init, FIELD_NAME), "__init__") && runs_once(init, read) &&
           assigns_attribute(init, name, 0) && !sets_elsewhere(ev->tree->root, name, class_, init, read, 0);
}

static bool starts_with(const char *at, const char *end, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(end - at) >= n && memcmp(at, word, n) == 0;
}

bool tn__has_names_of_others(const tn__py_class *class_)
{
    for (size_t i = 0; class_ && i < class_->n_order; i++) {
        const tn__syntax *node = class_->order[i]->node;
        const char *at = node ? tn__syntax_text(node) : NULL, *end = at ? at + (node->end - node->start) : NULL;
        for (; at < end; at++) {
            bool sets = starts_with(at, end, "setattr(self, ") && at[strlen("setattr(self, ")] != '"' &&
                        at[strlen("setattr(self, ")] != '\'';
            if (sets || starts_with(at, end, "self.__dict__") || starts_with(at, end, "vars(self)")) {
                return true;
            }
        }
    }
    return false;
}

static bool is_of_word(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Whether the word stands in [at, end), where "\\n" inside a quoted text ends a word too. */
static bool has_word(const char *at, const char *end, const char *word)
{
    const char *start = at;
    size_t n = strlen(word);
    for (; (size_t)(end - at) >= n; at++) {
        bool escaped = at - start >= 2 && at[-2] == '\\' && (at[-1] == 'n' || at[-1] == 't');
        bool begins = at == start || escaped || !is_of_word(at[-1]);
        if (begins && memcmp(at, word, n) == 0 && (at + n == end || !is_of_word(at[n]))) {
            return true;
        }
    }
    return false;
}

/* get_ipython().run_cell_magic('time', '', 'train = ...'): code in a text, each call in a line of its own. What %run and %pylab
 * bind is known to nobody. */
static bool stands_in_magic(const char *text, const char *name)
{
    for (const char *at = text; (at = strstr(at, "get_ipython()")) != NULL;) {
        const char *end = at + strcspn(at, "\n");
        bool runs = has_word(at, end, "run_cell_magic") || has_word(at, end, "run_line_magic") || has_word(at, end, "magic");
        if (runs && (has_word(at, end, name) || has_word(at, end, "run") || has_word(at, end, "pylab"))) {
            return true;
        }
        at = end;
    }
    return false;
}

/* __CASES__: what a program that fills a template replaces. Python's own are in small letters. */
static bool is_mark(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && starts_with(name, name + n, "__") && name[2] >= 'A' && name[2] <= 'Z' && strcmp(name + n - 2, "__") == 0;
}

/* c = get_config(): how a file of Jupyter's settings begins. */
static bool opens_settings(const tn__syntax *identifier)
{
    const char *before = "c = ";
    size_t n = strlen(before);
    return is_word(identifier, "get_config") && identifier->start >= n && memcmp(tn__syntax_text(identifier) - n, before, n) == 0;
}

bool tn__is_given_by_host(const tn__syntax *identifier, const char *name)
{
    static const char *const names[] = {"get_ipython", "display", "snakemake", "dbutils", "spark"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (is_word(identifier, names[i])) {
            return true;
        }
    }
    const char *after = tn__syntax_text(identifier) + 1; /* the text ends with a NUL */
    bool is_settings = is_word(identifier, "c") && after[0] == '.' && after[1] >= 'A' && after[1] <= 'Z';
    return is_settings || opens_settings(identifier) || is_mark(name) || stands_in_magic(identifier->text, name);
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
