#include <stdio.h>

#include "check/rule.h"

/* relu(m x / q) = m relu(x) / q for m in {0, 1}: ReLU is positively homogeneous, so both orders are one function. */
bool tn__rule_dropout_before_relu(const tn__site *site, tn_finding *f)
{
    const tn__dropout_kind *kind = site->layer->kind->dropout;
    bool plain = !kind->takes_alpha && !kind->gaussian;
    if (!plain || !site->after || !(site->after->kind->traits & TN_TRAIT_ACTIVATION) ||
        !(site->after->kind->traits & TN_TRAIT_POSITIVELY_HOMOGENEOUS))
        return false;
    snprintf(f->message, sizeof f->message, "dropout before %s equals dropout after it", site->after->kind->torch_class);
    snprintf(f->primary.text, sizeof f->primary.text, "f(m x / q) = m f(x) / q: nothing is wrong here");
    tn__finding_note(f, site->net->nodes[site->after_node].place, "the activation");
    tn__finding_help(f, "the usual place is after the activation");
    return true;
}
