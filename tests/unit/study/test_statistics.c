/* Statistics of studies: known values, and claims counted over simulated studies. Seeds are fixed; the bounds of the
 * simulations are those that a right implementation leaves with a probability below 1e-6. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "random/philox.h"
#include "study/statistics.h"

#define ARMS 15
#define STUDIES 1000

/* A standard normal number: a pure function of its place (Box and Muller). */
static double normal(uint32_t study, uint32_t arm, uint32_t seed, uint32_t test)
{
    uint32_t w[4];
    tn__philox((const uint32_t[4]){study, arm, seed, test}, (const uint32_t[2]){7, 11}, w);
    double u = (w[0] + 0.5) / 4294967296.0, v = (w[1] + 0.5) / 4294967296.0;
    return sqrt(-2 * log(u)) * cos(2 * acos(-1) * v);
}

static void test_student__matches_tables(void **state)
{
    (void)state;
    assert_float_equal(tn__student_quantile(0.975, 1), 12.7062047, 1e-6);
    assert_float_equal(tn__student_quantile(0.975, 4), 2.7764451, 1e-6);
    assert_float_equal(tn__student_quantile(0.025, 9), -2.2621572, 1e-6);
    assert_float_equal(tn__student_quantile(0.995, 30), 2.7499957, 1e-6);
    assert_float_equal(tn__student_quantile(0.975, 1e7), 1.9599642, 1e-5);
    assert_float_equal(tn__student_cdf(1, 1), 0.75, 1e-12);
    assert_float_equal(tn__student_cdf(0, 3), 0.5, 1e-12);
    assert_float_equal(tn__student_cdf(tn__student_quantile(0.9, 6), 6), 0.9, 1e-12);
}

/* 1 2 3 4 5: mean 3, standard error 1/sqrt(2), t = 4.242641 with 4 degrees of freedom. */
static void test_paired__matches_hand_calculation(void **state)
{
    (void)state;
    tn__paired r = tn__paired_test((const double[]){1, 2, 3, 4, 5}, 5, 0.95);
    assert_float_equal(r.mean, 3, 1e-12);
    assert_float_equal(r.sd, sqrt(2.5), 1e-12);
    assert_float_equal(r.high - r.mean, 2.7764451 / sqrt(2), 1e-6);
    assert_float_equal(r.p, 0.0132356, 1e-6);
}

static void test_paired__one_seed_tells_nothing(void **state)
{
    (void)state;
    tn__paired r = tn__paired_test((const double[]){0.5}, 1, 0.95);
    assert_true(isnan(r.sd) && isinf(r.low) && isinf(r.high));
    assert_float_equal(r.p, 1, 0);
}

static void test_paired__equal_differences_have_no_spread(void **state)
{
    (void)state;
    tn__paired none = tn__paired_test((const double[]){0, 0, 0}, 3, 0.95);
    tn__paired same = tn__paired_test((const double[]){0.1, 0.1, 0.1}, 3, 0.95);
    assert_true(none.p == 1 && none.low == 0 && none.high == 0);
    assert_true(same.p == 0 && same.sd == 0 && same.mean == 0.1);
}

/* Sorted .005 .01 .03 .04, times 4 3 2 1, never falling. */
static void test_holm__adjusts_step_down(void **state)
{
    (void)state;
    double out[5];
    assert_int_equal(tn__holm_adjust(out, (const double[]){0.01, 0.04, NAN, 0.03, 0.005}, 5, NULL), TN_OK);
    assert_float_equal(out[0], 0.03, 1e-12);
    assert_float_equal(out[1], 0.06, 1e-12);
    assert_true(isnan(out[2]));
    assert_float_equal(out[3], 0.06, 1e-12);
    assert_float_equal(out[4], 0.02, 1e-12);
    assert_int_equal(tn__holm_adjust(out, (const double[]){0.9, 0.8}, 2, NULL), TN_OK);
    assert_true(out[0] == 1 && out[1] == 1);
}

static void test_bootstrap__repeats_and_holds_the_mean(void **state)
{
    (void)state;
    double x[30], low, high, low2, high2;
    for (uint32_t i = 0; i < 30; i++) x[i] = 2 + normal(0, 0, i, 1);
    tn__paired t = tn__paired_test(x, 30, 0.95);
    assert_int_equal(tn__bootstrap_interval(&low, &high, x, 30, 0.95, 4000, 5, NULL), TN_OK);
    assert_int_equal(tn__bootstrap_interval(&low2, &high2, x, 30, 0.95, 4000, 5, NULL), TN_OK);
    assert_true(low == low2 && high == high2);
    assert_true(low < t.mean && t.mean < high);
    assert_float_equal((high - low) / (t.high - t.low), 1, 0.15); // narrower by n-1 for n, and z for t
}

/* One study: every arm shares the baseline's noise, as paired differences do. Tells whether an arm was claimed. */
static int claims(uint32_t study, int seeds, double planted, uint32_t test, int *found)
{
    double p[ARMS], adjusted[ARMS], d[64];
    for (uint32_t a = 0; a < ARMS; a++) {
        for (int s = 0; s < seeds; s++)
            d[s] = (normal(study, a + 1, (uint32_t)s, test) - normal(study, 0, (uint32_t)s, test)) / sqrt(2) +
                   (a == 0 ? planted : 0);
        p[a] = tn__paired_test(d, seeds, 0.95).p;
    }
    assert_int_equal(tn__holm_adjust(adjusted, p, ARMS, NULL), TN_OK);
    int others = 0;
    for (int a = 1; a < ARMS; a++) others += adjusted[a] <= 0.05;
    *found = adjusted[0] <= 0.05;
    return others > 0;
}

/* At most 5 % of 1,000 studies without an effect: 50 expected at worst, standard deviation 6.9, bound 4.9 of them. */
static void test_study__claims_nothing_where_nothing_is(void **state)
{
    (void)state;
    for (int seeds = 5; seeds <= 10; seeds += 5) {
        int wrong = 0, found;
        for (uint32_t i = 0; i < STUDIES; i++) {
            int other = claims(i, seeds, 0, (uint32_t)(10 + seeds), &found);
            wrong += other || found;
        }
        assert_in_range(wrong, 1, 84);
    }
}

/* The seeds that are said to be needed for a power of 80 % at Holm's strictest level give it: 800 of 1,000 expected,
 * standard deviation 12.6; the two-quantile rule is good to some 3 % of power, and Holm can only add. */
static void test_study__finds_a_planted_effect_at_the_stated_power(void **state)
{
    (void)state;
    int seeds = tn__seeds_needed(1, 1, 0.05 / ARMS, 0.8, 64), hits = 0, wrong = 0, found;
    for (uint32_t i = 0; i < STUDIES; i++) {
        wrong += claims(i, seeds, 1, 30, &found);
        hits += found;
    }
    assert_in_range(hits, 706, 900);
    assert_in_range(wrong, 1, 84);
}

static void test_seeds__grow_as_effects_shrink(void **state)
{
    (void)state;
    int large = tn__seeds_needed(-2, 1, 0.05, 0.8, 1000), small = tn__seeds_needed(0.2, 1, 0.05, 0.8, 1000);
    assert_true(large >= 2 && large < 10);
    assert_in_range(small, 190, 205); // (1.96 + 0.84)^2 / 0.04 = 196
    assert_int_equal(tn__seeds_needed(0, 1, 0.05, 0.8, 50), 50);
    assert_int_equal(tn__seeds_needed(1, 0, 0.05, 0.8, 50), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_student__matches_tables),
        cmocka_unit_test(test_paired__matches_hand_calculation),
        cmocka_unit_test(test_paired__one_seed_tells_nothing),
        cmocka_unit_test(test_paired__equal_differences_have_no_spread),
        cmocka_unit_test(test_holm__adjusts_step_down),
        cmocka_unit_test(test_bootstrap__repeats_and_holds_the_mean),
        cmocka_unit_test(test_study__claims_nothing_where_nothing_is),
        cmocka_unit_test(test_study__finds_a_planted_effect_at_the_stated_power),
        cmocka_unit_test(test_seeds__grow_as_effects_shrink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
