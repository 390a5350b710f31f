/* Dropout on raw arrays: the passes that nets use, for programs with layers of their own.
 *
 * A mask is a pure function of (seed, step, site, sample's global index, unit), so nothing is kept between the passes:
 * backward draws the same mask again. No batch split, number of threads or CPU changes it. */
#ifndef THINNET_DROPOUT_H
#define THINNET_DROPOUT_H

#include <stdbool.h>
#include "thinnet/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_dropout_options {
    const char *kind;      /* class of torch.nn: "Dropout" (default), "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout",
                              "FeatureAlphaDropout"; or "GaussianDropout" (Srivastava et al. 2014, section 10),
                              "BatchwiseDropout" (Graham et al. 2015: one mask for all samples of a step), or
                              "DropConnect" (Wan et al. 2013) for a weight: an array of one sample */
    double p;              /* probability of dropping, in [0, 1]; 0.5 */
    double alpha;          /* AlphaDropout only: the alpha of its activation; NAN (default): PyTorch's */
    bool paper_scaling;    /* no 1/(1-p) while training; evaluation multiplies by 1-p */
    uint64_t seed;         /* 0 */
    uint32_t step;         /* 0; a training step draws new masks by a new number */
    uint32_t site;         /* 0; dropouts of one net differ in this number */
    uint64_t first_sample; /* global index of sample 0 of these arrays; 0 */
    int64_t samples, channels, spatial; /* arrays are [samples][channels][spatial]; each 1 by default */
    bool channels_last;                 /* or [samples][spatial][channels] */
} tn_dropout_options;
TN_API tn_dropout_options tn_dropout_options_default(void);

/* y = dropout(x) in training, and in evaluation the identity (or the paper's scaling). y may be x, but may not overlap it
 * otherwise. */
TN_API TN_NODISCARD tn_status tn_dropout_forward(const tn_dropout_options *options, bool training, float *y, const float *x,
                                                 tn_error *err);
/* dx = the gradient that belongs to dy, by the mask of the forward pass with the same options; dx may be dy. */
TN_API TN_NODISCARD tn_status tn_dropout_backward(const tn_dropout_options *options, bool training, float *dx, const float *dy,
                                                  tn_error *err);

#ifdef __cplusplus
}
#endif
#endif
