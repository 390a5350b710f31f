/* Running a plan. Nothing here allocates. */
#include <math.h>

#include "net/plan.h"
#include "thinnet/random.h"

float *tn__plan_input(const tn__plan *plan)
{
    return plan->slots[plan->input].data;
}

static bool is_input(const tn__plan *plan, int slot)
{
    while (slot != plan->input && plan->slots[slot].shares >= 0) slot = plan->slots[slot].shares;
    return slot == plan->input;
}

/* Ops never write to the input, so it may be the caller's memory; views of it are made no use of but through pointers to it. */
bool tn__plan_borrow_input(tn__plan *plan, float *x)
{
    if ((uintptr_t)x % 64 != 0 || is_input(plan, plan->output)) return false;
    for (int i = 0; i < plan->n_ops; i++)
        for (int k = 0; k < plan->ops[i].run.n_in; k++)
            if (is_input(plan, plan->ops[i].in[k])) plan->ops[i].run.in[k] = x;
    plan->slots[plan->input].data = x;
    return true;
}

const float *tn__plan_output(const tn__plan *plan)
{
    return plan->slots[plan->output].data;
}

float *tn__plan_output_gradient(const tn__plan *plan)
{
    return plan->slots[plan->output].gradient;
}

int64_t tn__plan_outputs(const tn__plan *plan)
{
    return tn__shape_count(&plan->slots[plan->output].shape) / plan->options.batch;
}

void tn__plan_set_masks(tn__plan *plan, uint64_t seed, uint32_t step, uint64_t first_sample)
{
    plan->masks.key.seed = seed;
    plan->masks.key.step = step;
    plan->masks.first_sample = first_sample;
    plan->masks.step_samples = 0;
}

void tn__plan_set_masks_of_steps(tn__plan *plan, uint64_t seed, uint32_t step, uint64_t first_sample, int64_t n)
{
    tn__plan_set_masks(plan, seed, step, first_sample);
    plan->masks.step_samples = n;
}

void tn__plan_forward(tn__plan *plan)
{
    plan->masks.again = false;
    for (int i = 0; i < plan->n_ops; i++) {
        const tn__op *op = &plan->ops[i];
        if (!op->view) op->kind->forward(&op->run);
    }
}

void tn__plan_forward_again(tn__plan *plan)
{
    plan->masks.again = true;
    for (int i = 0; i < plan->n_ops; i++) {
        const tn__op *op = &plan->ops[i];
        if (!op->view && plan->slots[op->out].stochastic) op->kind->forward(&op->run);
    }
}

/* A view whose gradient could not share memory, because others read its input too. */
static void view_backward(const tn__op *op)
{
    const tn__run *run = &op->run;
    if (!run->din[0] || run->din[0] == run->dout) return;
    run->compute->kernels->copy(run->din[0], run->dout, tn__shape_count(&run->out_shape), run->din_add[0]);
}

static void op_backward(const tn__plan *plan, const tn__op *op)
{
    if (!plan->slots[op->out].want_gradient) return;
    if (op->view)
        view_backward(op);
    else
        op->kind->backward(&op->run);
}

static void run_again(tn__plan *plan, int from, int to)
{
    plan->masks.again = true;
    for (int i = from; i < to; i++)
        if (!plan->ops[i].view) plan->ops[i].kind->forward(&plan->ops[i].run);
}

static void nobody(void *user, int op)
{
    (void)user, (void)op;
}

void tn__plan_backward(tn__plan *plan)
{
    tn__plan_backward_watched(plan, nobody, NULL);
}

void tn__plan_backward_watched(tn__plan *plan, void (*after)(void *user, int op), void *user)
{
    for (int segment = plan->n_segments - 1; segment >= 0; segment--) {
        int from = plan->segment_starts[segment], to = plan->segment_starts[segment + 1];
        if (tn__plan_runs_again(plan, segment)) run_again(plan, from, to);
        for (int i = to - 1; i >= from; i--) {
            op_backward(plan, &plan->ops[i]);
            after(user, i);
        }
    }
}

static bool all_finite(const float *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (!isfinite(x[i])) return false;
    return true;
}

/* Values that nobody needs any more have made room for others, so the pass is run again, op by op. */
int tn__plan_find_nonfinite(const tn__plan *plan)
{
    struct tn_generator *generator = plan->masks.generator, before;
    int node = -1;
    if (!all_finite(tn__plan_input(plan), tn__shape_count(&plan->slots[plan->input].shape))) return 0;
    if (generator) before = *generator;
    for (int i = 0; i < plan->n_ops && node < 0; i++) {
        const tn__op *op = &plan->ops[i];
        const tn__slot *slot = &plan->slots[op->out];
        if (!op->view) op->kind->forward(&op->run);
        if (!all_finite(slot->data, tn__shape_count(&slot->shape))) node = op->node;
    }
    if (generator) *generator = before;
    return node;
}
