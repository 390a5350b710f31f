/* BatchNorm1d of features (N, C). */
#include "layer/batch_norm.h"

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    (void)n_in;
    if (in->rank == 3) return tn__fail(err, TN_UNSUPPORTED, "thinnet's BatchNorm1d takes (N, C), not yet (N, C, L)");
    return tn__batch_norm_shape(layer, in, 2, true, out, err);
}

const tn__layer_kind tn__layer_batch_norm1d = {
    TN_BATCH_NORM_ROW,
    .name = "batch_norm1d",
    .torch_class = "BatchNorm1d",
    .summary = "features to mean 0 and variance 1 over the batch",
    .shape = shape,
};
