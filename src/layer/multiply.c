/* x * y element by element, or x * number, torch.mul. */
#include "layer/broadcast.h"
#include "layer/rows.h"

static const tn__param params[] = {TN_OTHER_PARAM, {0}};

static void forward_one(const tn__run *run, int64_t out, const int64_t in[2])
{
    run->out[out] = run->in[0][in[0]] * run->in[1][in[1]];
}

static void forward_piece(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    (void)detail;
    run->compute->kernels->multiply(run->out + first, run->in[0] + first, run->in[1] + first, n, false);
}

static void scale_piece(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    (void)detail;
    run->compute->kernels->scale(run->out + first, run->in[0] + first, (float)tn__arg_float(run->layer, "other"), n, false);
}

static void forward(const tn__run *run)
{
    if (run->n_in == 1)
        tn__for_rows(run, tn__shape_count(&run->out_shape), 1, scale_piece, NULL);
    else if (tn__broadcast_is_whole(run, 0) && tn__broadcast_is_whole(run, 1))
        tn__for_rows(run, tn__shape_count(&run->out_shape), 1, forward_piece, NULL);
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

/* detail: which input. */
static void backward_piece(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    int k = *(const int *)detail;
    run->compute->kernels->multiply(run->din[k] + first, run->dout + first, run->in[!k] + first, n, run->din_add[k]);
}

static void scale_back_piece(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    (void)detail;
    const float other = (float)tn__arg_float(run->layer, "other");
    run->compute->kernels->scale(run->din[0] + first, run->dout + first, other, n, run->din_add[0]);
}

static void backward(const tn__run *run)
{
    if (run->n_in == 1) {
        if (run->din[0]) tn__for_rows(run, tn__shape_count(&run->out_shape), 1, scale_back_piece, NULL);
        return;
    }
    bool plain = tn__broadcast_is_whole(run, 0) && tn__broadcast_is_whole(run, 1);
    for (int k = 0; k < 2; k++) {
        if (!run->din[k]) continue;
        if (plain) {
            tn__for_rows(run, tn__shape_count(&run->out_shape), 1, backward_piece, &k);
            continue;
        }
        if (!run->din_add[k]) run->compute->kernels->fill(run->din[k], 0, tn__shape_count(&run->in_shape[k]));
        tn__broadcast_each(run, k ? collect_second : collect_first);
    }
}

const tn__layer_kind tn__layer_multiply = {
    .name = "multiply",
    .torch_function = "mul",
    .summary = "product of two, element by element, or with a number",
    .params = params,
    .traits = TN_TRAIT_KEEPS_INPUT,
    .min_inputs = 1,
    .max_inputs = 2,
    .shape = tn__broadcast_shape,
    .forward = forward,
    .backward = backward,
};
