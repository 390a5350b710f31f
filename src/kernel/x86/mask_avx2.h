/* Masks by hand for AVX2: 8 Philox blocks side by side, twice. Each function here takes the place of the one of that name in
 * body/mask.h, whose comments say what it does. */
#ifndef TN_KERNEL_MASK_AVX2_H
#define TN_KERNEL_MASK_AVX2_H

#include <immintrin.h>

#include "kernel/kernel.h"

#define TN_OWN_PHILOX_BLOCKS
#define TN_OWN_KEPT_WORDS
#define TN_OWN_MASK_APPLY

/* The high and low halves of the products of 8 numbers by one: even and odd numbers are multiplied apart. */
static inline void multiply_wide(__m256i x, __m256i factor, __m256i *high, __m256i *low)
{
    __m256i even = _mm256_mul_epu32(x, factor), odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), factor);
    *high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa);
    *low = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
}

/* From word j of 8 blocks to the words of each block in turn. */
static inline void store_blocks(uint32_t *words, __m256i c0, __m256i c1, __m256i c2, __m256i c3)
{
    __m256i low01 = _mm256_unpacklo_epi32(c0, c1), high01 = _mm256_unpackhi_epi32(c0, c1);
    __m256i low23 = _mm256_unpacklo_epi32(c2, c3), high23 = _mm256_unpackhi_epi32(c2, c3);
    /* Lane L of block_k holds block 4 L + k. */
    __m256i block_0 = _mm256_unpacklo_epi64(low01, low23), block_1 = _mm256_unpackhi_epi64(low01, low23);
    __m256i block_2 = _mm256_unpacklo_epi64(high01, high23), block_3 = _mm256_unpackhi_epi64(high01, high23);
    _mm256_storeu_si256((__m256i *)words, _mm256_permute2x128_si256(block_0, block_1, 0x20));
    _mm256_storeu_si256((__m256i *)(words + 8), _mm256_permute2x128_si256(block_2, block_3, 0x20));
    _mm256_storeu_si256((__m256i *)(words + 16), _mm256_permute2x128_si256(block_0, block_1, 0x31));
    _mm256_storeu_si256((__m256i *)(words + 24), _mm256_permute2x128_si256(block_2, block_3, 0x31));
}

static inline void philox_8(uint32_t *words, uint32_t first, uint64_t sample, const tn__mask_key *key)
{
    const __m256i m0 = _mm256_set1_epi32((int)0xD2511F53u), m1 = _mm256_set1_epi32((int)0xCD9E8D57u);
    __m256i c0 = _mm256_add_epi32(_mm256_set1_epi32((int)first), _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
    __m256i c1 = _mm256_set1_epi32((int)(uint32_t)sample), c2 = _mm256_set1_epi32((int)key->step), c3 = _mm256_set1_epi32((int)key->site);
    uint32_t k0 = (uint32_t)key->seed, k1 = (uint32_t)(key->seed >> 32) + (uint32_t)(sample >> 32);
    for (int round = 0; round < 10; round++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
        __m256i high0, low0, high1, low1;
        multiply_wide(c0, m0, &high0, &low0);
        multiply_wide(c2, m1, &high1, &low1);
        c0 = _mm256_xor_si256(_mm256_xor_si256(high1, c1), _mm256_set1_epi32((int)k0));
        c2 = _mm256_xor_si256(_mm256_xor_si256(high0, c3), _mm256_set1_epi32((int)k1));
        c1 = low1;
        c3 = low0;
    }
    store_blocks(words, c0, c1, c2, c3);
}

static void philox_blocks(uint32_t words[4 * TN_MASK_BLOCKS], uint32_t first, uint64_t sample, const tn__mask_key *key)
{
    philox_8(words, first, sample, key);
    philox_8(words + 32, first + 8, sample, key);
}

/* All ones in the lanes whose bit is set. */
static inline __m256 spread_bits(const uint32_t *bits, int64_t i)
{
    const __m256i each = _mm256_set_epi32(128, 64, 32, 16, 8, 4, 2, 1);
    __m256i byte = _mm256_set1_epi32((int)(bits[i / 32] >> (i % 32)));
    return _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(byte, each), each));
}

static inline bool bit_at(const uint32_t *bits, int64_t i)
{
    return bits[i / 32] >> (i % 32) & 1;
}

static void mask_apply(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, float shift, float dropped)
{
    const __m256 s = _mm256_set1_ps(scale), h = _mm256_set1_ps(shift), d = _mm256_set1_ps(dropped);
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
        __m256 v = _mm256_mul_ps(_mm256_loadu_ps(x + i), s);
        if (shift != 0) v = _mm256_add_ps(v, h);
        _mm256_storeu_ps(y + i, _mm256_blendv_ps(d, v, spread_bits(bits, i)));
    }
    for (; i < n; i++) y[i] = !bit_at(bits, i) ? dropped : shift != 0 ? x[i] * scale + shift : x[i] * scale;
}

static void mask_scale(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, bool adding)
{
    const __m256 s = _mm256_set1_ps(scale);
    int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
        __m256 v = _mm256_and_ps(_mm256_mul_ps(_mm256_loadu_ps(x + i), s), spread_bits(bits, i));
        _mm256_storeu_ps(y + i, adding ? _mm256_add_ps(_mm256_loadu_ps(y + i), v) : v);
    }
    for (; i < n; i++) {
        float v = bit_at(bits, i) ? x[i] * scale : 0.0f;
        y[i] = adding ? y[i] + v : v;
    }
}

/* 8 units of 32 bits below the threshold, as bits. AVX2 compares signed numbers only, so both sides are moved down by half. */
static inline uint32_t below_32(const uint32_t *p, uint64_t threshold)
{
    const __m256i half = _mm256_set1_epi32(INT32_MIN);
    __m256i v = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)p), half);
    __m256i t = _mm256_xor_si256(_mm256_set1_epi32((int)threshold), half);
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(t, v)));
}

static inline __m256i below_16(const uint16_t *p, uint64_t threshold)
{
    const __m256i half = _mm256_set1_epi16(INT16_MIN);
    __m256i v = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)p), half);
    return _mm256_cmpgt_epi16(_mm256_xor_si256(_mm256_set1_epi16((short)threshold), half), v);
}

static inline uint32_t below_8(const uint8_t *p, uint64_t threshold)
{
    const __m256i half = _mm256_set1_epi8(INT8_MIN);
    __m256i v = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)p), half);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(_mm256_xor_si256(_mm256_set1_epi8((char)threshold), half), v));
}

/* 32 units of 8, 16 or 32 bits from unit u on. words holds 64 words whatever n is, so whole vectors can be read. */
static inline uint32_t kept_of_32(const uint32_t *words, int64_t u, int64_t n, int bits, uint64_t threshold)
{
    uint32_t kept = 0;
    if (bits == 8) return below_8((const uint8_t *)words + u, threshold);
    if (bits == 16) {
        const uint16_t *p = (const uint16_t *)words + u;
        __m256i bytes = _mm256_packs_epi16(below_16(p, threshold), below_16(p + 16, threshold));
        return (uint32_t)_mm256_movemask_epi8(_mm256_permute4x64_epi64(bytes, 0xd8)); /* packing works lane by lane */
    }
    for (int64_t i = 0; i < 32 && u + i < n; i += 8) kept |= below_32(words + u + i, threshold) << i;
    return kept;
}

#endif
