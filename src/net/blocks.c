/* Which nodes a first convolution takes into its block. */
#include "layer/conv_block.h"
#include "net/plan.h"

/* The only reader of `last`, if it is of this kind; it joins the block. */
static int take_next(tn__plan *plan, int conv, int last, const tn__layer_kind *kind)
{
    int next = tn__plan_only_reader(plan, last);
    if (!next || tn__plan_layer_of(plan, next)->kind != kind) return 0;
    plan->taken_by[next] = conv;
    return next;
}

/* A prediction's further passes repeat dropouts alone, so there they stay apart. */
static bool takes_dropouts(const tn__plan *plan)
{
    return plan->options.training && plan->options.dropout_on && plan->options.origin == TN_MASKS_PHILOX;
}

static void take_followers(tn__plan *plan, int conv)
{
    int last = conv, next = tn__plan_only_reader(plan, conv);
    plan->taken_by[conv] = conv;
    if (next && tn__plan_layer_of(plan, next)->kind == &tn__layer_max_pool2d &&
        tn__conv_block_takes_pool(tn__plan_layer_of(plan, next), &plan->nodes[conv].shape, &plan->nodes[next].shape))
        last = take_next(plan, conv, conv, &tn__layer_max_pool2d);
    last = take_next(plan, conv, last, &tn__layer_relu);
    next = last ? tn__plan_only_reader(plan, last) : 0;
    if (next && takes_dropouts(plan) && tn__plan_layer_of(plan, next)->kind == &tn__layer_dropout2d &&
        tn__arg_float(tn__plan_layer_of(plan, next), "p") < 1)
        take_next(plan, conv, last, &tn__layer_dropout2d);
}

void tn__plan_find_blocks(tn__plan *plan)
{
    for (int i = 1; i < (int)plan->net->n_nodes; i++) {
        const tn__node *node = &plan->nodes[i];
        if (tn__plan_layer_of(plan, i)->kind == &tn__layer_conv2d && node->in[0] == 0 &&
            tn__conv_block_fits(tn__plan_layer_of(plan, i), &plan->nodes[0].shape, &node->shape))
            take_followers(plan, i);
    }
}
