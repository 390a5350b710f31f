/* The net ends in a dropout. A block of a larger net may well do so, which is why this is advice. */
#include "check/flow.h"

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    if (!tn__flow_drops(net, value) || !tn__flow_is_output(net, value)) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place, "the last operation is a dropout");
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_help(one, "right for a block of a larger net; a whole net should drop before its last layer");
}

const tn__rule_body tn__rule_dropout_is_last = {.on_node = look};
