/* A step whose batch is cut into shards: the same sums, so the same weights, however many ranks share the shards.
 *
 * Shard i has samples [i c, (i + 1) c) of the batch, c being the batch size over the number of shards, rounded up; the last ones
 * may have fewer, or none. What the shards' passes yield is one vector each, which is summed over a fixed tree (reduce.h):
 *
 *   [ buffers, weighted by the shard's samples | gradients of the whole batch's mean loss, in the order of the backward pass ]
 *
 * so that batch norm's running statistics become the mean over the shards of what each saw. Masks are those of the whole batch.
 */
#ifndef TN_TRAIN_SHARDS_H
#define TN_TRAIN_SHARDS_H

#include "train/reduce.h"
#include "train/trainer.h"

/* The samples of a step. */
typedef struct tn__batch {
    int64_t n;
    /* Puts samples first, first + 1 ... of the batch into the plan's input, as many as it takes, and their targets into *out. */
    void (*load)(void *user, int64_t first, const tn__plan *plan, tn__targets *out);
    void *user;
} tn__batch;

typedef struct tn__batch_result {
    double loss;   /* mean */
    int64_t right; /* 0 for values */
    bool stop;     /* in: this rank wants to stop after this step; out: some rank does */
} tn__batch_result;

/* Refuses what cannot be cut, and makes the trainer's gradients those of the sum. Options are resolved. *out is owned. */
TN_NODISCARD tn_status tn__shards_new(tn__shards **out, tn_trainer *trainer, tn_error *err);
void tn__shards_free(tn__shards *shards);
/* The arrays of a shard's own pass, for its plans; borrowed. */
float *const *tn__shards_gradients(const tn__shards *shards);
/* Samples of a shard of a whole batch. */
int64_t tn__shards_samples(const tn_train_options *options);
/* One step. All ranks return the same. */
TN_NODISCARD tn_status tn__shards_step(tn__shards *shards, const tn__batch *batch, tn__batch_result *result, tn_error *err);

#endif
