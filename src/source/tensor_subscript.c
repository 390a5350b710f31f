/* x[...], parts of a tensor: rows of narrow and a view where the net can be run, else one node that is known by its shape. */
#include "source/operations.h"

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

/* What the keys take of a tensor. */
typedef struct parts {
    struct {
        int dim;
        int64_t start, length;
    } cuts[TN_MAX_DIMS];
    int n_cuts;
    bool vague;     /* some of it is not known */
    tn_shape after; /* of what is taken */
} parts;

static void add_dimension(parts *p, const tn_shape *before, int dim, int64_t size)
{
    p->after.batch = before->batch == dim ? p->after.rank : p->after.batch;
    p->after.dim[p->after.rank++] = size;
}

static void cut(parts *p, int dim, int64_t start, int64_t length)
{
    p->cuts[p->n_cuts].dim = dim;
    p->cuts[p->n_cuts].start = start;
    p->cuts[p->n_cuts++].length = length;
}

static bool take_index(parts *p, const tn_shape *before, int dim, int64_t index)
{
    int64_t size = before->dim[dim];
    bool known = size >= 0 && index < size && index >= -size;
    p->vague = p->vague || !known;
    if (known) {
        cut(p, dim, index < 0 ? index + size : index, 1);
    }
    return before->batch != dim;
}

/* A bound of a slice, as Python clamps it. */
static bool bound(tn__py value, int64_t fallback, int64_t size, int64_t *out)
{
    int64_t i = fallback;
    if (value.type != PY_NONE && !tn__py_as_int(value, &i)) {
        return false;
    }
    i = i < -size ? 0 : i < 0 ? i + size : i;
    *out = i > size ? size : i;
    return true;
}

static bool is_step_of_one(tn__py step)
{
    int64_t i;
    return step.type == PY_NONE || (tn__py_as_int(step, &i) && i == 1);
}

static bool take_slice(parts *p, const tn_shape *before, int dim, const tn__py *items)
{
    int64_t size = before->dim[dim], start, stop;
    bool whole = items[0].type == PY_NONE && items[1].type == PY_NONE && items[2].type == PY_NONE;
    if (whole || before->batch == dim) {
        add_dimension(p, before, dim, whole ? size : TN_DIM_UNKNOWN);
        return whole;
    }
    bool known = size >= 0 && is_step_of_one(items[2]) && bound(items[0], 0, size, &start) && bound(items[1], size, size, &stop);
    known = known && stop > start; /* nobody writes a part of nothing: the sizes are others than were assumed */
    int64_t length = known ? stop - start : 0;
    p->vague = p->vague || !known;
    if (known && length < size) {
        cut(p, dim, start, length);
    }
    add_dimension(p, before, dim, known ? length : TN_DIM_UNKNOWN);
    return true;
}

static bool take_one(parts *p, const tn_shape *before, int dim, tn__py key)
{
    int64_t index;
    if (tn__py_as_int(key, &index)) {
        return take_index(p, before, dim, index);
    }
    return key.type == PY_SLICE && take_slice(p, before, dim, key.as.list->items);
}

static int count_dimensions(const tn__py_list *keys, size_t from)
{
    int n = 0;
    for (size_t i = from; i < keys->n; i++) {
        n += keys->items[i].type != PY_NONE;
    }
    return n;
}

/* False where the shape does not follow. */
static bool take(parts *p, const tn_shape *before, const tn__py_list *keys)
{
    int dim = 0;
    for (size_t i = 0; i < keys->n; i++) {
        tn__py key = keys->items[i];
        if (key.type == PY_NONE && p->after.rank < TN_MAX_DIMS) {
            p->after.dim[p->after.rank++] = 1;
        } else if (key.type == PY_ELLIPSIS) {
            int behind = count_dimensions(keys, i + 1);
            for (; dim + behind < before->rank && p->after.rank < TN_MAX_DIMS; dim++) {
                add_dimension(p, before, dim, before->dim[dim]);
            }
        } else if (dim >= before->rank || p->after.rank >= TN_MAX_DIMS || !take_one(p, before, dim++, key)) {
            return false;
        }
    }
    for (; dim < before->rank && p->after.rank < TN_MAX_DIMS; dim++) {
        add_dimension(p, before, dim, before->dim[dim]);
    }
    return true;
}

static tn__py narrow(evaluator *ev, tn__py tensor, int dim, int64_t start, int64_t length, const syntax *node)
{
    tn_arg args[] = {{"dim", tn_int(dim)}, {"start", tn_int(start)}, {"length", tn_int(length)}};
    const syntax *nodes[] = {node, node, node};
    const tn__layer_kind *kind = tn__layer_find("narrow");
    tn__layer *layer = kind ? tn__functional_layer(ev, kind, args, nodes, 3, "narrow", node) : NULL;
    return layer ? tn__apply_layer(ev, layer, NULL, &tensor, 1, node) : tn__reported(ev, node);
}

tn__py tn__tensor_stretch(evaluator *ev, const char *what, tn__py tensor, int dim, int64_t start, const tn_shape *part,
                          const syntax *node)
{
    bool known = !ev->follows && dim >= 0 && start >= 0 && part->rank > dim && part->dim[dim] >= 0 && part->batch != dim;
    return known ? narrow(ev, tensor, dim, start, part->dim[dim], node)
                 : tn__follow_one(ev, FOLLOW_VIEW, what, tensor, part, node);
}

tn__py tn__tensor_reshaped(evaluator *ev, tn__py tensor, const tn_shape *shape, const syntax *node)
{
    return tn__view_reshape(ev, tensor, tn__shape_value(ev, shape, node), node);
}

static tn__py apply(evaluator *ev, tn__py tensor, const parts *p, const syntax *node)
{
    for (int i = 0; i < p->n_cuts && tensor.type == PY_TENSOR; i++) {
        tensor = narrow(ev, tensor, p->cuts[i].dim, p->cuts[i].start, p->cuts[i].length, node);
    }
    bool done = tensor.type != PY_TENSOR || tn__shape_equal(&tensor.as.tensor->shape, &p->after);
    return done ? tensor : tn__tensor_reshaped(ev, tensor, &p->after, node);
}

tn__py tn__tensor_subscript(evaluator *ev, tn__py tensor, tn__py key, const syntax *node)
{
    const tn_shape *before = &tensor.as.tensor->shape;
    static const char what[] = "x[...] on tensors";
    const tn_shape unknown = TN_UNKNOWN_SHAPE;
    parts p = {.after.batch = -1};
    tn__py_list one = {&key, 1, 1};
    if (before->rank < 0) {
        return ev->net ? tn__follow_one(ev, FOLLOW_VIEW, what, tensor, &unknown, node) : tensor;
    }
    if (!take(&p, before, key.type == PY_TUPLE ? key.as.list : &one)) {
        return ev->follows ? tn__follow_one(ev, FOLLOW_VIEW, what, tensor, &unknown, node)
                           : tn__unknown(ev, node, "thinnet does not know this part of a tensor: x[...]");
    }
    if (tn__shape_equal(&p.after, before)) {
        return tensor;
    }
    return ev->follows || p.vague ? tn__follow_one(ev, FOLLOW_VIEW, what, tensor, &p.after, node) : apply(ev, tensor, &p, node);
}
