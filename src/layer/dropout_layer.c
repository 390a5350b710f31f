#include "layer/dropout_layer.h"

#include <math.h>

#include "base/mem.h"
#include "layer/rows.h"

/* Dropout1d reads two dimensions as one sample, Dropout3d all that are not five; Dropout2d reads
 * three as (N, C, L) and two as (N, C) (torch/nn/functional.py 2.13, dropout1d, dropout2d,
 * dropout3d). */
static bool is_unbatched(const tn__dropout_kind *kind, int rank)
{
    return (kind == &tn__dropout_dropout1d && rank == 2) || (kind == &tn__dropout_dropout3d && rank != 5);
}

/* PyTorch only warns of unusual ranks, but for Dropout1d and where no channels can be found. */
tn_status tn__dropout_layer_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    const tn__dropout_kind *kind = layer->kind->dropout;
    (void)n_in;
    if (kind == &tn__dropout_dropout1d && in->rank != 2 && in->rank != 3) {
        tn_status status = tn__fail(err, TN_BAD_SHAPE, "dropout1d: Expected 2D or 3D input, but received a %dD input", in->rank);
        if (in->rank == 4) tn__help(err, "use nn.Dropout2d for images of shape (N, C, H, W)");
        return status;
    }
    if (kind->unit == TN_UNIT_CHANNEL && in->rank + is_unbatched(kind, in->rank) < 2)
        return tn__fail(err, TN_BAD_SHAPE, "Feature dropout requires at least 2 dimensions in the input");
    *out = in[0];
    return TN_OK;
}

static double alpha_of(const tn__layer *layer)
{
    bool given = layer->kind->dropout->takes_alpha && tn__arg(layer, "alpha")->type == TN_VALUE_FLOAT;
    return given ? tn__arg_float(layer, "alpha") : NAN;
}

bool tn__dropout_layer_drops_numbers(const tn__layer *layer)
{
    const tn__dropout_kind *kind = layer->kind->dropout;
    return layer->kind->traits & TN_TRAIT_DROPOUT && kind->unit == TN_UNIT_ELEMENT && !kind->gaussian;
}

bool tn__dropout_layer_drops_to_zero(const tn__layer *layer)
{
    tn__drop drop = layer->kind->dropout->affine(1 - tn__arg_float(layer, "p"), alpha_of(layer));
    return drop.dropped == 0 && drop.shift == 0;
}

static tn__dropout describe(const tn__run *run)
{
    const tn_shape *s = &run->out_shape;
    const tn__dropout_kind *kind = run->layer->kind->dropout;
    bool unbatched = is_unbatched(kind, s->rank);
    int channel = unbatched ? 0 : 1;
    tn__dropout d = {.kind = kind,
                     .p = tn__arg_float(run->layer, "p"),
                     .alpha = alpha_of(run->layer),
                     .site = run->site,
                     .paper_scaling = run->paper_scaling,
                     .origin = run->masks ? run->masks->origin : TN_MASKS_PHILOX,
                     .samples = unbatched || s->rank == 0 ? 1 : s->dim[0],
                     .channels = 1,
                     .channels_last = run->channels_last && s->rank == 4 && !unbatched};
    if (s->rank > channel) {
        d.channels = s->dim[channel];
        d.spatial = tn__shape_product(s, channel + 1, s->rank);
    } else {
        d.spatial = 1;
    }
    tn__dropout_prepare(&d);
    return d;
}

static int64_t sample_size(const tn__dropout *d)
{
    return d->channels * d->spatial;
}

/* Philox masks of different samples have nothing to do with each other; PyTorch's are one sequence
 * of draws. */
static int64_t samples_per_task(const tn__dropout *d)
{
    return d->origin == TN_MASKS_PHILOX ? tn__rows_per_task(sample_size(d)) : d->samples;
}

/* Each task has its own. */
static size_t scratch_of_task(const tn__dropout *d)
{
    return (tn__dropout_scratch_bytes(d) + 63) / 64 * 64;
}

size_t tn__dropout_layer_saved(const tn__run *run)
{
    tn__dropout d = describe(run);
    return run->for_training ? tn__dropout_saved_bytes(&d) : 0;
}

size_t tn__dropout_layer_scratch(const tn__run *run)
{
    tn__dropout d = describe(run);
    int64_t per_task = samples_per_task(&d);
    return per_task > 0 ? (size_t)((d.samples + per_task - 1) / per_task) * scratch_of_task(&d) : 0;
}

tn_status tn__dropout_layer_prepare(tn__run *run, tn_error *err)
{
    tn__dropout *d = tn__alloc(1, sizeof *d);
    if (!d) return tn__no_memory(err, sizeof *d);
    *d = describe(run);
    run->prepared = d;
    return TN_OK;
}

void tn__dropout_layer_unprepare(tn__run *run)
{
    tn__free(run->prepared);
}

typedef struct pass {
    const tn__run *run;
    const tn__dropout *d;
    int64_t per_task;
    bool backward;
} pass;

tn__mask_source tn__dropout_layer_masks(const tn__run *run)
{
    tn__mask_source masks = run->masks ? *run->masks : (tn__mask_source){0};
    int64_t fold = run->fold ? run->fold : 1;
    masks.first_sample *= (uint64_t)fold;
    masks.step_samples *= fold;
    return masks;
}

/* n samples from `first` on, all of one step. */
static void run_samples(const pass *p, const tn__mask_source *masks, int64_t first, int64_t n, void *scratch)
{
    const tn__run *run = p->run;
    tn__dropout d = *p->d;
    int64_t at = first * sample_size(&d);
    d.whole = d.samples * sample_size(&d);
    d.samples = first;
    char *saved = run->saved ? (char *)run->saved + tn__dropout_saved_bytes(&d) : NULL;
    d.samples = n;
    if (p->backward)
        tn__dropout_backward(&d, run->compute->kernels, masks, run->training, run->din[0] + at, run->dout + at, run->din_add[0],
                             saved, scratch);
    else
        tn__dropout_forward(&d, run->compute->kernels, masks, run->training, run->out + at, run->in[0] + at, saved, scratch);
}

static void run_task(int64_t i, void *argument)
{
    const pass *p = argument;
    tn__mask_source batch = tn__dropout_layer_masks(p->run);
    void *scratch = (char *)p->run->scratch + (size_t)i * scratch_of_task(p->d);
    int64_t first = i * p->per_task, end = first + p->per_task < p->d->samples ? first + p->per_task : p->d->samples;
    for (int64_t n; first < end; first += n) {
        n = end - first;
        tn__mask_source masks = tn__masks_from(&batch, first, &n);
        run_samples(p, &masks, first, n, scratch);
    }
}

static void run_tasks(const tn__run *run, bool backward)
{
    pass p = {.run = run, .d = run->prepared, .backward = backward};
    p.per_task = samples_per_task(p.d);
    if (p.per_task > 0) tn__threads_run(run->compute->threads, (p.d->samples + p.per_task - 1) / p.per_task, run_task, &p);
}

void tn__dropout_layer_forward(const tn__run *run)
{
    run_tasks(run, false);
}

void tn__dropout_layer_backward(const tn__run *run)
{
    if (run->din[0]) run_tasks(run, true);
}
