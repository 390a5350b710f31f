#include "random/mcg31.h"

#include <string.h>

#define MODULUS 0x7fffffffu /* 2^31 - 1 */
#define MULTIPLIER 1132489760u

static uint32_t product(uint32_t a, uint32_t b)
{
    return (uint32_t)((uint64_t)a * b % MODULUS);
}

/* MULTIPLIER^n by squaring: how a thread jumps to its part of the stream. */
static uint32_t power(uint64_t n)
{
    uint32_t result = 1, base = MULTIPLIER;
    for (; n; n >>= 1, base = product(base, base))
        if (n & 1) result = product(result, base);
    return result;
}

void tn__mcg31_bernoulli(uint32_t seed, uint64_t skip, uint32_t *bits, int64_t n, double p)
{
    uint32_t x = seed % MODULUS;
    if (x == 0) x = 1;
    x = product(x, power(skip));
    memset(bits, 0, (size_t)((n + 31) / 32) * sizeof *bits);
    for (int64_t i = 0; i < n; i++, x = product(x, MULTIPLIER)) {
        bool kept = (float)(x / (double)MODULUS) < (float)p;
        bits[i / 32] |= (uint32_t)kept << (i % 32);
    }
}

void tn__mcg31_bernoulli_bits(tn_generator *generator, uint32_t *bits, int64_t n, double p)
{
    tn__mcg31_bernoulli(tn_random_u32(generator), 0, bits, n, p);
}
