/* Functions of the file: definition, binding of arguments, call. */
#include "source/follow.h"

#include <string.h>

typedef tn__evaluator evaluator;

/* --- definition --- */
static const tn__syntax *parameter_name(const tn__syntax *parameter)
{
    if (parameter->kind == SYN_IDENTIFIER) {
        return parameter;
    }
    const tn__syntax *name = tn__syntax_child(parameter, FIELD_NAME);
    name = name ? name : parameter->first;
    if (name && (name->kind == SYN_LIST_SPLAT_PATTERN || name->kind == SYN_DICTIONARY_SPLAT_PATTERN)) {
        name = name->first;
    }
    return name && name->kind == SYN_IDENTIFIER ? name : NULL;
}

/* '*', '/' or the kind behind a type annotation. */
static int parameter_kind(const tn__syntax *parameter)
{
    if (parameter->kind == SYN_TYPED_PARAMETER && parameter->first) {
        return parameter->first->kind;
    }
    return parameter->kind;
}

/* What it decorates takes the arguments that stand in its definition: `@torch.no_grad()`, `@functools.lru_cache(8)`. */
static bool keeps_arguments(const char *decorator)
{
    static const char *const names[] = {"abstractmethod", "cache", "final", "lru_cache", "no_grad", "override", "overrides"};
    size_t end = strcspn(decorator, "("), start = end;
    while (start > 0 && decorator[start - 1] != '.') {
        start--;
    }
    bool known = strncmp(decorator, "torch.", 6) == 0;
    for (size_t i = 0; !known && i < sizeof names / sizeof *names; i++) {
        known = strlen(names[i]) == end - start && memcmp(names[i], decorator + start, end - start) == 0;
    }
    return known;
}

static void read_decorator(evaluator *ev, const tn__syntax *decorated, tn__py_function *function)
{
    for (const tn__syntax *one = decorated->first; one; one = one->next) {
        if (one->kind != SYN_DECORATOR || !one->first) {
            continue;
        }
        const char *text = tn__span_text(ev, one->first);
        if (!strcmp(text, "staticmethod")) {
            function->decoration = FUNCTION_STATIC;
        } else if (!strcmp(text, "classmethod")) {
            function->decoration = FUNCTION_CLASS;
        } else if (!strcmp(text, "property") || !strcmp(text, "cached_property")) {
            function->decoration = FUNCTION_PROPERTY;
        } else if (!keeps_arguments(text)) {
            function->decoration = ev->follows ? function->decoration : FUNCTION_UNKNOWN;
            function->wrapped = true;
        }
    }
}

tn__py tn__define_function(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    tn__py_function *function = tn__arena_alloc(&ev->arena, 1, sizeof(*function));
    tn__py defaults = tn__py_new_dict(&ev->arena);
    if (!function || defaults.type == PY_ABSENT) {
        return tn__out_of_memory(ev, node);
    }
    const tn__syntax *definition = node->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(node, FIELD_DEFINITION) : node;
    const tn__syntax *name = tn__syntax_child(definition, FIELD_NAME);
    *function = (tn__py_function){
        .name = name ? tn__span_text(ev, name) : "<lambda>", .node = definition, .scope = scope, .defaults = defaults.as.dict};
    if (node != definition) {
        read_decorator(ev, node, function);
    }
    const tn__syntax *parameters = tn__syntax_child(definition, FIELD_PARAMETERS);
    for (const tn__syntax *one = parameters ? parameters->first : NULL; one && !ev->stopped; one = one->next) {
        const tn__syntax *value = tn__syntax_child(one, FIELD_VALUE), *parameter = parameter_name(one);
        if (value && parameter &&
            !tn__dict_set_text(&ev->arena, function->defaults, tn__span_text(ev, parameter), tn__eval(ev, scope, value))) {
            return tn__out_of_memory(ev, node);
        }
    }
    return (tn__py){.type = PY_FUNCTION, .as.function = function};
}

/* --- binding --- */
typedef struct binder {
    evaluator *ev;
    tn__py_function *function;
    const tn__py_args *args;
    const tn__syntax *node;
    tn__scope *scope;
    size_t next_positional; /* index in args */
    bool *used;             /* per argument */
    bool self_taken;
    tn__py self;
    bool failed;
    const tn__syntax *missing; /* the name of the first parameter that gets no value; NULL: none */
    const char *missing_names; /* all of its kind, as Python lists them, but for the last */
    const char *last_missing;
    int n_missing;
    bool misses_keyword; /* of its kind: behind a star */
} binder;

static bool take_positional(binder *b, tn__py *out)
{
    if (!b->self_taken && b->self.type != PY_ABSENT) {
        b->self_taken = true;
        *out = b->self;
        return true;
    }
    while (b->next_positional < b->args->n && b->args->items[b->next_positional].name) {
        b->next_positional++;
    }
    if (b->next_positional == b->args->n) {
        return false;
    }
    b->used[b->next_positional] = true;
    *out = b->args->items[b->next_positional++].value;
    return true;
}

static bool take_named(binder *b, const char *name, tn__py *out)
{
    for (size_t i = 0; i < b->args->n; i++) {
        if (b->args->items[i].name && !b->used[i] && !strcmp(b->args->items[i].name, name)) {
            b->used[i] = true;
            *out = b->args->items[i].value;
            return true;
        }
    }
    return false;
}

static void bind_rest(binder *b, const tn__syntax *parameter, bool named)
{
    const tn__syntax *name = parameter_name(parameter->kind == SYN_TYPED_PARAMETER ? parameter : parameter);
    if (parameter->kind != SYN_TYPED_PARAMETER) {
        name = parameter->first;
    }
    evaluator *ev = b->ev;
    tn__py rest = named ? tn__or_memory(ev, b->node, tn__py_new_dict(&ev->arena)) : tn__list_value(ev, PY_TUPLE);
    tn__py item;
    while (!named && take_positional(b, &item)) {
        tn__push(ev, rest, item);
    }
    for (size_t i = 0; named && rest.type == PY_DICT && i < b->args->n; i++) {
        if (b->args->items[i].name && !b->used[i]) {
            b->used[i] = true;
            if (!tn__dict_set_text(&ev->arena, rest.as.dict, b->args->items[i].name, b->args->items[i].value)) {
                tn__out_of_memory(ev, b->node);
            }
        }
    }
    if (b->args->unknown_rest) {
        rest = tn__unknown(ev, b->node, "this call spreads arguments that thinnet does not know");
    }
    if (name) {
        tn__bind(ev, b->scope, tn__span_text(ev, name), rest);
    }
}

/* A docstring, pass, ..., raise: what children have in its place may take other arguments. */
static bool is_left_open(const tn__py_function *function)
{
    const tn__syntax *body = tn__syntax_child(function->node, FIELD_BODY);
    for (const tn__syntax *one = body ? body->first : NULL; one; one = one->next) {
        bool says_nothing = one->kind == SYN_EXPRESSION_STATEMENT && one->first &&
                            (one->first->kind == SYN_STRING || one->first->kind == SYN_ELLIPSIS);
        if (!says_nothing && one->kind != SYN_PASS_STATEMENT && one->kind != SYN_RAISE_STATEMENT) {
            return false;
        }
    }
    return body && function->node->kind != SYN_LAMBDA;
}

/* Whether arguments that do not fit the function say nothing: they, or the function itself, are what a guess chose, a decorator
 * may take them, or thinnet calls it and not the file. */
static bool is_guess(const binder *b)
{
    const evaluator *ev = b->ev;
    return ev->guesses || b->function->wrapped ||
           (ev->forgives && (ev->mixed || b->node->kind != SYN_CALL || is_left_open(b->function)));
}

/* As Python names it in its errors: Net.forward. */
static const char *title(const binder *b)
{
    const tn__py_function *function = b->function;
    return function->class_ ? tn__format(b->ev, "%s.%s", function->class_->name, function->name) : function->name;
}

/* How many arguments there are does not depend on what was followed so far, if only the function is known. */
static tn__diagnostic *refuse(binder *b, tn__diagnostic_kind kind, const tn__syntax *node, const char *text)
{
    bool vague = b->ev->vague;
    b->ev->vague = b->ev->mixed;
    tn__diagnostic *one = tn__error_at(b->ev, kind, node, "TypeError: %s() %s", title(b), text);
    b->ev->vague = vague;
    return one;
}

/* Python tells the positional ones, or, where none of those is missing, the others. */
static void miss(binder *b, const tn__syntax *name_node, const char *name, bool keyword_only)
{
    if (b->n_missing > 0 && keyword_only != b->misses_keyword) {
        return;
    }
    if (b->n_missing++ == 0) {
        b->missing = name_node;
        b->misses_keyword = keyword_only;
        b->missing_names = "";
    } else {
        b->missing_names = tn__format(b->ev, "%s%s'%s'", b->missing_names, b->n_missing > 2 ? ", " : "", b->last_missing);
    }
    b->last_missing = name;
}

static void refuse_missing(binder *b)
{
    if (b->n_missing == 0 || b->failed) {
        return;
    }
    const char *joint = b->n_missing == 1 ? "" : b->n_missing == 2 ? " and " : ", and ";
    const char *text = tn__format(b->ev, "missing %d required %s argument%s: %s%s'%s'", b->n_missing,
                                  b->misses_keyword ? "keyword-only" : "positional", b->n_missing > 1 ? "s" : "",
                                  b->missing_names, joint, b->last_missing);
    tn__diagnostic *one = refuse(b, TN_DIAG_MISSING_ARGUMENT, b->node, text);
    tn__diagnostic_note(one, tn__syntax_place(b->missing), "'%s' has no default here", tn__span_text(b->ev, b->missing));
    b->failed = true;
    if (b->self.type == PY_OBJECT) { /* what its method would have done is not missing for another reason */
        b->self.as.object->incomplete = b->self.as.object->initialised = true;
    }
}

static void bind_parameter(binder *b, const tn__syntax *parameter, bool keyword_only)
{
    const tn__syntax *name_node = parameter_name(parameter);
    if (!name_node) {
        return;
    }
    evaluator *ev = b->ev;
    const char *name = tn__span_text(ev, name_node);
    tn__py value, *fallback = tn__dict_get_text(b->function->defaults, name);
    if ((keyword_only || !take_positional(b, &value)) && !take_named(b, name, &value)) {
        if (b->args->unknown_rest) {
            value = ev->forgives ? tn__unknown_argument(ev, name, b->node)
                                 : tn__unknown(ev, b->node, "this call spreads arguments that thinnet does not know");
        } else if (fallback) {
            value = *fallback;
        } else if (is_guess(b)) { /* what the guessed arguments do not hand on */
            value = tn__part_of_argument(tn__unknown_argument(ev, name, b->node), name);
        } else {
            miss(b, name_node, name, keyword_only);
            value = tn__reported(ev, b->node);
        }
    }
    tn__bind(ev, b->scope, name, value);
}

static const char *nearest_parameter(binder *b, const char *given)
{
    const tn__syntax *parameters = tn__syntax_child(b->function->node, FIELD_PARAMETERS);
    const char *best = NULL;
    for (const tn__syntax *one = parameters ? parameters->first : NULL; one; one = one->next) {
        const tn__syntax *name = parameter_name(one);
        const char *text = name ? tn__span_text(b->ev, name) : "";
        if (*text && tn__name_distance(text, given) <= 2 &&
            (!best || tn__name_distance(text, given) < tn__name_distance(best, given))) {
            best = text;
        }
    }
    return best;
}

static void refuse_extra(binder *b)
{
    if (is_guess(b)) {
        return;
    }
    for (size_t i = 0; i < b->args->n && !b->failed; i++) {
        const tn__py_arg *arg = &b->args->items[i];
        if (b->used[i]) {
            continue;
        }
        b->failed = true;
        if (!arg->name) {
            refuse(b, TN_DIAG_TOO_MANY_ARGUMENTS, arg->node, "was given too many positional arguments");
            continue;
        }
        const char *near = nearest_parameter(b, arg->name);
        bool is_given = near && strcmp(near, arg->name) == 0; /* by position */
        tn__diagnostic *one = tn__error_at(b->ev, TN_DIAG_UNKNOWN_KEYWORD, arg->node,
                                           is_given ? "TypeError: %s() got multiple values for argument '%s'"
                                                    : "TypeError: %s() got an unexpected keyword argument '%s'",
                                           title(b), arg->name);
        if (near && !is_given) {
            tn__diagnostic_help(one, "did you mean '%s'?", near);
        }
    }
}

static bool bind_arguments(binder *b)
{
    bool keyword_only = false;
    const tn__syntax *parameters = tn__syntax_child(b->function->node, FIELD_PARAMETERS);
    b->used = tn__arena_alloc(&b->ev->arena, b->args->n + 1, sizeof(bool));
    if (!b->used) {
        tn__out_of_memory(b->ev, b->node);
        return false;
    }
    for (const tn__syntax *one = parameters ? parameters->first : NULL; one && !b->ev->stopped; one = one->next) {
        int kind = parameter_kind(one);
        if (kind == SYN_LIST_SPLAT_PATTERN) {
            bind_rest(b, one, false);
            keyword_only = true;
        } else if (kind == SYN_DICTIONARY_SPLAT_PATTERN) {
            bind_rest(b, one, true);
        } else if (kind == SYN_KEYWORD_SEPARATOR) {
            keyword_only = true;
        } else {
            bind_parameter(b, one, keyword_only);
        }
    }
    refuse_extra(b); /* which Python looks for first */
    refuse_missing(b);
    return !b->failed && !b->ev->stopped;
}

/* --- calls --- */
static tn__py run_body(evaluator *ev, tn__py_function *function, tn__scope *scope)
{
    const tn__syntax *body = tn__syntax_child(function->node, FIELD_BODY);
    if (!body) {
        return tn__reported(ev, function->node);
    }
    if (function->node->kind == SYN_LAMBDA) {
        return tn__eval(ev, scope, body);
    }
    int guards = ev->training_guards;
    tn__flow flow = tn__exec(ev, scope, body);
    ev->training_guards = guards;
    if (scope->returned.type != PY_ABSENT && (flow == FLOW_RETURN || flow == FLOW_NEXT || flow == FLOW_RAISE)) {
        tn__py last = flow == FLOW_RETURN ? ev->returned : PY_VALUE_NONE;
        ev->raising = flow == FLOW_RAISE ? false : ev->raising;
        return tn__join(ev, scope->returned, last, function->node);
    }
    if (flow == FLOW_RETURN) {
        return ev->returned;
    }
    return flow == FLOW_NEXT ? PY_VALUE_NONE : tn__reported(ev, function->node);
}

/* Over children or sizes that are not known, a function calls itself forever, and several times each where both ways of a
 * condition are followed: all that calls itself behind such a condition counts, however deep. */
static bool is_endless(const evaluator *ev, tn__py_function *function)
{
    if (function->active == 0) {
        function->entered_at = ev->undecided;
        function->guessed = 0;
    } else if (ev->undecided > function->entered_at) {
        function->guessed++;
    }
    return function->active >= TN_EVAL_ITSELF || function->guessed >= TN_EVAL_ITSELF;
}

/* Base.__init__(self) gives by hand what self.__init__() binds. */
static tn__py receiver(const tn__py_function *function, tn__py self, const tn__py_args *args)
{
    tn__py first = args->n > 0 && !args->items[0].name ? args->items[0].value : PY_VALUE_ABSENT;
    bool by_hand = self.type == PY_ABSENT && function->class_ && function->decoration == FUNCTION_PLAIN &&
                   first.type == PY_OBJECT && first.as.object->class_ &&
                   tn__is_subclass(first.as.object->class_, function->class_);
    return by_hand ? first : self;
}

tn__py tn__call_function(evaluator *ev, tn__py_function *function, tn__py self, const tn__py_args *args, const tn__syntax *node)
{
    if (function->decoration == FUNCTION_UNKNOWN) {
        return tn__unknown(ev, node, "'%s' has a decorator that thinnet does not know", function->name);
    }
    if (ev->calls >= TN_EVAL_CALLS) {
        tn__stop_at_limit(ev, node, "more than 100 nested calls");
        return tn__reported(ev, node);
    }
    if (ev->follows && is_endless(ev, function)) {
        return tn__unknown(ev, node, "'%s' calls itself more than %d times", function->name, TN_EVAL_ITSELF);
    }
    tn__scope *scope = tn__new_scope(ev, function->scope);
    if (!scope || !tn__step(ev, node)) {
        return tn__reported(ev, node);
    }
    scope->class_ = function->class_;
    scope->self = receiver(function, self, args);
    binder b = {.ev = ev, .function = function, .args = args, .node = node, .scope = scope, .self = self};
    bool mixed = self.type == PY_OBJECT && self.as.object->class_ && self.as.object->class_->mixed;
    ev->doubts_arguments += mixed;
    bool bound = bind_arguments(&b);
    ev->doubts_arguments -= mixed;
    if (!bound) {
        return tn__reported(ev, node);
    }
    ev->calls++;
    ev->depth++;
    ev->wrapped += function->wrapped;
    function->active++;
    tn__py value = run_body(ev, function, scope);
    function->active--;
    ev->wrapped -= function->wrapped;
    ev->depth--;
    ev->calls--;
    return value;
}

static tn__py call_object(evaluator *ev, tn__py_object *object, const tn__py_args *args, const tn__syntax *node)
{
    tn__py *method = object->class_ ? tn__class_find(object->class_, NULL, "__call__") : NULL;
    if (method && method->type == PY_FUNCTION) { /* a module may have its own too, in place of torch's, which asks forward */
        return tn__call_function(ev, method->as.function, (tn__py){.type = PY_OBJECT, .as.object = object}, args, node);
    }
    if (object->form != FORM_PLAIN) {
        return tn__apply_module(ev, object, args, node);
    }
    return tn__type_error(ev, node, "TypeError: '%s' object is not callable",
                          tn__py_type_name((tn__py){.type = PY_OBJECT, .as.object = object}));
}

static void add_arguments(evaluator *ev, tn__py_args *out, const tn__py_args *from, bool named)
{
    for (size_t i = 0; i < from->n; i++) {
        if ((from->items[i].name != NULL) == named) {
            tn__add_argument(ev, out, from->items[i].name, from->items[i].value, from->items[i].node);
        }
    }
}

static tn__py call_partial(evaluator *ev, const tn__py_bound *partial, const tn__py_args *args, const tn__syntax *node)
{
    tn__py_args all = {.unknown_rest = args->unknown_rest || partial->given->unknown_rest}, kept = {0};
    for (size_t i = 0; i < partial->given->n; i++) {
        const tn__py_arg *one = &partial->given->items[i];
        bool replaced = false; /* later keywords win over earlier ones */
        for (size_t k = 0; one->name && k < args->n; k++) {
            replaced = replaced || (args->items[k].name && !strcmp(args->items[k].name, one->name));
        }
        if (!replaced) {
            tn__add_argument(ev, &kept, one->name, one->value, one->node);
        }
    }
    add_arguments(ev, &all, &kept, false);
    add_arguments(ev, &all, args, false);
    add_arguments(ev, &all, &kept, true);
    add_arguments(ev, &all, args, true);
    return tn__call(ev, partial->function, &all, node);
}

static tn__py call_kind(evaluator *ev, tn__py callee, const tn__py_args *args, const tn__syntax *node)
{
    switch (callee.type) {
    case PY_FUNCTION: return tn__call_function(ev, callee.as.function, PY_VALUE_ABSENT, args, node);
    case PY_BOUND: return tn__call_function(ev, callee.as.bound->function.as.function, callee.as.bound->self, args, node);
    case PY_PARTIAL: return call_partial(ev, callee.as.bound, args, node);
    case PY_CLASS: return tn__instantiate(ev, callee.as.class_, args, node);
    case PY_OBJECT: return call_object(ev, callee.as.object, args, node);
    case PY_TORCH: return tn__torch_call(ev, callee.as.str->text, args, node);
    case PY_TENSOR_METHOD: return tn__tensor_method(ev, callee.as.bound->self, callee.as.bound->name, args, node);
    case PY_METHOD: return tn__call_method(ev, callee.as.bound, args, node);
    case PY_BUILTIN: return tn__call_builtin(ev, callee.as.str->text, args, ev->globals, node);
    case PY_UNKNOWN: return tn__call_unknown(ev, callee, args, node);
    case PY_TENSOR:
        if (ev->follows && ev->in_forward) { /* an argument of forward that is a module or a function */
            tn_shape unknown = TN_UNKNOWN_SHAPE;
            return tn__follow_args(ev, FOLLOW_OPERATION, "what an argument does", args, &unknown, node);
        }
        return tn__type_error(ev, node, "TypeError: 'Tensor' object is not callable");
    default:
        if (ev->forgives &&
            (tn__py_is_number(callee) || callee.type == PY_NONE)) { /* a guess for what is a layer or a function */
            return tn__call_unknown(ev, tn__unknown_guessed(ev, node), args, node);
        }
        return tn__type_error(ev, node, "TypeError: '%s' object is not callable", tn__py_type_name(callee));
    }
}

/* What is not known may set attributes of the objects that it is given: set_attributes(self, locals()), Base.__init__(self). */
static void may_set_attributes(const tn__py_args *args)
{
    for (size_t i = 0; i < args->n; i++) {
        tn__py value = args->items[i].value;
        if (value.type == PY_OBJECT && value.as.object->class_ && !value.as.object->has_more) {
            value.as.object->has_more = value.as.object->initialised = true;
        }
    }
}

tn__py tn__call(evaluator *ev, tn__py callee, const tn__py_args *args, const tn__syntax *node)
{
    if (!tn__step(ev, node)) {
        return tn__reported(ev, node);
    }
    ev->depth++;
    tn__py value = call_kind(ev, callee, args, node);
    ev->depth--;
    if (value.type == PY_UNKNOWN && (callee.type == PY_UNKNOWN || callee.type == PY_TORCH)) {
        may_set_attributes(args);
    }
    tn__py self = callee.type == PY_TENSOR_METHOD ? callee.as.bound->self : PY_VALUE_ABSENT;
    return value.type == PY_UNKNOWN && ev->follows ? tn__or_gap(ev, value, self, args, node) : value;
}
