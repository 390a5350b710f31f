/* Statistics of the default masks. Seeds are fixed, so that a test passes always or never; each bound is that of a fair mask
 * with the false-alarm probability stated: below 6e-7 for 5 standard deviations of a sum, 1e-6 for a chi-square, and about
 * 400 such comparisons in this file, so below 4e-4 for all of it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel.h"

#define UNITS (1 << 18)

static uint32_t a_bits[UNITS / 32], b_bits[UNITS / 32];
static const double rates[] = {0.5, 0.25, 0.125, 0.1, 0.2, 0.9, 1.0 / 3, 0.01, 1.0 / 512, 511.0 / 512};
#define N_RATES 10

typedef struct name {
    tn__mask_key key;
    uint64_t sample;
} name;

static void draw(uint32_t *bits, const name *m, double p)
{
    tn__rate rate = tn__rate_of(p);
    tn__kernels_best()->mask_bits(bits, 0, UNITS, m->sample, &m->key, &rate);
}

static int at(const uint32_t *bits, int64_t i)
{
    return bits[i / 32] >> (i % 32) & 1;
}

static void within_5_deviations(const char *what, double p, double sum, double mean, double variance)
{
    double z = (sum - mean) / sqrt(variance);
    if (!(fabs(z) < 5)) fail_msg("%s, p=%g: %.1f standard deviations off", what, p, z);
}

/* Wilson & Hilferty 1931: the cube root of a chi-square over its degrees of freedom is nearly normal. 4.75 is passed by
 * chance with probability 1e-6; the approximation is within a few per cent of that from 3 degrees on. */
static void chi_square_is_fair(const char *what, double p, const double *seen, const double *expected, int cells)
{
    double sum = 0, degrees = cells - 1, spread = 2 / (9 * degrees);
    for (int i = 0; i < cells; i++) sum += (seen[i] - expected[i]) * (seen[i] - expected[i]) / expected[i];
    double z = (cbrt(sum / degrees) - (1 - spread)) / sqrt(spread);
    if (!(z < 4.75)) fail_msg("%s, p=%g: chi-square %.1f with %g degrees of freedom", what, p, sum, degrees);
}

/* --- one mask --- */

static void test_rate__is_the_one_asked_for(void **state)
{
    (void)state;
    for (int r = 0; r < N_RATES; r++) {
        double kept = 0, keep = tn__rate_of(rates[r]).keep, n = 8.0 * UNITS;
        for (uint64_t sample = 0; sample < 8; sample++) {
            draw(a_bits, &(name){{21, 4, 1}, sample}, rates[r]);
            for (int i = 0; i < UNITS / 32; i++) kept += __builtin_popcount(a_bits[i]);
        }
        assert_true(fabs(keep - (1 - rates[r])) <= 0x1p-32);
        within_5_deviations("units kept", rates[r], kept, n * keep, n * keep * (1 - keep));
    }
}

/* Sum over units of (kept - keep) of each and of the unit `lag` later: mean 0, variance n (keep (1 - keep))^2. */
static void test_units__are_not_correlated(void **state)
{
    (void)state;
    static const int lags[] = {1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 32, 33, 64, 127, 128, 256, 512, 1024, 2048, 4096};
    for (int r = 0; r < N_RATES; r++) {
        double keep = tn__rate_of(rates[r]).keep, variance = keep * (1 - keep);
        draw(a_bits, &(name){{22, 4, 1}, 3}, rates[r]);
        for (size_t l = 0; l < sizeof lags / sizeof *lags; l++) {
            double sum = 0, n = UNITS - lags[l];
            for (int64_t i = 0; i + lags[l] < UNITS; i++) sum += (at(a_bits, i) - keep) * (at(a_bits, i + lags[l]) - keep);
            within_5_deviations("serial correlation", rates[r], sum, 0, n * variance * variance);
        }
    }
}

/* Patterns of 8 neighbours, by how many are kept and, at p = .5, each pattern. */
static void test_neighbours__form_all_patterns(void **state)
{
    (void)state;
    const double groups = UNITS / 8;
    for (int r = 0; r < 4; r++) { /* the rates at which 3 and more are expected of each count */
        double patterns[256] = {0}, counts[9] = {0}, expected[256], keep = tn__rate_of(rates[r]).keep;
        draw(a_bits, &(name){{23, 4, 1}, 3}, rates[r]);
        for (int i = 0; i < UNITS / 8; i++) patterns[((uint8_t *)a_bits)[i]]++;
        for (int i = 0; i < 256; i++) counts[__builtin_popcount((unsigned)i)] += patterns[i];
        for (int i = 0, choose = 1; i <= 8; choose = choose * (8 - i) / (i + 1), i++)
            expected[i] = groups * choose * pow(keep, i) * pow(1 - keep, 8 - i);
        /* Fewer than 3 kept of 8 are rare at small p: one cell. */
        for (int i = 0; i < 3; i++) counts[3] += counts[i], expected[3] += expected[i];
        chi_square_is_fair("units kept of 8", rates[r], counts + 3, expected + 3, 6);
        for (int i = 0; i < 256; i++) expected[i] = groups / 256;
        if (rates[r] == 0.5) chi_square_is_fair("patterns of 8", rates[r], patterns, expected, 256);
    }
}

/* Distances from one dropped unit to the next are geometric. At p = 1/512 every drop was decided by a tie. */
static void test_gaps__are_geometric(void **state)
{
    (void)state;
    static const double gap_rates[] = {0.5, 0.1, 0.01, 1.0 / 512};
    enum { CELLS = 16 };
    for (int r = 0; r < 4; r++) {
        double seen[CELLS] = {0}, expected[CELLS], p = gap_rates[r], total = 0, width = ceil(0.2 / p);
        for (uint64_t sample = 0; sample < 16; sample++) {
            int64_t last = -1;
            draw(a_bits, &(name){{24, 4, 1}, sample}, p);
            for (int64_t i = 0; i < UNITS; i++) {
                if (at(a_bits, i)) continue;
                if (last >= 0) seen[(int)fmin(CELLS - 1, floor((double)(i - last - 1) / width))]++, total++;
                last = i;
            }
        }
        for (int i = 0; i < CELLS; i++)
            expected[i] = total * (pow(1 - p, i * width) - (i < CELLS - 1 ? pow(1 - p, (i + 1) * width) : 0));
        chi_square_is_fair("gaps between drops", p, seen, expected, CELLS);
    }
}

/* No place among the units of a block, a group or a chunk is favoured, be it by the bytes or by the words that settle ties. */
static void test_places__are_alike(void **state)
{
    (void)state;
    static const int periods[] = {4, 16, 32, 256};
    for (int r = 0; r < N_RATES; r++)
        for (size_t k = 0; k < sizeof periods / sizeof *periods; k++) {
            double seen[256] = {0}, expected[256], total = 0;
            draw(a_bits, &(name){{25, 4, 1}, 3}, rates[r]);
            int rarer = rates[r] > 0.5; /* what is counted is close to Poisson, or fairer still */
            for (int64_t i = 0; i < UNITS; i++)
                if (at(a_bits, i) == rarer) seen[i % periods[k]]++, total++;
            for (int i = 0; i < periods[k]; i++) expected[i] = total / periods[k];
            if (total / periods[k] >= 5) chi_square_is_fair("places", rates[r], seen, expected, periods[k]);
        }
}

/* --- two masks --- */

static void masks_are_not_correlated(const char *what, const name *a, const name *b)
{
    for (int r = 0; r < N_RATES; r++) {
        double keep = tn__rate_of(rates[r]).keep, variance = keep * (1 - keep), sum = 0;
        draw(a_bits, a, rates[r]);
        draw(b_bits, b, rates[r]);
        for (int64_t i = 0; i < UNITS; i++) sum += (at(a_bits, i) - keep) * (at(b_bits, i) - keep);
        within_5_deviations(what, rates[r], sum, 0, UNITS * variance * variance);
    }
}

static void test_masks__of_different_names_are_independent(void **state)
{
    (void)state;
    const name a = {{31, 7, 2}, 5};
    const name others[] = {{{32, 7, 2}, 5}, {{31 + ((uint64_t)1 << 32), 7, 2}, 5},
                           {{31, 8, 2}, 5}, {{31, 7 + (1u << 31), 2}, 5},
                           {{31, 7, 3}, 5}, {{31, 7, 2 + (1u << 31)}, 5},
                           {{31, 7, 2}, 6}, {{31, 7, 2}, 5 + ((uint64_t)1 << 32)},
                           {{31, 2, 7}, 5}, {{31, 5, 2}, 7}};
    static const char *const what[] = {"seeds",
                                       "high words of seeds",
                                       "steps",
                                       "far steps",
                                       "sites",
                                       "far sites",
                                       "samples",
                                       "high words of samples",
                                       "step and site swapped",
                                       "step and sample swapped"};
    for (int i = 0; i < 10; i++) masks_are_not_correlated(what[i], &a, &others[i]);
}

/* One unit's fate over 4096 samples, steps or sites in turn, for 64 units: the rate, and each with its successor. */
static void test_a_unit__has_a_fair_fate_over_samples_steps_and_sites(void **state)
{
    (void)state;
    enum { TURNS = 4096, WATCHED = 64 };
    for (int over = 0; over < 3; over++)
        for (int r = 0; r < 7; r++) {
            tn__rate rate = tn__rate_of(rates[r]);
            double keep = rate.keep, variance = keep * (1 - keep), kept = 0, serial = 0;
            uint32_t now[WATCHED / 32], last[WATCHED / 32] = {0};
            for (uint32_t t = 0; t < TURNS; t++) {
                tn__mask_key key = {41, over == 1 ? t : 3, over == 2 ? t : 4};
                tn__kernels_best()->mask_bits(now, 100, WATCHED, over == 0 ? t : 5, &key, &rate);
                for (int i = 0; i < WATCHED; i++) {
                    kept += at(now, i);
                    if (t) serial += (at(now, i) - keep) * (at(last, i) - keep);
                }
                memcpy(last, now, sizeof now);
            }
            within_5_deviations("a unit's rate", rates[r], kept, TURNS * WATCHED * keep, TURNS * WATCHED * variance);
            within_5_deviations("a unit's series", rates[r], serial, 0, (TURNS - 1) * WATCHED * variance * variance);
        }
}

/* --- thresholds --- */

/* A larger p drops what a smaller one drops, and more, as long as both compare the same bits of the stream. */
static void test_masks__of_rising_p_are_nested(void **state)
{
    (void)state;
    static const double rising[] = {1e-6, 0.001, 1.0 / 256, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 0.9, 0.999};
    const name m = {{51, 1, 1}, 9};
    draw(a_bits, &m, rising[0]);
    for (size_t r = 1; r < sizeof rising / sizeof *rising; r++) {
        draw(b_bits, &m, rising[r]);
        for (int i = 0; i < UNITS / 32; i++) assert_int_equal(b_bits[i] & ~a_bits[i], 0);
        memcpy(a_bits, b_bits, sizeof a_bits);
    }
}

static void test_rate__takes_the_fewest_bits(void **state)
{
    (void)state;
    static const struct {
        double p;
        int bits;
    } cases[] = {{0, 0},     {1, 0},          {0.5, 1},         {0.25, 2},   {0.75, 2},
                 {0.125, 4}, {0.0625, 4},     {1.0 / 256, 8},   {0.3125, 4}, {0.1, 32},
                 {0.99, 32}, {1.0 / 512, 32}, {0.5 + 1e-6, 32}, {1e-12, 32}, {1 - 1e-12, 32}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tn__rate rate = tn__rate_of(cases[i].p);
        assert_int_equal(rate.bits, cases[i].bits);
        if (rate.bits) assert_true(rate.threshold > 0 && rate.threshold < (uint64_t)1 << rate.bits);
        if (rate.bits) assert_true(rate.keep == ldexp((double)rate.threshold, -rate.bits));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rate__is_the_one_asked_for),
        cmocka_unit_test(test_units__are_not_correlated),
        cmocka_unit_test(test_neighbours__form_all_patterns),
        cmocka_unit_test(test_gaps__are_geometric),
        cmocka_unit_test(test_places__are_alike),
        cmocka_unit_test(test_masks__of_different_names_are_independent),
        cmocka_unit_test(test_a_unit__has_a_fair_fate_over_samples_steps_and_sites),
        cmocka_unit_test(test_masks__of_rising_p_are_nested),
        cmocka_unit_test(test_rate__takes_the_fewest_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
