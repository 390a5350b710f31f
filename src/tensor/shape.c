#include "tensor/shape.h"

#include <stdio.h>

tn_shape tn__shape(int rank, const int64_t *dim)
{
    tn_shape shape = {.rank = rank, .batch = -1};
    for (int d = 0; d < rank; d++) shape.dim[d] = dim[d];
    return shape;
}

tn_shape tn__shape_batched(int rank, const int64_t *dim)
{
    tn_shape shape = {.rank = rank + 1, .batch = 0, .dim = {1}};
    for (int d = 0; d < rank; d++) shape.dim[d + 1] = dim[d];
    return shape;
}

tn_shape tn__shape_of(int rank, ...)
{
    tn_shape shape = {.rank = rank, .batch = -1};
    va_list args;
    va_start(args, rank);
    for (int d = 0; d < rank; d++) shape.dim[d] = va_arg(args, int64_t);
    va_end(args);
    return shape;
}

bool tn__shape_equal(const tn_shape *a, const tn_shape *b)
{
    if (a->rank != b->rank || a->batch != b->batch) return false;
    for (int d = 0; d < a->rank; d++)
        if (a->dim[d] != b->dim[d]) return false;
    return true;
}

bool tn__shape_known(const tn_shape *shape)
{
    for (int d = 0; d < shape->rank; d++)
        if (shape->dim[d] == TN_DIM_UNKNOWN) return false;
    return true;
}

int64_t tn__shape_product(const tn_shape *shape, int from, int to)
{
    int64_t product = 1;
    for (int d = from; d < to; d++)
        if (shape->dim[d] < 0 || __builtin_mul_overflow(product, shape->dim[d], &product)) return -1;
    return product;
}

tn_shape tn__shape_bind(const tn_shape *shape, int64_t n)
{
    tn_shape bound = *shape;
    if (bound.batch >= 0) {
        int64_t *size = &bound.dim[bound.batch];
        if (*size >= 0 && __builtin_mul_overflow(*size, n, size)) *size = INT64_MAX;
    }
    bound.batch = -1;
    return bound;
}

char *tn__shape_print(const tn_shape *shape, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "[");
    for (int d = 0; d < shape->rank && used < size; d++) {
        const char *comma = d ? ", " : "";
        long long n = (long long)shape->dim[d];
        if (n == TN_DIM_UNKNOWN)
            used += (size_t)snprintf(text + used, size - used, "%s?", comma);
        else if (d != shape->batch)
            used += (size_t)snprintf(text + used, size - used, "%s%lld", comma, n);
        else if (n == 1)
            used += (size_t)snprintf(text + used, size - used, "%sN", comma);
        else
            used += (size_t)snprintf(text + used, size - used, "%s%lld*N", comma, n);
    }
    if (used < size) snprintf(text + used, size - used, "]");
    return text;
}

size_t tn__dtype_size(tn_dtype dtype)
{
    switch (dtype) {
    case TN_F64: return sizeof(double);
    case TN_I64: return sizeof(int64_t);
    case TN_U8: return 1;
    default: return sizeof(float);
    }
}
