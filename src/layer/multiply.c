/* x * y element by element, torch.mul. */
#include "layer/broadcast.h"

static void forward_one(const tn__run *run, int64_t out, const int64_t in[2])
{
    run->out[out] = run->in[0][in[0]] * run->in[1][in[1]];
}

static void forward(const tn__run *run)
{
    if (tn__broadcast_is_whole(run, 0) && tn__broadcast_is_whole(run, 1))
        run->compute->kernels->multiply(run->out, run->in[0], run->in[1], tn__shape_count(&run->out_shape), false);
    else
        tn__broadcast_each(run, forward_one);
}

static void collect_first(const tn__run *run, int64_t out, const int64_t in[2])
{
    run->din[0][in[0]] += run->dout[out] * run->in[1][in[1]];
}

static void collect_second(const tn__run *run, int64_t out, const int64_t in[2])
{
    run->din[1][in[1]] += run->dout[out] * run->in[0][in[0]];
}

static void backward(const tn__run *run)
{
    bool plain = tn__broadcast_is_whole(run, 0) && tn__broadcast_is_whole(run, 1);
    for (int k = 0; k < 2; k++) {
        if (!run->din[k]) continue;
        if (plain) {
            run->compute->kernels->multiply(run->din[k], run->dout, run->in[!k], tn__shape_count(&run->out_shape),
                                            run->din_add[k]);
            continue;
        }
        if (!run->din_add[k]) run->compute->kernels->fill(run->din[k], 0, tn__shape_count(&run->in_shape[k]));
        tn__broadcast_each(run, k ? collect_second : collect_first);
    }
}

const tn__layer_kind tn__layer_multiply = {
    .name = "multiply",
    .torch_function = "mul",
    .summary = "product of two, element by element",
    .traits = TN_TRAIT_KEEPS_INPUT,
    .min_inputs = 2,
    .max_inputs = 2,
    .shape = tn__broadcast_shape,
    .forward = forward,
    .backward = backward,
};
