/* Alpha dropout keeps mean 0 and variance 1 of SELU's output, and of nothing else (Klambauer et al.
 * 2017, section 2). */
#include <string.h>

#include "check/flow.h"

/* alpha=1.0, thinnet's extension, asks for standard dropout by name. */
static bool is_standard(const tn__layer *layer)
{
    if (!layer->kind->dropout->takes_alpha) {
        return false;
    }
    const tn_value *alpha = tn__arg(layer, "alpha");
    return alpha->type == TN_VALUE_FLOAT && alpha->number == 1.0;
}

static bool is_alpha(const tn__layer *layer)
{
    return strcmp(layer->kind->name, "alpha_dropout") == 0 || strcmp(layer->kind->name, "feature_alpha_dropout") == 0;
}

/* The activation whose values arrive here, behind views; 0 when something else does. */
static int find_activation(const tn_net *net, int value)
{
    int source = tn__flow_source(net, value);
    return source > 0 && tn__flow_traits(net, source) & TN_TRAIT_ACTIVATION ? source : 0;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    const tn__layer *layer = tn__layer_of(net, value);
    int activation = is_alpha(layer) && !is_standard(layer) ? find_activation(net, value) : 0;
    if (!activation || strcmp(tn__layer_of(net, activation)->kind->name, "selu") == 0) {
        return;
    }
    const char *kind = tn__layer_of(net, activation)->kind->torch_class;
    tn_finding *one = tn__find(run, net->nodes[value].place,
                               "%s after %s cannot self-normalise: it keeps mean 0 and variance 1 of SELU's output only",
                               layer->kind->torch_class, kind ? kind : tn__node_title(net, activation));
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[activation].place, "its input comes from %s", tn__node_title(net, activation));
    tn__finding_help(one, "use nn.SELU and lecun_normal weights: nn.init.kaiming_normal_(w, nonlinearity='linear')");
    tn__finding_help(one, "or use nn.Dropout after %s", kind ? kind : tn__node_title(net, activation));
}

const tn__rule_body tn__rule_alpha_dropout_after_relu = {.on_node = look};
