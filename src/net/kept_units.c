/* Linears beside a BatchwiseDropout compute only with the units that it keeps (layer/linear_of_kept.h).
 *
 *   Linear -> activations -> BatchwiseDropout -> Linear        nobody looks at the outputs of the first that are dropped, and
 *                                                              the second finds 0 there */
#include "layer/linear_of_kept.h"
#include "net/plan.h"

static double kept_by(const tn__run *dropout)
{
    return dropout ? 1 - tn__arg_float(dropout->layer, "p") : 1;
}

/* Drops the same columns of every row. */
static bool drops_columns(const tn__op *op)
{
    double p = op->kind == &tn__layer_batchwise_dropout ? tn__arg_float(op->run.layer, "p") : 0;
    return p > 0 && p < 1 && op->run.out_shape.rank == 2;
}

static bool is_by_number(const tn__op *op)
{
    return op->kind->traits & TN_TRAIT_POINTWISE && op->run.n_in == 1 && op->run.out_shape.rank == 2;
}

static const tn__run *dropout_after(const tn__plan *plan, const tn__op *linear)
{
    const tn__op *op = tn__plan_reader(plan, linear->out);
    while (op && !drops_columns(op) && is_by_number(op)) op = tn__plan_reader(plan, op->out);
    return op && drops_columns(op) ? &op->run : NULL;
}

static const tn__run *dropout_before(const tn__plan *plan, const tn__op *linear)
{
    const tn__op *op = tn__plan_maker(plan, linear->in[0]);
    return op && drops_columns(op) ? &op->run : NULL;
}

void tn__plan_keep_units(tn__plan *plan)
{
    if (!plan->options.training || !plan->options.dropout_on) return;
    for (int i = 0; i < plan->n_ops; i++) {
        tn__op *op = &plan->ops[i];
        tn__run *run = &op->run;
        if (op->kind != &tn__layer_linear || run->out_shape.rank != 2) continue;
        const tn__run *in = dropout_before(plan, op), *out = dropout_after(plan, op);
        if ((!in && !out) || !tn__linear_of_kept_pays(run->out_shape.dim[0], kept_by(in), kept_by(out))) continue;
        op->kind = &tn__linear_of_kept;
        run->kept_inputs = in;
        run->kept_outputs = out;
    }
}
