/* PyTorch's draws, again: every line of tests/parity/golden/random.txt, bit for bit and in sequence. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random/generator.h"
#include "random/init.h"
#include "random/mcg31.h"
#include "random/sampler.h"

#define MOST 8192

static tn_generator g;
static float numbers[MOST];
static double doubles[MOST];
static int64_t integers[MOST];
static uint8_t state_bytes[TN_GENERATOR_STATE_BYTES];

static uint64_t fnv(const void *bytes, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++) h = (h ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3u;
    return h;
}

/* Arguments of a line, as numbers. */
static double arg[8];

static void draw_bernoulli(int64_t n)
{
    uint32_t bits[MOST / 32];
    tn_generator same = g;
    tn__random_bernoulli_bits(&same, bits, n, arg[1]);
    tn_random_bernoulli(&g, numbers, n, arg[1]);
    for (int64_t i = 0; i < n; i++) assert_true((numbers[i] != 0) == (bits[i / 32] >> (i % 32) & 1));
    assert_memory_equal(&same.mt, &g.mt, sizeof g.mt);
    assert_int_equal(same.next, g.next);
}

/* Draws what `name` says; returns the result's bytes and their number. */
static const void *draw(const char *name, size_t *bytes)
{
    int64_t n = (int64_t)arg[0], count = n * (int64_t)arg[1];
    tn__fans fans = {(int64_t)arg[1], n};
    *bytes = (size_t)count * sizeof(float);
    if (strcmp(name, "linear") == 0) {
        tn__init_linear(&g, numbers, numbers + count, n, (int64_t)arg[1]);
        *bytes += (size_t)n * sizeof(float);
    } else if (strcmp(name, "kaiming_uniform") == 0) {
        tn__init_kaiming_uniform(&g, numbers, count, fans.in, sqrt(2.0));
    } else if (strcmp(name, "kaiming_normal") == 0) {
        tn__init_kaiming_normal(&g, numbers, count, fans.in, sqrt(2.0));
    } else if (strcmp(name, "xavier_uniform") == 0) {
        tn__init_xavier_uniform(&g, numbers, count, fans, 1);
    } else if (strcmp(name, "xavier_normal") == 0) {
        tn__init_xavier_normal(&g, numbers, count, fans, 2);
    } else if (strcmp(name, "trunc_normal") == 0) {
        assert_int_equal(tn__init_trunc_normal(&g, numbers, count, arg[2], arg[3], arg[4], arg[5], NULL), TN_OK);
    } else {
        *bytes = (size_t)n * sizeof(float);
        if (strcmp(name, "uniform") == 0)
            tn_random_uniform(&g, numbers, n, arg[1], arg[2]);
        else if (strcmp(name, "normal") == 0)
            tn_random_normal(&g, numbers, n, arg[1], arg[2]);
        else if (strcmp(name, "exponential") == 0)
            tn_random_exponential(&g, numbers, n, arg[1]);
        else if (strcmp(name, "bernoulli") == 0)
            draw_bernoulli(n);
        else
            *bytes = 0;
    }
    if (*bytes) return numbers;
    *bytes = (size_t)n * 8;
    if (strcmp(name, "uniform64") == 0) return tn_random_uniform_f64(&g, doubles, n, arg[1], arg[2]), doubles;
    if (strcmp(name, "integers") == 0)
        tn_random_integers(&g, integers, n, (int64_t)arg[1], (int64_t)arg[2]);
    else if (strcmp(name, "permutation") == 0)
        tn_random_permutation(&g, integers, n);
    else if (strcmp(name, "epoch") == 0)
        tn__sampler_epoch(&g, integers, n);
    else
        fail_msg("unknown operation %s", name);
    return integers;
}

static void check_values(const char *line, char *values, const void *result, size_t bytes)
{
    if (values[0] == '#') {
        if (strtoull(values + 1, NULL, 16) != fnv(result, bytes)) fail_msg("differs: %s", line);
        return;
    }
    size_t n = 0, size;
    for (char *v = strtok(values, " \n"); v; v = strtok(NULL, " \n")) n++;
    size = n ? bytes / n : 0;
    const char *v = values;
    for (size_t i = 0; i < n; i++, v += strlen(v) + 1) {
        uint64_t want = strtoull(v, NULL, 16), got = 0;
        memcpy(&got, (const uint8_t *)result + i * size, size);
        if (want != got) fail_msg("differs: %s", line);
    }
}

/* The state is PyTorch's to the byte, and a generator made from it goes on alike. */
static void check_state(const char *line, char *values)
{
    tn_generator other;
    tn_generator_get_state(&g, state_bytes);
    check_values(line, values, state_bytes, sizeof state_bytes);
    assert_int_equal(tn_generator_set_state(&other, state_bytes, sizeof state_bytes, NULL), TN_OK);
    for (int i = 0; i < 700; i++) {
        tn_generator copy = g;
        assert_int_equal(tn_random_u32(&other), tn_random_u32(&copy));
        g = copy;
    }
}

static void check_line(const char *line)
{
    char copy[512], *values;
    if (line[0] == '#') return;
    if (strncmp(line, "seed ", 5) == 0) {
        tn_generator_seed(&g, strtoull(line + 5, NULL, 10));
        return;
    }
    snprintf(copy, sizeof copy, "%s", line);
    values = strstr(copy, " = ");
    assert_non_null(values);
    *values = '\0';
    values += 3;
    char *name = strtok(copy, " ");
    memset(arg, 0, sizeof arg);
    for (int i = 0; i < 8; i++) {
        char *text = strtok(NULL, " ");
        if (!text) break;
        arg[i] = strtod(text, NULL);
    }
    size_t bytes;
    if (strcmp(name, "state") == 0) {
        check_state(line, values);
        return;
    }
    const void *result = draw(name, &bytes);
    check_values(line, values, result, bytes);
}

static void test_draws__are_pytorchs(void **state)
{
    (void)state;
    char line[512];
    int n = 0;
    FILE *f = fopen(TN_SOURCE_DIR "/tests/parity/golden/random.txt", "r");
    assert_non_null(f);
    for (; fgets(line, sizeof line, f); n++) check_line(line);
    fclose(f);
    assert_true(n > 900);
}

static void test_seed__is_parsed_as_manual_seed_takes_it(void **state)
{
    (void)state;
    uint64_t seed;
    tn_error err;
    assert_int_equal(tn_seed_parse("-1", &seed, &err), TN_OK);
    assert_true(seed == UINT64_MAX);
    assert_int_equal(tn_seed_parse("18446744073709551615", &seed, &err), TN_OK);
    assert_int_equal(tn_seed_parse("18446744073709551616", &seed, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_seed_parse("-9223372036854775809", &seed, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_seed_parse("1.5", &seed, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_seed_parse("", &seed, &err), TN_BAD_ARGUMENT);
}

static void test_state__of_a_wrong_size_or_content_is_refused(void **state)
{
    (void)state;
    tn_generator a, before;
    tn_error err;
    tn_generator_seed(&a, 5);
    before = a;
    tn_generator_get_state(&a, state_bytes);
    assert_int_equal(tn_generator_set_state(&a, state_bytes, 5055, &err), TN_BAD_FORMAT);
    state_bytes[24 + 5] = 1; /* a word of more than 32 bits */
    assert_int_equal(tn_generator_set_state(&a, state_bytes, sizeof state_bytes, &err), TN_BAD_FORMAT);
    tn_generator_get_state(&a, state_bytes);
    state_bytes[8] = 200, state_bytes[9] = 200; /* more words left than there are */
    assert_int_equal(tn_generator_set_state(&a, state_bytes, sizeof state_bytes, &err), TN_BAD_FORMAT);
    assert_memory_equal(&a, &before, sizeof a);
}

/* Skipping ahead lands where drawing does. */
static void test_mcg31__skips_ahead(void **state)
{
    (void)state;
    uint32_t whole[40], part[40];
    tn__mcg31_bernoulli(77, 0, whole, 1280, 0.3);
    tn__mcg31_bernoulli(77, 640, part, 640, 0.3);
    assert_memory_equal(whole + 20, part, 20 * sizeof *whole);
    int kept = 0;
    for (int i = 0; i < 40; i++) kept += __builtin_popcount(whole[i]);
    assert_true(abs(kept - 384) < 5 * 17); /* 5 standard deviations of a binomial of 1280 at .3 */
}

static void test_orthogonal__has_orthonormal_rows_or_columns(void **state)
{
    (void)state;
    const int64_t shapes[][2] = {{4, 7}, {7, 4}, {5, 5}};
    for (int s = 0; s < 3; s++) {
        int64_t rows = shapes[s][0], columns = shapes[s][1], k = rows < columns ? rows : columns;
        tn_generator_seed(&g, 9);
        assert_int_equal(tn__init_orthogonal(&g, numbers, rows, columns, 2, NULL), TN_OK);
        for (int64_t a = 0; a < k; a++)
            for (int64_t b = 0; b < k; b++) {
                double dot = 0;
                for (int64_t i = 0; i < rows + columns - k; i++)
                    dot += rows < columns ? (double)numbers[a * columns + i] * (double)numbers[b * columns + i]
                                          : (double)numbers[i * columns + a] * (double)numbers[i * columns + b];
                assert_true(fabs(dot - (a == b ? 4 : 0)) < 1e-5);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draws__are_pytorchs),
        cmocka_unit_test(test_seed__is_parsed_as_manual_seed_takes_it),
        cmocka_unit_test(test_state__of_a_wrong_size_or_content_is_refused),
        cmocka_unit_test(test_mcg31__skips_ahead),
        cmocka_unit_test(test_orthogonal__has_orthonormal_rows_or_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
