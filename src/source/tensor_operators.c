/* Operators on tensors: a + b. What no row of the layer table executes is known by its shape only. */
#include "source/operations.h"

#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

tn__py tn__tensor_shaped(evaluator *ev, tn__py tensor, const tn_shape *shape, const char *what, const syntax *node)
{
    return tn__follow_one(ev, FOLLOW_OPERATION, what, tensor, shape, node);
}

/* --- a + b --- */
static bool broadcast(const tn_shape *a, const tn_shape *b, tn_shape *out)
{
    const tn_shape *big = a->rank >= b->rank ? a : b, *small = big == a ? b : a;
    int shift = big->rank - small->rank;
    *out = *big;
    for (int i = 0; i < small->rank; i++) {
        int64_t x = big->dim[i + shift], y = small->dim[i];
        bool x_batch = big->batch == i + shift, y_batch = small->batch == i;
        if (x != y && x != 1 && y != 1 && x >= 0 && y >= 0) {
            return false;
        }
        out->dim[i + shift] = x_batch ? x : y_batch ? y : x < 0 || (x == 1 && y != 1) ? y : x;
        out->batch = y_batch ? i + shift : out->batch;
    }
    return true;
}

static tn__py apply_with_number(evaluator *ev, const char *row, tn__py tensor, double number, const syntax *node)
{
    const tn__layer_kind *kind = tn__layer_find(row);
    tn_arg other = {"other", tn_float(number)};
    tn__layer *layer = kind ? tn__functional_layer(ev, kind, &other, &node, 1, kind->torch_function, node) : NULL;
    return layer ? tn__apply_layer(ev, layer, NULL, &tensor, 1, node) : tn__reported(ev, node);
}

/* The row that adds or multiplies two tensors; NULL: there is none. */
static tn__layer *pair_layer(evaluator *ev, const char *op, const syntax *node)
{
    const tn__layer_kind *kind = tn__layer_find(op[0] == '*' ? "multiply" : "add");
    tn_arg alpha = {"alpha", tn_int(-1)};
    if (op[1] || !strchr("+*-", op[0]) || (op[0] == '-' && ev->follows)) {
        return NULL;
    }
    return tn__functional_layer(ev, kind, &alpha, &node, op[0] == '-', op, node);
}

/* One of the two is none of the net's, as torch.randn_like(x): what comes out is, and has the shape of both. */
static tn__py beside_own(evaluator *ev, const char *what, const tn__py *inputs, const syntax *node)
{
    bool vague = ev->vague;
    tn__py out = tn__follow(ev, FOLLOW_OPERATION, what, inputs, 2, &inputs[0].as.tensor->shape, node);
    ev->vague = vague; // nothing is uncertain here
    return out;
}

static tn__py pointwise_pair(evaluator *ev, const char *op, tn__py a, tn__py b, const syntax *node)
{
    const tn_shape *x = &a.as.tensor->shape, *y = &b.as.tensor->shape;
    tn__py inputs[2] = {a, b};
    const char *what = tn__format(ev, "the broadcasting operator %s", op);
    tn_shape out;
    if (x->rank < 0 || y->rank < 0) {
        if (!ev->net) {
            return x->rank < 0 ? a : b;
        }
        return tn__follow(ev, FOLLOW_OPERATION, what, inputs, 2, x->rank < 0 ? y : x, node);
    }
    bool fits = broadcast(x, y, &out), one_is_own = (a.as.tensor->value < 0) != (b.as.tensor->value < 0);
    if (one_is_own && ev->follows && ev->net && tn__shape_equal(x, y)) {
        return beside_own(ev, tn__format(ev, "tensor %s tensor", op), inputs, node);
    }
    tn__layer *layer = tn__shape_equal(x, y) || (fits && !ev->follows) ? pair_layer(ev, op, node) : NULL;
    if (layer) {
        return tn__apply_layer(ev, layer, NULL, inputs, 2, node);
    }
    if (!fits && (ev->forgives || (ev->follows && ev->vague))) {
        out = x->rank >= y->rank ? *x : *y;
    } else if (!fits) {
        char s[80], t[80];
        tn__error_at(ev, TN_DIAG_SHAPE, node, "RuntimeError: the shapes of the two sides of %s do not fit: %s and %s", op,
                     tn__shape_print(x, s, sizeof(s)), tn__shape_print(y, t, sizeof(t)));
        return tn__reported(ev, node);
    }
    return tn__follow(ev, FOLLOW_OPERATION, what, inputs, 2, &out, node);
}

/* (..., n, m) @ (..., m, p) */
static tn__py matrix_product(evaluator *ev, tn__py a, tn__py b, const syntax *node)
{
    const tn_shape *x = &a.as.tensor->shape, *y = &b.as.tensor->shape;
    tn_shape out = x->rank >= y->rank ? *x : *y;
    if (x->rank < 1 || y->rank < 2) {
        out = TN_UNKNOWN_SHAPE;
    } else {
        out.batch = x->rank >= y->rank ? x->batch : y->batch;
        if (x->rank > 1) {
            out.dim[out.rank - 2] = x->dim[x->rank - 2];
        }
        out.dim[out.rank - 1] = y->dim[y->rank - 1];
    }
    tn__py both[2] = {a, b};
    return tn__follow(ev, FOLLOW_OPERATION, "the operator @ on tensors", both, 2, &out, node);
}

/* What rows of the layer table make of tensor OP number, or of number OP tensor; PY_ABSENT where none does. */
static tn__py arithmetic_with_number(evaluator *ev, const char *op, tn__py tensor, double number, bool tensor_first,
                                     const syntax *node)
{
    if (op[1] || (!tensor_first && op[0] == '/')) {
        return PY_VALUE_ABSENT;
    }
    switch (op[0]) {
    case '*': return apply_with_number(ev, "multiply", tensor, number, node);
    case '/': return apply_with_number(ev, "divide", tensor, number, node);
    case '+': return apply_with_number(ev, "add", tensor, number, node);
    case '-':
        return tensor_first ? apply_with_number(ev, "add", tensor, -number, node)
                            : apply_with_number(ev, "rsub", tensor, number, node);
    default: return PY_VALUE_ABSENT;
    }
}

/* A number or a tensor, as the caller of the class has it: an argument that nobody gave, or the None in its place. */
static bool is_callers(const evaluator *ev, tn__py value)
{
    return ev->forgives && (tn__is_argument(value) || value.type == PY_NONE);
}

tn__py tn__tensor_binary(evaluator *ev, const char *op, tn__py a, tn__py b, const syntax *node)
{
    if (ev->follows) {
        a = tn__state_tensor(ev, a, node);
        b = tn__state_tensor(ev, b, node);
    }
    if (ev->follows && (is_callers(ev, a) || is_callers(ev, b))) {
        tn__py both[2] = {a, b};
        tn_shape unknown = TN_UNKNOWN_SHAPE;
        return tn__follow(ev, FOLLOW_OPERATION, tn__format(ev, "tensor %s something", op), both, 2, &unknown, node);
    }
    if (a.type == PY_UNKNOWN || b.type == PY_UNKNOWN) {
        return a.type == PY_UNKNOWN ? a : b;
    }
    if (!strcmp(op, "@") && a.type == PY_TENSOR && b.type == PY_TENSOR) {
        return matrix_product(ev, a, b, node);
    }
    if ((!strcmp(op, "&") || !strcmp(op, "|")) && !ev->follows) {
        return tn__unknown(ev, node, "thinnet does not have the operator %s on tensors yet", op);
    }
    if (a.type == PY_TENSOR && b.type == PY_TENSOR) {
        return pointwise_pair(ev, op, a, b, node);
    }
    tn__py tensor = a.type == PY_TENSOR ? a : b, number = a.type == PY_TENSOR ? b : a;
    if (!tn__py_is_number(number) && number.type != PY_SIZE) {
        return number.type == PY_NONE
                   ? tn__type_error(ev, node, "TypeError: unsupported operand type(s) for %s: 'Tensor' and 'NoneType'", op)
                   : tn__unknown(ev, node, "thinnet does not know 'Tensor' %s '%s'", op, tn__py_type_name(number));
    }
    double value = number.type == PY_SIZE ? 2 : tn__py_number(number);
    bool neutral = ((op[0] == '*' || (op[0] == '/' && tensor.as.list == a.as.list)) && value == 1) ||
                   (op[0] == '+' && value == 0);
    if ((neutral && !op[1]) || tensor.as.tensor->shape.rank < 0) {
        return tensor;
    }
    if (!ev->follows && number.type != PY_SIZE) {
        tn__py applied = arithmetic_with_number(ev, op, tensor, value, a.type == PY_TENSOR, node);
        if (applied.type != PY_ABSENT) {
            return applied;
        }
    }
    const char *what = tn__format(ev, "tensor %s number", op);
    return tn__tensor_shaped(ev, tensor, &tensor.as.tensor->shape, what, node);
}
