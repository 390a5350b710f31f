/* Linear: y = x W^T + b over the last dimension (torch/nn/modules/linear.py 2.13). */
#include "layer/linear.h"

#include "layer/bias_relu.h"
#include "layer/rows.h"
#include "layer/shapes.h"
#include "random/init.h"

enum { WEIGHT, BIAS };
enum { IN_FEATURES, OUT_FEATURES, HAS_BIAS };

static const tn__param params[] = {{.name = "in_features", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},
                                   {.name = "out_features", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},
                                   {.name = "bias", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},
                                   {.name = "device", .type = TN_PARAM_IGNORED},
                                   {.name = "dtype", .type = TN_PARAM_IGNORED},
                                   {0}};

const tn__state_spec tn__linear_state[] = {{.key = "weight"}, {.key = "bias"}, {0}};

static int64_t inputs(const tn__layer *layer)
{
    return layer->args[IN_FEATURES].ints[0];
}

static int64_t outputs(const tn__layer *layer)
{
    return layer->args[OUT_FEATURES].ints[0];
}

static bool state_shape(const tn__layer *layer, int i, tn_shape *out)
{
    if (i == WEIGHT)
        *out = tn__shape_of(2, outputs(layer), inputs(layer));
    else
        *out = tn__shape_of(1, outputs(layer));
    return i == WEIGHT || layer->args[HAS_BIAS].ints[0];
}

/* PyTorch folds all dimensions but the last into rows and says so. */
static tn_status misfit(const tn__layer *layer, const tn_shape *in, tn_error *err)
{
    char rows[40];
    return tn__fail(err, TN_BAD_SHAPE, "mat1 and mat2 shapes cannot be multiplied (%sx%lld and %lldx%lld)",
                    tn__shape_print_count(in, 0, in->rank - 1, rows, sizeof rows), (long long)in->dim[in->rank - 1],
                    (long long)inputs(layer), (long long)outputs(layer));
}

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    (void)n_in;
    if (in->rank < 1 || in->batch == in->rank - 1)
        return tn__fail(err, TN_BAD_SHAPE, "Linear needs a dimension of features beside the batch");
    int64_t columns = in->dim[in->rank - 1];
    if (columns != TN_DIM_UNKNOWN && columns != inputs(layer)) return misfit(layer, in, err);
    *out = *in;
    out->dim[in->rank - 1] = outputs(layer);
    return TN_OK;
}

static void init(const tn__layer *layer, void *const *states, struct tn_generator *generator)
{
    tn__init_linear(generator, states[WEIGHT], states[BIAS], outputs(layer), inputs(layer));
}

static int64_t macs(const tn__layer *layer, const tn_shape *in, const tn_shape *out)
{
    (void)in;
    int64_t numbers = tn__shape_count(out);
    return numbers < 0 ? 0 : tn__saturating_multiply(numbers, inputs(layer));
}

static int64_t rows(const tn__run *run)
{
    return tn__shape_product(&run->out_shape, 0, run->out_shape.rank - 1);
}

static void add_bias(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    (void)detail;
    int64_t out = outputs(run->layer);
    run->compute->kernels->row_add(run->out + first * out, run->state[BIAS], n, out);
}

void tn__linear_product(const tn__run *run, float *y, const float *x, int64_t n_rows, bool add)
{
    int64_t in = inputs(run->layer), out = outputs(run->layer);
    tn__gemm_run(run->compute, &(tn__gemm){.transpose_b = true,
                                           .m = n_rows,
                                           .n = out,
                                           .k = in,
                                           .a = x,
                                           .lda = in,
                                           .b = run->state[WEIGHT],
                                           .ldb = in,
                                           .add = add,
                                           .c = y,
                                           .ldc = out});
}

void tn__linear_finish(const tn__run *run)
{
    if (run->then_relu)
        tn__bias_relu_forward(run, run->state[BIAS]);
    else if (run->state[BIAS])
        tn__for_rows(run, rows(run), outputs(run->layer), add_bias, NULL);
}

static void forward(const tn__run *run)
{
    tn__linear_product(run, run->out, run->in[0], rows(run), false);
    tn__linear_finish(run);
}

/* dW = dy^T x, kept or at once subtracted from W: reading and writing a gradient costs as much memory traffic again. */
static void backward_weight(const tn__run *run)
{
    int64_t in = inputs(run->layer), out = outputs(run->layer);
    tn__gemm_run(run->compute, &(tn__gemm){.transpose_a = true,
                                           .m = out,
                                           .n = in,
                                           .k = rows(run),
                                           .a = run->dout,
                                           .lda = out,
                                           .b = run->in[0],
                                           .ldb = in,
                                           .add = run->descend ? -(float)*run->descend : run->dstate_add,
                                           .c = run->descend ? run->state[WEIGHT] : run->dstate[WEIGHT],
                                           .ldc = in});
}

static void backward_input(const tn__run *run)
{
    int64_t in = inputs(run->layer), out = outputs(run->layer);
    tn__gemm_run(run->compute, &(tn__gemm){.m = rows(run),
                                           .n = in,
                                           .k = out,
                                           .a = run->dout,
                                           .lda = out,
                                           .b = run->state[WEIGHT],
                                           .ldb = in,
                                           .add = run->din_add[0],
                                           .c = run->din[0],
                                           .ldc = in});
}

/* The input's gradient comes first, since the weight may move. */
static void backward(const tn__run *run)
{
    if (run->then_relu)
        tn__bias_relu_backward(run, run->dstate[BIAS]);
    else if (run->dstate[BIAS])
        run->compute->kernels->column_sums(run->dstate[BIAS], run->dout, rows(run), outputs(run->layer), run->dstate_add);
    if (run->din[0]) backward_input(run);
    if (run->dstate[WEIGHT] || run->descend) backward_weight(run);
}

const tn__layer_kind tn__layer_linear = {
    .name = "linear",
    .torch_class = "Linear",
    .summary = "x W^T + b over the last dimension",
    .params = params,
    .state = tn__linear_state,
    .traits = TN_TRAIT_LINEAR_MAP | TN_TRAIT_KEEPS_INPUT | TN_TRAIT_TAKES_OVER | TN_TRAIT_MOVES_WEIGHT,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .state_shape = state_shape,
    .init = init,
    .macs = macs,
    .forward = forward,
    .backward = backward,
};
