/* Fusion: Linear, activation, dropout -> one op and two views of its output; and in Monte Carlo prediction Dropout, Linear -> one
 * op.
 *
 *   slots   x --Linear--> a --SELU--> b --Dropout--> c          a, b and c are one memory, and so are their gradients
 *   ops       [runs all]    [view]      [view] */
#include "layer/dropout_layer.h"
#include "layer/linear_after_dropout.h"
#include "net/plan.h"

/* A further Monte Carlo pass repeats only what depends on a dropout, so a prediction keeps the rest apart. */
static bool may_join(const tn__plan *plan, const tn__op *op, const tn__op *reader)
{
    return plan->options.training || plan->slots[op->out].stochastic == plan->slots[reader->out].stochastic;
}

/* By masks that can be drawn row by row. */
static bool drops_numbers(const tn__plan *plan, const tn__op *op)
{
    return op->kind->dropout && tn__dropout_layer_drops_numbers(op->run.layer) && plan->options.dropout_on &&
           plan->options.origin == TN_MASKS_PHILOX && tn__arg_float(op->run.layer, "p") < 1;
}

/* Drops elements to 0. */
static bool is_plain_dropout(const tn__plan *plan, const tn__op *op)
{
    return op->kind == &tn__layer_dropout && drops_numbers(plan, op);
}

static void take(tn__op *op)
{
    op->view = op->taken_over = true;
}

/* Whether each sample of the dropout is whole rows of the Linear: a view between may have put several into one row. */
static bool samples_are_rows(const tn__op *dropout, const tn__op *linear)
{
    const tn_shape *drops = &dropout->run.out_shape, *out = &linear->run.out_shape;
    return drops->dim[0] > 0 && tn__shape_product(out, 0, out->rank - 1) % drops->dim[0] == 0;
}

/* A Monte Carlo prediction's Linear after a dropout of something that is the same in every pass. From p = .5 on
 * skipping what is dropped is no dearer than skipping what is kept. */
static void join_dropout_before(tn__plan *plan, int i)
{
    tn__op *dropout = &plan->ops[i];
    if (plan->options.training || !is_plain_dropout(plan, dropout) || plan->slots[dropout->in[0]].stochastic) return;
    double p = tn__arg_float(dropout->run.layer, "p");
    if (p <= 0 || p >= .5 || plan->options.paper_scaling || plan->slots[dropout->in[0]].channels_last) return;
    tn__op *linear = tn__plan_reader(plan, dropout->out);
    while (linear && linear->view) linear = tn__plan_reader(plan, linear->out);
    if (!linear || linear->kind != &tn__layer_linear || !samples_are_rows(dropout, linear)) return;
    linear->kind = &tn__linear_after_dropout;
    linear->run.after_dropout = &dropout->run;
    take(dropout);
}

/* The dropout behind an activation that `op` may take over with it; NULL: none. */
static tn__op *dropout_behind(const tn__plan *plan, const tn__op *op, const tn__op *activation)
{
    tn__op *dropout = tn__plan_reader(plan, activation->out);
    return dropout && drops_numbers(plan, dropout) && may_join(plan, op, dropout) ? dropout : NULL;
}

/* After ReLU and a dropout to 0 the output's zeros tell the way back. Elsewhere slopes are kept, in place of an activation's
 * input or, under a dropout, of its output; only what would keep no more than the output stays as it is. */
static void join_behind(tn__plan *plan, tn__op *op)
{
    tn__op *activation = tn__plan_reader(plan, op->out);
    if (!activation || !activation->kind->activation || !may_join(plan, op, activation)) return;
    tn__op *dropout = dropout_behind(plan, op, activation);
    if (activation->kind == &tn__layer_relu && (!dropout || tn__dropout_layer_drops_to_zero(dropout->run.layer)))
        op->run.then_relu = true;
    else if (dropout || !plan->options.training || activation->kind->traits & TN_TRAIT_KEEPS_INPUT)
        op->run.then_activation = &activation->run;
    else
        return;
    take(activation);
    if (!dropout) return;
    op->run.then_dropout = &dropout->run;
    take(dropout);
}

void tn__plan_take_over(tn__plan *plan)
{
    for (int i = 0; i < plan->n_ops; i++) join_dropout_before(plan, i);
    for (int i = 0; i < plan->n_ops; i++)
        if (plan->ops[i].kind->traits & TN_TRAIT_TAKES_OVER) join_behind(plan, &plan->ops[i]);
}
