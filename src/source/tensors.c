/* Tensor methods and functions: the handlers of torch_names.def. */
#include "source/linear_function.h"
#include "source/operations.h"

#include <string.h>
#include "source/name_marks.h"

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

#define MAX_BOUND TN_OPERATION_MAX_BOUND

typedef tn__operation operation;

enum { T = 1, M = 2 };

/* A dimension's index in [0, extent); -1 after an error, -2 when it is not known. */
static int dimension(evaluator *ev, tn__py dim, int extent, const syntax *node)
{
    int64_t i;
    if (!tn__py_as_int(dim, &i)) {
        return -2;
    }
    i = i < 0 ? i + extent : i;
    if ((i < 0 || i >= extent) && ev->forgives) {
        return -2;
    }
    if (i < 0 || i >= extent) {
        tn__type_error(ev, node, "IndexError: dimension out of range (the tensor has %d dimensions)", extent);
        return -1;
    }
    return (int)i;
}

static tn__py give_up_on(evaluator *ev, const operation *op, tn__py tensor, const syntax *node)
{
    tn_shape unknown = TN_UNKNOWN_SHAPE;
    return ev->follows && ev->net && tensor.type == PY_TENSOR
               ? tn__follow_one(ev, FOLLOW_VIEW, tn__format(ev, "%s()", op->name), tensor, &unknown, node)
               : tn__unknown(ev, node, "thinnet does not know this use of %s()", op->name);
}

static tn__py give_up(evaluator *ev, const operation *op, const syntax *node)
{
    return tn__unknown(ev, node, "thinnet does not know this use of %s()", op->name);
}

static tn__py shaped(evaluator *ev, const operation *op, tn__py tensor, const tn_shape *shape, const syntax *node)
{
    return tn__tensor_shaped(ev, tensor, shape, tn__format(ev, "%s()", op->name), node);
}

static bool is_raw(tn__py tensor)
{
    return tensor.as.tensor->shape.rank < 0;
}

/* --- shapes asked for --- */
static tn__py op_size(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    const tn_shape *shape = &in[0].as.tensor->shape;
    int64_t i;
    if (in[1].type == PY_ABSENT) {
        return shape->rank < 0 ? tn__py_of_size(TN_DIM_UNKNOWN) : tn__shape_value(ev, shape, node);
    }
    if (shape->rank < 0) {
        return tn__py_as_int(in[1], &i) && i == 0 ? tn__py_of_size(1) : tn__py_of_size(TN_DIM_UNKNOWN);
    }
    int dim = dimension(ev, in[1], shape->rank, node);
    return dim == -2 ? give_up(ev, op, node)
           : dim < 0 ? tn__reported(ev, node)
                     : tn__size_value(shape->dim[dim], shape->batch == dim);
}

static tn__py op_rank(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    (void)ev, (void)op, (void)node;
    return is_raw(in[0]) ? tn__py_of_size(TN_DIM_UNKNOWN) : tn__py_of_int(in[0].as.tensor->shape.rank);
}

static tn__py op_count(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    (void)ev, (void)op, (void)node;
    const tn_shape *shape = &in[0].as.tensor->shape;
    return is_raw(in[0]) ? tn__py_of_size(TN_DIM_UNKNOWN) : tn__size_value(tn__shape_count(shape), shape->batch >= 0);
}

/* --- views --- */
static tn__py op_flatten(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    int64_t from = 0, to = -1;
    if ((in[1].type != PY_ABSENT && !tn__py_as_int(in[1], &from)) || (in[2].type != PY_ABSENT && !tn__py_as_int(in[2], &to))) {
        return give_up_on(ev, op, in[0], node);
    }
    return tn__view_flatten(ev, in[0], from, to, node);
}

static tn__py op_reshape(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    if (in[1].type != PY_LIST && in[1].type != PY_TUPLE) {
        return in[1].type == PY_UNKNOWN ? in[1] : give_up_on(ev, op, in[0], node);
    }
    return tn__view_reshape(ev, in[0], in[1], node);
}

static tn__py op_reshape_as(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    if (in[1].type != PY_TENSOR || is_raw(in[1]) || is_raw(in[0])) {
        return give_up_on(ev, op, in[0], node);
    }
    return tn__view_reshape(ev, in[0], tn__shape_value(ev, &in[1].as.tensor->shape, node), node);
}

static tn__py op_squeeze(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    const tn_shape *before = &in[0].as.tensor->shape;
    if (is_raw(in[0]) || in[1].type == PY_ABSENT) {
        return is_raw(in[0]) ? in[0] : give_up_on(ev, op, in[0], node);
    }
    int dim = dimension(ev, in[1], before->rank, node);
    if (dim < 0 || before->dim[dim] < 0) {
        return dim == -1 ? tn__reported(ev, node) : give_up_on(ev, op, in[0], node);
    }
    if (before->dim[dim] != 1 || before->batch == dim) {
        return in[0];
    }
    tn_shape after = *before;
    memmove(after.dim + dim, after.dim + dim + 1, (size_t)(after.rank - dim - 1) * sizeof(after.dim[0]));
    after.rank--;
    after.batch -= after.batch > dim;
    return tn__tensor_reshaped(ev, in[0], &after, node);
}

static tn__py op_unsqueeze(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    const tn_shape *before = &in[0].as.tensor->shape;
    if (is_raw(in[0]) || before->rank >= TN_MAX_DIMS) {
        return is_raw(in[0]) ? in[0] : give_up_on(ev, op, in[0], node);
    }
    int dim = dimension(ev, in[1], before->rank + 1, node);
    if (dim < 0) {
        return dim == -1 ? tn__reported(ev, node) : give_up_on(ev, op, in[0], node);
    }
    tn_shape after = *before;
    memmove(after.dim + dim + 1, after.dim + dim, (size_t)(after.rank - dim) * sizeof(after.dim[0]));
    after.dim[dim] = 1;
    after.rank++;
    after.batch += after.batch >= dim;
    return tn__tensor_reshaped(ev, in[0], &after, node);
}

static tn__py op_unflatten(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    const tn_shape *before = &in[0].as.tensor->shape;
    int dim = is_raw(in[0]) ? -2 : dimension(ev, in[1], before->rank, node);
    if (dim < 0 || (in[2].type != PY_TUPLE && in[2].type != PY_LIST)) {
        return is_raw(in[0]) ? in[0] : dim == -1 ? tn__reported(ev, node) : give_up_on(ev, op, in[0], node);
    }
    tn__py sizes = tn__list_value(ev, PY_TUPLE);
    for (int i = 0; i < before->rank; i++) {
        for (size_t k = 0; i == dim && k < in[2].as.list->n; k++) {
            tn__push(ev, sizes, in[2].as.list->items[k]);
        }
        if (i != dim) {
            tn__push(ev, sizes, tn__size_value(before->dim[i], before->batch == i));
        }
    }
    return tn__view_reshape(ev, in[0], sizes, node);
}

/* --- permutations --- */
static tn__py permuted(evaluator *ev, const operation *op, tn__py tensor, const int64_t *order, const syntax *node)
{
    const tn_shape *before = &tensor.as.tensor->shape;
    tn_shape after = {.rank = before->rank, .batch = -1};
    for (int i = 0; i < before->rank; i++) {
        after.dim[i] = before->dim[order[i]];
        after.batch = before->batch == order[i] ? i : after.batch;
    }
    const tn__layer_kind *kind = tn__layer_find("permute");
    if (kind && after.batch == 0 && tensor.as.tensor->value >= 0) {
        tn_arg arg = {"dims", tn_ints(before->rank, order)};
        tn__layer *layer = tn__functional_layer(ev, kind, &arg, &node, 1, "permute", node);
        return layer ? tn__apply_layer(ev, layer, NULL, &tensor, 1, node) : tn__reported(ev, node);
    }
    return tn__follow_one(ev, FOLLOW_VIEW, tn__format(ev, "%s()", op->name), tensor, &after, node);
}

static tn__py op_permute(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    int rank = in[0].as.tensor->shape.rank;
    int64_t order[TN_MAX_DIMS] = {0};
    bool seen[TN_MAX_DIMS] = {false};
    if (rank < 0 || (in[1].type != PY_LIST && in[1].type != PY_TUPLE)) {
        return rank < 0 ? in[0] : give_up_on(ev, op, in[0], node);
    }
    if ((int)in[1].as.list->n != rank && ev->forgives) {
        return give_up_on(ev, op, in[0], node);
    }
    if ((int)in[1].as.list->n != rank) {
        return tn__type_error(ev, node, "RuntimeError: permute() has %zu dims, but the tensor has %d", in[1].as.list->n, rank);
    }
    for (int i = 0; i < rank; i++) {
        int dim = dimension(ev, in[1].as.list->items[i], rank, node);
        if (dim < 0 || seen[dim]) {
            return dim == -2   ? give_up_on(ev, op, in[0], node)
                   : dim == -1 ? tn__reported(ev, node)
                               : tn__type_error(ev, node, "RuntimeError: permute(): duplicate dims are not allowed");
        }
        seen[dim] = true;
        order[i] = dim;
    }
    return permuted(ev, op, in[0], order, node);
}

static tn__py op_transpose(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    int rank = in[0].as.tensor->shape.rank;
    if (rank < 0) {
        return in[0];
    }
    int a = dimension(ev, in[1], rank, node), b = dimension(ev, in[2], rank, node);
    if (a < 0 || b < 0) {
        return a == -1 || b == -1 ? tn__reported(ev, node) : give_up_on(ev, op, in[0], node);
    }
    int64_t order[TN_MAX_DIMS];
    for (int i = 0; i < TN_MAX_DIMS; i++) {
        order[i] = i == a ? b : i == b ? a : i;
    }
    return permuted(ev, op, in[0], order, node);
}

/* --- several tensors --- */
static tn__py op_cat(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    tn__py items = in[0].type == PY_LIST || in[0].type == PY_TUPLE ? in[0] : PY_VALUE_ABSENT;
    const tn__layer_kind *kind = tn__layer_find("cat");
    int64_t dim = 0;
    if (in[0].type == PY_TENSOR && ev->follows) {
        tn_shape unknown = TN_UNKNOWN_SHAPE;
        return tn__follow_one(ev, FOLLOW_OPERATION, "cat()", in[0], &unknown, node);
    }
    if (items.type == PY_ABSENT || items.as.list->n == 0 || (in[1].type != PY_ABSENT && !tn__py_as_int(in[1], &dim))) {
        return in[0].type == PY_UNKNOWN ? in[0] : give_up(ev, op, node);
    }
    for (size_t i = 0; i < items.as.list->n; i++) {
        tn__py one = items.as.list->items[i];
        if (ev->follows && ev->net && (one.type == PY_UNKNOWN || (one.type == PY_TENSOR && is_raw(one)))) {
            tn_shape unknown = TN_UNKNOWN_SHAPE;
            return tn__or_gap(ev, one, in[0].as.list->items[0], &(arguments){0}, node).type == PY_UNKNOWN
                       ? one
                       : tn__follow(ev, FOLLOW_OPERATION, "cat()", items.as.list->items, items.as.list->n, &unknown, node);
        }
        if (one.type != PY_TENSOR || is_raw(one)) {
            return one.type == PY_TENSOR || one.type == PY_UNKNOWN ? one : give_up(ev, op, node);
        }
    }
    if (items.as.list->n == 1) {
        return items.as.list->items[0];
    }
    if (!kind) {
        return tn__unknown(ev, node, "thinnet does not have torch.cat() yet");
    }
    tn_arg arg = {"dim", tn_int(dim)};
    tn__layer *layer = tn__functional_layer(ev, kind, &arg, &node, 1, "cat", node);
    tn__py value = layer ? items.as.list->items[0] : tn__reported(ev, node);
    /* A row takes a few inputs at once; more are joined step by step. */
    size_t at = 1, step = (size_t)(kind->max_inputs > 1 && kind->max_inputs <= TN_LAYER_MAX_INPUTS ? kind->max_inputs
                                                                                                   : TN_LAYER_MAX_INPUTS) -
                          1;
    while (layer && at < items.as.list->n && value.type == PY_TENSOR) {
        tn__py inputs[TN_LAYER_MAX_INPUTS] = {value};
        int n = 1;
        for (size_t k = 0; k < step && at < items.as.list->n; k++) {
            inputs[n++] = items.as.list->items[at++];
        }
        value = tn__apply_layer(ev, layer, NULL, inputs, n, node);
    }
    return value;
}

static tn__py op_arithmetic(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    const char *sign = op->name[0] == 'a' ? "+" : op->name[0] == 's' ? "-" : "*";
    return in[2].type == PY_ABSENT ? tn__tensor_binary(ev, sign, in[0], in[1], node) : give_up(ev, op, node);
}

/* --- the rest --- */
static tn__py op_same(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    (void)ev, (void)op, (void)node;
    return in[0];
}

static tn__py mean_layer(evaluator *ev, const tn__layer_kind *kind, tn__py tensor, const bool *gone, bool keep,
                         const syntax *node)
{
    int64_t dims[TN_MAX_DIMS];
    int n = 0;
    for (int i = 0; i < tensor.as.tensor->shape.rank; i++) {
        if (gone[i]) {
            dims[n++] = i;
        }
    }
    tn_arg args[] = {{"dim", tn_ints(n, dims)}, {"keepdim", tn_bool(keep)}};
    const syntax *nodes[] = {node, node};
    tn__layer *layer = tn__functional_layer(ev, kind, args, nodes, 2, "mean", node);
    return layer ? tn__apply_layer(ev, layer, NULL, &tensor, 1, node) : tn__reported(ev, node);
}

static tn__py op_reduce(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    const tn_shape *before = &in[0].as.tensor->shape;
    bool gone[TN_MAX_DIMS] = {false}, keep = in[2].type == PY_BOOL && in[2].as.b;
    if (ev->follows && (in[1].type == PY_ABSENT || in[1].type == PY_NONE)) {
        tn_shape scalar = {.rank = 0, .batch = -1};
        return shaped(ev, op, in[0], &scalar, node);
    }
    if (is_raw(in[0]) || in[1].type == PY_ABSENT || in[1].type == PY_NONE) {
        tn_shape unknown = TN_UNKNOWN_SHAPE;
        return is_raw(in[0]) ? (ev->net ? shaped(ev, op, in[0], &unknown, node) : in[0]) : give_up_on(ev, op, in[0], node);
    }
    tn__py one = in[1];
    size_t n = one.type == PY_TUPLE || one.type == PY_LIST ? one.as.list->n : 1;
    for (size_t i = 0; i < n; i++) {
        int dim = dimension(ev, one.type == PY_TUPLE || one.type == PY_LIST ? one.as.list->items[i] : one, before->rank, node);
        if (dim < 0) {
            return dim == -1 ? tn__reported(ev, node) : give_up_on(ev, op, in[0], node);
        }
        gone[dim] = true;
    }
    tn_shape after = {.batch = -1};
    for (int i = 0; i < before->rank; i++) {
        if (!gone[i] || keep) {
            after.batch = before->batch == i && !gone[i] ? after.rank : after.batch;
            after.dim[after.rank++] = gone[i] ? 1 : before->dim[i];
        }
    }
    const tn__layer_kind *kind = strcmp(op->name, "mean") ? NULL : tn__layer_find("mean");
    bool over_batch = before->batch >= 0 && gone[before->batch];
    if (kind && !over_batch && in[0].as.tensor->value >= 0) {
        return mean_layer(ev, kind, in[0], gone, keep, node);
    }
    return shaped(ev, op, in[0], &after, node);
}

static tn__py op_chunk(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    const tn_shape *before = &in[0].as.tensor->shape;
    int64_t chunks;
    int dim = is_raw(in[0]) ? -2 : dimension(ev, in[2].type == PY_ABSENT ? tn__py_of_int(0) : in[2], before->rank, node);
    if (dim < 0 || !tn__py_as_int(in[1], &chunks) || chunks <= 0 || chunks > 4096 || before->dim[dim] < 0 ||
        before->dim[dim] % chunks) {
        return dim == -1 ? tn__reported(ev, node) : give_up_on(ev, op, in[0], node);
    }
    tn_shape part = *before;
    part.dim[dim] /= chunks;
    tn__py out = tn__list_value(ev, PY_TUPLE);
    for (int64_t i = 0; i < chunks; i++) {
        if (!tn__push(ev, out, tn__tensor_stretch(ev, "chunk()", in[0], dim, i * part.dim[dim], &part, node))) {
            break;
        }
    }
    return out;
}

/* Functions that are rows of the layer table under the same name: relu, softmax. */
static tn__py op_layer(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    arguments args = {0};
    tn__add_argument(ev, &args, NULL, in[0], node);
    bool named = op->signature[5] == ' ' && op->signature[6] == 'd';
    if (named && in[1].type != PY_ABSENT) {
        tn__add_argument(ev, &args, "dim", in[1], node);
    }
    size_t n = strlen(op->name);
    return tn__torch_function(ev, "torch.nn.functional", tn__format(ev, "%.*s", (int)(n - (op->name[n - 1] == '_')), op->name),
                              &args, node);
}

static tn__py op_dropout(evaluator *ev, const operation *op, const tn__py *in, const syntax *node)
{
    arguments args = {0};
    tn__add_argument(ev, &args, NULL, in[0], node);
    tn__add_argument(ev, &args, "p", in[1], node);
    tn__add_argument(ev, &args, "training", in[2], node);
    return tn__torch_function(ev, "torch.nn.functional", !strcmp(op->name, "feature_dropout") ? "dropout2d" : op->name, &args,
                              node);
}

/* --- the table --- */
#define NN_CLASS(name)
#define NN_FUNCTION(name)
#define OPERATION(name, spaces, handler, signature) {#name, spaces, handler, signature},
static const operation operations[] = {
#include "source/torch_names.def"
};
#undef OPERATION
#define OPERATION(name, spaces, handler, signature) TN_NAME_MARK(#name),
static const uint8_t marks[] = {
#include "source/torch_names.def"
};

static const operation *find_operation(const char *name, unsigned space)
{
    uint8_t mark = tn__name_mark(name, strlen(name));
    for (size_t i = 0; (i = tn__next_of_mark(marks, sizeof(marks), i, mark)) < sizeof(marks); i++) {
        if (operations[i].spaces & space && !strcmp(operations[i].name, name)) {
            return &operations[i];
        }
    }
    return NULL;
}

/* torch's functions take numpy's names too (numpy_compatibility_arg_names in torch/csrc/utils/python_arg_parser.cpp). */
static const char *torch_name(const char *name)
{
    static const char *const numpy[][2] = {{"axis", "dim"}, {"keepdims", "keepdim"}, {"x", "input"},
                                           {"a", "input"},  {"x1", "input"},         {"x2", "other"}};
    for (size_t i = 0; i < sizeof(numpy) / sizeof(numpy[0]); i++) {
        if (strcmp(name, numpy[i][0]) == 0) {
            return numpy[i][1];
        }
    }
    return name;
}

static bool is_named(const char *word, size_t length, const char *name)
{
    length -= length && word[length - 1] == '?';
    name = name ? torch_name(name) : NULL;
    return name && strlen(name) == length && !strncmp(word, name, length);
}

/* Puts the arguments behind the tensor (index `used` on) into the signature's places. */
static bool bind_operation(evaluator *ev, const operation *op, const arguments *args, tn__py *in, const syntax *node)
{
    const char *word = op->signature;
    size_t next = 0, n_taken = 0;
    for (int i = 0; *word && i < MAX_BOUND; i++) {
        size_t length = strcspn(word, " ");
        in[i] = PY_VALUE_ABSENT;
        if (*word == '*') {
            tn__py rest = tn__list_value(ev, PY_TUPLE);
            for (; next < args->n && !args->items[next].name; next++, n_taken++) {
                tn__push(ev, rest, args->items[next].value);
            }
            bool packed = rest.type == PY_TUPLE && rest.as.list->n == 1 && !tn__py_is_number(rest.as.list->items[0]) &&
                          rest.as.list->items[0].type != PY_SIZE;
            in[i] = packed ? rest.as.list->items[0] : rest;
        } else if (next < args->n && !args->items[next].name) {
            in[i] = args->items[next++].value;
            n_taken++;
        }
        for (size_t k = 0; k < args->n && in[i].type == PY_ABSENT; k++) {
            if (is_named(word, length, args->items[k].name)) {
                in[i] = args->items[k].value;
                n_taken++;
            }
        }
        if (in[i].type == PY_ABSENT && word[length - 1] != '?') {
            tn__error_at(ev, TN_DIAG_MISSING_ARGUMENT, node, "TypeError: %s() missing required argument '%.*s'", op->name,
                         (int)length, word);
            return false;
        }
        word += length + (word[length] == ' ');
    }
    return n_taken == args->n || !strcmp(op->signature, "input *rest") || args->unknown_rest ||
           (tn__type_error(ev, node, "TypeError: %s() received an invalid combination of arguments", op->name), false);
}

static bool has_tensor(const arguments *args)
{
    for (size_t i = 0; i < args->n; i++) {
        if (args->items[i].value.type == PY_TENSOR) {
            return true;
        }
    }
    return false;
}

static tn__py try_operation(evaluator *ev, const operation *op, const arguments *args, const syntax *node)
{
    tn__py in[MAX_BOUND] = {0};
    if (!bind_operation(ev, op, args, in, node)) {
        return tn__reported(ev, node);
    }
    for (int i = 0; i < MAX_BOUND && ev->follows; i++) {
        in[i] = tn__state_tensor(ev, in[i], node);
    }
    if (op->run == tn__op_stack) {
        return op->run(ev, op, in, node);
    }
    if (in[0].type == PY_UNKNOWN) {
        return in[0];
    }
    if (in[0].type != PY_TENSOR && op->run != op_cat) {
        return in[0].type == PY_NONE || tn__py_is_number(in[0])
                   ? tn__type_error(ev, node, "TypeError: %s(): argument 'input' must be Tensor, not %s", op->name,
                                    tn__py_type_name(in[0]))
                   : tn__unknown(ev, node, "thinnet does not know this use of %s()", op->name);
    }
    return op->run(ev, op, in, node);
}

/* What refuses the shape of a guess says nothing of the operation, whose result then has an unknown one; likewise where an
 * argument is the caller's business. */
static tn__py run_operation(evaluator *ev, const operation *op, const arguments *args, const syntax *node)
{
    size_t said = ev->diagnostics->n;
    uint64_t faults = ev->faults;
    tn__py out = try_operation(ev, op, args, node);
    bool refused = out.type == PY_UNKNOWN && !out.as.unknown->reason && ev->faults > faults, callers = false;
    for (size_t i = 0; i < args->n && out.type == PY_UNKNOWN; i++) {
        callers = callers || tn__is_argument(args->items[i].value);
    }
    if (!(refused || callers) || !ev->forgives || !ev->follows || ev->stopped || !has_tensor(args)) {
        return out;
    }
    tn_shape unknown = TN_UNKNOWN_SHAPE;
    ev->raising = false;
    ev->diagnostics->n = said < ev->diagnostics->n ? said : ev->diagnostics->n;
    return tn__follow_args(ev, FOLLOW_OPERATION, tn__format(ev, "%s()", op->name), args, &unknown, node);
}

tn__py tn__tensor_method(evaluator *ev, tn__py tensor, const char *name, const arguments *args, const syntax *node)
{
    const operation *op = find_operation(name, M);
    if (ev->follows && !op) {
        tn__py number = tn__tensor_number(name);
        if (number.type != PY_ABSENT) {
            return number;
        }
    }
    arguments all = {.unknown_rest = args->unknown_rest};
    tn__reserve_arguments(ev, &all, args->n + 1);
    tn__add_argument(ev, &all, NULL, tensor, node);
    for (size_t i = 0; i < args->n; i++) {
        tn__add_argument(ev, &all, args->items[i].name, args->items[i].value, args->items[i].node);
    }
    tn__py constant = op || !ev->follows ? PY_VALUE_ABSENT : tn__new_constant(ev, name, &all, node);
    return op                           ? run_operation(ev, op, &all, node)
           : constant.type != PY_ABSENT ? constant
                                        : tn__unknown(ev, node, "thinnet does not have Tensor.%s() yet", name);
}

bool tn__is_tensor_method(const char *name)
{
    return find_operation(name, M) != NULL;
}

/* --- torch.NAME and torch.nn.functional.NAME --- */
tn__py tn__torch_function(evaluator *ev, const char *space, const char *name, const arguments *args, const syntax *node)
{
    bool functional = !strcmp(space, "torch.nn.functional");
    const operation *op = functional ? NULL : find_operation(name, T);
    if (op) {
        return run_operation(ev, op, args, node);
    }
    size_t n = strlen(name);
    const char *plain = n && name[n - 1] == '_' ? tn__format(ev, "%.*s", (int)n - 1, name) : name;
    const tn__layer_kind *kind = functional ? tn__layer_find_function(plain) : NULL;
    if (kind && !kind->state) {
        return tn__functional_call(ev, kind, name, args, node);
    }
    tn__py linear = functional && !strcmp(name, "linear") ? tn__linear_function(ev, args, node) : PY_VALUE_ABSENT;
    if (linear.type != PY_ABSENT) {
        return linear;
    }
    tn__py constant = functional || !ev->follows ? PY_VALUE_ABSENT : tn__new_constant(ev, name, args, node);
    if (constant.type != PY_ABSENT) {
        return constant;
    }
    if (functional && ev->follows && tn__torch_is_nn_function(name) && has_tensor(args)) {
        return tn__follow_function(ev, plain, args, node);
    }
    for (size_t i = 0; i < args->n; i++) {
        if (args->items[i].value.type == PY_UNKNOWN) {
            return args->items[i].value;
        }
    }
    return tn__unknown(ev, node, "thinnet does not have %s.%s() yet", functional ? "F" : "torch", name);
}
