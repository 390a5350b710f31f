/* Dropout whose result only goes through softmax or log_softmax to the output drops answers, not features. */
#include "check/flow.h"

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    int head = tn__flow_drops(net, value) ? tn__flow_user(net, value) : 0;
    if (!head || !(tn__flow_traits(net, head) & TN_TRAIT_OUTPUT_HEAD) || !tn__flow_is_output(net, head)) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place,
                               "dropout on the output logits: %s takes dropped classes for a logit of 0",
                               tn__node_title(net, head));
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[head].place, "%s makes the net's output of it", tn__node_title(net, head));
    tn__finding_help(one, "move the dropout before the last linear layer");
}

const tn__rule_body tn__rule_dropout_on_probabilities = {.on_node = look};
