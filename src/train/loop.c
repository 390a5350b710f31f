/* Whole epochs: shuffled batches, validation, early stopping, checkpoints, progress. */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/state_dict.h"
#include "random/sampler.h"
#include "thinnet/cpu.h"
#include "train/checkpoint.h"
#include "train/data.h"
#include "train/evaluator.h"
#include "train/schedule.h"
#include "train/shards.h"
#include "train/team.h"

#define PROGRESS_SECONDS 0.05

/* One tn_train call. */
typedef struct loop {
    tn__run_state run; /* what a checkpoint holds */
    const tn_data *data;
    tn__evaluator validation;
    int64_t n, batch, steps; /* samples, batch size, steps an epoch */
    int64_t *order, *labels;
    float *values;
    tn_on_progress progress;
    void *user;
    double started, reported;
    tn_epoch report;
    double loss_sum; /* over the samples of this epoch so far */
    int64_t right, seen;
    bool wish, stop; /* a team stops when any rank wishes so, after the next step */
} loop;

static tn_status allocate(loop *l, tn_error *err)
{
    tn_trainer *t = l->run.trainer;
    bool labelled = tn__loss_has_labels(t->options.loss);
    l->n = tn_data_count(l->data, TN_TRAIN);
    l->batch = t->options.batch_size;
    l->steps = t->options.drop_last ? l->n / l->batch : (l->n + l->batch - 1) / l->batch;
    if (l->steps < 1)
        return tn__fail(err, TN_BAD_ARGUMENT, "%lld training samples make no batch of %lld", (long long)l->n,
                        (long long)l->batch);
    l->order = tn__alloc((size_t)l->n, sizeof *l->order);
    if (labelled)
        l->labels = tn__alloc((size_t)l->batch, sizeof *l->labels);
    else
        l->values = tn__alloc((size_t)(l->batch * tn_data_outputs(l->data)), sizeof *l->values);
    if (!l->order || (labelled ? !l->labels : !l->values)) return tn__no_memory(err, (uint64_t)l->n * 8);
    return TN_OK;
}

static tn_status prepare_validation(loop *l, tn_error *err)
{
    const tn_train_options *o = &l->run.trainer->options;
    if (tn_data_count(l->data, TN_VALIDATION) == 0) {
        if (o->patience == 0) return TN_OK;
        tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "early stopping needs validation data");
        tn__help(err, "set a validation fraction or a validation set");
        return status;
    }
    tn__plan_options plan = {.batch = 256, .paper_scaling = o->paper_scaling, .threads = l->run.trainer->threads};
    tn_status status = tn__evaluator_init(&l->validation, l->run.trainer->net, l->data, TN_VALIDATION, o->loss, &plan, err);
    return status == TN_OK ? tn__evaluator_share(&l->validation, o->team, err) : status;
}

/* Tells the caller; a false answer stops the loop after this step. */
static void report(loop *l, bool epoch_done)
{
    double now = tn__clock_seconds();
    if (!l->progress || (!epoch_done && now - l->reported < PROGRESS_SECONDS)) return;
    l->reported = now;
    l->report.seconds = now - l->started;
    l->report.train_loss = l->seen ? l->loss_sum / (double)l->seen : NAN;
    l->report.train_accuracy = l->labels && l->seen ? (double)l->right / (double)l->seen : NAN;
    l->report.epoch_done = epoch_done;
    if (l->progress(&l->report, l->user)) return;
    l->wish = true;
    l->stop = !l->run.trainer->options.team;
}

/* The step at hand, for load_shard. */
typedef struct place {
    const loop *l;
    int64_t first; /* in l->order */
} place;

static void load_shard(void *user, int64_t first, const tn__plan *plan, tn__targets *out)
{
    const place *p = user;
    const loop *l = p->l;
    tn_data_gather(l->data, TN_TRAIN, l->order + p->first + first, plan->options.batch, tn__plan_input(plan), l->labels,
                   l->values);
    *out = (tn__targets){l->labels, l->values};
}

static tn_status cut_step(loop *l, int64_t first, int64_t n, tn__batch_result *out, tn_error *err)
{
    place p = {l, first};
    tn__batch batch = {n, load_shard, &p};
    out->stop = l->wish;
    tn_status status = tn__shards_step(l->run.trainer->shards, &batch, out, err);
    if (status == TN_OK && l->run.trainer->options.team) l->stop = out->stop;
    return status;
}

static tn_status whole_step(loop *l, int64_t first, int64_t n, tn__batch_result *out, tn_error *err)
{
    tn_trainer *t = l->run.trainer;
    tn__plan *plan;
    tn_status status = tn__plans_get(&t->plans, n, &plan, err);
    if (status != TN_OK) return status;
    tn_data_gather(l->data, TN_TRAIN, l->order + first, n, tn__plan_input(plan), l->labels, l->values);
    tn__targets targets = {l->labels, l->values};
    status = tn__trainer_step_planned(t, plan, &targets, &out->loss, err);
    if (status == TN_OK && l->labels) out->right = tn__count_right(tn__plan_output(plan), l->labels, n, tn__plan_outputs(plan));
    return status;
}

static tn_status one_step(loop *l, int64_t step, tn_error *err)
{
    tn_trainer *t = l->run.trainer;
    int64_t first = step * l->batch, n = l->n - first < l->batch ? l->n - first : l->batch;
    tn__batch_result result = {0};
    if (t->options.schedule == TN_SCHEDULE_ONE_CYCLE)
        l->report.lr = t->lr = tn__one_cycle(&t->options, t->step, l->steps * t->options.epochs, &t->current);
    tn_status status = t->shards ? cut_step(l, first, n, &result, err) : whole_step(l, first, n, &result, err);
    if (status != TN_OK) return status;
    l->loss_sum += result.loss * (double)n;
    l->seen += n;
    l->right += result.right;
    l->report.step = step + 1;
    report(l, false);
    return TN_OK;
}

/* Scores the validation part and keeps the best weights when early stopping will want them back. */
static tn_status validate(loop *l, tn_error *err)
{
    tn__run_state *run = &l->run;
    l->report.best = false;
    if (!l->validation.net) return TN_OK;
    tn_status status = tn__evaluator_score(&l->validation, &l->report.validation, err);
    if (status != TN_OK) return status;
    l->report.best = !(l->report.validation.loss >= run->best_loss);
    if (l->report.best) {
        run->best_loss = l->report.validation.loss;
        run->epochs_since_best = 0;
        if (run->best) tn__states_copy_out(run->trainer->net, run->best);
    } else {
        run->epochs_since_best++;
    }
    return TN_OK;
}

static tn_status one_epoch(loop *l, tn_error *err)
{
    tn_trainer *t = l->run.trainer;
    bool plateau = t->options.schedule == TN_SCHEDULE_PLATEAU;
    t->lr = plateau ? l->run.plateau.lr : tn__schedule_lr(&t->options, l->run.epoch);
    l->report = (tn_epoch){.epoch = l->run.epoch + 1, .epochs = t->options.epochs, .steps = l->steps, .lr = t->lr};
    l->loss_sum = 0;
    l->right = l->seen = 0;
    tn__sampler_epoch(t->net->generator, l->order, l->n);
    for (int64_t step = 0; step < l->steps && !l->stop; step++) {
        tn_status status = one_step(l, step, err);
        if (status != TN_OK) return status;
    }
    if (l->stop) return TN_OK;
    tn_status status = validate(l, err);
    if (status != TN_OK) return status;
    if (plateau)
        tn__plateau_step(&l->run.plateau, &t->options,
                         l->validation.net ? l->report.validation.loss : l->loss_sum / (double)l->seen);
    l->run.epoch++;
    report(l, true);
    if (t->options.checkpoint && tn_team_rank(t->options.team) == 0)
        status = tn__checkpoint_save(&l->run, l->data, t->options.checkpoint, err);
    return tn_team_agree(t->options.team, status, NULL, err);
}

static bool patience_is_over(const loop *l)
{
    int64_t patience = l->run.trainer->options.patience;
    return patience > 0 && l->run.epochs_since_best >= patience;
}

static tn_status run_epochs(loop *l, tn_error *err)
{
    while (l->run.epoch < l->run.trainer->options.epochs && !l->stop && !patience_is_over(l)) {
        tn_status status = one_epoch(l, err);
        if (status != TN_OK) return status;
    }
    return TN_OK;
}

static tn_status start(loop *l, tn_net *net, const tn_train_options *options, tn_error *err)
{
    tn_status status = tn_trainer_new(&l->run.trainer, net, options, err);
    if (status != TN_OK) return status;
    tn_trainer *t = l->run.trainer;
    tn__plateau_init(&l->run.plateau, &t->options);
    status = tn__check_data(net, l->data, t->options.loss, err);
    if (status == TN_OK) status = allocate(l, err);
    if (status == TN_OK) status = prepare_validation(l, err);
    if (status == TN_OK && t->options.patience > 0) status = tn__states_buffer(net, &l->run.best, err);
    if (status == TN_OK && t->options.resume) status = tn__checkpoint_load(&l->run, l->data, t->options.resume, err);
    return status;
}

/* Ranks that do not train the same would go on without a word, to no good end. */
static tn_status compare_ranks(const loop *l, tn_error *err)
{
    const tn_trainer *t = l->run.trainer;
    tn_team *team = t->options.team;
    if (!team) return TN_OK;
    const char *cpu = tn_cpu_variant();
    uint64_t weights = TN_HASH_START;
    for (size_t i = 0; i < t->net->n_states; i++) {
        const tn__state *s = &t->net->states[i];
        weights = tn__hash(weights, s->data, (size_t)tn__shape_count(&s->shape) * tn__dtype_size(s->spec->dtype));
    }
    tn_status status = tn__team_compare(team, tn_data_fingerprint(l->data), "data", err);
    if (status == TN_OK) status = tn__team_compare(team, tn__settings_hash(t, l->data), "options", err);
    if (status == TN_OK) status = tn__team_compare(team, tn__hash(TN_HASH_START, cpu, strlen(cpu)), "instruction set", err);
    if (status == TN_OK) status = tn__team_compare(team, (uint64_t)l->run.epoch, "checkpoint", err);
    return status == TN_OK ? tn__team_compare(team, weights, "weights", err) : status;
}

static void fill_result(const loop *l, tn_train_result *out)
{
    *out = (tn_train_result){.epochs_run = l->run.epoch,
                             .steps = l->run.trainer->step,
                             .train_loss = l->seen ? l->loss_sum / (double)l->seen : NAN,
                             .seconds = tn__clock_seconds() - l->started,
                             .validation = l->report.validation,
                             .stopped_early = patience_is_over(l),
                             .interrupted = l->stop};
}

tn_status tn_train(tn_net *net, tn_data *data, const tn_train_options *options, tn_on_progress progress, void *user,
                   tn_train_result *out, tn_error *err)
{
    loop l = {.data = data, .progress = progress, .user = user, .started = tn__clock_seconds(), .run = {.best_loss = INFINITY}};
    tn_status status;
    status = start(&l, net, options, err);
    TN_TRY(tn_team_agree(options ? options->team : NULL, status, NULL, err));
    TN_TRY(compare_ranks(&l, err));
    TN_TRY(run_epochs(&l, err));
    if (l.run.best && l.run.best_loss < INFINITY) tn__states_copy_in(net, l.run.best);
    if (out) fill_result(&l, out);
    if (l.run.trainer->options.save && tn_team_rank(l.run.trainer->options.team) == 0)
        TN_TRY(tn__save_trained(l.run.trainer, data, err));
done:
    tn__evaluator_release(&l.validation);
    tn_trainer_free(l.run.trainer);
    tn__free(l.run.best);
    tn__free(l.order);
    tn__free(l.labels);
    tn__free(l.values);
    return status;
}
