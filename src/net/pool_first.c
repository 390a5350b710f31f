/* Conv, ReLU, Dropout2d, MaxPool2d -> Conv, MaxPool2d, ReLU, Dropout2d: ReLU and channel dropout keep the order of a channel's
 * numbers (both are non-decreasing, dropout with one factor >= 0 a channel), so the maximum may be taken before them. Values and
 * gradients are the same to the bit; the passes after the pooling have a quarter of the numbers or less.
 *
 * Where negative numbers tie at ReLU's 0 the chosen one may differ, but then the gradient there is 0. */
#include "net/plan.h"

int tn__plan_only_reader(const tn__plan *plan, int value)
{
    int reader = 0, readers = value == plan->net->output;
    for (size_t i = 1; i < plan->net->n_nodes; i++)
        for (int k = 0; k < plan->nodes[i].n_in; k++)
            if (plan->nodes[i].in[k] == value) reader = (int)i, readers++;
    return readers == 1 ? reader : 0;
}

const tn__layer *tn__plan_layer_of(const tn__plan *plan, int value)
{
    return &plan->net->modules[plan->nodes[value].module].layer;
}

static bool keeps_order(const tn__plan *plan, int value)
{
    const tn__layer *layer = tn__plan_layer_of(plan, value);
    if (layer->kind == &tn__layer_relu) return true;
    return layer->kind == &tn__layer_dropout2d && tn__arg_float(layer, "p") < 1;
}

/* The node at `upper` and the pooling that reads it change places. */
static void swap_with_pool(tn__plan *plan, int upper, int pool)
{
    tn__node *a = &plan->nodes[upper], *b = &plan->nodes[pool], kept = *a;
    *a = *b;
    a->in[0] = kept.in[0];
    *b = kept;
    b->in[0] = upper;
    b->shape = a->shape;
}

void tn__plan_pool_first(tn__plan *plan)
{
    for (int i = 1; i < (int)plan->net->n_nodes; i++) {
        if (tn__plan_layer_of(plan, i)->kind != &tn__layer_max_pool2d) continue;
        for (int pool = i, upper; upper = plan->nodes[pool].in[0], upper > 0; pool = upper) {
            if (!keeps_order(plan, upper) || tn__plan_only_reader(plan, upper) != pool) break;
            swap_with_pool(plan, upper, pool);
        }
    }
}
