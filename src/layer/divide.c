/* x / number, torch.div. */
#include "layer/pointwise.h"

static const tn__param params[] = {{.name = "other", .type = TN_PARAM_FLOAT, .required = true}, {0}};

/* A quotient, as PyTorch has it, and not a product with the inverse: the two round differently. */
static void forward_piece(const tn__run *run, int64_t first, int64_t n, int detail)
{
    (void)detail;
    const float other = (float)tn__arg_float(run->layer, "other");
    for (int64_t i = first; i < first + n; i++) run->out[i] = run->in[0][i] / other;
}

static void forward(const tn__run *run)
{
    tn__for_range(run, tn__shape_count(&run->out_shape), forward_piece, 0);
}

static void backward_piece(const tn__run *run, int64_t first, int64_t n, int add)
{
    const float other = (float)tn__arg_float(run->layer, "other");
    for (int64_t i = first; i < first + n; i++) {
        float d = run->dout[i] / other;
        run->din[0][i] = add ? run->din[0][i] + d : d;
    }
}

static void backward(const tn__run *run)
{
    if (run->din[0]) tn__for_range(run, tn__shape_count(&run->out_shape), backward_piece, run->din_add[0]);
}

const tn__layer_kind tn__layer_divide = {
    .name = "divide",
    .torch_function = "div",
    .summary = "each number divided by one",
    .params = params,
    .traits = TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = tn__shape_same,
    .forward = forward,
    .backward = backward,
};
