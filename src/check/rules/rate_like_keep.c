/* p >= .8 between layers looks like a probability of keeping. */
#include "check/flow.h"

#define HIGH 0.8

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    double p = tn__flow_rate(net, value);
    if (p < HIGH || p >= 1 || tn__node_layer(net, value)->kind->dropout->gaussian) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place, "p=%g drops %g %% of the units: is it the probability of keeping?", p, 100 * p);
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_help(one, "PyTorch's p is the probability of dropping; to keep %g %%, write p=%.4g", 100 * p, 1 - p);
}

const tn__rule_body tn__rule_rate_like_keep = {.on_node = look};
