/* Fusion: Linear, ReLU, Dropout -> one op and two views of its output; and in Monte Carlo prediction Dropout, Linear -> one op.
 *
 *   slots   x --Linear--> a --ReLU--> b --Dropout--> c          a, b and c are one memory, and so are their gradients
 *   ops       [runs all]    [view]      [view] */
#include "layer/linear_after_dropout.h"
#include "net/plan.h"

/* A further Monte Carlo pass repeats only what depends on a dropout, so a prediction keeps the rest apart. */
static bool may_join(const tn__plan *plan, const tn__op *op, const tn__op *reader)
{
    return plan->options.training || plan->slots[op->out].stochastic == plan->slots[reader->out].stochastic;
}

static bool is_relu(const tn__op *op)
{
    return op->kind == &tn__layer_relu;
}

/* Drops elements to 0, by masks that can be drawn row by row. */
static bool is_plain_dropout(const tn__plan *plan, const tn__op *op)
{
    return op->kind == &tn__layer_dropout && plan->options.dropout_on && plan->options.origin == TN_MASKS_PHILOX &&
           tn__arg_float(op->run.layer, "p") < 1;
}

static void take(tn__op *op)
{
    op->view = op->taken_over = true;
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
    if (!linear || linear->kind != &tn__layer_linear) return;
    linear->kind = &tn__linear_after_dropout;
    linear->run.after_dropout = &dropout->run;
    take(dropout);
}

void tn__plan_take_over(tn__plan *plan)
{
    for (int i = 0; i < plan->n_ops; i++) join_dropout_before(plan, i);
    for (int i = 0; i < plan->n_ops; i++) {
        tn__op *op = &plan->ops[i];
        if (!(op->kind->traits & TN_TRAIT_TAKES_OVER)) continue;
        tn__op *relu = tn__plan_reader(plan, op->out);
        if (!relu || !is_relu(relu) || !may_join(plan, op, relu)) continue;
        op->run.then_relu = true;
        take(relu);
        tn__op *dropout = tn__plan_reader(plan, relu->out);
        if (!dropout || !is_plain_dropout(plan, dropout) || !may_join(plan, op, dropout)) continue;
        op->run.then_dropout = &dropout->run;
        take(dropout);
    }
}
