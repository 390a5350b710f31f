/* SELU keeps mean 0 and variance 1 only with weights of variance 1/fan_in (Klambauer et al. 2017, section 2); PyTorch's default
 * has a third of that (torch/nn/modules/linear.py 2.13, reset_parameters). */
#include <string.h>

#include "check/flow.h"

/* A text that speaks of initialisation may do it where the reader cannot see. */
static bool initialises_elsewhere(const tn_report *report)
{
    static const char *const words[] = {"lecun", "init.", "init_", ".normal_(", "_init", "weight.data", "load_state_dict"};
    const char *text = report->reading.text;
    for (size_t i = 0; text && i < sizeof words / sizeof *words; i++) {
        for (const char *at = strstr(text, words[i]); at; at = strstr(at + 1, words[i])) {
            bool constructor = at > text + 1 && (strncmp(at - 2, "__init__", 8) == 0 || strncmp(at - 1, "__init__", 8) == 0);
            if (!constructor) {
                return true;
            }
        }
    }
    return false;
}

static bool has_init_step(const tn_net *net, int module)
{
    for (size_t i = 0; i < net->n_init_steps; i++) {
        if (net->init_steps[i].module == module && net->init_steps[i].state >= 0) {
            return true;
        }
    }
    return false;
}

/* Said once a net: at its first SELU behind a layer of weights as PyTorch made them. */
static bool is_first(const tn_net *net, int value)
{
    for (int i = 1; i < value; i++) {
        if (tn__flow_is(net, i, "selu")) {
            return false;
        }
    }
    return true;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    int from = tn__flow_is(net, value, "selu") ? tn__flow_source(net, value) : 0;
    bool weighs = from > 0 && tn__flow_traits(net, from) & TN_TRAIT_LINEAR_MAP;
    if (!weighs || !is_first(net, value) || has_init_step(net, net->nodes[from].module) || initialises_elsewhere(run->report)) {
        return;
    }
    tn_finding *one = tn__find(
        run, net->nodes[value].place,
        "SELU behind weights of PyTorch's default: their variance is a third of what self-normalisation needs");
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[from].place, "%s keeps its first weights", tn__node_title(net, from));
    tn__finding_help(one, "nn.init.kaiming_normal_(layer.weight, nonlinearity='linear') is lecun_normal; zero the biases");
}

const tn__rule_body tn__rule_selu_initialisation = {.on_node = look};
