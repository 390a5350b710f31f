/* Convolution by oneDNN: activations channels last (nhwc), weights in the layout that it likes best, into which PyTorch's are
 * reordered at each pass, since training changes them. */
#include <string.h>

#include "base/mem.h"
#include "kernel/conv_provider.h"
#include "kernel/onednn_api.h"

/* A primitive with its arguments' descriptors. */
typedef struct step {
    dnnl_primitive_desc_t desc;
    dnnl_primitive_t primitive;
} step;

/* Weights in oneDNN's layout beside PyTorch's. */
typedef struct weights {
    dnnl_memory_t own;   /* its layout, over `memory` */
    dnnl_memory_t plain; /* ours; the handle is set at each pass */
    void *memory;
    step reorder; /* plain -> own, or back for gradients; no primitive when both are one layout */
} weights;

typedef struct onednn_conv {
    tn__onednn *d;
    const tn__kernels *kernels;
    tn__conv_geometry g;
    dnnl_memory_desc_t x_desc, y_desc, w_desc, b_desc; /* as we keep them */
    step forward, backward_data, backward_weights;
    weights for_forward, for_data, gradient;
    dnnl_memory_t x, y, bias, dx, dbias, scratch;
    void *scratch_memory, *dx_memory; /* dx_memory: where dx goes before it is added */
} onednn_conv;

static bool ok(dnnl_status_t status)
{
    return status == dnnl_success;
}

static bool make_memory(onednn_conv *o, dnnl_memory_t *out, const dnnl_memory_desc_t *desc)
{
    return ok(o->d->memory_create(out, desc, o->d->engine, DNNL_MEMORY_NONE));
}

/* --- descriptors --- */

static bool describe(onednn_conv *o)
{
    const tn__conv_geometry *g = &o->g;
    const tn__onednn *d = o->d;
    dnnl_dims_t x = {g->n, g->ic, g->h, g->w}, y = {g->n, g->oc, g->oh, g->ow}, b = {g->oc};
    dnnl_dims_t w = {g->oc, g->ic, g->kernel_h, g->kernel_w};
    dnnl_dims_t grouped = {g->groups, g->oc / g->groups, g->ic / g->groups, g->kernel_h, g->kernel_w};
    bool many = g->groups > 1;
    return ok(d->memory_desc_init_by_tag(&o->x_desc, 4, x, dnnl_f32, dnnl_nhwc)) &&
           ok(d->memory_desc_init_by_tag(&o->y_desc, 4, y, dnnl_f32, dnnl_nhwc)) &&
           ok(d->memory_desc_init_by_tag(&o->b_desc, 1, b, dnnl_f32, dnnl_x)) &&
           ok(d->memory_desc_init_by_tag(&o->w_desc, many ? 5 : 4, many ? grouped : w, dnnl_f32, many ? dnnl_goihw : dnnl_oihw));
}

/* The weights' description with the layout left open. */
static bool open_weights(const onednn_conv *o, dnnl_memory_desc_t *out)
{
    dnnl_dims_t dims;
    memcpy(dims, o->w_desc.dims, sizeof dims);
    return ok(o->d->memory_desc_init_by_tag(out, o->w_desc.ndims, dims, dnnl_f32, dnnl_format_tag_any));
}

static bool make_step(onednn_conv *o, step *out, const dnnl_convolution_desc_t *desc, dnnl_primitive_desc_t hint)
{
    dnnl_primitive_attr_t attr;
    if (!ok(o->d->primitive_attr_create(&attr))) return false;
    bool made = ok(o->d->primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user)) &&
                ok(o->d->primitive_desc_create(&out->desc, desc, attr, o->d->engine, hint)) &&
                ok(o->d->primitive_create(&out->primitive, out->desc));
    o->d->primitive_attr_destroy(attr);
    return made;
}

static bool make_steps(onednn_conv *o)
{
    const tn__conv_geometry *g = &o->g;
    const tn__onednn *d = o->d;
    const dnnl_dims_t stride = {g->stride_h, g->stride_w}, dilation = {g->dilation_h - 1, g->dilation_w - 1};
    const dnnl_dims_t low = {g->pad_h, g->pad_w};
    const dnnl_dims_t high = {(g->oh - 1) * g->stride_h + (g->kernel_h - 1) * g->dilation_h + 1 - g->h - g->pad_h,
                              (g->ow - 1) * g->stride_w + (g->kernel_w - 1) * g->dilation_w + 1 - g->w - g->pad_w};
    const dnnl_memory_desc_t *bias = g->bias ? &o->b_desc : NULL;
    dnnl_convolution_desc_t desc;
    dnnl_memory_desc_t w;
    if (!open_weights(o, &w)) return false;
    dnnl_prop_kind_t kind = g->training ? dnnl_forward_training : dnnl_forward_inference;
    if (!ok(d->dilated_convolution_forward_desc_init(&desc, kind, dnnl_convolution_direct, &o->x_desc, &w, bias, &o->y_desc,
                                                     stride, dilation, low, high)) ||
        !make_step(o, &o->forward, &desc, NULL))
        return false;
    if (!g->training) return true;
    if (!ok(d->dilated_convolution_backward_weights_desc_init(&desc, dnnl_convolution_direct, &o->x_desc, &w, bias, &o->y_desc,
                                                              stride, dilation, low, high)) ||
        !make_step(o, &o->backward_weights, &desc, o->forward.desc))
        return false;
    if (!g->want_dx) return true;
    return ok(d->dilated_convolution_backward_data_desc_init(&desc, dnnl_convolution_direct, &o->x_desc, &w, &o->y_desc, stride,
                                                             dilation, low, high)) &&
           make_step(o, &o->backward_data, &desc, o->forward.desc);
}

/* --- weights and their reorders --- */

static bool same_layout(const dnnl_memory_desc_t *a, const dnnl_memory_desc_t *b)
{
    return a->format_kind == b->format_kind && memcmp(&a->format_desc, &b->format_desc, sizeof a->format_desc.blocking) == 0;
}

static bool make_weights(onednn_conv *o, weights *out, const step *of, dnnl_query_t query, bool back)
{
    const tn__onednn *d = o->d;
    const dnnl_memory_desc_t *desc = d->primitive_desc_query_md(of->desc, query, 0);
    out->memory = tn__alloc_aligned(d->memory_desc_get_size(desc), 1);
    if (!out->memory || !make_memory(o, &out->plain, &o->w_desc) || !make_memory(o, &out->own, desc)) return false;
    if (same_layout(desc, &o->w_desc)) return true;
    if (!ok(d->memory_set_data_handle(out->own, out->memory))) return false;
    const dnnl_memory_desc_t *from = back ? desc : &o->w_desc, *to = back ? &o->w_desc : desc;
    return ok(d->reorder_primitive_desc_create(&out->reorder.desc, from, d->engine, to, d->engine, NULL)) &&
           ok(d->primitive_create(&out->reorder.primitive, out->reorder.desc));
}

static size_t scratch_bytes(const onednn_conv *o, const step *s)
{
    if (!s->desc) return 0;
    const dnnl_memory_desc_t *desc = o->d->primitive_desc_query_md(s->desc, dnnl_query_scratchpad_md, 0);
    return desc ? o->d->memory_desc_get_size(desc) : 0;
}

static bool make_scratch(onednn_conv *o)
{
    size_t most = scratch_bytes(o, &o->forward), data = scratch_bytes(o, &o->backward_data),
           weight = scratch_bytes(o, &o->backward_weights);
    if (data > most) most = data;
    if (weight > most) most = weight;
    dnnl_dims_t dims = {(dnnl_dim_t)most + 64};
    dnnl_memory_desc_t desc;
    o->scratch_memory = tn__alloc_aligned(most + 64, 1);
    return o->scratch_memory && ok(o->d->memory_desc_init_by_tag(&desc, 1, dims, dnnl_u8, dnnl_x)) &&
           make_memory(o, &o->scratch, &desc) && ok(o->d->memory_set_data_handle(o->scratch, o->scratch_memory));
}

static bool build(onednn_conv *o)
{
    const tn__conv_geometry *g = &o->g;
    if (!describe(o) || !make_steps(o) || !make_scratch(o)) return false;
    if (!make_memory(o, &o->x, &o->x_desc) || !make_memory(o, &o->y, &o->y_desc) || !make_memory(o, &o->bias, &o->b_desc))
        return false;
    if (!make_weights(o, &o->for_forward, &o->forward, dnnl_query_weights_md, false)) return false;
    if (!g->training) return true;
    if (!make_weights(o, &o->gradient, &o->backward_weights, dnnl_query_diff_weights_md, true) ||
        !make_memory(o, &o->dbias, &o->b_desc))
        return false;
    if (!g->want_dx) return true;
    o->dx_memory = tn__alloc_aligned((size_t)(g->n * g->h * g->w * g->ic), sizeof(float));
    return o->dx_memory && make_weights(o, &o->for_data, &o->backward_data, dnnl_query_weights_md, false) &&
           make_memory(o, &o->dx, &o->x_desc);
}

/* --- life --- */

static void drop_step(const tn__onednn *d, step *s)
{
    if (s->primitive) d->primitive_destroy(s->primitive);
    if (s->desc) d->primitive_desc_destroy(s->desc);
}

static void drop_weights(const tn__onednn *d, weights *w)
{
    if (w->own) d->memory_destroy(w->own);
    if (w->plain) d->memory_destroy(w->plain);
    drop_step(d, &w->reorder);
    tn__free(w->memory);
}

static void destroy(void *object)
{
    onednn_conv *o = object;
    dnnl_memory_t memories[] = {o->x, o->y, o->bias, o->dx, o->dbias, o->scratch};
    for (size_t i = 0; i < sizeof memories / sizeof *memories; i++)
        if (memories[i]) o->d->memory_destroy(memories[i]);
    drop_step(o->d, &o->forward);
    drop_step(o->d, &o->backward_data);
    drop_step(o->d, &o->backward_weights);
    drop_weights(o->d, &o->for_forward);
    drop_weights(o->d, &o->for_data);
    drop_weights(o->d, &o->gradient);
    tn__free(o->scratch_memory);
    tn__free(o->dx_memory);
    tn__free(o);
}

/* oneDNN counts in 32 bits inside some kernels; geometries beyond that, and those it refuses, are left to our own code. */
static tn_status create(void **out, tn__compute *compute, const tn__conv_geometry *geometry, tn_error *err)
{
    *out = NULL;
    tn__compute_want_onednn(compute);
    if (!compute->onednn) return TN_OK;
    onednn_conv *o = tn__alloc(1, sizeof *o);
    if (!o) return tn__no_memory(err, sizeof *o);
    o->d = compute->onednn;
    o->kernels = compute->kernels;
    o->g = *geometry;
    int before = tn__onednn_enter(o->d); /* primitives are made for the number of threads in force */
    bool built = build(o);
    tn__onednn_leave(o->d, before);
    if (built)
        *out = o;
    else
        destroy(o);
    return TN_OK;
}

/* --- passes --- */

static void point(const onednn_conv *o, dnnl_memory_t memory, const void *data)
{
    o->d->memory_set_data_handle(memory, (void *)data);
}

static void run(const onednn_conv *o, const step *s, const dnnl_exec_arg_t *args, int n)
{
    o->d->primitive_execute(s->primitive, o->d->stream, n, args);
}

static void reorder(const onednn_conv *o, const weights *w, dnnl_memory_t from, dnnl_memory_t to)
{
    const dnnl_exec_arg_t args[] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
    run(o, &w->reorder, args, 2);
}

/* Brings PyTorch's weights into oneDNN's layout, or lends them as they are. */
static void load_weights(const onednn_conv *o, weights *w, const float *weight)
{
    if (!w->reorder.primitive) {
        point(o, w->own, weight);
        return;
    }
    point(o, w->plain, weight);
    reorder(o, w, w->plain, w->own);
}

static void forward(void *object, float *y, const float *x, const float *weight, const float *bias)
{
    onednn_conv *o = object;
    int before = tn__onednn_enter(o->d);
    load_weights(o, &o->for_forward, weight);
    point(o, o->x, x);
    point(o, o->y, y);
    point(o, o->bias, bias);
    const dnnl_exec_arg_t args[] = {{DNNL_ARG_SRC, o->x},
                                    {DNNL_ARG_WEIGHTS, o->for_forward.own},
                                    {DNNL_ARG_DST, o->y},
                                    {DNNL_ARG_SCRATCHPAD, o->scratch},
                                    {DNNL_ARG_BIAS, o->bias}};
    run(o, &o->forward, args, bias ? 5 : 4);
    tn__onednn_leave(o->d, before);
}

static void backward_weights(onednn_conv *o, float *dweight, float *dbias)
{
    weights *w = &o->gradient;
    if (!w->reorder.primitive) point(o, w->own, dweight);
    point(o, o->dbias, dbias);
    const dnnl_exec_arg_t args[] = {{DNNL_ARG_SRC, o->x},
                                    {DNNL_ARG_DIFF_DST, o->y},
                                    {DNNL_ARG_DIFF_WEIGHTS, w->own},
                                    {DNNL_ARG_SCRATCHPAD, o->scratch},
                                    {DNNL_ARG_DIFF_BIAS, o->dbias}};
    run(o, &o->backward_weights, args, dbias ? 5 : 4);
    if (!w->reorder.primitive) return;
    point(o, w->plain, dweight);
    reorder(o, w, w->own, w->plain);
}

static void backward_data(onednn_conv *o, float *dx, bool add, const float *weight)
{
    load_weights(o, &o->for_data, weight);
    point(o, o->dx, add ? o->dx_memory : dx);
    const dnnl_exec_arg_t args[] = {{DNNL_ARG_DIFF_DST, o->y},
                                    {DNNL_ARG_WEIGHTS, o->for_data.own},
                                    {DNNL_ARG_DIFF_SRC, o->dx},
                                    {DNNL_ARG_SCRATCHPAD, o->scratch}};
    run(o, &o->backward_data, args, 4);
    if (add) o->kernels->copy(dx, o->dx_memory, o->g.n * o->g.h * o->g.w * o->g.ic, true);
}

static void backward(void *object, float *dx, bool dx_add, float *dweight, float *dbias, const float *dy, const float *x,
                     const float *weight)
{
    onednn_conv *o = object;
    int before = tn__onednn_enter(o->d);
    point(o, o->x, x);
    point(o, o->y, dy);
    backward_weights(o, dweight, dbias);
    if (dx) backward_data(o, dx, dx_add, weight);
    tn__onednn_leave(o->d, before);
}

const tn__conv_provider tn__conv_onednn = {
    .name = "onednn", .create = create, .destroy = destroy, .forward = forward, .backward = backward};
