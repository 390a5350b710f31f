/* Arms: their texts there and back, equal ones, and their nets. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "study/arms.h"
#include "study_nets.h"

typedef struct world {
    tn_net *net;
    tn__sites sites;
    tn__arms arms;
} world;

static void begin(world *w, const char *source)
{
    tn_error err;
    w->net = study_net(source, 1, (const int64_t[]){4});
    if (tn__sites_find(&w->sites, w->net, false, &err) != TN_OK) fail_msg("%s", err.text);
    if (tn__arms_init(&w->arms, w->net, &w->sites, &err) != TN_OK) fail_msg("%s", err.text);
}

static void end(world *w)
{
    tn__arms_release(&w->arms);
    tn__sites_release(&w->sites);
    tn_net_free(w->net);
}

static int parse(world *w, const char *text)
{
    int arm = -1;
    tn_error err;
    if (tn__arms_parse(&w->arms, text, &arm, &err) != TN_OK) fail_msg("%s: %s", text, err.text);
    return arm;
}

static void assert_kept(world *w, const char *text)
{
    int arm = parse(w, text); /* which may move the arms */
    assert_string_equal(w->arms.items[arm].text, text);
}

static void test_texts__read_back_as_they_are_written(void **state)
{
    world w;
    (void)state;
    begin(&w, study_two);
    assert_kept(&w, "base");
    assert_kept(&w, "none");
    assert_kept(&w, "input=Dropout(0.1)");
    assert_kept(&w, "input=Dropout(0.1);b.relu=GaussianDropout(0.25)");
    assert_kept(&w, "base;a.relu=none");
    assert_kept(&w, "base;input=Dropout(0.3)");
    assert_kept(&w, "base@100");
    assert_kept(&w, "none@100");
    assert_kept(&w, "base~20");
    assert_int_equal(w.arms.n, 9);
    end(&w);
}

static void test_equal_arms__are_one(void **state)
{
    world w;
    (void)state;
    begin(&w, study_two);
    assert_int_equal(parse(&w, "a.relu=Dropout(0.2);b.relu=Dropout(0.5)"), 0);
    assert_int_equal(parse(&w, "b.relu=Dropout(0.5);a.relu=Dropout(0.2)"), 0);
    int gone = parse(&w, "base;a.relu=none");
    assert_int_equal(parse(&w, "b.relu=Dropout(0.5)"), gone);
    assert_int_equal(w.arms.n, 2);
    end(&w);
}

static void assert_refused(world *w, const char *text, const char *why)
{
    tn_error err;
    int n = w->arms.n;
    assert_int_equal(tn__arms_parse(&w->arms, text, NULL, &err), TN_BAD_ARGUMENT);
    if (!strstr(err.text, why)) fail_msg("'%s' lacks '%s'", err.text, why);
    assert_int_equal(w->arms.n, n);
}

static void test_bad_texts__are_refused(void **state)
{
    world w;
    (void)state;
    begin(&w, study_two);
    assert_refused(&w, "", "no arm");
    assert_refused(&w, "elsewhere=Dropout(0.1)", "no site");
    assert_refused(&w, "input", "no '='");
    assert_refused(&w, "input=Linear(0.1)", "no dropout");
    assert_refused(&w, "input=Dropout(1.5)", "no dropout");
    assert_refused(&w, "input=Dropout(nan)", "no dropout");
    assert_refused(&w, "input=Dropout(0.1", "no dropout");
    assert_refused(&w, "input=Dropout()", "no dropout");
    assert_refused(&w, "input=Dropout(0.1);input=Dropout(0.2)", "twice");
    assert_refused(&w, "base@0", "no arm");
    assert_refused(&w, "base@", "no arm");
    assert_refused(&w, "base@5x", "no arm");
    end(&w);
}

static void test_subjects__are_the_one_site_that_an_arm_is_about(void **state)
{
    world w;
    (void)state;
    begin(&w, study_two);
    int one = parse(&w, "input=Dropout(0.1)"), changed = parse(&w, "base;b.relu=GaussianDropout(0.25)");
    int two = parse(&w, "input=Dropout(0.1);b.relu=Dropout(0.25)");
    const tn__arm *arms = w.arms.items;
    assert_int_equal(arms[one].site, 0);
    assert_string_equal(tn__kind_class(arms[one].kind), "Dropout");
    assert_string_equal(w.sites.items[arms[changed].site].name, "b.relu");
    assert_true(arms[changed].p == 0.25);
    assert_int_equal(arms[two].site, -1);
    assert_true(isnan(arms[two].p));
    end(&w);
}

/* Kinds and rates of the dropouts in a net, in its order. */
static void assert_dropouts(world *w, const char *arm, int n, const double *p)
{
    tn_net *net;
    tn_error err;
    int found = 0;
    int index = parse(w, arm);
    if (tn__arm_net(&net, &w->arms, index, &err) != TN_OK) fail_msg("%s", err.text);
    for (int i = 0; i < tn_net_layers(net); i++) {
        tn_layer_info info;
        tn_net_layer(net, i, &info);
        if (info.dropout_site < 0) continue;
        assert_true(found < n && info.p == p[found]);
        found++;
    }
    assert_int_equal(found, n);
    tn_net_free(net);
}

static void test_nets__have_exactly_the_arm_s_dropouts(void **state)
{
    world w;
    (void)state;
    begin(&w, study_two);
    assert_dropouts(&w, "base", 2, (const double[]){0.2, 0.5});
    assert_dropouts(&w, "none", 0, NULL);
    assert_dropouts(&w, "base;a.relu=none", 1, (const double[]){0.5});
    assert_dropouts(&w, "input=Dropout(0.1);b.relu=Dropout(0.75)", 2, (const double[]){0.1, 0.75});
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts__read_back_as_they_are_written),
        cmocka_unit_test(test_equal_arms__are_one),
        cmocka_unit_test(test_bad_texts__are_refused),
        cmocka_unit_test(test_subjects__are_the_one_site_that_an_arm_is_about),
        cmocka_unit_test(test_nets__have_exactly_the_arm_s_dropouts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
