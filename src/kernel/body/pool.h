/* Pooling on [n][h][w][c]: for each output position a loop over its window, innermost over channels. */

/* The arrays of one pass; those that it lacks are NULL. */
typedef struct pooling {
    const tn__pool *g;
    const float *from;     /* x forward, dy backward */
    float *to;             /* y forward, dx backward */
    int32_t *argmax;       /* written by max pooling forward */
    const int32_t *chosen; /* read by it backward */
} pooling;

/* One output position: `in` and `out` are the offsets of its sample and of its own first channel; its window's top left
 * corner, (h, w), may lie outside. */
typedef struct window {
    int64_t in, out, h, w;
} window;

__attribute__((always_inline)) static inline void each_window(const pooling *p, void (*visit)(const pooling *, window))
{
    const tn__pool *g = p->g;
    window at = {0};
    for (int64_t n = 0; n < g->n; n++, at.in += g->h * g->w * g->c)
        for (int64_t oh = 0; oh < g->oh; oh++)
            for (int64_t ow = 0; ow < g->ow; ow++, at.out += g->c) {
                at.h = oh * g->stride_h - g->pad_h;
                at.w = ow * g->stride_w - g->pad_w;
                visit(p, at);
            }
}

static inline bool inside(const tn__pool *g, int64_t h, int64_t w)
{
    return h >= 0 && h < g->h && w >= 0 && w < g->w;
}

/* --- maxima: as PyTorch, the first of equals, and a NaN wins --- */

static inline void take_larger(float *y, const float *x, int64_t n)
{
    for (int64_t c = 0; c < n; c++) y[c] = x[c] > y[c] || x[c] != x[c] ? x[c] : y[c];
}

static inline void take_larger_and_place(float *y, int32_t *place, const float *x, int32_t here, int64_t n)
{
    for (int64_t c = 0; c < n; c++) {
        bool better = x[c] > y[c] || x[c] != x[c] || place[c] < 0;
        y[c] = better ? x[c] : y[c];
        place[c] = better ? here : place[c];
    }
}

static inline void window_maximum(const pooling *p, window at)
{
    const tn__pool *g = p->g;
    float *y = p->to + at.out;
    int32_t *place = p->argmax ? p->argmax + at.out : NULL;
    for (int64_t c = 0; c < g->c; c++) y[c] = -INFINITY;
    for (int64_t c = 0; place && c < g->c; c++) place[c] = -1;
    for (int64_t kh = 0; kh < g->kernel_h; kh++)
        for (int64_t kw = 0; kw < g->kernel_w; kw++) {
            int64_t h = at.h + kh * g->dilation_h, w = at.w + kw * g->dilation_w;
            if (!inside(g, h, w)) continue;
            const float *x = p->from + at.in + (h * g->w + w) * g->c;
            if (place)
                take_larger_and_place(y, place, x, (int32_t)(h * g->w + w), g->c);
            else
                take_larger(y, x, g->c);
        }
}

/* A whole window: the first position needs no comparison. */
static inline void whole_window_maximum(const pooling *p, window at)
{
    const tn__pool *g = p->g;
    const float *x = p->from + at.in + (at.h * g->w + at.w) * g->c;
    float *y = p->to + at.out;
    int32_t *place = p->argmax + at.out, first = (int32_t)(at.h * g->w + at.w);
    for (int64_t c = 0; c < g->c; c++) y[c] = x[c], place[c] = first;
    for (int32_t k = 1; k < (int32_t)(g->kernel_h * g->kernel_w); k++) {
        int32_t offset = k / (int32_t)g->kernel_w * (int32_t)g->w + k % (int32_t)g->kernel_w;
        const float *other = x + offset * g->c;
        for (int64_t c = 0; c < g->c; c++) {
            bool better = other[c] > y[c] || other[c] != other[c];
            y[c] = better ? other[c] : y[c];
            place[c] = better ? first + offset : place[c];
        }
    }
}

static void max_pool(float *y, int32_t *argmax, const float *x, const tn__pool *g)
{
    if (argmax && tn__pool_tiles(g))
        each_window(&(pooling){.g = g, .from = x, .to = y, .argmax = argmax}, whole_window_maximum);
    else
        each_window(&(pooling){.g = g, .from = x, .to = y, .argmax = argmax}, window_maximum);
}

static inline void return_to_maximum(const pooling *p, window at)
{
    const int32_t *place = p->chosen + at.out;
    const float *dy = p->from + at.out;
    float *dx = p->to + at.in;
    for (int64_t c = 0; c < p->g->c; c++)
        if (place[c] >= 0) dx[(int64_t)place[c] * p->g->c + c] += dy[c];
}

static void max_pool_grad(float *dx, const float *dy, const int32_t *argmax, const tn__pool *g)
{
    each_window(&(pooling){.g = g, .from = dy, .to = dx, .chosen = argmax}, return_to_maximum);
}

static inline void spread_maximum(const pooling *p, window at)
{
    const tn__pool *g = p->g;
    const int32_t *place = p->chosen + at.out;
    const float *dy = p->from + at.out;
    for (int64_t h = at.h; h < at.h + g->kernel_h; h++)
        for (int64_t w = at.w; w < at.w + g->kernel_w; w++) {
            int32_t here = (int32_t)(h * g->w + w);
            float *dx = p->to + at.in + here * g->c;
            for (int64_t c = 0; c < g->c; c++) dx[c] = place[c] == here ? dy[c] : 0.0f;
        }
}

static void max_pool_spread(float *dx, const float *dy, const int32_t *argmax, const tn__pool *g)
{
    each_window(&(pooling){.g = g, .from = dy, .to = dx, .chosen = argmax}, spread_maximum);
}

/* --- means --- */

/* What a window's sum is divided by: its size, or the part of it that lies in the padded, or in the bare input
 * (aten/src/ATen/native/cpu/AvgPoolKernel.cpp). */
static float window_divisor(const tn__pool *g, window at)
{
    int64_t h1 = at.h + g->kernel_h, w1 = at.w + g->kernel_w, h0 = at.h, w0 = at.w;
    if (h1 > g->h + g->pad_h) h1 = g->h + g->pad_h;
    if (w1 > g->w + g->pad_w) w1 = g->w + g->pad_w;
    if (!g->count_include_pad) {
        h0 = h0 < 0 ? 0 : h0, w0 = w0 < 0 ? 0 : w0;
        h1 = h1 > g->h ? g->h : h1, w1 = w1 > g->w ? g->w : w1;
    }
    return (float)((h1 - h0) * (w1 - w0));
}

static inline void window_mean(const pooling *p, window at)
{
    const tn__pool *g = p->g;
    float *y = p->to + at.out, divisor = window_divisor(g, at);
    for (int64_t c = 0; c < g->c; c++) y[c] = 0;
    for (int64_t h = at.h; h < at.h + g->kernel_h; h++)
        for (int64_t w = at.w; w < at.w + g->kernel_w; w++) {
            if (!inside(g, h, w)) continue;
            const float *x = p->from + at.in + (h * g->w + w) * g->c;
            for (int64_t c = 0; c < g->c; c++) y[c] += x[c];
        }
    for (int64_t c = 0; c < g->c; c++) y[c] /= divisor;
}

static void average_pool(float *y, const float *x, const tn__pool *g)
{
    each_window(&(pooling){.g = g, .from = x, .to = y}, window_mean);
}

static inline void spread_over_window(const pooling *p, window at)
{
    const tn__pool *g = p->g;
    const float *dy = p->from + at.out;
    float divisor = window_divisor(g, at);
    for (int64_t h = at.h; h < at.h + g->kernel_h; h++)
        for (int64_t w = at.w; w < at.w + g->kernel_w; w++) {
            if (!inside(g, h, w)) continue;
            float *dx = p->to + at.in + (h * g->w + w) * g->c;
            for (int64_t c = 0; c < g->c; c++) dx[c] += dy[c] / divisor;
        }
}

static void average_pool_grad(float *dx, const float *dy, const tn__pool *g)
{
    each_window(&(pooling){.g = g, .from = dy, .to = dx}, spread_over_window);
}
