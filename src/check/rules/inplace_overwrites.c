/* Dropout in place over a value that the layer before it has saved for its backward pass: autograd raises a RuntimeError. */
#include "check/flow.h"

/* Activations whose PyTorch backward reads their own output (tools/autograd/derivatives.yaml 2.13); ELU and the like do so only
 * where they work in place themselves. */
static bool saves_output(const tn_net *net, int value)
{
    return tn__flow_is(net, value, "relu") || tn__flow_is(net, value, "sigmoid") || tn__flow_is(net, value, "tanh") ||
           tn__flow_is(net, value, "softmax") || tn__flow_is(net, value, "log_softmax");
}

static bool works_in_place(const tn_net *net, int value)
{
    const tn__layer *layer = tn__layer_of(net, value);
    return tn__layer_param_index(layer->kind, "inplace") >= 0 && tn__arg_bool(layer, "inplace");
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    int before = tn__flow_drops(net, value) && works_in_place(net, value) ? tn__flow_source(net, value) : 0;
    if (!before || !saves_output(net, before)) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place,
                               "dropout in place overwrites what %s needs for its gradient: backward() raises a RuntimeError",
                               tn__node_title(net, before));
    tn__finding_label(one, "%s, inplace=True", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[before].place, "%s saves its output", tn__node_title(net, before));
    tn__finding_help(one, "leave out inplace=True");
    tn__finding_fix(one, true, "leave out inplace=True");
    tn__fix_drop_argument(run, one, tn__node_made(net, value), "inplace");
}

const tn__rule_body tn__rule_inplace_overwrites = {.on_node = look};
