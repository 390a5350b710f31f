/* Shapes, and the letters that all other headers use for dimensions:
 *   N samples of a batch, C channels or features, H height, W width, T time steps, D features.
 * Tensors are dense float32 (labels int64) in row-major order, PyTorch's contiguous layout. */
#ifndef THINNET_TENSOR_H
#define THINNET_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include "thinnet/status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TN_MAX_DIMS 8
#define TN_DIM_UNKNOWN (-1) /* a size that the source reader could not know */

/* A shape whose batch size may still be open. If batch >= 0, the real size of dimension `batch` is
 * dim[batch] * N (dim[batch] is 1 unless a view has folded other dimensions into it). */
typedef struct tn_shape {
    int rank;
    int batch;                /* index of the dimension that is a multiple of N, -1 when none */
    int64_t dim[TN_MAX_DIMS]; /* >= 0, or TN_DIM_UNKNOWN */
} tn_shape;

typedef enum tn_dtype { TN_F32, TN_F64, TN_I64, TN_U8 } tn_dtype;

/* A borrowed view of dense row-major numbers. */
typedef struct tn_tensor {
    tn_dtype dtype;
    tn_shape shape; /* batch == -1, no unknown */
    void *data;
} tn_tensor;

#ifdef __cplusplus
}
#endif
#endif
