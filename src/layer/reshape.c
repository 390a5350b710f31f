/* tensor.view, tensor.reshape: the same numbers under another shape.
 *
 * Sizes are in `shape`, -1 for the one to be inferred. A size that is a multiple of the batch, c*N,
 * is written as c, and `batch_dim` says which one that is (-1: none). view(x.size(0), -1) is shape
 * = (1, -1), batch_dim = 0. Without a batch_dim the -1 takes the batch: view(-1, 1024) of [N, 16,
 * 16, 16] is [4*N, 1024], as PyTorch does it. */
#include <stdio.h>
#include <string.h>

#include "layer/shapes.h"

static const tn__param params[] = {
    {.name = "shape", .type = TN_PARAM_INTS, .required = true, .min = -1, .max = (double)INT64_MAX},
    {.name = "batch_dim", .type = TN_PARAM_INT, .fallback = {.type = TN_VALUE_INT, .ints = {-1}}, .min = -1, .max = TN_MAX_DIMS},
    {0}};

static tn_status check(const tn__layer *layer, tn_error *err)
{
    int64_t batch_dim = tn__arg_int(layer, "batch_dim");
    if (batch_dim < tn__arg(layer, "shape")->n_ints) return TN_OK;
    return tn__fail(err, TN_BAD_ARGUMENT, "reshape: batch_dim is %lld, but the shape has %d sizes", (long long)batch_dim,
                    tn__arg(layer, "shape")->n_ints);
}

static tn_status invalid(const tn__layer *layer, const tn_shape *in, tn_error *err)
{
    const tn_value *sizes = tn__arg(layer, "shape");
    char to[TN_MAX_DIMS * 24] = "", size[40];
    for (int d = 0; d < sizes->n_ints; d++) {
        bool batch = d == tn__arg_int(layer, "batch_dim");
        size_t used = strlen(to);
        snprintf(to + used, sizeof to - used,
                 batch && sizes->ints[d] == 1 ? "%sN"
                 : batch                      ? "%s%lld*N"
                                              : "%s%lld",
                 d ? ", " : "", (long long)sizes->ints[d]);
    }
    return tn__fail(err, TN_BAD_SHAPE, "shape '[%s]' is invalid for input of size %s", to,
                    tn__shape_print_count(in, 0, in->rank, size, sizeof size));
}

static tn_status shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    const tn_value *sizes = tn__arg(layer, "shape");
    int inferred = -1;
    int64_t known = 1, total = tn__shape_count(in);
    (void)n_in;
    *out = (tn_shape){.rank = sizes->n_ints, .batch = (int)tn__arg_int(layer, "batch_dim")};
    for (int d = 0; d < sizes->n_ints; d++) {
        out->dim[d] = sizes->ints[d];
        if (sizes->ints[d] == -1 && inferred >= 0) return tn__fail(err, TN_BAD_SHAPE, "only one dimension can be inferred");
        if (sizes->ints[d] == -1)
            inferred = d;
        else if (__builtin_mul_overflow(known, sizes->ints[d], &known))
            return invalid(layer, in, err);
    }
    /* The batch must go somewhere: into the size that says so, or into the inferred one. */
    bool batched = in->batch >= 0;
    if (batched && out->batch < 0) out->batch = inferred;
    if (batched ? out->batch < 0 : out->batch >= 0) return invalid(layer, in, err);
    if (total < 0) return TN_OK; /* unknown sizes: the inferred one is unknown too */
    if (inferred < 0) return known == total ? TN_OK : invalid(layer, in, err);
    if (known == 0 || total % known) return invalid(layer, in, err);
    out->dim[inferred] = total / known;
    return TN_OK;
}

const tn__layer_kind tn__layer_reshape = {
    .name = "reshape",
    .torch_function = "reshape",
    .summary = "the same numbers under another shape",
    .params = params,
    .traits = TN_TRAIT_VIEW | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS,
    .layout = TN_LAYOUT_PLAIN,
    .min_inputs = 1,
    .max_inputs = 1,
    .check = check,
    .shape = shape,
};
