/* The kernels as one struct of pointers, and the structs their arguments use. This room knows no
 * tensor: raw pointers and sizes only. `kernels.def` is the list, dispatch.c fills the struct for this CPU. */
#ifndef TN_KERNEL_KERNEL_H
#define TN_KERNEL_KERNEL_H

#include <stdbool.h>
#include <stdint.h>
#include "random/mask.h"

/* ACTIVATION(name, parameters): y = f(x); `parameter` points to this many floats. activations.def holds the list. */
typedef enum tn__activation {
#define ACTIVATION(name, n_parameters) TN_ACT_##name,
#include "kernel/activations.def"
#undef ACTIVATION
    TN_ACT_COUNT
} tn__activation;

/* What becomes of units: kept ones x*scale + shift, the others `dropped`. */
typedef struct tn__drop {
    float scale, shift, dropped;
} tn__drop;

/* What becomes of a matrix product [rows][columns]: bias, activation and mask. */
typedef struct tn__finish {
    tn__activation kind;
    const float *parameter;
    const float *bias;    /* [columns]; NULL: none */
    const uint32_t *bits; /* rows of whole words; NULL: all are kept, as they are */
    tn__drop drop;
} tn__finish;

/* Channels-last pooling: x is [n][h][w][c], y is [n][oh][ow][c]. */
typedef struct tn__pool {
    int64_t n, c, h, w, oh, ow;
    int64_t kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w;
    bool count_include_pad; /* average pooling only */
} tn__pool;

/* Whether windows lie side by side and cover the input once. */
static inline bool tn__pool_tiles(const tn__pool *g)
{
    return g->stride_h == g->kernel_h && g->stride_w == g->kernel_w && g->pad_h == 0 && g->pad_w == 0 && g->dilation_h == 1 &&
           g->dilation_w == 1 && g->h == g->oh * g->kernel_h && g->w == g->ow * g->kernel_w;
}

/* Output planes [rows][stride], of which the first columns matter, over a padded input whose rows are x_stride apart. Both
 * strides are multiples of TN_PLANE_ALIGN, and a tap reads `stride` numbers of each row from its offset on. */
#define TN_PLANE_ALIGN 16
typedef struct tn__planes {
    int64_t rows, stride, x_stride, plane; /* plane: numbers from plane to plane */
    int64_t taps;
    const int32_t *offset; /* [taps], in numbers */
} tn__planes;

/* Windows of a plane that lie side by side from its first number on: [rows][columns] of them. */
typedef struct tn__plane_pool {
    int64_t rows, columns, stride, kernel_h, kernel_w; /* kernel_h * kernel_w <= 256 */
    bool relu;
} tn__plane_pool;

/* The patches under the output pixels of a convolution, channels last, over one sample with its padding: that of pixel (r, c)
 * begins at number r * row_step + c * column_step and is `taps` runs of `run` numbers, tap_step apart. */
typedef struct tn__patches {
    int64_t rows, columns, channels; /* of the output */
    int64_t row_step, column_step, tap_step, taps, run;
} tn__patches;

/* C[m][n] = the sum over i < outer and j < inner of a[r * a_row + i * a_outer + j * a_inner] * b[i * b_outer + j * b_inner +
 * column]: a convolution's output row, its input's gradient, or its weight's, by what the steps are. Rows of C lie c_row apart;
 * up to a multiple of 16 their numbers beyond n may be overwritten, and as many of b are read. */
typedef struct tn__live_product {
    int64_t m, n, outer, inner;
    const float *a, *b;
    int64_t a_row, a_outer, a_inner, b_outer, b_inner, c_row;
    float *c;
} tn__live_product;

typedef struct tn__sgd_step {
    double lr, momentum, dampening, weight_decay;
    float grad_scale;     /* multiplies dw first (clipping) */
    bool nesterov, first; /* first: the momentum buffer is still empty and becomes the gradient */
} tn__sgd_step;

typedef struct tn__adam_step {
    double lr, beta1, beta2, epsilon, weight_decay;
    float grad_scale;
    int64_t step;   /* counts from 1 */
    bool decoupled; /* AdamW */
} tn__adam_step;

typedef struct tn__rmsprop_step {
    double lr, alpha, epsilon, weight_decay, momentum;
    float grad_scale;
    bool centered; /* mean, the average gradient, is kept; momentum is used only where momentum != 0 */
} tn__rmsprop_step;

typedef struct tn__adadelta_step {
    double lr, rho, epsilon, weight_decay;
    float grad_scale;
} tn__adadelta_step;

/* C[m][n] = op(A) op(B), or where `add` is not 0: C += add op(A) op(B); row-major. op(A) is m x k: A is [m][lda] or, transposed,
 * [k][lda]; op(B) is k x n: B is [k][ldb] or, transposed, [n][ldb]. C need not be initialised where it is not added to. Where
 * half of A or more is 0 its zeros may be skipped: the same bits (but for the sign of a 0 that is added to where k is 1), and 0
 * times an infinity or NaN of B is then left out. */
typedef struct tn__gemm {
    bool transpose_a, transpose_b;
    int64_t m, n, k;
    const float *a, *b;
    int64_t lda, ldb, ldc;
    float add;
    float *c;
} tn__gemm;

/* Arrays from this size on are written past the caches: measured where that wins with a last-level cache of 32 MiB
 * (docs/internals/masks.md). */
#define TN_STREAM_BYTES (16 << 20)

/* One use of a mask on the units of one sample. */
typedef struct tn__mask_pass {
    tn__mask_key key;
    uint64_t sample;
    tn__rate rate;
    tn__drop drop;
    bool add;    /* y += instead; shift and dropped are 0 then */
    bool stream; /* y is far larger than the caches: where it pays, write past them */
    bool claim;  /* the kernels' own: y is larger than the first cache, so its lines are asked for before they are written */
} tn__mask_pass;

typedef struct tn__kernels {
#define KERNEL(name, contract, arguments) void(*name) arguments;
#include "kernel/kernels.def"
#undef KERNEL
} tn__kernels;

/* The best variants for this CPU, or those of one instruction set ("generic", "avx2", "avx512"), with
 * THINNET_CPU from the environment read by the caller. */
const tn__kernels *tn__kernels_best(void);
const tn__kernels *tn__kernels_for(const char *isa); /* NULL when unknown or not runnable here */

#endif
