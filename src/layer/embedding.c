/* Embedding: row i of the weight for each index i (torch/nn/modules/sparse.py 2.13). Indices arrive
 * as floats, which are exact up to 2^24; an index outside of the table gives NaN, so that training
 * stops and names this layer. */
#include <math.h>
#include <string.h>

#include "layer/shapes.h"
#include "thinnet/random.h"

static const tn__param params[] = {
    {.name = "num_embeddings", .type = TN_PARAM_INT, .required = true, .min = 1, .max = 1 << 24},
    {.name = "embedding_dim", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},
    {.name = "padding_idx", .type = TN_PARAM_INT, .nullable = true},
    {.name = "max_norm", .type = TN_PARAM_FLOAT, .nullable = true},
    {.name = "norm_type", .type = TN_PARAM_FLOAT, .fallback = {.type = TN_VALUE_FLOAT, .number = 2}},
    {.name = "scale_grad_by_freq", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL}},
    {.name = "sparse", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL}},
    {.name = "_weight", .type = TN_PARAM_INT, .nullable = true},
    {.name = "_freeze", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL}},
    {.name = "device", .type = TN_PARAM_IGNORED},
    {.name = "dtype", .type = TN_PARAM_IGNORED},
    {0}};

static const tn__state_spec state[] = {{.key = "weight"}, {0}};

static int64_t rows_of(const tn__layer *layer)
{
    return tn__arg_int(layer, "num_embeddings");
}

static int64_t width_of(const tn__layer *layer)
{
    return tn__arg_int(layer, "embedding_dim");
}

/* The row that stays as it is, -1 when none. */
static int64_t padding_of(const tn__layer *layer)
{
    const tn_value *padding = tn__arg(layer, "padding_idx");
    if (padding->type != TN_VALUE_INT) return -1;
    return padding->ints[0] < 0 ? padding->ints[0] + rows_of(layer) : padding->ints[0];
}

static tn_status check(const tn__layer *layer, tn_error *err)
{
    const tn_value *padding = tn__arg(layer, "padding_idx");
    if (padding->type == TN_VALUE_INT && (padding->ints[0] < -rows_of(layer) || padding->ints[0] >= rows_of(layer)))
        return tn__fail(err, TN_BAD_ARGUMENT, "Padding_idx must be within num_embeddings");
    if (tn__arg(layer, "max_norm")->type != TN_VALUE_NONE || tn__arg_bool(layer, "scale_grad_by_freq") ||
        tn__arg(layer, "_weight")->type != TN_VALUE_NONE || tn__arg_bool(layer, "_freeze"))
        return tn__fail(err, TN_UNSUPPORTED, "thinnet's Embedding has no max_norm, scale_grad_by_freq, _weight or _freeze");
    return TN_OK;
}

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    (void)n_in;
    if (in->rank == TN_MAX_DIMS)
        return tn__fail(err, TN_UNSUPPORTED, "Embedding of a %dD tensor would have more than %d dimensions", in->rank,
                        TN_MAX_DIMS);
    *out = *in;
    out->dim[out->rank++] = width_of(layer);
    return TN_OK;
}

static bool state_shape(const tn__layer *layer, int i, tn_shape *out)
{
    (void)i;
    *out = tn__shape_of(2, rows_of(layer), width_of(layer));
    return true;
}

static void init(const tn__layer *layer, void *const *states, struct tn_generator *generator)
{
    float *weight = states[0];
    int64_t padding = padding_of(layer), width = width_of(layer);
    tn_random_normal(generator, weight, rows_of(layer) * width, 0, 1);
    if (padding >= 0) memset(weight + padding * width, 0, (size_t)width * sizeof *weight);
}

/* -1 for what is no index of the table. */
static int64_t index_of(const tn__run *run, int64_t i)
{
    float x = run->in[0][i];
    return x >= 0 && x < (float)rows_of(run->layer) && x == floorf(x) ? (int64_t)x : -1;
}

static void forward(const tn__run *run)
{
    int64_t n = tn__shape_count(&run->in_shape[0]), width = width_of(run->layer);
    const float *weight = run->state[0];
    for (int64_t i = 0; i < n; i++) {
        int64_t row = index_of(run, i);
        if (row < 0)
            run->compute->kernels->fill(run->out + i * width, NAN, width);
        else
            run->compute->kernels->copy(run->out + i * width, weight + row * width, width, false);
    }
}

static void backward(const tn__run *run)
{
    const tn__kernels *k = run->compute->kernels;
    int64_t n = tn__shape_count(&run->in_shape[0]), width = width_of(run->layer), padding = padding_of(run->layer);
    if (run->din[0] && !run->din_add[0]) k->fill(run->din[0], 0, n); /* indices have no slope */
    if (!run->dstate[0]) return;
    if (!run->dstate_add) k->fill(run->dstate[0], 0, rows_of(run->layer) * width);
    for (int64_t i = 0; i < n; i++) {
        int64_t row = index_of(run, i);
        if (row >= 0 && row != padding) k->copy(run->dstate[0] + row * width, run->dout + i * width, width, true);
    }
}

const tn__layer_kind tn__layer_embedding = {
    .name = "embedding",
    .torch_class = "Embedding",
    .summary = "a row of the weight for each index",
    .params = params,
    .state = state,
    .traits = TN_TRAIT_KEEPS_INPUT,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .check = check,
    .shape = shape,
    .state_shape = state_shape,
    .init = init,
    .forward = forward,
    .backward = backward,
};
