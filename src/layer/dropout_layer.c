#include "layer/dropout_layer.h"

#include <math.h>

tn_status tn__dropout_layer_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    const tn__dropout_kind *kind = layer->kind->dropout;
    char text[96];
    (void)n_in;
    if (in->rank < kind->min_rank || (kind->max_rank && in->rank > kind->max_rank)) {
        tn_status status = tn__fail(err, TN_BAD_SHAPE, "%s: expected %d to %d dimensions, but got a %dD input of size %s",
                                    kind->torch_function, kind->min_rank, kind->max_rank, in->rank,
                                    tn__shape_print(in, text, sizeof text));
        if (in->rank == 2) tn__help(err, "use nn.Dropout for features of shape (N, C)");
        return status;
    }
    *out = in[0];
    return TN_OK;
}

/* Dropout1d reads two dimensions, and Dropout3d four, as one unbatched sample; Dropout2d reads three as (N, C, L)
 * (torch/nn/functional.py 2.13, dropout1d, dropout2d, dropout3d). */
static bool is_unbatched(const tn__dropout_kind *kind, int rank)
{
    return kind->unit == TN_UNIT_CHANNEL && kind->max_rank && rank == kind->max_rank - 1 && rank != 3;
}

static tn__dropout dropout_of(const tn__run *run)
{
    const tn_shape *s = &run->out_shape;
    const tn__dropout_kind *kind = run->layer->kind->dropout;
    bool unbatched = is_unbatched(kind, s->rank);
    int channel = unbatched ? 0 : 1;
    tn__dropout d = {
        .kind = kind, .p = tn__arg_float(run->layer, "p"), .alpha = NAN, .site = run->site,
        .paper_scaling = run->paper_scaling, .samples = unbatched || s->rank == 0 ? 1 : s->dim[0], .channels = 1,
        .channels_last = run->channels_last && s->rank == 4 && !unbatched};
    if (s->rank > channel) {
        d.channels = s->dim[channel];
        d.spatial = tn__shape_product(s, channel + 1, s->rank);
    } else {
        d.spatial = 1;
    }
    if (kind->takes_alpha && tn__arg(run->layer, "alpha")->type == TN_VALUE_FLOAT)
        d.alpha = tn__arg_float(run->layer, "alpha");
    return d;
}

static tn__mask_origin origin_of(const tn__run *run)
{
    return run->masks ? run->masks->origin : TN_MASKS_PHILOX;
}

size_t tn__dropout_layer_saved(const tn__run *run)
{
    tn__dropout d = dropout_of(run);
    return tn__dropout_saved_bytes(&d, origin_of(run));
}

size_t tn__dropout_layer_scratch(const tn__run *run)
{
    tn__dropout d = dropout_of(run);
    return tn__dropout_scratch_bytes(&d, origin_of(run));
}

void tn__dropout_layer_forward(const tn__run *run)
{
    tn__dropout d = dropout_of(run);
    tn__dropout_forward(&d, run->compute->kernels, run->masks, run->training, run->out, run->in[0], run->saved,
                        run->scratch);
}

void tn__dropout_layer_backward(const tn__run *run)
{
    tn__dropout d = dropout_of(run);
    if (run->din[0])
        tn__dropout_backward(&d, run->compute->kernels, run->masks, run->training, run->din[0], run->dout,
                             run->din_add[0], run->saved, run->scratch);
}
