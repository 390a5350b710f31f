/* Python's builtin functions, and those of the math module. */
#include "source/torch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

static tn__py positional(const arguments *args, size_t i)
{
    return i < args->n && !args->items[i].name ? args->items[i].value : PY_VALUE_ABSENT;
}

static tn__py keyword(const arguments *args, const char *name)
{
    for (size_t i = 0; i < args->n; i++) {
        if (args->items[i].name && !strcmp(args->items[i].name, name)) {
            return args->items[i].value;
        }
    }
    return PY_VALUE_ABSENT;
}

static tn__py unknown_use(evaluator *ev, const char *name, const syntax *node)
{
    return tn__unknown(ev, node, "thinnet does not know the result of this %s()", name);
}

/* --- numbers --- */
static tn__py builtin_abs(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = positional(args, 0);
    int64_t i;
    if (tn__py_as_int(a, &i)) {
        return i < 0 ? tn__unary(ev, '-', tn__py_of_int(i), node) : tn__py_of_int(i);
    }
    return a.type == PY_FLOAT                 ? tn__py_of_float(fabs(a.as.f))
           : a.type == PY_SIZE && ev->follows ? tn__py_of_size(TN_DIM_UNKNOWN)
                                              : unknown_use(ev, "abs", node);
}

static tn__py builtin_bool(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = args->n ? positional(args, 0) : tn__py_of_bool(false);
    int truth = tn__py_truth(a);
    return a.type == PY_TRAINING ? a : truth < 0 ? unknown_use(ev, "bool", node) : tn__py_of_bool(truth);
}

static tn__py of_double(evaluator *ev, double value, const syntax *node)
{
    if (!(value >= -9.2e18 && value <= 9.2e18)) {
        return isfinite(value) ? tn__unknown(ev, node, "this integer is larger than 64 bits")
                               : tn__type_error(ev, node, "ValueError: cannot convert float %f to integer", value);
    }
    return tn__py_of_int((int64_t)value);
}

static tn__py builtin_int(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = args->n ? positional(args, 0) : tn__py_of_int(0);
    int64_t i;
    if (tn__py_as_int(a, &i)) {
        return tn__py_of_int(i);
    }
    if (a.type == PY_FLOAT) {
        return of_double(ev, a.as.f, node);
    }
    if (a.type == PY_STR && args->n == 1) {
        char *end;
        i = strtoll(a.as.str->text, &end, 10);
        return *end || end == a.as.str->text ? tn__type_error(ev, node, "ValueError: invalid literal for int()")
                                             : tn__py_of_int(i);
    }
    return a.type == PY_SIZE ? a : unknown_use(ev, "int", node);
}

static tn__py builtin_float(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = args->n ? positional(args, 0) : tn__py_of_float(0);
    if (tn__py_is_number(a)) {
        bool gated = a.gated;
        a = tn__py_of_float(tn__py_number(a));
        a.gated = gated;
        return a;
    }
    if (a.type == PY_STR) {
        char *end;
        double value = strtod(a.as.str->text, &end);
        return *end || end == a.as.str->text ? tn__type_error(ev, node, "ValueError: could not convert string to float")
                                             : tn__py_of_float(value);
    }
    return a.type == PY_SIZE && ev->follows ? tn__py_of_size(TN_DIM_UNKNOWN) : unknown_use(ev, "float", node);
}

static tn__py builtin_round(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = positional(args, 0);
    int64_t digits;
    if (a.type == PY_INT) {
        return a;
    }
    if (a.type == PY_FLOAT && args->n == 1) {
        return of_double(ev, rint(a.as.f), node);
    }
    if (a.type == PY_FLOAT && tn__py_as_int(positional(args, 1), &digits) && digits >= 0 && digits < 16) {
        double scale = pow(10, (double)digits);
        return tn__py_of_float(rint(a.as.f * scale) / scale);
    }
    return a.type == PY_SIZE && ev->follows ? tn__py_of_size(TN_DIM_UNKNOWN) : unknown_use(ev, "round", node);
}

static tn__py builtin_pow(evaluator *ev, const arguments *args, const syntax *node)
{
    return args->n == 2 ? tn__binary(ev, "**", positional(args, 0), positional(args, 1), node) : unknown_use(ev, "pow", node);
}

static tn__py builtin_divmod(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py pair = tn__list_value(ev, PY_TUPLE);
    tn__push(ev, pair, tn__binary(ev, "//", positional(args, 0), positional(args, 1), node));
    tn__push(ev, pair, tn__binary(ev, "%", positional(args, 0), positional(args, 1), node));
    return pair;
}

/* --- sequences --- */
static tn__py builtin_len(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = positional(args, 0);
    switch (a.type) {
    case PY_LIST:
    case PY_TUPLE: return tn__py_of_int((int64_t)a.as.list->n);
    case PY_DICT: return tn__py_of_int((int64_t)a.as.dict->live);
    case PY_STR: return tn__py_of_int((int64_t)a.as.str->length);
    case PY_SIZE: return tn__py_of_size(TN_DIM_UNKNOWN);
    case PY_TENSOR: {
        const tn_shape *shape = &a.as.tensor->shape;
        return shape->rank > 0 ? tn__size_value(shape->dim[0], shape->batch == 0) : tn__py_of_size(TN_DIM_UNKNOWN);
    }
    case PY_RANGE:
    case PY_OBJECT: {
        tn__py items = tn__iterate(ev, a, node);
        return items.type == PY_LIST ? tn__py_of_int((int64_t)items.as.list->n) : items;
    }
    case PY_NONE:
    case PY_INT:
    case PY_FLOAT:
    case PY_BOOL:
        if (ev->forgives && a.type != PY_NONE) {
            return tn__py_of_int(2); /* as many as there are when it is looped over */
        }
        return tn__type_error(ev, node, "TypeError: object of type '%s' has no len()", tn__py_type_name(a));
    default: return unknown_use(ev, "len", node);
    }
}

static tn__py builtin_range(evaluator *ev, const arguments *args, const syntax *node)
{
    int64_t bounds[3] = {0, 0, 1};
    for (size_t i = 0; i < args->n && i < 3; i++) {
        tn__py a = positional(args, i);
        if (a.type == PY_FLOAT) {
            return tn__type_error(ev, node, "TypeError: 'float' object cannot be interpreted as an integer");
        }
        if (!tn__py_as_int(a, &bounds[i])) {
            const char *reason = "thinnet does not know how far this range goes";
            bool callers = a.type == PY_SIZE || tn__is_argument(a); /* as long as its tensor: nothing is left out */
            return callers ? tn__unknown_of_caller(ev, node, reason) : tn__unknown(ev, node, "%s", reason);
        }
    }
    if (args->n == 1) {
        bounds[1] = bounds[0];
        bounds[0] = 0;
    }
    if (bounds[2] == 0 || args->n == 0 || args->n > 3) {
        return tn__type_error(ev, node, "ValueError: range() arg 3 must not be zero");
    }
    tn__py range = tn__or_memory(ev, node, tn__py_new_list(&ev->arena, PY_RANGE, 3));
    for (int i = 0; range.type == PY_RANGE && i < 3; i++) {
        range.as.list->items[i] = tn__py_of_int(bounds[i]);
        range.as.list->n = 3;
    }
    return range;
}

static tn__py builtin_list(evaluator *ev, const arguments *args, const syntax *node)
{
    return args->n == 0 ? tn__list_value(ev, PY_LIST) : tn__iterate(ev, positional(args, 0), node);
}

static tn__py builtin_tuple(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py list = builtin_list(ev, args, node);
    if (list.type == PY_LIST) {
        list.type = PY_TUPLE;
    }
    return list;
}

static tn__py builtin_dict(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py out = tn__or_memory(ev, node, tn__py_new_dict(&ev->arena));
    for (size_t i = 0; i < args->n && out.type == PY_DICT; i++) {
        tn__py a = args->items[i].value;
        if (args->items[i].name) {
            if (!tn__dict_set_text(&ev->arena, out.as.dict, args->items[i].name, a)) {
                return tn__out_of_memory(ev, node);
            }
            continue;
        }
        for (size_t k = 0; a.type == PY_DICT && k < a.as.dict->n; k++) {
            if (a.as.dict->keys[k].type != PY_ABSENT &&
                !tn__dict_set(&ev->arena, out.as.dict, a.as.dict->keys[k], a.as.dict->values[k])) {
                return tn__out_of_memory(ev, node);
            }
        }
        tn__py items = a.type == PY_DICT ? tn__list_value(ev, PY_LIST) : tn__iterate(ev, a, node);
        for (size_t k = 0; items.type == PY_LIST && k < items.as.list->n; k++) {
            tn__py pair = items.as.list->items[k];
            if ((pair.type != PY_TUPLE && pair.type != PY_LIST) || pair.as.list->n != 2) {
                return unknown_use(ev, "dict", node);
            }
            if (!tn__dict_set(&ev->arena, out.as.dict, pair.as.list->items[0], pair.as.list->items[1])) {
                return tn__out_of_memory(ev, node);
            }
        }
        if (items.type != PY_LIST) {
            return unknown_use(ev, "dict", node);
        }
    }
    return args->unknown_rest ? unknown_use(ev, "dict", node) : out;
}

static tn__py builtin_enumerate(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, positional(args, 0), node), start = keyword(args, "start");
    start = start.type == PY_ABSENT ? positional(args, 1) : start;
    int64_t at = 0;
    if (items.type != PY_LIST || (start.type != PY_ABSENT && !tn__py_as_int(start, &at))) {
        return items.type == PY_UNKNOWN ? items : unknown_use(ev, "enumerate", node);
    }
    tn__py out = tn__list_value(ev, PY_LIST);
    for (size_t i = 0; i < items.as.list->n && !ev->stopped; i++) {
        tn__py pair = tn__list_value(ev, PY_TUPLE);
        tn__push(ev, pair, tn__binary(ev, "+", tn__py_of_int(at), tn__py_of_int((int64_t)i), node));
        tn__push(ev, pair, items.as.list->items[i]);
        tn__push(ev, out, pair);
    }
    return out;
}

static tn__py builtin_zip(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py lists = tn__list_value(ev, PY_LIST), out = tn__list_value(ev, PY_LIST);
    size_t n = args->n ? SIZE_MAX : 0;
    for (size_t i = 0; i < args->n && !args->items[i].name; i++) {
        tn__py items = tn__iterate(ev, args->items[i].value, node);
        if (items.type != PY_LIST) {
            return items;
        }
        n = items.as.list->n < n ? items.as.list->n : n;
        tn__push(ev, lists, items);
    }
    for (size_t k = 0; k < n && !ev->stopped && lists.type == PY_LIST && lists.as.list->n; k++) {
        tn__py tuple = tn__list_value(ev, PY_TUPLE);
        for (size_t i = 0; i < lists.as.list->n; i++) {
            tn__push(ev, tuple, lists.as.list->items[i].as.list->items[k]);
        }
        tn__push(ev, out, tuple);
    }
    return out;
}

static tn__py builtin_map(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, positional(args, 1), node), out = tn__list_value(ev, PY_LIST);
    if (items.type != PY_LIST || args->n != 2) {
        return items.type == PY_UNKNOWN ? items : unknown_use(ev, "map", node);
    }
    for (size_t i = 0; i < items.as.list->n && !ev->stopped && !ev->raising; i++) {
        arguments one = {0};
        tn__add_argument(ev, &one, NULL, items.as.list->items[i], node);
        tn__push(ev, out, tn__call(ev, positional(args, 0), &one, node));
    }
    return out;
}

static tn__py builtin_filter(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, positional(args, 1), node), out = tn__list_value(ev, PY_LIST);
    for (size_t i = 0; items.type == PY_LIST && i < items.as.list->n && !ev->stopped; i++) {
        arguments one = {0};
        tn__add_argument(ev, &one, NULL, items.as.list->items[i], node);
        tn__py keep = positional(args, 0).type == PY_NONE ? items.as.list->items[i]
                                                          : tn__call(ev, positional(args, 0), &one, node);
        if (tn__py_truth(keep) < 0) {
            return unknown_use(ev, "filter", node);
        }
        if (tn__py_truth(keep)) {
            tn__push(ev, out, items.as.list->items[i]);
        }
    }
    return items.type == PY_LIST ? out : items;
}

static tn__py builtin_reversed(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, positional(args, 0), node);
    if (items.type != PY_LIST) {
        return items;
    }
    for (size_t i = 0, j = items.as.list->n; i + 1 < j; i++) {
        j--;
        tn__py kept = items.as.list->items[i];
        items.as.list->items[i] = items.as.list->items[j];
        items.as.list->items[j] = kept;
    }
    return items;
}

static tn__py builtin_sorted(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, positional(args, 0), node), reverse = keyword(args, "reverse");
    if (items.type != PY_LIST || keyword(args, "key").type != PY_ABSENT ||
        (reverse.type != PY_ABSENT && reverse.type != PY_BOOL)) {
        return items.type == PY_UNKNOWN ? items : unknown_use(ev, "sorted", node);
    }
    tn__py *spare = tn__arena_alloc(&ev->arena, items.as.list->n, sizeof(*spare));
    if (!spare) {
        return tn__out_of_memory(ev, node);
    }
    if (!tn__sort(ev, items.as.list->items, spare, items.as.list->n, node)) {
        return unknown_use(ev, "sorted", node);
    }
    if (reverse.type == PY_BOOL && reverse.as.b) {
        arguments one = {0};
        tn__add_argument(ev, &one, NULL, items, node);
        return builtin_reversed(ev, &one, node);
    }
    return items;
}

static tn__py best_of(evaluator *ev, const arguments *args, const char *op, const syntax *node)
{
    tn__py items = args->n == 1 ? tn__iterate(ev, positional(args, 0), node) : tn__list_value(ev, PY_LIST);
    for (size_t i = 0; args->n > 1 && i < args->n; i++) {
        if (args->items[i].name) {
            return unknown_use(ev, op[0] == '<' ? "min" : "max", node);
        }
        tn__push(ev, items, args->items[i].value);
    }
    if (items.type != PY_LIST || items.as.list->n == 0) {
        return items.type == PY_LIST ? tn__type_error(ev, node, "ValueError: min() or max() arg is an empty sequence") : items;
    }
    tn__py best = items.as.list->items[0];
    for (size_t i = 1; i < items.as.list->n; i++) {
        int better = tn__compare(ev, op, items.as.list->items[i], best, node);
        if (better < 0 && ev->follows && (items.as.list->items[i].type == PY_SIZE || best.type == PY_SIZE)) {
            return tn__py_of_size(TN_DIM_UNKNOWN);
        }
        if (better < 0) {
            return unknown_use(ev, op[0] == '<' ? "min" : "max", node);
        }
        best = better ? items.as.list->items[i] : best;
    }
    return best;
}

static tn__py builtin_max(evaluator *ev, const arguments *args, const syntax *node)
{
    return best_of(ev, args, ">", node);
}

static tn__py builtin_min(evaluator *ev, const arguments *args, const syntax *node)
{
    return best_of(ev, args, "<", node);
}

static tn__py builtin_sum(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, positional(args, 0), node), total = positional(args, 1);
    total = total.type == PY_ABSENT ? tn__py_of_int(0) : total;
    for (size_t i = 0; items.type == PY_LIST && i < items.as.list->n && !ev->stopped; i++) {
        /* sum() of tensors starts from 0, which adds nothing. */
        bool first = i == 0 && items.as.list->items[0].type == PY_TENSOR && args->n == 1;
        total = first ? items.as.list->items[0] : tn__binary(ev, "+", total, items.as.list->items[i], node);
    }
    return items.type == PY_LIST ? total : items;
}

static tn__py all_or_any(evaluator *ev, const arguments *args, bool all, const syntax *node)
{
    tn__py items = tn__iterate(ev, positional(args, 0), node);
    bool unknown = false;
    for (size_t i = 0; items.type == PY_LIST && i < items.as.list->n; i++) {
        int truth = tn__py_truth(items.as.list->items[i]);
        if (truth == !all) {
            return tn__py_of_bool(!all);
        }
        unknown = unknown || truth < 0;
    }
    return items.type == PY_LIST && !unknown ? tn__py_of_bool(all) : unknown_use(ev, all ? "all" : "any", node);
}

static tn__py builtin_all(evaluator *ev, const arguments *args, const syntax *node)
{
    return all_or_any(ev, args, true, node);
}

static tn__py builtin_any(evaluator *ev, const arguments *args, const syntax *node)
{
    return all_or_any(ev, args, false, node);
}

/* --- objects --- */
/* "Conv%dd" % dimensions, f"Conv{dimensions}d": of more than one written text */
static bool is_composed(const arguments *args)
{
    const syntax *name = args->n > 1 ? args->items[1].node : NULL;
    for (const syntax *one = name && name->kind == SYN_STRING ? name->first : NULL; one; one = one->next) {
        if (one->kind == SYN_INTERPOLATION) {
            return true;
        }
    }
    return name && name->kind != SYN_STRING;
}

static tn__py builtin_getattr(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py name = positional(args, 1), fallback = positional(args, 2);
    if (name.type != PY_STR) {
        return unknown_use(ev, "getattr", node);
    }
    bool is_guess = ev->forgives && is_composed(args);
    tn__py value = tn__attribute(ev, positional(args, 0), name.as.str->text, node, is_guess || fallback.type != PY_ABSENT);
    return value.type != PY_ABSENT ? value : fallback.type != PY_ABSENT ? fallback : tn__unknown_guessed(ev, node);
}

static tn__py builtin_hasattr(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py owner = positional(args, 0), name = positional(args, 1);
    if (name.type != PY_STR || owner.type == PY_UNKNOWN) {
        return unknown_use(ev, "hasattr", node);
    }
    return tn__py_of_bool(tn__attribute(ev, owner, name.as.str->text, node, true).type != PY_ABSENT);
}

static tn__py builtin_setattr(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py name = positional(args, 1);
    if (name.type == PY_STR && args->n == 3) {
        tn__set_attribute(ev, positional(args, 0), name.as.str->text, positional(args, 2), node);
    } else if (positional(args, 0).type == PY_OBJECT) {
        tn__set_somewhere(ev, positional(args, 0).as.object, positional(args, 2));
    }
    return PY_VALUE_NONE;
}

/* collections.abc and typing: 1, 0, or -1 where the name is none of theirs. */
static int is_abstract(tn__py value, const char *dot)
{
    const char *name = dot ? dot + 1 : "";
    bool sequence = value.type == PY_LIST || value.type == PY_TUPLE || value.type == PY_STR || value.type == PY_RANGE;
    if (!strcmp(name, "Iterable") || !strcmp(name, "Collection") || !strcmp(name, "Sized")) {
        return value.type == PY_OBJECT ? -1 : sequence || value.type == PY_DICT || value.type == PY_TENSOR;
    }
    if (!strcmp(name, "Sequence") || !strcmp(name, "List") || !strcmp(name, "Tuple")) {
        return sequence;
    }
    if (!strcmp(name, "Mapping") || !strcmp(name, "OrderedDict") || !strcmp(name, "Dict")) {
        return value.type == PY_DICT;
    }
    return -1;
}

static int is_instance(tn__py value, tn__py type)
{
    if (value.type == PY_UNKNOWN || type.type == PY_UNKNOWN) {
        return -1;
    }
    if (type.type == PY_BUILTIN) {
        bool same = !strcmp(tn__py_type_name(value), type.as.str->text);
        return same || (value.type == PY_BOOL && !strcmp(type.as.str->text, "int"));
    }
    if (type.type == PY_CLASS) {
        return value.type == PY_OBJECT && value.as.object->class_ && tn__is_subclass(value.as.object->class_, type.as.class_);
    }
    if (type.type != PY_TORCH) {
        return -1;
    }
    const char *name = tn__torch_nn_name(type.as.str->text);
    int abstract = is_abstract(value, strrchr(type.as.str->text, '.'));
    if (abstract >= 0) {
        return abstract;
    }
    if (!name) {
        return !strcmp(type.as.str->text, "torch.Tensor") ? value.type == PY_TENSOR : value.type == PY_OBJECT ? -1 : 0;
    }
    if (!tn__is_module(value)) {
        return 0;
    }
    const char *own = value.as.object->torch;
    const tn__layer_kind *kind = own ? tn__layer_find_class(own) : NULL;
    bool own_kind = kind && kind->dropout && kind->dropout->own && !strcmp(name, "Dropout"); /* source/own_kinds.h */
    return !strcmp(name, "Module") || own_kind || (own && !strcmp(own, name));
}

static tn__py builtin_isinstance(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py value = positional(args, 0), type = positional(args, 1);
    int result = type.type == PY_TUPLE ? 0 : is_instance(value, type);
    for (size_t i = 0; type.type == PY_TUPLE && i < type.as.list->n && result != 1; i++) {
        int one = is_instance(value, type.as.list->items[i]);
        result = one == 0 ? result : one;
    }
    ev->asked_type = ev->asked_type || (value.type == PY_TENSOR && result == 0);
    return result < 0 ? unknown_use(ev, "isinstance", node) : tn__py_of_bool(result);
}

static tn__py builtin_issubclass(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = positional(args, 0), b = positional(args, 1);
    if (a.type == PY_CLASS && b.type == PY_CLASS) {
        return tn__py_of_bool(tn__is_subclass(a.as.class_, b.as.class_));
    }
    const char *name = b.type == PY_TORCH ? tn__torch_nn_name(b.as.str->text) : NULL;
    if (a.type == PY_CLASS && name && !strcmp(name, "Module")) {
        return tn__py_of_bool(tn__is_module_class(a.as.class_));
    }
    return a.type == PY_TORCH && b.type == PY_CLASS ? tn__py_of_bool(false) : unknown_use(ev, "issubclass", node);
}

static tn__py builtin_callable(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = positional(args, 0);
    if (a.type == PY_UNKNOWN || a.type == PY_OBJECT) {
        return a.type == PY_OBJECT && a.as.object->form != FORM_PLAIN ? tn__py_of_bool(true) : unknown_use(ev, "callable", node);
    }
    return tn__py_of_bool(a.type == PY_FUNCTION || a.type == PY_BOUND || a.type == PY_PARTIAL || a.type == PY_CLASS ||
                          a.type == PY_BUILTIN || a.type == PY_TORCH);
}

static tn__py builtin_type(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = positional(args, 0);
    if (a.type == PY_OBJECT && a.as.object->class_) {
        return (tn__py){.type = PY_CLASS, .as.class_ = a.as.object->class_};
    }
    return unknown_use(ev, "type", node);
}

static tn__py builtin_object(evaluator *ev, const arguments *args, const syntax *node)
{
    (void)args;
    tn__py_object *object = tn__new_object(ev, FORM_PLAIN, node);
    return object ? (tn__py){.type = PY_OBJECT, .as.object = object} : tn__reported(ev, node);
}

static tn__py builtin_str(evaluator *ev, const arguments *args, const syntax *node)
{
    char text[400];
    tn__py a = positional(args, 0);
    if (a.type == PY_STR) {
        return a;
    }
    if (!tn__py_is_number(a) && a.type != PY_NONE) {
        return unknown_use(ev, "str", node);
    }
    tn__py_print(a, false, text, sizeof(text));
    return tn__text(ev, text);
}

static tn__py builtin_print(evaluator *ev, const arguments *args, const syntax *node)
{
    (void)ev, (void)args, (void)node;
    return PY_VALUE_NONE;
}

/* --- the table --- */
static const struct {
    const char *name;
    tn__py (*call)(evaluator *ev, const arguments *args, const syntax *node);
} builtins[] = {
#define BUILTIN(name, function) {#name, function},
#include "source/builtins.def"
#undef BUILTIN
};

static int find_builtin(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++) {
        const char *one = builtins[i].name;
        if (length && *one == *name && strlen(one) == length && !memcmp(one, name, length)) {
            return (int)i;
        }
    }
    return -1;
}

bool tn__is_builtin(const char *name, size_t length)
{
    return find_builtin(name, length) >= 0;
}

tn__py tn__call_builtin(evaluator *ev, const char *name, const arguments *args, tn__scope *scope, const syntax *node)
{
    (void)scope;
    int at = find_builtin(name, strlen(name));
    if (at < 0 || !builtins[at].call) {
        return unknown_use(ev, name, node);
    }
    for (size_t i = 0; i < args->n; i++) {
        tn__py value = args->items[i].value;
        bool passes = builtins[at].call == builtin_print || builtins[at].call == builtin_hasattr ||
                      builtins[at].call == builtin_getattr || builtins[at].call == builtin_setattr ||
                      builtins[at].call == builtin_dict;
        if (tn__is_argument(value) && builtins[at].call == builtin_len) {
            return tn__py_of_int(2); /* as many as there are when it is looped over */
        }
        if (value.type == PY_UNKNOWN && !passes) {
            return value;
        }
    }
    return builtins[at].call(ev, args, node);
}
