/* AdaptiveMaxPool2d: output position i takes the largest of input rows floor(i*H/h) ..
 * ceil((i+1)*H/h) - 1 (aten/src/ATen/native/AdaptivePooling.h 2.13). The first of equal values
 * wins; NaN wins over all. */
#include <math.h>

#include "layer/rows.h"
#include "layer/shapes.h"

static const tn__param params[] = {{.name = "output_size", .type = TN_PARAM_PAIR, .required = true, .min = 1, .max = INT32_MAX},
                                   {.name = "return_indices", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL}},
                                   {0}};

static tn_status check(const tn__layer *layer, tn_error *err)
{
    if (!tn__arg_bool(layer, "return_indices")) return TN_OK;
    return tn__fail(err, TN_UNSUPPORTED, "thinnet's AdaptiveMaxPool2d does not return indices");
}

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    char text[96];
    (void)n_in;
    if (in->rank != 4)
        return tn__fail(err, TN_BAD_SHAPE, "adaptive_max_pool2d(): Expected 3D or 4D tensor, but got: %s",
                        tn__shape_print(in, text, sizeof text));
    tn_status status = tn__shape_of_samples(layer, in, err);
    if (status != TN_OK) return status;
    *out = *in;
    for (int axis = 0; axis < 2; axis++) out->dim[2 + axis] = tn__arg(layer, "output_size")->ints[axis];
    return TN_OK;
}

/* Where in its sample's image the largest of each output stands: offset h*W + w. */
static size_t saved_bytes(const tn__run *run)
{
    return (size_t)tn__shape_count(&run->out_shape) * sizeof(int32_t);
}

/* One output position of sample n, all channels. */
static void fill_cell(const tn__run *run, int64_t n, int64_t position)
{
    const int64_t *in = run->in_shape[0].dim, *out = run->out_shape.dim;
    int64_t oh = position / out[3], ow = position % out[3], channels = in[1];
    int64_t h0 = oh * in[2] / out[2], h1 = ((oh + 1) * in[2] + out[2] - 1) / out[2];
    int64_t w0 = ow * in[3] / out[3], w1 = ((ow + 1) * in[3] + out[3] - 1) / out[3];
    int64_t at = (n * out[2] * out[3] + position) * channels;
    float *best = run->out + at;
    int32_t *where = (int32_t *)run->saved + at;
    for (int64_t h = h0; h < h1; h++)
        for (int64_t w = w0; w < w1; w++) {
            const float *x = run->in[0] + ((n * in[2] + h) * in[3] + w) * channels;
            bool first = h == h0 && w == w0;
            for (int64_t c = 0; c < channels; c++)
                if (first || x[c] > best[c] || isnan(x[c])) best[c] = x[c], where[c] = (int32_t)(h * in[3] + w);
        }
}

static void forward_samples(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    int64_t positions = run->out_shape.dim[2] * run->out_shape.dim[3];
    (void)detail;
    for (int64_t i = first * positions; i < (first + n) * positions; i++) fill_cell(run, i / positions, i % positions);
}

static void backward_samples(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    int64_t channels = run->in_shape[0].dim[1], size = tn__shape_product(&run->in_shape[0], 1, 4);
    int64_t outputs = tn__shape_product(&run->out_shape, 1, 4);
    (void)detail;
    if (!run->din_add[0]) run->compute->kernels->fill(run->din[0] + first * size, 0, n * size);
    for (int64_t i = first * outputs; i < (first + n) * outputs; i++) {
        int64_t where = ((const int32_t *)run->saved)[i];
        run->din[0][i / outputs * size + where * channels + i % channels] += run->dout[i];
    }
}

static void forward(const tn__run *run)
{
    tn__for_rows(run, run->in_shape[0].dim[0], tn__shape_product(&run->in_shape[0], 1, 4), forward_samples, NULL);
}

static void backward(const tn__run *run)
{
    const tn_shape *in = &run->in_shape[0];
    if (run->din[0]) tn__for_rows(run, in->dim[0], tn__shape_product(in, 1, 4), backward_samples, NULL);
}

const tn__layer_kind tn__layer_adaptive_max_pool2d = {
    .name = "adaptive_max_pool2d",
    .torch_class = "AdaptiveMaxPool2d",
    .torch_function = "adaptive_max_pool2d",
    .summary = "the largest of each of a given number of cells",
    .params = params,
    .traits = TN_TRAIT_SPATIAL | TN_TRAIT_POSITIVELY_HOMOGENEOUS | TN_TRAIT_ZERO_AT_ZERO,
    .layout = TN_LAYOUT_CHANNELS_LAST,
    .min_inputs = 1,
    .max_inputs = 1,
    .check = check,
    .shape = shape,
    .saved_bytes = saved_bytes,
    .forward = forward,
    .backward = backward,
};
