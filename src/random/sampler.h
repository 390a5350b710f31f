/* The order of samples in an epoch, as DataLoader(shuffle=True, generator=None) draws it. */
#ifndef TN_RANDOM_SAMPLER_H
#define TN_RANDOM_SAMPLER_H

#include "thinnet/random.h"

/* order[0..n): a permutation. Four words leave `generator`: the loader's base seed and the sampler's seed; the permutation
 * comes from a generator of its own (torch/utils/data/{dataloader,sampler}.py 2.13). */
void tn__sampler_epoch(tn_generator *generator, int64_t *order, int64_t n);

#endif
