/* An optimiser: one row of optimisers.def, one file. Formulas and defaults are PyTorch 2.13's. */
#ifndef TN_TRAIN_OPTIMISER_H
#define TN_TRAIN_OPTIMISER_H

#include "kernel/kernel.h"
#include "thinnet/train.h"

#define TN_OPTIMISER_MAX_SLOTS 3

/* One parameter's update. */
typedef struct tn__update {
    const tn__kernels *kernels;
    const tn_train_options *options; /* lr, weight_decay and the like already resolved */
    double lr;
    float grad_scale; /* multiplies the gradient first (clipping) */
    int64_t step;     /* counts from 1 */
    int64_t n;
    float *weight;
    const float *gradient;
    float *slot[TN_OPTIMISER_MAX_SLOTS];
} tn__update;

typedef struct tn__optimiser {
    const char *name; /* "adamw" */
    const char *summary;
    double lr, weight_decay, epsilon;                   /* defaults */
    const char *slots[TN_OPTIMISER_MAX_SLOTS + 1];      /* PyTorch's names of the state kept for a parameter, NULL at the end */
    int (*slots_used)(const tn_train_options *options); /* how many of them these options need */
    /* Whether these options make a step nothing but w -= lr * dw, which layers can do themselves. NULL: never. */
    bool (*is_plain_descent)(const tn_train_options *options);
    void (*update)(const tn__update *update);
} tn__optimiser;

#define OPTIMISER(name) extern const tn__optimiser tn__optimiser_##name;
#include "train/optimisers.def"
#undef OPTIMISER

const tn__optimiser *tn__optimiser_find(const char *name); /* NULL when unknown */

#endif
