/* nn.Dropout between convolutions: neighbours on a map are alike, so that what is dropped is still known (Tompson et al. 2015,
 * section 3.2). */
#include "check/flow.h"

static bool is_convolution(const tn_net *net, int value)
{
    return tn__flow_is(net, value, "conv1d") || tn__flow_is(net, value, "conv2d");
}

/* What keeps maps maps, and makes none. */
static bool passes_maps(const tn_net *net, int value)
{
    unsigned traits = value > 0 ? tn__flow_traits(net, value) : 0;
    return traits & (TN_TRAIT_ACTIVATION | TN_TRAIT_NORMALISES | TN_TRAIT_DROPOUT) ||
           (traits & TN_TRAIT_SPATIAL && !(traits & TN_TRAIT_LINEAR_MAP));
}

/* Dimensions 2 and up of a map; a map of one place has no neighbours. */
static bool has_neighbours(const tn_net *net, int value)
{
    const tn_shape *shape = &net->nodes[net->nodes[value].in[0]].shape;
    for (int i = 2; i < shape->rank; i++) {
        if (shape->dim[i] != 1) {
            return true;
        }
    }
    return false;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    if (!tn__flow_is(net, value, "dropout") || !tn__flow_drops(net, value)) {
        return;
    }
    int from = tn__node_source(net, value), to = tn__flow_user(net, value);
    while (from > 0 && passes_maps(net, from)) {
        from = tn__node_source(net, from);
    }
    while (to && passes_maps(net, to)) {
        to = tn__flow_user(net, to);
    }
    if (!is_convolution(net, from) || !is_convolution(net, to) || !has_neighbours(net, value)) {
        return;
    }
    const char *instead = tn__flow_is(net, from, "conv1d") ? "Dropout1d" : "Dropout2d";
    tn_finding *one = tn__find(run, net->nodes[value].place,
                               "single numbers of convolution maps are dropped: their neighbours tell what they were");
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[from].place, "%s makes the maps", tn__node_title(net, from));
    tn__finding_help(one, "nn.%s drops whole maps; or measure both: thinnet study", instead);
    if (tn__layer_of(net, value)->name) { // training changes
        tn__finding_fix(one, false, "use nn.%s", instead);
        tn__fix_rename_callee(run, one, tn__node_made(net, value), instead);
    }
}

const tn__rule_body tn__rule_dropout_on_maps = {.on_node = look};
