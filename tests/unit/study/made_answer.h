/* Answers of studies that never ran, for the report's tests: plain, hostile, empty and large. The numbers are smooth
 * functions, so that pictures look as real ones do. */
#ifndef TN_TESTS_MADE_ANSWER_H
#define TN_TESTS_MADE_ANSWER_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "thinnet/answer.h"

enum { MADE_SITES = 4, MADE_KINDS = 3, MADE_RATES = 5, MADE_EPOCHS = 30, MADE_BINS = 10, MADE_LARGE = 6000 };

typedef struct made_answer {
    tn_answer answer;
    tn_answer_layer layers[8];
    tn_answer_site sites[MADE_SITES + 1];
    tn_answer_arm arms[MADE_LARGE];
    char texts[MADE_LARGE][640], commands[MADE_LARGE][900];
    tn_answer_point curves[1 + MADE_SITES * MADE_KINDS * MADE_RATES][MADE_EPOCHS];
    tn_answer_bin bins[2][MADE_BINS];
    tn_answer_setting settings[4], many_settings[1000];
    tn_answer_layer many_layers[3000];
    tn_answer_site many_sites[3000];
} made_answer;

static void made_net(made_answer *made)
{
    static const tn_answer_layer layers[] = {{"stem", "Linear", "N x 128", {-1}, 1, false},
                                             {"", "relu", "N x 128", {0}, 1, false},
                                             {"block.normalisation", "BatchNorm2d", "N x 256 x 128 x 128", {1}, 1, false},
                                             {"block.fc", "Linear", "N x 128", {2}, 1, false},
                                             {"block.gelu", "GELU", "N x 128", {3}, 1, false},
                                             {"", "add", "N x 128", {4, 1}, 2, false},
                                             {"dropout1", "Dropout", "N x 128", {5}, 1, true},
                                             {"head", "Linear", "N x 10", {6}, 1, false}};
    static const tn_answer_site sites[] = {{"input", 31, 9, -1, "N x 64", NULL, -1, NULL},
                                           {"stem:after", 32, 13, 0, "N x 128", NULL, 2, "relu(c*x) = c*relu(x) for c >= 0"},
                                           {"relu:after", 32, 11, 1, "N x 128", NULL, -1, NULL},
                                           {"block.gelu:after", 36, 16, 4, "N x 128", NULL, -1, NULL},
                                           {"head:input", 38, 16, 5, "N x 128", "Dropout(0.5)", -1, NULL}};
    memcpy(made->layers, layers, sizeof(layers));
    memcpy(made->sites, sites, sizeof(sites));
}

static void made_curve(tn_answer_point *curve, double quality)
{
    for (int i = 0; i < MADE_EPOCHS; i++) {
        double t = 1 - exp(-0.2 * (i + 1));
        curve[i] = (tn_answer_point){.train_loss = 2.3 * (1 - t) + 0.03 + 0.5 * quality,
                                     .validation_loss = 2.3 * (1 - t) + 0.16 - quality + 0.002 * i * (0.05 - quality),
                                     .validation_score = 0.1 + (0.84 + quality) * t};
    }
}

static void made_arm(made_answer *made, int i, int site, const char *kind, double p)
{
    static const double peak[] = {0.004, 0, 0.021, 0.009, 0.012};
    double effect = peak[site] * (1 - 9 * (p - 0.35) * (p - 0.35)) - 0.012 * (p > 0.65) -
                    (*kind == 'A'   ? 0.014
                     : *kind == 'G' ? 0.002
                                    : 0);
    double half = 0.005 + 0.004 * p;
    char text[200];
    snprintf(text, sizeof(text), "%s=%s(%g)", made->sites[site].name, kind, p);
    snprintf(made->texts[i], sizeof(made->texts[i]), "%s", text);
    snprintf(made->commands[i], sizeof(made->commands[i]),
             "thinnet study 'net.py:Net(64, 10)' --data digits --arm '%s' --seeds 12", text);
    made->arms[i] = (tn_answer_arm){.text = made->texts[i],
                                    .command = made->commands[i],
                                    .site = site,
                                    .kind = kind,
                                    .p = p,
                                    .n = 12,
                                    .score = 0.94 + effect,
                                    .low_score = 0.935 + effect,
                                    .high_score = 0.945 + effect,
                                    .effect = effect,
                                    .low = effect - half,
                                    .high = effect + half,
                                    .p_value = exp(-fabs(effect) * 900),
                                    .p_adjusted = fmin(1, 60 * exp(-fabs(effect) * 900)),
                                    .train_score = 0.99 - effect / 2,
                                    .gap = 0.13 - 2 * effect,
                                    .epochs = MADE_EPOCHS};
    if (i < (int)(sizeof(made->curves) / sizeof(*made->curves))) {
        made_curve(made->curves[i], effect);
        made->arms[i].curve = made->curves[i];
    } else {
        made->arms[i].epochs = 0;
    }
}

static int made_by_effect(const void *a, const void *b)
{
    double x = ((const tn_answer_arm *)a)->effect, y = ((const tn_answer_arm *)b)->effect;
    return (x < y) - (x > y);
}

static void made_arms(made_answer *made)
{
    static const char *const kinds[] = {"Dropout", "AlphaDropout", "GaussianDropout"};
    static const int sites[] = {0, 2, 3, 4};
    int n = 0;
    for (int s = 0; s < MADE_SITES; s++)
        for (int k = 0; k < MADE_KINDS; k++)
            for (int r = 0; r < MADE_RATES; r++) made_arm(made, n++, sites[s], kinds[k], 0.1 + 0.15 * r);
    made_arm(made, n, 4, "Dropout", 0.5);
    made->arms[n].text = "base";
    made->arms[n].site = -1;
    made->arms[n].kind = "";
    made->arms[n].p = NAN;
    made->arms[n].effect = made->arms[n].low = made->arms[n].high = 0;
    made->arms[n].score = 0.94;
    made->arms[7].diverged = 3;
    made->arms[11].stopped = true;
    n++;
    qsort(made->arms, (size_t)n, sizeof(*made->arms), made_by_effect);
    made->answer.n_arms = n;
    for (int i = 0; i < n; i++) {
        bool base = !strcmp(made->arms[i].text, "base");
        made->answer.baseline = base ? i : made->answer.baseline;
        made->arms[i].against = base ? NULL : "base";
    }
}

static void made_tests(made_answer *made)
{
    static const int counts[MADE_BINS] = {0, 2, 5, 9, 14, 22, 31, 48, 90, 620};
    for (int t = 0; t < 2; t++) {
        for (int i = 0; i < MADE_BINS; i++) {
            double confidence = (i + 0.5) / MADE_BINS;
            made->bins[t][i] = (tn_answer_bin){confidence, pow(confidence, t ? 1.05 : 1.6), counts[i]};
        }
        made->bins[t][0].accuracy = made->bins[t][0].confidence = NAN;
    }
    made->answer.baseline_test = (tn_answer_test){0.936, 0.929, 0.943, 0.041, made->bins[0], MADE_BINS};
    made->answer.winner_test = (tn_answer_test){0.957, 0.951, 0.963, 0.012, made->bins[1], MADE_BINS};
}

/* A study of a small residual net that found something. Free with free(). */
static made_answer *made_plain(void)
{
    made_answer *made = calloc(1, sizeof(*made));
    if (!made) return NULL;
    made_net(made);
    made->settings[0] = (tn_answer_setting){"optimiser", "sgd, lr 0.1"};
    made->settings[1] = (tn_answer_setting){"epochs", "30"};
    made->settings[2] = (tn_answer_setting){"seeds", "0 to 11"};
    made->answer = (tn_answer){
        .sentence =
            "Dropout(0.4) after relu (line 32) raises validation accuracy by 2.1 points (95 % interval 1.4 to 2.7, 12 seeds).",
        .model = "net.py",
        .call = "Net(64, 10)",
        .data = "digits",
        .fingerprint = "8f14e45fceea167a5a36dedd4bea2543",
        .design = "single",
        .measure = "accuracy",
        .percent = true,
        .confidence = 0.95,
        .settings = made->settings,
        .n_settings = 3,
        .layers = made->layers,
        .n_layers = 8,
        .sites = made->sites,
        .n_sites = 5,
        .arms = made->arms,
        .version = "0.1.0",
        .patch = "--- a/net.py\n+++ b/net.py\n@@ -18,3 +18,4 @@\n         self.stem = nn.Linear(64, 128)\n+        self.dropout2 "
                 "= nn.Dropout(0.4)\n"
                 "-        x = F.relu(self.stem(x))\n+        x = self.dropout2(F.relu(self.stem(x)))\n",
        .command = "thinnet study 'net.py:Net(64, 10)' --data digits --design single --seeds 12"};
    made_arms(made);
    made_tests(made);
    made->answer.winner = 0;
    return made;
}

#define MADE_NASTY                                                                                                               \
    "</script><script>alert(1)</script>\"'><img src=x "                                                                          \
    "onerror=alert(2)>&amp;\xC3\xA9\xF0\x9F\x98\x80\xFF\xC0\x80\xED\xA0\x80\x01\x1B[31m]]>--><!-- {{body}} %s%n"

/* Every text is one that would break a page that does not escape. */
static made_answer *made_hostile(void)
{
    made_answer *made = made_plain();
    if (!made) return NULL;
    tn_answer *a = &made->answer;
    a->sentence = a->model = a->call = a->data = a->fingerprint = a->design = a->measure = a->patch = a->command = a->version =
        MADE_NASTY;
    for (int i = 0; i < a->n_settings; i++) made->settings[i] = (tn_answer_setting){MADE_NASTY, MADE_NASTY};
    for (int i = 0; i < a->n_layers; i++) made->layers[i].name = made->layers[i].kind = made->layers[i].shape = MADE_NASTY;
    for (int i = 0; i < a->n_sites; i++) {
        made->sites[i].name = made->sites[i].shape = made->sites[i].existing = MADE_NASTY;
        if (made->sites[i].why_equal) made->sites[i].why_equal = MADE_NASTY;
    }
    for (int i = 0; i < a->n_arms; i++) made->arms[i].text = made->arms[i].command = made->arms[i].kind = MADE_NASTY;
    made->arms[1].effect = made->arms[1].low = made->arms[1].high = NAN;
    made->arms[2].effect = INFINITY;
    made->arms[3].low = -INFINITY;
    made->arms[4].gap = 1e300;
    made->arms[5].p_adjusted = NAN;
    return made;
}

/* Nothing was measured. */
static made_answer *made_empty(void)
{
    made_answer *made = calloc(1, sizeof(*made));
    if (!made) return NULL;
    made->answer = (tn_answer){.sentence = "The data cannot tell yet: no trial has ended.",
                               .model = "net.py",
                               .measure = "RMSE",
                               .confidence = 0.95,
                               .baseline = -1,
                               .winner = -1};
    made->answer.baseline_test.score = made->answer.winner_test.score = NAN;
    made->answer.baseline_test.ece = made->answer.winner_test.ece = NAN;
    return made;
}

/* Large and hostile in everything: what bounds the page's size is tried at once. */
static made_answer *made_huge(void)
{
    static char text[5000];
    made_answer *made = made_plain();
    if (!made) return NULL;
    tn_answer *a = &made->answer;
    memset(text, '"', sizeof(text) - 1);
    a->sentence = a->model = a->call = a->data = a->fingerprint = a->design = a->measure = a->patch = a->command = a->version =
        text;
    for (int i = 0; i < 1000; i++) made->many_settings[i] = (tn_answer_setting){text, text};
    for (int i = 0; i < 3000; i++) {
        made->many_layers[i] = (tn_answer_layer){text, text, text, {i / 2 - 1}, 1, false};
        made->many_sites[i] = (tn_answer_site){text, i, 1, i % 100, text, text, -1, text};
    }
    for (int i = 0; i < MADE_LARGE; i++) {
        double p = 0.01 * (i % 90);
        made->arms[i] = (tn_answer_arm){.text = text,
                                        .command = text,
                                        .site = i / 90,
                                        .kind = "Dropout",
                                        .p = p,
                                        .n = 5,
                                        .score = 0.5,
                                        .effect = p - 0.5,
                                        .low = p - 0.7,
                                        .high = p - 0.3,
                                        .p_adjusted = 0.5,
                                        .train_score = 0.5,
                                        .gap = p,
                                        .curve = made->curves[1],
                                        .epochs = MADE_EPOCHS};
    }
    a->settings = made->many_settings;
    a->n_settings = 1000;
    a->layers = made->many_layers;
    a->sites = made->many_sites;
    a->n_layers = a->n_sites = 3000;
    a->n_arms = MADE_LARGE;
    return made;
}

/* A regression whose data cannot tell: no winner, no reliability, scores without a unit. */
static made_answer *made_regression(void)
{
    made_answer *made = made_plain();
    if (!made) return NULL;
    tn_answer *a = &made->answer;
    a->sentence = "The data cannot tell yet whether dropout helps: some 40 seeds would, 12 were run.";
    a->measure = "RMSE";
    a->percent = false;
    a->winner = -1;
    a->patch = NULL;
    a->baseline_test = (tn_answer_test){0.4321, NAN, NAN, NAN, NULL, 0};
    a->winner_test = (tn_answer_test){NAN, NAN, NAN, NAN, NULL, 0};
    for (int i = 0; i < a->n_arms; i++) {
        tn_answer_arm *arm = &made->arms[i];
        arm->low = arm->effect - 0.03;
        arm->high = arm->effect + 0.03;
        arm->p_adjusted = 1;
        arm->score = 0.44 - arm->effect;
        arm->train_score = 0.41;
    }
    return made;
}

/* A joint study of thousands of arms with long texts. */
static made_answer *made_large(void)
{
    made_answer *made = made_plain();
    if (!made) return NULL;
    for (int i = made->answer.n_arms; i < MADE_LARGE; i++) {
        made_arm(made, i, i % 2 ? 2 : 3, "Dropout", 0.05 + 0.9 * i / MADE_LARGE);
        made->arms[i].site = -1;
        made->arms[i].against = "base";
        size_t length = strlen(made->texts[i]);
        while (length < 500) length += (size_t)sprintf(made->texts[i] + length, ";block%d=Dropout(0.1)", (int)length);
        snprintf(made->commands[i], sizeof made->commands[i], "thinnet study net.py --arm %s", made->texts[i]);
    }
    made->answer.n_arms = MADE_LARGE;
    return made;
}

#endif
