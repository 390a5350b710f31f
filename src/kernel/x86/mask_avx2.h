/* Masks by hand for AVX2, as mask_avx512.h has them with half as many lanes. Each function here takes the place of the one of
 * that name in body/mask.h, whose comments say what it does. */
#ifndef TN_KERNEL_MASK_AVX2_H
#define TN_KERNEL_MASK_AVX2_H

#include <immintrin.h>

#include "kernel/body/stream.h"
#include "kernel/kernel.h"

#define TN_OWN_MASKS

typedef struct philox_4 {
    __m256i c0, c1, c2, c3;
} philox_4;

static inline __m256i xor_3(__m256i a, __m256i b, uint32_t c)
{
    return _mm256_xor_si256(_mm256_xor_si256(a, b), _mm256_set1_epi32((int)c));
}

static inline void philox_round(philox_4 *b, uint32_t k0, uint32_t k1)
{
    __m256i p0 = _mm256_mul_epu32(b->c0, _mm256_set1_epi64x(PHILOX_M0)),
            p1 = _mm256_mul_epu32(b->c2, _mm256_set1_epi64x(PHILOX_M1));
    b->c0 = xor_3(_mm256_srli_epi64(p1, 32), b->c1, k0);
    b->c2 = xor_3(_mm256_srli_epi64(p0, 32), b->c3, k1);
    b->c1 = p1;
    b->c3 = p0;
}

/* The state after two rounds of blocks first .. first+3, in the order that store_4 undoes. */
static inline philox_4 philox_start(const stream *s, uint32_t first)
{
    __m256i index = _mm256_add_epi32(_mm256_set1_epi64x(first), _mm256_set_epi64x(3, 1, 2, 0));
    __m256i p0 = _mm256_mul_epu32(index, _mm256_set1_epi64x(PHILOX_M0));
    __m256i word2 = _mm256_xor_si256(_mm256_srli_epi64(p0, 32), _mm256_set1_epi32((int)s->first2));
    __m256i p1 = _mm256_mul_epu32(word2, _mm256_set1_epi64x(PHILOX_M1));
    return (philox_4){.c0 = _mm256_xor_si256(_mm256_srli_epi64(p1, 32), _mm256_set1_epi32((int)s->second0)),
                      .c1 = p1,
                      .c2 = _mm256_xor_si256(p0, _mm256_set1_epi32((int)s->second2)),
                      .c3 = _mm256_set1_epi32((int)s->third3)};
}

/* The words of each block in turn; lanes hold blocks 0 2 1 3. */
static inline void store_4(uint32_t words[16], const philox_4 *b)
{
    __m256i word01 = _mm256_blend_epi32(b->c0, _mm256_slli_epi64(b->c1, 32), 0xaa);
    __m256i word23 = _mm256_blend_epi32(b->c2, _mm256_slli_epi64(b->c3, 32), 0xaa);
    _mm256_storeu_si256((__m256i *)words, _mm256_unpacklo_epi64(word01, word23));
    _mm256_storeu_si256((__m256i *)(words + 8), _mm256_unpackhi_epi64(word01, word23));
}

/* Eight blocks at a time fill the 16 registers. */
static inline void philox_blocks(uint32_t words[4 * BLOCKS], const stream *s, uint32_t first, int blocks)
{
    for (int i = 0; i < blocks; i += 8, first += 8, words += 32) {
        philox_4 a = philox_start(s, first), b = philox_start(s, first + 4);
#pragma GCC unroll 8
        for (int r = 2; r < 10; r++) philox_round(&a, s->k0[r], s->k1[r]), philox_round(&b, s->k0[r], s->k1[r]);
        store_4(words, &a);
        store_4(words + 16, &b);
    }
}

static inline __m256i gathered(const uint32_t *p)
{
    return _mm256_permute4x64_epi64(_mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)p)), _MM_SHUFFLE(3, 1, 2, 0));
}

static void philox_lanes(uint32_t words[4 * BLOCKS], const stream *s, const uint32_t *index, const uint32_t *sample, int count)
{
    for (int i = 0; i < count; i += 4) {
        philox_4 a = {.c0 = gathered(index + i),
                      .c1 = gathered(sample + i),
                      .c2 = _mm256_set1_epi32((int)s->step),
                      .c3 = _mm256_set1_epi32((int)s->site)};
        for (int r = 0; r < 10; r++) philox_round(&a, s->k0[r], s->k1[r]);
        store_4(words + 4 * i, &a);
    }
}

/* AVX2 compares signed bytes only; a byte is not below t iff it is the larger of the two. */
static inline void compare_bytes(uint32_t below[8], uint32_t equal[8], const uint32_t words[4 * BLOCKS], uint32_t high)
{
    const __m256i t = _mm256_set1_epi8((char)high);
    for (int i = 0; i < 8; i++) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(words + 8 * i));
        below[i] = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(bytes, t), bytes));
        equal[i] = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, t));
    }
}

static inline uint64_t words_with_bits(const uint32_t *words, int n)
{
    uint64_t none = 0;
    for (int i = 0; i < 8; i++) {
        __m256i zero = _mm256_cmpeq_epi32(_mm256_loadu_si256((const __m256i *)(words + 8 * i)), _mm256_setzero_si256());
        none |= (uint64_t)(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(zero)) << (8 * i);
    }
    return n < 64 ? ~none & (((uint64_t)1 << n) - 1) : ~none;
}

typedef enum apply_form { APPLY_SCALE, APPLY_AFFINE, APPLY_ADD, APPLY_STREAM } apply_form;

/* The sign of each lane is its bit: what blendv selects by. */
static inline __m256 signs_8(uint32_t bits)
{
    return _mm256_castsi256_ps(_mm256_sllv_epi32(_mm256_set1_epi32((int)bits), _mm256_set_epi32(24, 25, 26, 27, 28, 29, 30, 31)));
}

/* Copies: y could be anything that a pointer reads. */
typedef struct factors {
    __m256 scale, shift, dropped;
} factors;

static inline __m256 kept_8(__m256 v, __m256 old, __m256 kept, const factors *f, apply_form form)
{
    v = _mm256_mul_ps(v, f->scale);
    if (form == APPLY_AFFINE) v = _mm256_add_ps(v, f->shift);
    if (form == APPLY_ADD) return _mm256_add_ps(old, _mm256_blendv_ps(_mm256_setzero_ps(), v, kept));
    return _mm256_blendv_ps(f->dropped, v, kept);
}

static inline __attribute__((always_inline)) void apply_8(float *y, const float *x, uint32_t kept, const factors *f,
                                                          apply_form form)
{
    __m256 v = kept_8(_mm256_loadu_ps(x), form == APPLY_ADD ? _mm256_loadu_ps(y) : _mm256_setzero_ps(), signs_8(kept), f, form);
    if (form == APPLY_STREAM)
        _mm256_stream_ps(y, v);
    else
        _mm256_storeu_ps(y, v);
}

static inline float kept_1(float v, float old, bool kept, const tn__mask_pass *m, apply_form form)
{
    if (form == APPLY_ADD) return old + (kept ? v * m->drop.scale : 0.0f);
    return !kept ? m->drop.dropped : form == APPLY_AFFINE ? v * m->drop.scale + m->drop.shift : v * m->drop.scale;
}

static inline __attribute__((always_inline)) void apply_as(float *y, const float *x, const uint32_t *bits, int64_t n,
                                                           const tn__mask_pass *m, apply_form form)
{
    const factors f = {_mm256_set1_ps(m->drop.scale), _mm256_set1_ps(m->drop.shift), _mm256_set1_ps(m->drop.dropped)};
    int64_t i = 0;
    for (; i + 32 <= n; i += 32)
        for (int j = 0; j < 32; j += 8) apply_8(y + i + j, x + i + j, bits[i / 32] >> j, &f, form);
    for (; i + 8 <= n; i += 8) apply_8(y + i, x + i, bits[i / 32] >> (i % 32), &f, form);
    for (; i < n; i++) y[i] = kept_1(x[i], form == APPLY_ADD ? y[i] : 0, bits[i / 32] >> (i % 32) & 1, m, form);
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
    return m->stream && (uintptr_t)y % 32 == 0 ? APPLY_STREAM : APPLY_SCALE;
}

static void apply_bits(float *y, const float *x, const uint32_t *bits, int64_t n, const tn__mask_pass *m)
{
    switch (form_of(y, m)) {
    case APPLY_ADD: apply_as(y, x, bits, n, m, APPLY_ADD); break;
    case APPLY_AFFINE: apply_as(y, x, bits, n, m, APPLY_AFFINE); break;
    case APPLY_STREAM: apply_as(y, x, bits, n, m, APPLY_STREAM); break;
    case APPLY_SCALE: apply_as(y, x, bits, n, m, APPLY_SCALE); break;
    }
}

/* 8 blocks a half; n is a multiple of 256, so 16 rounds have at least 16 units each. */
static inline __attribute__((always_inline)) void rounds_applying(uint32_t *words, const stream *s, uint32_t first, float *y,
                                                                  const float *x, const uint32_t *bits, int64_t n,
                                                                  const tn__mask_pass *m, apply_form form)
{
    const factors f = {_mm256_set1_ps(m->drop.scale), _mm256_set1_ps(m->drop.shift), _mm256_set1_ps(m->drop.dropped)};
    int64_t each = n / 16, i = 0;
    for (int half = 0; half < 2; half++, first += 8, words += 32) {
        philox_4 a = philox_start(s, first), b = philox_start(s, first + 4);
#pragma GCC unroll 8
        for (int r = 2; r < 10; r++) {
            philox_round(&a, s->k0[r], s->k1[r]), philox_round(&b, s->k0[r], s->k1[r]);
            for (int64_t end = i + each; i < end; i += 8) apply_8(y + i, x + i, bits[i / 32] >> (i % 32), &f, form);
        }
        store_4(words, &a);
        store_4(words + 16, &b);
    }
}

static void draw_and_apply(uint32_t words[4 * BLOCKS], const stream *s, uint32_t first, float *y, const float *x,
                           const uint32_t *bits, int64_t n, const tn__mask_pass *m)
{
    switch (form_of(y, m)) {
    case APPLY_ADD: rounds_applying(words, s, first, y, x, bits, n, m, APPLY_ADD); break;
    case APPLY_AFFINE: rounds_applying(words, s, first, y, x, bits, n, m, APPLY_AFFINE); break;
    case APPLY_STREAM: rounds_applying(words, s, first, y, x, bits, n, m, APPLY_STREAM); break;
    case APPLY_SCALE: rounds_applying(words, s, first, y, x, bits, n, m, APPLY_SCALE); break;
    }
}

#endif
