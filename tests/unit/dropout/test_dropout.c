/* The family over raw arrays: what it does to numbers, what masks depend on, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dropout/kind.h"
#include "random/generator.h"
#include "thinnet/dropout.h"

static const char *const kinds[] = {"Dropout",     "Dropout1d",        "Dropout2d",
                                    "Dropout3d",   "AlphaDropout",     "FeatureAlphaDropout",
                                    "DropConnect", "BatchwiseDropout", "GaussianDropout"};
#define N_KINDS 9

static tn_dropout_options options(const char *kind, double p, int64_t samples, int64_t channels, int64_t spatial)
{
    tn_dropout_options o = tn_dropout_options_default();
    o.kind = kind, o.p = p, o.samples = samples, o.channels = channels, o.spatial = spatial, o.seed = 11;
    return o;
}

static void forward(const tn_dropout_options *o, bool training, float *y, const float *x)
{
    tn_error err;
    if (tn_dropout_forward(o, training, y, x, &err)) fail_msg("%s", err.text);
}

static void backward(const tn_dropout_options *o, float *dx, const float *dy)
{
    tn_error err;
    if (tn_dropout_backward(o, true, dx, dy, &err)) fail_msg("%s", err.text);
}

static void normals(float *x, int64_t n)
{
    tn_generator g;
    tn_generator_seed(&g, 5);
    tn_random_normal(&g, x, n, 0, 1);
}

/* --- the numbers --- */

static void test_evaluation__is_the_identity(void **state)
{
    (void)state;
    float x[60], y[60];
    normals(x, 60);
    for (int k = 0; k < N_KINDS; k++) {
        tn_dropout_options o = options(kinds[k], 0.4, 3, 4, 5);
        forward(&o, false, y, x);
        assert_memory_equal(x, y, sizeof x);
    }
}

static void test_p__zero_keeps_everything_and_one_nothing(void **state)
{
    (void)state;
    const float x[4] = {1, -2, INFINITY, NAN};
    float y[4];
    for (int k = 0; k < N_KINDS - 1; k++) {
        tn_dropout_options o = options(kinds[k], 0, 1, 4, 1);
        forward(&o, true, y, x);
        assert_memory_equal(x, y, sizeof x);
        o.p = 1; /* x * 0, as PyTorch: what is not finite becomes NaN */
        forward(&o, true, y, x);
        assert_true(y[0] == 0 && y[1] == 0 && isnan(y[2]) && isnan(y[3]));
    }
}

/* Standard inverted dropout: each number is 0 or x / keep, with the probability that was drawn. */
static void test_dropout__drops_or_scales(void **state)
{
    (void)state;
    static float x[20000], y[20000];
    const double rates[] = {0.1, 0.25, 0.5, 0.9};
    normals(x, 20000);
    for (int r = 0; r < 4; r++) {
        tn_dropout_options o = options("Dropout", rates[r], 20, 1000, 1);
        tn__rate rate = tn__rate_of(rates[r]);
        float scale = 1.0f / (float)rate.keep;
        int kept = 0;
        forward(&o, true, y, x);
        for (int i = 0; i < 20000; i++) {
            assert_true(y[i] == 0 || y[i] == x[i] * scale);
            kept += y[i] != 0;
        }
        /* 5 standard deviations of a binomial: false alarm below 6e-7 a rate. */
        assert_true(fabs(kept - 20000 * (1 - rates[r])) < 5 * sqrt(20000 * rates[r] * (1 - rates[r])));
    }
}

/* Mean 0 and variance 1 are kept for normal input: 200,000 numbers; the bounds are 6 standard errors, with the output's fourth
 * moment taken as at most 8 (false alarm below 1e-8). */
static void test_alpha__keeps_mean_and_variance(void **state)
{
    (void)state;
    enum { N = 200000 };
    float *x = malloc(N * sizeof *x), *y = malloc(N * sizeof *y);
    const double alphas[] = {NAN, 1.5, 0.5};
    assert_true(x && y);
    normals(x, N);
    for (int a = 0; a < 3; a++) {
        tn_dropout_options o = options("AlphaDropout", 0.3, 200, 1000, 1);
        double sum = 0, squares = 0;
        o.alpha = alphas[a];
        forward(&o, true, y, x);
        for (int i = 0; i < N; i++) sum += (double)y[i], squares += (double)y[i] * (double)y[i];
        assert_true(fabs(sum / N) < 6 / sqrt(N));
        assert_true(fabs(squares / N - 1) < 6 * sqrt(7.0 / N));
    }
    free(x);
    free(y);
}

static void test_alpha__one_is_standard_and_selus_is_pytorchs(void **state)
{
    (void)state;
    float x[300], a[300], b[300];
    normals(x, 300);
    tn_dropout_options alpha = options("AlphaDropout", 0.4, 3, 100, 1), plain = options("Dropout", 0.4, 3, 100, 1);
    alpha.alpha = 1;
    forward(&alpha, true, a, x);
    forward(&plain, true, b, x);
    assert_memory_equal(a, b, sizeof a);
    alpha.alpha = 1.6732632423543772;
    forward(&alpha, true, a, x);
    alpha.alpha = NAN;
    forward(&alpha, true, b, x);
    assert_memory_equal(a, b, sizeof a);
    /* p = .5: a = .886405, b = .779194, and dropped units at a*A + b with A = -1.758099 (Klambauer et al. 2017). */
    alpha.p = 0.5;
    forward(&alpha, true, a, x);
    for (int i = 0; i < 300; i++)
        assert_true(fabs((double)a[i] - (0.886405 * (double)x[i] + 0.779194)) < 1e-5 ||
                    fabs((double)a[i] - (0.779194 - 1.758099 * 0.886405)) < 1e-5);
}

static void test_channels__drop_whole_and_alike_in_both_layouts(void **state)
{
    (void)state;
    enum { S = 6, C = 40, P = 5 };
    float x[S * C * P], y[S * C * P], last_x[S * C * P], last_y[S * C * P];
    for (int i = 0; i < S * C * P; i++) x[i] = 1 + (float)i;
    for (int s = 0; s < S; s++)
        for (int c = 0; c < C; c++)
            for (int p = 0; p < P; p++) last_x[(s * P + p) * C + c] = x[(s * C + c) * P + p];
    for (int k = 1; k < 6; k++) {
        if (k == 4) continue; /* AlphaDropout drops elements */
        tn_dropout_options o = options(kinds[k], 0.5, S, C, P);
        forward(&o, true, y, x);
        o.channels_last = true;
        forward(&o, true, last_y, last_x);
        for (int s = 0; s < S; s++)
            for (int c = 0; c < C; c++) {
                const float *plane = y + (s * C + c) * P;
                bool dropped = plane[0] == plane[1];
                for (int p = 0; p < P; p++) {
                    assert_true((plane[p] == plane[0]) == (dropped || p == 0));
                    assert_true(plane[p] == last_y[(s * P + p) * C + c]);
                }
            }
    }
}

/* y = x (1 + std * n): mean x and variance p/(1-p), 100,000 draws; 5 standard errors (false alarm below 2e-6). */
static void test_gaussian__has_the_noise_of_its_rate(void **state)
{
    (void)state;
    enum { N = 100000 };
    float *x = malloc(N * sizeof *x), *y = malloc(N * sizeof *y);
    double sum = 0, squares = 0, variance = 0.2 / 0.8;
    assert_true(x && y);
    for (int i = 0; i < N; i++) x[i] = 1;
    tn_dropout_options o = options("GaussianDropout", 0.2, 100, 1000, 1);
    forward(&o, true, y, x);
    for (int i = 0; i < N; i++) sum += (double)y[i] - 1, squares += pow((double)y[i] - 1, 2);
    assert_true(fabs(sum / N) < 5 * sqrt(variance / N));
    assert_true(fabs(squares / N - variance) < 5 * variance * sqrt(2.0 / N));
    free(x);
    free(y);
}

/* All samples of a step lose the same units, and another step others: of 5,000 units as many as the rate says (5 standard errors,
 * false alarm below 6e-7). */
static void test_batchwise__drops_the_same_units_of_all_samples(void **state)
{
    (void)state;
    enum { SAMPLES = 3, UNITS = 5000 };
    float *x = malloc(SAMPLES * UNITS * sizeof *x), *y = malloc(SAMPLES * UNITS * sizeof *y),
          *next = malloc(UNITS * sizeof *next);
    int kept = 0, other = 0;
    assert_true(x && y && next);
    for (int i = 0; i < SAMPLES * UNITS; i++) x[i] = 1;
    tn_dropout_options o = options("BatchwiseDropout", 0.25, SAMPLES, UNITS, 1);
    o.first_sample = 77;
    forward(&o, true, y, x);
    for (int i = 0; i < UNITS; i++) {
        assert_true(y[i] == 0 || fabsf(y[i] - 4 / 3.f) < 1e-6f);
        assert_true(y[i] == y[UNITS + i] && y[i] == y[2 * UNITS + i]);
        kept += y[i] != 0;
    }
    assert_true(fabs(kept - .75 * UNITS) < 5 * sqrt(UNITS * .75 * .25));
    o.step++;
    o.samples = 1;
    forward(&o, true, next, x);
    for (int i = 0; i < UNITS; i++) other += next[i] != y[i];
    assert_true(fabs(other - 2 * .75 * .25 * UNITS) < 5 * sqrt(UNITS * .375 * .625));
    free(x);
    free(y);
    free(next);
}

/* --- masks --- */

static void test_backward__uses_the_mask_of_forward(void **state)
{
    (void)state;
    float ones[600], y[600], dx[600], zeros[600] = {0}, base[600];
    for (int i = 0; i < 600; i++) ones[i] = 1;
    for (int k = 0; k < N_KINDS; k++)
        for (int last = 0; last < 2; last++) {
            tn_dropout_options o = options(kinds[k], 0.3, 2, 60, 5);
            o.channels_last = last;
            /* Every kind is affine in x for a fixed mask, so the gradient is f(1) - f(0). */
            forward(&o, true, y, ones);
            forward(&o, true, base, zeros);
            backward(&o, dx, ones);
            for (int i = 0; i < 600; i++) assert_true(fabsf(dx[i] - (y[i] - base[i])) < 1e-6f);
        }
}

static void test_masks__are_the_same_in_place_and_in_any_split(void **state)
{
    (void)state;
    enum { N = 5 * 9001 }; /* longer than what is drawn at a time */
    float *x = malloc(N * sizeof *x), *whole = malloc(N * sizeof *x), *part = malloc(N * sizeof *x);
    assert_true(x && whole && part);
    normals(x, N);
    for (int k = 0; k < N_KINDS; k++) {
        tn_dropout_options o = options(kinds[k], 0.3, 5, 9001, 1);
        o.first_sample = 1000;
        forward(&o, true, whole, x);
        memcpy(part, x, N * sizeof *x);
        forward(&o, true, part, part);
        assert_memory_equal(whole, part, N * sizeof *x);
        o.samples = 1;
        for (int s = 0; s < 5; s++) {
            o.first_sample = 1000 + (uint64_t)s;
            forward(&o, true, part + s * 9001, x + s * 9001);
        }
        assert_memory_equal(whole, part, N * sizeof *x);
    }
    free(x);
    free(whole);
    free(part);
}

/* Where arrays begin is no part of a mask, nor is their size; and nothing beyond them is touched. */
static void test_arrays__of_any_size_and_alignment_get_the_same_masks(void **state)
{
    (void)state;
    static float x[600], whole[600], y[640];
    const double rates[] = {1e-300, 1e-9, 0.1, 0.5, 0.75, nextafter(1, 0)};
    normals(x, 600);
    x[3] = NAN, x[4] = INFINITY;
    for (int r = 0; r < 6; r++)
        for (int n = 0; n < 600; n = n < 70 ? n + 1 : n + 37) {
            tn_dropout_options o = options("Dropout", rates[r], 1, 1, 600);
            forward(&o, true, whole, x);
            o.spatial = n;
            for (int i = 0; i < 640; i++) y[i] = 77;
            float *shifted = y + 1 + n % 16;
            forward(&o, true, shifted, x);
            assert_memory_equal(shifted, whole, (size_t)n * sizeof *x);
            assert_true(shifted[-1] == 77 && shifted[n] == 77);
        }
}

/* Dropped is 0 whatever was there; kept NaN and infinity stay. */
static void test_nan__is_dropped_like_any_number(void **state)
{
    (void)state;
    float x[512], y[512];
    int dropped = 0;
    for (int i = 0; i < 512; i++) x[i] = i % 2 ? NAN : INFINITY;
    tn_dropout_options o = options("Dropout", 0.3, 1, 1, 512);
    forward(&o, true, y, x);
    for (int i = 0; i < 512; i++) {
        assert_true(y[i] == 0 || (i % 2 ? isnan(y[i]) : isinf(y[i])));
        dropped += y[i] == 0;
    }
    assert_in_range(dropped, 100, 210);
}

/* Arrays of 16 MiB and more are written past the caches when they are not in place: the numbers are the same. */
static void test_large_arrays__get_the_same_numbers(void **state)
{
    (void)state;
    enum { N = TN_STREAM_BYTES / 4 + 5 };
    float *x = malloc((N + 16) * sizeof *x), *y = malloc((N + 16) * sizeof *y);
    assert_true(x && y);
    for (int i = 0; i < N; i++) x[i] = (float)(i % 1000 - 500);
    for (int shift = 0; shift < 2; shift++) { /* malloc's own alignment, and 64 bytes */
        float *to = shift ? y + (64 - (uintptr_t)y % 64) / 4 : y;
        tn_dropout_options o = options("Dropout", 0.1, 1, 1, N);
        forward(&o, true, to, x);
        float *again = malloc(N * sizeof *again);
        assert_true(again);
        memcpy(again, x, N * sizeof *x);
        forward(&o, true, again, again);
        assert_memory_equal(to, again, N * sizeof *x);
        free(again);
    }
    free(x);
    free(y);
}

/* Kept bits of 4,000 units at p = .5, and how often two masks agree: 2,000 +- 5 standard deviations (false alarm below 6e-7
 * each). */
static void agreement_is_by_chance(const tn_dropout_options *a, const tn_dropout_options *b)
{
    static float ones[4000], x[4000], y[4000];
    int agree = 0;
    for (int i = 0; i < 4000; i++) ones[i] = 1;
    forward(a, true, x, ones);
    forward(b, true, y, ones);
    for (int i = 0; i < 4000; i++) agree += (x[i] != 0) == (y[i] != 0);
    assert_true(abs(agree - 2000) < 5 * 32);
}

static void test_masks__differ_between_seeds_steps_sites_samples_and_units(void **state)
{
    (void)state;
    static float ones[4000], y[4000];
    tn_dropout_options a = options("Dropout", 0.5, 1, 4000, 1), b = a;
    b.seed++;
    agreement_is_by_chance(&a, &b);
    b = a, b.seed += (uint64_t)1 << 32;
    agreement_is_by_chance(&a, &b);
    b = a, b.step++;
    agreement_is_by_chance(&a, &b);
    b = a, b.site++;
    agreement_is_by_chance(&a, &b);
    b = a, b.first_sample++;
    agreement_is_by_chance(&a, &b);
    b = a, b.first_sample += (uint64_t)1 << 32;
    agreement_is_by_chance(&a, &b);
    /* Serial: neighbours agree as often as not. */
    int agree = 0;
    for (int i = 0; i < 4000; i++) ones[i] = 1;
    forward(&a, true, y, ones);
    for (int i = 1; i < 4000; i++) agree += (y[i] != 0) == (y[i - 1] != 0);
    assert_true(abs(agree - 2000) < 5 * 32);
}

/* PyTorch's masks keep the sign of a dropped zero and the NaN of a dropped infinity. */
static void test_torch_masks__multiply_as_pytorch_does(void **state)
{
    (void)state;
    enum { N = 64 };
    float x[N], y[N], noise[N];
    char scratch[1 << 16] __attribute__((aligned(64))), saved[64] __attribute__((aligned(64)));
    tn_generator g, again;
    tn_generator_seed(&g, 3);
    again = g;
    for (int i = 0; i < N; i++) x[i] = i % 4 == 0 ? -1 : i % 4 == 1 ? INFINITY : (float)i;
    tn__dropout d = {.kind = &tn__dropout_dropout,
                     .p = 0.3,
                     .alpha = NAN,
                     .origin = TN_MASKS_TORCH,
                     .samples = 4,
                     .channels = 16,
                     .spatial = 1};
    tn__dropout_prepare(&d);
    const tn__mask_source masks = {.origin = TN_MASKS_TORCH, .generator = &g};
    assert_true(tn__dropout_saved_bytes(&d) <= sizeof saved);
    tn__dropout_forward(&d, tn__kernels_best(), &masks, true, y, x, saved, scratch);
    tn_random_bernoulli(&again, noise, N, 1 - 0.3);
    for (int i = 0; i < N; i++) {
        float want = x[i] * (noise[i] / (float)(1 - 0.3));
        assert_true(memcmp(&want, &y[i], 4) == 0 || (isnan(want) && isnan(y[i])));
    }
    assert_int_equal(g.next, again.next);
}

/* --- errors --- */

static void refuses(const tn_dropout_options *o, float *y, const float *x, const char *words)
{
    tn_error err;
    assert_int_equal(tn_dropout_forward(o, true, y, x, &err), TN_BAD_ARGUMENT);
    if (!strstr(err.text, words)) fail_msg("'%s' should say '%s'", err.text, words);
}

static void test_options__nonsense_is_refused(void **state)
{
    (void)state;
    float x[10] = {0}, y[10];
    tn_dropout_options o = options("Dropout", 0.5, 1, 5, 1);
    refuses(&(tn_dropout_options){.kind = "Droput", .p = 0.5}, y, x, "'Droput'");
    refuses(&(tn_dropout_options){.kind = NULL, .p = 0.5}, y, x, "no dropout");
    o.p = 1.5;
    refuses(&o, y, x, "between 0 and 1");
    o.p = NAN;
    refuses(&o, y, x, "between 0 and 1");
    o.p = 0.5;
    refuses(&o, NULL, x, "NULL");
    refuses(&o, x + 1, x, "overlap");
    o.samples = -1;
    refuses(&o, y, x, "negative");
    o.samples = INT64_MAX;
    refuses(&o, y, x, "too large");
    o = options("GaussianDropout", 1, 1, 5, 1);
    refuses(&o, y, x, "between 0 and 1");
    tn_error err;
    o = options("Dropout", 0.5, 0, 5, 1);
    assert_int_equal(tn_dropout_forward(&o, true, NULL, NULL, &err), TN_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evaluation__is_the_identity),
        cmocka_unit_test(test_p__zero_keeps_everything_and_one_nothing),
        cmocka_unit_test(test_dropout__drops_or_scales),
        cmocka_unit_test(test_alpha__keeps_mean_and_variance),
        cmocka_unit_test(test_alpha__one_is_standard_and_selus_is_pytorchs),
        cmocka_unit_test(test_channels__drop_whole_and_alike_in_both_layouts),
        cmocka_unit_test(test_gaussian__has_the_noise_of_its_rate),
        cmocka_unit_test(test_batchwise__drops_the_same_units_of_all_samples),
        cmocka_unit_test(test_backward__uses_the_mask_of_forward),
        cmocka_unit_test(test_masks__are_the_same_in_place_and_in_any_split),
        cmocka_unit_test(test_arrays__of_any_size_and_alignment_get_the_same_masks),
        cmocka_unit_test(test_nan__is_dropped_like_any_number),
        cmocka_unit_test(test_large_arrays__get_the_same_numbers),
        cmocka_unit_test(test_masks__differ_between_seeds_steps_sites_samples_and_units),
        cmocka_unit_test(test_torch_masks__multiply_as_pytorch_does),
        cmocka_unit_test(test_options__nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
