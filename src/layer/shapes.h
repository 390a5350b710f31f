/* Sentences and sums that several shape rules share. */
#ifndef TN_LAYER_SHAPES_H
#define TN_LAYER_SHAPES_H

#include "layer/layer.h"

/* PyTorch's dimension number, counted from the end when negative, as an index of `shape`. */
tn_status tn__shape_axis(const tn_shape *shape, int64_t dim, int *out, tn_error *err);
/* What a layer that knows samples may take: the batch can only be the first dimension. Sizes beyond
 * 2^40 are refused too, so that sums of them cannot overflow. */
tn_status tn__shape_of_samples(const tn__layer *layer, const tn_shape *in, tn_error *err);
/* Numbers of a shape as text: "4096", "4096*N", "?"; into text[size], which is returned. */
char *tn__shape_print_count(const tn_shape *shape, int from, int to, char *text, size_t size);
/* a * b of numbers >= 0, or INT64_MAX where that is more. */
int64_t tn__saturating_multiply(int64_t a, int64_t b);

#endif
