/* Dropout commutes with positively homogeneous activations only; elsewhere the scale 1/(1-p) enters the curve, and where f(0) is
 * not 0 a dropped unit is not even off. */
#include <string.h>

#include "check/flow.h"

/* Dropout, Dropout1d, 2d and 3d. */
static bool is_plain_dropout(const tn_net *net, int value)
{
    return strncmp(tn__layer_of(net, value)->kind->name, "dropout", strlen("dropout")) == 0;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    int user = tn__flow_drops(net, value) && is_plain_dropout(net, value) ? tn__flow_user(net, value) : 0;
    unsigned traits = user ? tn__flow_traits(net, user) : 0;
    if (!(traits & TN_TRAIT_ACTIVATION) || traits & TN_TRAIT_POSITIVELY_HOMOGENEOUS) {
        return;
    }
    const char *activation = tn__node_title(net, user);
    tn_finding *one = traits & TN_TRAIT_ZERO_AT_ZERO
                          ? tn__find(run, net->nodes[value].place,
                                     "dropout before %s: kept values are scaled before they are bent", activation)
                          : tn__find(run, net->nodes[value].place, "dropout before %s does not switch units off: %s(0) is not 0",
                                     activation, activation);
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[user].place, "%s", activation);
    tn__finding_help(one, "put the dropout behind %s", activation);
}

const tn__rule_body tn__rule_dropout_before_activation = {.on_node = look};
