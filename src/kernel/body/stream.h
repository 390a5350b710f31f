/* A stream of Philox words (random/mask.h) prepared for drawing many blocks: round keys, and what the first two rounds make of
 * the counter words that all blocks share.
 *
 * A block's counter is (i, sample, step, site), and only i differs. So in round 1 the product of step, and in round 2 that of
 * the constant which round 1 leaves in word 0, are the same for all blocks; half of these two rounds is done once here. */
#ifndef TN_KERNEL_STREAM_H
#define TN_KERNEL_STREAM_H

#include <stdint.h>

#include "random/mask.h"

#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u

/* Philox blocks drawn at a time: 64 words, 2048 bits. */
#define BLOCKS 16

typedef struct stream {
    uint32_t k0[10], k1[10];     /* round keys */
    uint32_t sample, step, site; /* counter words 1 to 3 */
    uint32_t first2;             /* round 1: word 2 is high(M0 i) ^ first2 */
    uint32_t second0, second2,
        third3; /* round 2: word 0 is high(M1 word 2) ^ second0, word 2 is low(M0 i) ^ second2, word 3 third3 */
} stream;

static inline stream stream_of(const tn__mask_key *key, uint64_t sample)
{
    stream s = {.sample = (uint32_t)sample, .step = key->step, .site = key->site};
    uint32_t k0 = (uint32_t)key->seed, k1 = (uint32_t)(key->seed >> 32) + (uint32_t)(sample >> 32);
    for (int r = 0; r < 10; r++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) s.k0[r] = k0, s.k1[r] = k1;
    uint64_t p1 = (uint64_t)PHILOX_M1 * s.step;
    uint32_t word0 = (uint32_t)(p1 >> 32) ^ s.sample ^ s.k0[0], word1 = (uint32_t)p1;
    uint64_t p0 = (uint64_t)PHILOX_M0 * word0;
    s.first2 = s.site ^ s.k1[0];
    s.second0 = word1 ^ s.k0[1];
    s.second2 = (uint32_t)(p0 >> 32) ^ s.k1[1];
    s.third3 = (uint32_t)p0;
    return s;
}

/* One block with any index and sample. */
static inline void philox_one(uint32_t words[4], const stream *s, uint32_t index, uint32_t sample)
{
    uint32_t c0 = index, c1 = sample, c2 = s->step, c3 = s->site;
    for (int r = 0; r < 10; r++) {
        uint64_t p0 = (uint64_t)PHILOX_M0 * c0, p1 = (uint64_t)PHILOX_M1 * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ s->k0[r];
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ s->k1[r];
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
    }
    words[0] = c0, words[1] = c1, words[2] = c2, words[3] = c3;
}

#endif
