/* The dropout family as data: one row a kind (kinds.def), and the two passes over raw arrays.
 *
 * A kind says what one mask unit covers (an element, a channel, a weight of the layer it stands in), what a kept and a dropped
 * unit become (y = scale*x + shift, or `dropped`), and which input ranks PyTorch accepts. */
#ifndef TN_DROPOUT_KIND_H
#define TN_DROPOUT_KIND_H

#include <stdbool.h>
#include "base/error.h"
#include "kernel/kernel.h"
#include "thinnet/tensor.h"

typedef enum tn__drop_unit { TN_UNIT_ELEMENT, TN_UNIT_CHANNEL, TN_UNIT_WEIGHT } tn__drop_unit;

typedef struct tn__dropout_kind {
    const char *name;           /* "dropout2d", its row's name */
    const char *torch_class;    /* "Dropout2d" */
    const char *torch_function; /* "dropout2d" in torch.nn.functional; NULL: none */
    tn__drop_unit unit;
    bool takes_alpha; /* thinnet's extension of AlphaDropout */
    bool gaussian;    /* noise ~ N(1, p/(1-p)) instead of a mask */
    bool batchwise;   /* one mask for all samples of a step */
    bool own;         /* PyTorch has no such class: masks are Philox's whatever the origin, and always drawn again */
    /* Where PyTorch lacks it: what a class of the user's own, derived from nn.Dropout, says of itself and does. */
    const char *torch_note, *torch_forward;
    int min_rank, max_rank; /* of the input with its batch dimension; max 0: any */
    /* The constants of one use. keep: the probability as drawn (tn__rate.keep); alpha: NAN when not given. */
    tn__drop (*affine)(double keep, double alpha);
} tn__dropout_kind;

#define DROPOUT(name) extern const tn__dropout_kind tn__dropout_##name;
#include "dropout/kinds.def"
#undef DROPOUT
const tn__dropout_kind *tn__dropout_find(const char *torch_class); /* NULL when unknown */

/* Where masks come from. For torch kinds `generator` is the one mt19937 that everything draws from. */
typedef enum tn__mask_origin { TN_MASKS_PHILOX, TN_MASKS_TORCH, TN_MASKS_TORCH_MKL } tn__mask_origin;
struct tn_generator;
typedef struct tn__mask_source {
    tn__mask_origin origin;
    tn__mask_key key;      /* Philox: seed and step; site is filled in per layer */
    uint64_t first_sample; /* global index of sample 0 of this batch */
    int64_t step_samples;  /* the batch holds the same samples for several steps, so many a step; 0: for one */
    bool again;            /* not the first pass over the batch: a further one of Monte Carlo, or the same for checkpointing */
    struct tn_generator *generator; /* torch origins, else NULL */
} tn__mask_source;

/* The source of a batch's samples from `first` on; *n is cut to those that are of the same step. */
static inline tn__mask_source tn__masks_from(const tn__mask_source *batch, int64_t first, int64_t *n)
{
    tn__mask_source from = *batch;
    if (batch->step_samples > 0) {
        from.key.step += (uint32_t)(first / batch->step_samples);
        first %= batch->step_samples;
        if (*n > batch->step_samples - first) *n = batch->step_samples - first;
        from.step_samples = 0;
    }
    from.first_sample += (uint64_t)first;
    return from;
}

/* One use of dropout on an array: what the caller says, and what tn__dropout_prepare makes of it. */
typedef struct tn__dropout {
    const tn__dropout_kind *kind;
    double p, alpha;    /* alpha NAN: PyTorch's */
    bool paper_scaling; /* --scaling test: no 1/keep while training; evaluation multiplies by keep */
    tn__mask_origin origin;
    uint32_t site;
    int64_t samples, channels, spatial; /* x is [samples][channels][spatial], or [samples][spatial][channels] ... */
    int64_t whole;                      /* numbers of the array that this is a part of; 0: this is all of it */
    bool channels_last;                 /* ... when this is true. Units are numbered in [channels][spatial] order for
                                           torch origins; for Philox in memory order (element) or by channel. */
    tn__rate rate;                      /* Philox */
    tn__drop drop;
    float evaluation_scale; /* what evaluation multiplies by: 1, or under the paper's scaling 1-p */
} tn__dropout;

void tn__dropout_prepare(tn__dropout *d);
/* Bytes of masks that a training pass keeps for backward: at most a bit a unit. */
size_t tn__dropout_saved_bytes(const tn__dropout *d);
size_t tn__dropout_scratch_bytes(const tn__dropout *d);
/* y may be x. training false: the identity (or times keep under paper scaling). `saved` gets the masks; it may be NULL for Philox
 * masks, which can be drawn again. */
void tn__dropout_forward(const tn__dropout *d, const tn__kernels *k, const tn__mask_source *source, bool training, float *y,
                         const float *x, void *saved, void *scratch);
/* dx may be dy when !add. */
void tn__dropout_backward(const tn__dropout *d, const tn__kernels *k, const tn__mask_source *source, bool training, float *dx,
                          const float *dy, bool add, const void *saved, void *scratch);

#endif
