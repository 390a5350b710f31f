/* Arithmetic on shapes with an open batch size. */
#ifndef TN_TENSOR_SHAPE_H
#define TN_TENSOR_SHAPE_H

#include <stdarg.h>
#include "base/error.h"
#include "thinnet/tensor.h"

tn_shape tn__shape(int rank, const int64_t *dim);         /* no batch dimension */
tn_shape tn__shape_batched(int rank, const int64_t *dim); /* (N, dim...) */
tn_shape tn__shape_of(int rank, ...);                     /* int64_t sizes; no batch dimension */
bool tn__shape_equal(const tn_shape *a, const tn_shape *b);
bool tn__shape_known(const tn_shape *shape); /* no TN_DIM_UNKNOWN */
/* Product of the dimensions [from, to) ; the batch factor N is left out. -1 if one is unknown or it overflows. */
int64_t tn__shape_product(const tn_shape *shape, int from, int to);
#define tn__shape_count(shape) tn__shape_product((shape), 0, (shape)->rank)
/* With N put in: batch == -1 afterwards. */
tn_shape tn__shape_bind(const tn_shape *shape, int64_t n);
/* "[N, 16, 8, 8]", "[4*N, 1024]", "[N, ?]" into text[size]; returns text. */
char *tn__shape_print(const tn_shape *shape, char *text, size_t size);
size_t tn__dtype_size(tn_dtype dtype);

#endif
