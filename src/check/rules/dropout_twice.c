/* Two dropouts of elements in a row: an element survives both with probability (1-p)(1-q). */
#include "check/flow.h"

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    int second = tn__flow_user(net, value);
    if (!second || !(tn__flow_traits(net, second) & TN_TRAIT_DROPOUT) || !tn__flow_drops(net, value) ||
        !tn__flow_drops(net, second)) {
        return;
    }
    double p = tn__flow_rate(net, value), q = tn__flow_rate(net, second);
    if (!tn__flow_is(net, second, tn__layer_of(net, value)->kind->name)) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[second].place, "dropout twice in a row: together they drop with probability %.4g",
                               1 - (1 - p) * (1 - q));
    tn__finding_label(one, "%s, p=%g", tn__node_title(net, second), q);
    tn__finding_note(one, net->nodes[value].place, "%s, p=%g, has dropped already", tn__node_title(net, value), p);
    tn__finding_help(one, "keep one of them; p=%.4g would do what both do now", 1 - (1 - p) * (1 - q));
}

const tn__rule_body tn__rule_dropout_twice = {.on_node = look};
