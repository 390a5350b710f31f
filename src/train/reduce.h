/* Sums of vectors, one a shard, over a fixed tree: the same bits however many ranks share the shards.
 *
 *   shards   0   1   2   3   4      a node is the sum of its two children; one without a sibling goes up as it is.
 *             \ /     \ /    |      A rank has shards next to each other and adds what nodes it can: 3 ranks have
 *              +       +     |      [0], [1 2] and [3 4] and hand over 0, 1, 2, 3 and 4; 2 ranks [0 1] and [2 3 4]
 *               \     /      |      hand over (0 1), (2 3) and 4.
 *                +----       |
 *                  \________/
 *
 * A vector goes in buckets, each bucket in one slice a rank: every rank sends its nodes of a slice to that slice's owner, who
 * finishes the tree and sends the sum to all. Buckets start as soon as the last shard's numbers are there, while others are still
 * computed. */
#ifndef TN_TRAIN_REDUCE_H
#define TN_TRAIN_REDUCE_H

#include "kernel/kernel.h"
#include "train/team.h"

typedef struct tn__reduce tn__reduce;

/* team may be NULL: all shards are here. It has at most `shards` ranks. *out is owned: tn__reduce_free. */
TN_NODISCARD tn_status tn__reduce_new(tn__reduce **out, const tn__kernels *kernels, tn_team *team, int64_t shards,
                                      int64_t numbers, tn_error *err);
void tn__reduce_free(tn__reduce *reduce);
/* The shards of a rank are *first .. *end - 1; at least one. */
void tn__reduce_range(int64_t shards, int rank, int size, int64_t *first, int64_t *end);
/* Where the vector of the shard at hand is written, [numbers]. */
float *tn__reduce_work(const tn__reduce *reduce);
/* [numbers], after tn__reduce_finish and until the next one. */
float *tn__reduce_sum(const tn__reduce *reduce);

/* A step: begin, then for each shard of this rank in order any number of tn__reduce_ready and one tn__reduce_next, then finish.
 * Nothing allocates but the wire in the first step. After a broken wire the rest does nothing, and finish says so. */
void tn__reduce_begin(tn__reduce *reduce);
/* Numbers [0, end) of the shard at hand are final. */
void tn__reduce_ready(tn__reduce *reduce, int64_t end);
void tn__reduce_next(tn__reduce *reduce);
TN_NODISCARD tn_status tn__reduce_finish(tn__reduce *reduce, tn_error *err);

#endif
