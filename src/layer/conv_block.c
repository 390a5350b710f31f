#include "layer/conv_block.h"

#include <string.h>

#include "base/mem.h"
#include "layer/conv_layer.h"
#include "layer/dropout_layer.h"
#include "layer/pool_layer.h"

#define MOST_TAPS 128
#define MOST_CHANNELS 1024
#define MOST_PARTS 8
#define AT_ONCE 4 /* planes */

enum { WEIGHT, BIAS };

typedef struct conv_block {
    tn__conv_geometry g;
    tn__planes planes;
    tn__plane_pool pool;        /* 1 x 1 without pooling */
    const tn__dropout *dropout; /* NULL: none that draws */
    bool gaps;                  /* windows leave out the last rows or columns, as 2 x 2 does of 13 x 13 */
    int32_t offset[MOST_TAPS];
    int64_t x_rows; /* of a padded channel */
    int64_t n_parts;
    float *memory; /* [n_parts][part_size]: padded sample, planes, dweight, dbias */
    int64_t part_size, padded_size, planes_size;
} conv_block;

static int64_t aligned(int64_t n)
{
    return (n + TN_PLANE_ALIGN - 1) / TN_PLANE_ALIGN * TN_PLANE_ALIGN;
}

static int64_t taps_of(const tn__conv_geometry *g)
{
    return g->ic * g->kernel_h * g->kernel_w;
}

bool tn__conv_block_fits(const tn__layer *layer, const tn_shape *in, const tn_shape *out)
{
    if (in->rank != 4 || in->batch != 0 || in->dim[0] != 1 || !tn__shape_known(in) || !tn__shape_known(out)) return false;
    tn__conv_geometry g = tn__conv_geometry_of(layer, in, out);
    return g.groups == 1 && g.ic <= 4 && taps_of(&g) <= MOST_TAPS && g.oc <= MOST_CHANNELS && g.stride_h == 1 &&
           g.stride_w == 1 && g.ow >= 12 && g.h < 4096 && g.w < 4096;
}

bool tn__conv_block_takes_pool(const tn__layer *pool, const tn_shape *in, const tn_shape *out)
{
    tn__pool g = tn__pool_geometry(pool, in, out);
    return g.stride_h == g.kernel_h && g.stride_w == g.kernel_w && !g.pad_h && !g.pad_w && g.dilation_h == 1 &&
           g.dilation_w == 1 && g.oh * g.kernel_h <= g.h && g.ow * g.kernel_w <= g.w && g.kernel_h * g.kernel_w <= 256;
}

/* --- planning --- */

static void place_taps(conv_block *b)
{
    const tn__conv_geometry *g = &b->g;
    int64_t t = 0;
    for (int64_t c = 0; c < g->ic; c++)
        for (int64_t kh = 0; kh < g->kernel_h; kh++)
            for (int64_t kw = 0; kw < g->kernel_w; kw++)
                b->offset[t++] = (int32_t)((c * b->x_rows + kh * g->dilation_h) * b->planes.x_stride + kw * g->dilation_w);
    b->planes.taps = t;
    b->planes.offset = b->offset;
}

static void lay_out(conv_block *b, const tn__run *run)
{
    const tn__conv_geometry *g = &b->g;
    b->planes.rows = g->oh;
    b->planes.stride = aligned(g->ow);
    b->planes.plane = g->oh * b->planes.stride;
    b->planes.x_stride = aligned(b->planes.stride + (g->kernel_w - 1) * g->dilation_w);
    b->x_rows = g->oh + (g->kernel_h - 1) * g->dilation_h;
    place_taps(b);
    b->pool = (tn__plane_pool){
        .rows = g->oh, .columns = g->ow, .stride = b->planes.stride, .kernel_h = 1, .kernel_w = 1, .relu = run->then_relu};
    if (!run->then_pool) return;
    tn__pool pool = tn__pool_geometry(run->then_pool->layer, &run->then_pool->in_shape[0], &run->then_pool->out_shape);
    b->pool.rows = pool.oh, b->pool.columns = pool.ow;
    b->pool.kernel_h = pool.kernel_h, b->pool.kernel_w = pool.kernel_w;
    b->gaps = !tn__pool_tiles(&pool);
}

/* Parts of the batch, by its size alone; each adds up gradients of its own. */
static tn_status allocate(conv_block *b, tn_error *err)
{
    const tn__conv_geometry *g = &b->g;
    double work = (double)g->n * (double)g->oc * (double)b->planes.plane * (double)b->planes.taps;
    b->n_parts = work < 1e6 ? 1 : g->n < MOST_PARTS ? g->n : MOST_PARTS;
    b->padded_size = aligned(g->ic * b->x_rows * b->planes.x_stride + b->planes.x_stride);
    b->planes_size = AT_ONCE * b->planes.plane;
    b->part_size = aligned(b->padded_size + b->planes_size + g->oc * (b->planes.taps + 1));
    b->memory = tn__alloc_aligned((size_t)(b->n_parts * b->part_size), sizeof *b->memory); /* zeros: the padding stays so */
    return b->memory ? TN_OK : tn__no_memory(err, (uint64_t)(b->n_parts * b->part_size) * sizeof *b->memory);
}

static void unprepare(tn__run *run)
{
    conv_block *b = run->prepared;
    tn__free(b->memory);
    tn__free(b);
}

static tn_status prepare(tn__run *run, tn_error *err)
{
    conv_block *b = tn__alloc(1, sizeof *b);
    if (!b) return tn__no_memory(err, sizeof *b);
    run->prepared = b;
    b->g = tn__conv_geometry_of(run->layer, &run->in_shape[0], &run->out_shape);
    lay_out(b, run);
    return allocate(b, err);
}

static int64_t out_size(const conv_block *b) /* numbers of one channel of one sample */
{
    return b->pool.rows * b->pool.columns;
}

/* Which number of its window each maximum was, a byte each. */
static size_t saved_bytes(const tn__run *run)
{
    return (size_t)tn__shape_count(run->then_pool ? &run->then_pool->out_shape : &run->out_shape);
}

/* --- one sample --- */

/* A part's own memory. */
typedef struct workspace {
    float *padded, *planes, *dweight, *dbias;
} workspace;

static workspace workspace_of(const conv_block *b, int64_t part)
{
    float *memory = b->memory + part * b->part_size;
    workspace w = {.padded = memory, .planes = memory + b->padded_size};
    w.dweight = w.planes + b->planes_size;
    w.dbias = w.dweight + b->g.oc * b->planes.taps;
    return w;
}

/* Copies the sample between its zeros, of which negative padding (a cut) does not exist. */
static void pad(const conv_block *b, float *to, const float *x)
{
    const tn__conv_geometry *g = &b->g;
    for (int64_t c = 0; c < g->ic; c++)
        for (int64_t r = 0; r < g->h && r + g->pad_h < b->x_rows; r++)
            memcpy(to + (c * b->x_rows + r + g->pad_h) * b->planes.x_stride + g->pad_w, x + (c * g->h + r) * g->w,
                   (size_t)g->w * sizeof *x);
}

/* The channels of a sample that are kept; returns how many. */
static int64_t kept_channels(const conv_block *b, const tn__run *run, int64_t sample, int32_t *kept)
{
    uint32_t bits[MOST_CHANNELS / 32];
    int64_t n = 0;
    if (b->dropout) {
        tn__mask_source masks = tn__masks_from(run->masks, sample, &(int64_t){1});
        masks.key.site = b->dropout->site;
        run->compute->kernels->mask_bits(bits, 0, b->g.oc, masks.first_sample, &masks.key, &b->dropout->rate);
    }
    for (int64_t c = 0; c < b->g.oc; c++)
        if (!b->dropout || bits[c / 32] >> (c % 32) & 1) kept[n++] = (int32_t)c;
    return n;
}

static float scale_of(const conv_block *b)
{
    return b->dropout ? b->dropout->drop.scale : 1;
}

static void forward_sample(const conv_block *b, const tn__run *run, const workspace *w, int64_t sample)
{
    const tn__kernels *k = run->compute->kernels;
    int32_t kept[MOST_CHANNELS];
    int64_t n = kept_channels(b, run, sample, kept), size = out_size(b);
    float *y = run->out + sample * b->g.oc * size;
    uint8_t *place = (uint8_t *)run->saved + (run->saved ? sample * b->g.oc * size : 0);
    if (n < b->g.oc) memset(y, 0, (size_t)(b->g.oc * size) * sizeof *y);
    pad(b, w->padded, run->in[0] + sample * b->g.ic * b->g.h * b->g.w);
    for (int64_t first = 0; first < n; first += AT_ONCE) {
        int here = n - first < AT_ONCE ? (int)(n - first) : AT_ONCE;
        const float *weights[AT_ONCE];
        float bias[AT_ONCE] = {0};
        for (int i = 0; i < here; i++) {
            weights[i] = (const float *)run->state[WEIGHT] + kept[first + i] * b->planes.taps;
            if (run->state[BIAS]) bias[i] = ((const float *)run->state[BIAS])[kept[first + i]];
        }
        k->planes_forward(w->planes, w->padded, weights, bias, here, &b->planes);
        for (int i = 0; i < here; i++)
            k->plane_finish(y + kept[first + i] * size, place + kept[first + i] * size, w->planes + i * b->planes.plane, &b->pool,
                            scale_of(b));
    }
}

static void backward_sample(const conv_block *b, const tn__run *run, const workspace *w, int64_t sample)
{
    const tn__kernels *k = run->compute->kernels;
    int32_t kept[MOST_CHANNELS];
    int64_t n = kept_channels(b, run, sample, kept), size = out_size(b), at = sample * b->g.oc * size;
    pad(b, w->padded, run->in[0] + sample * b->g.ic * b->g.h * b->g.w);
    for (int64_t first = 0; first < n; first += AT_ONCE) {
        int here = n - first < AT_ONCE ? (int)(n - first) : AT_ONCE;
        float *dweights[AT_ONCE];
        for (int i = 0; i < here; i++) {
            int32_t c = kept[first + i];
            dweights[i] = w->dweight + c * b->planes.taps;
            if (b->gaps) memset(w->planes + i * b->planes.plane, 0, (size_t)b->planes.plane * sizeof(float));
            k->plane_spread(w->planes + i * b->planes.plane, &w->dbias[c], run->dout + at + c * size, run->out + at + c * size,
                            (const uint8_t *)run->saved + at + c * size, &b->pool, scale_of(b));
        }
        k->planes_backward(dweights, w->planes, w->padded, here, &b->planes);
    }
}

/* --- the passes --- */

static void find_dropout(const tn__run *run)
{
    conv_block *b = run->prepared;
    const tn__dropout *d = run->then_dropout ? run->then_dropout->prepared : NULL;
    b->dropout = d && d->p > 0 ? d : NULL;
}

static void forward_part(int64_t i, void *argument)
{
    const tn__run *run = argument;
    const conv_block *b = run->prepared;
    workspace w = workspace_of(b, i);
    for (int64_t s = b->g.n * i / b->n_parts; s < b->g.n * (i + 1) / b->n_parts; s++) forward_sample(b, run, &w, s);
}

static void forward(const tn__run *run)
{
    find_dropout(run);
    tn__threads_run(run->compute->threads, ((conv_block *)run->prepared)->n_parts, forward_part, (void *)run);
}

/* Forward left numbers beyond the planes' columns, which must not count. */
static void clear_edges(const conv_block *b, float *planes)
{
    for (int64_t r = 0; b->planes.stride > b->g.ow && r < AT_ONCE * b->planes.rows; r++)
        memset(planes + r * b->planes.stride + b->g.ow, 0, (size_t)(b->planes.stride - b->g.ow) * sizeof *planes);
}

static void backward_part(int64_t i, void *argument)
{
    const tn__run *run = argument;
    const conv_block *b = run->prepared;
    workspace w = workspace_of(b, i);
    memset(w.dweight, 0, (size_t)(b->g.oc * (b->planes.taps + 1)) * sizeof *w.dweight);
    clear_edges(b, w.planes);
    for (int64_t s = b->g.n * i / b->n_parts; s < b->g.n * (i + 1) / b->n_parts; s++) backward_sample(b, run, &w, s);
}

static void backward(const tn__run *run)
{
    const conv_block *b = run->prepared;
    const tn__kernels *k = run->compute->kernels;
    tn__threads_run(run->compute->threads, b->n_parts, backward_part, (void *)run);
    for (int64_t i = 0; i < b->n_parts; i++) {
        workspace w = workspace_of(b, i);
        bool add = run->dstate_add || i > 0;
        k->copy(run->dstate[WEIGHT], w.dweight, b->g.oc * b->planes.taps, add);
        if (run->dstate[BIAS]) k->copy(run->dstate[BIAS], w.dbias, b->g.oc, add);
    }
}

const tn__layer_kind tn__conv_block = {
    .name = "conv_block",
    .state = tn__conv_state,
    .traits = TN_TRAIT_LINEAR_MAP | TN_TRAIT_SPATIAL | TN_TRAIT_KEEPS_INPUT | TN_TRAIT_KEEPS_OUTPUT,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .saved_bytes = saved_bytes,
    .prepare = prepare,
    .unprepare = unprepare,
    .forward = forward,
    .backward = backward,
};
