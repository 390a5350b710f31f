/* A net with dropout put in, taken out or given another kind or rate: what the arms of a study train. */
#ifndef TN_NET_PLACEMENT_H
#define TN_NET_PLACEMENT_H

#include "net/graph.h"

/* One change. Values and nodes are those of the net that is given: value 0 is the input, value i the output of node i. */
typedef struct tn__placement {
    int node; /* a dropout that gets another kind or rate, or goes, or for DropConnect the Linear whose weights are dropped in
                 all of its uses; 0: dropout is added */
    int value, user;  /* added: on what flows from `value` to node `user`, or to all its users for 0 */
    const char *kind; /* class of torch.nn, "Dropout"; NULL: the dropout goes */
    double p;         /* in [0, 1] */
} tn__placement;

/* Whether the layer of a node is DropConnect. */
bool tn__drops_weights(const tn_net *net, int node);

/* *out is owned: tn_net_free. It has the modules and states of `net` at the same indices and its steps of initialisation, so
 * that one seed draws the same weights for every placement; they are not initialised yet. Dropouts on one edge follow
 * each other in the order of `changes`. TN_BAD_ARGUMENT where a change fits nothing, TN_BAD_SHAPE where a kind does not fit
 * the shape that flows there. */
TN_NODISCARD tn_status tn__net_place_dropout(tn_net **out, const tn_net *net, const tn__placement *changes, int n, tn_error *err);

#endif
