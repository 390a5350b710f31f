/* number - x, torch.rsub. */
#include "layer/pointwise.h"

static const tn__param params[] = {{.name = "other", .type = TN_PARAM_FLOAT, .required = true}, {0}};

static void forward_piece(const tn__run *run, int64_t first, int64_t n, int detail)
{
    (void)detail;
    const float other = (float)tn__arg_float(run->layer, "other");
    for (int64_t i = first; i < first + n; i++) run->out[i] = other - run->in[0][i];
}

static void forward(const tn__run *run)
{
    tn__for_range(run, tn__shape_count(&run->out_shape), forward_piece, 0);
}

static void backward_piece(const tn__run *run, int64_t first, int64_t n, int add)
{
    run->compute->kernels->scale(run->din[0] + first, run->dout + first, -1, n, add);
}

static void backward(const tn__run *run)
{
    if (run->din[0]) tn__for_range(run, tn__shape_count(&run->out_shape), backward_piece, run->din_add[0]);
}

const tn__layer_kind tn__layer_rsub = {
    .name = "rsub",
    .torch_function = "rsub",
    .summary = "a number less each number",
    .params = params,
    .traits = TN_TRAIT_POINTWISE,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = tn__shape_same,
    .forward = forward,
    .backward = backward,
};
