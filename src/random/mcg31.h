/* The masks of PyTorch before about early 2025 on Intel CPUs: MKL's MCG31m1 generator (L'Ecuyer 1999; oneMKL VSL notes), seeded
 * by one word of the default generator at each bernoulli_ call. */
#ifndef TN_RANDOM_MCG31_H
#define TN_RANDOM_MCG31_H

#include "thinnet/random.h"

/* viRngBernoulli(p) of a stream VSL_BRNG_MCG31 seeded with `seed` and skipped ahead by `skip`. */
void tn__mcg31_bernoulli(uint32_t seed, uint64_t skip, uint32_t *bits, int64_t n, double p);
/* One bernoulli_(p) call of such a PyTorch: draws one word of the generator. */
void tn__mcg31_bernoulli_bits(tn_generator *generator, uint32_t *bits, int64_t n, double p);

#endif
