/* Masks by hand for NEON. Each function here takes the place of the one of that name in body/mask.h, whose comments say what it
 * does. Lanes of four blocks lie in their natural order, so that storing interleaves their words. */
#ifndef TN_KERNEL_MASK_NEON_H
#define TN_KERNEL_MASK_NEON_H

#include <arm_neon.h>

#include "kernel/body/stream.h"
#include "kernel/kernel.h"

#define TN_OWN_MASKS

typedef uint32x4x4_t philox_4; /* words 0 to 3 of four blocks */

static inline uint32x4_t high_words(uint32x4_t a, uint32_t b)
{
    uint64x2_t low = vmull_n_u32(vget_low_u32(a), b), high = vmull_high_n_u32(a, b);
    return vuzp2q_u32(vreinterpretq_u32_u64(low), vreinterpretq_u32_u64(high));
}

static inline uint32x4_t xor_3(uint32x4_t a, uint32x4_t b, uint32_t c)
{
    return veorq_u32(veorq_u32(a, b), vdupq_n_u32(c));
}

static inline void philox_round(philox_4 *b, uint32_t k0, uint32_t k1)
{
    uint32x4_t high0 = high_words(b->val[0], PHILOX_M0), high1 = high_words(b->val[2], PHILOX_M1);
    uint32x4_t low0 = vmulq_n_u32(b->val[0], PHILOX_M0), low1 = vmulq_n_u32(b->val[2], PHILOX_M1);
    b->val[0] = xor_3(high1, b->val[1], k0);
    b->val[2] = xor_3(high0, b->val[3], k1);
    b->val[1] = low1;
    b->val[3] = low0;
}

/* The state after two rounds of blocks first .. first+3. */
static inline philox_4 philox_start(const stream *s, uint32_t first)
{
    static const uint32_t lanes[4] = {0, 1, 2, 3};
    uint32x4_t index = vaddq_u32(vdupq_n_u32(first), vld1q_u32(lanes));
    uint32x4_t word2 = veorq_u32(high_words(index, PHILOX_M0), vdupq_n_u32(s->first2));
    philox_4 b;
    b.val[0] = veorq_u32(high_words(word2, PHILOX_M1), vdupq_n_u32(s->second0));
    b.val[1] = vmulq_n_u32(word2, PHILOX_M1);
    b.val[2] = veorq_u32(vmulq_n_u32(index, PHILOX_M0), vdupq_n_u32(s->second2));
    b.val[3] = vdupq_n_u32(s->third3);
    return b;
}

static inline void philox_blocks(uint32_t words[4 * BLOCKS], const stream *s, uint32_t first, int blocks)
{
    for (int i = 0; i < blocks; i += 8, first += 8, words += 32) {
        philox_4 a = philox_start(s, first), b = philox_start(s, first + 4);
        for (int r = 2; r < 10; r++) philox_round(&a, s->k0[r], s->k1[r]), philox_round(&b, s->k0[r], s->k1[r]);
        vst4q_u32(words, a);
        vst4q_u32(words + 16, b);
    }
}

static void philox_lanes(uint32_t words[4 * BLOCKS], const stream *s, const uint32_t *index, const uint32_t *sample, int count)
{
    for (int i = 0; i < count; i += 4) {
        philox_4 b;
        b.val[0] = vld1q_u32(index + i), b.val[1] = vld1q_u32(sample + i);
        b.val[2] = vdupq_n_u32(s->step), b.val[3] = vdupq_n_u32(s->site);
        for (int r = 0; r < 10; r++) philox_round(&b, s->k0[r], s->k1[r]);
        vst4q_u32(words + 4 * i, b);
    }
}

/* A bit for each of 32 bytes that are 0 or 255: their places' powers of two, added up in pairs. */
static inline uint32_t bits_of_bytes(uint8x16_t first, uint8x16_t second)
{
    static const uint8_t powers[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t power = vld1q_u8(powers);
    uint8x16_t sum = vpaddq_u8(vandq_u8(first, power), vandq_u8(second, power));
    sum = vpaddq_u8(sum, sum);
    sum = vpaddq_u8(sum, sum);
    return vgetq_lane_u32(vreinterpretq_u32_u8(sum), 0);
}

static inline void compare_bytes(uint32_t below[8], uint32_t equal[8], const uint32_t words[4 * BLOCKS], uint32_t high)
{
    const uint8x16_t t = vdupq_n_u8((uint8_t)high);
    for (int i = 0; i < 8; i++) {
        uint8x16_t first = vreinterpretq_u8_u32(vld1q_u32(words + 8 * i)),
                   second = vreinterpretq_u8_u32(vld1q_u32(words + 8 * i + 4));
        below[i] = bits_of_bytes(vcltq_u8(first, t), vcltq_u8(second, t));
        equal[i] = bits_of_bytes(vceqq_u8(first, t), vceqq_u8(second, t));
    }
}

static inline uint64_t words_with_bits(const uint32_t *words, int n)
{
    static const uint32_t powers[4] = {1, 2, 4, 8};
    uint64_t some = 0;
    for (int i = 0; i < 64; i += 4) {
        uint32x4_t w = vld1q_u32(words + i);
        some |= (uint64_t)vaddvq_u32(vandq_u32(vtstq_u32(w, w), vld1q_u32(powers))) << i;
    }
    return n < 64 ? some & (((uint64_t)1 << n) - 1) : some;
}

/* Nothing was written past the caches. */
static inline void end_stream(const tn__mask_pass *m)
{
    (void)m;
}

typedef enum apply_form { APPLY_SCALE, APPLY_AFFINE, APPLY_ADD } apply_form;

static inline __attribute__((always_inline)) void apply_4(float *y, const float *x, uint32_t kept, const tn__drop *f,
                                                          apply_form form)
{
    static const uint32_t powers[4] = {1, 2, 4, 8};
    uint32x4_t keep = vtstq_u32(vdupq_n_u32(kept), vld1q_u32(powers));
    float32x4_t v = vmulq_n_f32(vld1q_f32(x), f->scale);
    if (form == APPLY_AFFINE) v = vaddq_f32(v, vdupq_n_f32(f->shift));
    if (form == APPLY_ADD)
        v = vaddq_f32(vld1q_f32(y), vbslq_f32(keep, v, vdupq_n_f32(0)));
    else
        v = vbslq_f32(keep, v, vdupq_n_f32(f->dropped));
    vst1q_f32(y, v);
}

static inline float kept_1(float v, float old, bool kept, const tn__drop *f, apply_form form)
{
    if (form == APPLY_ADD) return old + (kept ? v * f->scale : 0.0f);
    return !kept ? f->dropped : form == APPLY_AFFINE ? v * f->scale + f->shift : v * f->scale;
}

static inline __attribute__((always_inline)) void apply_as(float *y, const float *x, const uint32_t *bits, int64_t n, tn__drop f,
                                                           apply_form form)
{
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) apply_4(y + i, x + i, bits[i / 32] >> (i % 32), &f, form);
    for (; i < n; i++) y[i] = kept_1(x[i], form == APPLY_ADD ? y[i] : 0, bits[i / 32] >> (i % 32) & 1, &f, form);
}

static void apply_bits(float *y, const float *x, const uint32_t *bits, int64_t n, const tn__mask_pass *m)
{
    if (m->add)
        apply_as(y, x, bits, n, m->drop, APPLY_ADD);
    else if (m->drop.shift != 0)
        apply_as(y, x, bits, n, m->drop, APPLY_AFFINE);
    else
        apply_as(y, x, bits, n, m->drop, APPLY_SCALE);
}

static void draw_and_apply(uint32_t words[4 * BLOCKS], const stream *s, uint32_t first, float *y, const float *x,
                           const uint32_t *bits, int64_t n, const tn__mask_pass *m)
{
    philox_blocks(words, s, first, BLOCKS);
    apply_bits(y, x, bits, n, m);
}

#endif
