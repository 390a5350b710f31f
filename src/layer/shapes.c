#include "layer/shapes.h"

#include <stdio.h>

#define LARGEST ((int64_t)1 << 40)

tn_status tn__shape_axis(const tn_shape *shape, int64_t dim, int *out, tn_error *err)
{
    /* A number has no dimension, and yet PyTorch lets it be asked for as if it had one. */
    int64_t rank = shape->rank ? shape->rank : 1;
    if (dim < -rank || dim >= rank)
        return tn__fail(err, TN_BAD_SHAPE, "Dimension out of range (expected to be in range of [%d, %d], but got %lld)",
                        (int)-rank, (int)rank - 1, (long long)dim);
    *out = (int)(dim < 0 ? dim + rank : dim);
    return TN_OK;
}

tn_status tn__shape_of_samples(const tn__layer *layer, const tn_shape *in, tn_error *err)
{
    char text[96];
    const tn__layer_kind *kind = layer->kind;
    const char *name = kind->torch_class ? kind->torch_class : kind->torch_function;
    for (int d = 0; d < in->rank; d++)
        if (in->dim[d] > LARGEST)
            return tn__fail(err, TN_BAD_SHAPE, "an input of %s is too large for %s", tn__shape_print(in, text, sizeof text),
                            name);
    if (in->batch <= 0) return TN_OK;
    return tn__fail(err, TN_UNSUPPORTED, "%s here wants the batch as the first dimension, but its input is %s", name,
                    tn__shape_print(in, text, sizeof text));
}

char *tn__shape_print_count(const tn_shape *shape, int from, int to, char *text, size_t size)
{
    int64_t n = tn__shape_product(shape, from, to);
    bool batch = shape->batch >= from && shape->batch < to;
    if (n < 0)
        snprintf(text, size, "?");
    else if (batch && n == 1)
        snprintf(text, size, "N");
    else
        snprintf(text, size, batch ? "%lld*N" : "%lld", (long long)n);
    return text;
}

int64_t tn__saturating_multiply(int64_t a, int64_t b)
{
    int64_t product;
    return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}
