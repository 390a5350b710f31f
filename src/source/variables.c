#include "source/variables.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "source/script.h"

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

/* --- names in the text --- */
static bool is_word(const syntax *node, const char *word)
{
    size_t n = strlen(word);
    return node && node->end - node->start == n && memcmp(tn__syntax_text(node), word, n) == 0;
}

static bool is_same(const syntax *a, const syntax *b)
{
    size_t n = a->end - a->start;
    return b->end - b->start == n && memcmp(tn__syntax_text(a), tn__syntax_text(b), n) == 0;
}

static bool mentions(const syntax *node, const char *word)
{
    return node && memmem(tn__syntax_text(node), node->end - node->start, word, strlen(word));
}

/* The X of X, X.a.b and X[0].a; NULL for all else. */
static const syntax *base_of(const syntax *node)
{
    while (node && node->kind != SYN_IDENTIFIER) {
        node = node->kind == SYN_ATTRIBUTE   ? tn__syntax_child(node, FIELD_OBJECT)
               : node->kind == SYN_SUBSCRIPT ? tn__syntax_child(node, FIELD_VALUE)
                                             : NULL;
    }
    return node;
}

static tn__py value_of(evaluator *ev, const syntax *name)
{
    tn__py *value = name ? tn__dict_get_text(ev->globals->names, tn__span_text(ev, name)) : NULL;
    return value ? *value : PY_VALUE_ABSENT;
}

/* --- which values are models --- */
/* Its layers stand in this file, one after the other. */
static bool is_model(tn__py value)
{
    const tn__py_object *object = value.type == PY_OBJECT ? value.as.object : NULL;
    return object && !object->class_ && object->torch && strcmp(object->torch, "Sequential") == 0 && object->call &&
           !object->call->foreign;
}

void tn__note_variable(evaluator *ev, const syntax *statement)
{
    const syntax *set = statement->kind == SYN_EXPRESSION_STATEMENT ? statement->first : NULL;
    const syntax *left = set && set->kind == SYN_ASSIGNMENT ? tn__syntax_child(set, FIELD_LEFT) : NULL;
    tn__py value = left && left->kind == SYN_IDENTIFIER ? value_of(ev, left) : PY_VALUE_ABSENT;
    tn__variable **end = &ev->variables;
    for (; *end && is_model(value); end = &(*end)->next) {
        if ((*end)->object == value.as.object) {
            return; /* model = model.to(device) */
        }
    }
    if (!is_model(value)) {
        return;
    }
    *end = tn__arena_alloc(&ev->arena, 1, sizeof(**end));
    if (*end) {
        **end = (tn__variable){.name = left, .object = value.as.object};
    } else {
        tn__out_of_memory(ev, left);
    }
}

/* --- what the script does to them --- */
/* X.append(...): the X; NULL for other calls. `apply` changes weights alone. */
static const syntax *changed_by(const syntax *call, bool with_apply)
{
    static const char *const methods[] = {"add_module",      "append", "extend", "insert",
                                          "register_module", "pop",    "update", "apply"};
    const syntax *function = call && call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
    const syntax *method = function && function->kind == SYN_ATTRIBUTE ? tn__syntax_child(function, FIELD_ATTRIBUTE) : NULL;
    for (size_t i = 0; method && i < sizeof methods / sizeof *methods - !with_apply; i++) {
        if (is_word(method, methods[i])) {
            return base_of(tn__syntax_child(function, FIELD_OBJECT));
        }
    }
    return NULL;
}

static bool holds_modules(tn__py value)
{
    return value.type == PY_LIST || value.type == PY_DICT || tn__is_module(value);
}

/* nn.init.zeros_(model[0].weight) */
static bool is_init_call(const syntax *call)
{
    const syntax *function = call && call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
    return function && function->kind == SYN_ATTRIBUTE && mentions(tn__syntax_child(function, FIELD_OBJECT), "init");
}

/* nn.Linear(...), Block(...): an argument that makes something. */
static bool makes_object(const syntax *call)
{
    const syntax *function = call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
    const syntax *name = function && function->kind == SYN_ATTRIBUTE ? tn__syntax_child(function, FIELD_ATTRIBUTE) : function;
    return name && isupper((unsigned char)tn__syntax_text(name)[0]);
}

static bool adds_module(const syntax *call)
{
    const syntax *list = changed_by(call, false) ? tn__syntax_child(call, FIELD_ARGUMENTS) : NULL;
    for (const syntax *one = list ? list->first : NULL; one; one = one->next) {
        if (makes_object(one)) {
            return true;
        }
    }
    return false;
}

/* A loop of nothing but assignments, branches and calls that change modules and lists. *adds: one adds a module. */
static bool is_building(const syntax *node, bool *adds, int depth)
{
    if (depth > TN_SYNTAX_DEPTH) {
        return false;
    }
    const syntax *one = node->first;
    switch (node->kind) {
    case SYN_FOR_STATEMENT:
    case SYN_IF_STATEMENT:
    case SYN_ELIF_CLAUSE:
    case SYN_ELSE_CLAUSE:
    case SYN_BLOCK:
        while (one && is_building(one, adds, depth + 1)) {
            one = one->next;
        }
        return !one;
    case SYN_EXPRESSION_STATEMENT:
        *adds = *adds || adds_module(one);
        return one && (one->kind == SYN_ASSIGNMENT || one->kind == SYN_AUGMENTED_ASSIGNMENT || changed_by(one, true));
    case SYN_PASS_STATEMENT:
    case SYN_CONTINUE_STATEMENT: return true;
    default: return node->field != FIELD_NONE; /* a condition, or what the loop runs over */
    }
}

bool tn__builds_model(evaluator *ev, const syntax *statement)
{
    const syntax *one = statement->first;
    bool adds = false;
    if (statement->kind == SYN_FOR_STATEMENT) {
        return is_building(statement, &adds, 0) && adds;
    }
    if (statement->kind != SYN_EXPRESSION_STATEMENT || !one) {
        return false;
    }
    if (one->kind == SYN_AUGMENTED_ASSIGNMENT) {
        return value_of(ev, tn__syntax_child(one, FIELD_LEFT)).type == PY_LIST;
    }
    return is_init_call(one) || holds_modules(value_of(ev, changed_by(one, true)));
}

static void spoil(evaluator *ev, const syntax *name, const syntax *by)
{
    tn__py value = value_of(ev, name);
    if (is_model(value)) {
        value.as.object->form = FORM_OPAQUE;
        value.as.object->why = "the script changes this model where thinnet does not follow it";
    } else if (value.type == PY_LIST || value.type == PY_DICT) {
        tn__bind(ev, ev->globals, tn__span_text(ev, name),
                 tn__unknown(ev, by, "the script changes this list where thinnet does not follow it"));
    }
}

static void spoil_below(evaluator *ev, const syntax *node, int depth)
{
    if (depth > TN_SYNTAX_DEPTH || !tn__step(ev, node) || node->kind == SYN_FUNCTION_DEFINITION) {
        return;
    }
    const syntax *left = node->kind == SYN_ASSIGNMENT         ? tn__syntax_child(node, FIELD_LEFT)
                         : node->kind == SYN_DELETE_STATEMENT ? node->first
                                                              : NULL;
    if (left && left->kind == SYN_SUBSCRIPT) {
        spoil(ev, base_of(left), node);
    }
    if (node->kind == SYN_CALL) {
        spoil(ev, changed_by(node, false), node);
    }
    for (const syntax *one = node->first; one; one = one->next) {
        spoil_below(ev, one, depth + 1);
    }
}

void tn__spoil_models(evaluator *ev, const syntax *statement)
{
    spoil_below(ev, statement, 0);
}

/* --- whether a file has any --- */
/* nn.Sequential(...), or a function of the file that names it. */
static bool may_make(const tn__syntax_tree *tree, const syntax *value)
{
    for (const syntax *call = value; call;) {
        const syntax *function = call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
        if (function && function->kind == SYN_IDENTIFIER) {
            return mentions(function, "Sequential") ||
                   mentions(tn__script_function(tree, tn__syntax_text(function), function->end - function->start), "Sequential");
        }
        call = function && function->kind == SYN_ATTRIBUTE ? tn__syntax_child(function, FIELD_OBJECT) : NULL; /* .to(device) */
    }
    return false;
}

static bool any_may_make(const tn__syntax_tree *tree, const syntax *first)
{
    for (const syntax *one = first; one; one = one->next) {
        const syntax *set = one->kind == SYN_EXPRESSION_STATEMENT ? one->first : NULL;
        const syntax *value = set && set->kind == SYN_ASSIGNMENT ? tn__syntax_child(set, FIELD_RIGHT) : NULL;
        const syntax *body = tn__main_body(one);
        if ((value && (mentions(value, "Sequential") || may_make(tree, value))) || (body && any_may_make(tree, body->first))) {
            return true;
        }
    }
    return false;
}

/* --- whether they are parts of others --- */
static bool holds(evaluator *ev, const tn__py_object *object, const tn__py_object *part, int depth)
{
    for (size_t i = 0; i < object->attributes->n && depth < 100 && tn__step(ev, NULL); i++) {
        tn__py value = object->attributes->values[i];
        bool live = object->attributes->keys[i].type != PY_ABSENT && tn__is_module(value);
        if (live && (value.as.object == part || holds(ev, value.as.object, part, depth + 1))) {
            return true;
        }
    }
    return false;
}

static bool is_held(evaluator *ev, const tn__variable *one)
{
    for (const tn__variable *other = ev->variables; other; other = other->next) {
        if (other != one && holds(ev, other->object, one->object, 0)) {
            return true;
        }
    }
    return false;
}

/* Wrap(model) of a class: those of torch and of its kin that pass everything on aside. */
static bool is_wrapped_in(const syntax *call)
{
    static const char *const whole[] = {"DataParallel", "DistributedDataParallel", "DDP", "Adam", "SGD"};
    const syntax *function = tn__syntax_child(call, FIELD_FUNCTION);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        if (mentions(function, whole[i])) {
            return false;
        }
    }
    return makes_object(call);
}

/* decoder(encoder(x)), F.relu(model(x)): what becomes of its output is not for the loss alone. */
static bool goes_on(const syntax *call)
{
    static const char *const ends[] = {"loss", "criteri", "entropy", "softmax", "print", "argmax", "max", "sigmoid"};
    const syntax *function = tn__syntax_child(call, FIELD_FUNCTION);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (mentions(function, ends[i])) {
            return false;
        }
    }
    return true;
}

/* Whether the file uses the name as a part of something else. up: what holds the node; call: the nearest call around it. */
static bool is_part(const syntax *node, const syntax *up, const syntax *call, const syntax *name, bool in_class, int depth)
{
    if (depth > TN_SYNTAX_DEPTH) {
        return true;
    }
    if (node->kind == SYN_IDENTIFIER && node != name && is_same(node, name)) {
        bool listed = up && (up->kind == SYN_LIST || up->kind == SYN_TUPLE || up->kind == SYN_PAIR || up->kind == SYN_LIST_SPLAT);
        bool given = up && (up->kind == SYN_ARGUMENT_LIST || up->kind == SYN_KEYWORD_ARGUMENT) && call && is_wrapped_in(call);
        return in_class || listed || given;
    }
    bool calls = node->kind == SYN_CALL && call && up && up->kind == SYN_ARGUMENT_LIST && goes_on(call);
    const syntax *function = calls ? tn__syntax_child(node, FIELD_FUNCTION) : NULL;
    if (function && function->kind == SYN_IDENTIFIER && is_same(function, name)) {
        return true;
    }
    for (const syntax *one = node->first; one; one = one->next) {
        if (is_part(one, node, node->kind == SYN_CALL ? node : call, name, in_class || node->kind == SYN_CLASS_DEFINITION,
                    depth + 1)) {
            return true;
        }
    }
    return false;
}

/* The file's only model, which nothing else takes. */
static bool is_whole(const evaluator *ev, const tn__variable *one)
{
    for (const tn__variable *other = ev->variables; other; other = other->next) {
        if (!is_same(other->name, one->name)) {
            return false;
        }
    }
    return !is_part(ev->tree->root, NULL, NULL, one->name, false, 0);
}

static tn_status list_one(tn__class_list *out, evaluator *ev, const tn__variable *one, tn_error *err)
{
    size_t n = one->name->end - one->name->start;
    char *name = tn__grow((void **)&out->items, &out->capacity, out->n, sizeof(*out->items))
                     ? tn__strndup(tn__syntax_text(one->name), n)
                     : NULL;
    if (!name) {
        return tn__no_memory(err, n);
    }
    out->items[out->n++] = (tn__class_entry){.name = name,
                                             .place = tn__syntax_place(one->name),
                                             .is_module = true,
                                             .has_defaults = true,
                                             .has_forward = true,
                                             .variable = one->name,
                                             .is_used = is_held(ev, one),
                                             .is_whole = is_whole(ev, one)};
    return TN_OK;
}

tn_status tn__list_variables(tn__class_list *out, const tn__syntax_tree *tree, tn__sources *sources, tn__diagnostics *diagnostics,
                             tn_error *err)
{
    tn_status status = TN_OK;
    *out = (tn__class_list){0};
    if (!tree->root || !mentions(tree->root, "Sequential") || !any_may_make(tree, tree->root->first)) {
        return TN_OK;
    }
    evaluator *ev = tn__new_evaluator(tree, sources, diagnostics);
    if (!ev) {
        return tn__no_memory(err, sizeof(*ev));
    }
    ev->follows = ev->runs_script = true;
    tn__run_file(ev);
    TN_TRY(tn__evaluator_status(ev, err));
    for (const tn__variable *one = ev->variables; one; one = one->next) {
        TN_TRY(list_one(out, ev, one, err));
    }
done:
    tn__free_evaluator(ev);
    if (status != TN_OK) {
        tn__class_list_release(out);
    }
    return status;
}
