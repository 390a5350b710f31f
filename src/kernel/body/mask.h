/* Masks: Philox blocks to kept-bits (random/mask.h says which), and bits applied to numbers. */

/* Philox blocks at a time: 64 words, 2048 bits. */
#define BLOCKS TN_MASK_BLOCKS

#ifndef TN_OWN_PHILOX_BLOCKS
/* Words of blocks first .. first+BLOCKS-1 of a stream, in order. Lanes run side by side so that compilers vectorise. */
static void philox_blocks(uint32_t words[4 * BLOCKS], uint32_t first, uint64_t sample, const tn__mask_key *key)
{
    uint32_t c0[BLOCKS], c1[BLOCKS], c2[BLOCKS], c3[BLOCKS];
    uint32_t k0 = (uint32_t)key->seed, k1 = (uint32_t)(key->seed >> 32) + (uint32_t)(sample >> 32);
    for (uint32_t i = 0; i < BLOCKS; i++) c0[i] = first + i, c1[i] = (uint32_t)sample, c2[i] = key->step, c3[i] = key->site;
    for (int round = 0; round < 10; round++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u)
        for (int i = 0; i < BLOCKS; i++) {
            uint64_t p0 = (uint64_t)0xD2511F53u * c0[i], p1 = (uint64_t)0xCD9E8D57u * c2[i];
            uint32_t next0 = (uint32_t)(p1 >> 32) ^ c1[i] ^ k0, next2 = (uint32_t)(p0 >> 32) ^ c3[i] ^ k1;
            c1[i] = (uint32_t)p1;
            c3[i] = (uint32_t)p0;
            c0[i] = next0;
            c2[i] = next2;
        }
    for (int i = 0; i < BLOCKS; i++)
        words[4 * i] = c0[i], words[4 * i + 1] = c1[i], words[4 * i + 2] = c2[i], words[4 * i + 3] = c3[i];
}
#endif

/* A single block is drawn by the scalar function: small layers need no more. */
static void philox_few(uint32_t *words, uint32_t first, int blocks, uint64_t sample, const tn__mask_key *key)
{
    const uint32_t k[2] = {(uint32_t)key->seed, (uint32_t)(key->seed >> 32) + (uint32_t)(sample >> 32)};
    for (int i = 0; i < blocks; i++) {
        const uint32_t counter[4] = {first + (uint32_t)i, (uint32_t)sample, key->step, key->site};
        tn__philox(counter, k, words + 4 * i);
    }
}

static void draw_blocks(uint32_t *words, uint32_t first, int blocks, uint64_t sample, const tn__mask_key *key)
{
    if (blocks <= 3) philox_few(words, first, blocks, sample, key);
    else philox_blocks(words, first, sample, key);
}

/* Which of `n` <= 32 units, `bits` bits each from bit `at` of words on, are kept. */
static inline uint32_t kept_word(const uint32_t *words, int64_t at, int n, int bits, uint64_t threshold)
{
    uint32_t kept = 0, all = bits == 32 ? UINT32_MAX : (1u << bits) - 1;
    for (int i = 0; i < n; i++, at += bits) kept |= (uint32_t)(((words[at / 32] >> (at % 32)) & all) < threshold) << i;
    return kept;
}

#ifndef TN_OWN_KEPT_WORDS
/* Kept-bits of n units from drawn words; n <= 2048 / bits. Instruction sets with a compare-to-mask write their own. */
static void kept_words(uint32_t *out, const uint32_t *words, int64_t n, int bits, uint64_t threshold)
{
    for (int64_t u = 0; u < n; u += 32)
        out[u / 32] = kept_word(words, u * bits, n - u < 32 ? (int)(n - u) : 32, bits, threshold);
}
#endif

static void trim_last_word(uint32_t *bits, int64_t n)
{
    if (n % 32) bits[n / 32] &= (1u << (n % 32)) - 1;
}

static void mask_bits(uint32_t *bits, int64_t first_unit, int64_t n, uint64_t sample, const tn__mask_key *key,
                      const tn__rate *rate)
{
    uint32_t words[4 * BLOCKS];
    if (rate->bits == 0) {
        memset(bits, rate->threshold ? 0xff : 0, (size_t)((n + 31) / 32) * 4);
        trim_last_word(bits, n);
        return;
    }
    int64_t block_units = 128 / rate->bits, chunk = BLOCKS * block_units;
    for (int64_t u = 0; u < n; u += chunk) {
        int64_t count = n - u < chunk ? n - u : chunk;
        int blocks = (int)((count + block_units - 1) / block_units);
        draw_blocks(words, (uint32_t)((first_unit + u) / block_units), blocks, sample, key);
        kept_words(bits + u / 32, words, count, rate->bits, rate->threshold);
    }
}

#ifndef TN_OWN_MASK_APPLY
static inline bool bit_at(const uint32_t *bits, int64_t i)
{
    return bits[i / 32] >> (i % 32) & 1;
}

static void mask_apply(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, float shift, float dropped)
{
    if (shift == 0)
        for (int64_t i = 0; i < n; i++) y[i] = bit_at(bits, i) ? x[i] * scale : dropped;
    else
        for (int64_t i = 0; i < n; i++) y[i] = bit_at(bits, i) ? x[i] * scale + shift : dropped;
}

static void mask_scale(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, bool adding)
{
    if (adding)
        for (int64_t i = 0; i < n; i++) y[i] += bit_at(bits, i) ? x[i] * scale : 0.0f;
    else
        for (int64_t i = 0; i < n; i++) y[i] = bit_at(bits, i) ? x[i] * scale : 0.0f;
}
#endif

/* Unit u uses block u / 2: words (0, 1) for even u, words (2, 3) for odd. Box & Muller 1958. */
static void mask_normal(float *noise, int64_t first_unit, int64_t n, uint64_t sample, const tn__mask_key *key)
{
    uint32_t words[4 * BLOCKS];
    for (int64_t u = 0; u < n; u += 2 * BLOCKS) {
        int64_t count = n - u < 2 * BLOCKS ? n - u : 2 * BLOCKS;
        draw_blocks(words, (uint32_t)((first_unit + u) / 2), (int)((count + 1) / 2), sample, key);
        for (int64_t i = 0; i < count; i++) {
            float u1 = ((float)(words[2 * i] >> 8) + 1.0f) * 0x1p-24f; /* in (0, 1] */
            float u2 = (float)(words[2 * i + 1] >> 8) * 0x1p-24f;
            noise[u + i] = sqrtf(-2.0f * log_f(u1)) * cosf(6.28318530717958647692f * u2);
        }
    }
}
