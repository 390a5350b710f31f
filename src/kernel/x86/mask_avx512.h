/* Masks by hand for AVX-512: Philox blocks side by side, comparisons that yield bits, and bits that select. Each function here
 * takes the place of the one of that name in body/mask.h, whose comments say what it does.
 *
 * A lane of 64 bits holds one word of one block in its low half. The high half is whatever is left of a product: the multiplier
 * reads low halves only, so nothing has to be cut off or moved together before the last round. */
#ifndef TN_KERNEL_MASK_AVX512_H
#define TN_KERNEL_MASK_AVX512_H

#include <immintrin.h>
#include <string.h>

#include "kernel/body/stream.h"
#include "kernel/kernel.h"

#define TN_OWN_MASKS
#define TN_OWN_ROWS /* apply_rows as well */

typedef struct philox_8 {
    __m512i c0, c1, c2, c3;
} philox_8;

static inline __m512i xor_3(__m512i a, __m512i b, uint32_t c)
{
    return _mm512_ternarylogic_epi32(a, b, _mm512_set1_epi32((int)c), 0x96);
}

static inline void philox_round(philox_8 *b, uint32_t k0, uint32_t k1)
{
    __m512i p0 = _mm512_mul_epu32(b->c0, _mm512_set1_epi64(PHILOX_M0)),
            p1 = _mm512_mul_epu32(b->c2, _mm512_set1_epi64(PHILOX_M1));
    b->c0 = xor_3(_mm512_srli_epi64(p1, 32), b->c1, k0);
    b->c2 = xor_3(_mm512_srli_epi64(p0, 32), b->c3, k1);
    b->c1 = p1;
    b->c3 = p0;
}

/* The state after two rounds of blocks first .. first+7, in the order that store_8 undoes. */
static inline philox_8 philox_start(const stream *s, uint32_t first)
{
    const __m512i order = _mm512_set_epi64(7, 3, 6, 2, 5, 1, 4, 0);
    __m512i index = _mm512_add_epi32(_mm512_set1_epi64(first), order);
    __m512i p0 = _mm512_mul_epu32(index, _mm512_set1_epi64(PHILOX_M0));
    __m512i word2 = _mm512_xor_si512(_mm512_srli_epi64(p0, 32), _mm512_set1_epi32((int)s->first2));
    __m512i p1 = _mm512_mul_epu32(word2, _mm512_set1_epi64(PHILOX_M1));
    return (philox_8){.c0 = _mm512_xor_si512(_mm512_srli_epi64(p1, 32), _mm512_set1_epi32((int)s->second0)),
                      .c1 = p1,
                      .c2 = _mm512_xor_si512(p0, _mm512_set1_epi32((int)s->second2)),
                      .c3 = _mm512_set1_epi32((int)s->third3)};
}

/* The words of each block in turn; lanes hold blocks 0 4 1 5 2 6 3 7. */
static inline void store_8(uint32_t words[32], const philox_8 *b)
{
    __m512i word01 = _mm512_mask_shuffle_epi32(b->c0, 0xaaaa, b->c1, _MM_PERM_CCAA);
    __m512i word23 = _mm512_mask_shuffle_epi32(b->c2, 0xaaaa, b->c3, _MM_PERM_CCAA);
    _mm512_storeu_si512(words, _mm512_unpacklo_epi64(word01, word23));
    _mm512_storeu_si512(words + 16, _mm512_unpackhi_epi64(word01, word23));
}

static inline void philox_blocks(uint32_t words[4 * BLOCKS], const stream *s, uint32_t first, int blocks)
{
    philox_8 a = philox_start(s, first), b = philox_start(s, first + 8);
    if (blocks > 8) {
#pragma GCC unroll 8
        for (int r = 2; r < 10; r++) philox_round(&a, s->k0[r], s->k1[r]), philox_round(&b, s->k0[r], s->k1[r]);
        store_8(words + 32, &b);
    } else {
#pragma GCC unroll 8
        for (int r = 2; r < 10; r++) philox_round(&a, s->k0[r], s->k1[r]);
    }
    store_8(words, &a);
}

static inline philox_8 philox_gather(const stream *s, const uint32_t *index, const uint32_t *sample)
{
    const __m512i order = _mm512_set_epi64(7, 3, 6, 2, 5, 1, 4, 0);
    __m512i c0 = _mm512_cvtepu32_epi64(_mm256_loadu_si256((const __m256i *)index));
    __m512i c1 = _mm512_cvtepu32_epi64(_mm256_loadu_si256((const __m256i *)sample));
    return (philox_8){.c0 = _mm512_permutexvar_epi64(order, c0),
                      .c1 = _mm512_permutexvar_epi64(order, c1),
                      .c2 = _mm512_set1_epi32((int)s->step),
                      .c3 = _mm512_set1_epi32((int)s->site)};
}

static void philox_lanes(uint32_t words[4 * BLOCKS], const stream *s, const uint32_t *index, const uint32_t *sample, int count)
{
    for (int i = 0; i < count; i += 8) {
        philox_8 a = philox_gather(s, index + i, sample + i);
        for (int r = 0; r < 10; r++) philox_round(&a, s->k0[r], s->k1[r]);
        store_8(words + 4 * i, &a);
    }
}

static inline void compare_bytes(uint32_t below[8], uint32_t equal[8], const uint32_t words[4 * BLOCKS], uint32_t high)
{
    const __m512i t = _mm512_set1_epi8((char)high);
    for (int i = 0; i < 4; i++) {
        __m512i bytes = _mm512_loadu_si512(words + 16 * i);
        uint64_t b = _mm512_cmplt_epu8_mask(bytes, t), e = _mm512_cmpeq_epu8_mask(bytes, t);
        memcpy(below + 2 * i, &b, 8);
        memcpy(equal + 2 * i, &e, 8);
    }
}

static inline uint64_t words_with_bits(const uint32_t *words, int n)
{
    uint64_t some = 0;
    for (int i = 0; i < 4; i++) {
        __m512i v = _mm512_loadu_si512(words + 16 * i);
        some |= (uint64_t)_mm512_test_epi32_mask(v, v) << (16 * i);
    }
    return n < 64 ? some & (((uint64_t)1 << n) - 1) : some;
}

typedef enum apply_form { APPLY_SCALE, APPLY_CLAIM, APPLY_AFFINE, APPLY_ADD, APPLY_STREAM } apply_form;

#define CLAIM_AHEAD 256 /* numbers */

/* Copies: y could be anything that a pointer reads. */
typedef struct factors {
    __m512 scale, shift, dropped;
} factors;

static inline __m512 kept_16(__m512 v, __m512 old, uint32_t kept, const factors *f, apply_form form)
{
    __mmask16 k = (__mmask16)kept;
    if (form == APPLY_AFFINE) return _mm512_mask_add_ps(f->dropped, k, _mm512_mul_ps(v, f->scale), f->shift);
    if (form == APPLY_ADD) return _mm512_add_ps(old, _mm512_maskz_mul_ps(k, v, f->scale));
    return _mm512_mask_mul_ps(f->dropped, k, v, f->scale);
}

static inline __attribute__((always_inline)) void apply_16(float *y, const float *x, uint32_t kept, const factors *f,
                                                           apply_form form)
{
    __m512 v = kept_16(_mm512_loadu_ps(x), form == APPLY_ADD ? _mm512_loadu_ps(y) : _mm512_setzero_ps(), kept, f, form);
    if (form == APPLY_STREAM)
        _mm512_stream_ps(y, v);
    else
        _mm512_storeu_ps(y, v);
    if (form == APPLY_CLAIM) __asm__ volatile("prefetchw %0" ::"m"(y[CLAIM_AHEAD])); /* never faults */
}

/* 16 lanes at a time. i % 16 == 0, so a group never straddles two words; the last one may, and comes first (pointwise.h says
 * why). */
static inline __attribute__((always_inline)) void apply_row(float *y, const float *x, const uint32_t *bits, int64_t n,
                                                            const factors *factor, apply_form form)
{
    const factors f = *factor;
    int64_t i = 0, end = n < 16 ? 0 : n - 16;
    __mmask16 in = n < 16 ? (__mmask16)((1u << n) - 1) : 0xffff;
    uint32_t kept = n > 0 ? (uint32_t)((bits[end / 32] | (uint64_t)bits[(n - 1) / 32] << 32) >> (end % 32)) : 0;
    __m512 old = form == APPLY_ADD ? _mm512_maskz_loadu_ps(in, y + end) : _mm512_setzero_ps();
    __m512 last = kept_16(_mm512_maskz_loadu_ps(in, x + end), old, kept, &f, form);
    for (; i + 32 <= n; i += 32) {
        apply_16(y + i, x + i, bits[i / 32], &f, form);
        apply_16(y + i + 16, x + i + 16, bits[i / 32] >> 16, &f, form);
    }
    if (i + 16 <= n) apply_16(y + i, x + i, bits[i / 32], &f, form), i += 16;
    if (i == n) return;
    if (n < 16)
        _mm512_mask_storeu_ps(y, in, last);
    else
        _mm512_storeu_ps(y + end, last);
}

static inline __attribute__((always_inline)) void apply_as(float *y, const float *x, const uint32_t *bits, int64_t rows,
                                                           int64_t n, const tn__mask_pass *m, apply_form form)
{
    const factors f = {_mm512_set1_ps(m->drop.scale), _mm512_set1_ps(m->drop.shift), _mm512_set1_ps(m->drop.dropped)};
    for (int64_t r = 0; r < rows; r++, y += n, x += n, bits += (n + 31) / 32) apply_row(y, x, bits, n, &f, form);
}

/* Stores past the caches wait in buffers that other threads do not see. */
static inline void end_stream(const tn__mask_pass *m)
{
    if (m->stream) _mm_sfence();
}

static inline apply_form form_of(const float *y, const tn__mask_pass *m)
{
    if (m->add) return APPLY_ADD;
    if (m->drop.shift != 0) return APPLY_AFFINE;
    if (m->stream && (uintptr_t)y % 64 == 0) return APPLY_STREAM;
    return m->claim && __builtin_cpu_is("intel") ? APPLY_CLAIM : APPLY_SCALE; /* masks.md says why */
}

static void apply_rows(float *y, const float *x, const uint32_t *bits, int64_t rows, int64_t n, const tn__mask_pass *m)
{
    switch (form_of(y, m)) {
    case APPLY_ADD: apply_as(y, x, bits, rows, n, m, APPLY_ADD); break;
    case APPLY_AFFINE: apply_as(y, x, bits, rows, n, m, APPLY_AFFINE); break;
    case APPLY_STREAM: apply_as(y, x, bits, rows, n, m, APPLY_STREAM); break;
    case APPLY_CLAIM: apply_as(y, x, bits, rows, n, m, APPLY_CLAIM); break;
    case APPLY_SCALE: apply_as(y, x, bits, rows, n, m, APPLY_SCALE); break;
    }
}

static void apply_bits(float *y, const float *x, const uint32_t *bits, int64_t n, const tn__mask_pass *m)
{
    apply_rows(y, x, bits, 1, n, m);
}

/* Rounds wait for multiplications, and loads for memory: between two rounds, `each` words of bits are applied. One round after
 * the other, the processor would not look far enough ahead to find that work itself. */
static inline __attribute__((always_inline)) void rounds_applying(uint32_t *words, const stream *s, uint32_t first, float *y,
                                                                  const float *x, const uint32_t *bits, int each,
                                                                  const tn__mask_pass *m, apply_form form)
{
    const factors f = {_mm512_set1_ps(m->drop.scale), _mm512_set1_ps(m->drop.shift), _mm512_set1_ps(m->drop.dropped)};
    philox_8 a = philox_start(s, first), b = philox_start(s, first + 8);
#pragma GCC unroll 8
    for (int r = 2; r < 10; r++) {
        philox_round(&a, s->k0[r], s->k1[r]), philox_round(&b, s->k0[r], s->k1[r]);
        for (int j = 0; j < each; j++, bits++, x += 32, y += 32) {
            apply_16(y, x, *bits, &f, form);
            apply_16(y + 16, x + 16, *bits >> 16, &f, form);
        }
    }
    store_8(words, &a);
    store_8(words + 32, &b);
}

static void draw_and_apply(uint32_t words[4 * BLOCKS], const stream *s, uint32_t first, float *y, const float *x,
                           const uint32_t *bits, int64_t n, const tn__mask_pass *m)
{
    int each = (int)(n / 256);
    switch (form_of(y, m)) {
    case APPLY_ADD: rounds_applying(words, s, first, y, x, bits, each, m, APPLY_ADD); break;
    case APPLY_AFFINE: rounds_applying(words, s, first, y, x, bits, each, m, APPLY_AFFINE); break;
    case APPLY_STREAM: rounds_applying(words, s, first, y, x, bits, each, m, APPLY_STREAM); break;
    case APPLY_CLAIM: rounds_applying(words, s, first, y, x, bits, each, m, APPLY_CLAIM); break;
    case APPLY_SCALE:
        if (each == 1)
            rounds_applying(words, s, first, y, x, bits, 1, m, APPLY_SCALE);
        else
            rounds_applying(words, s, first, y, x, bits, each, m, APPLY_SCALE);
        break;
    }
}

#endif
