/* a[i], a[i:j:k] and their assignment. */
#include "source/torch.h"

#include <string.h>

typedef tn__evaluator evaluator;

static tn__py length_of(tn__py value, int64_t *n)
{
    *n = value.type == PY_STR ? (int64_t)value.as.str->length : (int64_t)value.as.list->n;
    return value;
}

static tn__py item_at(evaluator *ev, tn__py value, int64_t i)
{
    return value.type == PY_STR ? tn__str_value(ev, value.as.str->text + i, 1) : value.as.list->items[i];
}

static tn__py sequence_item(evaluator *ev, tn__py value, tn__py key, const tn__syntax *node)
{
    int64_t n, i;
    length_of(value, &n);
    if (!tn__py_as_int(key, &i)) {
        return key.type == PY_UNKNOWN || key.type == PY_SIZE || key.type == PY_TRAINING
                   ? tn__unknown(ev, node, "thinnet does not know which item this is")
                   : tn__type_error(ev, node, "TypeError: %s indices must be integers or slices, not %s", tn__py_type_name(value),
                                    tn__py_type_name(key));
    }
    i = i < 0 ? i + n : i;
    if ((i < 0 || i >= n) && ev->forgives) {
        return n > 0 ? item_at(ev, value, n - 1) : tn__unknown_guessed(ev, node);
    }
    if (i < 0 || i >= n) {
        return tn__type_error(ev, node, "IndexError: %s index out of range", tn__py_type_name(value));
    }
    return item_at(ev, value, i);
}

/* Python's slice.indices(n). */
static bool slice_bounds(tn__py slice, int64_t n, int64_t *start, int64_t *stop, int64_t *step)
{
    const tn__py *part = slice.as.list->items;
    *step = 1;
    if (part[2].type != PY_NONE && (!tn__py_as_int(part[2], step) || *step == 0 || *step == INT64_MIN)) {
        return false;
    }
    int64_t low = *step > 0 ? 0 : -1, high = *step > 0 ? n : n - 1;
    *start = *step > 0 ? low : high;
    *stop = *step > 0 ? high : low;
    int64_t *bounds[2] = {start, stop};
    for (int b = 0; b < 2; b++) {
        int64_t at;
        if (part[b].type == PY_NONE) {
            continue;
        }
        if (!tn__py_as_int(part[b], &at)) {
            return false;
        }
        at = at < 0 ? at + n : at;
        *bounds[b] = at < low ? low : at > high ? high : at;
    }
    return true;
}

static tn__py sequence_slice(evaluator *ev, tn__py value, tn__py slice, const tn__syntax *node)
{
    int64_t n, start, stop, step;
    length_of(value, &n);
    if (!slice_bounds(slice, n, &start, &stop, &step)) {
        return tn__unknown(ev, node, "thinnet does not know the bounds of this slice");
    }
    if (value.type == PY_STR && step == 1) {
        return tn__str_value(ev, value.as.str->text + start, (size_t)(stop > start ? stop - start : 0));
    }
    if (value.type == PY_STR) {
        return tn__unknown(ev, node, "thinnet does not slice text with steps");
    }
    tn__py out = tn__list_value(ev, (tn__py_type)value.type);
    int64_t steps = step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
    for (int64_t k = 0; k < steps && tn__push(ev, out, value.as.list->items[start + k * step]); k++) {}
    return out;
}

static tn__py range_item(evaluator *ev, tn__py value, tn__py key, const tn__syntax *node)
{
    tn__py items = tn__iterate(ev, value, node);
    if (items.type != PY_LIST) {
        return items;
    }
    return key.type == PY_SLICE ? sequence_slice(ev, items, key, node) : sequence_item(ev, items, key, node);
}

static tn__py dict_item(evaluator *ev, tn__py value, tn__py key, const tn__syntax *node)
{
    if (key.type == PY_UNKNOWN) {
        return key;
    }
    tn__py *found = tn__dict_get(value.as.dict, key);
    if (!found && ev->forgives) {
        return tn__unknown_guessed(ev, node);
    }
    if (!found) {
        char text[100];
        tn__py_print(key, true, text, sizeof(text));
        return tn__type_error(ev, node, "KeyError: %s", text);
    }
    return *found;
}

static tn__py container_item(evaluator *ev, tn__py_object *object, tn__py key, const tn__syntax *node)
{
    if (object->form == FORM_MODULE_DICT) {
        return dict_item(ev, (tn__py){.type = PY_DICT, .as.dict = object->attributes}, key, node);
    }
    tn__py children = tn__children(ev, object);
    if (children.type != PY_LIST) {
        return children;
    }
    if (key.type != PY_SLICE) {
        return sequence_item(ev, children, key, node);
    }
    tn__py part = sequence_slice(ev, children, key, node);
    tn__py_object *slice = part.type == PY_LIST ? tn__new_object(ev, object->form, node) : NULL;
    if (!slice) {
        return part;
    }
    slice->torch = object->torch;
    tn__py_args args = {0};
    for (size_t i = 0; i < part.as.list->n; i++) {
        tn__add_argument(ev, &args, NULL, part.as.list->items[i], node);
    }
    if (object->form == FORM_MODULE_LIST) {
        args = (tn__py_args){0};
        tn__add_argument(ev, &args, NULL, part, node);
    }
    tn__fill_container(ev, slice, &args, node);
    return (tn__py){.type = PY_OBJECT, .as.object = slice};
}

tn__py tn__subscript(evaluator *ev, tn__py value, tn__py key, const tn__syntax *node)
{
    switch (value.type) {
    case PY_UNKNOWN: return key.type == PY_STR ? tn__part_of_argument(value, key.as.str->text) : value;
    case PY_SIZE:
        if (value.as.i < 0) {
            return value; /* of x.shape, whose rank is not known */
        }
        break;
    case PY_LIST:
    case PY_TUPLE:
    case PY_STR: return key.type == PY_SLICE ? sequence_slice(ev, value, key, node) : sequence_item(ev, value, key, node);
    case PY_RANGE: return range_item(ev, value, key, node);
    case PY_DICT: return dict_item(ev, value, key, node);
    case PY_TENSOR: return tn__tensor_subscript(ev, value, key, node);
    case PY_OBJECT:
        if (value.as.object->form == FORM_SEQUENTIAL || value.as.object->form == FORM_MODULE_LIST ||
            value.as.object->form == FORM_MODULE_DICT) {
            return container_item(ev, value.as.object, key, node);
        }
        return tn__unknown(ev, node, "thinnet does not subscript a %s", tn__py_type_name(value));
    case PY_NONE:
    case PY_BOOL:
    case PY_INT:
    case PY_FLOAT: break;
    default: return tn__unknown(ev, node, "thinnet does not subscript a %s", tn__py_type_name(value));
    }
    if (ev->forgives) {
        return value; /* a guess for what may be a list of them */
    }
    return tn__type_error(ev, node, "TypeError: '%s' object is not subscriptable", tn__py_type_name(value));
}

bool tn__set_subscript(evaluator *ev, tn__py value, tn__py key, tn__py item, const tn__syntax *node)
{
    int64_t i;
    if (value.type == PY_DICT && key.type != PY_UNKNOWN) {
        if (!tn__dict_set(&ev->arena, value.as.dict, key, item)) {
            tn__out_of_memory(ev, node);
        }
    } else if (value.type == PY_LIST && tn__py_as_int(key, &i)) {
        int64_t n = (int64_t)value.as.list->n;
        i = i < 0 ? i + n : i;
        if (i < 0 || i >= n) {
            tn__type_error(ev, node, "IndexError: list assignment index out of range");
        } else {
            value.as.list->items[i] = item;
        }
    } else if (value.type == PY_OBJECT && key.type != PY_SLICE && key.type != PY_UNKNOWN) {
        char name[100];
        tn__py_object *object = value.as.object;
        if (tn__py_as_int(key, &i) && i < 0) {
            key = tn__py_of_int(i + (int64_t)object->attributes->live);
        }
        tn__py_print(key, false, name, sizeof(name));
        if (tn__is_module(item) && object->form != FORM_PLAIN) {
            tn__register_module(ev, object, name, item, node);
        }
    } else if (value.type == PY_LIST || value.type == PY_DICT) {
        /* Which items change is not known: none is known from here on. */
        if (value.type == PY_LIST) {
            for (size_t k = 0; k < value.as.list->n; k++) {
                value.as.list->items[k] = tn__unknown(ev, node, "an item of this list was replaced, thinnet does not know which");
            }
        }
    } else if (value.type == PY_TENSOR) {
        return false;
    }
    return !ev->stopped;
}
