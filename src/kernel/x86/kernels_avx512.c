/* The plain bodies compiled for AVX-512, and masks by hand: comparisons that yield bits, and bits that select. */
#if defined(__x86_64__)
#ifndef __AVX512BW__
#error "compile this file with -mavx512f -mavx512bw -mavx512dq -mavx512vl"
#endif
#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>

#define TN_OWN_KEPT_WORDS
#define TN_OWN_MASK_APPLY

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

/* The kept-bits of 32 units of 2 or 4 bits have no comparison of their own: they are widened to bytes first. */
static inline uint32_t kept_narrow(const uint32_t *words, int64_t at, int bits, int n, uint64_t threshold)
{
    uint32_t kept = 0, all = (1u << bits) - 1;
    for (int i = 0; i < n; i++, at += bits) kept |= (uint32_t)(((words[at / 32] >> (at % 32)) & all) < threshold) << i;
    return kept;
}

/* words holds 64 words whatever n is, so whole vectors can be read; spare bits are cleared at the end. */
static void kept_words(uint32_t *out, const uint32_t *words, int64_t n, int bits, uint64_t threshold)
{
    for (int64_t u = 0; u < n; u += 32) {
        uint32_t kept;
        if (bits == 1) { /* kept iff the bit is below 1 */
            kept = ~words[u / 32];
        } else if (bits == 8) {
            __m256i v = _mm256_loadu_si256((const __m256i *)((const uint8_t *)words + u));
            kept = _mm256_cmplt_epu8_mask(v, _mm256_set1_epi8((char)threshold));
        } else if (bits == 16) {
            __m512i v = _mm512_loadu_si512((const uint16_t *)words + u);
            kept = _mm512_cmplt_epu16_mask(v, _mm512_set1_epi16((short)threshold));
        } else if (bits == 32) {
            __m512i t = _mm512_set1_epi32((int)threshold);
            uint32_t low = _mm512_cmplt_epu32_mask(_mm512_loadu_si512(words + u), t);
            kept = low;
            if (n - u > 16) kept |= (uint32_t)_mm512_cmplt_epu32_mask(_mm512_loadu_si512(words + u + 16), t) << 16;
        } else {
            kept = kept_narrow(words, u * bits, bits, n - u < 32 ? (int)(n - u) : 32, threshold);
        }
        out[u / 32] = n - u < 32 ? kept & ((1u << (n - u)) - 1) : kept;
    }
}

#define TN_VARIANT tn__kernels_avx512
#include "kernel/body/kernels.h"
#endif
