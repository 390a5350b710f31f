/* AdaptiveAvgPool2d: output position i averages input rows floor(i*H/h) .. ceil((i+1)*H/h) - 1
 * (aten/src/ATen/native/AdaptivePooling.h 2.13). */
#include "layer/rows.h"
#include "layer/shapes.h"

static const tn__param params[] = {{.name = "output_size", .type = TN_PARAM_PAIR, .required = true, .min = 1, .max = INT32_MAX},
                                   {0}};

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    char text[96];
    (void)n_in;
    if (in->rank != 4)
        return tn__fail(err, TN_BAD_SHAPE, "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got %s",
                        tn__shape_print(in, text, sizeof text));
    tn_status status = tn__shape_of_samples(layer, in, err);
    if (status != TN_OK) return status;
    *out = *in;
    for (int axis = 0; axis < 2; axis++) out->dim[2 + axis] = tn__arg(layer, "output_size")->ints[axis];
    return TN_OK;
}

typedef struct cell {
    int64_t h0, h1, w0, w1;
} cell;

static cell cell_of(const tn__run *run, int64_t oh, int64_t ow)
{
    const int64_t *in = run->in_shape[0].dim, *out = run->out_shape.dim;
    return (cell){oh * in[2] / out[2], ((oh + 1) * in[2] + out[2] - 1) / out[2], ow * in[3] / out[3],
                  ((ow + 1) * in[3] + out[3] - 1) / out[3]};
}

/* One output position: its mean forward, its gradient spread evenly backward. */
static void visit_cell(const tn__run *run, int64_t n, int64_t position, bool backward)
{
    const int64_t *in = run->in_shape[0].dim, *out = run->out_shape.dim;
    int64_t channels = in[1];
    cell c = cell_of(run, position / out[3], position % out[3]);
    float share = 1.0f / (float)((c.h1 - c.h0) * (c.w1 - c.w0));
    int64_t o = (n * out[2] * out[3] + position) * channels;
    if (!backward) run->compute->kernels->fill(run->out + o, 0, channels);
    for (int64_t h = c.h0; h < c.h1; h++)
        for (int64_t w = c.w0; w < c.w1; w++) {
            int64_t i = ((n * in[2] + h) * in[3] + w) * channels;
            if (backward)
                run->compute->kernels->scale(run->din[0] + i, run->dout + o, share, channels, true);
            else
                run->compute->kernels->copy(run->out + o, run->in[0] + i, channels, true);
        }
    if (!backward) run->compute->kernels->scale(run->out + o, run->out + o, share, channels, false);
}

static void forward_samples(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    int64_t positions = run->out_shape.dim[2] * run->out_shape.dim[3];
    (void)detail;
    for (int64_t i = first * positions; i < (first + n) * positions; i++) visit_cell(run, i / positions, i % positions, false);
}

static void backward_samples(const tn__run *run, int64_t first, int64_t n, const void *detail)
{
    int64_t positions = run->out_shape.dim[2] * run->out_shape.dim[3];
    int64_t size = tn__shape_product(&run->in_shape[0], 1, 4);
    (void)detail;
    if (!run->din_add[0]) run->compute->kernels->fill(run->din[0] + first * size, 0, n * size);
    for (int64_t i = first * positions; i < (first + n) * positions; i++) visit_cell(run, i / positions, i % positions, true);
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

const tn__layer_kind tn__layer_adaptive_avg_pool2d = {
    .name = "adaptive_avg_pool2d",
    .torch_class = "AdaptiveAvgPool2d",
    .torch_function = "adaptive_avg_pool2d",
    .summary = "means over a given number of cells",
    .params = params,
    .traits = TN_TRAIT_SPATIAL | TN_TRAIT_POSITIVELY_HOMOGENEOUS | TN_TRAIT_ZERO_AT_ZERO,
    .layout = TN_LAYOUT_CHANNELS_LAST,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .forward = forward,
    .backward = backward,
};
