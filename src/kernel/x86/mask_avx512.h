/* Masks by hand for AVX-512: 16 Philox blocks side by side, comparisons that yield bits, and bits that select. Each function here
 * takes the place of the one of that name in body/mask.h, whose comments say what it does. */
#ifndef TN_KERNEL_MASK_AVX512_H
#define TN_KERNEL_MASK_AVX512_H

#include <immintrin.h>

#include "kernel/kernel.h"

#define TN_OWN_PHILOX_BLOCKS
#define TN_OWN_KEPT_WORDS
#define TN_OWN_MASK_APPLY

/* The high and low halves of the products of 16 numbers by one: even and odd numbers are multiplied apart. */
static inline void multiply_wide(__m512i x, __m512i factor, __m512i *high, __m512i *low)
{
    __m512i even = _mm512_mul_epu32(x, factor), odd = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), factor);
    *high = _mm512_mask_blend_epi32(0xaaaa, _mm512_srli_epi64(even, 32), odd);
    *low = _mm512_mask_blend_epi32(0xaaaa, even, _mm512_slli_epi64(odd, 32));
}

/* From word j of all blocks to the words of each block in turn. */
static inline void store_blocks(uint32_t *words, __m512i c0, __m512i c1, __m512i c2, __m512i c3)
{
    __m512i low01 = _mm512_unpacklo_epi32(c0, c1), high01 = _mm512_unpackhi_epi32(c0, c1);
    __m512i low23 = _mm512_unpacklo_epi32(c2, c3), high23 = _mm512_unpackhi_epi32(c2, c3);
    /* Lane L of block_k holds block 4 L + k. */
    __m512i block_0 = _mm512_unpacklo_epi64(low01, low23), block_1 = _mm512_unpackhi_epi64(low01, low23);
    __m512i block_2 = _mm512_unpacklo_epi64(high01, high23), block_3 = _mm512_unpackhi_epi64(high01, high23);
    __m512i even01 = _mm512_shuffle_i32x4(block_0, block_1, 0x88), odd01 = _mm512_shuffle_i32x4(block_0, block_1, 0xdd);
    __m512i even23 = _mm512_shuffle_i32x4(block_2, block_3, 0x88), odd23 = _mm512_shuffle_i32x4(block_2, block_3, 0xdd);
    _mm512_storeu_si512(words, _mm512_shuffle_i32x4(even01, even23, 0x88));
    _mm512_storeu_si512(words + 16, _mm512_shuffle_i32x4(odd01, odd23, 0x88));
    _mm512_storeu_si512(words + 32, _mm512_shuffle_i32x4(even01, even23, 0xdd));
    _mm512_storeu_si512(words + 48, _mm512_shuffle_i32x4(odd01, odd23, 0xdd));
}

static void philox_blocks(uint32_t words[4 * TN_MASK_BLOCKS], uint32_t first, uint64_t sample, const tn__mask_key *key)
{
    const __m512i m0 = _mm512_set1_epi32((int)0xD2511F53u), m1 = _mm512_set1_epi32((int)0xCD9E8D57u);
    __m512i c0 = _mm512_add_epi32(_mm512_set1_epi32((int)first), _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    __m512i c1 = _mm512_set1_epi32((int)(uint32_t)sample), c2 = _mm512_set1_epi32((int)key->step), c3 = _mm512_set1_epi32((int)key->site);
    uint32_t k0 = (uint32_t)key->seed, k1 = (uint32_t)(key->seed >> 32) + (uint32_t)(sample >> 32);
    for (int round = 0; round < 10; round++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
        __m512i high0, low0, high1, low1;
        multiply_wide(c0, m0, &high0, &low0);
        multiply_wide(c2, m1, &high1, &low1);
        c0 = _mm512_xor_si512(_mm512_xor_si512(high1, c1), _mm512_set1_epi32((int)k0));
        c2 = _mm512_xor_si512(_mm512_xor_si512(high0, c3), _mm512_set1_epi32((int)k1));
        c1 = low1;
        c3 = low0;
    }
    store_blocks(words, c0, c1, c2, c3);
}

static inline uint32_t load_bits(const uint32_t *bits, int64_t i)
{
    return bits[i / 32] >> (i % 32);
}

/* 16 lanes at a time; the tail through a lane mask. i % 16 == 0, so a group never straddles two words. */
static void mask_apply(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, float shift, float dropped)
{
    const __m512 s = _mm512_set1_ps(scale), h = _mm512_set1_ps(shift), d = _mm512_set1_ps(dropped);
    for (int64_t i = 0; i < n; i += 16) {
        __mmask16 in = n - i < 16 ? (__mmask16)((1u << (n - i)) - 1) : 0xffff;
        __mmask16 kept = (__mmask16)load_bits(bits, i);
        __m512 v = _mm512_maskz_loadu_ps(in, x + i);
        v = shift == 0 ? _mm512_mask_mul_ps(d, kept, v, s) : _mm512_mask_add_ps(d, kept, _mm512_mul_ps(v, s), h);
        _mm512_mask_storeu_ps(y + i, in, v);
    }
}

static void mask_scale(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, bool adding)
{
    const __m512 s = _mm512_set1_ps(scale);
    for (int64_t i = 0; i < n; i += 16) {
        __mmask16 in = n - i < 16 ? (__mmask16)((1u << (n - i)) - 1) : 0xffff;
        __m512 v = _mm512_maskz_mul_ps((__mmask16)load_bits(bits, i), _mm512_maskz_loadu_ps(in, x + i), s);
        if (adding) v = _mm512_add_ps(_mm512_maskz_loadu_ps(in, y + i), v);
        _mm512_mask_storeu_ps(y + i, in, v);
    }
}

/* 32 units of 8, 16 or 32 bits from unit u on. words holds 64 words whatever n is, so whole vectors can be read. */
static inline uint32_t kept_of_32(const uint32_t *words, int64_t u, int64_t n, int bits, uint64_t threshold)
{
    if (bits == 8)
        return _mm256_cmplt_epu8_mask(_mm256_loadu_si256((const __m256i *)((const uint8_t *)words + u)), _mm256_set1_epi8((char)threshold));
    if (bits == 16)
        return _mm512_cmplt_epu16_mask(_mm512_loadu_si512((const uint16_t *)words + u), _mm512_set1_epi16((short)threshold));
    __m512i t = _mm512_set1_epi32((int)threshold);
    uint32_t low = _mm512_cmplt_epu32_mask(_mm512_loadu_si512(words + u), t);
    return n - u > 16 ? low | (uint32_t)_mm512_cmplt_epu32_mask(_mm512_loadu_si512(words + u + 16), t) << 16 : low;
}

#endif
