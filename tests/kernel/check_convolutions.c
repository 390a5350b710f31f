/* Convolutions of every provider against their definition in double. */
#include "checks.h"
#include "kernel/conv_provider.h"

typedef struct conv_memory {
    float x[MOST], y[MOST], w[MOST], b[64], dy[MOST], dx[MOST], dw[MOST], db[64];
} conv_memory;

/* Everything from the definition, in double; arrays are written in place of the provider's. */
static void convolve_plainly(const tn__conv_geometry *g, const conv_memory *in, double *y, double *dx, double *dw, double *db)
{
    int64_t c = g->ic / g->groups, oc = g->oc / g->groups;
    for (int64_t n = 0; n < g->n; n++)
        for (int64_t oh = 0; oh < g->oh; oh++)
            for (int64_t ow = 0; ow < g->ow; ow++)
                for (int64_t o = 0; o < g->oc; o++) {
                    int64_t out = ((n * g->oh + oh) * g->ow + ow) * g->oc + o;
                    y[out] = g->bias ? (double)in->b[o] : 0;
                    db[o] += (double)in->dy[out];
                    for (int64_t ci = 0; ci < c; ci++)
                        for (int64_t kh = 0; kh < g->kernel_h; kh++)
                            for (int64_t kw = 0; kw < g->kernel_w; kw++) {
                                int64_t h = oh * g->stride_h - g->pad_h + kh * g->dilation_h,
                                        w = ow * g->stride_w - g->pad_w + kw * g->dilation_w;
                                if (h < 0 || h >= g->h || w < 0 || w >= g->w) continue;
                                int64_t xi = ((n * g->h + h) * g->w + w) * g->ic + o / oc * c + ci;
                                int64_t wi = ((o * c + ci) * g->kernel_h + kh) * g->kernel_w + kw;
                                y[out] += (double)in->x[xi] * (double)in->w[wi];
                                dx[xi] += (double)in->dy[out] * (double)in->w[wi];
                                dw[wi] += (double)in->dy[out] * (double)in->x[xi];
                            }
                }
}

static void compare_double(const char *what, const char *provider, const float *got, const double *want, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (fabs((double)got[i] - want[i]) > 2e-4 * (1 + fabs(want[i]))) fail(what, provider, n, i, got[i], want[i]);
}

/* Channels of each sample of which about half are left, by a row of words a sample; the others' numbers become 0. */
static void drop_channels(uint32_t *live, float *x, int64_t samples, int64_t pixels, int64_t channels)
{
    int64_t words = (channels + 31) / 32;
    memset(live, 0, (size_t)(samples * words) * sizeof *live);
    for (int64_t n = 0; n < samples; n++)
        for (int64_t c = 0; c < channels; c++) {
            if (uniform(0, 1) < .5f) live[n * words + c / 32] |= (uint32_t)1 << c % 32;
            for (int64_t i = 0; i < pixels; i++)
                if (!(live[n * words + c / 32] >> c % 32 & 1)) x[(n * pixels + i) * channels + c] = 0;
        }
}

/* What is dropped is not compared: it is only asked to be finite. */
static void forget_dropped(const uint32_t *live, float *got, double *want, int64_t samples, int64_t pixels, int64_t channels)
{
    int64_t words = (channels + 31) / 32;
    for (int64_t n = 0; live && n < samples; n++)
        for (int64_t c = 0; c < channels; c++)
            for (int64_t i = 0; i < pixels && !(live[n * words + c / 32] >> c % 32 & 1); i++) {
                int64_t at = (n * pixels + i) * channels + c;
                if (!isfinite(got[at])) fail("convolution, dropped", "live", n, at, got[at], 0);
                want[at] = got[at];
            }
}

static void check_conv(tn__compute *compute, const tn__conv_provider *provider, const tn__conv_geometry *g, bool drop_in,
                       bool drop_out)
{
    static uint32_t in_bits[64], out_bits[64];
    const uint32_t *in = drop_in ? in_bits : NULL, *out = drop_out ? out_bits : NULL;
    static conv_memory m;
    static double y[MOST], dx[MOST], dw[MOST], db[64];
    int64_t nx = g->n * g->h * g->w * g->ic, ny = g->n * g->oh * g->ow * g->oc,
            nw = g->oc * (g->ic / g->groups) * g->kernel_h * g->kernel_w;
    void *object = NULL;
    if (provider->create(&object, compute, g, NULL) != TN_OK || !object) return; /* oneDNN may be absent */
    fill_numbers(m.x, nx, false), fill_numbers(m.w, nw, false), fill_numbers(m.b, g->oc, false), fill_numbers(m.dy, ny, false);
    if (!provider->forward) fill_matrix(m.dy, ny, .2);
    if (drop_in) drop_channels(in_bits, m.x, g->n, g->h * g->w, g->ic);
    if (drop_out) drop_channels(out_bits, m.dy, g->n, g->oh * g->ow, g->oc);
    if (provider->set_live) provider->set_live(object, in, out);
    memset(y, 0, sizeof y), memset(dx, 0, sizeof dx), memset(dw, 0, sizeof dw), memset(db, 0, sizeof db);
    convolve_plainly(g, &m, y, dx, dw, db);
    if (provider->forward) provider->forward(object, m.y, m.x, m.w, g->bias ? m.b : NULL);
    provider->backward(object, m.dx, false, m.dw, g->bias ? m.db : NULL, m.dy, m.x, m.w);
    if (provider->forward) {
        forget_dropped(out, m.y, y, g->n, g->oh * g->ow, g->oc);
        compare_double("convolution, y", provider->name, m.y, y, ny);
    }
    forget_dropped(in, m.dx, dx, g->n, g->h * g->w, g->ic);
    compare_double("convolution, dx", provider->name, m.dx, dx, nx);
    compare_double("convolution, dw", provider->name, m.dw, dw, nw);
    if (g->bias) compare_double("convolution, db", provider->name, m.db, db, g->oc);
    provider->backward(object, m.dx, true, m.dw, g->bias ? m.db : NULL, m.dy, m.x, m.w);
    for (int64_t i = 0; i < nx; i++) dx[i] *= 2;
    forget_dropped(in, m.dx, dx, g->n, g->h * g->w, g->ic);
    compare_double("convolution, dx added", provider->name, m.dx, dx, nx);
    provider->destroy(object);
}

void check_convolutions(const char *isa)
{
    static const int forms[][12] = {
        /* n ic h w oc kernel kernel stride pad dilation groups bias */
        {2, 3, 8, 8, 16, 3, 3, 1, 1, 1, 1, 1},  {1, 1, 5, 7, 2, 2, 3, 1, 0, 1, 1, 0},    {2, 4, 9, 6, 6, 3, 3, 2, 1, 1, 2, 1},
        {1, 6, 7, 7, 6, 3, 3, 1, 1, 1, 6, 1},   {3, 2, 8, 8, 5, 3, 3, 1, 2, 2, 1, 1},    {1, 8, 4, 4, 8, 1, 1, 1, 0, 1, 1, 0},
        {2, 3, 6, 6, 4, 5, 5, 3, 2, 1, 1, 1},   {2, 20, 9, 11, 19, 3, 3, 1, 0, 1, 1, 1}, {1, 9, 10, 7, 33, 3, 3, 2, 1, 1, 1, 0},
        {1, 4, 4, 270, 8, 3, 3, 1, 0, 1, 1, 1}, {2, 20, 8, 7, 33, 3, 2, 1, 1, 1, 1, 1},  {1, 40, 9, 5, 8, 3, 1, 1, 0, 2, 1, 1},
        {2, 17, 5, 5, 9, 4, 4, 1, 3, 1, 1, 1}};
    tn__compute compute;
    if (tn__compute_init(&compute, isa, NULL, NULL) != TN_OK) return;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const int *f = forms[i];
        tn__conv_geometry g = {.n = f[0],
                               .ic = f[1],
                               .h = f[2],
                               .w = f[3],
                               .oc = f[4],
                               .kernel_h = f[5],
                               .kernel_w = f[6],
                               .stride_h = f[7],
                               .stride_w = f[7],
                               .pad_h = f[8],
                               .pad_w = f[8],
                               .dilation_h = f[9],
                               .dilation_w = f[9],
                               .groups = f[10],
                               .bias = f[11],
                               .want_dx = true,
                               .training = true};
        g.oh = (g.h + 2 * g.pad_h - g.dilation_h * (g.kernel_h - 1) - 1) / g.stride_h + 1;
        g.ow = (g.w + 2 * g.pad_w - g.dilation_w * (g.kernel_w - 1) - 1) / g.stride_w + 1;
        check_conv(&compute, &tn__conv_own, &g, false, false);
        check_conv(&compute, &tn__conv_onednn, &g, false, false);
        check_conv(&compute, &tn__conv_skipping, &g, false, false);
        g.keep_in = g.keep_out = .1; /* surely worth while */
        for (int drops = 0; drops < 4; drops++) check_conv(&compute, &tn__conv_live, &g, drops & 1, drops & 2);
    }
    tn__compute_release(&compute);
}

void check_threaded_convolution(tn__compute *compute, int t)
{
    static float conv[3][2 * 64 * 16 * 16];
    tn__conv_geometry g = {.n = 2,
                           .ic = 16,
                           .h = 16,
                           .w = 16,
                           .oc = 64,
                           .oh = 16,
                           .ow = 16,
                           .kernel_h = 3,
                           .kernel_w = 3,
                           .stride_h = 1,
                           .stride_w = 1,
                           .pad_h = 1,
                           .pad_w = 1,
                           .dilation_h = 1,
                           .dilation_w = 1,
                           .groups = 1};
    static float x[2 * 16 * 16 * 16], w[64 * 16 * 9];
    tn__conv *c;
    fill_numbers(x, 2 * 16 * 16 * 16, false), fill_numbers(w, 64 * 16 * 9, false);
    if (tn__conv_new(&c, compute, &g, NULL) == TN_OK) {
        tn__conv_forward(c, conv[t], x, w, NULL);
        tn__conv_free(c);
    }
    if (t && memcmp(conv[0], conv[t], sizeof conv[0])) fail("convolution with more threads", "threads", t + 1, 0, 0, 0);
}
