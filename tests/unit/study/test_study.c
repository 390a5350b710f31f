/* Whole studies of small nets on the embedded digits: what is found, what is claimed of nothing, and going on. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "study/study.h"
#include "study/study_settings.h"
#include "thinnet/study.h"

static char folder[64], model[128];

static int make_folder(void **state)
{
    (void)state;
    /* Thousands of trials, each synced to disk: in memory where that is to be had. */
    snprintf(folder, sizeof folder, "%s/thinnet-study-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char command[100];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

/* Writes a net with these lines in the middle; its MODEL text is in `model`. */
static void write_model(const char *name, const char *rate)
{
    char path[100], text[800];
    snprintf(path, sizeof path, "%s/%s.py", folder, name);
    snprintf(text, sizeof text,
             "from torch import nn\n"
             "class Net(nn.Module):\n"
             "    def __init__(self, hidden=16):\n"
             "        super().__init__()\n"
             "        self.fc1 = nn.Linear(64, hidden)\n"
             "        self.relu = nn.ReLU()\n"
             "        self.drop = nn.Dropout(%s)\n"
             "        self.fc2 = nn.Linear(hidden, 10)\n"
             "    def forward(self, x):\n"
             "        return self.fc2(self.drop(self.relu(self.fc1(x))))\n",
             rate);
    assert_int_equal(tn__file_save(path, text, strlen(text), NULL), TN_OK);
    snprintf(model, sizeof model, "%s:Net()", path);
}

static tn_study_options options_in(char *out, const char *name)
{
    tn_study_options o = tn_study_options_default();
    snprintf(out, 128, "%s/%s", folder, name);
    o.folder = out;
    o.train.epochs = 4;
    o.data.limit = 400;
    o.seeds = 3;
    o.more_seeds = 6;
    o.kinds = "Dropout";
    o.rates = "0.2";
    return o;
}

static tn_study *open_study(const tn_study_options *o)
{
    tn_study *study;
    tn_error err;
    if (tn_study_open(&study, model, "digits", o, &err) != TN_OK) fail_msg("%s (%s)", err.text, err.help);
    return study;
}

static void run(tn_study *study)
{
    tn_error err;
    if (tn_study_run(study, NULL, NULL, &err) != TN_OK) fail_msg("%s", err.text);
}

static const tn_answer_arm *arm_of(const tn_answer *answer, const char *text)
{
    for (int i = 0; i < answer->n_arms; i++)
        if (strcmp(answer->arms[i].text, text) == 0) return &answer->arms[i];
    fail_msg("there is no arm %s", text);
    return NULL;
}

/* --- what is found --- */

static void test_planted_effect__is_found_tested_and_patched(void **state)
{
    char path[128];
    (void)state;
    write_model("planted", "0.95");
    tn_study_options o = options_in(path, "planted");
    o.sites = "relu";
    tn_study *study = open_study(&o);
    run(study);
    const tn_answer *a = tn_study_answer(study);
    assert_true(a->winner >= 0 && a->baseline >= 0);
    const tn_answer_arm *winner = &a->arms[a->winner];
    assert_true(winner->fresh && winner->low > 0 && winner->p_adjusted < 0.05 && winner->effect > 0.05);
    assert_true(strcmp(winner->text, "none") == 0 || strcmp(winner->text, "relu=Dropout(0.2)") == 0);
    /* Test data were looked at once, for these two. */
    assert_true(a->winner_test.score > a->baseline_test.score && a->winner_test.n_bins > 0);
    assert_non_null(strstr(a->sentence, "On test data"));
    assert_non_null(a->patch);
    assert_non_null(strstr(a->patch, "-        self.drop = nn.Dropout(0.95)"));
    tn_study_free(study);
}

static void test_equal_placements__get_no_arms_of_their_own(void **state)
{
    char path[128];
    (void)state;
    write_model("plain", "0.5");
    tn_study_options o = options_in(path, "unrun");
    o.folder = NULL;
    tn_study *study = open_study(&o);
    const tn_answer *a = tn_study_answer(study);
    assert_int_equal(a->n_arms, 4); /* base, none, input, relu: not fc1, which is equal to relu */
    assert_int_equal(a->sites[2].equal_to, 3);
    tn_error err;
    assert_int_equal(tn_study_run(study, NULL, NULL, &err), TN_BAD_ARGUMENT);
    tn_study_free(study);
}

/* Before and after a ReLU with the same rate: the effect is 0 to the last bit, and so nothing is claimed. */
static void test_equal_placements__have_equal_scores(void **state)
{
    char path[128];
    (void)state;
    write_model("plain", "0.5");
    tn_study_options o = options_in(path, "before");
    o.arm = "fc1=Dropout(0.5)";
    tn_study *study = open_study(&o);
    run(study);
    const tn_answer *a = tn_study_answer(study);
    const tn_answer_arm *arm = arm_of(a, "fc1=Dropout(0.5)");
    assert_true(arm->effect == 0 && arm->low == 0 && arm->high == 0);
    assert_int_equal(a->winner, -1);
    tn_study_free(study);
}

/* --- many studies --- */

/* Two branches that are alike, with dropout on one: on which one is of no effect, though no two trials are equal. */
static void write_symmetric(void)
{
    const char *text = "import torch\n"
                       "from torch import nn\n"
                       "class Net(nn.Module):\n"
                       "    def __init__(self):\n"
                       "        super().__init__()\n"
                       "        self.a = nn.Linear(64, 8)\n"
                       "        self.b = nn.Linear(64, 8)\n"
                       "        self.drop = nn.Dropout(0.4)\n"
                       "        self.out = nn.Linear(16, 10)\n"
                       "    def forward(self, x):\n"
                       "        return self.out(torch.cat([self.drop(self.a(x)), self.b(x)], 1))\n";
    snprintf(model, sizeof model, "%s/symmetric.py", folder);
    assert_int_equal(tn__file_save(model, text, strlen(text), NULL), TN_OK);
}

/* Runs `n` studies of one arm against the baseline, each with seeds of its own; returns how many say that the arm is better. */
static int count_claims(const char *arm, const char *name, int n, int epochs)
{
    char path[128], own[40];
    int claims = 0;
    for (int i = 0; i < n; i++) {
        snprintf(own, sizeof own, "%s%d", name, i);
        tn_study_options o = options_in(path, own);
        o.arm = arm;
        o.train.seed = 1000 * (uint64_t)(i + 1);
        o.train.epochs = epochs;
        o.data.limit = 200;
        o.validation_fraction = 0.4;
        o.more_seeds = 10;
        tn_study *study = open_study(&o);
        run(study);
        claims += tn_study_answer(study)->winner >= 0;
        tn_study_free(study);
    }
    return claims;
}

/* At a confidence of .95 a study may claim a null arm better with probability .025 at most: among 60, seven or more claims have
 * probability 1e-3 (binomial), and the seeds are fixed. */
static void test_null_effect__is_claimed_at_most_at_the_stated_rate(void **state)
{
    (void)state;
    write_symmetric();
    int claims = count_claims("b=Dropout(0.4)", "null", 60, 2);
    if (claims >= 7) fail_msg("%d of 60 studies claim an effect that is not there", claims);
}

/* Dropout of .95 leaves hardly a unit: taking it out is found whenever fresh seeds for a power of .8 are run. Among 30, fewer
 * than 18 would have probability 3e-3 at that power. */
static void test_planted_effects__are_found_at_the_stated_power(void **state)
{
    (void)state;
    write_model("often", "0.95");
    int claims = count_claims("none", "often", 30, 6);
    if (claims < 18) fail_msg("only %d of 30 studies find what is there", claims);
}

/* --- common random numbers, jobs --- */

static void test_jobs__do_not_change_an_answer(void **state)
{
    char path[2][128];
    tn_study *studies[2];
    (void)state;
    write_model("plain", "0.5");
    for (int i = 0; i < 2; i++) {
        tn_study_options o = options_in(path[i], i ? "three" : "one");
        o.jobs = i ? 3 : 1;
        studies[i] = open_study(&o);
        run(studies[i]);
    }
    const tn_answer *a = tn_study_answer(studies[0]), *b = tn_study_answer(studies[1]);
    assert_int_equal(a->n_arms, b->n_arms);
    for (int i = 0; i < a->n_arms; i++) {
        assert_string_equal(a->arms[i].text, b->arms[i].text);
        assert_memory_equal(&a->arms[i].score, &b->arms[i].score, sizeof(double));
        assert_memory_equal(&a->arms[i].effect, &b->arms[i].effect, sizeof(double));
        assert_int_equal(a->arms[i].n, b->arms[i].n);
    }
    assert_string_equal(a->sentence, b->sentence);
    for (int i = 0; i < 2; i++) tn_study_free(studies[i]);
}

/* --- stopping and going on --- */

static bool stop_soon(const tn_study_progress *progress, void *user)
{
    (void)progress;
    return (*(int *)user)-- > 0;
}

static void test_stopped_study__goes_on_and_ends_the_same(void **state)
{
    char path[2][128];
    (void)state;
    write_model("plain", "0.5");
    tn_study_options o = options_in(path[0], "whole");
    o.train.epochs = 20;
    tn_study *whole = open_study(&o);
    run(whole);
    o = options_in(path[1], "stopped");
    o.train.epochs = 20;
    tn_status status = TN_INTERRUPTED;
    tn_study *study = NULL;
    for (int tries = 0; status == TN_INTERRUPTED && tries < 1000; tries++) {
        int looks = tries % 3;
        tn_error err;
        tn_study_free(study);
        study = open_study(&o);
        status = tn_study_run(study, stop_soon, &looks, &err);
        if (status == TN_INTERRUPTED) assert_true(*tn_study_answer(study)->sentence);
        if (tries == 0) assert_int_equal(status, TN_INTERRUPTED);
        if (tries > 20) {
            status = tn_study_run(study, NULL, NULL, &err);
        }
    }
    assert_int_equal(status, TN_OK);
    const tn_answer *a = tn_study_answer(whole), *b = tn_study_answer(study);
    assert_string_equal(a->sentence, b->sentence);
    for (int i = 0; i < a->n_arms; i++) {
        assert_string_equal(a->arms[i].text, b->arms[i].text);
        assert_true(a->arms[i].score == b->arms[i].score);
    }
    assert_int_equal(tn_study_trials(whole), tn_study_trials(study));
    tn_study_free(whole);
    tn_study_free(study);
}

static void test_reopened_study__knows_all_of_it(void **state)
{
    char path[128];
    (void)state;
    write_model("plain", "0.5");
    tn_study_options o = options_in(path, "reopened");
    tn_study *study = open_study(&o), *again;
    run(study);
    char sentence[1000];
    snprintf(sentence, sizeof sentence, "%s", tn_study_answer(study)->sentence);
    int64_t trials = tn_study_trials(study);
    tn_study_free(study);
    remove(model); /* the folder has the source */
    tn_error err;
    if (tn_study_reopen(&again, path, NULL, &err) != TN_OK) fail_msg("%s", err.text);
    run(again);
    assert_string_equal(tn_study_answer(again)->sentence, sentence);
    assert_int_equal(tn_study_trials(again), trials);
    tn_study_free(again);
}

/* --- refusals --- */

static void assert_refused(const tn_study_options *o, const char *data, tn_status wanted, const char *why)
{
    tn_study *study;
    tn_error err;
    tn_status status = tn_study_open(&study, model, data, o, &err);
    if (status == TN_OK) tn_study_free(study);
    assert_int_equal(status, wanted);
    if (!strstr(err.text, why)) fail_msg("'%s' lacks '%s'", err.text, why);
}

static void test_refusals__say_what_and_what_to_do(void **state)
{
    char path[128];
    (void)state;
    write_model("plain", "0.5");
    const tn_study_options good = options_in(path, "refused");
    tn_study_options o = good;
    o.trials = 6;
    assert_refused(&o, "digits", TN_BAD_ARGUMENT, "too small for 4 arms, which need at least");
    o = good;
    o.validation_fraction = 0.02;
    assert_refused(&o, "digits", TN_BAD_ARGUMENT, "has none of class");
    o = good;
    o.design = "triple";
    assert_refused(&o, "digits", TN_BAD_ARGUMENT, "no design");
    o = good;
    o.sites = "fc1,nowhere";
    assert_refused(&o, "digits", TN_BAD_ARGUMENT, "'nowhere' is no site");
    o = good;
    o.rates = "0.5,1";
    assert_refused(&o, "digits", TN_BAD_ARGUMENT, "no list of rates");
    o = good;
    o.kinds = "Dropout7d";
    assert_refused(&o, "digits", TN_BAD_ARGUMENT, "no kind of dropout");
    o = good;
    o.seeds = 1;
    assert_refused(&o, "digits", TN_BAD_ARGUMENT, "seeds is 1");
    o = good;
    o.kinds = "AlphaDropout";
    o.sites = "input";
    o.arm = "input=AlphaDropout(0.1)";
    tn_study_free(open_study(&o)); /* an arm that is asked for is not judged */
    o = good;
    assert_refused(&o, "digits", TN_MISMATCH, "another study");
}

static void test_one_class__is_no_data_for_a_study(void **state)
{
    char path[128], csv[128];
    tn__buf text = TN_BUF_INIT;
    (void)state;
    tn__buf_puts(&text, "a,b,label\n");
    for (int i = 0; i < 40; i++) tn__buf_printf(&text, "%d,%d,same\n", i, i % 7);
    snprintf(csv, sizeof csv, "%s/one.csv", folder);
    assert_int_equal(tn__file_save(csv, text.data, text.length, NULL), TN_OK);
    tn__buf_release(&text);
    snprintf(model, sizeof model, "%s/small.py", folder);
    const char *source = "from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                         "        self.fc = nn.Linear(2, 1)\n    def forward(self, x):\n        return self.fc(x)\n";
    assert_int_equal(tn__file_save(model, source, strlen(source), NULL), TN_OK);
    tn_study_options o = options_in(path, "one-class");
    assert_refused(&o, csv, TN_BAD_ARGUMENT, "one class");
}

/* --- settings --- */

static void test_settings__read_back(void **state)
{
    tn_study_options o = tn_study_options_default();
    tn__buf first = TN_BUF_INIT, second = TN_BUF_INIT;
    tn__settings_copy copy;
    tn_error err;
    (void)state;
    o.design = "joint";
    o.rates = "0.1,0.25";
    o.train.lr = 0.1 + 0.2;
    o.train.seed = UINT64_MAX;
    o.train.schedule = TN_SCHEDULE_ONE_CYCLE;
    o.train.paper_scaling = true;
    o.train.rng = TN_RNG_TORCH;
    o.train.nesterov = true;
    o.data.normalise = false;
    o.train.gamma = NAN;
    tn__settings_print(&o, false, &first);
    if (tn__settings_parse(&copy, first.data, &err) != TN_OK) fail_msg("%s", err.text);
    assert_true(copy.options.train.lr == 0.1 + 0.2 && copy.options.train.seed == UINT64_MAX && !copy.options.data.normalise);
    tn__settings_print(&copy.options, false, &second);
    assert_string_equal(first.data, second.data);
    tn__free(copy.owned);
    assert_int_equal(tn__settings_parse(&copy, "colour blue\n", &err), TN_BAD_FORMAT);
    assert_int_equal(tn__settings_parse(&copy, "epochs ten\n", &err), TN_BAD_FORMAT);
    assert_int_equal(tn__settings_parse(&copy, "schedule never\n", &err), TN_BAD_FORMAT);
    tn__buf_release(&first);
    tn__buf_release(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted_effect__is_found_tested_and_patched),
        cmocka_unit_test(test_equal_placements__get_no_arms_of_their_own),
        cmocka_unit_test(test_equal_placements__have_equal_scores),
        cmocka_unit_test(test_null_effect__is_claimed_at_most_at_the_stated_rate),
        cmocka_unit_test(test_planted_effects__are_found_at_the_stated_power),
        cmocka_unit_test(test_jobs__do_not_change_an_answer),
        cmocka_unit_test(test_stopped_study__goes_on_and_ends_the_same),
        cmocka_unit_test(test_reopened_study__knows_all_of_it),
        cmocka_unit_test(test_refusals__say_what_and_what_to_do),
        cmocka_unit_test(test_one_class__is_no_data_for_a_study),
        cmocka_unit_test(test_settings__read_back),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
