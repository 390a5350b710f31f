/* A deep stack of Linear layers with one dropout, behind the first of them or before the last: the layers between are not thinned
 * (Srivastava et al. 2014, section 2, drops at every hidden layer). */
#include "check/flow.h"

#define DEEP 4 /* Linear layers in a row, so three places between them */

static bool is_of_stack(const tn_net *net, int value)
{
    unsigned traits = value > 0 ? tn__flow_traits(net, value) : 0;
    return tn__flow_is(net, value, "linear") ||
           traits & (TN_TRAIT_ACTIVATION | TN_TRAIT_NORMALISES | TN_TRAIT_DROPOUT | TN_TRAIT_VIEW);
}

typedef struct stack_count {
    int linears, dropouts;
} stack_count;

static void count(stack_count *out, const tn_net *net, int value)
{
    out->linears += tn__flow_is(net, value, "linear");
    out->dropouts += (tn__flow_traits(net, value) & TN_TRAIT_DROPOUT) != 0;
}

static stack_count count_before(const tn_net *net, int value)
{
    stack_count found = {0};
    for (int at = tn__node_source(net, value); is_of_stack(net, at) && tn__flow_user(net, at); at = tn__node_source(net, at)) {
        count(&found, net, at);
    }
    return found;
}

static stack_count count_behind(const tn_net *net, int value)
{
    stack_count found = {0};
    for (int at = tn__flow_user(net, value); is_of_stack(net, at); at = tn__flow_user(net, at)) {
        count(&found, net, at);
    }
    return found;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    if (!tn__flow_drops(net, value)) {
        return;
    }
    stack_count before = count_before(net, value), behind = count_behind(net, value);
    bool at_end = before.linears == 1 || behind.linears == 1;
    if (before.linears + behind.linears < DEEP || before.dropouts + behind.dropouts > 0 || !at_end || !before.linears) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place, "of %d Linear layers in a row, dropout stands %s alone",
                               before.linears + behind.linears, before.linears == 1 ? "behind the first" : "before the last");
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_help(one, "the layers between can co-adapt as before; measure the other places too: thinnet study");
}

const tn__rule_body tn__rule_dropout_at_one_end = {.on_node = look};
