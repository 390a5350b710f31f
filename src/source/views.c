/* flatten, view and reshape: sizes with an open batch. */
#include "source/follow.h"

#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

/* Turns the tensor into one of `after`, whose sizes fit. */
static tn__py apply_reshape(evaluator *ev, tn__py tensor, const tn_shape *after, const syntax *node)
{
    const tn__layer_kind *kind = tn__layer_find("reshape");
    const tn_shape *before = &tensor.as.tensor->shape;
    if (tn__shape_equal(before, after)) {
        return tensor;
    }
    if (kind && tn__shape_known(after) && after->rank > 0 && (before->batch >= 0) == (after->batch >= 0)) {
        tn_arg args[2] = {{"shape", tn_ints(after->rank, after->dim)}, {"batch_dim", tn_int(after->batch)}};
        const syntax *nodes[2] = {node, node};
        tn__layer *layer = tn__functional_layer(ev, kind, args, nodes, 2, "reshape", node);
        return layer ? tn__apply_layer(ev, layer, NULL, &tensor, 1, node) : tn__reported(ev, node);
    }
    return tn__follow_one(ev, FOLLOW_VIEW, "views of sizes that are not known", tensor, after, node);
}

tn__py tn__view_flatten(evaluator *ev, tn__py tensor, int64_t from, int64_t to, const syntax *node)
{
    const tn_shape *before = &tensor.as.tensor->shape;
    if (before->rank < 0) {
        tn_shape unknown = TN_UNKNOWN_SHAPE;
        return ev->net ? tn__follow_one(ev, FOLLOW_VIEW, "flatten()", tensor, &unknown, node) : tensor;
    }
    int64_t rank = before->rank;
    from = from < 0 ? from + rank : from;
    to = to < 0 ? to + rank : to;
    if (from < 0 || to < 0 || from >= rank || to >= rank || from > to) {
        return tn__type_error(ev, node, "%s",
                              from > to ? "RuntimeError: flatten() has invalid args: start_dim cannot come after end_dim"
                                        : "IndexError: flatten: dimension out of range");
    }
    const tn__layer_kind *kind = tn__layer_find_class("Flatten");
    if (kind) {
        tn_arg args[2] = {{"start_dim", tn_int(from)}, {"end_dim", tn_int(to)}};
        const syntax *nodes[2] = {node, node};
        tn__layer *layer = tn__functional_layer(ev, kind, args, nodes, 2, "flatten", node);
        return layer ? tn__apply_layer(ev, layer, NULL, &tensor, 1, node) : tn__reported(ev, node);
    }
    return tn__unknown(ev, node, "thinnet does not have flatten() yet");
}

/* --- view and reshape --- */
typedef struct target {
    tn_shape shape; /* batch: index of the one size that is a multiple of N, or -1 */
    int infer;      /* index of -1, or -1 */
    bool vague;     /* some size is unknown */
} target;

static bool read_sizes(evaluator *ev, tn__py sizes, target *out, const syntax *node)
{
    *out = (target){.infer = -1};
    out->shape.batch = -1;
    if (sizes.as.list->n > TN_MAX_DIMS) {
        tn__report_unknown(ev, tn__unknown(ev, node, "thinnet has tensors of at most %d dimensions", TN_MAX_DIMS));
        return false;
    }
    for (size_t i = 0; i < sizes.as.list->n; i++) {
        tn__py size = sizes.as.list->items[i];
        int64_t value;
        if (tn__py_as_int(size, &value)) {
            if (value < -1 || (value == -1 && out->infer >= 0)) {
                tn__type_error(ev, node, "RuntimeError: %s",
                               value < -1 ? "a view's size cannot be negative" : "only one dimension can be inferred");
                return false;
            }
            out->infer = value == -1 ? (int)i : out->infer;
            out->shape.dim[i] = value;
        } else if (size.type == PY_SIZE && size.as.i > 0 && out->shape.batch < 0) {
            out->shape.batch = (int)i;
            out->shape.dim[i] = size.as.i;
        } else if (size.type == PY_SIZE) {
            out->shape.dim[i] = TN_DIM_UNKNOWN;
            out->vague = true;
        } else if (size.type == PY_FLOAT) {
            tn__type_error(ev, node,
                           "TypeError: argument 'size' failed to unpack the object at pos %zu with error \"type must be tuple of "
                           "ints,but got float\"",
                           i + 1);
            return false;
        } else {
            tn__report_unknown(ev, size.type == PY_UNKNOWN ? size : tn__unknown(ev, node, "thinnet does not know this size"));
            return false;
        }
        out->shape.rank = (int)i + 1;
    }
    return true;
}

static tn__py does_not_fit(evaluator *ev, tn__py tensor, const target *t, const syntax *node)
{
    const tn_shape *before = &tensor.as.tensor->shape;
    if (ev->follows && ev->vague) { /* the sizes before it may not be right */
        tn_shape wanted = t->shape;
        for (int i = 0; i < wanted.rank; i++) {
            wanted.dim[i] = wanted.dim[i] < 0 || i == t->infer ? TN_DIM_UNKNOWN : wanted.dim[i];
        }
        return tn__follow_one(ev, FOLLOW_VIEW, "a view", tensor, &wanted, node);
    }
    if (ev->forgives) {
        return tn__unknown(ev, node, "the sizes of this view do not fit the guessed ones");
    }
    char a[100], b[100];
    tn_shape wanted = t->shape;
    tn__diagnostic *one = tn__error_at(ev, TN_DIAG_SHAPE, node, "RuntimeError: a view as %s is invalid for an input of shape %s",
                                       tn__shape_print(&wanted, b, sizeof(b)), tn__shape_print(before, a, sizeof(a)));
    int64_t per_sample = tn__shape_count(before);
    if (one && per_sample > 0) {
        tn__diagnostic_label_set(one, "a sample has %lld features here", (long long)per_sample);
        tn__diagnostic_help(one, "torch.flatten(x, 1) keeps one row a sample");
    }
    return tn__reported(ev, node);
}

/* view(-1, K) of [N, T, K]: each step of a sequence is a row as it was, and has a label of its own, as language models do. */
static bool keeps_rows(const tn_shape *before, const target *t)
{
    int last = t->shape.rank - 1;
    return last > 0 && t->infer != last && before->batch != before->rank - 1 &&
           before->dim[before->rank - 1] == t->shape.dim[last];
}

/* view(-1, K) where a sample has another number of features: rows of K that don't belong to one
 * sample. */
static tn__py fold_batch(evaluator *ev, tn__py tensor, const target *t, int64_t per_sample, int64_t features, const syntax *node)
{
    const tn_shape *before = &tensor.as.tensor->shape;
    if (per_sample % features != 0) {
        return does_not_fit(ev, tensor, t, node);
    }
    tn__fold *fold = tn__arena_alloc(&ev->arena, 1, sizeof(*fold));
    if (!fold) {
        return tn__out_of_memory(ev, node);
    }
    tn_shape after = t->shape;
    after.batch = t->infer;
    after.dim[t->infer] = per_sample / features;
    *fold = (tn__fold){.from_value = tensor.as.tensor->value,
                       .place = tn__syntax_place(node),
                       .before = *before,
                       .after = after,
                       .features = features,
                       .per_sample = per_sample,
                       .keeps_rows = keeps_rows(before, t)};
    tn__py out = apply_reshape(ev, tensor, &after, node);
    if (out.type == PY_TENSOR) {
        out.as.tensor->fold = fold;
    }
    return out;
}

/* Everything known: `rest` is the product of the sizes but the inferred one, times N when one of
 * them is. */
static tn__py resolve(evaluator *ev, tn__py tensor, target *t, int64_t total, const syntax *node)
{
    const tn_shape *before = &tensor.as.tensor->shape;
    int64_t rest = 1;
    for (int i = 0; i < t->shape.rank; i++) {
        if (i != t->infer && __builtin_mul_overflow(rest, t->shape.dim[i], &rest)) {
            return does_not_fit(ev, tensor, t, node);
        }
    }
    bool batched = before->batch >= 0, target_batched = t->shape.batch >= 0;
    if (t->infer >= 0 && batched && !target_batched) {
        if (rest <= 0) {
            return does_not_fit(ev, tensor, t, node);
        }
        if (total != rest) {
            return fold_batch(ev, tensor, t, total, rest, node);
        }
        t->shape.batch = t->infer;
        t->shape.dim[t->infer] = 1;
    } else if (t->infer >= 0) {
        if (rest <= 0 || batched != target_batched || total % rest != 0) {
            return does_not_fit(ev, tensor, t, node);
        }
        t->shape.dim[t->infer] = total / rest;
    } else if (batched != target_batched || total != rest) {
        /* A view with the batch size written out as a number fits for that batch size only. */
        if (batched && !target_batched && t->shape.rank > 0 && total > 0 && rest % total == 0) {
            return tn__unknown(ev, node, "this view has a fixed batch size");
        }
        return does_not_fit(ev, tensor, t, node);
    }
    tn__py out = apply_reshape(ev, tensor, &t->shape, node);
    bool unfolded = t->shape.batch >= 0 && t->shape.dim[t->shape.batch] == 1;
    if (out.type == PY_TENSOR && unfolded) {
        out.as.tensor->fold = NULL;
    }
    return out;
}

/* A float is none, and an error; of guessed arguments it says nothing. */
static bool has_unknown(const evaluator *ev, tn__py sizes)
{
    for (size_t i = 0; i < sizes.as.list->n; i++) {
        tn__py one = sizes.as.list->items[i];
        bool is_known = one.type == PY_SIZE || one.type == PY_INT || one.type == PY_BOOL;
        if (!is_known && (one.type != PY_FLOAT || ev->forgives)) {
            return true;
        }
    }
    return false;
}

tn__py tn__view_reshape(evaluator *ev, tn__py tensor, tn__py sizes, const syntax *node)
{
    target t;
    const tn_shape *before = &tensor.as.tensor->shape;
    tn_shape unknown = TN_UNKNOWN_SHAPE;
    if (ev->follows && has_unknown(ev, sizes)) {
        return tn__follow_one(ev, FOLLOW_VIEW, "views of sizes that are not known", tensor, &unknown, node);
    }
    if (!read_sizes(ev, sizes, &t, node)) {
        return tn__reported(ev, node);
    }
    if (before->rank < 0 && ev->net) {
        for (int i = 0; i < t.shape.rank; i++) {
            t.shape.dim[i] = t.shape.dim[i] < 0 ? TN_DIM_UNKNOWN : t.shape.dim[i];
        }
        return apply_reshape(ev, tensor, &t.shape, node);
    }
    if (before->rank < 0) { /* the raw input: sizes written out say what it is */
        bool known = t.shape.rank > 1 && !t.vague && (t.infer == 0 || (t.shape.batch == 0 && t.infer < 0));
        if (ev->probing && known && t.shape.rank > 2) {
            ev->probed = tn__shape_batched(t.shape.rank - 1, t.shape.dim + 1);
            ev->stopped = STOP_PROBED;
        }
        return tensor;
    }
    int64_t total = tn__shape_count(before);
    if (ev->forgives && ev->net && !t.vague && total >= 0) {
        target kept = t;
        tn__py out = resolve(ev, tensor, &t, total, node);
        if (out.type != PY_UNKNOWN) {
            return out;
        }
        t = kept;
    } else if (!t.vague && total >= 0) {
        return resolve(ev, tensor, &t, total, node);
    }
    if (t.infer >= 0) {
        bool first = t.infer == 0 && t.shape.batch < 0 && before->batch >= 0;
        t.shape.dim[t.infer] = first ? 1 : TN_DIM_UNKNOWN;
        t.shape.batch = first ? 0 : t.shape.batch;
    }
    return apply_reshape(ev, tensor, &t.shape, node);
}
