/* What a default (Philox) mask is: a pure function of (seed, step, site, sample, unit).
 *
 * Each (seed, step, site, sample) names an endless stream of bits: 128-bit Philox blocks
 * i = 0, 1, 2, ... with key = seed and counter = (i, sample, step, site), words in order, low bits
 * first. Unit u owns bits [u*b, (u+1)*b) of it as an unsigned number r, and is kept iff
 * r < threshold. b is the fewest of 1, 2, 4, 8, 16, 32 bits that express the keep probability
 * (exactly for multiples of 1/256; else to 16 bits, or to 32 where 16 would be off by more than
 * 0.2 % of the rarer outcome). Scaling uses the exact quantised probability threshold / 2^b.
 *
 *   sample 7:  | block 0: w0 w1 w2 w3 | block 1: w0 w1 ...      b = 16: 8 units a block
 *
 * No thread count, batch split, rank count or CPU appears here, so none can change a mask. */
#ifndef TN_RANDOM_MASK_H
#define TN_RANDOM_MASK_H

#include <stdint.h>

/* The keep probability as drawn. bits == 0: no draw needed, keep everything (threshold 1) or
 * nothing (threshold 0). */
typedef struct tn__rate {
    int bits;           /* 0, 1, 2, 4, 8, 16, 32 */
    uint64_t threshold; /* kept iff r < threshold; 0 <= threshold <= 2^bits */
    double keep;        /* threshold / 2^bits, exactly what scaling must use */
} tn__rate;

/* p: probability of dropping, in [0, 1]. 0 < p < 1 never becomes keep == 0 or keep == 1 as long as
 * p and 1-p are at least 2^-32; below that the nearest representable. */
tn__rate tn__rate_of(double p);

/* One site's stream at one step, for one sample (counter word 1 holds sample's low 32 bits; its high
 * 32 bits are folded into the key's second word by addition). */
typedef struct tn__mask_key {
    uint64_t seed;
    uint32_t step;
    uint32_t site;
} tn__mask_key;

#endif
