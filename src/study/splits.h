/* The data of each seed: its own validation part, shared by all arms that run with that seed. */
#ifndef TN_STUDY_SPLITS_H
#define TN_STUDY_SPLITS_H

#include "thinnet/data.h"

typedef struct tn__splits tn__splits;

/* `whole` is borrowed. fraction 0: every seed gets `whole` as it is. At most `most` copies are kept. *out is owned. */
TN_NODISCARD tn_status tn__splits_new(tn__splits **out, const tn_data *whole, double fraction, uint64_t split_seed, int most,
                                      tn_error *err);
void tn__splits_free(tn__splits *splits);
/* The data of a seed with at most `limit` training samples (0: all), borrowed until tn__splits_give_back. From any thread. */
TN_NODISCARD tn_status tn__splits_take(tn__splits *splits, const tn_data **out, uint64_t seed, int64_t limit, tn_error *err);
void tn__splits_give_back(tn__splits *splits, const tn_data *data);

#endif
