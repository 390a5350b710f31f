/* BatchNorm1d of features (N, C) or sequences (N, C, L). */
#include "layer/batch_norm.h"

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    (void)n_in;
    if (in->rank != 2 && in->rank != 3) return tn__fail(err, TN_BAD_SHAPE, "expected 2D or 3D input (got %dD input)", in->rank);
    return tn__batch_norm_shape(layer, in, out, err);
}

const tn__layer_kind tn__layer_batch_norm1d = {
    TN_BATCH_NORM_ROW,
    .name = "batch_norm1d",
    .torch_class = "BatchNorm1d",
    .summary = "features to mean 0 and variance 1 over the batch",
    .shape = shape,
};
