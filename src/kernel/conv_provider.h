/* A provider of convolutions: one row, one file. tn__conv_new asks them in order; the last accepts everything. */
#ifndef TN_KERNEL_CONV_PROVIDER_H
#define TN_KERNEL_CONV_PROVIDER_H

#include "kernel/compute.h"

/* One part of the batch. `dweight` and `dbias` are always overwritten. */
typedef struct tn__conv_provider {
    const char *name;
    /* NULL in *out: not for this provider. Memory problems are an error. */
    tn_status (*create)(void **out, tn__compute *compute, const tn__conv_geometry *geometry, tn_error *err);
    void (*destroy)(void *conv);
    /* NULL: computes all channels. What tn__conv_live_channels says, for the samples of this part. */
    void (*set_live)(void *conv, const uint32_t *in, const uint32_t *out);
    void (*forward)(void *conv, float *y, const float *x, const float *weight, const float *bias);
    void (*backward)(void *conv, float *dx, bool dx_add, float *dweight, float *dbias, const float *dy, const float *x,
                     const float *weight);
} tn__conv_provider;

extern const tn__conv_provider tn__conv_live, tn__conv_onednn, tn__conv_own;
/* What a pass of tn__conv_live takes, as a share of what oneDNN's takes. */
double tn__conv_live_cost(const tn__conv_geometry *geometry);
/* For backward passes only, where the gradient is mostly 0; forward is NULL. */
extern const tn__conv_provider tn__conv_skipping;

#endif
