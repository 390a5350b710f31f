#include "check/flow.h"

#include <string.h>

#include "base/mem.h"

unsigned tn__flow_traits(const tn_net *net, int value)
{
    return tn__layer_of(net, value)->kind->traits;
}

bool tn__flow_is(const tn_net *net, int value, const char *kind)
{
    return value > 0 && strcmp(tn__layer_of(net, value)->kind->name, kind) == 0;
}

static bool is_view(const tn_net *net, int value)
{
    return value > 0 && tn__flow_traits(net, value) & TN_TRAIT_VIEW;
}

int tn__flow_source(const tn_net *net, int value)
{
    do {
        value = tn__node_source(net, value);
    } while (is_view(net, value));
    return value;
}

/* Nodes come after what they depend on. */
static int only_user(const tn_net *net, int value)
{
    int user = 0;
    for (size_t i = value < 0 ? 1 : (size_t)value + 1; i < net->n_nodes; i++) {
        for (int k = 0; k < net->nodes[i].n_in; k++) {
            if (net->nodes[i].in[k] == value) {
                if (user) {
                    return 0;
                }
                user = (int)i;
            }
        }
    }
    return user;
}

int tn__flow_user(const tn_net *net, int value)
{
    do {
        value = only_user(net, value);
    } while (is_view(net, value));
    return value;
}

bool tn__flow_is_output(const tn_net *net, int value)
{
    while (value != net->output) {
        value = only_user(net, value);
        if (!is_view(net, value)) {
            return false;
        }
    }
    return true;
}

bool tn__flow_depends(tn__rule_run *run, const tn_net *net, int value, int ancestor)
{
    bool *reached = tn__alloc((size_t)value + 1, sizeof *reached);
    if (!reached) {
        run->report->no_memory = true;
        return false;
    }
    for (int i = ancestor; i <= value; i++) {
        reached[i] = i == ancestor;
        for (int k = 0; i > ancestor && k < net->nodes[i].n_in; k++) {
            reached[i] = reached[i] || reached[net->nodes[i].in[k]];
        }
    }
    bool depends = value >= ancestor && reached[value];
    tn__free(reached);
    return depends;
}

/* A layer was fitted with a number of dimensions on the way here, and no view has given it another since. */
static bool is_rank_guessed(const tn_net *net, int value)
{
    int rank = net->nodes[value].shape.rank;
    for (; value > 0 && net->nodes[value].shape.rank == rank; value = tn__node_source(net, value)) {
        if (tn__flow_is(net, value, "fitted")) {
            return true;
        }
    }
    return false;
}

int tn__flow_input_rank(const tn_net *net, int value)
{
    int from = net->nodes[value].in[0];
    return is_rank_guessed(net, from) ? -1 : net->nodes[from].shape.rank;
}

double tn__flow_rate(const tn_net *net, int value)
{
    return tn__arg_float(tn__layer_of(net, value), "p");
}

bool tn__flow_drops(const tn_net *net, int value)
{
    double p = tn__flow_rate(net, value);
    return p > 0 && p < 1;
}
