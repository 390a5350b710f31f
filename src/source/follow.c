#include "source/follow.h"

#include <string.h>
#include "base/mem.h"

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

#define MAX_NODES 20000 /* loops over each element of a tensor make more, and no rule has anything to say about them */

/* --- kinds --- */
/* The shape is an argument: sizes, none for an unknown rank, and which of them is the batch. */
static tn_status shape_rule(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    (void)in, (void)n_in, (void)err;
    *out = TN_UNKNOWN_SHAPE;
    if (layer->args[0].type == TN_VALUE_INTS) {
        out->rank = layer->args[0].n_ints;
        out->batch = (int)layer->args[1].ints[0];
        memcpy(out->dim, layer->args[0].ints, (size_t)out->rank * sizeof(out->dim[0]));
    }
    return TN_OK;
}

#define SAME_VALUES (TN_TRAIT_VIEW | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS)
#define KIND(text, what)                                                                                                         \
    {                                                                                                                            \
        .name = text, .summary = "followed, not run", .traits = what, .max_inputs = TN_LAYER_MAX_INPUTS, .shape = shape_rule     \
    }
static const tn__layer_kind kinds[] = {
    [FOLLOW_OPERATION] = KIND("operation", 0),
    [FOLLOW_VIEW] = KIND("part", SAME_VALUES),
    [FOLLOW_FITTED] = KIND("fitted", SAME_VALUES),
    [FOLLOW_ACTIVATION] = KIND("activation", TN_TRAIT_ACTIVATION | TN_TRAIT_ZERO_AT_ZERO),
    [FOLLOW_LINEAR] = KIND("linear_map", TN_TRAIT_LINEAR_MAP),
    [FOLLOW_NORM] = KIND("norm", TN_TRAIT_NORMALISES),
    [FOLLOW_JOIN] = KIND("either", 0),
    [FOLLOW_GAP] = KIND("unknown", 0),
};
#undef KIND

static bool in_net(const evaluator *ev, tn__py value)
{
    return ev->net && value.type == PY_TENSOR && value.as.tensor->value >= 0;
}

static tn__py add_node(evaluator *ev, tn__follow_kind kind, const char *what, const int *in, int n, const tn_shape *shape,
                       const syntax *node)
{
    tn__layer layer = {.kind = &kinds[kind], .name = what};
    if (ev->net->n_nodes >= MAX_NODES) {
        tn__stop_at_limit(ev, node, "more than 20,000 operations");
        return tn__reported(ev, node);
    }
    int module, value;
    if (shape->rank >= 0) {
        layer.args[0] = tn_ints(shape->rank, shape->dim);
        layer.args[1] = tn_int(shape->batch);
    }
    tn_status status = tn__net_add_module(ev->net, &module, &layer, tn__syntax_place(node), &ev->error);
    if (status == TN_OK) {
        status = tn__net_apply(ev->net, &value, module, in, n, tn__syntax_place(node), &ev->error);
    }
    if (status != TN_OK) {
        ev->stopped = STOP_NO_MEMORY; /* nothing else can refuse it */
        return tn__reported(ev, node);
    }
    return tn__new_tensor(ev, value, shape, node);
}

tn__py tn__follow(evaluator *ev, tn__follow_kind kind, const char *what, const tn__py *values, size_t n, const tn_shape *shape,
                  const syntax *node)
{
    int in[TN_LAYER_MAX_INPUTS], n_in = 0;
    const tn__py_unknown *why = NULL;
    struct tn__fold *fold = NULL;
    if (!tn__charge(ev, node, 1 + n)) {
        return tn__reported(ev, node);
    }
    for (size_t i = 0; i < n; i++) {
        if (in_net(ev, values[i]) && n_in == TN_LAYER_MAX_INPUTS) { /* more are joined step by step */
            tn__py some = add_node(ev, kind, what, in, n_in, shape, node);
            n_in = 0;
            if (some.type == PY_TENSOR) {
                in[n_in++] = some.as.tensor->value;
            }
        }
        if (in_net(ev, values[i])) {
            in[n_in++] = values[i].as.tensor->value;
        }
        if (values[i].type == PY_TENSOR) {
            why = why ? why : values[i].as.tensor->why;
            fold = fold ? fold : values[i].as.tensor->fold;
        }
    }
    ev->vague = true;
    if (ev->follows && ev->net && n_in > 0) {
        return add_node(ev, kind, what, in, n_in, shape, node);
    }
    tn__py out = tn__shape_only(ev, shape, tn__unknown(ev, node, "thinnet does not have %s yet", what), node);
    if (out.type == PY_TENSOR && why) {
        out.as.tensor->why = why;
    }
    if (out.type == PY_TENSOR) {
        out.as.tensor->fold = fold;
    }
    return out;
}

tn__py tn__follow_one(evaluator *ev, tn__follow_kind kind, const char *what, tn__py tensor, const tn_shape *shape,
                      const syntax *node)
{
    return tn__follow(ev, kind, what, &tensor, 1, shape, node);
}

tn__py tn__follow_args(evaluator *ev, tn__follow_kind kind, const char *what, const tn__py_args *args, const tn_shape *shape,
                       const syntax *node)
{
    tn__py *values = tn__arena_alloc(&ev->arena, args->n + 1, sizeof(*values));
    if (!values) {
        return tn__out_of_memory(ev, node);
    }
    for (size_t i = 0; i < args->n; i++) {
        values[i] = args->items[i].value;
    }
    return tn__follow(ev, kind, what, values, args->n, shape, node);
}

tn__py tn__call_unknown(evaluator *ev, tn__py callee, const tn__py_args *args, const syntax *node)
{
    tn_shape shape = TN_UNKNOWN_SHAPE;
    if (!tn__is_argument(callee)) {
        return callee;
    }
    for (size_t i = 0; i < args->n; i++) {
        if (in_net(ev, args->items[i].value)) {
            return tn__follow_args(ev, FOLLOW_OPERATION, "what an argument does", args, &shape, node);
        }
    }
    return args->n && args->items[0].value.type == PY_STR ? tn__part_of_argument(callee, args->items[0].value.as.str->text)
                                                          : callee;
}

/* --- gaps --- */
static tn__py new_gap(evaluator *ev, tn__py unknown, const tn__py *values, size_t n, const syntax *node)
{
    int in[TN_LAYER_MAX_INPUTS], n_in = 0;
    tn_shape shape = TN_UNKNOWN_SHAPE;
    ev->vague = true;
    for (size_t i = 0; i < n && n_in < TN_LAYER_MAX_INPUTS; i++) {
        if (in_net(ev, values[i])) {
            in[n_in++] = values[i].as.tensor->value;
        }
    }
    tn__py out = add_node(ev, FOLLOW_GAP, "something unknown", in, n_in, &shape, node);
    if (out.type == PY_TENSOR) {
        out.as.tensor->why = unknown.type == PY_UNKNOWN ? unknown.as.unknown : NULL;
        if (!tn__py_append(&ev->arena, &ev->gaps, out)) {
            tn__out_of_memory(ev, node);
        }
    }
    return out;
}

tn__py tn__gap(evaluator *ev, tn__py unknown, const syntax *node)
{
    return ev->follows && ev->net && !ev->stopped && !ev->raising ? new_gap(ev, unknown, NULL, 0, node) : unknown;
}

tn__py tn__or_gap(evaluator *ev, tn__py value, tn__py self, const tn__py_args *args, const syntax *node)
{
    if (value.type != PY_UNKNOWN || !ev->follows || !ev->net || ev->stopped || ev->raising) {
        return value;
    }
    tn__py values[TN_LAYER_MAX_INPUTS];
    size_t n = 0;
    if (in_net(ev, self)) {
        values[n++] = self;
    }
    for (size_t i = 0; i < args->n && n < TN_LAYER_MAX_INPUTS; i++) {
        if (in_net(ev, args->items[i].value)) {
            values[n++] = args->items[i].value;
        }
    }
    return n ? new_gap(ev, value, values, n, node) : value;
}

bool tn__report_gaps(evaluator *ev, int output)
{
    bool *reached = tn__alloc(ev->net->n_nodes, sizeof(*reached));
    bool whole = true;
    if (!reached) {
        ev->stopped = STOP_NO_MEMORY;
        return false;
    }
    reached[output] = true;
    for (int i = output; i > 0; i--) {
        for (int k = 0; reached[i] && k < ev->net->nodes[i].n_in; k++) {
            reached[ev->net->nodes[i].in[k]] = true;
        }
    }
    for (size_t i = 0; i < ev->gaps.n; i++) {
        const tn__py_tensor *gap = ev->gaps.items[i].as.tensor;
        if (gap->value <= output && reached[gap->value]) {
            whole = false;
            if (gap->why) {
                tn__report_unknown(ev, (tn__py){.type = PY_UNKNOWN, .as.unknown = gap->why});
            }
        }
    }
    tn__free(reached);
    return whole;
}

/* --- shapes that fit --- */
static tn__py resized(evaluator *ev, tn__follow_kind kind, tn__py tensor, const tn_shape *shape, const syntax *node)
{
    if (tensor.as.tensor->value >= 0) {
        return add_node(ev, kind, "shape not known", &tensor.as.tensor->value, 1, shape, node);
    }
    tn__py own = add_node(ev, FOLLOW_OPERATION, "a tensor of its own", NULL, 0, shape, node);
    return kind == FOLLOW_FITTED && own.type == PY_TENSOR ? resized(ev, kind, own, shape, node) : own;
}

static bool takes(evaluator *ev, const tn__layer *layer, const tn_shape *shape)
{
    tn_shape in[TN_LAYER_MAX_INPUTS], out;
    for (int i = 0; i < TN_LAYER_MAX_INPUTS; i++) {
        in[i] = *shape;
    }
    int n = layer->kind->min_inputs;
    return layer->kind->shape(layer, in, n, &out, &ev->error) == TN_OK;
}

tn__py tn__fit(evaluator *ev, const tn__layer *layer, tn__py tensor, const syntax *node)
{
    tn_shape shape = tensor.as.tensor->shape;
    bool any = layer->kind->traits & TN_TRAIT_POINTWISE; /* whatever its rank is */
    bool fits = shape.rank < 0 ? any && takes(ev, layer, &shape) : !(ev->forgives || ev->vague) || takes(ev, layer, &shape);
    if (fits) {
        return tensor.as.tensor->value >= 0 ? tensor : resized(ev, FOLLOW_VIEW, tensor, &shape, node);
    }
    if (shape.rank > 0) { /* sizes may be wrong where the number of them is right */
        for (int i = 0; i < shape.rank; i++) {
            shape.dim[i] = i == shape.batch ? shape.dim[i] : TN_DIM_UNKNOWN;
        }
        if (takes(ev, layer, &shape)) {
            return resized(ev, FOLLOW_VIEW, tensor, &shape, node);
        }
    }
    static const int64_t unknown[4] = {TN_DIM_UNKNOWN, TN_DIM_UNKNOWN, TN_DIM_UNKNOWN, TN_DIM_UNKNOWN};
    static const int ranks[] = {2, 3, 1, 4};
    for (size_t i = 0; i < sizeof(ranks) / sizeof(ranks[0]); i++) {
        shape = tn__shape_batched(ranks[i], unknown);
        if (takes(ev, layer, &shape)) {
            return resized(ev, FOLLOW_FITTED, tensor, &shape, node);
        }
    }
    return tensor;
}

/* --- joins --- */
static tn_shape join_shapes(const tn_shape *a, const tn_shape *b)
{
    tn_shape out = *a;
    if (a->rank != b->rank || a->batch != b->batch) {
        return TN_UNKNOWN_SHAPE;
    }
    for (int i = 0; i < a->rank; i++) {
        out.dim[i] = a->dim[i] == b->dim[i] ? a->dim[i] : TN_DIM_UNKNOWN;
    }
    return out;
}

static tn__py join_items(evaluator *ev, tn__py a, tn__py b, const syntax *node)
{
    tn__py out = tn__list_value(ev, (tn__py_type)a.type);
    ev->depth++;
    for (size_t i = 0; i < a.as.list->n && tn__step(ev, node); i++) {
        tn__push(ev, out, tn__join(ev, a.as.list->items[i], b.as.list->items[i], node));
    }
    ev->depth--;
    return out;
}

tn__py tn__join(evaluator *ev, tn__py a, tn__py b, const syntax *node)
{
    if (a.type == PY_TENSOR && b.type == PY_TENSOR) {
        tn__py both[2] = {a, b};
        tn_shape shape = join_shapes(&a.as.tensor->shape, &b.as.tensor->shape);
        bool same = a.as.tensor == b.as.tensor || (in_net(ev, a) && in_net(ev, b) && a.as.tensor->value == b.as.tensor->value);
        return same ? a : tn__follow(ev, FOLLOW_JOIN, "a value of two branches", both, 2, &shape, node);
    }
    if (a.type == PY_TENSOR || b.type == PY_TENSOR) {
        return a.type == PY_TENSOR ? a : b;
    }
    if (a.type == b.type && (a.type == PY_TUPLE || a.type == PY_LIST) && a.as.list->n == b.as.list->n && a.as.list != b.as.list) {
        return join_items(ev, a, b, node);
    }
    bool a_less = a.type == PY_ABSENT || a.type == PY_NONE, b_less = b.type == PY_ABSENT || b.type == PY_NONE;
    if (a_less || b_less) {
        return a_less ? (b.type == PY_ABSENT ? a : b) : a;
    }
    bool same = tn__py_equal(a, b) == 1;
    if (same || a.type == PY_OBJECT) {
        ev->merged = ev->merged || !same;
        return a;
    }
    if (ev->forgives) {
        return a.type == PY_UNKNOWN ? b : a;
    }
    return a.type == PY_UNKNOWN   ? a
           : b.type == PY_UNKNOWN ? b
                                  : tn__unknown(ev, node, "this value depends on a condition that thinnet cannot decide");
}
