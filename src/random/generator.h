/* The generator's words, inline: the hot end of every draw. */
#ifndef TN_RANDOM_GENERATOR_H
#define TN_RANDOM_GENERATOR_H

#include "thinnet/random.h"

void tn__generator_refill(tn_generator *generator);

static inline uint32_t tn__temper(uint32_t y)
{
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
}

static inline uint32_t tn__random_u32(tn_generator *g)
{
    if (g->next >= 624) tn__generator_refill(g);
    return tn__temper(g->mt[g->next++]);
}

static inline uint64_t tn__random_u64(tn_generator *g)
{
    uint64_t high = tn__random_u32(g);
    return high << 32 | tn__random_u32(g);
}

/* The uniform numbers of at::uniform_real_distribution: 24 bits for float, 53 for double. */
static inline float tn__random_unit(tn_generator *g)
{
    return (float)(tn__random_u32(g) & 0xffffffu) * 0x1p-24f;
}

static inline double tn__random_unit_f64(tn_generator *g)
{
    return (double)(tn__random_u64(g) & 0x1fffffffffffffu) * 0x1p-53;
}

/* tensor.bernoulli_(p) as bits: bit i%32 of bits[i/32]; spare bits are 0. The same words are drawn. */
void tn__random_bernoulli_bits(tn_generator *generator, uint32_t *bits, int64_t n, double p);

#endif
