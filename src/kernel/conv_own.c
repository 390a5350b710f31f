/* Convolution as matrix products: the patches of one sample and group are gathered into rows, [oh*ow][kh*kw*c]. Plain, for every
 * geometry, and the truth that other providers are compared with. */
#include <string.h>

#include "base/mem.h"
#include "kernel/conv_provider.h"

typedef struct own_conv {
    tn__compute *compute;
    tn__conv_geometry g;
    int64_t c, oc, rows, patch; /* channels a group in and out; output positions; numbers in a patch */
    float *patches;             /* [rows][patch] */
    float *weight;              /* [groups][oc][kh][kw][c]: PyTorch's order with the channels last */
    float *dweight;             /* the same */
} own_conv;

static void destroy(void *object)
{
    own_conv *o = object;
    tn__free(o->patches);
    tn__free(o->weight);
    tn__free(o->dweight);
    tn__free(o);
}

static tn_status create(void **out, tn__compute *compute, const tn__conv_geometry *g, tn_error *err)
{
    own_conv *o = tn__alloc(1, sizeof *o);
    if (!o) return tn__no_memory(err, sizeof *o);
    o->compute = compute;
    o->g = *g;
    o->c = g->ic / g->groups;
    o->oc = g->oc / g->groups;
    o->rows = g->oh * g->ow;
    o->patch = g->kernel_h * g->kernel_w * o->c;
    size_t weights = (size_t)(g->oc * o->patch) + 1;
    o->patches = tn__alloc_aligned((size_t)(o->rows * o->patch) + 1, sizeof *o->patches);
    o->weight = tn__alloc_aligned(weights, sizeof *o->weight);
    o->dweight = tn__alloc_aligned(weights, sizeof *o->dweight);
    if (!o->patches || !o->weight || !o->dweight) {
        destroy(o);
        return tn__no_memory(err, (uint64_t)(o->rows * o->patch) * sizeof(float));
    }
    *out = o;
    return TN_OK;
}

/* The input position under kernel tap (kh, kw) of output position `row`; false when it lies in the padding. */
static bool under_tap(const tn__conv_geometry *g, int64_t row, int64_t kh, int64_t kw, int64_t *position)
{
    int64_t h = row / g->ow * g->stride_h - g->pad_h + kh * g->dilation_h;
    int64_t w = row % g->ow * g->stride_w - g->pad_w + kw * g->dilation_w;
    *position = h * g->w + w;
    return h >= 0 && h < g->h && w >= 0 && w < g->w;
}

static void gather_patches(const own_conv *o, const float *x, int64_t group)
{
    const tn__conv_geometry *g = &o->g;
    float *to = o->patches;
    for (int64_t row = 0; row < o->rows; row++)
        for (int64_t kh = 0; kh < g->kernel_h; kh++)
            for (int64_t kw = 0; kw < g->kernel_w; kw++, to += o->c) {
                int64_t at;
                if (under_tap(g, row, kh, kw, &at))
                    memcpy(to, x + at * g->ic + group * o->c, (size_t)o->c * sizeof *to);
                else
                    memset(to, 0, (size_t)o->c * sizeof *to);
            }
}

static void scatter_patches(const own_conv *o, float *dx, int64_t group)
{
    const tn__conv_geometry *g = &o->g;
    const float *from = o->patches;
    for (int64_t row = 0; row < o->rows; row++)
        for (int64_t kh = 0; kh < g->kernel_h; kh++)
            for (int64_t kw = 0; kw < g->kernel_w; kw++, from += o->c) {
                int64_t at;
                if (!under_tap(g, row, kh, kw, &at)) continue;
                float *to = dx + at * g->ic + group * o->c;
                for (int64_t c = 0; c < o->c; c++) to[c] += from[c];
            }
}

/* PyTorch's [oc][c][kh*kw] to [oc][kh*kw][c], or back. */
static void reorder_weight(const own_conv *o, float *to, const float *from, bool back)
{
    int64_t taps = o->g.kernel_h * o->g.kernel_w;
    o->compute->kernels->transpose(to, from, o->g.oc, back ? taps : o->c, back ? o->c : taps, false);
}

static void forward(void *object, float *y, const float *x, const float *weight, const float *bias)
{
    own_conv *o = object;
    const tn__conv_geometry *g = &o->g;
    reorder_weight(o, o->weight, weight, false);
    for (int64_t n = 0; n < g->n; n++, x += g->h * g->w * g->ic, y += o->rows * g->oc)
        for (int64_t group = 0; group < g->groups; group++) {
            gather_patches(o, x, group);
            o->compute->kernels->gemm(&(tn__gemm){.transpose_b = true,
                                                  .m = o->rows,
                                                  .n = o->oc,
                                                  .k = o->patch,
                                                  .a = o->patches,
                                                  .lda = o->patch,
                                                  .b = o->weight + group * o->oc * o->patch,
                                                  .ldb = o->patch,
                                                  .c = y + group * o->oc,
                                                  .ldc = g->oc});
        }
    if (bias) o->compute->kernels->row_add(y - g->n * o->rows * g->oc, bias, g->n * o->rows, g->oc);
}

static void backward(void *object, float *dx, bool dx_add, float *dweight, float *dbias, const float *dy, const float *x,
                     const float *weight)
{
    own_conv *o = object;
    const tn__conv_geometry *g = &o->g;
    const tn__kernels *k = o->compute->kernels;
    if (dbias) k->column_sums(dbias, dy, g->n * o->rows, g->oc, false);
    if (dx && !dx_add) k->fill(dx, 0, g->n * g->h * g->w * g->ic);
    reorder_weight(o, o->weight, weight, false);
    for (int64_t n = 0; n < g->n; n++, x += g->h * g->w * g->ic, dy += o->rows * g->oc) {
        for (int64_t group = 0; group < g->groups; group++) {
            const float *dy_group = dy + group * o->oc;
            gather_patches(o, x, group);
            k->gemm(&(tn__gemm){.transpose_a = true,
                                .m = o->oc,
                                .n = o->patch,
                                .k = o->rows,
                                .a = dy_group,
                                .lda = g->oc,
                                .b = o->patches,
                                .ldb = o->patch,
                                .add = n > 0,
                                .c = o->dweight + group * o->oc * o->patch,
                                .ldc = o->patch});
            if (!dx) continue;
            k->gemm(&(tn__gemm){.m = o->rows,
                                .n = o->patch,
                                .k = o->oc,
                                .a = dy_group,
                                .lda = g->oc,
                                .b = o->weight + group * o->oc * o->patch,
                                .ldb = o->patch,
                                .c = o->patches,
                                .ldc = o->patch});
            scatter_patches(o, dx, group);
        }
        if (dx) dx += g->h * g->w * g->ic;
    }
    reorder_weight(o, dweight, o->dweight, true);
}

const tn__conv_provider tn__conv_own = {
    .name = "own", .create = create, .destroy = destroy, .forward = forward, .backward = backward};
