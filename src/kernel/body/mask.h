/* Masks: Philox blocks to kept-bits (random/mask.h says which), and bits applied to numbers.
 *
 *   blocks of words  ->  kept bits, and ties where b = 32  ->  ties settled, a batch at a time  ->  bits applied
 *
 * mask_draw_apply draws the next batch between the pieces of this one's application, so that drawing hides behind memory.
 * Instruction sets write the functions of the first part by hand (TN_OWN_MASKS). */
#include "kernel/body/stream.h"

#define BATCH 4096                 /* units whose ties are settled together: about 16 of them */
#define ROOM ((BATCH + 2048) / 32) /* words of a batch that starts up to 127 units early, in whole chunks */

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

static inline bool bit_at(const uint32_t *bits, int64_t i)
{
    return bits[i / 32] >> (i % 32) & 1;
}

/* After the last apply_bits of a pass. */
static inline void end_stream(const tn__mask_pass *m)
{
    (void)m;
}

/* What tn__mask_pass says, for n units with their bits; the last word's spare bits may be anything. */
static void apply_bits(float *y, const float *x, const uint32_t *bits, int64_t n, const tn__mask_pass *m)
{
    const float scale = m->scale, shift = m->shift, dropped = m->dropped;
    if (m->add)
        for (int64_t i = 0; i < n; i++) y[i] += bit_at(bits, i) ? x[i] * scale : 0.0f;
    else if (shift == 0)
        for (int64_t i = 0; i < n; i++) y[i] = bit_at(bits, i) ? x[i] * scale : dropped;
    else
        for (int64_t i = 0; i < n; i++) y[i] = bit_at(bits, i) ? x[i] * scale + shift : dropped;
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

/* Bit by bit from the lowest plane: with a 1 in the threshold a 0 is below, with a 0 in it a 1 is above. */
static inline uint32_t kept_of_planes(const uint32_t *planes, int bits, uint64_t threshold)
{
    uint32_t below = 0;
    for (int j = bits - 1; j >= 0; j--, threshold >>= 1) below = threshold & 1 ? ~planes[j] | below : ~planes[j] & below;
    return below;
}

/* Units that BLOCKS blocks serve. */
static inline int64_t chunk_units(const tn__rate *rate)
{
    return BLOCKS * 128 / (rate->bits < 8 ? rate->bits : 8);
}

/* Kept bits and ties of up to chunk_units(rate) units from `first` on, a multiple of 128; whole chunks may be written. */
static inline void draw_chunk(uint32_t *kept, uint32_t *ties, const stream *s, int64_t first, int64_t n, const tn__rate *rate)
{
    uint32_t words[4 * BLOCKS] __attribute__((aligned(64)));
    int64_t block_units = chunk_units(rate) / BLOCKS;
    draw_blocks(words, s, (uint32_t)(first / block_units), (int)((n + block_units - 1) / block_units));
    if (rate->bits >= 8)
        compare_bytes(kept, ties, words, (uint32_t)(rate->bits == 8 ? rate->threshold : rate->threshold >> 24));
    else
        for (int64_t g = 0; g < (n + 31) / 32; g++) kept[g] = kept_of_planes(words + g * rate->bits, rate->bits, rate->threshold);
}

typedef struct tie_list {
    int count;
    uint32_t unit[BLOCKS]; /* from the batch's first */
} tie_list;

static void settle_list(uint32_t *kept, const tie_list *list, const stream *s, int64_t first, const tn__rate *rate)
{
    uint32_t words[4 * BLOCKS], index[BLOCKS] = {0}, sample[BLOCKS];
    const uint32_t low = (uint32_t)rate->threshold & 0xffffff;
    for (int i = 0; i < BLOCKS; i++) sample[i] = s->sample;
    for (int i = 0; i < list->count; i++) index[i] = TN_MASK_TIE_BLOCK + (uint32_t)((first + list->unit[i]) / 4);
    philox_lanes(words, s, index, sample, list->count);
    for (int i = 0; i < list->count; i++) {
        uint32_t unit = list->unit[i]; /* first is a multiple of 4 */
        kept[unit / 32] |= (uint32_t)(words[4 * i + (int)(unit % 4)] >> 8 < low) << (unit % 32);
    }
}

static void settle_ties(uint32_t *kept, const uint32_t *ties, const stream *s, int64_t first, int64_t n, const tn__rate *rate)
{
    tie_list list = {0};
    for (int64_t w = 0; w < (n + 31) / 32; w++)
        for (uint32_t t = ties[w]; t; t &= t - 1) {
            list.unit[list.count++] = (uint32_t)(32 * w) + (uint32_t)__builtin_ctz(t);
            if (list.count < BLOCKS) continue;
            settle_list(kept, &list, s, first, rate);
            list.count = 0;
        }
    if (list.count) settle_list(kept, &list, s, first, rate);
}

/* The bits of n <= BATCH + 127 units from `first` on, a multiple of 128; up to ROOM words are written. */
static void draw_batch(uint32_t *kept, const stream *s, int64_t first, int64_t n, const tn__rate *rate)
{
    uint32_t ties[ROOM] = {0};
    int64_t chunk = chunk_units(rate);
    for (int64_t u = 0; u < n; u += chunk)
        draw_chunk(kept + u / 32, ties + u / 32, s, first + u, n - u < chunk ? n - u : chunk, rate);
    if (rate->bits == 32) settle_ties(kept, ties, s, first, n, rate);
}

/* to[0..n) = from[shift..shift+n), shift < 128; spare bits 0. */
static void move_bits(uint32_t *to, const uint32_t *from, int shift, int64_t n)
{
    from += shift / 32, shift %= 32;
    if (!shift) memcpy(to, from, (size_t)((n + 31) / 32) * 4);
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
    uint32_t kept[ROOM + 1];
    int lead = (int)(first_unit % 128);
    if (rate->bits == 0) {
        constant_bits(bits, n, rate->threshold);
        return;
    }
    stream s = stream_of(key, sample);
    for (int64_t u = 0; u < n; u += BATCH) {
        int64_t count = n - u < BATCH ? n - u : BATCH;
        draw_batch(kept, &s, first_unit - lead + u, lead + count, rate);
        move_bits(bits + u / 32, kept, lead, count);
    }
}

/* --- applying --- */

/* Draws the batch of n units after this one while `count` units of this one are applied. */
static inline void apply_and_draw(float *y, const float *x, const uint32_t *kept, int64_t count, const tn__mask_pass *m,
                                  uint32_t *next, const stream *s, int64_t next_first, int64_t n)
{
    uint32_t ties[ROOM] = {0};
    int64_t chunk = chunk_units(&m->rate);
    for (int64_t u = 0; u < count; u += chunk) {
        if (u < n) draw_chunk(next + u / 32, ties + u / 32, s, next_first + u, n - u < chunk ? n - u : chunk, &m->rate);
        apply_bits(y + u, x + u, kept + u / 32, count - u < chunk ? count - u : chunk, m);
    }
    if (m->rate.bits == 32 && n > 0) settle_ties(next, ties, s, next_first, n, &m->rate);
}

static void draw_apply_aligned(float *y, const float *x, uint32_t *bits, int64_t first, int64_t n, const tn__mask_pass *m)
{
    uint32_t kept[2][ROOM];
    stream s = stream_of(&m->key, m->sample);
    draw_batch(kept[0], &s, first, n < BATCH ? n : BATCH, &m->rate);
    for (int64_t u = 0, now = 0; u < n; u += BATCH, now = !now) {
        int64_t count = n - u < BATCH ? n - u : BATCH, rest = n - u - count;
        apply_and_draw(y + u, x + u, kept[now], count, m, kept[!now], &s, first + u + count, rest < BATCH ? rest : BATCH);
        if (bits) move_bits(bits + u / 32, kept[now], 0, count);
    }
    end_stream(m);
}

static void mask_draw_apply(float *y, const float *x, uint32_t *bits, int64_t first_unit, int64_t n, const tn__mask_pass *m)
{
    uint32_t kept[BATCH / 32];
    if (m->rate.bits && first_unit % 128 == 0) {
        if (n) draw_apply_aligned(y, x, bits, first_unit, n, m);
        return;
    }
    for (int64_t u = 0; u < n; u += BATCH) {
        int64_t count = n - u < BATCH ? n - u : BATCH;
        mask_bits(kept, first_unit + u, count, m->sample, &m->key, &m->rate);
        apply_bits(y + u, x + u, kept, count, m);
        if (bits) move_bits(bits + u / 32, kept, 0, count);
    }
    end_stream(m);
}

static void mask_apply(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, float shift, float dropped)
{
    apply_bits(y, x, bits, n, &(tn__mask_pass){.scale = scale, .shift = shift, .dropped = dropped});
}

static void mask_scale(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, bool adding)
{
    apply_bits(y, x, bits, n, &(tn__mask_pass){.scale = scale, .add = adding});
}

/* Unit u uses block u / 2: words (0, 1) for even u, words (2, 3) for odd. Box & Muller 1958. */
static void mask_normal(float *noise, int64_t first_unit, int64_t n, uint64_t sample, const tn__mask_key *key)
{
    stream s = stream_of(key, sample);
    uint32_t words[4 * BLOCKS];
    for (int64_t u = 0; u < n; u += 2 * BLOCKS) {
        int64_t count = n - u < 2 * BLOCKS ? n - u : 2 * BLOCKS;
        draw_blocks(words, &s, (uint32_t)((first_unit + u) / 2), (int)((count + 1) / 2));
        for (int64_t i = 0; i < count; i++) {
            float u1 = ((float)(words[2 * i] >> 8) + 1.0f) * 0x1p-24f; /* in (0, 1] */
            float u2 = (float)(words[2 * i + 1] >> 8) * 0x1p-24f;
            noise[u + i] = sqrtf(-2.0f * log_f(u1)) * cosf(6.28318530717958647692f * u2);
        }
    }
}
