/* Masks by hand for AVX-512: 16 Philox blocks side by side, comparisons that yield bits, and bits that select. Each function here
 * takes the place of the one of that name in body/mask.h, whose comments say what it does. */
#ifndef TN_KERNEL_MASK_AVX512_H
#define TN_KERNEL_MASK_AVX512_H

#include <immintrin.h>
#include <string.h>

#include "kernel/kernel.h"

#define TN_OWN_PHILOX
#define TN_OWN_KEPT_BYTES
#define TN_OWN_MASK_APPLY

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

/* Even and odd blocks apart, one a 64-bit lane: a product's low half is the next counter where it stands, and what lies above a
 * counter is never looked at. */
typedef struct philox_half {
    __m512i c0, c1, c2, c3;
} philox_half;

__attribute__((always_inline)) static inline philox_half philox_round(philox_half p, __m512i k0, __m512i k1)
{
    __m512i p0 = _mm512_mul_epu32(p.c0, _mm512_set1_epi64(0xD2511F53u)), p1 = _mm512_mul_epu32(p.c2, _mm512_set1_epi64(0xCD9E8D57u));
    return (philox_half){.c0 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(p1, 32), p.c1, k0, 0x96), .c1 = p1,
                         .c2 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(p0, 32), p.c3, k1, 0x96), .c3 = p0};
}

static inline __m512i join_halves(__m512i even, __m512i odd)
{
    return _mm512_mask_blend_epi32(0xaaaa, even, _mm512_slli_epi64(odd, 32));
}

static void philox_by_hand(uint32_t *words, const uint32_t *block_lanes, const uint32_t *sample_lanes, uint32_t block, uint64_t sample,
                           const tn__mask_key *key)
{
    __m512i k0 = _mm512_set1_epi64((uint32_t)key->seed), k1 = _mm512_set1_epi64((uint32_t)(key->seed >> 32) + (uint32_t)(sample >> 32));
    const __m512i step0 = _mm512_set1_epi64(0x9E3779B9u), step1 = _mm512_set1_epi64(0xBB67AE85u);
    __m512i b = _mm512_add_epi32(_mm512_loadu_si512(block_lanes), _mm512_set1_epi32((int)block));
    __m512i s = _mm512_add_epi32(_mm512_loadu_si512(sample_lanes), _mm512_set1_epi32((int)(uint32_t)sample));
    philox_half even = {b, s, _mm512_set1_epi64(key->step), _mm512_set1_epi64(key->site)}, odd = even;
    odd.c0 = _mm512_srli_epi64(b, 32);
    odd.c1 = _mm512_srli_epi64(s, 32);
    for (int round = 0; round < 10; round++) {
        even = philox_round(even, k0, k1);
        odd = philox_round(odd, k0, k1);
        k0 = _mm512_add_epi64(k0, step0);
        k1 = _mm512_add_epi64(k1, step1);
    }
    store_blocks(words, join_halves(even.c0, odd.c0), join_halves(even.c1, odd.c1), join_halves(even.c2, odd.c2),
                 join_halves(even.c3, odd.c3));
}

static void kept_bytes(uint32_t *kept, uint32_t *tied, const uint32_t *words, int64_t n, uint32_t threshold)
{
    const __m512i t = _mm512_set1_epi8((char)threshold);
    for (int64_t u = 0; u < n; u += 64) {
        __m512i r = _mm512_loadu_si512((const uint8_t *)words + u);
        uint64_t below = _mm512_cmplt_epu8_mask(r, t), equal = _mm512_cmpeq_epu8_mask(r, t);
        size_t bytes = n - u <= 32 ? 4 : 8;
        memcpy(kept + u / 32, &below, bytes);
        memcpy(tied + u / 32, &equal, bytes);
    }
}

static inline uint32_t load_bits(const uint32_t *bits, int64_t i)
{
    return bits[i / 32] >> (i % 32);
}

typedef struct drop_lanes {
    __m512 scale, shift, dropped;
    bool shifts;
} drop_lanes;

static inline __m512 drop_16(__m512 x, const uint32_t *bits, int64_t i, const drop_lanes *d)
{
    __mmask16 kept = (__mmask16)load_bits(bits, i);
    return d->shifts ? _mm512_mask_add_ps(d->dropped, kept, _mm512_mul_ps(x, d->scale), d->shift)
                     : _mm512_mask_mul_ps(d->dropped, kept, x, d->scale);
}

/* 16 lanes at a time; i % 16 == 0, so a group never straddles two words. Only the tail goes through a lane mask, which slows stores. */
static void apply_row(float *y, const float *x, const uint32_t *bits, int64_t n, const tn__drop *drop, bool stream)
{
    const drop_lanes d = {_mm512_set1_ps(drop->scale), _mm512_set1_ps(drop->shift), _mm512_set1_ps(drop->dropped), drop->shift != 0};
    int64_t i = 0;
    if (stream && (uintptr_t)y % 64 == 0) {
        for (; i + 16 <= n; i += 16) _mm512_stream_ps(y + i, drop_16(_mm512_loadu_ps(x + i), bits, i, &d));
        _mm_sfence();
    }
    for (; i + 16 <= n; i += 16) _mm512_storeu_ps(y + i, drop_16(_mm512_loadu_ps(x + i), bits, i, &d));
    if (i < n) {
        __mmask16 in = (__mmask16)((1u << (n - i)) - 1);
        _mm512_mask_storeu_ps(y + i, in, drop_16(_mm512_maskz_loadu_ps(in, x + i), bits, i, &d));
    }
}

static inline __m512 scale_16(__m512 x, const uint32_t *bits, int64_t i, __m512 scale)
{
    return _mm512_maskz_mul_ps((__mmask16)load_bits(bits, i), x, scale);
}

static void scale_row(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, bool adding)
{
    const __m512 s = _mm512_set1_ps(scale), zero = _mm512_setzero_ps();
    int64_t i = 0;
    for (; i + 16 <= n; i += 16) {
        __m512 v = scale_16(_mm512_loadu_ps(x + i), bits, i, s);
        _mm512_storeu_ps(y + i, adding ? _mm512_add_ps(_mm512_loadu_ps(y + i), v) : v);
    }
    if (i < n) {
        __mmask16 in = (__mmask16)((1u << (n - i)) - 1);
        __m512 v = scale_16(_mm512_maskz_loadu_ps(in, x + i), bits, i, s), old = adding ? _mm512_maskz_loadu_ps(in, y + i) : zero;
        _mm512_mask_storeu_ps(y + i, in, adding ? _mm512_add_ps(old, v) : v);
    }
}

#endif
