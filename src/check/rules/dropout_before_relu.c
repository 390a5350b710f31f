/* relu(c*x) = c*relu(x) for c >= 0, so dropout before and after any such activation are the same
 * function. */
#include <math.h>

#include "check/flow.h"

/* Alpha dropout moves dropped values away from zero, and Gaussian noise may be negative: neither is
 * a factor >= 0. */
static bool multiplies_by_zero_or_more(const tn__layer *layer)
{
    const tn__dropout_kind *kind = layer->kind->dropout;
    if (kind->gaussian) {
        return false;
    }
    tn__drop affine = kind->affine(0.5, NAN);
    return affine.dropped == 0 && affine.shift == 0;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    const tn__layer *layer = tn__layer_of(net, value);
    int user = multiplies_by_zero_or_more(layer) ? tn__flow_user(net, value) : 0;
    const unsigned wanted = TN_TRAIT_ACTIVATION | TN_TRAIT_POSITIVELY_HOMOGENEOUS;
    if (!user || (tn__layer_of(net, user)->kind->traits & wanted) != wanted) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place, "dropout before %s is the same as dropout after it",
                               tn__node_title(net, user));
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[user].place, "%s(c*x) = c*%s(x) for c >= 0", tn__node_title(net, user),
                     tn__node_title(net, user));
    tn__finding_help(one, "nothing to repair; after the activation is where most code has it");
}

const tn__rule_body tn__rule_dropout_before_relu = {.on_node = look};
