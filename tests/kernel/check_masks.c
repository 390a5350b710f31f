/* Masks against random/mask.h's definition, bit by bit, and what is drawn and applied in one pass against plain arithmetic. */
#include "checks.h"
#include "random/philox.h"

static void block_by_definition(const tn__mask_key *key, uint64_t sample, uint32_t index, uint32_t block[4])
{
    const uint32_t counter[4] = {index, (uint32_t)sample, key->step, key->site};
    const uint32_t k[2] = {(uint32_t)key->seed, (uint32_t)(key->seed >> 32) + (uint32_t)(sample >> 32)};
    tn__philox(counter, k, block);
}

/* random/mask.h in the plainest words. */
static bool kept_by_definition(const tn__mask_key *key, uint64_t sample, const tn__rate *rate, int64_t unit)
{
    uint32_t block[4], r = 0;
    if (rate->bits == 0) return rate->threshold != 0;
    for (int j = 0; rate->bits < 8 && j < rate->bits; j++) {
        int64_t word = unit / 32 * rate->bits + j;
        block_by_definition(key, sample, (uint32_t)(word / 4), block);
        r = r << 1 | (block[word % 4] >> (unit % 32) & 1);
    }
    if (rate->bits < 8) return r < rate->threshold;
    block_by_definition(key, sample, (uint32_t)(unit / 16), block);
    r = block[unit % 16 / 4] >> (unit % 4 * 8) & 0xff;
    if (rate->bits == 8) return r < rate->threshold;
    block_by_definition(key, sample, TN_MASK_TIE_BLOCK + (uint32_t)(unit / 4), block);
    return (r << 24 | block[unit % 4] >> 8) < rate->threshold;
}

static const double rates[] = {0,   1,       0.5,       0.25, 0.75,    0.125, 0.3125,   0.1,  0.2,
                               0.9, 1.0 / 3, 1.0 / 256, 1e-4, 0.99999, 1e-8,  1 - 1e-9, 1e-12};
enum { N_RATES = sizeof rates / sizeof *rates };

typedef struct mask_case {
    tn__mask_key key;
    tn__rate rate;
    uint64_t sample;
    int64_t first;
} mask_case;

/* Sub-ranges start anywhere; mostly at a block. */
static mask_case random_case(double p)
{
    mask_case c = {
        .key = {next(), (uint32_t)next(), (uint32_t)next()}, .rate = tn__rate_of(p), .sample = next() >> (next() % 2 ? 40 : 8)};
    c.first = next() % 2 ? 128 * (int64_t)(next() % 100) : (int64_t)(next() % 1000);
    if (next() % 4 == 0) c.first += (int64_t)1 << 32; /* unit numbers need more than 32 bits */
    return c;
}

static void compare_bits(const char *what, const char *isa, const mask_case *c, const uint32_t *drawn, int64_t n)
{
    int64_t words = (n + 31) / 32;
    for (int64_t i = 0; i < 32 * words; i++) {
        bool want = i < n && kept_by_definition(&c->key, c->sample, &c->rate, c->first + i), got = drawn[i / 32] >> (i % 32) & 1;
        if (want != got) fail(what, isa, n, i, got, want);
    }
    if (drawn[words] != 0xa5a5a5a5u) fail("guard of mask bits", isa, n, words, drawn[words], 0xa5a5a5a5u);
}

static void check_bits(const tn__kernels *variant, const char *isa)
{
    uint32_t drawn[MOST / 32 + 2];
    for (int r = 0; r < N_RATES; r++)
        for (int s = 0; s < n_sizes; s++) {
            mask_case c = random_case(rates[r]);
            memset(drawn, 0xa5, sizeof drawn);
            variant->mask_bits(drawn, c.first, sizes[s], c.sample, &c.key, &c.rate);
            compare_bits("mask_bits", isa, &c, drawn, sizes[s]);
        }
}

/* One call of mask_draw_apply against the definition's bits and plain arithmetic. y is in place iff x is NULL. */
static void check_draw_apply(const tn__kernels *variant, const char *isa, const mask_case *c, const tn__mask_pass *m, int64_t n,
                             int64_t offset, bool in_place)
{
    static uint32_t drawn[MOST / 32 + 2];
    static float want[MOST];
    float *y = guard(&ours, offset);
    const float *x = in_place ? y : xs + offset % 7;
    memcpy(y, in_place ? xs + offset % 7 : zs, (size_t)n * 4);
    for (int64_t i = 0; i < n; i++) {
        float v = x[i] * m->drop.scale, old = y[i];
        bool kept = kept_by_definition(&c->key, c->sample, &c->rate, c->first + i);
        if (m->drop.shift != 0) v += m->drop.shift;
        want[i] = m->add ? old + (kept ? v : 0.0f) : kept ? v : m->drop.dropped;
    }
    memset(drawn, 0xa5, sizeof drawn);
    variant->mask_draw_apply(y, x, n % 2 ? drawn : NULL, c->first, n, m);
    compare("mask_draw_apply", isa, CONTRACT_mask_draw_apply, y, want, n);
    check_guard(&ours, "mask_draw_apply", isa, n);
    if (n % 2) compare_bits("mask_draw_apply, bits", isa, c, drawn, n);
}

static void check_draw_applies(const tn__kernels *variant, const char *isa)
{
    fill_numbers(xs, MOST + 64, true), fill_numbers(zs, MOST + 64, true);
    for (int r = 0; r < N_RATES; r++)
        for (int s = 0; s < n_sizes; s++) {
            mask_case c = random_case(rates[r]);
            tn__mask_pass m = {.key = c.key, .sample = c.sample, .rate = c.rate, .drop.scale = 1.7f, .stream = s % 2};
            int64_t n = sizes[s], offset = next() % 2 ? 0 : s;
            check_draw_apply(variant, isa, &c, &m, n, offset, false);
            check_draw_apply(variant, isa, &c, &m, n, offset, true);
            m.add = true;
            check_draw_apply(variant, isa, &c, &m, n, offset, false);
            m.add = false, m.drop.shift = 0.78f, m.drop.dropped = -0.77f;
            check_draw_apply(variant, isa, &c, &m, n, offset, next() % 2);
        }
    for (int large = 0; large < 4; large++) { /* more than the first cache holds */
        mask_case c = random_case(large % 2 ? 0.5 : 0.1);
        tn__mask_pass m = {.key = c.key, .sample = c.sample, .rate = c.rate, .drop.scale = 1.7f};
        check_draw_apply(variant, isa, &c, &m, 17001, large, large < 2);
    }
}

/* Rows of several samples are those samples' masks; the last sample's number may need more than 32 bits. */
static void check_mask_rows(const tn__kernels *variant, const char *isa)
{
    static const int64_t columns[] = {0, 1, 10, 31, 32, 50, 64, 100, 127, 128, 129, 200, 1000}, counts[] = {0, 1, 3, 16, 33};
    static uint32_t all[33 * 32 + 1], one[33];
    for (int r = 0; r < N_RATES; r++)
        for (size_t s = 0; s < sizeof columns / sizeof *columns; s++)
            for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
                tn__rate rate = tn__rate_of(rates[r]);
                tn__mask_key key = {next(), (uint32_t)next(), (uint32_t)next()};
                uint64_t first = next() % 2 ? next() >> 20 : UINT32_MAX - 5u;
                int64_t words = (columns[s] + 31) / 32;
                memset(all, 0xa5, sizeof all);
                variant->mask_rows(all, counts[c], columns[s], first, &key, &rate);
                for (int64_t row = 0; row < counts[c]; row++) {
                    variant->mask_bits(one, 0, columns[s], first + (uint64_t)row, &key, &rate);
                    if (memcmp(one, all + row * words, (size_t)words * 4)) fail("mask_rows", isa, columns[s], row, rates[r], 0);
                }
                if (all[counts[c] * words] != 0xa5a5a5a5u) fail("mask_rows, guard", isa, columns[s], counts[c], rates[r], 0);
            }
}

/* Normal noise: the variants agree within the contract; mean and variance of 200,000 draws within 5 standard errors (false alarm
 * below 2e-6). */
static void check_normal(const tn__kernels *variant, const char *isa)
{
    tn__mask_key key = {7, 1, 2};
    double sum = 0, squares = 0, n = 200000;
    static float noise[MOST];
    CHECK(mask_normal, CONTRACT_mask_normal, 1001, 3, , k->mask_normal(y, 128, 1001, 5, &key));
    for (uint64_t sample = 0; sample < 50; sample++) {
        variant->mask_normal(noise, 0, 4000, sample, &key);
        for (int i = 0; i < 4000; i++) sum += (double)noise[i], squares += (double)noise[i] * (double)noise[i];
    }
    if (fabs(sum / n) > 5 / sqrt(n)) fail("mask_normal, mean", isa, 0, 0, sum / n, 0);
    if (fabs(squares / n - 1) > 5 * sqrt(2 / n)) fail("mask_normal, variance", isa, 0, 0, squares / n, 1);
}

void check_masks(const tn__kernels *variant, const char *isa)
{
    check_bits(variant, isa);
    check_draw_applies(variant, isa);
    check_mask_rows(variant, isa);
    check_normal(variant, isa);
}
