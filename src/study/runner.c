#include "study/runner.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "study/trial_record.h"
#include "tensor/shape.h"
#include "thinnet/predict.h"

/* --- ids --- */

/* Two FNV-1a hashes of 64 bits that start apart, mixed at the end: no defence against forgery, which ids do not need. */
void tn__trial_identity(uint64_t identity[2], const void *bytes, size_t length)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < length; i++) {
        identity[0] = (identity[0] ^ p[i]) * 0x100000001B3u;
        identity[1] = (identity[1] ^ p[i]) * 0x9E3779B97F4A7C15u;
        identity[1] ^= identity[1] >> 29;
    }
}

static uint64_t mixed(uint64_t x)
{
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

void tn__runner_id(const tn__runner *runner, int arm, uint64_t seed, char out[TN__TRIAL_ID])
{
    const char *text = runner->arms->items[arm].text;
    uint64_t hash[2] = {runner->identity[0], runner->identity[1]};
    tn__trial_identity(hash, text, strlen(text) + 1);
    tn__trial_identity(hash, &seed, sizeof seed);
    snprintf(out, TN__TRIAL_ID, "%016llx%016llx", (unsigned long long)mixed(hash[0]), (unsigned long long)mixed(hash[1]));
}

/* --- one trial --- */

typedef struct trial_run {
    tn__runner *runner;
    const tn__arm *arm;
    tn__trial *trial;
    tn_net *net;
    const tn_data *data;
    size_t capacity; /* of the curve */
    bool no_memory;
    tn_error *err;
} trial_run;

static bool on_epoch(const tn_epoch *epoch, void *user)
{
    trial_run *run = user;
    tn__trial *trial = run->trial;
    if (atomic_load(&run->runner->stop)) return false;
    if (!epoch->epoch_done) return true;
    if (!tn__grow((void **)&trial->curve, &run->capacity, (size_t)trial->n_curve, sizeof *trial->curve)) {
        run->no_memory = true;
        return false;
    }
    bool classes = isfinite(epoch->validation.accuracy);
    trial->curve[trial->n_curve++] = (tn__trial_point){.train_loss = epoch->train_loss,
                                                       .validation_loss = epoch->validation.loss,
                                                       .validation_accuracy = classes ? epoch->validation.accuracy
                                                                                      : epoch->validation.rmse};
    trial->train_loss = epoch->train_loss;
    trial->train_accuracy = epoch->train_accuracy;
    return true;
}

static tn_status train(trial_run *run)
{
    tn_train_options options = run->runner->options->train;
    tn_train_result result;
    options.seed = run->trial->seed;
    options.save = options.checkpoint = options.resume = NULL;
    tn_status status = tn_net_init(run->net, options.seed, run->err);
    /* Training reads the data only; it takes them as they are when it writes weights, which it does not here. */
    if (status == TN_OK) status = tn_train(run->net, (tn_data *)run->data, &options, on_epoch, run, &result, run->err);
    if (status == TN_NOT_FINITE) {
        run->trial->state = TN__TRIAL_DIVERGED;
        run->trial->epochs = run->trial->n_curve;
        return TN_OK;
    }
    if (status != TN_OK) return status;
    if (run->no_memory) return tn__no_memory(run->err, run->capacity * sizeof *run->trial->curve);
    if (result.interrupted) return tn__fail(run->err, TN_INTERRUPTED, "the trial was stopped");
    run->trial->epochs = result.epochs_run;
    return TN_OK;
}

/* --- scores --- */

static tn_predict_options predict_options(const trial_run *run)
{
    const tn_study_options *o = run->runner->options;
    tn_predict_options out = tn_predict_options_default();
    out.loss = o->train.loss;
    out.paper_scaling = o->train.paper_scaling;
    out.seed = run->trial->seed;
    return out;
}

static tn_score unknown_score(void)
{
    return (tn_score){.loss = NAN, .accuracy = NAN, .rmse = NAN};
}

static tn_status score(trial_run *run)
{
    tn__trial *trial = run->trial;
    tn_predict_options options = predict_options(run);
    tn_status status = tn_evaluate(run->net, run->data, TN_TRAIN, &options, &trial->train, run->err);
    options.mc = run->arm->passes;
    if (status == TN_OK) status = tn_evaluate(run->net, run->data, TN_VALIDATION, &options, &trial->validation, run->err);
    return status;
}

static void add_to_bins(const tn_predictions *p, const int64_t *labels, tn__bin_sum *bins)
{
    for (int64_t i = 0; i < p->n; i++) {
        double confidence = p->mean[i * p->outputs + p->label[i]];
        int bin = (int)(confidence * TN__BINS);
        if (bin >= TN__BINS) bin = TN__BINS - 1;
        if (bin < 0) bin = 0;
        bins[bin].confidence += confidence;
        bins[bin].right += p->label[i] == labels[i];
        bins[bin].n++;
    }
}

/* The labels of the test part; owned. */
static tn_status test_labels(const trial_run *run, int64_t n, int64_t **out)
{
    tn_shape shape = tn_data_shape(run->data);
    float *x = tn__alloc((size_t)tn__shape_count(&shape), sizeof *x);
    int64_t *labels = tn__alloc((size_t)n, sizeof *labels);
    for (int64_t i = 0; x && labels && i < n; i++) tn_data_gather(run->data, TN_TEST, &i, 1, x, &labels[i], NULL);
    tn_status status = x && labels ? TN_OK : tn__no_memory(run->err, (uint64_t)n * sizeof *labels);
    tn__free(x);
    if (status == TN_OK)
        *out = labels;
    else
        tn__free(labels);
    return status;
}

static tn_status reliability(trial_run *run, const tn_predict_options *options, tn__bin_sum *bins)
{
    tn_predictions predictions = {0};
    int64_t *labels = NULL;
    tn_status status;
    TN_TRY(test_labels(run, tn_data_count(run->data, TN_TEST), &labels));
    TN_TRY(tn_predict(run->net, run->data, TN_TEST, options, &predictions, run->err));
    add_to_bins(&predictions, labels, bins);
done:
    tn__free(labels);
    tn_predictions_release(&predictions);
    return status;
}

static tn_status score_test(trial_run *run)
{
    tn_predict_options options = predict_options(run);
    options.mc = run->arm->passes;
    if (tn_data_count(run->data, TN_TEST) == 0) return TN_OK;
    tn_status status = tn_evaluate(run->net, run->data, TN_TEST, &options, &run->trial->test, run->err);
    return status == TN_OK && tn_data_classes(run->data) > 0 ? reliability(run, &options, run->trial->bins) : status;
}

static tn_status run_with_data(trial_run *run, int arm, bool test)
{
    tn_status status = tn__arm_net(&run->net, run->runner->arms, arm, run->err);
    if (status == TN_OK) status = train(run);
    bool diverged = run->trial->state == TN__TRIAL_DIVERGED;
    if (status == TN_OK && !diverged) status = score(run);
    if (status == TN_OK && !diverged && test) status = score_test(run);
    tn_net_free(run->net);
    return status;
}

tn_status tn__runner_run(tn__runner *runner, int arm, uint64_t seed, bool test, tn__trial *out, tn_error *err)
{
    trial_run run = {.runner = runner, .arm = &runner->arms->items[arm], .trial = out, .err = err};
    double started = tn__clock_seconds();
    *out = (tn__trial){.seed = seed,
                       .train = unknown_score(),
                       .validation = unknown_score(),
                       .test = unknown_score(),
                       .train_loss = NAN,
                       .train_accuracy = NAN};
    tn__runner_id(runner, arm, seed, out->id);
    memcpy(out->arm, run.arm->text, sizeof out->arm);
    tn_status status = tn__splits_take(runner->splits, &run.data, seed, run.arm->limit, err);
    if (status != TN_OK) return status;
    status = run_with_data(&run, arm, test);
    tn__splits_give_back(runner->splits, run.data);
    out->seconds = tn__clock_seconds() - started;
    if (status != TN_OK) tn__trial_release(out);
    return status;
}
