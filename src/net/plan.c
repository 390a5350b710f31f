/* Building a plan: slots, then one piece of memory for everything (memory.c), then the layers' primitives. */
#include "net/plan.h"

#include <string.h>

#include "base/mem.h"

/* Shapes are known to fit each other; here they must also be known at all, and of a size that memory can have. */
static tn_status check_slots(const tn__plan *plan, tn_error *err)
{
    char text[96];
    for (int i = 0; i < plan->n_slots; i++) {
        const tn_shape *s = &plan->slots[i].shape;
        int64_t count = tn__shape_count(s);
        if (!tn__shape_known(s))
            return tn__fail(err, TN_BAD_SHAPE, "a value of shape %s has sizes that are not known",
                            tn__shape_print(s, text, sizeof text));
        if (count < 0 || count > INT64_MAX / 64)
            return tn__fail(err, TN_BAD_SHAPE, "a value of shape %s is too large", tn__shape_print(s, text, sizeof text));
    }
    return TN_OK;
}

bool tn__state_moves(const tn_net *net, size_t state)
{
    const tn__state *s = &net->states[state];
    int uses = 0;
    for (size_t i = 1; i < net->n_nodes; i++) uses += net->nodes[i].module == s->module;
    return s->index == 0 && uses == 1 && net->modules[s->module].layer.kind->traits & TN_TRAIT_MOVES_WEIGHT;
}

/* What every run needs to know before its layer is asked for sizes. */
static void connect_state(tn__plan *plan, tn__op *op)
{
    const tn__module *module = op->kind->state == NULL ? NULL : &plan->net->modules[plan->nodes[op->node].module];
    for (int i = 0; module && i < module->n_states; i++) {
        int state = module->first_state + i, index = plan->net->states[state].index;
        op->run.state[index] = plan->net->states[state].data;
        if (!plan->options.training || plan->net->states[state].spec->buffer) continue;
        if (!plan->options.gradients) continue; /* a plan that is only measured */
        op->run.dstate[index] = plan->options.gradients[state];
        if (!op->run.dstate[index]) op->run.descend = plan->options.descend;
    }
}

static void describe_runs(tn__plan *plan)
{
    for (int i = 0; i < plan->n_ops; i++) {
        tn__op *op = &plan->ops[i];
        op->run.compute = &plan->compute;
        op->run.masks = &plan->masks;
        op->run.for_training = plan->options.training;
        op->run.paper_scaling = plan->options.paper_scaling;
        op->run.training = plan->options.training;
        if (op->kind->dropout) op->run.training = plan->options.dropout_on;
        for (int k = 0; k < op->run.n_in; k++) op->run.want_din[k] = plan->slots[op->in[k]].want_gradient;
        connect_state(plan, op);
    }
}

static void connect_values(tn__plan *plan)
{
    for (int i = 0; i < plan->n_ops; i++) {
        tn__op *op = &plan->ops[i];
        op->run.out = plan->slots[op->out].data;
        op->run.dout = plan->slots[op->out].gradient;
        for (int k = 0; k < op->run.n_in; k++) {
            op->run.in[k] = plan->slots[op->in[k]].data;
            op->run.din[k] = plan->slots[op->in[k]].gradient;
        }
    }
}

/* In backward order the first writer of a gradient overwrites and the others add. */
static tn_status decide_additions(tn__plan *plan, tn_error *err)
{
    bool *written = tn__alloc((size_t)plan->n_slots + plan->net->n_modules + 1, sizeof *written);
    if (!written) return tn__no_memory(err, (uint64_t)plan->n_slots);
    bool *module_written = written + plan->n_slots;
    for (int i = plan->n_ops - 1; i >= 0; i--) {
        tn__op *op = &plan->ops[i];
        for (int k = 0; k < op->run.n_in; k++) {
            int slot = op->in[k];
            op->run.din_add[k] = written[slot];
            written[slot] = true;
        }
        if (!op->kind->state) continue;
        int module = plan->nodes[op->node].module;
        op->run.dstate_add = module_written[module];
        module_written[module] = true;
    }
    tn__free(written);
    return TN_OK;
}

static tn_status prepare_layers(tn__plan *plan, tn_error *err)
{
    for (int i = 0; i < plan->n_ops; i++) {
        tn__op *op = &plan->ops[i];
        if ((op->view && !op->taken_over) || !op->kind->prepare) continue;
        tn_status status = op->kind->prepare(&op->run, err);
        if (status != TN_OK) return status;
    }
    return TN_OK;
}

/* All that can be known without memory; also for nets without weights. */
static tn_status outline(tn__plan **out, tn_net *net, const tn__plan_options *options, tn_error *err)
{
    tn__plan *plan = *out = tn__alloc(1, sizeof *plan);
    if (!plan) return tn__no_memory(err, sizeof *plan);
    plan->net = net;
    plan->options = *options;
    plan->masks.origin = options->origin;
    plan->masks.generator = options->origin == TN_MASKS_PHILOX ? NULL : net->generator;

    tn_status status;
    TN_TRY(tn__compute_init(&plan->compute, options->isa, options->threads, err));
    TN_TRY(tn__plan_slots(plan, err));
    TN_TRY(check_slots(plan, err));
    describe_runs(plan);
done:
    return status;
}

tn_status tn__plan_measure(tn_net *net, const tn__plan_options *options, int64_t *bytes, tn_error *err)
{
    tn__plan *plan;
    tn_status status;
    TN_TRY(outline(&plan, net, options, err));
    TN_TRY(tn__plan_lay_out(plan, err));
    *bytes = (int64_t)plan->arena_bytes;
done:
    tn__plan_free(plan);
    return status;
}

tn_status tn__plan_new(tn__plan **out, tn_net *net, const tn__plan_options *options, tn_error *err)
{
    if (!net->ready) {
        tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "the net has no weights yet");
        tn__help(err, "draw them with tn_net_init or load them with tn_net_load");
        return status;
    }
    tn__plan *plan;
    tn_status status;
    TN_TRY(outline(&plan, net, options, err));
    TN_TRY(tn__plan_place(plan, err));
    connect_values(plan);
    TN_TRY(decide_additions(plan, err));
    TN_TRY(prepare_layers(plan, err));
    *out = plan;
    return TN_OK;
done:
    tn__plan_free(plan);
    return status;
}

void tn__plan_free(tn__plan *plan)
{
    if (!plan) return;
    for (int i = 0; plan->ops && i < plan->n_ops; i++) {
        tn__op *op = &plan->ops[i];
        if (op->run.prepared && op->kind->unprepare) op->kind->unprepare(&op->run);
    }
    tn__compute_release(&plan->compute);
    tn__free(plan->slots);
    tn__free(plan->ops);
    tn__free(plan->slot_of);
    tn__free(plan->nodes);
    tn__free(plan->taken_by);
    tn__free(plan->segment_starts);
    tn__free(plan->pieces);
    tn__free(plan->arena);
    tn__free(plan);
}
