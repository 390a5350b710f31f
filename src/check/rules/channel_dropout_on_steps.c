/* Channel dropouts drop dimension 1 as a whole. Behind nn.Linear, nn.LayerNorm and nn.Embedding features are last, and dimension
 * 1 of three holds steps. */
#include "check/flow.h"

static bool drops_dimension_1(const tn_net *net, int value)
{
    return tn__flow_is(net, value, "dropout1d") || tn__flow_is(net, value, "dropout2d") ||
           tn__flow_is(net, value, "feature_alpha_dropout");
}

/* The layer whose last dimension holds features, behind what keeps the order; 0: not known. */
static int features_last(const tn_net *net, int value)
{
    int from = tn__node_source(net, value);
    while (from > 0 && tn__flow_traits(net, from) & (TN_TRAIT_ACTIVATION | TN_TRAIT_DROPOUT)) {
        from = tn__node_source(net, from);
    }
    bool last = tn__flow_is(net, from, "linear") || tn__flow_is(net, from, "layer_norm") || tn__flow_is(net, from, "embedding");
    return last ? from : 0;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    int from = drops_dimension_1(net, value) && tn__flow_drops(net, value) ? features_last(net, value) : 0;
    if (!from || run->is_guess || tn__flow_input_rank(net, value) != 3) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place,
                               "whole steps are dropped here, and no features: %s has features last", tn__node_title(net, from));
    tn__finding_label(one, "%s drops dimension 1 of three", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[from].place, "%s", tn__node_title(net, from));
    tn__finding_help(one, "to drop features: x = drop(x.transpose(1, 2)).transpose(1, 2)");
}

const tn__rule_body tn__rule_channel_dropout_on_steps = {.on_node = look};
