/* Masks by hand for AVX2: 8 Philox blocks side by side, twice. Each function here takes the place of the one of that name in
 * body/mask.h, whose comments say what it does. */
#ifndef TN_KERNEL_MASK_AVX2_H
#define TN_KERNEL_MASK_AVX2_H

#include <immintrin.h>

#include "kernel/kernel.h"

#define TN_OWN_PHILOX
#define TN_OWN_KEPT_BYTES
#define TN_OWN_MASK_APPLY

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

/* Even and odd blocks apart, one a 64-bit lane: a product's low half is the next counter where it stands, and what lies above a
 * counter is never looked at. */
typedef struct philox_half {
    __m256i c0, c1, c2, c3;
} philox_half;

static inline philox_half philox_round(philox_half p, __m256i k0, __m256i k1)
{
    __m256i p0 = _mm256_mul_epu32(p.c0, _mm256_set1_epi64x(0xD2511F53u)), p1 = _mm256_mul_epu32(p.c2, _mm256_set1_epi64x(0xCD9E8D57u));
    return (philox_half){.c0 = _mm256_xor_si256(_mm256_srli_epi64(p1, 32), _mm256_xor_si256(p.c1, k0)), .c1 = p1,
                         .c2 = _mm256_xor_si256(_mm256_srli_epi64(p0, 32), _mm256_xor_si256(p.c3, k1)), .c3 = p0};
}

static inline __m256i join_halves(__m256i even, __m256i odd)
{
    return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
}

static inline void philox_8(uint32_t *words, __m256i b, __m256i s, uint32_t sample_high, const tn__mask_key *key)
{
    uint32_t k0 = (uint32_t)key->seed, k1 = (uint32_t)(key->seed >> 32) + sample_high;
    philox_half even = {b, s, _mm256_set1_epi64x(key->step), _mm256_set1_epi64x(key->site)}, odd = even;
    odd.c0 = _mm256_srli_epi64(b, 32);
    odd.c1 = _mm256_srli_epi64(s, 32);
    for (int round = 0; round < 10; round++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
        __m256i key0 = _mm256_set1_epi64x(k0), key1 = _mm256_set1_epi64x(k1);
        even = philox_round(even, key0, key1);
        odd = philox_round(odd, key0, key1);
    }
    store_blocks(words, join_halves(even.c0, odd.c0), join_halves(even.c1, odd.c1), join_halves(even.c2, odd.c2),
                 join_halves(even.c3, odd.c3));
}

static void philox_by_hand(uint32_t *words, const uint32_t *block_lanes, const uint32_t *sample_lanes, uint32_t block, uint64_t sample,
                           const tn__mask_key *key)
{
    for (int i = 0; i < TN_MASK_BLOCKS; i += 8) {
        __m256i b = _mm256_loadu_si256((const __m256i *)(block_lanes + i)), s = _mm256_loadu_si256((const __m256i *)(sample_lanes + i));
        philox_8(words + 4 * i, _mm256_add_epi32(b, _mm256_set1_epi32((int)block)),
                 _mm256_add_epi32(s, _mm256_set1_epi32((int)(uint32_t)sample)), (uint32_t)(sample >> 32), key);
    }
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

static void apply_row(float *y, const float *x, const uint32_t *bits, int64_t n, const tn__drop *d, bool stream)
{
    const __m256 s = _mm256_set1_ps(d->scale), h = _mm256_set1_ps(d->shift), dropped = _mm256_set1_ps(d->dropped);
    int64_t i = 0;
    stream = stream && (uintptr_t)y % 32 == 0;
    for (; i + 8 <= n; i += 8) {
        __m256 v = _mm256_mul_ps(_mm256_loadu_ps(x + i), s);
        if (d->shift != 0) v = _mm256_add_ps(v, h);
        v = _mm256_blendv_ps(dropped, v, spread_bits(bits, i));
        if (stream) _mm256_stream_ps(y + i, v);
        else _mm256_storeu_ps(y + i, v);
    }
    if (stream) _mm_sfence();
    for (; i < n; i++) y[i] = !bit_at(bits, i) ? d->dropped : d->shift != 0 ? x[i] * d->scale + d->shift : x[i] * d->scale;
}

static void scale_row(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, bool adding)
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

/* r < t for unsigned bytes: t is the larger and they differ. */
static void kept_bytes(uint32_t *kept, uint32_t *tied, const uint32_t *words, int64_t n, uint32_t threshold)
{
    const __m256i t = _mm256_set1_epi8((char)threshold);
    for (int64_t u = 0; u < n; u += 32) {
        __m256i r = _mm256_loadu_si256((const __m256i *)((const uint8_t *)words + u));
        uint32_t equal = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(r, t));
        kept[u / 32] = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(r, t), t)) & ~equal;
        tied[u / 32] = equal;
    }
}

#endif
