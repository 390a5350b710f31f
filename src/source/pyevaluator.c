#include "source/follow.h"

#include <string.h>
#include "base/buf.h"
#include "source/torch.h"

/* --- bounds --- */
void tn__stop_at_limit(tn__evaluator *ev, const tn__syntax *node, const char *what)
{
    if (ev->stopped) {
        return;
    }
    ev->stopped = STOP_LIMIT;
    tn__diagnose(ev->diagnostics, TN_DIAG_LIMIT, tn__syntax_place(node ? node : ev->last),
                 "evaluating the model takes %s: thinnet stops here", what);
}

bool tn__charge(tn__evaluator *ev, const tn__syntax *node, uint64_t steps)
{
    if (ev->stopped) {
        return false;
    }
    ev->steps += steps;
    if (ev->steps > TN_EVAL_STEPS) {
        tn__stop_at_limit(ev, node, "more than 5 million steps");
        return false;
    }
    return true;
}

bool tn__step(tn__evaluator *ev, const tn__syntax *node)
{
    if (ev->depth > TN_EVAL_DEPTH) {
        tn__stop_at_limit(ev, node, "too many nested calls");
        return false;
    }
    ev->last = node ? node : ev->last;
    if (node && !node->foreign) {
        ev->diagnostics->here = tn__syntax_place(node);
    }
    return tn__charge(ev, node, 1);
}

tn__py tn__out_of_memory(tn__evaluator *ev, const tn__syntax *node)
{
    if (ev->arena.over_limit && !ev->arena.no_memory) {
        tn__stop_at_limit(ev, node, "too much memory");
    } else if (!ev->stopped) {
        ev->stopped = STOP_NO_MEMORY;
    }
    static const tn__py_unknown reason = {0};
    return (tn__py){.type = PY_UNKNOWN, .as.unknown = &reason};
}

tn__py tn__or_memory(tn__evaluator *ev, const tn__syntax *node, tn__py value)
{
    return value.type == PY_ABSENT ? tn__out_of_memory(ev, node) : value;
}

/* --- unknown values and errors --- */
static tn__py new_unknown(tn__evaluator *ev, const tn__syntax *node, const char *reason)
{
    tn__py_unknown *unknown = tn__arena_alloc(&ev->arena, 1, sizeof(*unknown));
    if (!unknown) {
        return tn__out_of_memory(ev, node);
    }
    unknown->reason = reason;
    unknown->place = tn__syntax_place(node);
    return (tn__py){.type = PY_UNKNOWN, .as.unknown = unknown};
}

tn__py tn__unknown_of_caller(tn__evaluator *ev, const tn__syntax *node, const char *reason)
{
    tn__py_unknown *unknown = tn__arena_alloc(&ev->arena, 1, sizeof(*unknown));
    if (!unknown) {
        return tn__out_of_memory(ev, node);
    }
    *unknown = (tn__py_unknown){reason, tn__syntax_place(node), true};
    return (tn__py){.type = PY_UNKNOWN, .as.unknown = unknown};
}

tn__py tn__unknown_argument(tn__evaluator *ev, const char *name, const tn__syntax *node)
{
    return tn__unknown_of_caller(ev, node, tn__format(ev, "the argument '%s' has no value", name ? name : ""));
}

tn__py tn__unknown_guessed(tn__evaluator *ev, const tn__syntax *node)
{
    return tn__unknown_of_caller(ev, node, "this depends on a guessed argument");
}

bool tn__is_argument(tn__py value)
{
    return value.type == PY_UNKNOWN && value.as.unknown->is_argument;
}

static const char *format_text(tn__evaluator *ev, const char *format, va_list arguments)
{
    char text[400];
    int length = tn__vprint(text, sizeof(text), format, arguments);
    if (length < 0) {
        return "";
    }
    size_t n = (size_t)length < sizeof(text) ? (size_t)length : sizeof(text) - 1;
    char *copy = tn__arena_text(&ev->arena, text, n);
    if (!copy) {
        tn__out_of_memory(ev, NULL);
        return "";
    }
    return copy;
}

const char *tn__format(tn__evaluator *ev, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(ev, format, arguments);
    va_end(arguments);
    return text;
}

tn__py tn__unknown(tn__evaluator *ev, const tn__syntax *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *reason = format_text(ev, format, arguments);
    va_end(arguments);
    return new_unknown(ev, node, reason);
}

tn__py tn__reported(tn__evaluator *ev, const tn__syntax *node)
{
    return new_unknown(ev, node, NULL);
}

tn__py tn__report_unknown(tn__evaluator *ev, tn__py value)
{
    ev->faults++;
    if (value.type == PY_UNKNOWN && value.as.unknown->reason && !ev->stopped && !ev->probing) {
        tn__diagnose(ev->diagnostics, TN_DIAG_UNKNOWN, value.as.unknown->place, "%s", value.as.unknown->reason);
    }
    return value;
}

static tn__diagnostic *raise_error(tn__evaluator *ev, tn__diagnostic_kind kind, const tn__syntax *node, const char *text)
{
    ev->faults++;
    if (ev->stopped) {
        return NULL;
    }
    bool certain = kind == TN_DIAG_UNKNOWN_KEYWORD || kind == TN_DIAG_UNKNOWN_NAME || kind == TN_DIAG_MISSING_SUPER_INIT;
    if (ev->follows && ev->vague && !certain) {
        kind = TN_DIAG_UNKNOWN; /* it may come from what was only followed */
    }
    if (ev->doubts_arguments > 0) {
        kind = TN_DIAG_UNKNOWN;
    }
    if (ev->handlers > 0) {
        ev->raising = true;
        ev->raised = text;
        ev->raised_at = tn__syntax_place(node);
        return NULL;
    }
    /* The second pass over forward says it again, with shapes. */
    return ev->probing ? NULL : tn__diagnose(ev->diagnostics, kind, tn__syntax_place(node), "%s", text);
}

tn__diagnostic *tn__error_at(tn__evaluator *ev, tn__diagnostic_kind kind, const tn__syntax *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(ev, format, arguments);
    va_end(arguments);
    return raise_error(ev, kind, node, text);
}

tn__diagnostic *tn__text_error_at(tn__evaluator *ev, tn__diagnostic_kind kind, const tn__syntax *node, const char *format, ...)
{
    va_list arguments;
    bool vague = ev->vague;
    va_start(arguments, format);
    const char *text = format_text(ev, format, arguments);
    va_end(arguments);
    ev->vague = ev->mixed;
    tn__diagnostic *one = raise_error(ev, kind, node, text);
    ev->vague = vague;
    tn__diagnostic_written(one);
    return one;
}

tn__py tn__type_error(tn__evaluator *ev, const tn__syntax *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(ev, format, arguments);
    va_end(arguments);
    raise_error(ev, TN_DIAG_TYPE, node, text);
    return tn__reported(ev, node);
}

/* --- small makers --- */
const char *tn__span_text(tn__evaluator *ev, const tn__syntax *node)
{
    char *copy = tn__arena_text(&ev->arena, tn__syntax_text(node), node->end - node->start);
    if (!copy) {
        tn__out_of_memory(ev, node);
        return "";
    }
    return copy;
}

tn__py tn__str_value(tn__evaluator *ev, const char *text, size_t length)
{
    return tn__or_memory(ev, NULL, tn__py_of_text(&ev->arena, text, length));
}

tn__py tn__text(tn__evaluator *ev, const char *text)
{
    return tn__str_value(ev, text, strlen(text));
}

tn__py tn__list_value(tn__evaluator *ev, tn__py_type type)
{
    return tn__or_memory(ev, NULL, tn__py_new_list(&ev->arena, type, 0));
}

bool tn__push(tn__evaluator *ev, tn__py list, tn__py item)
{
    if (list.type != PY_LIST && list.type != PY_TUPLE) {
        return false;
    }
    if (!tn__charge(ev, NULL, 1)) {
        return false;
    }
    if (!tn__py_append(&ev->arena, list.as.list, item)) {
        tn__out_of_memory(ev, NULL);
        return false;
    }
    return true;
}

bool tn__reserve_arguments(tn__evaluator *ev, tn__py_args *args, size_t capacity)
{
    tn__py_arg *items = tn__arena_grow(&ev->arena, args->items, args->n, capacity, sizeof(*items));
    if (!items) {
        tn__out_of_memory(ev, NULL);
        return false;
    }
    args->items = items;
    args->capacity = capacity;
    return true;
}

bool tn__add_argument(tn__evaluator *ev, tn__py_args *args, const char *name, tn__py value, const tn__syntax *node)
{
    if (args->n == args->capacity && !tn__reserve_arguments(ev, args, 2 * args->capacity + 1)) {
        return false;
    }
    args->items[args->n++] = (tn__py_arg){name, value, node};
    return tn__charge(ev, node, 1);
}

/* --- names --- */
tn__scope *tn__new_scope(tn__evaluator *ev, tn__scope *outer)
{
    tn__scope *scope = tn__arena_alloc(&ev->arena, 1, sizeof(*scope));
    tn__py_dict *names = tn__arena_alloc(&ev->arena, 1, sizeof(*names));
    if (!scope || !names) {
        tn__out_of_memory(ev, NULL);
        return NULL;
    }
    scope->names = names;
    scope->outer = outer;
    return scope;
}

bool tn__bind(tn__evaluator *ev, tn__scope *scope, const char *name, tn__py value)
{
    if (!tn__dict_set_text(&ev->arena, scope->names, name, value)) {
        tn__out_of_memory(ev, NULL);
        return false;
    }
    return true;
}

static const char *nearest_name(tn__scope *scope, const char *name)
{
    const char *best = NULL;
    int best_distance = 3;
    for (; scope; scope = scope->outer) {
        for (size_t i = 0; i < scope->names->n; i++) {
            tn__py key = scope->names->keys[i];
            if (key.type == PY_STR && tn__name_distance(key.as.str->text, name) < best_distance) {
                best = key.as.str->text;
                best_distance = tn__name_distance(best, name);
            }
        }
    }
    return best && best_distance * 3 <= (int)strlen(name) + 2 ? best : NULL;
}

/* sys.version_info[0] == 2 and isinstance(x, unicode) */
static bool is_of_python_2(const char *name)
{
    static const char *const names[] = {"unicode", "basestring", "long", "xrange", "unichr", "raw_input", "reduce", "cmp"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* An import of package.part, from wherever, binds `part` in the package's own __init__.py. */
static bool is_part_of_package(const tn__evaluator *ev, const char *name)
{
    const char *file = ev->sources ? ev->sources->main : NULL, *slash = file ? strrchr(file, '/') : NULL;
    return slash && strcmp(slash + 1, "__init__.py") == 0 && tn__sources_find(ev->sources, file, 0, name);
}

/* From the last module that has the name, as long as it is known which that is. ABSENT: none has. */
static tn__py imported_with_star(tn__evaluator *ev, const tn__syntax *identifier)
{
    tn__py found = PY_VALUE_ABSENT;
    for (size_t i = ev->stars.n; i-- > 0;) {
        tn__py value = tn__module_name(ev, ev->stars.items[i].as.module, tn__syntax_text(identifier),
                                       identifier->end - identifier->start);
        if (value.type != PY_ABSENT && found.type != PY_ABSENT) {
            return tn__unknown(ev, identifier, "'%s' is imported from one of several modules", tn__span_text(ev, identifier));
        }
        found = value.type != PY_ABSENT ? value : found;
        if (found.type != PY_ABSENT && !ev->stars_of_branches) {
            break;
        }
    }
    return found;
}

tn__py tn__lookup(tn__evaluator *ev, tn__scope *scope, const tn__syntax *identifier)
{
    const char *text = tn__syntax_text(identifier);
    size_t length = identifier->end - identifier->start;
    uint64_t hash = tn__hash_text(text, length);
    for (tn__scope *at = scope; at; at = at->outer) {
        tn__py *found = tn__dict_get_hashed(at->names, text, length, hash);
        tn__py value = found ? *found : PY_VALUE_ABSENT;
        if (at->module && (!found || value.type == PY_LAZY)) {
            value = tn__module_name(ev, at->module, text, length);
        } else if (value.type == PY_LAZY) {
            value = tn__imported(ev, value);
            tn__bind(ev, at, tn__span_text(ev, identifier), value);
        }
        if (value.type != PY_ABSENT) {
            return value;
        }
    }
    tn__py from_star = imported_with_star(ev, identifier);
    if (from_star.type != PY_ABSENT) {
        return from_star;
    }
    const char *name = tn__span_text(ev, identifier);
    if (!strcmp(name, "__debug__")) {
        return tn__py_of_bool(true);
    }
    if (tn__is_builtin(name, length)) {
        tn__py value = tn__text(ev, name);
        if (value.type == PY_STR) {
            value.type = PY_BUILTIN;
        }
        return value;
    }
    if (tn__dict_get_text(ev->globals->names, "*") || ev->stars.n > 0 || identifier->foreign) {
        return tn__unknown(ev, identifier, "'%s' may come from a module imported with *", name);
    }
    if (strstr(identifier->text, "exec(") || strstr(identifier->text, "globals()")) {
        return tn__unknown(ev, identifier, "'%s' may be bound by exec() or through globals()", name);
    }
    if (is_of_python_2(name) && strstr(identifier->text, "version_info")) {
        return tn__unknown(ev, identifier, "'%s' is for Python 2, which the file asks for", name);
    }
    bool is_kept = ev->diagnostics->n < TN_DIAG_MAX; /* else nobody reads what the search would prevent */
    if (is_kept && (tn__is_bound_globally(ev, name) || tn__may_be_bound_here(ev, identifier, name))) {
        return tn__unknown(ev, identifier, "'%s' is bound by code that thinnet does not run", name);
    }
    if (tn__is_given_by_host(identifier, name)) {
        return tn__unknown(ev, identifier, "'%s' is what a notebook or the like puts there", name);
    }
    if (is_part_of_package(ev, name)) {
        return tn__unknown(ev, identifier, "'%s' is a module of this package, bound here when something imports it", name);
    }
    if (is_kept && ev->guesses && tn__is_bound_somewhere(ev, name)) {
        return tn__unknown(ev, identifier, "'%s' may be bound where other arguments are given", name);
    }
    if (ev->asked_type && ev->follows) {
        return tn__unknown(ev, identifier, "'%s' may be bound for what is no tensor", name);
    }
    tn__diagnostic *one = tn__error_at(ev, TN_DIAG_UNKNOWN_NAME, identifier, "NameError: name '%s' is not defined", name);
    const char *near = one ? nearest_name(scope, name) : NULL;
    if (near) {
        tn__diagnostic_help(one, "did you mean '%s'?", near);
    } else if (strcmp(name, "nn") == 0 || strcmp(name, "torch") == 0 || strcmp(name, "F") == 0) {
        tn__diagnostic_help(one, "add: %s",
                            name[0] == 'n'   ? "from torch import nn"
                            : name[0] == 'F' ? "import torch.nn.functional as F"
                                             : "import torch");
    }
    tn__py unbound = tn__reported(ev, identifier);
    tn__bind(ev, scope, name, unbound); /* said once: Python would not have come to the next use */
    return unbound;
}

/* --- iteration --- */
static tn__py iterate_range(tn__evaluator *ev, const tn__py_list *range, const tn__syntax *node)
{
    tn__py out = tn__list_value(ev, PY_LIST);
    int64_t stop = range->items[1].as.i, step = range->items[2].as.i, i = range->items[0].as.i;
    while (step > 0 ? i < stop : i > stop) {
        if (!tn__charge(ev, node, 1) || !tn__push(ev, out, tn__py_of_int(i)) || __builtin_add_overflow(i, step, &i)) {
            break;
        }
    }
    return out;
}

static tn__py iterate_keys(tn__evaluator *ev, const tn__py_dict *dict)
{
    tn__py out = tn__list_value(ev, PY_LIST);
    for (size_t i = 0; i < dict->n; i++) {
        if (dict->keys[i].type != PY_ABSENT && !tn__push(ev, out, dict->keys[i])) {
            break;
        }
    }
    return out;
}

static tn__py iterate_text(tn__evaluator *ev, const tn__py_str *str)
{
    tn__py out = tn__list_value(ev, PY_LIST);
    for (size_t i = 0; i < str->length; i++) {
        if (!tn__push(ev, out, tn__str_value(ev, str->text + i, 1))) {
            break;
        }
    }
    return out;
}

/* As many as a guess for a list has. */
static tn__py two_of(tn__evaluator *ev, tn__py value)
{
    tn__py two = tn__list_value(ev, PY_LIST);
    tn__push(ev, two, value);
    tn__push(ev, two, value);
    return two;
}

/* Its parts along the first dimension, all one value here; two of them where nobody knows how many. */
static tn__py iterate_tensor(tn__evaluator *ev, tn__py tensor, const tn__syntax *node)
{
    const tn_shape *shape = &tensor.as.tensor->shape;
    if (!ev->follows) {
        return tn__unknown(ev, node, "thinnet does not know how to loop over a tensor");
    }
    tn_shape part = TN_UNKNOWN_SHAPE;
    int64_t n = shape->rank > 0 && shape->batch != 0 && shape->dim[0] >= 0 && shape->dim[0] <= 1000 ? shape->dim[0] : 2;
    if (shape->rank > 0) {
        part = (tn_shape){.rank = shape->rank - 1, .batch = shape->batch > 0 ? shape->batch - 1 : -1};
        memcpy(part.dim, shape->dim + 1, (size_t)part.rank * sizeof(part.dim[0]));
    }
    tn__py one = tn__follow_one(ev, FOLLOW_VIEW, "a part", tensor, &part, node), out = tn__list_value(ev, PY_LIST);
    for (int64_t i = 0; i < n && tn__step(ev, node) && tn__push(ev, out, one); i++) {}
    return out;
}

tn__py tn__iterate(tn__evaluator *ev, tn__py value, const tn__syntax *node)
{
    switch (value.type) {
    case PY_LIST:
    case PY_TUPLE: {
        tn__py copy = tn__list_value(ev, PY_LIST); /* the loop's body may change the list */
        for (size_t i = 0; i < value.as.list->n && tn__push(ev, copy, value.as.list->items[i]); i++) {}
        return copy;
    }
    case PY_RANGE: return iterate_range(ev, value.as.list, node);
    case PY_DICT: return iterate_keys(ev, value.as.dict);
    case PY_STR: return iterate_text(ev, value.as.str);
    case PY_OBJECT: {
        tn__py_object *object = value.as.object;
        if (object->form == FORM_SEQUENTIAL || object->form == FORM_MODULE_LIST) {
            return tn__children(ev, object);
        }
        if (object->form == FORM_MODULE_DICT) {
            return iterate_keys(ev, object->attributes);
        }
        return tn__unknown(ev, node, "thinnet does not know how to loop over a %s", tn__py_type_name(value));
    }
    case PY_TENSOR: return iterate_tensor(ev, value, node);
    case PY_UNKNOWN: return tn__is_argument(value) ? two_of(ev, value) : value;
    case PY_NONE:
    case PY_BOOL:
    case PY_INT:
    case PY_FLOAT:
    case PY_SIZE:
        if (value.type == PY_SIZE && value.as.i < 0) {
            return tn__unknown(ev, node, "this shape is not known");
        }
        if (ev->forgives && value.type != PY_NONE) { /* a guess for what may be a list of them */
            return two_of(ev, value);
        }
        return tn__type_error(ev, node, "TypeError: '%s' object is not iterable", tn__py_type_name(value));
    default: return tn__unknown(ev, node, "thinnet does not know how to loop over a %s", tn__py_type_name(value));
    }
}
