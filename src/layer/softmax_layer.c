#include "layer/softmax_layer.h"

#include "layer/rows.h"
#include "layer/shapes.h"

static tn_status axis_of(const tn__layer *layer, const tn_shape *in, int *out, tn_error *err)
{
    const tn_value *dim = tn__arg(layer, "dim");
    bool legacy = in->rank == 0 || in->rank == 1 || in->rank == 3;
    return tn__shape_axis(in, dim->type == TN_VALUE_INT ? dim->ints[0] : !legacy, out, err);
}

tn_status tn__softmax_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    int axis;
    (void)n_in;
    tn_status status = axis_of(layer, in, &axis, err);
    if (status != TN_OK) return status;
    if (axis == in->batch) {
        status = tn__fail(err, TN_UNSUPPORTED, "thinnet's %s does not work along the batch, dimension %d",
                          layer->kind->torch_function, axis);
        tn__help(err, "features are usually the last dimension: dim=-1");
        return status;
    }
    *out = in[0];
    return TN_OK;
}

/* x is [outer][columns][inner]. */
typedef struct sizes {
    int64_t outer, columns, inner;
} sizes;

static sizes sizes_of(const tn__run *run)
{
    const tn_shape *s = &run->out_shape;
    int axis = 0;
    (void)axis_of(run->layer, s, &axis, NULL); /* it was in range when the shape was inferred */
    int64_t columns = s->rank ? s->dim[axis] : 1;
    return (sizes){tn__shape_product(s, 0, axis), columns, s->rank ? tn__shape_product(s, axis + 1, s->rank) : 1};
}

/* With an inner dimension, rows are transposed into place and back. */
size_t tn__softmax_scratch(const tn__run *run)
{
    return sizes_of(run).inner == 1 ? 0 : 2 * (size_t)tn__shape_count(&run->out_shape) * sizeof(float);
}

typedef struct pass {
    sizes s;
    void (*rows)(float *, const float *, int64_t, int64_t);
    void (*row)(float *, bool, const float *, const float *, int64_t, int64_t);
} pass;

static void forward_piece(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    const pass *p = detail;
    int64_t at = first * p->s.columns * p->s.inner, count = n * p->s.columns * p->s.inner;
    if (p->s.inner == 1) {
        p->rows(run->out + at, run->in[0] + at, n, p->s.columns);
        return;
    }
    float *x = (float *)run->scratch + 2 * at, *y = x + count;
    run->compute->kernels->transpose(x, run->in[0] + at, n, p->s.columns, p->s.inner, false);
    p->rows(y, x, n * p->s.inner, p->s.columns);
    run->compute->kernels->transpose(run->out + at, y, n, p->s.inner, p->s.columns, false);
}

void tn__softmax_forward(const tn__run *run, void (*rows)(float *, const float *, int64_t, int64_t))
{
    pass p = {.s = sizes_of(run), .rows = rows};
    tn__for_rows(run, p.s.outer, p.s.columns * p.s.inner, forward_piece, &p);
}

static void backward_piece(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    const pass *p = detail;
    for (int64_t o = first; o < first + n; o++)
        for (int64_t i = 0; i < p->s.inner; i++) {
            int64_t at = o * p->s.columns * p->s.inner + i;
            p->row(run->din[0] + at, run->din_add[0], run->out + at, run->dout + at, p->s.columns, p->s.inner);
        }
}

void tn__softmax_backward(const tn__run *run, void (*row)(float *, bool, const float *, const float *, int64_t, int64_t))
{
    pass p = {.s = sizes_of(run), .row = row};
    if (run->din[0]) tn__for_rows(run, p.s.outer, p.s.columns * p.s.inner, backward_piece, &p);
}
