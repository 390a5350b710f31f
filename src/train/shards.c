#include "train/shards.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"

/* What every rank learns of every shard. */
typedef struct report {
    double loss;
    int64_t right;
    int32_t failed, stop;
} report;

struct tn__shards {
    tn_trainer *trainer; /* borrowed */
    const tn__kernels *kernels;
    tn_team *team; /* borrowed; NULL: alone */
    tn__reduce *reduce;
    int64_t first, end;  /* shards of this rank */
    int64_t samples;     /* of a shard */
    int64_t *offset;     /* by state: where it begins in the vector */
    float **gradients;   /* by state, in the vector at work; NULL for buffers */
    int *order, n_order; /* trained states, as the vector has them */
    int *final_at;       /* by state: the op after whose backward pass its gradient is final */
    int at;              /* in `order`: what is final already */
    char *before;        /* the buffers before the step, one after the other */
    int64_t numbers;     /* of the vector */
    int64_t most;        /* shards of a rank, at most */
    report *reports;     /* [ranks][most], and once more for what this rank sends */
};

int64_t tn__shards_samples(const tn_train_options *o)
{
    return (o->batch_size + o->shards - 1) / o->shards;
}

/* --- the vector --- */

static size_t buffer_bytes(const tn__state *state)
{
    return state->spec->buffer ? (size_t)tn__shape_count(&state->shape) * tn__dtype_size(state->spec->dtype) : 0;
}

/* A module's gradients are final once its first use has been passed backward. */
static int first_use(const tn_net *net, size_t state)
{
    for (size_t i = 1; i < net->n_nodes; i++)
        if (net->nodes[i].module == net->states[state].module) return (int)i;
    return INT_MAX; /* never used: final from the start */
}

static void sort_states(tn__shards *s)
{
    const tn_net *net = s->trainer->net;
    for (size_t i = 0; i < net->n_states; i++) {
        if (net->states[i].spec->buffer) continue;
        int n = s->n_order++;
        for (; n > 0 && first_use(net, (size_t)s->order[n - 1]) < first_use(net, i); n--) s->order[n] = s->order[n - 1];
        s->order[n] = (int)i;
    }
}

/* Returns the numbers of the vector. */
static int64_t lay_out(tn__shards *s)
{
    const tn_net *net = s->trainer->net;
    int64_t at = 0;
    sort_states(s);
    for (size_t i = 0; i < net->n_states; i++)
        if (net->states[i].spec->buffer) s->offset[i] = at, at += (tn__shape_count(&net->states[i].shape) + 15) / 16 * 16;
    for (int k = 0; k < s->n_order; k++) {
        s->offset[s->order[k]] = at;
        at += (tn__shape_count(&net->states[s->order[k]].shape) + 15) / 16 * 16;
    }
    return at;
}

static tn_status allocate(tn__shards *s, tn_error *err)
{
    const tn_net *net = s->trainer->net;
    size_t n = net->n_states + 1, buffers = 1;
    for (size_t i = 0; i < net->n_states; i++) buffers += buffer_bytes(&net->states[i]);
    s->offset = tn__alloc(n, sizeof *s->offset);
    s->gradients = tn__alloc(n, sizeof *s->gradients);
    s->order = tn__alloc(n, sizeof *s->order);
    s->final_at = tn__alloc(n, sizeof *s->final_at);
    s->before = tn__alloc(buffers, 1);
    s->reports = tn__alloc((size_t)s->most * ((size_t)tn_team_size(s->team) + 1), sizeof *s->reports);
    bool ok = s->offset && s->gradients && s->order && s->final_at && s->before && s->reports;
    return ok ? TN_OK : tn__no_memory(err, n * 64 + buffers);
}

/* --- what cannot be cut --- */

static tn_status refuse_statistics(const tn_trainer *t, size_t node, tn_error *err)
{
    const tn_train_options *o = &t->options;
    tn_layer_info info;
    tn_net_layer(t->net, (int)node - 1, &info);
    tn_status status = tn__fail(err, TN_UNSUPPORTED,
                                "%s%s%s takes its statistics over a batch, which here would be a shard of %lld samples",
                                info.name, *info.name ? ", " : "", info.kind, (long long)tn__shards_samples(o));
    tn__help(err, "say that this is meant with the number of shards: --shards %lld", (long long)o->shards);
    if (t->net->file) tn__at_file(err, t->net->file), tn__at_line(err, info.line, info.column);
    return status;
}

static tn_status check(const tn_trainer *t, bool chosen, tn_error *err)
{
    for (size_t i = 1; !chosen && i < t->net->n_nodes; i++)
        if (tn__layer_of(t->net, (int)i)->kind->traits & TN_TRAIT_BATCH_STATISTICS) return refuse_statistics(t, i, err);
    return TN_OK;
}

tn_status tn__shards_new(tn__shards **out, tn_trainer *t, tn_error *err)
{
    tn_status status = check(t, t->shards_chosen, err);
    if (status != TN_OK) return status;
    tn__shards *s = tn__alloc(1, sizeof *s);
    if (!s) return tn__no_memory(err, sizeof *s);
    s->trainer = t;
    s->kernels = tn__kernels_best();
    s->team = t->options.team;
    s->samples = tn__shards_samples(&t->options);
    s->most = (t->options.shards + tn_team_size(s->team) - 1) / tn_team_size(s->team);
    TN_TRY(allocate(s, err));
    s->numbers = lay_out(s);
    TN_TRY(tn__reduce_new(&s->reduce, s->kernels, s->team, t->options.shards, s->numbers, err));
    tn__reduce_range(t->options.shards, tn_team_rank(s->team), tn_team_size(s->team), &s->first, &s->end);
    for (int k = 0; k < s->n_order; k++) {
        int i = s->order[k];
        s->gradients[i] = tn__reduce_work(s->reduce) + s->offset[i];
        t->gradients[i] = tn__reduce_sum(s->reduce) + s->offset[i];
    }
    *out = s;
    return TN_OK;
done:
    tn__shards_free(s);
    return status;
}

void tn__shards_free(tn__shards *s)
{
    if (!s) return;
    tn__reduce_free(s->reduce);
    tn__free(s->offset);
    tn__free(s->gradients);
    tn__free(s->order);
    tn__free(s->final_at);
    tn__free(s->before);
    tn__free(s->reports);
    tn__free(s);
}

float *const *tn__shards_gradients(const tn__shards *s)
{
    return s->gradients;
}

/* --- buffers: each shard starts from those before the step --- */

static void keep_buffers(tn__shards *s, bool restore)
{
    char *kept = s->before;
    for (size_t i = 0; i < s->trainer->net->n_states; i++) {
        const tn__state *state = &s->trainer->net->states[i];
        size_t bytes = buffer_bytes(state);
        memcpy(restore ? state->data : kept, restore ? kept : state->data, bytes);
        kept += bytes;
    }
}

/* Counters are the same in all shards with samples: the first shard, which always has some, says by how much they grew. */
static void put_buffers(tn__shards *s, float weight, bool first)
{
    const char *kept = s->before;
    for (size_t i = 0; i < s->trainer->net->n_states; i++) {
        const tn__state *state = &s->trainer->net->states[i];
        float *to = tn__reduce_work(s->reduce) + s->offset[i];
        int64_t n = state->spec->buffer ? tn__shape_count(&state->shape) : 0;
        for (int64_t k = 0; k < n; k++)
            to[k] = state->spec->dtype == TN_I64 ? (first ? (float)(((int64_t *)state->data)[k] - ((const int64_t *)kept)[k]) : 0)
                                                 : weight * ((const float *)state->data)[k];
        kept += buffer_bytes(state);
    }
}

static void take_buffers(tn__shards *s)
{
    keep_buffers(s, true);
    for (size_t i = 0; i < s->trainer->net->n_states; i++) {
        const tn__state *state = &s->trainer->net->states[i];
        const float *from = tn__reduce_sum(s->reduce) + s->offset[i];
        int64_t n = state->spec->buffer ? tn__shape_count(&state->shape) : 0;
        for (int64_t k = 0; k < n; k++)
            if (state->spec->dtype == TN_I64)
                ((int64_t *)state->data)[k] += (int64_t)from[k];
            else
                ((float *)state->data)[k] = from[k];
    }
}

/* --- one shard --- */

static void find_final_ops(tn__shards *s, const tn__plan *plan)
{
    const tn_net *net = s->trainer->net;
    for (int k = 0; k < s->n_order; k++) s->final_at[s->order[k]] = INT_MAX;
    for (int op = plan->n_ops - 1; op >= 0; op--) {
        if (!plan->ops[op].kind->state) continue;
        const tn__module *module = &net->modules[plan->nodes[plan->ops[op].node].module];
        for (int i = 0; i < module->n_states; i++) s->final_at[module->first_state + i] = op;
    }
    s->at = 0;
}

static void after_op(void *user, int op)
{
    tn__shards *s = user;
    while (s->at < s->n_order && s->final_at[s->order[s->at]] >= op) s->at++;
    if (s->at > 0 && s->at < s->n_order) tn__reduce_ready(s->reduce, s->offset[s->order[s->at]]);
}

static tn_status pass(tn__shards *s, int64_t shard, const tn__batch *batch, int64_t n, report *out, tn_error *err)
{
    tn_trainer *t = s->trainer;
    tn__plan *plan;
    tn__targets targets = {0};
    tn_status status = tn__plans_get(&t->plans, n, &plan, err);
    if (status != TN_OK) return status;
    const tn__kernels *kernels = plan->compute.kernels;
    int64_t columns = tn__plan_outputs(plan), first = shard * s->samples;
    batch->load(batch->user, first, plan, &targets);
    tn__plan_set_masks(plan, t->options.seed, (uint32_t)t->step, (uint64_t)first);
    keep_buffers(s, true);
    tn__plan_forward(plan);
    out->loss = tn__loss(t->options.loss, kernels, tn__plan_output(plan), &targets, n, batch->n, columns,
                         t->options.label_smoothing, tn__plan_output_gradient(plan));
    if (targets.labels) out->right = tn__count_right(tn__plan_output(plan), targets.labels, n, columns);
    if (!isfinite(out->loss)) return tn__trainer_report_nonfinite(t, plan, out->loss, err);
    put_buffers(s, (float)n / (float)batch->n, shard == 0);
    if (shard != s->end - 1) {
        tn__plan_backward(plan);
    } else {
        find_final_ops(s, plan);
        tn__plan_backward_watched(plan, after_op, s);
    }
    return TN_OK;
}

static report *own_reports(const tn__shards *s)
{
    return s->reports + s->most * tn_team_size(s->team);
}

/* After a failure the ranks still exchange what they have, so that all get to know of it. */
static tn_status run_shards(tn__shards *s, const tn__batch *batch, bool stop, tn_error *err)
{
    tn_status status = TN_OK;
    for (int64_t i = s->first; i < s->end; i++) {
        int64_t left = batch->n - i * s->samples, n = left < s->samples ? left : s->samples;
        report *r = &own_reports(s)[i - s->first];
        *r = (report){.stop = stop};
        if (n <= 0)
            memset(tn__reduce_work(s->reduce), 0, (size_t)s->numbers * sizeof(float));
        else if (status == TN_OK)
            status = pass(s, i, batch, n, r, err);
        r->failed = status != TN_OK;
        tn__reduce_next(s->reduce);
    }
    return status;
}

/* --- a step --- */

static tn_status exchange_reports(tn__shards *s, tn_error *err)
{
    size_t bytes = (size_t)s->most * sizeof *s->reports;
    if (s->team) return tn__team_spread(s->team, TN__GROUP_HEADER, own_reports(s), s->reports, bytes, err);
    memcpy(s->reports, own_reports(s), bytes);
    return TN_OK;
}

/* Adds the reports up in the order of shards; whether all are fine. */
static bool read_reports(const tn__shards *s, tn__batch_result *out)
{
    bool fine = true;
    *out = (tn__batch_result){0};
    for (int rank = 0; rank < tn_team_size(s->team); rank++) {
        int64_t first, end;
        tn__reduce_range(s->trainer->options.shards, rank, tn_team_size(s->team), &first, &end);
        for (const report *r = s->reports + s->most * rank; first < end; first++, r++) {
            out->loss += r->loss;
            out->right += r->right;
            out->stop = out->stop || r->stop;
            fine = fine && !r->failed;
        }
    }
    return fine;
}

tn_status tn__shards_step(tn__shards *s, const tn__batch *batch, tn__batch_result *result, tn_error *err)
{
    keep_buffers(s, false);
    tn__reduce_begin(s->reduce);
    tn_status mine = run_shards(s, batch, result->stop, err), status = exchange_reports(s, mine == TN_OK ? err : NULL);
    if (status == TN_OK) status = tn__reduce_finish(s->reduce, mine == TN_OK ? err : NULL);
    if (status == TN_OK && s->team) status = tn__team_wait(s->team, TN__GROUP_HEADER, mine == TN_OK ? err : NULL);
    if (status != TN_OK) return mine == TN_OK ? status : mine;
    if (!read_reports(s, result)) return tn_team_agree(s->team, mine, NULL, err);
    take_buffers(s);
    s->trainer->step++;
    tn__trainer_update(s->trainer, s->kernels);
    return TN_OK;
}
