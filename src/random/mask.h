/* What a default (Philox) mask is: a pure function of (seed, step, site, sample, unit).
 *
 * Each (seed, step, site, sample) names a stream of 32-bit words: the words of the 128-bit Philox blocks i = 0, 1, 2, ...
 * in order, with key = seed and counter = (i, sample, step, site). The keep probability is threshold / 2^b, where b is the
 * fewest of 1, 2, 4, 8 and 32 bits that express it to the nearest 2^-32. Unit u draws a number r of b bits, and is kept iff
 * r < threshold:
 *
 *   b = 1, 2, 4   words b*g .. b*g+b-1 serve the 32 units of group g = u/32; bit u%32 of the first is r's highest bit
 *   b = 8         r is byte u of the stream, bytes of a word from its low end
 *   b = 32        byte u of the stream is r's highest byte; only where that equals the threshold's (1 unit in 256) do the
 *                 other 24 matter: the high 24 bits of word u%4 of block 2^31 + u/4
 *
 * Scaling uses the exact probability threshold / 2^b. No thread count, batch split, rank count or CPU appears here, so none
 * can change a mask. A sample has less than 2^33 units; beyond, block numbers would meet. */
#ifndef TN_RANDOM_MASK_H
#define TN_RANDOM_MASK_H

#include <stdint.h>

/* The first block of the words that settle ties. */
#define TN_MASK_TIE_BLOCK 0x80000000u

/* The keep probability as drawn. bits == 0: no draw needed, keep everything (threshold 1) or nothing (threshold 0). */
typedef struct tn__rate {
    int bits;           /* 0, 1, 2, 4, 8, 32 */
    uint64_t threshold; /* kept iff r < threshold; 0 < threshold < 2^bits where bits > 0 */
    double keep;        /* threshold / 2^bits, exactly what scaling must use */
} tn__rate;

/* p: probability of dropping, in [0, 1]. 0 < p < 1 never becomes keep == 0 or keep == 1: the nearest that can be drawn is
 * 2^-32 off. */
tn__rate tn__rate_of(double p);

/* One site's stream at one step, for one sample (counter word 1 holds sample's low 32 bits; its high
 * 32 bits are folded into the key's second word by addition). */
typedef struct tn__mask_key {
    uint64_t seed;
    uint32_t step;
    uint32_t site;
} tn__mask_key;

#endif
