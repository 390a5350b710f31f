/* Branches that are dropped with different rates and meet before one norm, or go through the same one: its statistics are those
 * of a mixture, in which the branch of the higher rate has the higher variance in training only (Li et al. 2019, section 3). */
#include "check/flow.h"

/* The dropout behind a value, with views and activations between; 0: none. */
static int dropout_behind(const tn_net *net, int value)
{
    while (value > 0 && tn__flow_traits(net, value) & (TN_TRAIT_VIEW | TN_TRAIT_ACTIVATION)) {
        value = tn__node_source(net, value);
    }
    return value > 0 && tn__flow_traits(net, value) & TN_TRAIT_DROPOUT && tn__flow_drops(net, value) ? value : 0;
}

static void say(tn__rule_run *run, const tn_net *net, int norm, int one_drop, int other)
{
    double p = tn__flow_rate(net, one_drop), q = tn__flow_rate(net, other);
    if (p == q) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[norm].place,
                               "one norm for branches dropped with p=%g and p=%g: their variances differ in training only", p, q);
    tn__finding_label(one, "%s", tn__node_title(net, norm));
    tn__finding_note(one, net->nodes[one_drop].place, "%s, p=%g", tn__node_title(net, one_drop), p);
    tn__finding_note(one, net->nodes[other].place, "%s, p=%g", tn__node_title(net, other), q);
    tn__finding_help(one, "give the branches one rate, or drop behind the norm");
}

/* norm(cat(drop(a), drop(b))) and norm(drop(a) + drop(b)). */
static void look_at_meeting(tn__rule_run *run, const tn_net *net, int norm)
{
    int meeting = tn__flow_source(net, norm);
    if (!tn__flow_is(net, meeting, "add") && !tn__flow_is(net, meeting, "cat")) {
        return;
    }
    int first = dropout_behind(net, net->nodes[meeting].in[0]);
    for (int i = 1; first && i < net->nodes[meeting].n_in; i++) {
        int other = dropout_behind(net, net->nodes[meeting].in[i]);
        if (other) {
            say(run, net, norm, first, other);
        }
    }
}

/* norm(drop(a)) and norm(drop(b)) of one module. */
static void look_at_other_uses(tn__rule_run *run, const tn_net *net, int norm)
{
    int here = dropout_behind(net, net->nodes[norm].in[0]);
    for (int i = 1; here && i < norm; i++) {
        int there = net->nodes[i].module == net->nodes[norm].module ? dropout_behind(net, net->nodes[i].in[0]) : 0;
        if (there) {
            say(run, net, norm, there, here);
        }
    }
}

static void look(tn__rule_run *run, const tn_net *net, int norm)
{
    if (!run->is_guess) {
        look_at_meeting(run, net, norm);
        look_at_other_uses(run, net, norm);
    }
}

const tn__rule_body tn__rule_rates_share_norm = {.on_node = look};
