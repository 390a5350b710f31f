/* Optimisers and schedules against PyTorch 2.13's: figures of tools/make_parity_optimisers.py. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "train/optimiser.h"
#include "train/options.h"
#include "train/schedule.h"

#define N 6
#define STEPS 5

static const float start[N] = {0.5f, -1.25f, 2, 0.125f, -0.75f, 3};

/* The gradient of step t at weight i, the same in Python. */
static float gradient(int t, int i)
{
    return (float)((i - 2.5) * 0.3 + (t % 3 - 1) * 0.2 * (i % 2 ? 1 : -1));
}

static void run(const char *name, const tn_train_options *wanted, float *w)
{
    tn_train_options o = *wanted;
    tn_error err;
    float slot[TN_OPTIMISER_MAX_SLOTS][N] = {{0}}, g[N];
    o.optimiser = name;
    if (tn__train_options_resolve(&o, &err)) fail_msg("%s", err.text);
    const tn__optimiser *optimiser = tn__optimiser_find(name);
    memcpy(w, start, sizeof start);
    for (int t = 0; t < STEPS; t++) {
        for (int i = 0; i < N; i++) g[i] = gradient(t, i);
        tn__update u = {.kernels = tn__kernels_best(),
                        .options = &o,
                        .lr = o.lr,
                        .grad_scale = 1,
                        .step = t + 1,
                        .n = N,
                        .weight = w,
                        .gradient = g};
        for (int s = 0; s < optimiser->slots_used(&o); s++) u.slot[s] = slot[s];
        optimiser->update(&u);
    }
}

/* "name setting=value ... = w0 ... w5" */
static void check_line(char *line)
{
    char *values = strstr(line, " = "), *save;
    if (!values || line[0] == '#') return;
    *values = '\0';
    values += 3;
    tn_train_options o = tn_train_options_default();
    char *name = strtok_r(line, " ", &save);
    for (char *setting; (setting = strtok_r(NULL, " ", &save));) {
        double value = strtod(strchr(setting, '=') + 1, NULL);
        if (!strncmp(setting, "lr=", 3))
            o.lr = value;
        else if (!strncmp(setting, "momentum=", 9))
            o.momentum = value;
        else if (!strncmp(setting, "dampening=", 10))
            o.dampening = value;
        else if (!strncmp(setting, "nesterov=", 9))
            o.nesterov = value != 0;
        else if (!strncmp(setting, "weight_decay=", 13))
            o.weight_decay = value;
        else if (!strncmp(setting, "alpha=", 6))
            o.alpha = value;
        else if (!strncmp(setting, "centered=", 9))
            o.centered = value != 0;
        else if (!strncmp(setting, "rho=", 4))
            o.rho = value;
        else
            fail_msg("unknown setting %s", setting);
    }
    float w[N];
    run(name, &o, w);
    for (int i = 0; i < N; i++) {
        float want = strtof(values, &values);
        /* Five steps of a handful of roundings each. */
        if (fabsf(w[i] - want) > 1e-6f * (1 + fabsf(want)))
            fail_msg("%s: weight %d is %.9g, PyTorch's %.9g", line, i, (double)w[i], (double)want);
    }
}

static FILE *golden(void)
{
    FILE *f = fopen(TN_SOURCE_DIR "/tests/parity/golden/optimisers.txt", "r");
    assert_non_null(f);
    return f;
}

static void test_updates__are_pytorchs(void **state)
{
    (void)state;
    char line[512];
    int n = 0;
    FILE *f = golden();
    while (fgets(line, sizeof line, f))
        if (strncmp(line, "schedule", 8) != 0) check_line(line), n++;
    fclose(f);
    assert_true(n > 12);
}

static void check_schedule(char *line)
{
    char name[20];
    int used = 0;
    tn_train_options o = tn_train_options_default(), current;
    tn__plateau plateau;
    sscanf(line, "schedule %19s =%n", name, &used);
    o.lr = 0.5, o.momentum = 0.9, o.epochs = 8, o.step_size = 2, o.gamma = NAN;
    o.schedule = !strcmp(name, "one_cycle") ? TN_SCHEDULE_ONE_CYCLE : TN_SCHEDULE_PLATEAU;
    assert_int_equal(tn__train_options_resolve(&o, NULL), TN_OK);
    current = o;
    tn__plateau_init(&plateau, &o);
    char *at = line + used;
    for (int t = 0; t < 40; t++) {
        double want = strtod(at, &at), got;
        if (o.schedule == TN_SCHEDULE_ONE_CYCLE) {
            got = tn__one_cycle(&o, t, 40, &current);
            double momentum = strtod(at, &at);
            assert_true(fabs(current.momentum - momentum) < 1e-12);
        } else {
            got = plateau.lr;
            tn__plateau_step(&plateau, &o, 1 + 0.5 * cos(t * 0.7) + (t < 10 ? -0.1 * t : 0)); /* the same in Python */
        }
        if (fabs(got - want) > 1e-12) fail_msg("%s, step %d: %.17g, PyTorch's %.17g", name, t, got, want);
    }
}

static void test_schedules__are_pytorchs(void **state)
{
    (void)state;
    static char line[8192];
    int n = 0;
    FILE *f = golden();
    while (fgets(line, sizeof line, f))
        if (strncmp(line, "schedule", 8) == 0) check_schedule(line), n++;
    fclose(f);
    assert_int_equal(n, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_updates__are_pytorchs),
        cmocka_unit_test(test_schedules__are_pytorchs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
