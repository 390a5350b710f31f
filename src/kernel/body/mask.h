/* Masks: Philox blocks to kept-bits (random/mask.h says which), and bits applied to numbers.
 *
 *   blocks of words  ->  kept bits, and ties where b = 32  ->  ties settled, a batch at a time  ->  bits applied
 *
 * mask_draw_apply draws the next batch between the pieces of this one's application, so that drawing hides behind memory.
 * Instruction sets write the functions of the first part by hand (TN_OWN_MASKS). */
#include "kernel/body/stream.h"

#define BATCH 4096                     /* units whose ties are settled together: about 16 of them */
#define ROOM ((BATCH + 2048) / 32 + 1) /* words of a batch that starts up to 127 units early, in whole chunks */

#ifndef TN_OWN_MASKS
/* Words of blocks first .. first+BLOCKS-1 of a stream, in order; at least `blocks` of them. Lanes run side by side so that
 * compilers vectorise. */
static void philox_blocks(uint32_t words[4 * BLOCKS], const stream *s, uint32_t first, int blocks)
{
    uint32_t c0[BLOCKS], c1[BLOCKS], c2[BLOCKS], c3[BLOCKS];
    (void)blocks;
    for (uint32_t i = 0; i < BLOCKS; i++) c0[i] = first + i, c1[i] = s->sample, c2[i] = s->step, c3[i] = s->site;
    for (int r = 0; r < 10; r++)
        for (int i = 0; i < BLOCKS; i++) {
            uint64_t p0 = (uint64_t)PHILOX_M0 * c0[i], p1 = (uint64_t)PHILOX_M1 * c2[i];
            uint32_t next0 = (uint32_t)(p1 >> 32) ^ c1[i] ^ s->k0[r], next2 = (uint32_t)(p0 >> 32) ^ c3[i] ^ s->k1[r];
            c1[i] = (uint32_t)p1;
            c3[i] = (uint32_t)p0;
            c0[i] = next0;
            c2[i] = next2;
        }
    for (int i = 0; i < BLOCKS; i++)
        words[4 * i] = c0[i], words[4 * i + 1] = c1[i], words[4 * i + 2] = c2[i], words[4 * i + 3] = c3[i];
}

/* Blocks of any index and sample: count <= BLOCKS of each. */
static void philox_lanes(uint32_t words[4 * BLOCKS], const stream *s, const uint32_t *index, const uint32_t *sample, int count)
{
    for (int i = 0; i < count; i++) philox_one(words + 4 * i, s, index[i], sample[i]);
}

/* Of the 256 bytes of 64 words: which are below the threshold's high byte, and which equal it. */
static void compare_bytes(uint32_t below[8], uint32_t equal[8], const uint32_t words[4 * BLOCKS], uint32_t high)
{
    for (int w = 0; w < 8; w++) {
        uint32_t b = 0, e = 0;
        for (int i = 0; i < 32; i++) {
            uint32_t byte = words[8 * w + i / 4] >> (i % 4 * 8) & 0xff;
            b |= (uint32_t)(byte < high) << i;
            e |= (uint32_t)(byte == high) << i;
        }
        below[w] = b, equal[w] = e;
    }
}

/* Bit i: words[i] is not 0, i < n <= 64. The 64 words can be read. */
static inline uint64_t words_with_bits(const uint32_t *words, int n)
{
    uint64_t some = 0;
    for (int i = 0; i < n; i++) some |= (uint64_t)(words[i] != 0) << i;
    return some;
}

static inline bool bit_at(const uint32_t *bits, int64_t i)
{
    return bits[i / 32] >> (i % 32) & 1;
}

/* Without a branch, which would be mispredicted half the time. */
static inline float either(bool first, float a, float b)
{
    uint32_t ua, ub, mask = 0 - (uint32_t)first;
    memcpy(&ua, &a, 4), memcpy(&ub, &b, 4);
    ua = (ua & mask) | (ub & ~mask);
    memcpy(&a, &ua, 4);
    return a;
}

/* After the last apply_bits of a pass. */
static inline void end_stream(const tn__mask_pass *m)
{
    (void)m;
}

/* What tn__mask_pass says, for n units with their bits; the last word's spare bits may be anything. */
static void apply_bits(float *y, const float *x, const uint32_t *bits, int64_t n, const tn__mask_pass *m)
{
    const float scale = m->drop.scale, shift = m->drop.shift, dropped = m->drop.dropped;
    if (m->add)
        for (int64_t i = 0; i < n; i++) y[i] += either(bit_at(bits, i), x[i] * scale, 0.0f);
    else if (shift == 0)
        for (int64_t i = 0; i < n; i++) y[i] = either(bit_at(bits, i), x[i] * scale, dropped);
    else
        for (int64_t i = 0; i < n; i++) y[i] = either(bit_at(bits, i), x[i] * scale + shift, dropped);
}

/* philox_blocks(words, s, first, BLOCKS) and apply_bits(y, x, bits, n, m), n a multiple of 256: instruction sets mix the two. */
static void draw_and_apply(uint32_t words[4 * BLOCKS], const stream *s, uint32_t first, float *y, const float *x,
                           const uint32_t *bits, int64_t n, const tn__mask_pass *m)
{
    philox_blocks(words, s, first, BLOCKS);
    apply_bits(y, x, bits, n, m);
}
#endif

/* --- drawing --- */

static void draw_blocks(uint32_t *words, const stream *s, uint32_t first, int blocks)
{
    if (blocks <= 2)
        for (int i = 0; i < blocks; i++) philox_one(words + 4 * i, s, first + (uint32_t)i, s->sample);
    else
        philox_blocks(words, s, first, blocks);
}

/* n words of kept-bits. Plane by plane from the lowest: with a 1 in the threshold a 0 is below, with a 0 in it a 1 is above. */
static inline __attribute__((always_inline)) void kept_of_planes(uint32_t *kept, const uint32_t *words, int64_t n, int bits,
                                                                 uint32_t threshold)
{
    for (int64_t g = 0; g < n; g++, words += bits) {
        uint32_t below = 0;
        for (int j = 0; j < bits; j++) {
            uint32_t one = 0 - (threshold >> j & 1), zeros = ~words[bits - 1 - j];
            below = (zeros & (below | one)) | (below & one);
        }
        kept[g] = below;
    }
}

/* 2^this units use up one block. */
static inline int block_shift(const tn__rate *rate)
{
    return rate->bits == 1 ? 7 : rate->bits == 2 ? 6 : rate->bits == 4 ? 5 : 4;
}

/* Units that BLOCKS blocks serve. */
static inline int64_t chunk_units(const tn__rate *rate)
{
    return (int64_t)BLOCKS << block_shift(rate);
}

typedef struct batch {
    uint32_t kept[ROOM];
    uint32_t ties[ROOM + 64]; /* drawn where b is 8 or 32 */
} batch;

/* Kept bits and ties of n units whose words are drawn; the first is unit `at` of the batch, a multiple of 128. Whole chunks may
 * be written. */
static inline void bits_of_words(batch *b, int64_t at, const uint32_t *words, int64_t n, const tn__rate *rate)
{
    uint32_t *kept = b->kept + at / 32, threshold = (uint32_t)rate->threshold;
    if (rate->bits >= 8)
        compare_bytes(kept, b->ties + at / 32, words, rate->bits == 8 ? threshold : threshold >> 24);
    else if (rate->bits == 1)
        kept_of_planes(kept, words, (n + 31) / 32, 1, threshold);
    else if (rate->bits == 2)
        kept_of_planes(kept, words, (n + 31) / 32, 2, threshold);
    else
        kept_of_planes(kept, words, (n + 31) / 32, 4, threshold);
}

static inline void draw_chunk(batch *b, int64_t at, const stream *s, int64_t first, int64_t n, const tn__rate *rate)
{
    uint32_t words[4 * BLOCKS] __attribute__((aligned(64)));
    int shift = block_shift(rate);
    draw_blocks(words, s, (uint32_t)(first >> shift), (int)((n + (1 << shift) - 1) >> shift));
    bits_of_words(b, at, words, n, rate);
}

typedef struct tie_list {
    int count;
    uint32_t unit[64]; /* from the batch's first */
} tie_list;

static void settle_list(batch *b, tie_list *list, const stream *s, int64_t first, const tn__rate *rate)
{
    uint32_t words[4 * BLOCKS], index[BLOCKS] = {0}, sample[BLOCKS];
    const uint32_t low = (uint32_t)rate->threshold & 0xffffff;
    for (int i = 0; i < BLOCKS; i++) sample[i] = s->sample;
    for (int done = 0; done < list->count; done += BLOCKS) {
        const uint32_t *unit = list->unit + done;
        int count = list->count - done < BLOCKS ? list->count - done : BLOCKS;
        for (int i = 0; i < count; i++) index[i] = TN_MASK_TIE_BLOCK + (uint32_t)((first + unit[i]) / 4);
        philox_lanes(words, s, index, sample, count);
        for (int i = 0; i < count; i++) /* first is a multiple of 4 */
            b->kept[unit[i] / 32] |= (uint32_t)(words[4 * i + (int)(unit[i] % 4)] >> 8 < low) << (unit[i] % 32);
    }
    list->count = 0;
}

/* Most words have no tie: looking for those that have, 64 at a time, spares a mispredicted branch for each. */
static void settle_ties(batch *b, const stream *s, int64_t first, int64_t n, const tn__rate *rate)
{
    tie_list list;
    list.count = 0;
    for (int64_t w = 0; w < (n + 31) / 32; w += 64) {
        int64_t rest = (n + 31) / 32 - w;
        for (uint64_t some = words_with_bits(b->ties + w, rest < 64 ? (int)rest : 64); some; some &= some - 1) {
            int64_t word = w + __builtin_ctzll(some);
            for (uint32_t t = b->ties[word]; t; t &= t - 1)
                list.unit[list.count++] = (uint32_t)(32 * word) + (uint32_t)__builtin_ctz(t);
            if (list.count > 32) settle_list(b, &list, s, first, rate);
        }
    }
    settle_list(b, &list, s, first, rate);
}

/* The bits of n <= BATCH + 127 units from `first` on, a multiple of 128. */
static void draw_batch(batch *b, const stream *s, int64_t first, int64_t n, const tn__rate *rate)
{
    int64_t chunk = chunk_units(rate);
    for (int64_t u = 0; u < n; u += chunk) draw_chunk(b, u, s, first + u, n - u < chunk ? n - u : chunk, rate);
    if (rate->bits == 32) settle_ties(b, s, first, n, rate);
}

/* to[0..n) = from[shift..shift+n), shift < 128; spare bits 0. */
static void move_bits(uint32_t *to, const uint32_t *from, int shift, int64_t n)
{
    from += shift / 32, shift %= 32;
    for (int64_t i = 0; !shift && i < (n + 31) / 32; i++) to[i] = from[i];
    for (int64_t i = 0; shift && i < (n + 31) / 32; i++) to[i] = from[i] >> shift | from[i + 1] << (32 - shift);
    if (n % 32) to[n / 32] &= (1u << (n % 32)) - 1;
}

static void constant_bits(uint32_t *bits, int64_t n, bool kept)
{
    memset(bits, kept ? 0xff : 0, (size_t)((n + 31) / 32) * 4);
    if (n % 32) bits[n / 32] &= (1u << (n % 32)) - 1;
}

static void mask_bits(uint32_t *bits, int64_t first_unit, int64_t n, uint64_t sample, const tn__mask_key *key,
                      const tn__rate *rate)
{
    batch b;
    int lead = (int)(first_unit % 128);
    if (rate->bits == 0) {
        constant_bits(bits, n, rate->threshold);
        return;
    }
    stream s = stream_of(key, sample);
    for (int64_t u = 0; u < n; u += BATCH) {
        int64_t count = n - u < BATCH ? n - u : BATCH;
        draw_batch(&b, &s, first_unit - lead + u, lead + count, rate);
        move_bits(bits + u / 32, b.kept, lead, count);
    }
}

/* --- applying --- */

/* Draws the batch of n units after this one while `count` units of this one are applied. */
static inline void apply_and_draw(float *y, const float *x, const batch *now, int64_t count, const tn__mask_pass *m, batch *next,
                                  const stream *s, int64_t next_first, int64_t n)
{
    uint32_t words[4 * BLOCKS] __attribute__((aligned(64)));
    int64_t chunk = chunk_units(&m->rate);
    for (int64_t u = 0; u < count; u += chunk) {
        int64_t to_draw = n - u < chunk ? n - u : chunk, to_apply = count - u < chunk ? count - u : chunk;
        if (to_draw == chunk && to_apply == chunk) {
            draw_and_apply(words, s, (uint32_t)((next_first + u) >> block_shift(&m->rate)), y + u, x + u, now->kept + u / 32,
                           chunk, m);
            bits_of_words(next, u, words, chunk, &m->rate);
            continue;
        }
        if (to_draw > 0) draw_chunk(next, u, s, next_first + u, to_draw, &m->rate);
        apply_bits(y + u, x + u, now->kept + u / 32, to_apply, m);
    }
    if (m->rate.bits == 32 && n > 0) settle_ties(next, s, next_first, n, &m->rate);
}

#define CLAIMED 16384 /* numbers from which on y is larger than the first cache */

static void draw_apply_aligned(float *y, const float *x, uint32_t *bits, int64_t first, int64_t n, const tn__mask_pass *m)
{
    batch b[2];
    stream s = stream_of(&m->key, m->sample);
    draw_batch(&b[0], &s, first, n < BATCH ? n : BATCH, &m->rate);
    for (int64_t u = 0, now = 0; u < n; u += BATCH, now = !now) {
        int64_t count = n - u < BATCH ? n - u : BATCH, rest = n - u - count;
        apply_and_draw(y + u, x + u, &b[now], count, m, &b[!now], &s, first + u + count, rest < BATCH ? rest : BATCH);
        if (bits) move_bits(bits + u / 32, b[now].kept, 0, count);
    }
    end_stream(m);
}

static void mask_draw_apply(float *y, const float *x, uint32_t *bits, int64_t first_unit, int64_t n, const tn__mask_pass *m)
{
    uint32_t kept[BATCH / 32];
    tn__mask_pass pass = *m;
    pass.claim = n >= CLAIMED;
    if (m->rate.bits && first_unit % 128 == 0) {
        if (n) draw_apply_aligned(y, x, bits, first_unit, n, &pass);
        return;
    }
    for (int64_t u = 0; u < n; u += BATCH) {
        int64_t count = n - u < BATCH ? n - u : BATCH;
        mask_bits(kept, first_unit + u, count, m->sample, &m->key, &m->rate);
        apply_bits(y + u, x + u, kept, count, &pass);
        if (bits) move_bits(bits + u / 32, kept, 0, count);
    }
    end_stream(m);
}

/* The ties of one small sample, one by one: most have none. */
static void settle_few(batch *b, int64_t n, const stream *s, uint32_t sample, const tn__rate *rate)
{
    const uint32_t low = (uint32_t)rate->threshold & 0xffffff;
    for (int64_t w = 0; w < (n + 31) / 32; w++)
        for (uint32_t t = b->ties[w]; t; t &= t - 1) {
            uint32_t words[4], unit = (uint32_t)(32 * w) + (uint32_t)__builtin_ctz(t);
            if (unit >= n) return;
            philox_one(words, s, TN_MASK_TIE_BLOCK + unit / 4, sample);
            b->kept[w] |= (uint32_t)(words[unit % 4] >> 8 < low) << (unit % 32);
        }
}

/* Rows of `blocks` blocks each, rows * blocks <= BLOCKS, drawn side by side. */
static void draw_few_rows(uint32_t *bits, int rows, int blocks, int64_t n, const stream *s, uint32_t sample, const tn__rate *rate)
{
    uint32_t words[8 * BLOCKS] __attribute__((aligned(64))); /* twice: bits_of_words reads whole chunks */
    uint32_t index[BLOCKS] = {0}, samples[BLOCKS] = {0};
    batch b;
    for (int i = 0, lane = 0; i < rows; i++)
        for (int block = 0; block < blocks; block++, lane++) index[lane] = (uint32_t)block, samples[lane] = sample + (uint32_t)i;
    if (rows * blocks <= 2)
        for (int i = 0; i < rows * blocks; i++) philox_one(words + 4 * i, s, index[i], samples[i]);
    else
        philox_lanes(words, s, index, samples, rows * blocks);
    for (int i = 0; i < rows; i++, bits += (n + 31) / 32) {
        bits_of_words(&b, 0, words + 4 * blocks * i, n, rate);
        if (rate->bits == 32) settle_few(&b, n, s, sample + (uint32_t)i, rate);
        move_bits(bits, b.kept, 0, n);
    }
}

static void mask_rows(uint32_t *bits, int64_t rows, int64_t n, uint64_t first_sample, const tn__mask_key *key,
                      const tn__rate *rate)
{
    int shift = block_shift(rate);
    int64_t row_words = (n + 31) / 32;
    bool one_key = rows > 0 && (first_sample + (uint64_t)rows - 1) >> 32 == first_sample >> 32;
    if (!(rate->bits && n > 0 && n <= BLOCKS / 4 << shift && one_key)) {
        for (int64_t i = 0; i < rows; i++) mask_bits(bits + i * row_words, 0, n, first_sample + (uint64_t)i, key, rate);
        return;
    }
    stream s = stream_of(key, first_sample);
    int blocks = (int)((n + (1 << shift) - 1) >> shift), each = BLOCKS / blocks;
    for (int64_t i = 0; i < rows; i += each)
        draw_few_rows(bits + i * row_words, rows - i < each ? (int)(rows - i) : each, blocks, n, &s,
                      (uint32_t)first_sample + (uint32_t)i, rate);
}

#ifndef TN_OWN_ROWS
/* apply_bits for rows of numbers and of whole words of bits; not to be streamed. */
static void apply_rows(float *y, const float *x, const uint32_t *bits, int64_t rows, int64_t n, const tn__mask_pass *m)
{
    for (int64_t r = 0; r < rows; r++, bits += (n + 31) / 32) apply_bits(y + r * n, x + r * n, bits, n, m);
}
#endif

static void mask_apply(float *y, const float *x, const uint32_t *bits, int64_t rows, int64_t columns, const tn__drop *drop)
{
    const tn__mask_pass m = {.drop = *drop, .claim = rows * columns >= CLAIMED};
    apply_rows(y, x, bits, rows, columns, &m);
}

static void mask_scale(float *y, const float *x, const uint32_t *bits, int64_t rows, int64_t columns, float scale, bool adding)
{
    const tn__mask_pass m = {.drop.scale = scale, .add = adding, .claim = rows * columns >= CLAIMED};
    apply_rows(y, x, bits, rows, columns, &m);
}

/* cos(2 pi t) for t in [0, 1), as -sin(2 pi x) with |x| <= 1/4 by its odd series to x^11; its error is below 1e-7. */
static inline float cos_turn(float t)
{
    float x = (t > 0.5f ? 1.0f - t : t) - 0.25f, z = x * x;
    float y = -15.0946426f;
    y = y * z + 42.0586939f;
    y = y * z + -76.7058597f;
    y = y * z + 81.6052493f;
    y = y * z + -41.3417022f;
    y = y * z + 6.28318531f;
    return -(y * x);
}

/* Unit u uses block u / 2: words (0, 1) for even u, words (2, 3) for odd. Box & Muller 1958. */
static void mask_normal(float *noise, int64_t first_unit, int64_t n, uint64_t sample, const tn__mask_key *key)
{
    stream s = stream_of(key, sample);
    uint32_t words[4 * BLOCKS] = {0};
    float radius[2 * BLOCKS], turn[2 * BLOCKS];
    for (int64_t u = 0; u < n; u += 2 * BLOCKS) {
        int count = n - u < 2 * BLOCKS ? (int)(n - u) : 2 * BLOCKS;
        draw_blocks(words, &s, (uint32_t)((first_unit + u) / 2), (count + 1) / 2);
        for (int i = 0; i < 2 * BLOCKS; i++) {
            radius[i] = ((float)(int32_t)(words[2 * i] >> 8) + 1.0f) * 0x1p-24f; /* in (0, 1] */
            turn[i] = (float)(int32_t)(words[2 * i + 1] >> 8) * 0x1p-24f;
        }
        for (int i = 0; i < 2 * BLOCKS; i++) radius[i] = sqrtf(-2.0f * log_f(radius[i])) * cos_turn(turn[i]);
        for (int i = 0; i < count; i++) noise[u + i] = radius[i];
    }
}
