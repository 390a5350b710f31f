/* Operations on tensors of which thinnet knows the shapes only. */
#include "source/operations.h"

#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__operation operation;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

/* All tensors among the bound values, those in lists too. */
static size_t gather(evaluator *ev, const tn__py *in, tn__py *out, size_t room, const syntax *node)
{
    size_t n = 0;
    for (int i = 0; i < TN_OPERATION_MAX_BOUND; i++) {
        bool list = in[i].type == PY_TUPLE || in[i].type == PY_LIST;
        for (size_t k = 0; list && k < in[i].as.list->n && n < room && tn__charge(ev, node, 1); k++) {
            tn__py one = tn__state_tensor(ev, in[i].as.list->items[k], node);
            if (one.type == PY_TENSOR) {
                out[n++] = one;
            }
        }
        if (in[i].type == PY_TENSOR && n < room) {
            out[n++] = in[i];
        }
    }
    return n;
}

static tn__py followed(evaluator *ev, tn__follow_kind kind, const operation *op, const tn__py *in, const tn_shape *shape,
                       const syntax *node)
{
    tn__py tensors[16];
    size_t n = gather(ev, in, tensors, sizeof(tensors) / sizeof(tensors[0]), node);
    return tn__follow(ev, kind, tn__format(ev, "%s()", op->name), tensors, n, shape, node);
}

tn__py tn__op_keep(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    return followed(ev, FOLLOW_OPERATION, op, in, &in[0].as.tensor->shape, node);
}

tn__py tn__op_part(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    return tn__follow_one(ev, FOLLOW_VIEW, tn__format(ev, "%s()", op->name), in[0], &in[0].as.tensor->shape, node);
}

tn__py tn__op_any(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    tn_shape shape = TN_UNKNOWN_SHAPE;
    return followed(ev, FOLLOW_OPERATION, op, in, &shape, node);
}

tn__py tn__op_select(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    tn_shape shape = TN_UNKNOWN_SHAPE;
    return followed(ev, FOLLOW_VIEW, op, in, &shape, node);
}

tn__py tn__op_pair(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    tn__py pair = tn__list_value(ev, PY_TUPLE);
    tn__push(ev, pair, tn__op_any(ev, op, in, node));
    tn__push(ev, pair, tn__op_any(ev, op, in, node));
    return pair;
}

/* The dimension that in[at] names, 0 by default; -1 when it is not known. */
static int dimension_at(const tn__py *in, int at, int rank)
{
    int64_t dim = 0;
    if (rank < 1 || (in[at].type != PY_ABSENT && !tn__py_as_int(in[at], &dim))) {
        return -1;
    }
    dim = dim < 0 ? dim + rank : dim;
    return dim >= 0 && dim < rank ? (int)dim : -1;
}

/* split(sizes, dim) of a list of sizes */
static tn__py split_by_list(evaluator *ev, tn__py tensor, const tn__py_list *sizes, int dim, const syntax *node)
{
    tn__py out = tn__list_value(ev, PY_TUPLE);
    int64_t start = 0;
    for (size_t i = 0; i < sizes->n; i++) {
        tn_shape part = tensor.as.tensor->shape;
        int64_t size;
        bool known = tn__py_as_int(sizes->items[i], &size) && size >= 0;
        if (part.rank >= 0 && dim < 0) {
            part = TN_UNKNOWN_SHAPE;
        } else if (part.rank >= 0) {
            part.dim[dim] = known ? size : TN_DIM_UNKNOWN;
        }
        if (!tn__push(ev, out, tn__tensor_stretch(ev, "split()", tensor, dim, start, &part, node))) {
            break;
        }
        start = known && start >= 0 && size < INT32_MAX ? start + size : -1;
    }
    return out;
}

/* The last part may be smaller. */
static tn__py split_evenly(evaluator *ev, tn__py tensor, int64_t size, int dim, const syntax *node)
{
    tn__py out = tn__list_value(ev, PY_TUPLE);
    tn_shape part = tensor.as.tensor->shape;
    const int64_t all = part.dim[dim];
    for (int64_t at = 0; at < all; at += part.dim[dim]) {
        part.dim[dim] = size < all - at ? size : all - at;
        if (!tn__push(ev, out, tn__tensor_stretch(ev, "split()", tensor, dim, at, &part, node))) {
            break;
        }
    }
    return out;
}

static tn__py unbind(evaluator *ev, tn__py tensor, int dim, const syntax *node)
{
    tn__py out = tn__list_value(ev, PY_TUPLE);
    tn_shape part = tensor.as.tensor->shape;
    const int64_t n = part.dim[dim];
    memmove(part.dim + dim, part.dim + dim + 1, (size_t)(part.rank - dim - 1) * sizeof(part.dim[0]));
    part.rank--;
    part.batch -= part.batch > dim;
    for (int64_t i = 0; i < n; i++) {
        tn_shape one = tensor.as.tensor->shape;
        one.dim[dim] = 1;
        tn__py item = ev->follows ? tn__follow_one(ev, FOLLOW_VIEW, "unbind()", tensor, &part, node)
                                  : tn__tensor_stretch(ev, "unbind()", tensor, dim, i, &one, node);
        item = item.type == PY_TENSOR && !ev->follows ? tn__tensor_reshaped(ev, item, &part, node) : item;
        if (!tn__push(ev, out, item)) {
            break;
        }
    }
    return out;
}

tn__py tn__op_parts(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    const tn_shape *shape = &in[0].as.tensor->shape;
    bool unbinds = !strcmp(op->name, "unbind");
    int dim = dimension_at(in, unbinds ? 1 : 2, shape->rank);
    int64_t size;
    if (!unbinds && (in[1].type == PY_TUPLE || in[1].type == PY_LIST)) {
        return split_by_list(ev, in[0], in[1].as.list, dim, node);
    }
    if (dim < 0 || shape->dim[dim] < 0 || shape->batch == dim || shape->dim[dim] > 4096) {
        tn_shape unknown = TN_UNKNOWN_SHAPE; /* a tensor that is taken apart as any other */
        return tn__follow_one(ev, FOLLOW_VIEW, tn__format(ev, "%s()", op->name), in[0], &unknown, node);
    }
    if (unbinds) {
        return unbind(ev, in[0], dim, node);
    }
    return tn__py_as_int(in[1], &size) && size > 0 ? split_evenly(ev, in[0], size, dim, node) : tn__op_select(ev, op, in, node);
}

tn__py tn__op_stack(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    tn_shape shape = TN_UNKNOWN_SHAPE;
    bool list = (in[0].type == PY_LIST || in[0].type == PY_TUPLE) && in[0].as.list->n > 0;
    tn__py first = list ? in[0].as.list->items[0] : in[0];
    if (first.type == PY_TENSOR && first.as.tensor->shape.rank >= 0 && first.as.tensor->shape.rank < TN_MAX_DIMS &&
        !strcmp(op->name, "stack")) {
        int dim = dimension_at(in, 1, first.as.tensor->shape.rank + 1);
        shape = first.as.tensor->shape;
        shape.batch += dim >= 0 && shape.batch >= dim;
        shape.rank++;
        for (int i = shape.rank - 1; dim >= 0 && i >= dim; i--) {
            shape.dim[i] = i == dim ? (int64_t)in[0].as.list->n : shape.dim[i - 1];
        }
        shape = dim < 0 ? TN_UNKNOWN_SHAPE : shape;
    }
    for (size_t i = 0; list && i < in[0].as.list->n; i++) {
        if (in[0].as.list->items[i].type == PY_UNKNOWN) {
            return in[0].as.list->items[i];
        }
    }
    return in[0].type == PY_UNKNOWN ? in[0] : followed(ev, FOLLOW_OPERATION, op, in, &shape, node);
}

tn__py tn__op_expand(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    const tn_shape *before = &in[0].as.tensor->shape;
    tn_shape after = TN_UNKNOWN_SHAPE;
    bool list = in[1].type == PY_TUPLE || in[1].type == PY_LIST;
    size_t n = list ? in[1].as.list->n : 0;
    if (n > 0 && n <= TN_MAX_DIMS && !strcmp(op->name, "expand")) {
        after.rank = (int)n;
        for (size_t i = 0; i < n; i++) {
            tn__py one = in[1].as.list->items[i];
            int at = (int)i - ((int)n - before->rank);
            int64_t size;
            bool known = tn__py_as_int(one, &size) && size >= 0;
            bool kept = !known && one.type == PY_INT && before->rank >= 0 && at >= 0;
            after.dim[i] = known ? size : kept ? before->dim[at] : TN_DIM_UNKNOWN;
            if (after.batch < 0 && ((kept && before->batch == at) || (one.type == PY_SIZE && one.as.i > 0))) {
                after.batch = (int)i;
                after.dim[i] = kept ? before->dim[at] : one.as.i;
            }
        }
    }
    return followed(ev, FOLLOW_VIEW, op, in, &after, node);
}

tn__py tn__op_like(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    return in[1].type == PY_TENSOR
               ? tn__follow_one(ev, FOLLOW_VIEW, tn__format(ev, "%s()", op->name), in[0], &in[1].as.tensor->shape, node)
               : tn__op_any(ev, op, in, node);
}

tn__py tn__op_matmul(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    tn__py other = tn__state_tensor(ev, in[1], node);
    return other.type == PY_TENSOR ? tn__tensor_binary(ev, "@", in[0], other, node) : tn__op_any(ev, op, in, node);
}

tn__py tn__op_extreme(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    tn_shape scalar = {.rank = 0, .batch = -1};
    if (in[1].type == PY_ABSENT) {
        return followed(ev, FOLLOW_OPERATION, op, in, &scalar, node);
    }
    int64_t dim; /* else it may be a second tensor, and one comes out */
    return in[1].type == PY_TENSOR      ? tn__op_keep(ev, op, in, node)
           : tn__py_as_int(in[1], &dim) ? tn__op_pair(ev, op, in, node)
                                        : tn__op_any(ev, op, in, node);
}

/* --- tensors of their own --- */
static tn_shape sizes_of(const arguments *args, size_t from)
{
    tn_shape shape = {.rank = 0, .batch = -1};
    const tn__py_list *list = args->n > from &&
                                      (args->items[from].value.type == PY_TUPLE || args->items[from].value.type == PY_LIST)
                                  ? args->items[from].value.as.list
                                  : NULL;
    for (size_t i = list ? 0 : from; i < (list ? list->n : args->n) && shape.rank < TN_MAX_DIMS; i++) {
        if (!list && args->items[i].name && strcmp(args->items[i].name, "size")) {
            continue;
        }
        tn__py one = list ? list->items[i] : args->items[i].value;
        int64_t size;
        if (one.type == PY_UNKNOWN) {
            return TN_UNKNOWN_SHAPE;
        }
        bool batch = one.type == PY_SIZE && one.as.i > 0 && shape.batch < 0;
        shape.batch = batch ? shape.rank : shape.batch;
        shape.dim[shape.rank++] = batch ? one.as.i : tn__py_as_int(one, &size) && size >= 0 ? size : TN_DIM_UNKNOWN;
    }
    return shape.rank ? shape : TN_UNKNOWN_SHAPE;
}

/* torch.zeros(8 / 2): the first size that is a float; NULL: none. */
static const tn__py_arg *float_size(const arguments *args, bool method)
{
    for (size_t i = method; i < args->n; i++) {
        if (!args->items[i].name && args->items[i].value.type == PY_FLOAT) {
            return &args->items[i];
        }
    }
    return NULL;
}

tn__py tn__new_constant(evaluator *ev, const char *name, const arguments *args, const syntax *node)
{
    static const char *const sized[] = {"zeros", "ones", "empty", "rand", "randn", "new_zeros", "new_ones", "new_empty"};
    static const char *const like[] = {"zeros_like", "ones_like", "empty_like", "rand_like", "randn_like", "full_like"};
    static const char *const other[] = {"tensor",        "as_tensor",     "from_numpy",   "linspace", "logspace",    "eye",
                                        "full",          "new_full",      "randint",      "randperm", "normal",      "meshgrid",
                                        "stft",          "hann_window",   "new_tensor",   "arange",   "new",         "as_tensor",
                                        "empty_strided", "scalar_tensor", "complex",      "Tensor",   "FloatTensor", "LongTensor",
                                        "polar",         "tril_indices",  "triu_indices", "range"};
    tn_shape shape = TN_UNKNOWN_SHAPE;
    bool found = false, method = !strncmp(name, "new_", 4);
    for (size_t i = 0; i < sizeof(sized) / sizeof(sized[0]) && !found; i++) {
        found = !strcmp(sized[i], name);
        shape = found ? sizes_of(args, method) : shape;
    }
    const tn__py_arg *broken = found && !ev->guesses ? float_size(args, method) : NULL;
    if (broken) {
        return tn__type_error(ev, broken->node, "TypeError: %s(): a size must be an int, not a float", name);
    }
    for (size_t i = 0; i < sizeof(like) / sizeof(like[0]) && !found; i++) {
        found = !strcmp(like[i], name);
        shape = found && args->n && args->items[0].value.type == PY_TENSOR ? args->items[0].value.as.tensor->shape : shape;
    }
    for (size_t i = 0; i < sizeof(other) / sizeof(other[0]) && !found; i++) {
        found = !strcmp(other[i], name);
    }
    if (found && !strcmp(name, "linspace")) {
        int64_t steps;
        bool known = args->n > 2 && !args->items[2].name && tn__py_as_int(args->items[2].value, &steps) && steps >= 0;
        shape = (tn_shape){.rank = 1, .batch = -1, .dim = {known ? steps : TN_DIM_UNKNOWN}};
    }
    if (found && !strcmp(name, "arange")) {
        shape = (tn_shape){.rank = 1, .batch = -1, .dim = {TN_DIM_UNKNOWN}};
    }
    return found ? tn__follow(ev, FOLLOW_OPERATION, tn__format(ev, "torch.%s()", name), NULL, 0, &shape, node) : PY_VALUE_ABSENT;
}

tn__py tn__state_tensor(evaluator *ev, tn__py value, const syntax *node)
{
    if (value.type != PY_STATE) {
        return value;
    }
    const tn__py_object *object = value.as.bound->self.as.object;
    const tn__layer *layer = object->layer;
    tn_shape shape = TN_UNKNOWN_SHAPE;
    for (int i = 0; layer->kind->state && layer->kind->state[i].key; i++) {
        if (!strcmp(layer->kind->state[i].key, value.as.bound->name) && layer->kind->state_shape) {
            (void)layer->kind->state_shape(layer, i, &shape);
        }
    }
    return tn__follow(ev, FOLLOW_OPERATION, "calculating with weights", NULL, 0, &shape, node);
}

/* --- torch.nn.functional --- */
static const struct {
    const char *name;
    enum { KEEPS, ANY_SHAPE, LAST_CHANGES, SIZES_CHANGE, SCALAR_LOSS } rule;
    tn__follow_kind kind;
} functions[] = {
    {"layer_norm", KEEPS, FOLLOW_NORM},
    {"batch_norm", KEEPS, FOLLOW_NORM},
    {"group_norm", KEEPS, FOLLOW_NORM},
    {"instance_norm", KEEPS, FOLLOW_NORM},
    {"rms_norm", KEEPS, FOLLOW_NORM},
    {"normalize", KEEPS, FOLLOW_OPERATION},
    {"celu", KEEPS, FOLLOW_ACTIVATION},
    {"prelu", KEEPS, FOLLOW_ACTIVATION},
    {"rrelu", KEEPS, FOLLOW_ACTIVATION},
    {"hardtanh", KEEPS, FOLLOW_ACTIVATION},
    {"logsigmoid", KEEPS, FOLLOW_ACTIVATION},
    {"softsign", KEEPS, FOLLOW_ACTIVATION},
    {"threshold", KEEPS, FOLLOW_ACTIVATION},
    {"gumbel_softmax", KEEPS, FOLLOW_OPERATION},
    {"softmin", KEEPS, FOLLOW_OPERATION},
    {"scaled_dot_product_attention", LAST_CHANGES, FOLLOW_OPERATION},
    {"linear", LAST_CHANGES, FOLLOW_LINEAR},
    {"pad", SIZES_CHANGE, FOLLOW_OPERATION},
    {"interpolate", SIZES_CHANGE, FOLLOW_OPERATION},
    {"upsample", SIZES_CHANGE, FOLLOW_OPERATION},
    {"conv1d", SIZES_CHANGE, FOLLOW_LINEAR},
    {"conv2d", SIZES_CHANGE, FOLLOW_LINEAR},
    {"conv3d", SIZES_CHANGE, FOLLOW_LINEAR},
    {"pixel_shuffle", SIZES_CHANGE, FOLLOW_VIEW},
    {"glu", SIZES_CHANGE, FOLLOW_ACTIVATION},
    {"unfold", ANY_SHAPE, FOLLOW_VIEW},
    {"max_pool1d", SIZES_CHANGE, FOLLOW_OPERATION},
    {"max_pool2d", SIZES_CHANGE, FOLLOW_OPERATION},
    {"avg_pool1d", SIZES_CHANGE, FOLLOW_OPERATION},
    {"avg_pool2d", SIZES_CHANGE, FOLLOW_OPERATION},
    {"adaptive_avg_pool1d", SIZES_CHANGE, FOLLOW_OPERATION},
    {"adaptive_avg_pool2d", SIZES_CHANGE, FOLLOW_OPERATION},
    {"adaptive_max_pool2d", SIZES_CHANGE, FOLLOW_OPERATION},
};

static const tn__py_arg *find_argument(const arguments *args, const char *name, size_t position)
{
    for (size_t i = 0, at = 0; i < args->n; i++) {
        if (args->items[i].name ? !strcmp(args->items[i].name, name) : at++ == position) {
            return &args->items[i];
        }
    }
    return NULL;
}

tn__py tn__follow_function(evaluator *ev, const char *name, const arguments *args, const syntax *node)
{
    tn_shape shape = TN_UNKNOWN_SHAPE;
    tn__follow_kind kind = FOLLOW_OPERATION;
    const tn__py_arg *input = find_argument(args, !strcmp(name, "scaled_dot_product_attention") ? "query" : "input", 0);
    tn__py tensor = input ? input->value : PY_VALUE_ABSENT;
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]) && tensor.type == PY_TENSOR; i++) {
        if (strcmp(functions[i].name, name)) {
            continue;
        }
        kind = functions[i].kind;
        shape = functions[i].rule == ANY_SHAPE ? shape : tensor.as.tensor->shape;
        int from = functions[i].rule == KEEPS ? shape.rank : functions[i].rule == LAST_CHANGES ? shape.rank - 1 : 1;
        for (int k = from < 0 ? 0 : from; k < shape.rank; k++) {
            shape.dim[k] = k == shape.batch ? shape.dim[k] : TN_DIM_UNKNOWN;
        }
    }
    return tn__follow_args(ev, kind, tn__format(ev, "F.%s()", name), args, &shape, node);
}
