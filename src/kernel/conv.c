/* A convolution in parts: the batch is cut by its size alone, each part has a provider's object of its own, threads take parts,
 * and the parts' weight gradients are added in order. */
#include <string.h>

#include "base/mem.h"
#include "kernel/conv_provider.h"

#define MAX_PARTS 2

typedef struct part {
    void *object;
    void *skipping; /* of tn__conv_skipping; NULL where that does not fit */
    int64_t first, n;
    float *dweight, *dbias; /* of this part alone; part 0 may write to the caller's */
} part;

struct tn__conv {
    tn__compute *compute;
    tn__conv_geometry geometry;
    const tn__conv_provider *provider;
    part parts[MAX_PARTS];
    int n_parts;
    int64_t weights;
    float *partial; /* [n_parts][weights + oc] */
    /* the pass being run */
    const float *x, *dy, *weight, *bias;
    float *y, *dx;
    bool dx_add, skips;
};

/* Small batches and small images are not worth cutting. */
static int parts_of(const tn__conv_geometry *g)
{
    double work = (double)g->n * (double)(g->oh * g->ow) * (double)(g->oc * (g->ic / g->groups) * g->kernel_h * g->kernel_w);
    return g->n >= 2 && work > 1e6 ? MAX_PARTS : 1;
}

static tn_status create_parts(tn__conv *conv, const tn__conv_provider *provider, tn_error *err)
{
    conv->provider = provider;
    for (int i = 0; i < conv->n_parts; i++) {
        tn__conv_geometry geometry = conv->geometry;
        geometry.n = conv->parts[i].n;
        tn_status status = provider->create(&conv->parts[i].object, conv->compute, &geometry, err);
        if (status != TN_OK) return status;
        if (!conv->parts[i].object) {
            for (int k = 0; k < i; k++) provider->destroy(conv->parts[k].object);
            for (int k = 0; k < i; k++) conv->parts[k].object = NULL;
            conv->provider = NULL;
            return TN_OK;
        }
    }
    return TN_OK;
}

static tn_status create(tn__conv *conv, tn_error *err)
{
    static const tn__conv_provider *const providers[] = {&tn__conv_live, &tn__conv_onednn, &tn__conv_own};
    const tn__conv_geometry *g = &conv->geometry;
    conv->weights = g->oc * (g->ic / g->groups) * g->kernel_h * g->kernel_w;
    conv->n_parts = parts_of(g);
    for (int i = 0; i < conv->n_parts; i++) {
        conv->parts[i].first = g->n * i / conv->n_parts;
        conv->parts[i].n = g->n * (i + 1) / conv->n_parts - conv->parts[i].first;
    }
    for (size_t i = 0; !conv->provider && i < sizeof providers / sizeof *providers; i++) {
        tn_status status = create_parts(conv, providers[i], err);
        if (status != TN_OK) return status;
    }
    if (!g->training) return TN_OK;
    for (int i = 0; i < conv->n_parts; i++) {
        tn__conv_geometry geometry = *g;
        geometry.n = conv->parts[i].n;
        tn_status status = tn__conv_skipping.create(&conv->parts[i].skipping, conv->compute, &geometry, err);
        if (status != TN_OK) return status;
    }
    size_t one = (size_t)(conv->weights + g->oc);
    conv->partial = tn__alloc_aligned((size_t)conv->n_parts * one, sizeof *conv->partial);
    if (!conv->partial) return tn__no_memory(err, (uint64_t)conv->n_parts * one * sizeof(float));
    for (int i = 0; i < conv->n_parts; i++) {
        conv->parts[i].dweight = conv->partial + (size_t)i * one;
        conv->parts[i].dbias = conv->parts[i].dweight + conv->weights;
    }
    return TN_OK;
}

tn_status tn__conv_new(tn__conv **out, tn__compute *compute, const tn__conv_geometry *geometry, tn_error *err)
{
    tn__conv *conv = tn__alloc(1, sizeof *conv);
    if (!conv) return tn__no_memory(err, sizeof *conv);
    conv->compute = compute;
    conv->geometry = *geometry;
    tn_status status = create(conv, err);
    if (status != TN_OK) {
        tn__conv_free(conv);
        return status;
    }
    *out = conv;
    return TN_OK;
}

void tn__conv_free(tn__conv *conv)
{
    if (!conv) return;
    for (int i = 0; i < conv->n_parts; i++) {
        if (conv->parts[i].object) conv->provider->destroy(conv->parts[i].object);
        if (conv->parts[i].skipping) tn__conv_skipping.destroy(conv->parts[i].skipping);
    }
    tn__free(conv->partial);
    tn__free(conv);
}

const char *tn__conv_name(const tn__conv *conv)
{
    return conv->provider->name;
}

void tn__conv_set_live(tn__conv *conv, const uint32_t *in, const uint32_t *out)
{
    const tn__conv_geometry *g = &conv->geometry;
    if (!conv->provider->set_live) return;
    for (int i = 0; i < conv->n_parts; i++) {
        int64_t first = conv->parts[i].first;
        conv->provider->set_live(conv->parts[i].object, in ? in + first * ((g->ic + 31) / 32) : NULL,
                                 out ? out + first * ((g->oc + 31) / 32) : NULL);
    }
}

static int64_t sample_in(const tn__conv_geometry *g)
{
    return g->h * g->w * g->ic;
}

static int64_t sample_out(const tn__conv_geometry *g)
{
    return g->oh * g->ow * g->oc;
}

static void forward_part(int64_t i, void *argument)
{
    const tn__conv *conv = argument;
    const part *p = &conv->parts[i];
    const tn__conv_geometry *g = &conv->geometry;
    conv->provider->forward(p->object, conv->y + p->first * sample_out(g), conv->x + p->first * sample_in(g), conv->weight,
                            conv->bias);
}

void tn__conv_forward(tn__conv *conv, float *y, const float *x, const float *weight, const float *bias)
{
    conv->y = y, conv->x = x, conv->weight = weight, conv->bias = bias;
    tn__threads_run(conv->compute->threads, conv->n_parts, forward_part, conv);
}

#define MOST_LEFT .35 /* of a gradient: measured, skipping what is 0 is quicker than oneDNN up to about .45 */
#define LOOKED_AT 8   /* one sample in so many */

/* Skipping takes .25 of oneDNN's time and 1.5 times as much as is left: measured beside channels that are left out. */
static double most_left(const tn__conv *conv)
{
    double most = conv->provider == &tn__conv_live ? (tn__conv_live_cost(&conv->geometry) - .25) / 1.5 : MOST_LEFT;
    return most < MOST_LEFT ? most : MOST_LEFT;
}

static bool is_mostly_zero(const tn__conv *conv)
{
    int64_t left = 0, of = 0, size = sample_out(&conv->geometry);
    for (int64_t n = 0; n < conv->geometry.n; n += LOOKED_AT, of += size) {
        int64_t here;
        conv->compute->kernels->count_nonzero(&here, conv->dy + n * size, size);
        left += here;
    }
    return (double)left <= most_left(conv) * (double)of;
}

static void backward_part(int64_t i, void *argument)
{
    const tn__conv *conv = argument;
    const part *p = &conv->parts[i];
    const tn__conv_geometry *g = &conv->geometry;
    const tn__conv_provider *provider = conv->skips ? &tn__conv_skipping : conv->provider;
    provider->backward(conv->skips ? p->skipping : p->object, conv->dx ? conv->dx + p->first * sample_in(g) : NULL, conv->dx_add,
                       p->dweight, g->bias ? p->dbias : NULL, conv->dy + p->first * sample_out(g),
                       conv->x + p->first * sample_in(g), conv->weight);
}

void tn__conv_backward(tn__conv *conv, float *dx, bool dx_add, float *dweight, float *dbias, bool dstate_add, const float *dy,
                       const float *x, const float *weight)
{
    const tn__kernels *k = conv->compute->kernels;
    conv->dx = dx, conv->dx_add = dx_add, conv->dy = dy, conv->x = x, conv->weight = weight;
    conv->skips = conv->parts[0].skipping && is_mostly_zero(conv);
    tn__threads_run(conv->compute->threads, conv->n_parts, backward_part, conv);
    for (int i = 0; i < conv->n_parts; i++) {
        k->copy(dweight, conv->parts[i].dweight, conv->weights, dstate_add || i > 0);
        if (dbias) k->copy(dbias, conv->parts[i].dbias, conv->geometry.oc, dstate_add || i > 0);
    }
}
