/* Variance shift: dropout changes the variance of what follows in training only, and a batch norm's running variance is taken in
 * training (Li et al. 2019, section 3). */
#include "check/flow.h"

/* What hands the shift on: the variance after it still depends on the one before. */
static bool hands_on(const tn_net *net, int value)
{
    const unsigned through = TN_TRAIT_LINEAR_MAP | TN_TRAIT_ACTIVATION | TN_TRAIT_SPATIAL;
    return !(tn__flow_traits(net, value) & TN_TRAIT_NORMALISES) && tn__flow_traits(net, value) & through;
}

static bool is_batch_norm(const tn_net *net, int value)
{
    return tn__flow_is(net, value, "batch_norm1d") || tn__flow_is(net, value, "batch_norm2d");
}

/* A dropout that evaluation keeps on makes the same variance there. */
static bool is_always_on(const tn_report *report, tn__place place)
{
    const tn__diagnostics *said = &report->reading.diagnostics;
    for (size_t i = 0; i < said->n; i++) {
        const tn__diagnostic *one = &said->items[i];
        if (one->kind == TN_DIAG_ALWAYS_ON_DROPOUT && one->place.line == place.line && one->place.column == place.column) {
            return true;
        }
    }
    return false;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    int layers = 0, at = value;
    if (!tn__flow_drops(net, value) || is_always_on(run->report, net->nodes[value].place)) {
        return;
    }
    do {
        at = tn__flow_user(net, at);
        layers++;
    } while (at && hands_on(net, at));
    if (!at || !is_batch_norm(net, at)) {
        return;
    }
    tn_finding *one = tn__find(
        run, net->nodes[value].place,
        "dropout before batch norm, which learns the variance that dropout makes in training, and meets another in evaluation");
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[at].place, "%s, %d layer%s on", tn__node_title(net, at), layers, layers == 1 ? "" : "s");
    tn__finding_help(one, "move the dropout behind the last batch norm, or leave it out");
}

const tn__rule_body tn__rule_dropout_before_batch_norm = {.on_node = look};
