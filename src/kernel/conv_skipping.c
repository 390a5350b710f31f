/* The way back through a convolution whose gradient is mostly 0: after a 2x2 max pooling, ReLU and dropout at p=.5 a twelfth of
 * it is left. Sums run over what is left (kernel/body/patches.h). Without groups and without gaps along a row of taps. */
#include <string.h>

#include "base/mem.h"
#include "kernel/conv_provider.h"

typedef struct skipping {
    const tn__kernels *kernels;
    tn__conv_geometry g;
    tn__patches patches;
    int64_t rows, columns;      /* of the padded input, as far as patches reach */
    float *x, *dx;              /* one padded sample each; NULL without padding */
    float *dweight;             /* [oc][kh][kw][ic] */
    float *by_channel, *by_tap; /* the weight as [oc][kh][kw][ic] and as [kh][oc][kw][ic] */
} skipping;

static void destroy(void *object)
{
    skipping *s = object;
    tn__free(s->x);
    tn__free(s->dx);
    tn__free(s->dweight);
    tn__free(s->by_channel);
    tn__free(s->by_tap);
    tn__free(s);
}

static bool fits(const tn__conv_geometry *g)
{
    return g->training && g->groups == 1 && (g->dilation_w == 1 || g->kernel_w == 1) && g->oc >= 8 && g->oc <= 8192 &&
           g->ic * g->kernel_w * g->kernel_h >= 32;
}

static bool allocate(skipping *s)
{
    const tn__conv_geometry *g = &s->g;
    size_t weights = (size_t)(g->oc * s->patches.taps * s->patches.run), padded = (size_t)(s->rows * s->columns * g->ic);
    bool pads = g->pad_h > 0 || g->pad_w > 0;
    s->dweight = tn__alloc_aligned(weights, sizeof *s->dweight);
    s->by_channel = tn__alloc_aligned(weights, sizeof *s->by_channel);
    s->by_tap = tn__alloc_aligned(weights, sizeof *s->by_tap);
    if (pads) s->x = tn__alloc_aligned(padded, sizeof *s->x);
    if (pads && g->want_dx) s->dx = tn__alloc_aligned(padded, sizeof *s->dx);
    return s->dweight && s->by_channel && s->by_tap && (!pads || (s->x && (!g->want_dx || s->dx)));
}

static tn_status create(void **out, tn__compute *compute, const tn__conv_geometry *g, tn_error *err)
{
    *out = NULL;
    if (!fits(g)) return TN_OK;
    skipping *s = tn__alloc(1, sizeof *s);
    if (!s) return tn__no_memory(err, sizeof *s);
    bool pads = g->pad_h > 0 || g->pad_w > 0;
    s->kernels = compute->kernels;
    s->g = *g;
    s->rows = pads ? (g->oh - 1) * g->stride_h + (g->kernel_h - 1) * g->dilation_h + 1 : g->h;
    s->columns = pads ? (g->ow - 1) * g->stride_w + (g->kernel_w - 1) * g->dilation_w + 1 : g->w;
    int64_t row = s->columns * g->ic;
    s->patches = (tn__patches){.rows = g->oh,
                               .columns = g->ow,
                               .channels = g->oc,
                               .row_step = g->stride_h * row,
                               .column_step = g->stride_w * g->ic,
                               .tap_step = g->dilation_h * row,
                               .taps = g->kernel_h,
                               .run = g->kernel_w * g->ic};
    *out = s;
    if (allocate(s)) return TN_OK;
    *out = NULL;
    destroy(s);
    return tn__no_memory(err, (uint64_t)(s->rows * row) * sizeof(float));
}

/* Rows of a sample within the padded one: as many numbers of each as it has, from the first that is not padding. */
typedef struct inside {
    int64_t rows, numbers, first;
} inside;

static inside inside_of(const skipping *s)
{
    const tn__conv_geometry *g = &s->g;
    int64_t rows = s->rows - g->pad_h, columns = s->columns - g->pad_w;
    return (inside){rows < g->h ? rows : g->h, (columns < g->w ? columns : g->w) * g->ic,
                    (g->pad_h * s->columns + g->pad_w) * g->ic};
}

static const float *padded(const skipping *s, const float *x)
{
    if (!s->x) return x;
    inside in = inside_of(s);
    for (int64_t r = 0; r < in.rows; r++)
        memcpy(s->x + in.first + r * s->columns * s->g.ic, x + r * s->g.w * s->g.ic, (size_t)in.numbers * sizeof *x);
    return s->x;
}

static void sample_dx(const skipping *s, float *dx, const float *dy)
{
    float *to = s->dx ? s->dx : dx;
    if (s->dx) s->kernels->fill(s->dx, 0, s->rows * s->columns * s->g.ic);
    s->kernels->patches_dx(to, dy, s->by_tap, &s->patches);
    if (!s->dx) return;
    inside in = inside_of(s);
    for (int64_t r = 0; r < in.rows; r++)
        s->kernels->copy(dx + r * s->g.w * s->g.ic, s->dx + in.first + r * s->columns * s->g.ic, in.numbers, true);
}

/* PyTorch's [oc][ic][kh][kw] as [kh][oc][kw][ic]. */
static void arrange_weight(const skipping *s, const float *weight)
{
    const tn__patches *p = &s->patches;
    s->kernels->transpose(s->by_channel, weight, s->g.oc, s->g.ic, s->g.kernel_h * s->g.kernel_w, false);
    for (int64_t tap = 0; tap < p->taps; tap++)
        for (int64_t o = 0; o < p->channels; o++)
            memcpy(s->by_tap + (tap * p->channels + o) * p->run, s->by_channel + (o * p->taps + tap) * p->run,
                   (size_t)p->run * sizeof *weight);
}

static void backward(void *object, float *dx, bool dx_add, float *dweight, float *dbias, const float *dy, const float *x,
                     const float *weight)
{
    skipping *s = object;
    const tn__conv_geometry *g = &s->g;
    const tn__kernels *k = s->kernels;
    int64_t in = g->h * g->w * g->ic, out = g->oh * g->ow * g->oc, weights = g->oc * s->patches.taps * s->patches.run;
    if (dbias) k->column_sums(dbias, dy, g->n * g->oh * g->ow, g->oc, false);
    if (dx && !dx_add) k->fill(dx, 0, g->n * in);
    if (dx) arrange_weight(s, weight);
    k->fill(s->dweight, 0, weights);
    for (int64_t n = 0; n < g->n; n++) {
        k->patches_dweight(s->dweight, dy + n * out, padded(s, x + n * in), &s->patches);
        if (dx) sample_dx(s, dx + n * in, dy + n * out);
    }
    k->transpose(dweight, s->dweight, g->oc, g->kernel_h * g->kernel_w, g->ic, false);
}

const tn__conv_provider tn__conv_skipping = {.name = "skipping", .create = create, .destroy = destroy, .backward = backward};
