/* Python's builtin functions of sequences and of what can be iterated. */
#include "source/builtins.h"
#include "source/torch.h"

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

tn__py tn__builtin_len(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = tn__positional(args, 0);
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
    default: return tn__unknown_use(ev, "len", node);
    }
}

tn__py tn__builtin_range(evaluator *ev, const arguments *args, const syntax *node)
{
    int64_t bounds[3] = {0, 0, 1};
    for (size_t i = 0; i < args->n && i < 3; i++) {
        tn__py a = tn__positional(args, i);
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

tn__py tn__builtin_list(evaluator *ev, const arguments *args, const syntax *node)
{
    return args->n == 0 ? tn__list_value(ev, PY_LIST) : tn__iterate(ev, tn__positional(args, 0), node);
}

tn__py tn__builtin_tuple(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py list = tn__builtin_list(ev, args, node);
    if (list.type == PY_LIST) {
        list.type = PY_TUPLE;
    }
    return list;
}

tn__py tn__builtin_dict(evaluator *ev, const arguments *args, const syntax *node)
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
                return tn__unknown_use(ev, "dict", node);
            }
            if (!tn__dict_set(&ev->arena, out.as.dict, pair.as.list->items[0], pair.as.list->items[1])) {
                return tn__out_of_memory(ev, node);
            }
        }
        if (items.type != PY_LIST) {
            return tn__unknown_use(ev, "dict", node);
        }
    }
    return args->unknown_rest ? tn__unknown_use(ev, "dict", node) : out;
}

tn__py tn__builtin_enumerate(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, tn__positional(args, 0), node), start = tn__keyword(args, "start");
    start = start.type == PY_ABSENT ? tn__positional(args, 1) : start;
    int64_t at = 0;
    if (items.type != PY_LIST || (start.type != PY_ABSENT && !tn__py_as_int(start, &at))) {
        return items.type == PY_UNKNOWN ? items : tn__unknown_use(ev, "enumerate", node);
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

tn__py tn__builtin_zip(evaluator *ev, const arguments *args, const syntax *node)
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

tn__py tn__builtin_map(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, tn__positional(args, 1), node), out = tn__list_value(ev, PY_LIST);
    if (items.type != PY_LIST || args->n != 2) {
        return items.type == PY_UNKNOWN ? items : tn__unknown_use(ev, "map", node);
    }
    for (size_t i = 0; i < items.as.list->n && !ev->stopped && !ev->raising; i++) {
        arguments one = {0};
        tn__add_argument(ev, &one, NULL, items.as.list->items[i], node);
        tn__push(ev, out, tn__call(ev, tn__positional(args, 0), &one, node));
    }
    return out;
}

tn__py tn__builtin_filter(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, tn__positional(args, 1), node), out = tn__list_value(ev, PY_LIST);
    for (size_t i = 0; items.type == PY_LIST && i < items.as.list->n && !ev->stopped; i++) {
        arguments one = {0};
        tn__add_argument(ev, &one, NULL, items.as.list->items[i], node);
        tn__py keep = tn__positional(args, 0).type == PY_NONE ? items.as.list->items[i]
                                                              : tn__call(ev, tn__positional(args, 0), &one, node);
        if (tn__py_truth(keep) < 0) {
            return tn__unknown_use(ev, "filter", node);
        }
        if (tn__py_truth(keep)) {
            tn__push(ev, out, items.as.list->items[i]);
        }
    }
    return items.type == PY_LIST ? out : items;
}

tn__py tn__builtin_reversed(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, tn__positional(args, 0), node);
    if (items.type == PY_LIST) {
        tn__py_reverse(items.as.list);
    }
    return items;
}

tn__py tn__builtin_sorted(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, tn__positional(args, 0), node), reverse = tn__keyword(args, "reverse");
    if (items.type != PY_LIST || tn__keyword(args, "key").type != PY_ABSENT ||
        (reverse.type != PY_ABSENT && reverse.type != PY_BOOL)) {
        return items.type == PY_UNKNOWN ? items : tn__unknown_use(ev, "sorted", node);
    }
    tn__py *spare = tn__arena_alloc(&ev->arena, items.as.list->n, sizeof(*spare));
    if (!spare) {
        return tn__out_of_memory(ev, node);
    }
    if (!tn__sort(ev, items.as.list->items, spare, items.as.list->n, node)) {
        return tn__unknown_use(ev, "sorted", node);
    }
    if (reverse.type == PY_BOOL && reverse.as.b) {
        arguments one = {0};
        tn__add_argument(ev, &one, NULL, items, node);
        return tn__builtin_reversed(ev, &one, node);
    }
    return items;
}

static tn__py best_of(evaluator *ev, const arguments *args, const char *op, const syntax *node)
{
    tn__py items = args->n == 1 ? tn__iterate(ev, tn__positional(args, 0), node) : tn__list_value(ev, PY_LIST);
    for (size_t i = 0; args->n > 1 && i < args->n; i++) {
        if (args->items[i].name) {
            return tn__unknown_use(ev, op[0] == '<' ? "min" : "max", node);
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
            return tn__unknown_use(ev, op[0] == '<' ? "min" : "max", node);
        }
        best = better ? items.as.list->items[i] : best;
    }
    return best;
}

tn__py tn__builtin_max(evaluator *ev, const arguments *args, const syntax *node)
{
    return best_of(ev, args, ">", node);
}

tn__py tn__builtin_min(evaluator *ev, const arguments *args, const syntax *node)
{
    return best_of(ev, args, "<", node);
}

tn__py tn__builtin_sum(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py items = tn__iterate(ev, tn__positional(args, 0), node), total = tn__positional(args, 1);
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
    tn__py items = tn__iterate(ev, tn__positional(args, 0), node);
    bool unknown = false;
    for (size_t i = 0; items.type == PY_LIST && i < items.as.list->n; i++) {
        int truth = tn__py_truth(items.as.list->items[i]);
        if (truth == !all) {
            return tn__py_of_bool(!all);
        }
        unknown = unknown || truth < 0;
    }
    return items.type == PY_LIST && !unknown ? tn__py_of_bool(all) : tn__unknown_use(ev, all ? "all" : "any", node);
}

tn__py tn__builtin_all(evaluator *ev, const arguments *args, const syntax *node)
{
    return all_or_any(ev, args, true, node);
}

tn__py tn__builtin_any(evaluator *ev, const arguments *args, const syntax *node)
{
    return all_or_any(ev, args, false, node);
}
