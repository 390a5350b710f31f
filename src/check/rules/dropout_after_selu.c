/* SELU keeps mean 0 and variance 1 only if dropout does so too (Klambauer et al. 2017, section 2). */
#include <string.h>

#include "check/flow.h"

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    bool channels = tn__flow_is(net, value, "dropout2d") || tn__flow_is(net, value, "dropout1d");
    bool plain = channels || tn__flow_is(net, value, "dropout") || tn__flow_is(net, value, "batchwise_dropout");
    int selu = plain && tn__flow_drops(net, value) ? tn__flow_source(net, value) : 0;
    if (!tn__flow_is(net, selu, "selu")) {
        return;
    }
    const char *instead = channels ? "nn.FeatureAlphaDropout" : "nn.AlphaDropout";
    tn_finding *one = tn__find(run, net->nodes[value].place, "plain dropout after SELU ends its self-normalisation: use %s",
                               instead);
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[selu].place, "%s", tn__node_title(net, selu));
    tn__finding_help(one, "%s(p=%g) keeps mean 0 and variance 1; rates of .05 to .1 are usual there", instead,
                     tn__flow_rate(net, value));
    if (tn__layer_of(net, value)->name) { // what evaluation gives stays; what training does changes
        tn__finding_fix(one, false, "use %s", instead);
        tn__fix_rename_callee(run, one, tn__node_made(net, value), instead + strlen("nn."));
    }
}

const tn__rule_body tn__rule_dropout_after_selu = {.on_node = look};
