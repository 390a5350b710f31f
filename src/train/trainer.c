/* One training step at a time. */
#include "train/trainer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "net/initialise.h"
#include "train/constraint.h"
#include "train/options.h"
#include "train/shards.h"

static bool is_cut(const tn_trainer *t)
{
    return t->options.shards > 1 || t->options.team;
}

/* Whether state i is moved by its layer in the backward pass, so that no gradient of it is kept. */
static bool is_moved(const tn_trainer *t, size_t i)
{
    const tn__optimiser *o = t->optimiser;
    return !is_cut(t) && o->is_plain_descent && o->is_plain_descent(&t->options) && t->options.clip_norm == 0 &&
           tn__state_moves(t->net, i);
}

/* Numbers of a state that need a gradient and slots. */
static int64_t kept_count(const tn_trainer *t, size_t i)
{
    const tn__state *state = &t->net->states[i];
    return state->spec->buffer || is_moved(t, i) ? 0 : tn__shape_count(&state->shape);
}

/* Each array starts on a cache line. */
static int64_t padded(int64_t count)
{
    return (count + 15) / 16 * 16;
}

static tn_status allocate_memory(tn_trainer *t, tn_error *err)
{
    size_t n = t->net->n_states ? t->net->n_states : 1, total = 0;
    for (size_t i = 0; i < t->net->n_states; i++) total += (size_t)padded(kept_count(t, i));
    size_t arrays = !is_cut(t) + (size_t)t->n_slots;
    t->gradients = tn__alloc(n, sizeof *t->gradients);
    t->memory = tn__alloc_aligned(arrays * total + 16, sizeof *t->memory);
    bool ok = t->gradients && t->memory;
    for (int s = 0; s < t->n_slots; s++) {
        t->slots[s] = tn__alloc(n, sizeof *t->slots[s]);
        ok = ok && t->slots[s];
    }
    if (!ok) return tn__no_memory(err, arrays * total * sizeof(float));
    float *next = t->memory;
    for (size_t i = 0; i < t->net->n_states; i++) {
        int64_t count = kept_count(t, i);
        if (t->net->states[i].spec->buffer || is_moved(t, i)) continue;
        if (!is_cut(t)) t->gradients[i] = next, next += padded(count);
        for (int s = 0; s < t->n_slots; s++, next += padded(count)) t->slots[s][i] = next;
    }
    return TN_OK;
}

tn_status tn__check_output(const tn_net *net, tn_loss loss, int64_t wanted, tn_error *err)
{
    char text[96];
    tn_shape shape = tn_net_output(net);
    tn__shape_print(&shape, text, sizeof text);
    if (shape.rank < 1 || shape.batch != 0 || shape.dim[0] != 1)
        return tn__fail(err, TN_BAD_SHAPE, "the net's output %s is not one row a sample", text);
    if (shape.rank != 2 && tn__loss_has_labels(loss))
        return tn__fail(err, TN_BAD_SHAPE, "the net's output %s is not [N, classes]", text);
    int64_t outputs = tn__shape_product(&shape, 1, shape.rank);
    if (wanted > 0 && tn__loss_has_labels(loss) && outputs < wanted)
        return tn__fail(err, TN_MISMATCH, "the net has %lld outputs, but the data has %lld classes", (long long)outputs,
                        (long long)wanted);
    if (wanted > 0 && !tn__loss_has_labels(loss) && outputs != wanted)
        return tn__fail(err, TN_MISMATCH, "the net has %lld outputs, but the data has %lld values a sample", (long long)outputs,
                        (long long)wanted);
    return TN_OK;
}

static tn__mask_origin mask_origin(tn_rng rng)
{
    return rng == TN_RNG_TORCH ? TN_MASKS_TORCH : rng == TN_RNG_TORCH_MKL ? TN_MASKS_TORCH_MKL : TN_MASKS_PHILOX;
}

static tn_status start(tn_trainer *t, tn_error *err)
{
    t->shards_chosen = t->options.shards != 0;
    tn_status status = tn__train_options_resolve(&t->options, err);
    if (status != TN_OK) return status;
    t->current = t->options;
    t->optimiser = tn__optimiser_find(t->options.optimiser);
    t->n_slots = t->optimiser->slots_used(&t->options);
    t->lr = t->options.lr;
    status = tn__check_output(t->net, t->options.loss, 0, err);
    if (status == TN_OK) status = tn__net_need_generator(t->net, t->options.seed, err);
    if (status == TN_OK && t->options.threads > 1) status = tn__threads_new(&t->threads, t->options.threads, err);
    if (status == TN_OK) status = allocate_memory(t, err);
    if (status == TN_OK && is_cut(t)) status = tn__shards_new(&t->shards, t, err);
    if (status != TN_OK) return status;
    tn__plan_options plan = {.batch = tn__shards_samples(&t->options),
                             .training = true,
                             .dropout_on = true,
                             .paper_scaling = t->options.paper_scaling,
                             .origin = mask_origin(t->options.rng),
                             .threads = t->threads,
                             .gradients = t->shards ? tn__shards_gradients(t->shards) : t->gradients,
                             .descend = &t->lr,
                             .segments = t->options.segments};
    tn__plans_init(&t->plans, t->net, &plan);
    return TN_OK;
}

tn_status tn_trainer_new(tn_trainer **out, tn_net *net, const tn_train_options *options, tn_error *err)
{
    tn_trainer *t = tn__alloc(1, sizeof *t);
    if (!t) return tn__no_memory(err, sizeof *t);
    t->net = net;
    t->options = options ? *options : tn_train_options_default();
    tn_status status = start(t, err);
    if (status != TN_OK) {
        tn_trainer_free(t);
        return status;
    }
    *out = t;
    return TN_OK;
}

void tn_trainer_free(tn_trainer *t)
{
    if (!t) return;
    tn__plans_release(&t->plans);
    tn__shards_free(t->shards);
    tn__threads_free(t->threads);
    for (int s = 0; s < TN_OPTIMISER_MAX_SLOTS; s++) tn__free(t->slots[s]);
    tn__free(t->gradients);
    tn__free(t->memory);
    tn__free(t);
}

void tn_trainer_set_lr(tn_trainer *trainer, double lr)
{
    trainer->lr = lr;
}

const float *tn_trainer_output(const tn_trainer *trainer)
{
    return trainer->last ? tn__plan_output(trainer->last) : NULL;
}

/* --- the step --- */

void tn__trainer_update(tn_trainer *t, const tn__kernels *kernels)
{
    float scale = t->options.clip_norm > 0 ? tn__clip_factor(t->net, kernels, t->gradients, t->options.clip_norm) : 1.0f;
    for (size_t i = 0; i < t->net->n_states; i++) {
        if (!t->gradients[i]) continue;
        tn__update update = {.kernels = kernels,
                             .options = &t->current,
                             .lr = t->lr,
                             .grad_scale = scale,
                             .step = t->step,
                             .n = tn__shape_count(&t->net->states[i].shape),
                             .weight = t->net->states[i].data,
                             .gradient = t->gradients[i]};
        for (int s = 0; s < t->n_slots; s++) update.slot[s] = t->slots[s][i];
        t->optimiser->update(&update);
    }
    if (t->options.max_norm > 0) tn__max_norm(t->net, kernels, t->options.max_norm);
}

tn_status tn__trainer_report_nonfinite(const tn_trainer *t, const tn__plan *plan, double loss, tn_error *err)
{
    int node = tn__plan_find_nonfinite(plan);
    char where[120] = "in the loss";
    if (node == 0) strcpy(where, "in the input");
    if (node > 0) {
        tn_layer_info info;
        tn_net_layer(t->net, node - 1, &info);
        snprintf(where, sizeof where, "in the output of %s%s%s", info.name, *info.name ? ", " : "", info.kind);
    }
    tn_status status = tn__fail(err, TN_NOT_FINITE, "the loss became %g at step %lld; the first such value stands %s", loss,
                                (long long)t->step + 1, where);
    tn__help(err,
             node == 0 ? "look for missing or infinite values in the data"
                       : "lower the learning rate (now %g) or limit the gradient with a clip norm",
             t->lr);
    if (t->net->file && node > 0) {
        tn__at_file(err, t->net->file);
        tn__at_line(err, t->net->nodes[node].place.line, t->net->nodes[node].place.column);
    }
    return status;
}

tn_status tn__trainer_step_planned(tn_trainer *t, tn__plan *plan, const tn__targets *targets, double *loss, tn_error *err)
{
    tn__plan_set_masks(plan, t->options.seed, (uint32_t)t->step, 0);
    tn__plan_forward(plan);
    t->last = plan;
    *loss = tn__loss(t->options.loss, plan->compute.kernels, tn__plan_output(plan), targets, plan->options.batch,
                     plan->options.batch, tn__plan_outputs(plan), t->options.label_smoothing, tn__plan_output_gradient(plan));
    if (!isfinite(*loss)) return tn__trainer_report_nonfinite(t, plan, *loss, err);
    tn__plan_backward(plan);
    t->step++;
    tn__trainer_update(t, plan->compute.kernels);
    return TN_OK;
}

static tn_status check_batch(const tn_trainer *t, const tn__plan *plan, const tn__targets *targets, tn_error *err)
{
    int64_t classes = tn__plan_outputs(plan);
    if (!tn__loss_has_labels(t->options.loss))
        return targets->values ? TN_OK : tn__fail(err, TN_BAD_ARGUMENT, "this loss needs values");
    if (!targets->labels) return tn__fail(err, TN_BAD_ARGUMENT, "this loss needs labels");
    for (int64_t i = 0; i < plan->options.batch; i++)
        if (targets->labels[i] < 0 || targets->labels[i] >= classes)
            return tn__fail(err, TN_BAD_ARGUMENT, "label %lld of sample %lld is not in [0, %lld)", (long long)targets->labels[i],
                            (long long)i, (long long)classes);
    return TN_OK;
}

tn_status tn_trainer_step(tn_trainer *t, const float *x, const int64_t *labels, const float *values, int64_t n, double *loss,
                          tn_error *err)
{
    if (n < 1 || n > t->options.batch_size)
        return tn__fail(err, TN_BAD_ARGUMENT, "a batch of %lld; this trainer takes 1 to %lld samples", (long long)n,
                        (long long)t->options.batch_size);
    if (t->shards) return tn__fail(err, TN_BAD_ARGUMENT, "only tn_train cuts batches into shards");
    tn__plan *plan;
    tn__targets targets = {labels, values};
    tn_status status = tn__plans_get(&t->plans, n, &plan, err);
    if (status == TN_OK) status = check_batch(t, plan, &targets, err);
    if (status != TN_OK) return status;
    float *own = tn__plan_input(plan);
    size_t numbers = (size_t)tn__shape_count(&plan->slots[plan->input].shape);
    bool borrowed = tn__plan_borrow_input(plan, (float *)x);
    if (!borrowed) memcpy(own, x, numbers * sizeof *x);
    status = tn__trainer_step_planned(t, plan, &targets, loss, err);
    if (borrowed) (void)tn__plan_borrow_input(plan, own);
    return status;
}
