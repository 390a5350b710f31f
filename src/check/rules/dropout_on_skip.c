/* y = dropout(x) + f(x): the path that should carry x unchanged loses units. */
#include <string.h>

#include "check/flow.h"

/* The dropout behind an input of an addition, with views between; 0 when there is none. */
static int dropout_behind(const tn_net *net, int value)
{
    while (value > 0 && tn__flow_traits(net, value) & TN_TRAIT_VIEW) {
        value = net->nodes[value].in[0];
    }
    return value > 0 && tn__flow_traits(net, value) & TN_TRAIT_DROPOUT && tn__flow_drops(net, value) ? value : 0;
}

static void look_at_input(tn__rule_run *run, const tn_net *net, int sum, int dropout, int branch)
{
    int x = dropout ? net->nodes[dropout].in[0] : 0;
    bool skip = dropout && branch != x && tn__flow_depends(run, net, branch, x) && !tn__flow_depends(run, net, branch, dropout);
    if (!skip) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[dropout].place,
                               "dropout on the skip path of a residual: what should pass unchanged is dropped");
    tn__finding_label(one, "%s", tn__node_title(net, dropout));
    tn__finding_note(one, net->nodes[sum].place, "here it is added to what a branch makes of the same value");
    tn__finding_help(one, "drop on the branch: x + dropout(f(x))");
}

/* Also where the sizes of one are not known, so that it may be of another shape. */
static bool is_sum(const tn_net *net, int value)
{
    const char *name = tn__layer_of(net, value)->name;
    return tn__flow_is(net, value, "add") || (name && strcmp(name, "the broadcasting operator +") == 0);
}

static void look(tn__rule_run *run, const tn_net *net, int sum)
{
    const int *in = net->nodes[sum].in;
    if (!is_sum(net, sum) || net->nodes[sum].n_in != 2) {
        return;
    }
    look_at_input(run, net, sum, dropout_behind(net, in[0]), in[1]);
    look_at_input(run, net, sum, dropout_behind(net, in[1]), in[0]);
}

const tn__rule_body tn__rule_dropout_on_skip = {.on_node = look};
