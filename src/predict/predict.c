/* Evaluation and prediction, plain and Monte Carlo. */
#include "thinnet/predict.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "net/graph.h"
#include "predict/uncertainty.h"
#include "tensor/shape.h"
#include "train/evaluator.h"

tn_predict_options tn_predict_options_default(void)
{
    return (tn_predict_options){.batch_size = 256, .threads = 1};
}

static tn_status check_options(const tn_predict_options *o, tn_error *err)
{
    if (o->batch_size < 1)
        return tn__fail(err, TN_BAD_ARGUMENT, "batch size is %lld; it must be at least 1", (long long)o->batch_size);
    if (o->threads < 1 || o->threads > 1024)
        return tn__fail(err, TN_BAD_ARGUMENT, "threads is %d; it must be from 1 to 1024", o->threads);
    if (o->mc < 0 || o->mc > UINT32_MAX)
        return tn__fail(err, TN_BAD_ARGUMENT, "%lld Monte Carlo passes; it must be from 0 to 4294967295", (long long)o->mc);
    return TN_OK;
}

/* One tn_evaluate or tn_predict call. */
typedef struct session {
    tn_predict_options options;
    tn__threads *threads;
    tn__evaluator evaluator;
    tn__uncertainty uncertainty;
    float *probabilities; /* [batch][outputs] */
    int64_t total, outputs;
    int64_t folded; /* Monte Carlo passes that run as one batch */
} session;

static void finish(session *s)
{
    tn__evaluator_release(&s->evaluator);
    tn__uncertainty_release(&s->uncertainty);
    tn__threads_free(s->threads);
    tn__free(s->probabilities);
}

/* No batch needs to be larger than the data. */
static int64_t batch_size(const session *s)
{
    return s->total > 0 && s->total < s->options.batch_size ? s->total : s->options.batch_size;
}

/* Measured: with so many rows weights are read and turned over seldom enough, activations stay in the caches, and the lists of
 * what is not 0 have room for all rows. */
#define FOLDED_ROWS 400
#define FOLDED_NUMBERS (1 << 22)

static int64_t at_most(int64_t n, double limit)
{
    return (double)n < limit ? n : limit > 1 ? (int64_t)limit : 1;
}

/* How many passes go through the net as one batch, so that small batches make large products. What no dropout precedes is
 * computed once for all passes, but as often as they are folded: that must stay a small part of the work. */
static tn_status fold_passes(session *s, const tn_net *net, int64_t batch, tn_error *err)
{
    tn__work work;
    int64_t passes = s->options.mc;
    s->folded = 1;
    if (passes <= 1) return TN_OK;
    tn_status status = tn__net_work(net, &work, err);
    if (status != TN_OK) return status;
    int64_t most = at_most(passes, (double)FOLDED_ROWS / (double)batch);
    most = at_most(most, (double)FOLDED_NUMBERS / ((double)batch * (double)work.widest));
    if (work.before_dropout > 0) most = at_most(most, work.after_dropout * (double)passes / (16 * work.before_dropout));
    int64_t groups = (passes + most - 1) / most;
    s->folded = (passes + groups - 1) / groups;
    return TN_OK;
}

static tn_status begin(session *s, tn_net *net, const tn_data *data, tn_part part, const tn_predict_options *options,
                       tn_error *err)
{
    s->options = options ? *options : tn_predict_options_default();
    tn_status status = check_options(&s->options, err);
    if (status != TN_OK) return status;
    s->total = tn_data_count(data, part);
    if (s->options.threads > 1) status = tn__threads_new(&s->threads, s->options.threads, err);
    if (status != TN_OK) return status;
    tn__plan_options plan = {.batch = batch_size(s),
                             .dropout_on = s->options.mc > 0,
                             .paper_scaling = s->options.paper_scaling,
                             .threads = s->threads};
    status = tn__evaluator_init(&s->evaluator, net, data, part, s->options.loss, &plan, err);
    if (status != TN_OK) return status;
    tn_shape output = tn_net_output(net);
    s->outputs = tn__shape_count(&output);
    bool classes = tn__loss_has_labels(s->options.loss);
    status = tn__uncertainty_init(&s->uncertainty, plan.batch, s->outputs, classes, err);
    if (status != TN_OK) return status;
    status = fold_passes(s, net, plan.batch, err);
    if (status != TN_OK) return status;
    s->probabilities = tn__alloc((size_t)(plan.batch * s->outputs), sizeof *s->probabilities);
    return s->probabilities ? TN_OK : tn__no_memory(err, (uint64_t)(plan.batch * s->outputs) * 4);
}

/* Class probabilities of n rows of the net's output, or values in the target's own unit. */
static void add_pass(session *s, const tn__plan *plan, const float *output, int64_t n)
{
    const tn_normalisation *norm = tn_data_normalisation(s->evaluator.data);
    if (tn__loss_has_labels(s->options.loss)) {
        plan->compute.kernels->softmax_rows(s->probabilities, output, n, s->outputs);
    } else {
        for (int64_t i = 0; i < n * s->outputs; i++) s->probabilities[i] = output[i] * norm->target_std + norm->target_mean;
    }
    tn__uncertainty_add(&s->uncertainty, s->probabilities);
}

/* All passes over the batch that starts at sample `first`. The masks of a pass are a function of (seed, pass, sample),
 * so predictions depend neither on the batch size nor on how many passes are folded. */
static tn_status run_batch(session *s, int64_t first, int64_t n, tn_error *err)
{
    tn__plan *plan;
    tn_status status = tn__evaluator_load(&s->evaluator, first, n, s->folded, &plan, err);
    if (status != TN_OK) return status;
    tn__uncertainty_clear(&s->uncertainty, n);
    int64_t passes = s->options.mc > 0 ? s->options.mc : 1;
    for (int64_t pass = 0; pass < passes; pass += s->folded) {
        tn__plan_set_masks_of_steps(plan, s->options.seed, (uint32_t)pass, (uint64_t)first, n);
        if (pass == 0)
            tn__plan_forward(plan);
        else
            tn__plan_forward_again(plan);
        for (int64_t k = 0; k < s->folded && pass + k < passes; k++)
            add_pass(s, plan, tn__plan_output(plan) + k * n * s->outputs, n);
    }
    return TN_OK;
}

/* --- prediction --- */

static int64_t most_probable(const float *row, int64_t columns)
{
    int64_t best = 0;
    for (int64_t c = 1; c < columns; c++)
        if (row[c] > row[best]) best = c;
    return best;
}

static tn_status allocate_predictions(tn_predictions *p, int64_t n, int64_t outputs, bool classes, tn_error *err)
{
    size_t rows = n > 0 ? (size_t)n : 1, count = rows * (size_t)outputs;
    *p = (tn_predictions){.n = n, .outputs = outputs};
    p->mean = tn__alloc(count, sizeof *p->mean);
    p->std = tn__alloc(count, sizeof *p->std);
    bool ok = p->mean && p->std;
    if (classes) {
        p->entropy = tn__alloc(rows, sizeof *p->entropy);
        p->mutual_information = tn__alloc(rows, sizeof *p->mutual_information);
        p->label = tn__alloc(rows, sizeof *p->label);
        ok = ok && p->entropy && p->mutual_information && p->label;
    }
    if (ok) return TN_OK;
    tn_predictions_release(p);
    return tn__no_memory(err, count * sizeof(float));
}

void tn_predictions_release(tn_predictions *p)
{
    tn__free(p->mean);
    tn__free(p->std);
    tn__free(p->entropy);
    tn__free(p->mutual_information);
    tn__free(p->label);
    *p = (tn_predictions){0};
}

static void store_batch(const session *s, tn_predictions *p, int64_t first, int64_t n)
{
    tn__uncertainty_result(&s->uncertainty, p->mean + first * p->outputs, p->std + first * p->outputs,
                           p->entropy ? p->entropy + first : NULL, p->mutual_information ? p->mutual_information + first : NULL);
    for (int64_t i = first; p->label && i < first + n; i++) p->label[i] = most_probable(p->mean + i * p->outputs, p->outputs);
}

tn_status tn_predict(tn_net *net, const tn_data *data, tn_part part, const tn_predict_options *options, tn_predictions *out,
                     tn_error *err)
{
    session s = {0};
    tn_predictions p = {0};
    tn_status status;
    TN_TRY(begin(&s, net, data, part, options, err));
    TN_TRY(allocate_predictions(&p, s.total, s.outputs, tn__loss_has_labels(s.options.loss), err));
    for (int64_t first = 0; first < s.total; first += s.evaluator.batch) {
        int64_t n = s.total - first < s.evaluator.batch ? s.total - first : s.evaluator.batch;
        TN_TRY(run_batch(&s, first, n, err));
        store_batch(&s, &p, first, n);
    }
    *out = p;
    p = (tn_predictions){0};
done:
    tn_predictions_release(&p);
    finish(&s);
    return status;
}

/* --- evaluation --- */

/* What one batch of Monte Carlo means adds to the score. */
typedef struct tally {
    double loss, squares;
    int64_t right;
} tally;

static void tally_batch(const session *s, const float *mean, int64_t n, tally *t)
{
    const tn_normalisation *norm = tn_data_normalisation(s->evaluator.data);
    for (int64_t i = 0; i < n; i++) {
        const float *row = mean + i * s->outputs;
        if (s->evaluator.labels) {
            int64_t label = s->evaluator.labels[i];
            t->loss -= log(row[label] > 1e-38f ? row[label] : 1e-38f);
            t->right += most_probable(row, s->outputs) == label;
            continue;
        }
        double squares = 0;
        for (int64_t c = 0; c < s->outputs; c++) {
            double standardised = (row[c] - norm->target_mean) / norm->target_std;
            double difference = standardised - s->evaluator.values[i * s->outputs + c];
            squares += difference * difference;
        }
        t->loss += squares / (double)s->outputs;
        t->squares += squares;
    }
}

static tn_status evaluate_monte_carlo(session *s, tn_score *out, tn_error *err)
{
    tally sums = {0};
    tn_predictions p;
    tn_status status = allocate_predictions(&p, s->evaluator.batch, s->outputs, false, err);
    if (status != TN_OK) return status;
    for (int64_t first = 0; status == TN_OK && first < s->total; first += s->evaluator.batch) {
        int64_t n = s->total - first < s->evaluator.batch ? s->total - first : s->evaluator.batch;
        status = run_batch(s, first, n, err);
        if (status != TN_OK) break;
        tn__uncertainty_result(&s->uncertainty, p.mean, p.std, NULL, NULL);
        tally_batch(s, p.mean, n, &sums);
    }
    tn_predictions_release(&p);
    if (status == TN_OK) *out = tn__score_of(s->evaluator.data, s->options.loss, s->total, sums.loss, sums.right, sums.squares);
    return status;
}

tn_status tn_evaluate(tn_net *net, const tn_data *data, tn_part part, const tn_predict_options *options, tn_score *out,
                      tn_error *err)
{
    session s = {0};
    tn_status status;
    TN_TRY(begin(&s, net, data, part, options, err));
    if (s.options.mc > 0)
        TN_TRY(evaluate_monte_carlo(&s, out, err));
    else
        TN_TRY(tn__evaluator_score(&s.evaluator, out, err));
done:
    finish(&s);
    return status;
}

tn_status tn_forward(tn_net *net, const float *x, int64_t n, float *out, tn_error *err)
{
    if (n < 1) return tn__fail(err, TN_BAD_ARGUMENT, "a batch of %lld samples", (long long)n);
    tn__plan *plan;
    tn_status status = tn__plan_new(&plan, net, &(tn__plan_options){.batch = n}, err);
    if (status != TN_OK) return status;
    memcpy(tn__plan_input(plan), x, (size_t)tn__shape_count(&plan->slots[plan->input].shape) * sizeof *x);
    tn__plan_forward(plan);
    memcpy(out, tn__plan_output(plan), (size_t)(n * tn__plan_outputs(plan)) * sizeof *out);
    tn__plan_free(plan);
    return TN_OK;
}
