#include "layer/broadcast.h"

#include "layer/shapes.h"

/* Dimension d of the output as input `s` has it, counted from the right; 1 where it has none. */
static int64_t dim_from_right(const tn_shape *s, int d, bool *batch)
{
    int i = s->rank - 1 - d;
    *batch = i >= 0 && s->batch == i;
    return i >= 0 ? s->dim[i] : 1;
}

/* The d-th dimensions from the right differ. */
static tn_status misfit(const tn_shape *in, int d, int rank, tn_error *err)
{
    char a[32], b[32];
    int i = in[0].rank - 1 - d, k = in[1].rank - 1 - d;
    return tn__fail(err, TN_BAD_SHAPE,
                    "The size of tensor a (%s) must match the size of tensor b (%s) at "
                    "non-singleton dimension %d",
                    tn__shape_print_count(&in[0], i, i + 1, a, sizeof a), tn__shape_print_count(&in[1], k, k + 1, b, sizeof b),
                    rank - 1 - d);
}

tn_status tn__broadcast_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    bool has_number = tn__arg(layer, "other")->type != TN_VALUE_NONE;
    if (has_number == (n_in == 2))
        return tn__fail(err, TN_BAD_ARGUMENT, "%s takes one input and a number, or two inputs", layer->kind->name);
    if (n_in == 1) {
        *out = in[0];
        return TN_OK;
    }
    *out = (tn_shape){.rank = in[0].rank > in[1].rank ? in[0].rank : in[1].rank, .batch = -1};
    for (int d = 0; d < out->rank; d++) {
        bool batch_a, batch_b;
        int64_t a = dim_from_right(&in[0], d, &batch_a), b = dim_from_right(&in[1], d, &batch_b);
        bool one_a = a == 1 && !batch_a, one_b = b == 1 && !batch_b;
        int64_t *size = &out->dim[out->rank - 1 - d];
        if (one_a)
            *size = b;
        else if (one_b || b == TN_DIM_UNKNOWN)
            *size = a;
        else if (a == TN_DIM_UNKNOWN)
            *size = b;
        else if (a != b || batch_a != batch_b)
            return misfit(in, d, out->rank, err);
        else
            *size = a;
        if ((batch_a && !one_a) || (batch_b && !one_b)) out->batch = out->rank - 1 - d;
    }
    return TN_OK;
}

bool tn__broadcast_is_whole(const tn__run *run, int k)
{
    return tn__shape_equal(&run->in_shape[k], &run->out_shape);
}

/* Steps of an input along the output's dimensions, 0 where it is repeated. */
static void steps_of(const tn_shape *in, const tn_shape *out, int64_t *step)
{
    int64_t size = 1;
    for (int d = 0; d < out->rank; d++) {
        int i = in->rank - 1 - d, o = out->rank - 1 - d;
        step[o] = i >= 0 && in->dim[i] != 1 ? size : 0;
        if (i >= 0) size *= in->dim[i];
    }
}

void tn__broadcast_each(const tn__run *run, void (*visit)(const tn__run *, int64_t, const int64_t[2]))
{
    const tn_shape *out = &run->out_shape;
    int64_t step[2][TN_MAX_DIMS] = {{0}}, at[TN_MAX_DIMS] = {0}, in[2] = {0, 0}, n = tn__shape_count(out);
    for (int k = 0; k < 2; k++) steps_of(&run->in_shape[k], out, step[k]);
    for (int64_t i = 0; i < n; i++) {
        visit(run, i, in);
        for (int d = out->rank - 1; d >= 0; d--) {
            for (int k = 0; k < 2; k++) in[k] += step[k][d];
            if (++at[d] < out->dim[d]) break;
            for (int k = 0; k < 2; k++) in[k] -= step[k][d] * out->dim[d];
            at[d] = 0;
        }
    }
}
