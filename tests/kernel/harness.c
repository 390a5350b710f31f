/* Every kernel in every variant against the plain C one, by the contract that kernels.def gives it, on odd sizes, unaligned
 * pointers and with guarded outputs; matrix products and convolutions against sums in double.
 *
 *   harness            all checks
 *   harness --bench    nanoseconds a number of the mask kernels, beside a copy */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kernel/compute.h"
#include "kernel/conv_provider.h"
#include "random/philox.h"

#define MOST 17500
#define GUARD 64
#define SIZES                                                                                                                    \
    {                                                                                                                            \
        0, 1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 257, 1000, 4099                                   \
    }

static int failures;

static void fail(const char *what, const char *isa, int64_t n, int64_t at, double got, double want)
{
    if (failures++ < 20)
        printf("FAILED %s, %s, n=%lld, at %lld: %.9g instead of %.9g\n", what, isa, (long long)n, (long long)at, got, want);
}

/* --- numbers --- */

static uint64_t seed = 88172645463325252u;

static uint64_t next(void) /* xorshift64, Marsaglia 2003 */
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
}

static float uniform(float low, float high)
{
    return low + (high - low) * (float)(next() >> 40) * 0x1p-24f;
}

/* With now and then a zero, an infinity or a NaN where `special`. */
static void fill_numbers(float *x, int64_t n, bool special)
{
    static const float odd[] = {0, -0.0f, INFINITY, -INFINITY, NAN, 1e-40f, 88.8f, -104.5f};
    for (int64_t i = 0; i < n; i++) x[i] = special && next() % 16 == 0 ? odd[next() % 8] : uniform(-4, 4);
}

/* Distance in units in the last place of the wanted number; infinite between a NaN and a number. */
static double ulps(float a, float b)
{
    if (isnan(a) || isnan(b)) return isnan(a) == isnan(b) ? 0 : INFINITY;
    if (a == b) return 0;
    if (isinf(a) || isinf(b)) return INFINITY;
    float size = fabsf(b) > 1e-30f ? fabsf(b) : 1e-30f;
    return fabs((double)a - (double)b) / (double)(nextafterf(size, INFINITY) - size);
}

/* --- contracts --- */

#define EXACT 0
#define ULP(n) n
enum contract {
#define KERNEL(name, contract, arguments) CONTRACT_##name = contract,
#include "kernel/kernels.def"
#undef KERNEL
};

static void compare(const char *what, const char *isa, int contract, const float *got, const float *want, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        bool same = contract == EXACT ? memcmp(&got[i], &want[i], 4) == 0 || (isnan(got[i]) && isnan(want[i]))
                                      : ulps(got[i], want[i]) <= contract || fabsf(got[i] - want[i]) < 1e-37f;
        if (!same) fail(what, isa, n, i, got[i], want[i]);
    }
}

/* Outputs lie between guards that no kernel may touch, and start off alignment. */
typedef struct guarded {
    float memory[GUARD + MOST + GUARD] __attribute__((aligned(64)));
    float *at;
} guarded;

static float *guard(guarded *g, int64_t offset)
{
    for (size_t i = 0; i < sizeof g->memory / sizeof *g->memory; i++) g->memory[i] = 12345.5f;
    return g->at = g->memory + GUARD / 2 + offset % 16;
}

static void check_guard(const guarded *g, const char *what, const char *isa, int64_t n)
{
    for (const float *p = g->memory; p < g->memory + sizeof g->memory / sizeof *g->memory; p++)
        if ((p < g->at || p >= g->at + n) && *p != 12345.5f) fail(what, isa, n, p - g->at, *p, 12345.5);
}

static guarded ours, plain;
static float xs[MOST + 64], ys[MOST + 64], zs[MOST + 64];
static uint32_t bits[MOST / 32 + 8];

/* Runs one call on both variants and compares n outputs. `y` names the output inside the call. */
#define CHECK(name, contract, n, offset, prepare, ...)                                                                           \
    do {                                                                                                                         \
        for (int pass_ = 0; pass_ < 2; pass_++) {                                                                                \
            const tn__kernels *k = pass_ ? variant : tn__kernels_for("generic");                                                 \
            float *y = guard(pass_ ? &ours : &plain, offset);                                                                    \
            (void)k, (void)y;                                                                                                    \
            prepare;                                                                                                             \
            __VA_ARGS__;                                                                                                         \
            check_guard(pass_ ? &ours : &plain, #name, isa, n);                                                                  \
        }                                                                                                                        \
        compare(#name, isa, contract, ours.at, plain.at, n);                                                                     \
    } while (0)

static void check_elementwise(const tn__kernels *variant, const char *isa, int64_t n, int64_t offset)
{
    const float *x = xs + offset % 7, *z = zs + offset % 5;
    const tn__sgd_step sgd = {.lr = 0.1f, .momentum = 0.9f, .dampening = 0.1f, .weight_decay = 0.01f, .grad_scale = 0.5f};
    const tn__adam_step adam = {
        .lr = 0.01, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8, .weight_decay = 0.01, .grad_scale = 1, .step = 3};
    static float moment[MOST], second[MOST];
    CHECK(fill, CONTRACT_fill, n, offset, , k->fill(y, 2.5f, n));
    for (int add = 0; add < 2; add++) {
        CHECK(copy, CONTRACT_copy, n, offset, memcpy(y, z, (size_t)n * 4), k->copy(y, x, n, add));
        CHECK(scale, CONTRACT_scale, n, offset, memcpy(y, z, (size_t)n * 4), k->scale(y, x, 1.7f, n, add));
        CHECK(multiply, CONTRACT_multiply, n, offset, memcpy(y, z, (size_t)n * 4), k->multiply(y, x, ys, n, add));
        CHECK(relu_grad, CONTRACT_relu_grad, n, offset, memcpy(y, z, (size_t)n * 4), k->relu_grad(y, ys, x, n, add));
        CHECK(mask_scale, CONTRACT_mask_scale, n, offset, memcpy(y, z, (size_t)n * 4),
              k->mask_scale(y, x, bits, 1, n, 1.3f, add));
        for (int a = 0; a < TN_ACT_COUNT; a++) {
            const float p[2] = {0.7f, 3.0f};
            CHECK(activation_grad, CONTRACT_activation_grad, n, offset, memcpy(y, z, (size_t)n * 4),
                  k->activation_grad(a, y, ys, x, z, n, p, add));
        }
    }
    CHECK(add, CONTRACT_add, n, offset, , k->add(y, x, z, n));
    CHECK(relu, CONTRACT_relu, n, offset, , k->relu(y, x, n));
    CHECK(mask_apply, CONTRACT_mask_apply, n, offset, , k->mask_apply(y, x, bits, 1, n, &(tn__drop){1.7f, 0, 0}));
    CHECK(mask_apply, CONTRACT_mask_apply, n, offset, , k->mask_apply(y, x, bits, 1, n, &(tn__drop){0.88f, 0.78f, -0.77f}));
    CHECK(mask_apply_in_place, CONTRACT_mask_apply, n, offset, memcpy(y, x, (size_t)n * 4),
          k->mask_apply(y, y, bits, 1, n, &(tn__drop){2, 0.5f, -1}));
    for (int a = 0; a < TN_ACT_COUNT; a++) {
        const float p[2] = {0.7f, 3.0f};
        CHECK(activation, CONTRACT_activation, n, offset, , k->activation(a, y, x, n, p));
    }
    CHECK(sgd, CONTRACT_sgd, n, offset, (memcpy(y, z, (size_t)n * 4), memcpy(moment, ys, sizeof moment)),
          k->sgd(y, x, moment, n, &sgd));
    CHECK(adam, CONTRACT_adam, n, offset,
          (memcpy(y, z, (size_t)n * 4), memset(moment, 0, sizeof moment), memset(second, 0, sizeof second)),
          k->adam(y, x, moment, second, n, &adam));
}

/* The fused passes equal the single ones. */
static void check_bias_relu(const tn__kernels *k, const char *isa, int64_t rows, int64_t columns)
{
    static float y[MOST], want[MOST], dy[MOST], d[MOST], sums[MOST], dbias[MOST];
    static uint32_t row_bits[MOST * 2];
    const tn__drop drop = {1.7f, 0, 0};
    int64_t n = rows * columns;
    for (int64_t i = 0; i < rows * ((columns + 31) / 32); i++) row_bits[i] = (uint32_t)next();
    for (int dropping = 0; dropping < 2; dropping++) {
        memcpy(y, xs, (size_t)n * 4), memcpy(want, xs, (size_t)n * 4), memcpy(dy, ys, (size_t)n * 4);
        k->bias_relu(y, zs + 20, dropping ? row_bits : NULL, rows, columns, columns, drop.scale);
        k->row_add(want, zs + 20, rows, columns);
        k->relu(want, want, n);
        if (dropping) k->mask_apply(want, want, row_bits, rows, columns, &drop);
        compare("bias_relu", isa, EXACT, y, want, n);
        k->scale(d, dy, drop.scale, n, false);
        k->relu_grad(d, d, want, n, false);
        k->column_sums(sums, d, rows, columns, false);
        k->bias_relu_grad(dy, dbias, want, rows, columns, columns, drop.scale, false);
        compare("bias_relu_grad", isa, EXACT, dy, d, n);
        compare("bias_relu_grad, sums", isa, EXACT, dbias, sums, columns);
    }
}

/* What follows a product in one pass, and its slopes, against one after the other: the same bits. */
static void check_bias_activation(const tn__kernels *k, const char *isa, int64_t rows, int64_t columns, int kind)
{
    static float y[MOST], want[MOST], slope[MOST], dy[MOST], d[MOST], before[MOST], sums[MOST], dbias[MOST];
    static uint32_t row_bits[MOST * 2];
    static const tn__drop drops[] = {{1, 0, 0}, {1.7f, 0, 0}, {0.88f, 0.78f, -0.77f}};
    const float p[] = {0.7f, 3};
    int64_t n = rows * columns;
    for (int64_t i = 0; i < rows * ((columns + 31) / 32); i++) row_bits[i] = (uint32_t)next();
    for (int form = 0; form < 3; form++) {
        const tn__drop *drop = &drops[form];
        const tn__finish f = {
            .kind = (tn__activation)kind, .parameter = p, .bias = zs + 20, .bits = form ? row_bits : NULL, .drop = *drop};
        memcpy(y, xs, (size_t)n * 4), memcpy(before, xs, (size_t)n * 4), memcpy(dy, ys, (size_t)n * 4);
        k->bias_activation(y, slope, rows, columns, &f);
        k->row_add(before, zs + 20, rows, columns);
        k->activation(kind, want, before, n, p);
        k->scale(d, dy, drop->scale, n, false);
        k->activation_grad(kind, d, d, before, want, n, p, false);
        if (form)
            k->mask_apply(want, want, row_bits, rows, columns, drop), k->mask_scale(d, d, row_bits, rows, columns, 1, false);
        compare("bias_activation", isa, EXACT, y, want, n);
        k->column_sums(sums, d, rows, columns, false);
        k->slope_grad(dy, dbias, slope, rows, columns, columns, drop->scale, false);
        compare("slope_grad", isa, ULP(1), dy, d, n); /* 0 has either sign */
        memcpy(y, xs, (size_t)n * 4);
        k->bias_activation(y, NULL, rows, columns, &f);
        compare("bias_activation, forward alone", isa, EXACT, y, want, n);
        k->column_sums(sums, dy, rows, columns, false);
        compare("slope_grad, sums", isa, EXACT, dbias, sums, columns);
    }
}

/* What is gathered, in the order of rows of a list, and spread again is what it was, and 0 elsewhere. */
static void check_live_columns(const tn__kernels *k, const char *isa, int64_t rows, int64_t columns)
{
    static float some[2 * MOST + 16], all[MOST + 16];
    static uint32_t live[MOST / 32 + 1];
    static int32_t order[64];
    int64_t n = 0, stride;
    memset(live, 0, sizeof live);
    for (int64_t c = 0; c < columns; c++)
        if (next() % 3) live[c / 32] |= (uint32_t)1 << c % 32, n++;
    for (int64_t r = 0; r < rows; r++) order[r] = (int32_t)(rows - 1 - r);
    stride = n + (int64_t)(next() % 3);
    k->gather_columns(some, stride, xs, columns, live, order, rows);
    for (int add = 0; add < 2; add++) {
        memcpy(all, ys, sizeof all);
        k->spread_columns(all, some, stride, columns, live, order, rows, add);
        for (int64_t r = 0; r < rows; r++)
            for (int64_t c = 0, at = 0; c < columns; c++) {
                bool in = live[c / 32] >> c % 32 & 1;
                float x = in ? xs[r * columns + c] : 0, want = add ? ys[r * columns + c] + x : x;
                if (in && some[(rows - 1 - r) * stride + at++] != x) fail("gather_columns", isa, columns, c, x, x);
                if (all[r * columns + c] != want) fail("spread_columns", isa, columns, c, all[r * columns + c], want);
            }
        if (memcmp(all + rows * columns, ys + rows * columns, 16 * sizeof *all))
            fail("spread_columns, beyond", isa, columns, 0, 0, 0);
    }
}

static void check_live_product(const tn__kernels *k, const char *isa, int64_t m, int64_t n)
{
    enum { OUTER = 3, INNER = 5 };
    static float c[64 * 208];
    int64_t width = (n + 15) / 16 * 16;
    if (n > 200 || m > 64) return;
    tn__live_product g = {m, n, OUTER, INNER, xs, zs, 2, 70, 3, 6 * n, n, width, c};
    for (int64_t i = 0; i < m * width; i++) c[i] = NAN;
    k->live_product(&g);
    for (int64_t r = 0; r < m; r++)
        for (int64_t o = 0; o < n; o++) {
            double want = 0;
            for (int i = 0; i < OUTER; i++)
                for (int j = 0; j < INNER; j++) want += (double)xs[r * 2 + i * 70 + j * 3] * (double)zs[i * 6 * n + j * n + o];
            if (fabs((double)c[r * width + o] - want) > 1e-4) fail("live_product", isa, m * 1000 + n, r, c[r * width + o], want);
        }
}

static void check_rows(const tn__kernels *variant, const char *isa, int64_t rows, int64_t columns)
{
    int64_t n = rows * columns, label[64];
    static float variance[MOST];
    if (n > MOST || rows > 64 || n == 0) return;
    for (int64_t r = 0; r < rows; r++) label[r] = (int64_t)(next() % (uint64_t)columns);
    for (int64_t i = 0; i < n; i++) xs[i] = uniform(-6, 6);
    CHECK(row_add, CONTRACT_row_add, n, 1, memcpy(y, xs, (size_t)n * 4), k->row_add(y, zs + 20, rows, columns));
    check_bias_relu(variant, isa, rows, columns);
    for (int a = 0; a < TN_ACT_COUNT; a++) check_bias_activation(variant, isa, rows, columns, a);
    check_live_columns(variant, isa, rows, columns);
    check_live_product(variant, isa, rows, columns);
    CHECK(row_scale, CONTRACT_row_scale, n, 1, memcpy(y, ys, (size_t)n * 4), k->row_scale(y, xs, zs + 20, rows, columns, true));
    CHECK(softmax_rows, CONTRACT_softmax_rows, n, 1, , k->softmax_rows(y, xs, rows, columns));
    CHECK(log_softmax_rows, CONTRACT_log_softmax_rows, n, 1, , k->log_softmax_rows(y, xs, rows, columns));
    CHECK(column_sums, CONTRACT_column_sums, columns, 1, , k->column_sums(y, xs, rows, columns, false));
    CHECK(transpose, CONTRACT_transpose, n, 1, , k->transpose(y, xs, 1, rows, columns, false));
    CHECK(column_moments, CONTRACT_column_moments, columns, 1, , k->column_moments(y, variance, xs, rows, columns));
    double sum[2];
    CHECK(cross_entropy_rows, CONTRACT_cross_entropy_rows, n, 1, ,
          k->cross_entropy_rows(&sum[pass_], y, xs, label, rows, columns, 0.1f, 0.25f));
    if (fabs(sum[0] - sum[1]) > 1e-5 * fabs(sum[0])) fail("cross_entropy_rows, sum", isa, n, 0, sum[1], sum[0]);
    CHECK(sum_squares, CONTRACT_sum_squares, 0, 1, , k->sum_squares(&sum[pass_], xs, n));
    if (fabs(sum[0] - sum[1]) > 1e-12 * sum[0]) fail("sum_squares", isa, n, 0, sum[1], sum[0]);
}

/* --- masks against their definition --- */

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

#define RATES                                                                                                                    \
    {                                                                                                                            \
        0, 1, 0.5, 0.25, 0.75, 0.125, 0.3125, 0.1, 0.2, 0.9, 1.0 / 3, 1.0 / 256, 1e-4, 0.99999, 1e-8, 1 - 1e-9, 1e-12            \
    }

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

static void check_masks(const tn__kernels *variant, const char *isa)
{
    static const double rates[] = RATES;
    static const int64_t sizes[] = SIZES;
    uint32_t drawn[MOST / 32 + 2];
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
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
    static const double rates[] = RATES;
    static const int64_t sizes[] = SIZES;
    fill_numbers(xs, MOST + 64, true), fill_numbers(zs, MOST + 64, true);
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            mask_case c = random_case(rates[r]);
            tn__mask_pass m = {.key = c.key, .sample = c.sample, .rate = c.rate, .drop.scale = 1.7f, .stream = s % 2};
            int64_t n = sizes[s], offset = next() % 2 ? 0 : (int64_t)s;
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
    static const double rates[] = RATES;
    static const int64_t sizes[] = {0, 1, 10, 31, 32, 50, 64, 100, 127, 128, 129, 200, 1000}, counts[] = {0, 1, 3, 16, 33};
    static uint32_t all[33 * 32 + 1], one[33];
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
            for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
                tn__rate rate = tn__rate_of(rates[r]);
                tn__mask_key key = {next(), (uint32_t)next(), (uint32_t)next()};
                uint64_t first = next() % 2 ? next() >> 20 : UINT32_MAX - 5u;
                int64_t words = (sizes[s] + 31) / 32;
                memset(all, 0xa5, sizeof all);
                variant->mask_rows(all, counts[c], sizes[s], first, &key, &rate);
                for (int64_t row = 0; row < counts[c]; row++) {
                    variant->mask_bits(one, 0, sizes[s], first + (uint64_t)row, &key, &rate);
                    if (memcmp(one, all + row * words, (size_t)words * 4)) fail("mask_rows", isa, sizes[s], row, rates[r], 0);
                }
                if (all[counts[c] * words] != 0xa5a5a5a5u) fail("mask_rows, guard", isa, sizes[s], counts[c], rates[r], 0);
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

/* --- activations against libm in double --- */

static double reference(int a, double x)
{
    double sigmoid = 1 / (1 + exp(-x));
    switch (a) {
    case TN_ACT_elu: return x > 0 ? x : 0.7 * expm1(x);
    case TN_ACT_selu: return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x));
    case TN_ACT_gelu: return 0.5 * x * (1 + erf(x / sqrt(2.0)));
    case TN_ACT_gelu_tanh: return 0.5 * x * (1 + tanh(sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case TN_ACT_silu: return x * sigmoid;
    case TN_ACT_mish: return x * tanh(log1p(exp(x)));
    case TN_ACT_sigmoid: return sigmoid;
    case TN_ACT_tanh: return tanh(x);
    case TN_ACT_softplus: return 0.7 * x > 3 ? x : log1p(exp(0.7 * x)) / 0.7;
    default: return NAN;
    }
}

static void check_activations(const tn__kernels *variant, const char *isa)
{
    const float p[2] = {0.7f, 3.0f};
    for (int a = 0; a < TN_ACT_COUNT; a++)
        for (float x = -20; x < 20; x += 0.0137f) {
            float y;
            double want = reference(a, (double)x);
            if (isnan(want)) continue;
            variant->activation(a, &y, &x, 1, p);
            /* Relative where the function is not the difference of near equals, absolute below. */
            if (fabs((double)y - want) > 3e-6 * fabs(want) + 3e-7)
                fail("activation against libm", isa, a, (int64_t)(x * 1000), y, want);
        }
}

/* --- matrix products --- */

/* Numbers of which the share `kept` is not 0. */
static void fill_matrix(float *x, int64_t n, double kept)
{
    for (int64_t i = 0; i < n; i++) x[i] = kept < 1 && uniform(0, 1) >= (float)kept ? 0 : uniform(-1, 1);
}

static void check_gemm(const tn__compute *compute, const char *isa, int64_t m, int64_t n, int64_t k, int form, double kept,
                       float *copy)
{
    bool ta = form & 1, tb = form & 2;
    float add = form & 8 ? -0.3f : form & 4 ? 1 : 0;
    int64_t lda = (ta ? m : k) + 3, ldb = (tb ? k : n) + 1, ldc = n + 2;
    float *a = malloc((size_t)((ta ? k : m) * lda + 1) * 4), *b = malloc((size_t)((tb ? n : k) * ldb + 1) * 4);
    float *c = malloc((size_t)(m * ldc + 1) * 4), *old = malloc((size_t)(m * ldc + 1) * 4);
    fill_matrix(a, (ta ? k : m) * lda, kept);
    fill_matrix(b, (tb ? n : k) * ldb, 1);
    for (int64_t i = 0; i < m * ldc; i++) old[i] = c[i] = add != 0 ? uniform(-1, 1) : NAN;
    tn__gemm_run(compute, &(tn__gemm){ta, tb, m, n, k, a, b, lda, ldb, ldc, add, c});
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < ldc; j++) {
            float got = c[i * ldc + j];
            if (j >= n) {
                if (memcmp(&got, &old[i * ldc + j], 4)) fail("gemm, beyond a row", isa, j, i, got, old[i * ldc + j]);
                continue;
            }
            double want = 0;
            for (int64_t l = 0; l < k; l++)
                want += (double)a[ta ? l * lda + i : i * lda + l] * (double)b[tb ? j * ldb + l : l * ldb + j];
            if (add != 0) want = (double)old[i * ldc + j] + (double)add * want;
            if (fabs((double)got - want) > 1e-5 * (1 + sqrt((double)k)))
                fail("gemm", isa, m * 1000000 + n * 1000 + k, i * n + j, got, want);
        }
    if (copy) memcpy(copy, c, (size_t)(m * ldc) * 4);
    free(a), free(b), free(c), free(old);
}

static void check_gemms(const char *isa)
{
    static const int64_t shapes[][3] = {
        {1, 1, 1},      {2, 3, 4},     {7, 33, 5},  {9, 31, 64},     {8, 32, 256}, {17, 65, 300}, {32, 50, 64},    {64, 10, 128},
        {1, 100, 700},  {100, 1, 30},  {5, 5, 0},   {130, 140, 150}, {9, 19, 40},  {40, 34, 20},  {260, 290, 270}, {9, 100, 8},
        {600, 130, 40}, {20, 99, 700}, {50, 64, 1}, {10, 50, 1},     {33, 150, 1}, {48, 150, 520}};
    tn__compute compute;
    if (tn__compute_init(&compute, isa, NULL, NULL) != TN_OK) return;
    for (int with = 0; with < 2; with++) {
        if (with) tn__compute_want_onednn(&compute);
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
            for (int form = 0; form < 12; form++) {
                check_gemm(&compute, isa, shapes[s][0], shapes[s][1], shapes[s][2], form, 1, NULL);
                check_gemm(&compute, isa, shapes[s][0], shapes[s][1], shapes[s][2], form, .3, NULL);
            }
    }
    tn__compute_release(&compute);
}

/* A with few numbers is skipped through; beneath as many rows without a 0 it is not: the same bits. */
static void check_skipping(const char *isa, int K, int N)
{
    enum { M = 70, MOST_N = 144, MOST_K = 300 };
    static float a[2 * M * MOST_K], turned[2 * M * MOST_K], few[M * MOST_N], all[2 * M * MOST_N];
    static float b[MOST_K * MOST_N] __attribute__((aligned(64)));
    tn__compute compute;
    if (tn__compute_init(&compute, isa, NULL, NULL) != TN_OK) return;
    fill_matrix(a, M * K, .3), fill_matrix(a + M * K, M * K, 1), fill_matrix(b, K * N, 1);
    for (int i = 0; i < 2 * M; i++)
        for (int k = 0; k < K; k++) turned[k * 2 * M + i] = a[i * K + k];
    for (int form = 0; form < 8; form++) {
        bool ta = form & 1, tb = form & 2;
        float add = form & 4 ? -.7f : 0;
        for (int i = 0; i < 2 * M * N; i++) all[i] = (float)(i % (M * N));
        memcpy(few, all, sizeof few);
        tn__gemm g = {ta, tb, M, N, K, ta ? turned : a, b, ta ? 2 * M : K, tb ? K : N, N, add, few};
        compute.kernels->gemm(&g);
        g.m = 2 * M, g.c = all;
        compute.kernels->gemm(&g);
        for (int i = 0; i < M * N; i++)
            if (memcmp(&few[i], &all[i], 4)) fail("gemm that skips", isa, form, i, few[i], all[i]);
    }
    tn__compute_release(&compute);
}

/* With few rows of A a product may be made the other way round, which gives the same bits as one row more. */
static void check_turned(const char *isa)
{
    enum { M = 64, N = 150, K = 520 };
    static float a[(M + 1) * K], b[N * K], some[M * N], more[(M + 1) * N];
    const tn__kernels *k = tn__kernels_for(isa);
    if (!k) return;
    fill_matrix(a, (M + 1) * K, 1), fill_matrix(b, N * K, 1);
    tn__gemm g = {false, true, M, N, K, a, b, K, K, N, 0, some};
    k->gemm(&g);
    g.m = M + 1, g.c = more;
    k->gemm(&g);
    for (int i = 0; i < M * N; i++)
        if (memcmp(&some[i], &more[i], 4)) fail("gemm the other way round", isa, M, i, some[i], more[i]);
}

/* --- convolutions --- */

typedef struct conv_memory {
    float x[MOST], y[MOST], w[MOST], b[64], dy[MOST], dx[MOST], dw[MOST], db[64];
} conv_memory;

/* Everything from the definition, in double; arrays are written in place of the provider's. */
static void convolve_plainly(const tn__conv_geometry *g, const conv_memory *in, double *y, double *dx, double *dw, double *db)
{
    int64_t c = g->ic / g->groups, oc = g->oc / g->groups;
    for (int64_t n = 0; n < g->n; n++)
        for (int64_t oh = 0; oh < g->oh; oh++)
            for (int64_t ow = 0; ow < g->ow; ow++)
                for (int64_t o = 0; o < g->oc; o++) {
                    int64_t out = ((n * g->oh + oh) * g->ow + ow) * g->oc + o;
                    y[out] = g->bias ? (double)in->b[o] : 0;
                    db[o] += (double)in->dy[out];
                    for (int64_t ci = 0; ci < c; ci++)
                        for (int64_t kh = 0; kh < g->kernel_h; kh++)
                            for (int64_t kw = 0; kw < g->kernel_w; kw++) {
                                int64_t h = oh * g->stride_h - g->pad_h + kh * g->dilation_h,
                                        w = ow * g->stride_w - g->pad_w + kw * g->dilation_w;
                                if (h < 0 || h >= g->h || w < 0 || w >= g->w) continue;
                                int64_t xi = ((n * g->h + h) * g->w + w) * g->ic + o / oc * c + ci;
                                int64_t wi = ((o * c + ci) * g->kernel_h + kh) * g->kernel_w + kw;
                                y[out] += (double)in->x[xi] * (double)in->w[wi];
                                dx[xi] += (double)in->dy[out] * (double)in->w[wi];
                                dw[wi] += (double)in->dy[out] * (double)in->x[xi];
                            }
                }
}

static void compare_double(const char *what, const char *provider, const float *got, const double *want, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (fabs((double)got[i] - want[i]) > 2e-4 * (1 + fabs(want[i]))) fail(what, provider, n, i, got[i], want[i]);
}

/* Channels of each sample of which about half are left, by a row of words a sample; the others' numbers become 0. */
static void drop_channels(uint32_t *live, float *x, int64_t samples, int64_t pixels, int64_t channels)
{
    int64_t words = (channels + 31) / 32;
    memset(live, 0, (size_t)(samples * words) * sizeof *live);
    for (int64_t n = 0; n < samples; n++)
        for (int64_t c = 0; c < channels; c++) {
            if (uniform(0, 1) < .5f) live[n * words + c / 32] |= (uint32_t)1 << c % 32;
            for (int64_t i = 0; i < pixels; i++)
                if (!(live[n * words + c / 32] >> c % 32 & 1)) x[(n * pixels + i) * channels + c] = 0;
        }
}

/* What is dropped is not compared: it is only asked to be finite. */
static void forget_dropped(const uint32_t *live, float *got, double *want, int64_t samples, int64_t pixels, int64_t channels)
{
    int64_t words = (channels + 31) / 32;
    for (int64_t n = 0; live && n < samples; n++)
        for (int64_t c = 0; c < channels; c++)
            for (int64_t i = 0; i < pixels && !(live[n * words + c / 32] >> c % 32 & 1); i++) {
                int64_t at = (n * pixels + i) * channels + c;
                if (!isfinite(got[at])) fail("convolution, dropped", "live", n, at, got[at], 0);
                want[at] = got[at];
            }
}

static void check_conv(tn__compute *compute, const tn__conv_provider *provider, const tn__conv_geometry *g, bool drop_in,
                       bool drop_out)
{
    static uint32_t in_bits[64], out_bits[64];
    const uint32_t *in = drop_in ? in_bits : NULL, *out = drop_out ? out_bits : NULL;
    static conv_memory m;
    static double y[MOST], dx[MOST], dw[MOST], db[64];
    int64_t nx = g->n * g->h * g->w * g->ic, ny = g->n * g->oh * g->ow * g->oc,
            nw = g->oc * (g->ic / g->groups) * g->kernel_h * g->kernel_w;
    void *object = NULL;
    if (provider->create(&object, compute, g, NULL) != TN_OK || !object) return; /* oneDNN may be absent */
    fill_numbers(m.x, nx, false), fill_numbers(m.w, nw, false), fill_numbers(m.b, g->oc, false), fill_numbers(m.dy, ny, false);
    if (!provider->forward) fill_matrix(m.dy, ny, .2);
    if (drop_in) drop_channels(in_bits, m.x, g->n, g->h * g->w, g->ic);
    if (drop_out) drop_channels(out_bits, m.dy, g->n, g->oh * g->ow, g->oc);
    if (provider->set_live) provider->set_live(object, in, out);
    memset(y, 0, sizeof y), memset(dx, 0, sizeof dx), memset(dw, 0, sizeof dw), memset(db, 0, sizeof db);
    convolve_plainly(g, &m, y, dx, dw, db);
    if (provider->forward) provider->forward(object, m.y, m.x, m.w, g->bias ? m.b : NULL);
    provider->backward(object, m.dx, false, m.dw, g->bias ? m.db : NULL, m.dy, m.x, m.w);
    if (provider->forward) {
        forget_dropped(out, m.y, y, g->n, g->oh * g->ow, g->oc);
        compare_double("convolution, y", provider->name, m.y, y, ny);
    }
    forget_dropped(in, m.dx, dx, g->n, g->h * g->w, g->ic);
    compare_double("convolution, dx", provider->name, m.dx, dx, nx);
    compare_double("convolution, dw", provider->name, m.dw, dw, nw);
    if (g->bias) compare_double("convolution, db", provider->name, m.db, db, g->oc);
    provider->backward(object, m.dx, true, m.dw, g->bias ? m.db : NULL, m.dy, m.x, m.w);
    for (int64_t i = 0; i < nx; i++) dx[i] *= 2;
    forget_dropped(in, m.dx, dx, g->n, g->h * g->w, g->ic);
    compare_double("convolution, dx added", provider->name, m.dx, dx, nx);
    provider->destroy(object);
}

static void check_convs(const char *isa)
{
    static const int forms[][12] = {
        /* n ic h w oc kernel kernel stride pad dilation groups bias */
        {2, 3, 8, 8, 16, 3, 3, 1, 1, 1, 1, 1},  {1, 1, 5, 7, 2, 2, 3, 1, 0, 1, 1, 0},    {2, 4, 9, 6, 6, 3, 3, 2, 1, 1, 2, 1},
        {1, 6, 7, 7, 6, 3, 3, 1, 1, 1, 6, 1},   {3, 2, 8, 8, 5, 3, 3, 1, 2, 2, 1, 1},    {1, 8, 4, 4, 8, 1, 1, 1, 0, 1, 1, 0},
        {2, 3, 6, 6, 4, 5, 5, 3, 2, 1, 1, 1},   {2, 20, 9, 11, 19, 3, 3, 1, 0, 1, 1, 1}, {1, 9, 10, 7, 33, 3, 3, 2, 1, 1, 1, 0},
        {1, 4, 4, 270, 8, 3, 3, 1, 0, 1, 1, 1}, {2, 20, 8, 7, 33, 3, 2, 1, 1, 1, 1, 1},  {1, 40, 9, 5, 8, 3, 1, 1, 0, 2, 1, 1},
        {2, 17, 5, 5, 9, 4, 4, 1, 3, 1, 1, 1}};
    tn__compute compute;
    if (tn__compute_init(&compute, isa, NULL, NULL) != TN_OK) return;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const int *f = forms[i];
        tn__conv_geometry g = {.n = f[0],
                               .ic = f[1],
                               .h = f[2],
                               .w = f[3],
                               .oc = f[4],
                               .kernel_h = f[5],
                               .kernel_w = f[6],
                               .stride_h = f[7],
                               .stride_w = f[7],
                               .pad_h = f[8],
                               .pad_w = f[8],
                               .dilation_h = f[9],
                               .dilation_w = f[9],
                               .groups = f[10],
                               .bias = f[11],
                               .want_dx = true,
                               .training = true};
        g.oh = (g.h + 2 * g.pad_h - g.dilation_h * (g.kernel_h - 1) - 1) / g.stride_h + 1;
        g.ow = (g.w + 2 * g.pad_w - g.dilation_w * (g.kernel_w - 1) - 1) / g.stride_w + 1;
        check_conv(&compute, &tn__conv_own, &g, false, false);
        check_conv(&compute, &tn__conv_onednn, &g, false, false);
        check_conv(&compute, &tn__conv_skipping, &g, false, false);
        g.keep_in = g.keep_out = .1; /* surely worth while */
        for (int drops = 0; drops < 4; drops++) check_conv(&compute, &tn__conv_live, &g, drops & 1, drops & 2);
    }
    tn__compute_release(&compute);
}

/* --- threads: the same bits for any team --- */

static void check_threaded_products(const tn__compute *compute, int t)
{
    static const int64_t shapes[][3] = {{300, 300, 300}, {40, 1026, 260}, {1027, 100, 40}, {49, 200, 600}, {48, 200, 600}};
    static float first[5][2][12][1027 * 102], now[1027 * 102];
    for (int s = 0; s < 5; s++)
        for (int kept = 0; kept < 2; kept++)
            for (int form = 0; form < 12; form++) {
                float *to = t ? now : first[s][kept][form];
                int64_t m = shapes[s][0], n = shapes[s][1];
                check_gemm(compute, "threads", m, n, shapes[s][2], form, kept ? .3 : 1, to);
                for (int64_t i = 0; t && i < m; i++)
                    if (memcmp(now + i * (n + 2), first[s][kept][form] + i * (n + 2), (size_t)n * 4))
                        fail("gemm with more threads", "threads", t + 1, i, 0, 0);
            }
}

static void check_threads(void)
{
    static float conv[3][2 * 64 * 16 * 16];
    for (int t = 0; t < 3; t++) {
        tn__threads *threads = NULL;
        tn__compute compute;
        if (tn__threads_new(&threads, t + 1, NULL) != TN_OK || tn__compute_init(&compute, NULL, threads, NULL) != TN_OK) return;
        tn__compute_want_onednn(&compute);
        seed = 99;
        check_threaded_products(&compute, t);
        tn__conv_geometry g = {.n = 2,
                               .ic = 16,
                               .h = 16,
                               .w = 16,
                               .oc = 64,
                               .oh = 16,
                               .ow = 16,
                               .kernel_h = 3,
                               .kernel_w = 3,
                               .stride_h = 1,
                               .stride_w = 1,
                               .pad_h = 1,
                               .pad_w = 1,
                               .dilation_h = 1,
                               .dilation_w = 1,
                               .groups = 1};
        static float x[2 * 16 * 16 * 16], w[64 * 16 * 9];
        tn__conv *c;
        fill_numbers(x, 2 * 16 * 16 * 16, false), fill_numbers(w, 64 * 16 * 9, false);
        if (tn__conv_new(&c, &compute, &g, NULL) == TN_OK) {
            tn__conv_forward(c, conv[t], x, w, NULL);
            tn__conv_free(c);
        }
        tn__compute_release(&compute);
        tn__threads_free(threads);
        if (t && memcmp(conv[0], conv[t], sizeof conv[0])) fail("convolution with more threads", "threads", t + 1, 0, 0, 0);
    }
}

/* --- timing --- */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void bench_masks(const tn__kernels *k, const char *isa)
{
    enum { N = 1 << 18, REPEATS = 200 };
    static float x[N], y[N];
    static const double rates[] = {0.5, 0.1};
    double best_copy = 1;
    for (int r = 0; r < REPEATS; r++) {
        double start = seconds();
        memcpy(y, x, sizeof y);
        best_copy = fmin(best_copy, seconds() - start);
    }
    printf("%-8s copy %.3f ns a number", isa, best_copy / N * 1e9);
    for (int p = 0; p < 2; p++) {
        tn__rate rate = tn__rate_of(rates[p]);
        const tn__mask_pass pass = {.key = {1, 2, 3}, .rate = rate, .drop.scale = 1 / (float)rate.keep};
        double best = 1;
        for (int r = 0; r < REPEATS; r++) {
            double start = seconds();
            k->mask_draw_apply(y, x, NULL, 0, N, &pass);
            best = fmin(best, seconds() - start);
        }
        printf("   dropout p=%.1f %.3f ns (%.1f copies)", rates[p], best / N * 1e9, best / best_copy);
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    static const char *const isas[] = {"generic", "neon", "avx2", "avx512"};
    static const int64_t sizes[] = SIZES;
    for (int v = 0; v < 4; v++) {
        const tn__kernels *variant = tn__kernels_for(isas[v]);
        if (argc > 1 && strcmp(argv[1], "--bench") && strcmp(argv[1], isas[v])) continue;
        if (!variant) {
            printf("skipped: this CPU has no %s\n", isas[v]);
            continue;
        }
        if (argc > 1 && strcmp(argv[1], "--bench") == 0) {
            bench_masks(variant, isas[v]);
            continue;
        }
        for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) bits[i] = (uint32_t)next();
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            fill_numbers(xs, MOST + 64, s % 2), fill_numbers(ys, MOST + 64, false), fill_numbers(zs, MOST + 64, s % 2);
            check_elementwise(variant, isas[v], sizes[s], (int64_t)s);
        }
        for (int64_t rows = 1; rows <= 40; rows += 13)
            for (size_t s = 1; s < sizeof sizes / sizeof *sizes; s++) check_rows(variant, isas[v], rows, sizes[s]);
        check_masks(variant, isas[v]);
        check_draw_applies(variant, isas[v]);
        check_mask_rows(variant, isas[v]);
        check_normal(variant, isas[v]);
        check_activations(variant, isas[v]);
        check_gemms(isas[v]);
        for (int k = 100; k <= 300; k += 100) check_skipping(isas[v], k, 131), check_skipping(isas[v], k, 144);
        check_turned(isas[v]);
        check_convs(isas[v]);
    }
    if (argc == 1) check_threads();
    if (failures) printf("%d failures\n", failures);
    return failures ? 1 : 0;
}
