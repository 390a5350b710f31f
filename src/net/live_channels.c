/* Which convolutions have channel dropout before or behind them, so that they can leave out what is dropped:
 *
 *   Dropout2d -> [what keeps channels apart and 0 at 0] -> Conv2d -> [what keeps channels apart] -> Dropout2d
 *
 * Between the two, nothing else may read what a convolution leaves out. */
#include "layer/conv_block.h"
#include "net/plan.h"

/* Drops channels of images in training by masks that can be drawn anywhere. */
static bool drops_channels(const tn__op *op)
{
    double p = op->kind == &tn__layer_dropout2d ? tn__arg_float(op->run.layer, "p") : 0;
    return p > 0 && p < 1 && op->run.out_shape.rank == 4 && op->run.fold <= 1;
}

/* A number of its output depends on one channel of one sample alone. */
static bool keeps_channels_apart(const tn__op *op)
{
    const tn__layer_kind *kind = op->kind;
    bool pools = kind == &tn__layer_max_pool2d || kind == &tn__layer_avg_pool2d || kind == &tn__layer_adaptive_avg_pool2d ||
                 kind == &tn__layer_adaptive_max_pool2d;
    return op->run.n_in == 1 && op->run.out_shape.rank == 4 &&
           (pools || kind->traits & TN_TRAIT_POINTWISE || tn__plan_transposes(op));
}

static bool keeps_zero(const tn__op *op)
{
    return !(op->kind->traits & TN_TRAIT_POINTWISE) || op->kind->traits & TN_TRAIT_ZERO_AT_ZERO;
}

static const tn__run *dropped_before(const tn__plan *plan, const tn__op *conv)
{
    const tn__op *op = tn__plan_maker(plan, conv->in[0]);
    while (op && !drops_channels(op) && keeps_channels_apart(op) && keeps_zero(op)) op = tn__plan_maker(plan, op->in[0]);
    return op && drops_channels(op) ? &op->run : NULL;
}

static const tn__run *dropped_behind(const tn__plan *plan, const tn__op *conv)
{
    const tn__op *op = tn__plan_reader(plan, conv->out);
    while (op && !drops_channels(op) && keeps_channels_apart(op)) op = tn__plan_reader(plan, op->out);
    return op && drops_channels(op) ? &op->run : NULL;
}

void tn__plan_find_live_channels(tn__plan *plan)
{
    if (!plan->options.training || !plan->options.dropout_on || plan->options.origin != TN_MASKS_PHILOX) return;
    for (int i = 0; i < plan->n_ops; i++) {
        tn__op *op = &plan->ops[i];
        if (op->kind != &tn__layer_conv2d) continue;
        op->run.live_in = dropped_before(plan, op);
        op->run.live_out = dropped_behind(plan, op);
    }
}
