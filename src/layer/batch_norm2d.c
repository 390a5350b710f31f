/* BatchNorm2d of images (N, C, H, W). */
#include "layer/batch_norm.h"

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    (void)n_in;
    if (in->rank != 4) return tn__fail(err, TN_BAD_SHAPE, "expected 4D input (got %dD input)", in->rank);
    return tn__batch_norm_shape(layer, in, out, err);
}

const tn__layer_kind tn__layer_batch_norm2d = {
    TN_BATCH_NORM_ROW,
    .name = "batch_norm2d",
    .torch_class = "BatchNorm2d",
    .summary = "channels to mean 0 and variance 1 over batch and positions",
    .shape = shape,
};
