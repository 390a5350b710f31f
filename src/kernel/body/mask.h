/* Masks: Philox blocks to kept-bits (random/mask.h says which), and bits applied to numbers. An instruction set may bring its own
 * philox_lanes, kept_bytes, mask_apply and mask_scale. */

/* Philox blocks at a time: 64 words, 256 bytes, 2048 bits. */
#define BLOCKS TN_MASK_BLOCKS

/* What is added to the first block and the first sample, lane by lane. Sums stay within 32 bits. */
typedef struct lanes {
    uint32_t block[BLOCKS], sample[BLOCKS];
} lanes;

static const lanes successive = {.block = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};

#ifdef TN_OWN_PHILOX
static void philox_lanes(uint32_t words[4 * BLOCKS], const lanes *l, uint32_t block, uint64_t sample, const tn__mask_key *key)
{
    philox_by_hand(words, l->block, l->sample, block, sample, key);
}
#else
/* The words of BLOCKS blocks of the streams in `lanes`. Lanes run side by side so that compilers vectorise. */
static void philox_lanes(uint32_t words[4 * BLOCKS], const lanes *l, uint32_t block, uint64_t sample, const tn__mask_key *key)
{
    uint32_t c0[BLOCKS], c1[BLOCKS], c2[BLOCKS], c3[BLOCKS];
    uint32_t k0 = (uint32_t)key->seed, k1 = (uint32_t)(key->seed >> 32) + (uint32_t)(sample >> 32);
    for (int i = 0; i < BLOCKS; i++)
        c0[i] = block + l->block[i], c1[i] = (uint32_t)sample + l->sample[i], c2[i] = key->step, c3[i] = key->site;
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

#ifndef TN_OWN_KEPT_BYTES
/* Which of n <= 256 bytes are below the threshold, as bits, and which equal it. Whole words of bits are written; those beyond n may
 * hold anything. `words` may be read up to the next multiple of 64 bytes. */
static void kept_bytes(uint32_t *kept, uint32_t *tied, const uint32_t *words, int64_t n, uint32_t threshold)
{
    for (int64_t u = 0; u < n; u += 32) {
        uint32_t below = 0, equal = 0;
        for (int i = 0; i < 32; i++) {
            uint32_t r = words[(u + i) / 4] >> (8 * (i % 4)) & 0xff;
            below |= (uint32_t)(r < threshold) << i;
            equal |= (uint32_t)(r == threshold) << i;
        }
        kept[u / 32] = below;
        tied[u / 32] = equal;
    }
}
#endif

/* The first n of them; few blocks are drawn one by one. */
static void draw_blocks(uint32_t *words, const lanes *l, int n, uint32_t block, uint64_t sample, const tn__mask_key *key)
{
    const uint32_t k[2] = {(uint32_t)key->seed, (uint32_t)(key->seed >> 32) + (uint32_t)(sample >> 32)};
    if (n > 2) {
        philox_lanes(words, l, block, sample, key);
        return;
    }
    for (int i = 0; i < n; i++) {
        const uint32_t counter[4] = {block + l->block[i], (uint32_t)sample + l->sample[i], key->step, key->site};
        tn__philox(counter, k, words + 4 * i);
    }
}

/* --- ties: collected until there is a whole set of blocks to draw --- */

typedef struct ties {
    const tn__mask_key *key;
    uint32_t threshold;
    uint64_t sample;                  /* the first of all */
    int n;
    uint32_t *word[BLOCKS];           /* of the mask ... */
    int bit[BLOCKS], index[BLOCKS];   /* ... the bit in it, and which word of the block decides */
    lanes lanes;
} ties;

static void settle(ties *t)
{
    uint32_t words[4 * BLOCKS];
    for (int i = t->n; i < BLOCKS; i++) t->lanes.block[i] = t->lanes.sample[i] = 0;
    draw_blocks(words, &t->lanes, t->n, TN_TIE_BLOCK, t->sample, t->key);
    for (int i = 0; i < t->n; i++)
        *t->word[i] |= (uint32_t)(words[4 * i + t->index[i]] < t->threshold) << t->bit[i];
    t->n = 0;
}

/* `sample` counts from the first. */
static void add_ties(ties *t, uint32_t *word, uint32_t tied, uint64_t first_unit, uint32_t sample)
{
    for (; tied; tied &= tied - 1) {
        int bit = __builtin_ctz(tied);
        uint64_t unit = first_unit + (uint64_t)bit;
        t->word[t->n] = word;
        t->bit[t->n] = bit;
        t->index[t->n] = (int)(unit % 4);
        t->lanes.block[t->n] = (uint32_t)(unit / 4);
        t->lanes.sample[t->n] = sample;
        if (++t->n == BLOCKS) settle(t);
    }
}

/* --- masks --- */

static void trim_last_word(uint32_t *bits, int64_t n)
{
    if (n % 32) bits[n / 32] &= (1u << (n % 32)) - 1;
}

/* The kept-bits of units first_unit .. first_unit + n - 1 from their drawn words; n <= 2048 / bits. Ties are left for later. */
static void bits_of_words(uint32_t *bits, const uint32_t *words, int64_t n, const tn__rate *rate, uint64_t first_unit,
                          uint32_t sample, ties *t)
{
    uint32_t tied[BLOCKS / 2];
    int64_t whole = (n + 31) / 32;
    if (rate->bits == 1) {
        for (int64_t i = 0; i < whole; i++) bits[i] = ~words[i];
    } else {
        kept_bytes(bits, tied, words, n, rate->threshold);
        trim_last_word(tied, n);
    }
    trim_last_word(bits, n);
    for (int64_t i = 0; rate->tie && i < whole; i++)
        if (tied[i]) add_ties(t, bits + i, tied[i], first_unit + 32 * (uint64_t)i, sample);
}

static void no_draw(uint32_t *bits, int64_t n, const tn__rate *rate)
{
    memset(bits, rate->threshold ? 0xff : 0, (size_t)((n + 31) / 32) * sizeof *bits);
    trim_last_word(bits, n);
}

static void mask_bits(uint32_t *bits, int64_t first_unit, int64_t n, uint64_t sample, const tn__mask_key *key,
                      const tn__rate *rate)
{
    if (rate->bits == 0) {
        no_draw(bits, n, rate);
        return;
    }
    uint32_t words[4 * BLOCKS];
    int64_t block_units = 128 / rate->bits, chunk = BLOCKS * block_units;
    ties t = {.key = key, .threshold = rate->tie, .sample = sample};
    for (int64_t u = 0; u < n; u += chunk) {
        int64_t count = n - u < chunk ? n - u : chunk;
        draw_blocks(words, &successive, (int)((count + block_units - 1) / block_units), (uint32_t)((first_unit + u) / block_units),
                    sample, key);
        bits_of_words(bits + u / 32, words, count, rate, (uint64_t)(first_unit + u), 0, &t);
    }
    if (t.n) settle(&t);
}

/* Rows so short that several samples' blocks are drawn side by side. */
static void mask_short_rows(uint32_t *bits, int64_t rows, int64_t n, uint64_t first_sample, const tn__mask_key *key,
                            const tn__rate *rate, int row_blocks)
{
    uint32_t words[8 * BLOCKS]; /* twice the words: kept_bytes reads past a row's last */
    int64_t at_once = BLOCKS / row_blocks, row_words = (n + 31) / 32;
    ties t = {.key = key, .threshold = rate->tie, .sample = first_sample};
    lanes l;
    for (int i = 0; i < BLOCKS; i++) l.block[i] = (uint32_t)(i % row_blocks), l.sample[i] = (uint32_t)(i / row_blocks);
    for (int64_t r = 0; r < rows; r += at_once) {
        int64_t here = rows - r < at_once ? rows - r : at_once;
        draw_blocks(words, &l, (int)here * row_blocks, 0, first_sample + (uint64_t)r, key);
        for (int64_t i = 0; i < here; i++)
            bits_of_words(bits + (r + i) * row_words, words + 4 * row_blocks * i, n, rate, 0, (uint32_t)(r + i), &t);
    }
    if (t.n) settle(&t);
}

static void mask_rows(uint32_t *bits, int64_t rows, int64_t n, uint64_t first_sample, const tn__mask_key *key,
                      const tn__rate *rate)
{
    int64_t row_blocks = (n * rate->bits + 127) / 128, row_words = (n + 31) / 32;
    bool one_key = rows == 0 || first_sample >> 32 == (first_sample + (uint64_t)rows - 1) >> 32;
    if (row_blocks >= 1 && row_blocks <= BLOCKS / 2 && one_key) {
        mask_short_rows(bits, rows, n, first_sample, key, rate, (int)row_blocks);
        return;
    }
    for (int64_t r = 0; r < rows; r++) mask_bits(bits + r * row_words, 0, n, first_sample + (uint64_t)r, key, rate);
}

/* --- bits applied to numbers --- */

#ifndef TN_OWN_MASK_APPLY
static inline bool bit_at(const uint32_t *bits, int64_t i)
{
    return bits[i / 32] >> (i % 32) & 1;
}

static void apply_row(float *y, const float *x, const uint32_t *bits, int64_t n, const tn__drop *d, bool stream)
{
    (void)stream;
    if (d->shift == 0)
        for (int64_t i = 0; i < n; i++) y[i] = bit_at(bits, i) ? x[i] * d->scale : d->dropped;
    else
        for (int64_t i = 0; i < n; i++) y[i] = bit_at(bits, i) ? x[i] * d->scale + d->shift : d->dropped;
}

static void scale_row(float *y, const float *x, const uint32_t *bits, int64_t n, float scale, bool adding)
{
    if (adding)
        for (int64_t i = 0; i < n; i++) y[i] += bit_at(bits, i) ? x[i] * scale : 0.0f;
    else
        for (int64_t i = 0; i < n; i++) y[i] = bit_at(bits, i) ? x[i] * scale : 0.0f;
}
#endif

static void mask_apply(float *y, const float *x, const uint32_t *bits, int64_t rows, int64_t columns, const tn__drop *drop, bool stream)
{
    int64_t row_words = (columns + 31) / 32;
    for (int64_t r = 0; r < rows; r++)
        apply_row(y + r * columns, x + r * columns, bits + r * row_words, columns, drop, stream);
}

static void mask_scale(float *y, const float *x, const uint32_t *bits, int64_t rows, int64_t columns, float scale, bool adding)
{
    int64_t row_words = (columns + 31) / 32;
    for (int64_t r = 0; r < rows; r++)
        scale_row(y + r * columns, x + r * columns, bits + r * row_words, columns, scale, adding);
}

/* Unit u uses block u / 2: words (0, 1) for even u, words (2, 3) for odd. Box & Muller 1958. */
static void mask_normal(float *noise, int64_t first_unit, int64_t n, uint64_t sample, const tn__mask_key *key)
{
    uint32_t words[4 * BLOCKS];
    for (int64_t u = 0; u < n; u += 2 * BLOCKS) {
        int64_t count = n - u < 2 * BLOCKS ? n - u : 2 * BLOCKS;
        draw_blocks(words, &successive, (int)((count + 1) / 2), (uint32_t)((first_unit + u) / 2), sample, key);
        for (int64_t i = 0; i < count; i++) {
            float u1 = ((float)(words[2 * i] >> 8) + 1.0f) * 0x1p-24f; /* in (0, 1] */
            float u2 = (float)(words[2 * i + 1] >> 8) * 0x1p-24f;
            noise[u + i] = sqrtf(-2.0f * log_f(u1)) * cosf(6.28318530717958647692f * u2);
        }
    }
}

#undef BLOCKS
