/* Convolution of the channels that a channel dropout before or behind it has left: what is dropped is neither read nor computed.
 *
 *   x  [h][w][ic]   -> live channels, padded   [..][..][live in]   \
 *   weight          -> live rows and columns   [kh][kw][live in][live out]  >  products (kernel/body/live.h)
 *   dy [oh][ow][oc] -> live channels, padded   [..][..][live out]  /           -> spread over y, dx and dweight
 *
 * Each sample has live channels of its own. Stride and dilation are 1, and there are no groups. */
#include <string.h>

#include "base/mem.h"
#include "kernel/conv_provider.h"

#define SLACK 16 /* numbers that gathering may write beyond the last */

/* A sample's image of some channels, between zeros. */
typedef struct image {
    int64_t rows, columns, channels, top, left, padded_rows, padded_columns;
    float *memory;
} image;

/* The live channels of one side. */
typedef struct side {
    int64_t channels, n;
    const uint32_t *bits; /* of this sample */
    const uint32_t *all;  /* of the batch's samples; NULL: every channel is live */
    uint32_t *every;      /* as many bits, all set */
    int32_t *index;       /* [n] */
} side;

typedef struct live_conv {
    const tn__kernels *kernels;
    tn__conv_geometry g;
    int64_t taps;
    side in, out;
    image x, dy;
    float *weight, *turned; /* [tap][ic][oc]; and for dx [the other end's tap][oc][ic] */
    float *some;            /* of one of them, live rows and columns */
    float *row;             /* of y or dx, live channels */
    float *dsome, *dweight; /* [tap][live in][live out], and the whole */
    int32_t *weight_rows;   /* live ones of `weight` or `turned` */
} live_conv;

/* --- life --- */

static void destroy(void *object)
{
    live_conv *o = object;
    void *const memory[] = {o->in.every, o->in.index, o->out.every, o->out.index, o->x.memory, o->dy.memory,  o->weight,
                            o->turned,   o->some,     o->row,       o->dsome,     o->dweight,  o->weight_rows};
    for (size_t i = 0; i < sizeof memory / sizeof *memory; i++) tn__free(memory[i]);
    tn__free(o);
}

static int64_t whole_vectors(int64_t n)
{
    return (n + 15) / 16 * 16;
}

static bool fits(const tn__conv_geometry *g)
{
    int64_t down = g->oh + g->kernel_h - 1 - g->h - g->pad_h, right = g->ow + g->kernel_w - 1 - g->w - g->pad_w;
    return g->groups == 1 && g->stride_h == 1 && g->stride_w == 1 && g->dilation_h == 1 && g->dilation_w == 1 && g->training &&
           g->pad_h < g->kernel_h && g->pad_w < g->kernel_w && down >= 0 && right >= 0 && down < g->kernel_h &&
           right < g->kernel_w;
}

#define LIVE_MOST .85 /* of oneDNN's time: where this way begins */

/* Of n channels the share that is computed where `kept` are left: whole vectors, half of one too much on average. */
static double computed(double kept, int64_t n)
{
    double share = kept + 8 / (double)n;
    return kept < 1 && share < 1 ? share : 1;
}

#define CACHED 400000 /* weights that stay in the second cache */

/* Measured (docs/internals/plan.md). Sums run over the live channels of one side and are made for whole vectors of the other's;
 * each sample gathers weights of its own, which few pixels do not repay. */
double tn__conv_live_cost(const tn__conv_geometry *g)
{
    double in = g->keep_in > 0 ? g->keep_in : 1, out = g->keep_out > 0 ? g->keep_out : 1;
    double products = (2 * in * computed(out, g->oc) + out * computed(in, g->ic)) / 3; /* y and dweight; dx */
    double gathering = (g->ic * g->oc * g->kernel_h * g->kernel_w > CACHED ? 60 : 20) / (double)(g->oh * g->ow);
    return .05 + (1.2 + gathering) * products;
}

static bool allocate_side(side *s, int64_t channels)
{
    s->channels = channels;
    s->every = tn__alloc((size_t)(channels + 31) / 32, sizeof *s->every);
    s->index = tn__alloc((size_t)channels, sizeof *s->index);
    for (int64_t c = 0; s->every && c < channels; c++) s->every[c / 32] |= (uint32_t)1 << c % 32;
    return s->every && s->index;
}

static bool allocate_image(image *i)
{
    i->memory = tn__alloc_aligned((size_t)(i->padded_rows * i->padded_columns * i->channels + 2 * SLACK), sizeof *i->memory);
    return i->memory != NULL;
}

static bool allocate(live_conv *o)
{
    const tn__conv_geometry *g = &o->g;
    int64_t down = g->kernel_h - 1, right = g->kernel_w - 1, most = g->ic > g->oc ? g->ic : g->oc;
    size_t in = (size_t)whole_vectors(g->ic), out = (size_t)whole_vectors(g->oc), one = in * out * (size_t)o->taps + 2 * SLACK;
    o->x = (image){g->h, g->w, g->ic, g->pad_h, g->pad_w, g->oh + down, g->ow + right, NULL};
    o->dy = (image){g->oh, g->ow, g->oc, down - g->pad_h, right - g->pad_w, g->h + down, g->w + right, NULL};
    o->weight = tn__alloc_aligned(one, sizeof *o->weight);
    o->turned = tn__alloc_aligned(one, sizeof *o->turned);
    o->some = tn__alloc_aligned(one, sizeof *o->some);
    o->dsome = tn__alloc_aligned(one, sizeof *o->dsome);
    o->dweight = tn__alloc_aligned(one, sizeof *o->dweight);
    o->row = tn__alloc_aligned((size_t)((g->w > g->ow ? g->w : g->ow) * whole_vectors(most)), sizeof *o->row);
    o->weight_rows = tn__alloc((size_t)(o->taps * most), sizeof *o->weight_rows);
    return allocate_side(&o->in, g->ic) && allocate_side(&o->out, g->oc) && allocate_image(&o->x) && allocate_image(&o->dy) &&
           o->weight && o->turned && o->some && o->dsome && o->dweight && o->row && o->weight_rows;
}

static tn_status create(void **out, tn__compute *compute, const tn__conv_geometry *g, tn_error *err)
{
    *out = NULL;
    if (!fits(g) || tn__conv_live_cost(g) > LIVE_MOST) return TN_OK;
    live_conv *o = tn__alloc(1, sizeof *o);
    if (!o) return tn__no_memory(err, sizeof *o);
    o->kernels = compute->kernels;
    o->g = *g;
    o->taps = g->kernel_h * g->kernel_w;
    *out = o;
    if (allocate(o)) return TN_OK;
    *out = NULL;
    destroy(o);
    return tn__no_memory(err, (uint64_t)(g->kernel_h * g->kernel_w * g->ic * g->oc) * sizeof(float));
}

static void set_live(void *object, const uint32_t *in, const uint32_t *out)
{
    live_conv *o = object;
    o->in.all = in, o->out.all = out;
}

/* --- one sample --- */

static void look_at(side *s, int64_t sample)
{
    s->bits = s->all ? s->all + sample * ((s->channels + 31) / 32) : s->every;
    s->n = 0;
    for (int64_t c = 0; c < s->channels; c++)
        if (s->bits[c / 32] >> (c % 32) & 1) s->index[s->n++] = (int32_t)c;
}

/* Row after row, since gathering may write into the zeros and the row that come next. */
static void load_image(const live_conv *o, const image *i, const side *s, const float *from)
{
    const tn__kernels *k = o->kernels;
    int64_t row = i->padded_columns * s->n, left = i->left * s->n, inside = i->columns * s->n;
    float *to = i->memory;
    k->fill(to, 0, i->top * row);
    to += i->top * row;
    for (int64_t r = 0; r < i->rows; r++, to += row) {
        k->fill(to, 0, left);
        k->gather_columns(to + left, s->n, from + r * i->columns * i->channels, i->channels, s->bits, NULL, i->columns);
        k->fill(to + left + inside, 0, row - left - inside);
    }
    k->fill(to, 0, (i->padded_rows - i->top - i->rows) * row);
}

/* Of the taps' rows `from` those of live channels, with the columns of the live ones of the other side, whole vectors apart. */
static void load_weight(const live_conv *o, const float *from, const side *rows, const side *columns)
{
    int64_t n = 0;
    for (int64_t tap = 0; tap < o->taps; tap++)
        for (int64_t i = 0; i < rows->n; i++) o->weight_rows[n++] = (int32_t)(tap * rows->channels + rows->index[i]);
    o->kernels->gather_columns(o->some, whole_vectors(columns->n), from, columns->channels, columns->bits, o->weight_rows, n);
}

/* Each row of `to` is the sum of `from`'s patches times the weights that are loaded. */
static void convolve(const live_conv *o, float *to, int64_t rows, int64_t columns, const image *from, int64_t n_from,
                     const side *s, const float *bias, bool add)
{
    int64_t step = from->padded_columns * n_from, width = whole_vectors(s->n), inner = o->g.kernel_w * n_from;
    for (int64_t r = 0; r < rows; r++, to += columns * s->channels) {
        o->kernels->live_product(&(tn__live_product){.m = columns,
                                                     .n = s->n,
                                                     .outer = o->g.kernel_h,
                                                     .inner = inner,
                                                     .a = from->memory + r * step,
                                                     .a_row = n_from,
                                                     .a_outer = step,
                                                     .a_inner = 1,
                                                     .b = o->some,
                                                     .b_outer = inner * width,
                                                     .b_inner = width,
                                                     .c = o->row,
                                                     .c_row = width});
        if (bias) o->kernels->row_add(o->row, bias, columns, width);
        o->kernels->spread_columns(to, o->row, width, s->channels, s->bits, NULL, columns, add);
    }
}

static void add_dweight(const live_conv *o)
{
    const tn__conv_geometry *g = &o->g;
    int64_t in = o->in.n, out = o->out.n, width = whole_vectors(out), row = g->kernel_w * in, n = 0;
    for (int64_t kh = 0; kh < g->kernel_h; kh++)
        o->kernels->live_product(&(tn__live_product){.m = row,
                                                     .n = out,
                                                     .outer = g->oh,
                                                     .inner = g->ow,
                                                     .a = o->x.memory + kh * o->x.padded_columns * in,
                                                     .a_row = 1,
                                                     .a_outer = o->x.padded_columns * in,
                                                     .a_inner = in,
                                                     .b = o->dy.memory + (o->dy.top * o->dy.padded_columns + o->dy.left) * out,
                                                     .b_outer = o->dy.padded_columns * out,
                                                     .b_inner = out,
                                                     .c = o->dsome + kh * row * width,
                                                     .c_row = width});
    for (int64_t tap = 0; tap < o->taps; tap++)
        for (int64_t i = 0; i < in; i++) o->weight_rows[n++] = (int32_t)(tap * g->ic + o->in.index[i]);
    o->kernels->spread_columns(o->dweight, o->dsome, width, g->oc, o->out.bits, o->weight_rows, n, true);
}

/* --- the passes --- */

/* PyTorch's [oc][ic][tap] as [tap][ic][oc], and turned over as [the other end's tap][oc][ic]. */
static void arrange_weight(const live_conv *o, const float *weight)
{
    const tn__conv_geometry *g = &o->g;
    float *by_out = o->some; /* [oc][tap][ic] */
    o->kernels->transpose(by_out, weight, g->oc, g->ic, o->taps, false);
    o->kernels->transpose(o->weight, by_out, 1, g->oc, o->taps * g->ic, false);
    for (int64_t tap = 0; tap < o->taps; tap++)
        for (int64_t c = 0; c < g->oc; c++)
            memcpy(o->turned + ((o->taps - 1 - tap) * g->oc + c) * g->ic, by_out + (c * o->taps + tap) * g->ic,
                   (size_t)g->ic * sizeof *weight);
}

static void forward(void *object, float *y, const float *x, const float *weight, const float *bias)
{
    live_conv *o = object;
    const tn__conv_geometry *g = &o->g;
    float *live_bias = o->dsome; /* free on the way forward */
    arrange_weight(o, weight);
    for (int64_t n = 0; n < g->n; n++) {
        look_at(&o->in, n), look_at(&o->out, n);
        load_image(o, &o->x, &o->in, x + n * g->h * g->w * g->ic);
        load_weight(o, o->weight, &o->in, &o->out);
        if (bias) o->kernels->gather_columns(live_bias, g->oc, bias, g->oc, o->out.bits, NULL, 1);
        convolve(o, y + n * g->oh * g->ow * g->oc, g->oh, g->ow, &o->x, o->in.n, &o->out, bias ? live_bias : NULL, false);
    }
}

static void backward(void *object, float *dx, bool dx_add, float *dweight, float *dbias, const float *dy, const float *x,
                     const float *weight)
{
    live_conv *o = object;
    const tn__conv_geometry *g = &o->g;
    const tn__kernels *k = o->kernels;
    int64_t pixels = g->oh * g->ow;
    if (dbias) k->column_sums(dbias, dy, g->n * pixels, g->oc, false);
    if (dx) arrange_weight(o, weight);
    k->fill(o->dweight, 0, o->taps * g->ic * g->oc);
    for (int64_t n = 0; n < g->n; n++) {
        look_at(&o->in, n), look_at(&o->out, n);
        load_image(o, &o->x, &o->in, x + n * g->h * g->w * g->ic);
        load_image(o, &o->dy, &o->out, dy + n * pixels * g->oc);
        add_dweight(o);
        if (!dx) continue;
        load_weight(o, o->turned, &o->out, &o->in);
        convolve(o, dx + n * g->h * g->w * g->ic, g->h, g->w, &o->dy, o->out.n, &o->in, NULL, dx_add);
    }
    k->transpose(o->some, o->dweight, 1, o->taps * g->ic, g->oc, false);
    k->transpose(dweight, o->some, g->oc, o->taps, g->ic, false);
}

const tn__conv_provider tn__conv_live = {
    .name = "live", .create = create, .destroy = destroy, .set_live = set_live, .forward = forward, .backward = backward};
