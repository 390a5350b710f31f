/* Pooling on [n][h][w][c]: for each output position a loop over its window, innermost over channels. */

typedef struct window {
    int64_t h, w; /* top left corner, may be outside */
} window;

static inline bool inside(const tn__pool *g, int64_t h, int64_t w)
{
    return h >= 0 && h < g->h && w >= 0 && w < g->w;
}

/* Runs body for each output position: `n` sample, `at` its window, `o` index of the output's first channel. */
#define EACH_OUTPUT(g, o, at)                                                                                      \
    for (int64_t o = 0, n_ = 0; n_ < (g)->n; n_++)                                                                  \
        for (int64_t oh_ = 0; oh_ < (g)->oh; oh_++)                                                                 \
            for (int64_t ow_ = 0; ow_ < (g)->ow; ow_++, o += (g)->c)                                                \
                for (window at = {oh_ * (g)->stride_h - (g)->pad_h, ow_ * (g)->stride_w - (g)->pad_w}, *once_ = &at; once_; \
                     once_ = NULL)

static void max_pool(float *y, int32_t *argmax, const float *x, const tn__pool *g)
{
    EACH_OUTPUT(g, o, at)
    {
        const float *sample = x + n_ * g->h * g->w * g->c;
        for (int64_t c = 0; c < g->c; c++) y[o + c] = -INFINITY;
        if (argmax)
            for (int64_t c = 0; c < g->c; c++) argmax[o + c] = -1;
        for (int64_t kh = 0; kh < g->kernel_h; kh++)
            for (int64_t kw = 0; kw < g->kernel_w; kw++) {
                int64_t h = at.h + kh * g->dilation_h, w = at.w + kw * g->dilation_w;
                if (!inside(g, h, w)) continue;
                const float *in = sample + (h * g->w + w) * g->c;
                int32_t where = (int32_t)(h * g->w + w);
                if (!argmax) {
                    for (int64_t c = 0; c < g->c; c++)
                        y[o + c] = in[c] > y[o + c] || in[c] != in[c] ? in[c] : y[o + c];
                    continue;
                }
                for (int64_t c = 0; c < g->c; c++) { /* as PyTorch: the first of equals, and a NaN wins */
                    bool better = in[c] > y[o + c] || in[c] != in[c] || argmax[o + c] < 0;
                    y[o + c] = better ? in[c] : y[o + c];
                    argmax[o + c] = better ? where : argmax[o + c];
                }
            }
    }
}

static void max_pool_grad(float *dx, const float *dy, const int32_t *argmax, const tn__pool *g)
{
    EACH_OUTPUT(g, o, at)
    {
        float *sample = dx + n_ * g->h * g->w * g->c;
        for (int64_t c = 0; c < g->c; c++)
            if (argmax[o + c] >= 0) sample[(int64_t)argmax[o + c] * g->c + c] += dy[o + c];
    }
}

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

static void average_pool(float *y, const float *x, const tn__pool *g)
{
    EACH_OUTPUT(g, o, at)
    {
        const float *sample = x + n_ * g->h * g->w * g->c;
        float divisor = window_divisor(g, at);
        for (int64_t c = 0; c < g->c; c++) y[o + c] = 0;
        for (int64_t h = at.h; h < at.h + g->kernel_h; h++)
            for (int64_t w = at.w; w < at.w + g->kernel_w; w++)
                for (int64_t c = 0; inside(g, h, w) && c < g->c; c++) y[o + c] += sample[(h * g->w + w) * g->c + c];
        for (int64_t c = 0; c < g->c; c++) y[o + c] /= divisor;
    }
}

static void average_pool_grad(float *dx, const float *dy, const tn__pool *g)
{
    EACH_OUTPUT(g, o, at)
    {
        float *sample = dx + n_ * g->h * g->w * g->c, divisor = window_divisor(g, at);
        for (int64_t h = at.h; h < at.h + g->kernel_h; h++)
            for (int64_t w = at.w; w < at.w + g->kernel_w; w++)
                for (int64_t c = 0; inside(g, h, w) && c < g->c; c++)
                    sample[(h * g->w + w) * g->c + c] += dy[o + c] / divisor;
    }
}

#undef EACH_OUTPUT
