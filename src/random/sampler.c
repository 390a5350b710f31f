#include "random/sampler.h"

void tn__sampler_epoch(tn_generator *generator, int64_t *order, int64_t n)
{
    tn_generator own;
    tn_random_i64(generator); /* _BaseDataLoaderIter's base_seed, for its workers */
    tn_generator_seed(&own, (uint64_t)tn_random_i64(generator));
    tn_random_permutation(&own, order, n);
}
