/* The net as data: modules in the order of construction, nodes in the order of execution.
 *
 *   value 0 is the input; value i > 0 is the output of nodes[i].    nodes[0] is the input itself.
 *
 * Modules own state (weights); a node is one use of a module or of a function. Two nodes may use one module. */
#ifndef TN_NET_GRAPH_H
#define TN_NET_GRAPH_H

#include "base/place.h"
#include "layer/layer.h"
#include "thinnet/net.h"

typedef struct tn__module {
    tn__layer layer;           /* layer.name is owned here: "fc1", "features.0"; NULL for functions */
    tn__place place;           /* the constructor's call */
    int first_state, n_states; /* in tn_net.states; an absent one (bias=False) is not there */
} tn__module;

typedef struct tn__node {
    int module;                        /* index of its module */
    int n_in, in[TN_LAYER_MAX_INPUTS]; /* values */
    tn_shape shape;                    /* of its output, batch open */
    tn__place place;                   /* the call in forward */
    int site;                          /* dropout site index, -1 when none */
} tn__node;

typedef struct tn__state {
    char *key; /* "fc1.weight", owned; NULL for a module without a name, which no state_dict lists */
    const tn__state_spec *spec;
    int module, index; /* index in the kind's state table */
    tn_shape shape;
    void *data; /* owned, 64-byte aligned */
} tn__state;

/* One step of initialisation after construction, in source order: reset_parameters of a module (state == -1), or a
 * torch.nn.init call on one state. */
typedef struct tn__init_step {
    int module, state; /* state: index in tn_net.states */
    char function[24]; /* "xavier_uniform_" */
    double arguments[4];
    char mode[24], nonlinearity[24];
    tn__place place;
} tn__init_step;

struct tn_net {
    char *name; /* class name */
    char *file; /* source path, NULL when built by calls */
    tn__module *modules;
    size_t n_modules, modules_capacity;
    tn__node *nodes; /* nodes[0] is the input */
    size_t n_nodes, nodes_capacity;
    tn__state *states;
    size_t n_states, states_capacity;
    tn__init_step *init_steps;
    size_t n_init_steps, init_steps_capacity;
    int output; /* value */
    int n_sites;
    bool shapes_only;               /* for the checker: states have no data, and nothing can be run */
    bool ready;                     /* weights initialised or loaded */
    struct tn_generator *generator; /* as initialisation left it, so that training goes on drawing where PyTorch
                                       would; NULL before. Owned */
};

/* The layer that made a value; value > 0. */
static inline const tn__layer *tn__layer_of(const tn_net *net, int value)
{
    return &net->modules[net->nodes[value].module].layer;
}

static inline bool tn__node_uses(const tn__node *node, int value)
{
    for (int i = 0; i < node->n_in; i++)
        if (node->in[i] == value) return true;
    return false;
}

/* A sample's forward pass: multiply-adds that no dropout precedes, the others, and the numbers of the largest value. */
typedef struct tn__work {
    double before_dropout, after_dropout;
    int64_t widest;
} tn__work;
TN_NODISCARD tn_status tn__net_work(const tn_net *net, tn__work *out, tn_error *err);

/* Building blocks of tn_net_add for the source reader, which constructs modules long before it applies them. */
/* Takes a copy of `layer` (its name is copied too), allocates its states with fills, and records its reset_parameters step. */
TN_NODISCARD tn_status tn__net_add_module(tn_net *net, int *out, const tn__layer *layer, tn__place place, tn_error *err);
/* Applies module `module` to values; checks shapes. */
TN_NODISCARD tn_status tn__net_apply(tn_net *net, int *out_value, int module, const int *inputs, int n_inputs, tn__place place,
                                     tn_error *err);
TN_NODISCARD tn_status tn__net_add_init_step(tn_net *net, const tn__init_step *step, tn_error *err);
/* Gives a state the value that it has before any draw. */
void tn__state_fill(tn__state *state);
/* An input shape with TN_DIM_UNKNOWN allowed, for checking only. */
TN_NODISCARD tn_status tn__net_new_shaped(tn_net **out, const tn_shape *input, tn_error *err);
TN_NODISCARD tn_status tn__net_set_name(tn_net *net, const char *class_name, const char *file, tn_error *err);

#endif
