#include "train/evaluator.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "train/team.h"
#include "train/trainer.h"

/* Says which sample has the label that the net has no output for: a file may be damaged in one place only. */
static void blame_sample(const tn_net *net, const tn_data *data, tn_error *err)
{
    static const char *const names[] = {"training", "validation", "test"};
    tn_shape output = tn_net_output(net), sample = tn_data_shape(data);
    float *x = tn__alloc((size_t)tn__shape_count(&sample), sizeof *x);
    for (int part = 0; x && part < 3; part++)
        for (int64_t i = 0; i < tn_data_count(data, (tn_part)part); i++) {
            int64_t label;
            tn_data_gather(data, (tn_part)part, &i, 1, x, &label, NULL);
            if (label < tn__shape_count(&output)) continue;
            tn__help(err, "sample %lld of the %s part has label %lld: mend the labels, or give the net more outputs",
                     (long long)i, names[part], (long long)label);
            part = 3;
            break;
        }
    tn__free(x);
    tn__at_file(err, tn_data_name(data));
}

/* The net may take a sample's own shape, or all of its numbers flat. */
tn_status tn__check_data(const tn_net *net, const tn_data *data, tn_loss loss, tn_error *err)
{
    tn_shape input = tn_net_input(net), sample = tn_data_shape(data);
    bool flat = input.rank == 2 && input.dim[1] == tn__shape_count(&sample), same = input.rank == sample.rank + 1;
    for (int d = 0; same && d < sample.rank; d++) same = input.dim[d + 1] == sample.dim[d];
    if (!flat && !same) {
        char net_text[96], data_text[96];
        return tn__fail(err, TN_MISMATCH, "the net takes %s, but a sample of %s is %s",
                        tn__shape_print(&input, net_text, sizeof net_text), tn_data_name(data),
                        tn__shape_print(&sample, data_text, sizeof data_text));
    }
    bool classes = tn_data_classes(data) > 0;
    tn_status status;
    if (classes != tn__loss_has_labels(loss)) {
        status = tn__fail(err, TN_MISMATCH, "%s has %s, which this loss does not take", tn_data_name(data),
                          classes ? "class labels" : "values to predict");
        tn__help(err, classes ? "use cross entropy" : "use the mean squared error (mse)");
        return status;
    }
    status = tn__check_output(net, loss, classes ? tn_data_classes(data) : tn_data_outputs(data), err);
    if (status == TN_MISMATCH && classes) blame_sample(net, data, err);
    return status;
}

tn_status tn__evaluator_init(tn__evaluator *out, tn_net *net, const tn_data *data, tn_part part, tn_loss loss,
                             const tn__plan_options *plan, tn_error *err)
{
    *out = (tn__evaluator){.net = net, .data = data, .part = part, .loss = loss, .batch = plan->batch};
    tn_status status = tn__check_data(net, data, loss, err);
    if (status != TN_OK) return status;
    size_t batch = (size_t)plan->batch;
    bool labelled = tn__loss_has_labels(loss);
    out->index = tn__alloc(batch, sizeof *out->index);
    if (labelled)
        out->labels = tn__alloc(batch, sizeof *out->labels);
    else
        out->values = tn__alloc(batch * (size_t)tn_data_outputs(data), sizeof *out->values);
    if (!out->index || (labelled ? !out->labels : !out->values)) {
        tn__evaluator_release(out);
        return tn__no_memory(err, batch * sizeof *out->index);
    }
    tn__plans_init(&out->plans, net, plan);
    return TN_OK;
}

void tn__evaluator_release(tn__evaluator *e)
{
    tn__plans_release(&e->plans);
    tn__free(e->index);
    tn__free(e->labels);
    tn__free(e->values);
    tn__free(e->sums);
    *e = (tn__evaluator){0};
}

tn_status tn__evaluator_load(tn__evaluator *e, int64_t first, int64_t n, int64_t copies, tn__plan **out, tn_error *err)
{
    tn_status status = tn__plans_get(&e->plans, n * copies, out, err);
    if (status != TN_OK) return status;
    for (int64_t i = 0; i < n; i++) e->index[i] = first + i;
    float *x = tn__plan_input(*out);
    tn_data_gather(e->data, e->part, e->index, n, x, e->labels, e->values);
    tn_shape sample = tn_data_shape(e->data);
    int64_t size = n * tn__shape_count(&sample);
    for (int64_t copy = 1; copy < copies; copy++) memcpy(x + copy * size, x, (size_t)size * sizeof *x);
    return TN_OK;
}

tn_score tn__score_of(const tn_data *data, tn_loss loss, int64_t n, double loss_sum, int64_t right, double squares)
{
    bool labelled = tn__loss_has_labels(loss);
    double deviation = tn_data_normalisation(data)->target_std;
    int64_t numbers = n * (labelled ? 1 : tn_data_outputs(data));
    return (tn_score){.n = n,
                      .loss = n ? loss_sum / (double)n : NAN,
                      .accuracy = labelled && n ? (double)right / (double)n : NAN,
                      .rmse = labelled || !n ? NAN : sqrt(squares / (double)numbers) * deviation};
}

tn_status tn__evaluator_share(tn__evaluator *e, tn_team *team, tn_error *err)
{
    int64_t batches = (tn_data_count(e->data, e->part) + e->batch - 1) / e->batch, size = tn_team_size(team);
    e->most = (batches + size - 1) / size;
    e->team = team;
    if (!team) return TN_OK;
    size_t n = (size_t)(e->most * (size + 1)) + 1;
    e->sums = tn__alloc(n, sizeof *e->sums);
    return e->sums ? TN_OK : tn__no_memory(err, n * sizeof *e->sums);
}

static tn_status score_batch(tn__evaluator *e, int64_t first, int64_t n, tn__evaluator_sums *out, tn_error *err)
{
    tn__plan *plan;
    tn_status status = tn__evaluator_load(e, first, n, 1, &plan, err);
    if (status != TN_OK) return status;
    tn__plan_forward(plan);
    const float *output = tn__plan_output(plan);
    int64_t columns = tn__plan_outputs(plan);
    tn__targets targets = {e->labels, e->values};
    double loss = tn__loss(e->loss, plan->compute.kernels, output, &targets, n, n, columns, 0, NULL);
    *out = (tn__evaluator_sums){.loss = loss * (double)n};
    if (e->labels)
        out->right = tn__count_right(output, e->labels, n, columns);
    else
        out->squares = loss * (double)(n * columns);
    return TN_OK;
}

static void add(tn__evaluator_sums *to, const tn__evaluator_sums *from)
{
    to->loss += from->loss;
    to->squares += from->squares;
    to->right += from->right;
}

/* Batch b is row b / ranks of rank b % ranks. */
static tn_status score_own(tn__evaluator *e, int64_t total, tn_error *err)
{
    int rank = tn_team_rank(e->team), size = tn_team_size(e->team);
    tn__evaluator_sums *own = e->sums + e->most * size;
    tn_status status = TN_OK;
    for (int64_t first = rank * e->batch; first < total && status == TN_OK; first += size * e->batch)
        status = score_batch(e, first, total - first < e->batch ? total - first : e->batch, own++, err);
    return tn_team_agree(e->team, status, NULL, err);
}

static tn_status score_together(tn__evaluator *e, int64_t total, tn__evaluator_sums *out, tn_error *err)
{
    int64_t size = tn_team_size(e->team);
    tn_status status = score_own(e, total, err);
    if (status == TN_OK)
        status = tn__team_spread(e->team, TN__GROUP_GATHER, e->sums + e->most * size, e->sums, (size_t)e->most * sizeof *e->sums,
                                 err);
    if (status == TN_OK) status = tn__team_wait(e->team, TN__GROUP_GATHER, err);
    for (int64_t b = 0; status == TN_OK && b * e->batch < total; b++) add(out, &e->sums[b % size * e->most + b / size]);
    return status;
}

static tn_status score_alone(tn__evaluator *e, int64_t total, tn__evaluator_sums *out, tn_error *err)
{
    for (int64_t first = 0; first < total; first += e->batch) {
        tn__evaluator_sums batch;
        tn_status status = score_batch(e, first, total - first < e->batch ? total - first : e->batch, &batch, err);
        if (status != TN_OK) return status;
        add(out, &batch);
    }
    return TN_OK;
}

tn_status tn__evaluator_score(tn__evaluator *e, tn_score *out, tn_error *err)
{
    int64_t total = tn_data_count(e->data, e->part);
    tn__evaluator_sums sums = {0};
    tn_status status = e->team ? score_together(e, total, &sums, err) : score_alone(e, total, &sums, err);
    if (status == TN_OK) *out = tn__score_of(e->data, e->loss, total, sums.loss, sums.right, sums.squares);
    return status;
}
