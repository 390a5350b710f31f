/* Flatten, torch.flatten: dimensions start_dim..end_dim become one. As a module it starts at 1, as
 * a function at 0. */
#include "layer/shapes.h"

static const tn__param params[] = {{.name = "start_dim",
                                    .type = TN_PARAM_INT,
                                    .fallback = {.type = TN_VALUE_INT, .ints = {1}},
                                    .min = -TN_MAX_DIMS,
                                    .max = TN_MAX_DIMS},
                                   {.name = "end_dim",
                                    .type = TN_PARAM_INT,
                                    .fallback = {.type = TN_VALUE_INT, .ints = {-1}},
                                    .min = -TN_MAX_DIMS,
                                    .max = TN_MAX_DIMS},
                                   {0}};

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    int start, end;
    (void)n_in;
    tn_status status = tn__shape_axis(in, tn__arg_int(layer, "start_dim"), &start, err);
    if (status == TN_OK) status = tn__shape_axis(in, tn__arg_int(layer, "end_dim"), &end, err);
    if (status != TN_OK) return status;
    if (in->rank == 0) return *out = tn__shape_of(1, (int64_t)1), TN_OK;
    if (start > end) return tn__fail(err, TN_BAD_SHAPE, "flatten() has invalid args: start_dim cannot come after end_dim");
    *out = (tn_shape){.rank = in->rank - (end - start), .batch = in->batch};
    for (int d = 0; d < start; d++) out->dim[d] = in->dim[d];
    out->dim[start] = tn__shape_product(in, start, end + 1);
    for (int d = end + 1; d < in->rank; d++) out->dim[d - (end - start)] = in->dim[d];
    if (in->batch > end)
        out->batch = in->batch - (end - start);
    else if (in->batch >= start)
        out->batch = start;
    return TN_OK;
}

const tn__layer_kind tn__layer_flatten = {
    .name = "flatten",
    .torch_class = "Flatten",
    .torch_function = "flatten",
    .summary = "several dimensions as one",
    .params = params,
    .traits = TN_TRAIT_VIEW | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
};
