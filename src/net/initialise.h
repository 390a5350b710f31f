/* Drawing weights. */
#ifndef TN_NET_INITIALISE_H
#define TN_NET_INITIALISE_H

#include "net/graph.h"

/* Whether the reader may record a call of torch.nn.init's `function`. */
bool tn__init_knows(const char *function);
/* Gives the net a generator seeded with `seed`, unless it has one. */
TN_NODISCARD tn_status tn__net_need_generator(tn_net *net, uint64_t seed, tn_error *err);

#endif
