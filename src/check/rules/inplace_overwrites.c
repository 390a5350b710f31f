/* Dropout in place over a value that autograd has saved, by the layer that made it or by one that took it before: backward()
 * raises a RuntimeError. What saves what is PyTorch's (tools/autograd/derivatives.yaml 2.13); each case was run. */
#include <string.h>

#include "check/flow.h"

typedef const char *const *words;

static bool is_one_of(const tn_net *net, int value, words names)
{
    for (; *names; names++) {
        if (tn__flow_is(net, value, *names)) {
            return true;
        }
    }
    return false;
}

static bool works_in_place(const tn_net *net, int value)
{
    const tn__layer *layer = tn__layer_of(net, value);
    return tn__layer_param_index(layer->kind, "inplace") >= 0 && tn__arg_bool(layer, "inplace");
}

/* "exp()" and "torch.exp()" of tensors: followed by name only. */
static bool is_function(const tn_net *net, int value, words names)
{
    const char *title = tn__node_title(net, value), *dot = strrchr(title, '.');
    title = dot ? dot + 1 : title;
    for (; *names; names++) {
        size_t n = strlen(*names);
        if (strncmp(title, *names, n) == 0 && strcmp(title + n, "()") == 0) {
            return true;
        }
    }
    return false;
}

static bool saves_output(const tn_net *net, int value)
{
    static const char *const always[] = {"relu", "sigmoid", "tanh", "softmax", "log_softmax", NULL};
    static const char *const in_place[] = {"leaky_relu", "elu", "selu", NULL};
    static const char *const functions[] = {"exp", "sqrt", "rsqrt", "reciprocal", "tan", "softmin", NULL};
    return value > 0 && (is_one_of(net, value, always) || is_function(net, value, functions) ||
                         (is_one_of(net, value, in_place) && works_in_place(net, value)));
}

static bool saves_input(const tn_net *net, int value)
{
    static const char *const names[] = {"linear",       "conv1d",       "conv2d",     "layer_norm", "group_norm",
                                        "batch_norm1d", "batch_norm2d", "gelu",       "silu",       "leaky_relu",
                                        "elu",          "selu",         "max_pool1d", "max_pool2d", NULL};
    return is_one_of(net, value, names) && !works_in_place(net, value);
}

/* A layer that took the same tensor before the dropout writes over it; 0: none. */
static int taken_before(const tn_net *net, int dropout)
{
    int source = tn__flow_source(net, dropout);
    for (int i = 1; i < dropout; i++) {
        if (saves_input(net, i) && tn__flow_source(net, i) == source) {
            return i;
        }
    }
    return 0;
}

static void say(tn__rule_run *run, const tn_net *net, int value, int saver, const char *what)
{
    tn_finding *one = tn__find(run, net->nodes[value].place,
                               "dropout in place overwrites what %s needs for its gradient: backward() raises a RuntimeError",
                               tn__node_title(net, saver));
    tn__finding_label(one, "%s, inplace=True", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[saver].place, "%s saves its %s", tn__node_title(net, saver), what);
    tn__finding_help(one, "leave out inplace=True");
    tn__finding_fix(one, true, "leave out inplace=True");
    tn__fix_drop_argument(run, one, tn__node_made(net, value), "inplace");
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    if (!tn__flow_drops(net, value) || !works_in_place(net, value)) {
        return;
    }
    int before = tn__flow_source(net, value), taker = taken_before(net, value);
    if (saves_output(net, before)) {
        say(run, net, value, before, "output");
    } else if (taker) {
        say(run, net, value, taker, "input");
    }
}

const tn__rule_body tn__rule_inplace_overwrites = {.on_node = look};
