/* A p of .8 or more, or one with the name of a probability of keeping, looks like that. */
#include <stdio.h>
#include <string.h>

#include "check/flow.h"

#define HIGH 0.8

/* A rate that is written as a number; a variable's name would tell more than its value. */
static void set_rate(tn__rule_run *run, tn_finding *one, const tn_net *net, int value, const char *rate)
{
    tn__place made = tn__node_made(net, value), old;
    int at = tn__layer_of(net, value)->name ? 0 : 1;
    if (tn__call_argument(run, made, "p", at, &old) && tn__is_number(run->report, old)) {
        tn__finding_fix(one, false, "let p be %s", rate);
        tn__finding_edit(one, old, "%s", rate);
    }
}

/* Whether the rate's text names it a probability of keeping, and takes it from nothing: `1 - keep_prob` is right. */
static bool is_named_keep(tn__rule_run *run, const tn_net *net, int value)
{
    tn__place made = tn__node_made(net, value), rate;
    char text[100];
    int at = tn__layer_of(net, value)->name ? 0 : 1;
    return tn__call_argument(run, made, "p", at, &rate) && tn__place_text(run->report, rate, text, sizeof text) &&
           strcasestr(text, "keep") && !strchr(text, '-');
}

/* Whatever it is now: half of the units drop as half stay, and a smaller one may have been meant. */
static void look_at_name(tn__rule_run *run, const tn_net *net, int value)
{
    if (!is_named_keep(run, net, value)) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place, "this p is named for keeping, and PyTorch drops with it");
    tn__finding_soften(one);
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_help(one,
                     "PyTorch's p is the probability of dropping: write 1 - the probability of keeping, or call it otherwise");
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    double p = tn__flow_rate(net, value);
    if (p >= 1 || p <= 0 || tn__layer_of(net, value)->kind->dropout->gaussian) {
        return;
    }
    if (p < HIGH) {
        look_at_name(run, net, value);
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place, "p=%g drops %g %% of the units: is it the probability of keeping?",
                               p, 100 * p);
    if (!is_named_keep(run, net, value)) {
        tn__finding_soften(one); /* some nets do drop that much */
    }
    tn__finding_label(one, "%s", tn__node_title(net, value));
    char rate[32];
    snprintf(rate, sizeof rate, "%.4g", 1 - p);
    set_rate(run, one, net, value, rate);
    tn__finding_help(one, "PyTorch's p is the probability of dropping; to keep %g %%, write p=%.4g", 100 * p, 1 - p);
}

const tn__rule_body tn__rule_rate_like_keep = {.on_node = look};
