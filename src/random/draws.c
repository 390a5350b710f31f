/* PyTorch's distributions on the CPU (aten/src/ATen/native/cpu/DistributionTemplates.h and
 * aten/src/ATen/core/DistributionsHelper.h, 2.13). The wheel's AVX2 build fuses multiply and add, so fmaf is written
 * where it does; this room is compiled with contraction off. */
#include <math.h>
#include <string.h>

#include "random/generator.h"

#define PI 3.14159265358979323846

void tn_random_uniform(tn_generator *g, float *out, int64_t n, double low, double high)
{
    float lo = (float)low, hi = (float)high, width = hi - lo;
    for (int64_t i = 0; i < n; i++) {
        float v = fmaf(tn__random_unit(g), width, lo);
        out[i] = v == hi ? lo : v; /* rounding may reach the excluded end */
    }
}

void tn_random_uniform_f64(tn_generator *g, double *out, int64_t n, double low, double high)
{
    double width = high - low;
    for (int64_t i = 0; i < n; i++) {
        double v = fma(tn__random_unit_f64(g), width, low);
        out[i] = v == high ? low : v;
    }
}

void tn_random_exponential(tn_generator *g, float *out, int64_t n, double rate)
{
    for (int64_t i = 0; i < n; i++) out[i] = (float)(-1.0 / rate * log1p(-tn__random_unit_f64(g)));
}

/* --- bernoulli_(p): kept iff a 53-bit uniform is below p ---
 * In integers: (first << 32 | second) & (2^53 - 1) < ceil(p * 2^53). The low 21 bits of the first word decide unless they
 * equal the threshold's, one time in 2^21; only then is the second word tempered. */
typedef struct bernoulli {
    uint64_t threshold; /* of 53 bits; 2^53 for p = 1 */
    uint32_t high;      /* its top 21 bits */
} bernoulli;

static bernoulli bernoulli_of(double p)
{
    bernoulli b = {.threshold = (uint64_t)ceil(p * 0x1p53)};
    b.high = (uint32_t)(b.threshold >> 32);
    return b;
}

static inline bool kept(const bernoulli *b, uint32_t first, uint32_t second)
{
    uint32_t high = tn__temper(first) & 0x1fffffu;
    if (__builtin_expect(high != b->high, 1)) return high < b->high;
    return ((uint64_t)high << 32 | tn__temper(second)) < b->threshold;
}

/* One unit with words that may lie across a refill. */
static bool draw_one(tn_generator *g, const bernoulli *b)
{
    if (g->next >= 624) tn__generator_refill(g);
    uint32_t first = g->mt[g->next++];
    if (g->next >= 624) tn__generator_refill(g);
    return kept(b, first, g->mt[g->next++]);
}

/* A word of 32 units straight from the state: without branches until a tie turns up. */
static uint32_t draw_word(const uint32_t *mt, const bernoulli *b)
{
    uint32_t word = 0, ties = 0;
    for (int i = 0; i < 32; i++) {
        uint32_t high = tn__temper(mt[2 * i]) & 0x1fffffu;
        word |= (uint32_t)(high < b->high) << i;
        ties |= (uint32_t)(high == b->high) << i;
    }
    for (; ties; ties &= ties - 1) {
        int i = __builtin_ctz(ties);
        word |= (uint32_t)kept(b, mt[2 * i], mt[2 * i + 1]) << i;
    }
    return word;
}

void tn__random_bernoulli_bits(tn_generator *g, uint32_t *bits, int64_t n, double p)
{
    bernoulli b = bernoulli_of(p);
    for (int64_t done = 0; done < n; done += 32) {
        int count = n - done < 32 ? (int)(n - done) : 32;
        if (count == 32 && g->next + 64 <= 624) {
            bits[done / 32] = draw_word(g->mt + g->next, &b);
            g->next += 64;
            continue;
        }
        uint32_t word = 0;
        for (int i = 0; i < count; i++) word |= (uint32_t)draw_one(g, &b) << i;
        bits[done / 32] = word;
    }
}

void tn_random_bernoulli(tn_generator *g, float *out, int64_t n, double p)
{
    bernoulli b = bernoulli_of(p);
    for (int64_t i = 0; i < n; i++) out[i] = draw_one(g, &b);
}

void tn_random_integers(tn_generator *g, int64_t *out, int64_t n, int64_t low, int64_t high)
{
    uint64_t range = (uint64_t)high - (uint64_t)low;
    for (int64_t i = 0; i < n; i++) {
        uint64_t word = range >= 1u << 28 ? tn__random_u64(g) : tn__random_u32(g);
        out[i] = (int64_t)((uint64_t)low + word % range);
    }
}

/* aten/src/ATen/native/TensorFactories.cpp, randperm_cpu: from this size on it shuffles inside out. */
#define SMALL_PERMUTATION ((int64_t)(UINT32_MAX / 20))

void tn_random_permutation(tn_generator *g, int64_t *out, int64_t n)
{
    if (n >= SMALL_PERMUTATION) {
        for (int64_t i = 0; i < n; i++) {
            int64_t z = (int64_t)(tn__random_u64(g) % (uint64_t)(i + 1));
            out[i] = i;
            out[i] = out[z];
            out[z] = i;
        }
        return;
    }
    for (int64_t i = 0; i < n; i++) out[i] = i;
    for (int64_t i = 0; i + 1 < n; i++) {
        int64_t z = i + (int64_t)(tn__random_u32(g) % (uint64_t)(n - i)), kept_one = out[i];
        out[i] = out[z];
        out[z] = kept_one;
    }
}
