/* From the graph to slots and ops: which values are needed, in which layout, and which share memory. */
#include <string.h>

#include "base/mem.h"
#include "layer/conv_block.h"
#include "net/plan.h"

/* --- the transposing op: NCHW <-> NHWC, a layer kind of the plan's own --- */

static void transpose_sizes(const tn__run *run, int64_t *batch, int64_t *channels, int64_t *positions)
{
    const tn_shape *s = &run->out_shape;
    *batch = s->dim[0];
    *channels = s->dim[1];
    *positions = s->dim[2] * s->dim[3];
}

/* run->channels_last is the layout of the output. */
static void transpose_forward(const tn__run *run)
{
    int64_t n, c, hw;
    transpose_sizes(run, &n, &c, &hw);
    run->compute->kernels->transpose(run->out, run->in[0], n, run->channels_last ? c : hw, run->channels_last ? hw : c, false);
}

static void transpose_backward(const tn__run *run)
{
    int64_t n, c, hw;
    transpose_sizes(run, &n, &c, &hw);
    if (!run->din[0]) return;
    run->compute->kernels->transpose(run->din[0], run->dout, n, run->channels_last ? hw : c, run->channels_last ? c : hw,
                                     run->din_add[0]);
}

static const tn__layer_kind transpose_kind = {
    .name = "transpose_layout", .min_inputs = 1, .max_inputs = 1, .forward = transpose_forward, .backward = transpose_backward};
static const tn__layer transpose_layer = {.kind = &transpose_kind};

bool tn__plan_transposes(const tn__op *op)
{
    return op->kind == &transpose_kind;
}

/* One channel or one position: both layouts are the same memory. */
static bool layouts_coincide(const tn_shape *s)
{
    return s->dim[1] == 1 || s->dim[2] * s->dim[3] == 1;
}

/* --- which nodes are needed --- */

static void mark_needed(const tn__plan *plan, bool *needed)
{
    needed[plan->net->output] = needed[0] = true;
    for (int i = (int)plan->net->n_nodes - 1; i > 0; i--)
        for (int k = 0; needed[i] && k < plan->nodes[i].n_in; k++) needed[plan->nodes[i].in[k]] = true;
}

/* --- slots and ops --- */

static int add_slot(tn__plan *plan, const tn_shape *shape, bool channels_last)
{
    plan->slots[plan->n_slots] = (tn__slot){.shape = *shape, .channels_last = channels_last, .shares = -1, .gradient_shares = -1};
    return plan->n_slots++;
}

static tn__op *add_op(tn__plan *plan, int node, const tn__layer *layer, int out)
{
    tn__op *op = &plan->ops[plan->n_ops++];
    *op = (tn__op){.node = node, .out = out};
    op->run.layer = layer;
    op->kind = layer->kind;
    op->run.out_shape = plan->slots[out].shape;
    op->run.channels_last = plan->slots[out].channels_last;
    return op;
}

static void add_input(tn__plan *plan, tn__op *op, int slot)
{
    op->run.in_shape[op->run.n_in] = plan->slots[slot].shape;
    op->in[op->run.n_in++] = slot;
    plan->slots[slot].readers++;
    if (plan->slots[slot].stochastic) plan->slots[op->out].stochastic = true;
    if (plan->slots[slot].want_gradient) plan->slots[op->out].want_gradient = true;
}

/* The slot of `value` in the layout asked for; makes the transposition at its first use. */
static int slot_in_layout(tn__plan *plan, int value, bool channels_last)
{
    int *slot = plan->slot_of[value];
    int from = slot[!channels_last];
    if (slot[channels_last] >= 0) return slot[channels_last];
    slot[channels_last] = add_slot(plan, &plan->slots[from].shape, channels_last);
    tn__op *op = add_op(plan, value, &transpose_layer, slot[channels_last]);
    add_input(plan, op, from);
    op->view = layouts_coincide(&plan->slots[from].shape);
    return slot[channels_last];
}

static bool is_channels_last(const tn__plan *plan, int value)
{
    return plan->slot_of[value][0] < 0;
}

/* The layout a node runs in: what its kind wants, or for kinds that take any, what its first input has. */
static bool node_layout(const tn__plan *plan, const tn__node *node, const tn__layer_kind *kind)
{
    const tn_shape *first = &plan->nodes[node->in[0]].shape;
    if (plan->taken_by[node - plan->nodes]) return false;
    if (kind->layout == TN_LAYOUT_CHANNELS_LAST) return first->rank == 4;
    if (kind->layout == TN_LAYOUT_PLAIN) return false;
    for (int i = 1; i < node->n_in; i++) /* broadcasting partners keep PyTorch's order */
        if (!tn__shape_equal(first, &plan->nodes[node->in[i]].shape)) return false;
    return is_channels_last(plan, node->in[0]);
}

static bool has_parameters(const tn__plan *plan, const tn__module *module)
{
    for (int i = 0; i < module->n_states; i++)
        if (!plan->net->states[module->first_state + i].spec->buffer) return true;
    return false;
}

/* The op of a block's first node runs the others, which become views of its output. */
static void join_block(tn__plan *plan, int i, tn__op *op)
{
    tn__op *block = op;
    if (plan->taken_by[i] == i) {
        op->kind = &tn__conv_block;
        return;
    }
    while (block->node != plan->taken_by[i]) block--;
    op->view = op->taken_over = true;
    if (op->kind == &tn__layer_max_pool2d) {
        block->run.then_pool = &op->run;
        plan->slots[block->out].shape = op->run.out_shape; /* what lies between is nowhere */
    } else if (op->kind == &tn__layer_relu) {
        block->run.then_relu = true;
    } else {
        block->run.then_dropout = &op->run;
    }
}

static void add_node(tn__plan *plan, int i)
{
    const tn_net *net = plan->net;
    const tn__node *node = &plan->nodes[i];
    const tn__module *module = &net->modules[node->module];
    const tn__layer_kind *kind = module->layer.kind;
    bool last = node_layout(plan, node, kind);

    int in[TN_LAYER_MAX_INPUTS];
    for (int k = 0; k < node->n_in; k++)
        in[k] = slot_in_layout(plan, node->in[k], last && plan->nodes[node->in[k]].shape.rank == 4);
    tn_shape shape = tn__shape_bind(&node->shape, plan->options.batch);
    int out = plan->slot_of[i][last && shape.rank == 4] = add_slot(plan, &shape, last && shape.rank == 4);

    bool drops = kind->traits & TN_TRAIT_DROPOUT;
    tn__op *op = add_op(plan, i, &module->layer, out);
    op->run.channels_last = last;
    op->run.site = node->site < 0 ? 0 : (uint32_t)node->site;
    op->run.fold = plan->nodes[node->in[0]].shape.batch == 0 ? plan->nodes[node->in[0]].shape.dim[0] : 1;
    plan->slots[out].stochastic = kind->dropout && plan->options.dropout_on;
    plan->slots[out].want_gradient = plan->options.training && has_parameters(plan, module);
    for (int k = 0; k < node->n_in; k++) add_input(plan, op, in[k]);
    op->view = (kind->traits & TN_TRAIT_VIEW) || (drops && !plan->options.dropout_on && !plan->options.paper_scaling);
    if (plan->taken_by[i]) join_block(plan, i, op);
}

/* --- sharing --- */

bool tn__plan_keeps_output(const tn__op *op)
{
    return op->run.then_relu || (op->kind->traits & TN_TRAIT_KEEPS_OUTPUT && !op->taken_over);
}

static const tn__op *producer_of(const tn__plan *plan, int slot)
{
    for (int i = 0; i < plan->n_ops; i++)
        if (plan->ops[i].out == slot) return &plan->ops[i];
    return NULL; /* the net's input */
}

/* Whether only one op reads the memory behind `slot`, through however many views, no backward pass wants to see what its
 * producers wrote there, and these are of the same segment, so that it is written again before it is read again. */
static bool memory_is_free(const tn__plan *plan, int slot, int segment)
{
    for (; slot >= 0; slot = plan->slots[slot].shares) {
        const tn__op *producer = producer_of(plan, slot);
        if (!producer || plan->slots[slot].readers != 1 || producer->segment != segment) return false;
        if (plan->options.training && tn__plan_keeps_output(producer)) return false;
    }
    return true;
}

/* Whether `op` may write its output over its input: nobody else reads the input, neither later, nor in
 * backward, nor in a further Monte Carlo pass. */
static bool may_overwrite(const tn__plan *plan, const tn__op *op)
{
    const tn__slot *in = &plan->slots[op->in[0]], *out = &plan->slots[op->out];
    unsigned traits = op->kind->traits;
    if (!(traits & TN_TRAIT_POINTWISE) || op->run.n_in != 1 || out->stochastic != in->stochastic) return false;
    if (plan->options.training && (traits & TN_TRAIT_KEEPS_INPUT)) return false;
    return tn__shape_equal(&in->shape, &out->shape) && memory_is_free(plan, op->in[0], op->segment);
}

static void share_memory(tn__plan *plan)
{
    for (int i = 0; i < plan->n_ops; i++) {
        tn__op *op = &plan->ops[i];
        tn__slot *in = &plan->slots[op->in[0]], *out = &plan->slots[op->out];
        if (op->view || may_overwrite(plan, op)) out->shares = op->in[0];
        if (op->view && in->readers == 1) out->gradient_shares = op->in[0];
    }
}

tn__op *tn__plan_maker(const tn__plan *plan, int slot)
{
    for (int i = 0; i < plan->n_ops; i++)
        if (plan->ops[i].out == slot) return &plan->ops[i];
    return NULL;
}

tn__op *tn__plan_reader(const tn__plan *plan, int slot)
{
    for (int i = 0; plan->slots[slot].readers == 1 && i < plan->n_ops; i++)
        for (int k = 0; k < plan->ops[i].run.n_in; k++)
            if (plan->ops[i].in[k] == slot) return &plan->ops[i];
    return NULL;
}

tn_status tn__plan_slots(tn__plan *plan, tn_error *err)
{
    const tn_net *net = plan->net;
    size_t values = net->n_nodes, most = 0;
    for (size_t i = 0; i < values; i++) most += 2 + (size_t)net->nodes[i].n_in;
    bool *needed = tn__alloc(values, sizeof *needed);
    plan->slots = tn__alloc(most + 1, sizeof *plan->slots);
    plan->ops = tn__alloc(most + 1, sizeof *plan->ops);
    plan->slot_of = tn__alloc(values, sizeof *plan->slot_of);
    plan->nodes = tn__alloc(values, sizeof *plan->nodes);
    plan->taken_by = tn__alloc(values, sizeof *plan->taken_by);
    if (!needed || !plan->slots || !plan->ops || !plan->slot_of || !plan->nodes || !plan->taken_by) {
        tn__free(needed);
        return tn__no_memory(err, most * sizeof *plan->ops);
    }
    memset(plan->slot_of, -1, values * sizeof *plan->slot_of);
    memcpy(plan->nodes, net->nodes, values * sizeof *plan->nodes);
    tn__plan_pool_first(plan);
    tn__plan_find_blocks(plan);
    mark_needed(plan, needed);

    tn_shape input = tn__shape_bind(&net->nodes[0].shape, plan->options.batch);
    plan->input = plan->slot_of[0][0] = add_slot(plan, &input, false);
    for (int i = 1; i < (int)values; i++)
        if (needed[i]) add_node(plan, i);
    plan->output = slot_in_layout(plan, net->output, false);
    plan->slots[plan->output].readers++;
    tn__plan_take_over(plan);
    tn__plan_find_live_channels(plan);
    tn__plan_keep_units(plan);
    tn__free(needed);
    tn_status status = tn__plan_cut(plan, err);
    if (status == TN_OK) share_memory(plan);
    return status;
}
