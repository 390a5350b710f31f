#include "layer/linear_after_dropout.h"

#include "layer/dropout_layer.h"
#include "layer/linear.h"
#include "layer/rows.h"

#define UNITS 4096 /* whose bits are drawn at a time, on the stack */

static int64_t columns_of(const tn_shape *shape)
{
    return shape->dim[shape->rank - 1];
}

static int64_t rows_of(const tn__run *run)
{
    return tn__shape_product(&run->out_shape, 0, run->out_shape.rank - 1);
}

/* W x of all rows, kept from the first pass on. */
static size_t saved_bytes(const tn__run *run)
{
    return (size_t)tn__shape_count(&run->out_shape) * sizeof(float);
}

/* What the mask drops of the input. */
static size_t scratch_bytes(const tn__run *run)
{
    return (size_t)tn__shape_count(&run->in_shape[0]) * sizeof(float);
}

/* A batch of several steps holds the same rows for each. */
static int64_t rows_of_a_step(const tn__run *run)
{
    tn__mask_source masks = tn__dropout_layer_masks(run->after_dropout);
    int64_t samples = run->after_dropout->out_shape.dim[0];
    return masks.step_samples > 0 ? rows_of(run) / (samples / masks.step_samples) : rows_of(run);
}

/* to = -scale x where the mask drops and 0 elsewhere, for units [at, at + n) of a sample. */
static void keep_dropped(const tn__run *run, const tn__mask_source *masks, float *to, const float *x, int64_t at, int64_t n)
{
    const tn__kernels *k = run->compute->kernels;
    const tn__dropout *d = run->after_dropout->prepared;
    const tn__drop dropped = {.scale = -d->drop.scale};
    uint32_t bits[UNITS / 32];
    for (int64_t first = 0, here; first < n; first += here) {
        here = n - first < UNITS ? n - first : UNITS;
        k->mask_bits(bits, at + first, here, masks->first_sample, &masks->key, &d->rate);
        for (int64_t w = 0; w < (here + 31) / 32; w++) bits[w] = ~bits[w];
        k->mask_apply(to + first, x + first, bits, 1, here, &dropped);
    }
}

static void prepare_rows(const tn__run *run, int64_t first, int64_t rows, const void *detail)
{
    const tn__dropout *d = run->after_dropout->prepared;
    int64_t in = columns_of(&run->in_shape[0]), out = columns_of(&run->out_shape), step_rows = *(const int64_t *)detail;
    int64_t sample_rows = rows_of(run) / d->samples;
    tn__mask_source batch = tn__dropout_layer_masks(run->after_dropout);
    batch.key.site = d->site;
    for (int64_t r = first; r < first + rows; r++) {
        tn__mask_source masks = tn__masks_from(&batch, r / sample_rows, &(int64_t){1});
        keep_dropped(run, &masks, (float *)run->scratch + r * in, run->in[0] + r * in, r % sample_rows * in, in);
        run->compute->kernels->scale(run->out + r * out, (const float *)run->saved + r % step_rows * out, d->drop.scale, out,
                                     false);
    }
}

static void forward(const tn__run *run)
{
    int64_t step_rows = rows_of_a_step(run);
    if (!run->masks->again) tn__linear_product(run, run->state[TN_LINEAR_WEIGHT], run->saved, run->in[0], step_rows, false);
    tn__for_rows(run, rows_of(run), columns_of(&run->in_shape[0]), prepare_rows, &step_rows);
    tn__linear_product(run, run->state[TN_LINEAR_WEIGHT], run->out, run->scratch, rows_of(run), true);
    tn__linear_finish(run);
}

const tn__layer_kind tn__linear_after_dropout = {
    .name = "linear_after_dropout",
    .state = tn__linear_state,
    .traits = TN_TRAIT_LINEAR_MAP | TN_TRAIT_TAKES_OVER,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .saved_bytes = saved_bytes,
    .scratch_bytes = scratch_bytes,
    .forward = forward,
};
