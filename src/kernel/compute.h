/* Everything a layer needs to compute: the kernels of this CPU, the convolution providers and
 * the thread team. One tn__compute belongs to one plan; oneDNN is loaded (dlopen) only by a plan that has use for it. */
#ifndef TN_KERNEL_COMPUTE_H
#define TN_KERNEL_COMPUTE_H

#include "base/error.h"
#include "base/threads.h"
#include "kernel/kernel.h"

typedef struct tn__onednn tn__onednn;

typedef struct tn__compute {
    const tn__kernels *kernels;
    tn__threads *threads; /* NULL: one thread; borrowed */
    tn__onednn *onednn;   /* NULL until tn__compute_want_onednn() found it */
    bool onednn_asked;
} tn__compute;

/* isa NULL: the best of this CPU. threads borrowed. */
TN_NODISCARD tn_status tn__compute_init(tn__compute *out, const char *isa, tn__threads *threads, tn_error *err);
void tn__compute_release(tn__compute *compute);
/* Loads oneDNN once; without it on the machine our own code serves, slower. */
void tn__compute_want_onednn(tn__compute *compute);

/* A matrix product, large ones in pieces for the threads. Allocates nothing; the same bits for any thread count. */
void tn__gemm_run(const tn__compute *compute, const tn__gemm *gemm);

/* A planned 2-D convolution (cross-correlation, as PyTorch). x is [n][h][w][ic], y is [n][oh][ow][oc],
 * weight is PyTorch's [oc][ic/groups][kh][kw], bias [oc] or NULL. */
typedef struct tn__conv_geometry {
    int64_t n, ic, h, w, oc, oh, ow;
    int64_t kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups;
    bool bias, want_dx, training; /* training: backward will be called */
    double keep_in, keep_out;     /* the share of channels that dropout before and behind is to leave; 0: all, there is none */
} tn__conv_geometry;

typedef struct tn__conv tn__conv;
/* Builds all primitives and private memory; running allocates nothing. compute is borrowed and must outlive it. */
TN_NODISCARD tn_status tn__conv_new(tn__conv **out, tn__compute *compute, const tn__conv_geometry *geometry, tn_error *err);
void tn__conv_free(tn__conv *conv);
const char *tn__conv_name(const tn__conv *conv); /* of what computes it: "live", "onednn", "own" */
/* For the passes that follow: the channels that are left of each sample, as tn__kernels.mask_rows writes them; NULL: all. Where
 * they are dropped, x must be 0 and so must what becomes of y and of dx; these are 0 there, or something else that is finite. */
void tn__conv_set_live(tn__conv *conv, const uint32_t *in, const uint32_t *out);
void tn__conv_forward(tn__conv *conv, float *y, const float *x, const float *weight, const float *bias);
/* dx NULL: not wanted. dweight/dbias/dx are added to when their flag says so. The same bits for any thread count. */
void tn__conv_backward(tn__conv *conv, float *dx, bool dx_add, float *dweight, float *dbias, bool dstate_add, const float *dy,
                       const float *x, const float *weight);

#endif
