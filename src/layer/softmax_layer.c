#include "layer/softmax_layer.h"

tn_status tn__softmax_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    const tn_value *dim = tn__arg(layer, "dim");
    bool legacy = in->rank == 0 || in->rank == 1 || in->rank == 3;
    int axis = dim->type == TN_VALUE_INT ? (int)dim->ints[0] : legacy ? 0 : 1;
    (void)n_in;
    if (axis < -in->rank || axis >= in->rank)
        return tn__fail(err, TN_BAD_SHAPE, "Dimension out of range (expected to be in range of [%d, %d], but got %d)",
                        -in->rank, in->rank - 1, axis);
    if (axis < 0) axis += in->rank;
    if (axis != in->rank - 1 || axis == in->batch)
        return tn__fail(err, TN_UNSUPPORTED, "thinnet's %s works along the last dimension only, not along %d of %d",
                        layer->kind->torch_function, axis, in->rank);
    *out = in[0];
    return TN_OK;
}

void tn__softmax_rows_of(const tn__run *run, int64_t *rows, int64_t *columns)
{
    int last = run->out_shape.rank - 1;
    *columns = run->out_shape.dim[last];
    *rows = tn__shape_product(&run->out_shape, 0, last);
}
