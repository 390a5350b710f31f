/* What a default (Philox) mask is: a pure function of (seed, step, site, sample, unit).
 *
 * Each (seed, step, site, sample) names an endless stream of bits: 128-bit Philox blocks
 * i = 0, 1, 2, ... with key = seed and counter = (i, sample, step, site), words in order, low bits
 * first. A unit takes only as many bits as its rate needs:
 *
 *   p = 0.5   one bit:   unit u is kept iff bit u is 0
 *   else      8 bits r:  unit u is kept iff r, byte u, is below the threshold, or equals it and a second
 *             draw of 32 bits is below `tie`. Only one unit in 256 needs the second draw: word u of
 *             the stream that begins at block 2^31.
 *
 *   sample 7:  | block 0: w0 w1 w2 w3 | block 1: w0 w1 ...      8 bits: 16 units a block
 *
 * So p is met to 2^-41, and scaling uses the probability exactly as drawn.
 * No thread count, batch split, rank count or CPU appears here, so none can change a mask. */
#ifndef TN_RANDOM_MASK_H
#define TN_RANDOM_MASK_H

#include <stdint.h>

typedef struct tn__rate {
    int bits;           /* of the first draw: 1 or 8; 0: none, everything is kept (threshold 1) or nothing (0) */
    uint32_t threshold; /* 8 bits: in [0, 256), and not 0 when `tie` is 0 */
    uint32_t tie;       /* 0: no second draw */
    double keep;        /* the probability of keeping, exactly */
} tn__rate;

/* p: probability of dropping, in [0, 1]. 0 < p < 1 never becomes keep == 0 or keep == 1. */
tn__rate tn__rate_of(double p);

/* The block at which the words of second draws begin. */
#define TN_TIE_BLOCK 0x80000000u

/* One site's stream at one step, for one sample (counter word 1 holds sample's low 32 bits; its high
 * 32 bits are folded into the key's second word by addition). */
typedef struct tn__mask_key {
    uint64_t seed;
    uint32_t step;
    uint32_t site;
} tn__mask_key;

#endif
