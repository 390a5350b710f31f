/* FeatureAlphaDropout drops dimension 1 of its input as a whole (ATen/native/Dropout.cpp 2.13, make_feature_noise): with two
 * dimensions those are single numbers. */
#include "check/flow.h"

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    int rank = tn__flow_input_rank(net, value);
    if (!tn__flow_is(net, value, "feature_alpha_dropout") || run->is_guess || rank != 2 || !tn__flow_drops(net, value)) {
        return;
    }
    tn_finding *one = tn__find(
        run, net->nodes[value].place,
        "FeatureAlphaDropout on an input of 2 dimensions: each number is dropped by itself, as nn.AlphaDropout does");
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_help(one, "use nn.AlphaDropout, or put it before the maps are flattened");
    if (tn__layer_of(net, value)->name) {
        tn__finding_fix(one, true, "use nn.AlphaDropout");
        tn__fix_rename_callee(run, one, tn__node_made(net, value), "AlphaDropout");
    }
}

const tn__rule_body tn__rule_feature_alpha_rank = {.on_node = look};
