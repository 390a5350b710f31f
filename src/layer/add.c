/* x + alpha * y, or x + number, torch.add. */
#include "layer/broadcast.h"
#include "layer/rows.h"

static const tn__param params[] = {
    TN_OTHER_PARAM, {.name = "alpha", .type = TN_PARAM_FLOAT, .fallback = {.type = TN_VALUE_FLOAT, .number = 1}}, {0}};

/* Not by its name: once a number. */
static float alpha_of(const tn__run *run)
{
    return (float)run->layer->args[1].number;
}

static void forward_one(const tn__run *run, int64_t out, const int64_t in[2])
{
    run->out[out] = run->in[0][in[0]] + alpha_of(run) * run->in[1][in[1]];
}

static void forward_piece(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    const tn__kernels *k = run->compute->kernels;
    (void)detail;
    if (alpha_of(run) == 1) {
        k->add(run->out + first, run->in[0] + first, run->in[1] + first, n);
    } else {
        k->copy(run->out + first, run->in[0] + first, n, false);
        k->scale(run->out + first, run->in[1] + first, alpha_of(run), n, true);
    }
}

static void shift_piece(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    (void)detail;
    const float other = (float)tn__arg_float(run->layer, "other");
    for (int64_t i = first; i < first + n; i++) run->out[i] = run->in[0][i] + other;
}

static void forward(const tn__run *run)
{
    if (run->n_in == 1)
        tn__for_rows(run, tn__shape_count(&run->out_shape), 1, shift_piece, NULL);
    else if (tn__broadcast_is_whole(run, 0) && tn__broadcast_is_whole(run, 1))
        tn__for_rows(run, tn__shape_count(&run->out_shape), 1, forward_piece, NULL);
    else
        tn__broadcast_each(run, forward_one);
}

static void collect_first(const tn__run *run, int64_t out, const int64_t in[2])
{
    run->din[0][in[0]] += run->dout[out];
}

static void collect_second(const tn__run *run, int64_t out, const int64_t in[2])
{
    run->din[1][in[1]] += alpha_of(run) * run->dout[out];
}

/* detail: which input. */
static void backward_piece(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    int k = *(const int *)detail;
    run->compute->kernels->scale(run->din[k] + first, run->dout + first, k ? alpha_of(run) : 1, n, run->din_add[k]);
}

static void backward(const tn__run *run)
{
    for (int k = 0; k < run->n_in; k++) {
        if (!run->din[k]) continue;
        if (tn__broadcast_is_whole(run, k)) {
            tn__for_rows(run, tn__shape_count(&run->out_shape), 1, backward_piece, &k);
            continue;
        }
        if (!run->din_add[k]) run->compute->kernels->fill(run->din[k], 0, tn__shape_count(&run->in_shape[k]));
        tn__broadcast_each(run, k ? collect_second : collect_first);
    }
}

const tn__layer_kind tn__layer_add = {
    .name = "add",
    .torch_function = "add",
    .summary = "sum of two, or with a number",
    .params = params,
    .min_inputs = 1,
    .max_inputs = 2,
    .shape = tn__broadcast_shape,
    .forward = forward,
    .backward = backward,
};
