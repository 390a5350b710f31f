/* Linear: y = x W^T + b over the last dimension (torch/nn/modules/linear.py 2.13). */
#include "layer/linear.h"

#include "layer/epilogue.h"
#include "layer/rows.h"
#include "layer/shapes.h"
#include "random/init.h"

enum { IN_FEATURES, OUT_FEATURES, HAS_BIAS };

static const tn__param params[] = {TN_LINEAR_PARAMS, {0}};

const tn__state_spec tn__linear_state[] = {{.key = "weight"}, {.key = "bias"}, {0}};

static int64_t inputs(const tn__layer *layer)
{
    return layer->args[IN_FEATURES].ints[0];
}

static int64_t outputs(const tn__layer *layer)
{
    return layer->args[OUT_FEATURES].ints[0];
}

bool tn__linear_state_shape(const tn__layer *layer, int i, tn_shape *out)
{
    if (i == TN_LINEAR_WEIGHT)
        *out = tn__shape_of(2, outputs(layer), inputs(layer));
    else
        *out = tn__shape_of(1, outputs(layer));
    return i == TN_LINEAR_WEIGHT || layer->args[HAS_BIAS].ints[0];
}

/* PyTorch folds all dimensions but the last into rows and says so. */
static tn_status misfit(const tn__layer *layer, const tn_shape *in, tn_error *err)
{
    char rows[40];
    return tn__fail(err, TN_BAD_SHAPE, "mat1 and mat2 shapes cannot be multiplied (%sx%lld and %lldx%lld)",
                    tn__shape_print_count(in, 0, in->rank - 1, rows, sizeof rows), (long long)in->dim[in->rank - 1],
                    (long long)inputs(layer), (long long)outputs(layer));
}

tn_status tn__linear_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
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

void tn__linear_init(const tn__layer *layer, void *const *states, struct tn_generator *generator)
{
    tn__init_linear(generator, states[TN_LINEAR_WEIGHT], states[TN_LINEAR_BIAS], outputs(layer), inputs(layer));
}

int64_t tn__linear_macs(const tn__layer *layer, const tn_shape *in, const tn_shape *out)
{
    (void)in;
    int64_t numbers = tn__shape_count(out);
    return numbers < 0 ? 0 : tn__saturating_multiply(numbers, inputs(layer));
}

int64_t tn__linear_rows(const tn__run *run)
{
    return tn__shape_product(&run->out_shape, 0, run->out_shape.rank - 1);
}

static void add_bias(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    (void)detail;
    int64_t out = outputs(run->layer);
    run->compute->kernels->row_add(run->out + first * out, run->state[TN_LINEAR_BIAS], n, out);
}

void tn__linear_product(const tn__run *run, const float *weight, float *y, const float *x, int64_t n_rows, bool add)
{
    int64_t in = inputs(run->layer), out = outputs(run->layer);
    tn__gemm_run(run->compute, &(tn__gemm){.transpose_b = true,
                                           .m = n_rows,
                                           .n = out,
                                           .k = in,
                                           .a = x,
                                           .lda = in,
                                           .b = weight,
                                           .ldb = in,
                                           .add = add,
                                           .c = y,
                                           .ldc = out});
}

void tn__linear_finish(const tn__run *run)
{
    if (tn__has_epilogue(run))
        tn__epilogue_forward(run, run->state[TN_LINEAR_BIAS]);
    else if (run->state[TN_LINEAR_BIAS])
        tn__for_rows(run, tn__linear_rows(run), outputs(run->layer), add_bias, NULL);
}

static void forward(const tn__run *run)
{
    tn__linear_product(run, run->state[TN_LINEAR_WEIGHT], run->out, run->in[0], tn__linear_rows(run), false);
    tn__linear_finish(run);
}

void tn__linear_weight_gradient(const tn__run *run, float *dw, const float *dy, const float *x, int64_t n_rows, float add)
{
    int64_t in = inputs(run->layer), out = outputs(run->layer);
    tn__gemm_run(run->compute, &(tn__gemm){.transpose_a = true,
                                           .m = out,
                                           .n = in,
                                           .k = n_rows,
                                           .a = dy,
                                           .lda = out,
                                           .b = x,
                                           .ldb = in,
                                           .add = add,
                                           .c = dw,
                                           .ldc = in});
}

void tn__linear_input_gradient(const tn__run *run, const float *weight, float *dx, const float *dy, int64_t n_rows, bool add)
{
    int64_t in = inputs(run->layer), out = outputs(run->layer);
    tn__gemm_run(
        run->compute,
        &(tn__gemm){.m = n_rows, .n = in, .k = out, .a = dy, .lda = out, .b = weight, .ldb = in, .add = add, .c = dx, .ldc = in});
}

void tn__linear_backward_finish(const tn__run *run)
{
    float *bias = run->dstate[TN_LINEAR_BIAS];
    if (tn__has_epilogue(run))
        tn__epilogue_backward(run, bias);
    else if (bias)
        run->compute->kernels->column_sums(bias, run->dout, tn__linear_rows(run), outputs(run->layer), run->dstate_add);
}

/* The weight's gradient is kept, or at once subtracted from it: reading and writing a gradient costs as much memory traffic
 * again. So the input's gradient comes first, since the weight may move. */
static void backward(const tn__run *run)
{
    float *weight = run->state[TN_LINEAR_WEIGHT], *gradient = run->dstate[TN_LINEAR_WEIGHT];
    int64_t n = tn__linear_rows(run);
    tn__linear_backward_finish(run);
    if (run->din[0]) tn__linear_input_gradient(run, weight, run->din[0], run->dout, n, run->din_add[0]);
    if (run->descend)
        tn__linear_weight_gradient(run, weight, run->dout, run->in[0], n, -(float)*run->descend);
    else if (gradient)
        tn__linear_weight_gradient(run, gradient, run->dout, run->in[0], n, run->dstate_add);
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
    .shape = tn__linear_shape,
    .state_shape = tn__linear_state_shape,
    .init = tn__linear_init,
    .macs = tn__linear_macs,
    .forward = forward,
    .backward = backward,
};
