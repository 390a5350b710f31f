/* p = 1 drops everything: the layers before get no gradient. */
#include "check/flow.h"

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    if (tn__flow_rate(net, value) < 1) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place,
                               "p=1 drops everything: in training all that comes out is 0, and nothing before it learns");
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_help(one, "p is the probability of dropping, not of keeping");
}

const tn__rule_body tn__rule_rate_of_one = {.on_node = look};
