/* What a study knows as plain data. Everything that the answer points to is kept in one list and goes with it. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "study/study.h"
#include "study/trial_record.h"
#include "tensor/shape.h"
#include "thinnet/version.h"

struct tn__answer_parts {
    void **owned;
    size_t n, capacity;
    bool failed; /* memory ran out */
};

/* --- keeping --- */

void tn__answer_parts_free(struct tn__answer_parts *parts)
{
    if (!parts) return;
    for (size_t i = 0; i < parts->n; i++) tn__free(parts->owned[i]);
    tn__free(parts->owned);
    tn__free(parts);
}

/* Takes `block` over; NULL is a failed allocation. */
static void *keep(struct tn__answer_parts *parts, void *block)
{
    if (block && tn__grow((void **)&parts->owned, &parts->capacity, parts->n, sizeof *parts->owned)) {
        parts->owned[parts->n++] = block;
        return block;
    }
    tn__free(block);
    parts->failed = true;
    return NULL;
}

static void *keep_array(struct tn__answer_parts *parts, int n, size_t size)
{
    return keep(parts, tn__alloc((size_t)n + 1, size));
}

static const char *keep_text(struct tn__answer_parts *parts, const char *format, ...) TN_PRINTF(2, 3);
static const char *keep_text(struct tn__answer_parts *parts, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *kept = keep(parts, tn__strdup(text));
    return kept ? kept : "";
}

static const char *keep_buf(struct tn__answer_parts *parts, tn__buf *text)
{
    const char *kept = keep(parts, tn__buf_take(text));
    return kept ? kept : "";
}

/* "N x 16 x 5 x 5" */
static const char *keep_shape(struct tn__answer_parts *parts, const tn_shape *shape)
{
    tn__buf text = TN_BUF_INIT;
    for (int d = 0; d < shape->rank; d++) {
        if (d) tn__buf_puts(&text, " x ");
        if (d == shape->batch && shape->dim[d] != 1)
            tn__buf_printf(&text, "%lldN", (long long)shape->dim[d]);
        else if (d == shape->batch)
            tn__buf_putc(&text, 'N');
        else
            tn__buf_printf(&text, "%lld", (long long)shape->dim[d]);
    }
    return keep_buf(parts, &text);
}

/* --- the net --- */

static void add_layers(struct tn__answer_parts *parts, const tn_net *net, tn_answer *answer)
{
    int n = (int)net->n_nodes - 1;
    tn_answer_layer *layers = keep_array(parts, n, sizeof *layers);
    for (int i = 0; layers && i < n; i++) {
        const tn__node *node = &net->nodes[i + 1];
        const tn__layer *layer = tn__layer_of(net, i + 1);
        layers[i] = (tn_answer_layer){.name = layer->name ? layer->name : "",
                                      .shape = keep_shape(parts, &node->shape),
                                      .kind = layer->name || !layer->kind->torch_function ? layer->kind->torch_class
                                                                                          : layer->kind->torch_function,
                                      .dropout = node->site >= 0};
        if (!layers[i].kind) layers[i].kind = layer->kind->name;
        for (int k = 0; k < node->n_in && k < 4; k++) layers[i].from[layers[i].n_from++] = node->in[k] - 1;
    }
    answer->layers = layers;
    answer->n_layers = n;
}

/* "Dropout, GaussianDropout" */
static const char *keep_kinds(struct tn__answer_parts *parts, tn__kind_set kinds)
{
    tn__buf text = TN_BUF_INIT;
    tn__buf_puts(&text, "");
    for (int kind = 0; kind < tn__layer_kinds_count; kind++)
        if (kinds >> kind & 1) tn__buf_printf(&text, "%s%s", text.length ? ", " : "", tn__kind_class(kind));
    return keep_buf(parts, &text);
}

static void add_sites(struct tn__answer_parts *parts, const tn_study *study, tn_answer *answer)
{
    int n = study->sites.n;
    tn_answer_site *sites = keep_array(parts, n, sizeof *sites);
    for (int i = 0; sites && i < n; i++) {
        const tn__site *from = &study->sites.items[i];
        sites[i] = (tn_answer_site){.name = from->name,
                                    .line = from->place.line,
                                    .column = from->place.column,
                                    .layer = from->shown - 1,
                                    .shape = keep_shape(parts, &from->shape),
                                    .equal_to = from->equal_to,
                                    .why_equal = from->why_equal};
        sites[i].same_channels = from->same_channels;
        sites[i].kinds = keep_kinds(parts, from->kinds);
        sites[i].wrong = from->kinds || from->equal_to >= 0 ? "" : from->wrong;
        const tn__layer *layer = tn__site_existing(from, study->net);
        if (layer) sites[i].existing = keep_text(parts, "%s(%.6g)", layer->kind->torch_class, tn__arg_float(layer, "p"));
    }
    answer->sites = sites;
    answer->n_sites = n;
}

/* --- arms --- */

const tn__finalist *tn__study_finalist(const tn_study *study, int arm)
{
    for (int i = 0; i < study->n_finalists; i++)
        if (study->finalists[i].arm == arm) return &study->finalists[i];
    return NULL;
}

void tn__study_seeds_of(const tn_study *study, int arm, int *first, int *end)
{
    const tn__finalist *finalist = tn__study_finalist(study, arm);
    bool is_baseline = study->arms.items[arm].against == arm;
    *first = finalist ? study->screen_seeds : 0;
    *end = finalist ? study->screen_seeds + finalist->seeds : is_baseline ? study->results.n_seeds : study->screen_seeds;
}

static const char *arm_command(struct tn__answer_parts *parts, const tn_study *study, const char *arm)
{
    tn__buf text = TN_BUF_INIT;
    tn__buf_puts(&text, "thinnet study ");
    tn__print_quoted(&text, study->model);
    tn__buf_puts(&text, " --data ");
    tn__print_quoted(&text, tn_data_name(study->data));
    tn__settings_command(&study->options, arm == NULL, &text);
    if (arm) {
        tn__buf_puts(&text, " --arm ");
        tn__print_quoted(&text, arm);
    }
    return keep_buf(parts, &text);
}

/* Sums over an arm's trials. */
typedef struct arm_sums {
    tn_answer_point *curve;
    int *counts; /* trials that reached an epoch */
    int epochs, capacity, n;
    double train_score, gap;
} arm_sums;

static void add_trial(const tn_study *study, arm_sums *sums, const tn__trial *trial)
{
    sums->n++;
    sums->train_score += study->results.lower ? trial->train.rmse : trial->train.accuracy;
    sums->gap += trial->validation.loss - trial->train.loss;
    for (int e = 0; sums->curve && e < trial->n_curve && e < sums->capacity; e++) {
        sums->curve[e].train_loss += trial->curve[e].train_loss;
        sums->curve[e].validation_loss += trial->curve[e].validation_loss;
        sums->curve[e].validation_score += trial->curve[e].validation_accuracy;
        sums->counts[e]++;
        if (e >= sums->epochs) sums->epochs = e + 1;
    }
}

static tn_status visit_trials(const tn_study *study, int arm, arm_sums *sums, tn_error *err)
{
    int first, end;
    char id[TN__TRIAL_ID];
    tn__study_seeds_of(study, arm, &first, &end);
    for (int seed = first; study->store && seed < end; seed++) {
        tn__trial trial;
        tn__runner_id(&study->runner, arm, study->options.train.seed + (uint64_t)seed, id);
        if (!tn__store_has(study->store, id, false)) continue;
        tn_status status = tn__store_get(study->store, &trial, id, err);
        if (status != TN_OK) return status;
        if (trial.state == TN__TRIAL_DONE) add_trial(study, sums, &trial);
        tn__trial_release(&trial);
    }
    return TN_OK;
}

/* Means over seeds; an epoch that early stopping left to few trials is the mean of these. */
static tn_status add_curve(struct tn__answer_parts *parts, const tn_study *study, int arm, tn_answer_arm *out, tn_error *err)
{
    arm_sums sums = {.capacity = (int)(study->options.train.epochs < 1000 ? study->options.train.epochs : 1000)};
    sums.curve = keep_array(parts, sums.capacity, sizeof *sums.curve);
    sums.counts = tn__alloc((size_t)sums.capacity, sizeof *sums.counts);
    if (!sums.curve || !sums.counts) {
        tn__free(sums.counts);
        return tn__no_memory(err, (uint64_t)sums.capacity * sizeof *sums.curve);
    }
    tn_status status = visit_trials(study, arm, &sums, err);
    for (int e = 0; e < sums.epochs; e++) {
        sums.curve[e].train_loss /= sums.counts[e];
        sums.curve[e].validation_loss /= sums.counts[e];
        sums.curve[e].validation_score /= sums.counts[e];
    }
    tn__free(sums.counts);
    out->curve = sums.curve;
    out->epochs = sums.epochs;
    out->train_score = sums.n ? sums.train_score / sums.n : NAN;
    out->gap = sums.n ? sums.gap / sums.n : NAN;
    return status;
}

static tn_status add_arm(struct tn__answer_parts *parts, const tn_study *study, int i, tn_answer_arm *out, tn_error *err)
{
    const tn__arm *arm = &study->arms.items[i];
    const tn__finalist *finalist = tn__study_finalist(study, i);
    int first, end;
    tn__study_seeds_of(study, i, &first, &end);
    tn__paired mean = tn__results_mean(&study->results, i, first, end, study->options.confidence);
    tn__paired effect = tn__results_effect(&study->results, i, arm->against, first, end, study->options.confidence);
    *out = (tn_answer_arm){.text = arm->text,
                           .command = arm_command(parts, study, arm->text),
                           .site = arm->site,
                           .kind = arm->kind < 0 ? "" : tn__kind_class(arm->kind),
                           .p = arm->p,
                           .n = mean.n,
                           .score = mean.mean,
                           .low_score = mean.low,
                           .high_score = mean.high,
                           .effect = effect.mean,
                           .low = effect.low,
                           .high = effect.high,
                           .p_value = effect.p,
                           .p_adjusted = finalist ? finalist->p_adjusted : NAN,
                           .diverged = tn__results_diverged(&study->results, i),
                           .stopped = study->given_up[i],
                           .fresh = finalist != NULL,
                           .samples = arm->limit,
                           .passes = arm->passes,
                           .against = arm->against == i ? NULL : study->arms.items[arm->against].text};
    if (arm->against == i) out->effect = out->low = out->high = 0, out->p_value = NAN;
    return add_curve(parts, study, i, out, err);
}

/* All training samples is the largest size, though its limit is 0. */
static int by_size(int64_t x, int64_t y)
{
    uint64_t a = (uint64_t)x - 1, b = (uint64_t)y - 1;
    return a < b ? -1 : a > b;
}

/* What a design goes along comes first: sizes of training data, Monte Carlo passes. */
static int by_axis_and_effect(const void *a, const void *b)
{
    const tn_answer_arm *x = a, *y = b;
    if (x->samples != y->samples) return by_size(x->samples, y->samples);
    if (x->passes != y->passes) return x->passes < y->passes ? -1 : 1;
    bool known_x = !isnan(x->effect), known_y = !isnan(y->effect);
    if (known_x != known_y) return known_x ? -1 : 1;
    if (known_x && x->effect != y->effect) return x->effect < y->effect ? 1 : -1;
    return strcmp(x->text, y->text);
}

static int find_arm(const tn_answer *answer, const char *text)
{
    for (int i = 0; i < answer->n_arms; i++)
        if (strcmp(answer->arms[i].text, text) == 0) return i;
    return -1;
}

/* Designs that select nothing compare all arms at once. */
static tn_status adjust_all(tn_answer_arm *arms, const tn_study *study, tn_error *err)
{
    double *p = tn__alloc(2 * (size_t)study->arms.n, sizeof *p);
    if (!p) return tn__no_memory(err, 2 * (uint64_t)study->arms.n * sizeof *p);
    for (int i = 0; i < study->arms.n; i++) p[i] = arms[i].p_value;
    tn_status status = tn__holm_adjust(p + study->arms.n, p, study->arms.n, err);
    for (int i = 0; status == TN_OK && i < study->arms.n; i++) arms[i].p_adjusted = p[study->arms.n + i];
    tn__free(p);
    return status;
}

static tn_status add_arms(struct tn__answer_parts *parts, const tn_study *study, tn_answer *answer, tn_error *err)
{
    int n = study->arms.n;
    tn_answer_arm *arms = keep_array(parts, n, sizeof *arms);
    tn_status status = arms ? TN_OK : tn__no_memory(err, (uint64_t)n * sizeof *arms);
    for (int i = 0; status == TN_OK && i < n; i++) status = add_arm(parts, study, i, &arms[i], err);
    if (status == TN_OK && !study->design->selects) status = adjust_all(arms, study, err);
    if (status != TN_OK) return status;
    qsort(arms, (size_t)n, sizeof *arms, by_axis_and_effect);
    answer->arms = arms;
    answer->n_arms = n;
    answer->baseline = find_arm(answer, study->arms.items[study->arms.items[0].against].text);
    answer->winner = study->winner < 0 ? -1 : find_arm(answer, study->arms.items[study->winner].text);
    return TN_OK;
}

/* --- test data --- */

static tn_answer_test test_of(struct tn__answer_parts *parts, const tn_study *study, const tn__test_look *look)
{
    tn_answer_test out = {.score = NAN, .low = NAN, .high = NAN, .ece = NAN};
    if (look->n == 0) return out;
    tn__paired mean = tn__paired_test(look->scores, look->n, study->options.confidence);
    out.score = mean.mean;
    out.low = mean.low;
    out.high = mean.high;
    if (!look->has_bins) return out;
    tn_answer_bin *bins = keep_array(parts, TN__BINS, sizeof *bins);
    int64_t total = 0;
    for (int b = 0; b < TN__BINS; b++) total += look->bins[b].n;
    out.ece = 0;
    for (int b = 0; bins && b < TN__BINS; b++) {
        const tn__bin_sum *sum = &look->bins[b];
        double n = (double)sum->n;
        bins[b] = (tn_answer_bin){
            .confidence = sum->n ? sum->confidence / n : NAN, .accuracy = sum->n ? (double)sum->right / n : NAN, .count = sum->n};
        if (sum->n) out.ece += n / (double)total * fabs(bins[b].confidence - bins[b].accuracy);
    }
    out.bins = bins;
    out.n_bins = TN__BINS;
    return out;
}

/* --- all of it --- */

static void add_settings(struct tn__answer_parts *parts, const tn_study *study, tn_answer *answer)
{
    char value[256];
    const char *name;
    int n = 0;
    while (tn__settings_row(&study->options, n, &name, value, sizeof value)) n++;
    tn_answer_setting *settings = keep_array(parts, n, sizeof *settings);
    for (int i = 0; settings && tn__settings_row(&study->options, i, &name, value, sizeof value); i++)
        settings[i] = (tn_answer_setting){name, keep_text(parts, "%s", value)};
    answer->settings = settings;
    answer->n_settings = settings ? n : 0;
}

static void add_names(struct tn__answer_parts *parts, const tn_study *study, tn_answer *answer)
{
    const char *call = strstr(study->model, ".py:");
    answer->model = call ? keep_text(parts, "%.*s", (int)(call + 3 - study->model), study->model) : study->model;
    answer->call = call ? call + 4 : study->net->name ? study->net->name : "";
    answer->data = tn_data_name(study->data);
    answer->fingerprint = keep_text(parts, "%016llx", (unsigned long long)tn_data_fingerprint(study->data));
    answer->design = study->design->name;
    answer->measure = study->results.lower ? "RMSE" : "accuracy";
    answer->percent = !study->results.lower;
    answer->confidence = study->options.confidence;
    answer->command = arm_command(parts, study, NULL);
    answer->patch = study->patch;
    answer->no_patch = study->no_patch;
    answer->version = tn_version();
    answer->sentence = "";
}

static tn_status fill(struct tn__answer_parts *parts, tn_study *study, tn_answer *answer, tn_error *err)
{
    add_names(parts, study, answer);
    add_settings(parts, study, answer);
    add_layers(parts, study->net, answer);
    add_sites(parts, study, answer);
    answer->baseline_test = test_of(parts, study, &study->tests[0]);
    answer->winner_test = test_of(parts, study, &study->tests[1]);
    return add_arms(parts, study, answer, err);
}

tn_status tn__study_make_answer(tn_study *study, tn_error *err)
{
    struct tn__answer_parts *parts = tn__alloc(1, sizeof *parts);
    tn_answer answer = {.winner = -1};
    char *sentence = NULL;
    if (!parts) return tn__no_memory(err, sizeof *parts);
    tn_status status = fill(parts, study, &answer, err);
    if (status == TN_OK && parts->failed) status = tn__no_memory(err, sizeof *answer.arms);
    if (status != TN_OK) {
        tn__answer_parts_free(parts);
        return status;
    }
    tn__answer_parts_free(study->parts);
    study->parts = parts;
    study->answer = answer;
    status = tn__study_sentence(study, &sentence, err);
    if (status != TN_OK) return status;
    study->answer.sentence = keep(parts, sentence);
    if (study->answer.sentence) return TN_OK;
    study->answer.sentence = "";
    return tn__no_memory(err, 200);
}
