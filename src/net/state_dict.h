/* All states of a net at once, for early stopping and checkpoints. */
#ifndef TN_NET_STATE_DICT_H
#define TN_NET_STATE_DICT_H

#include "net/graph.h"

size_t tn__states_bytes(const tn_net *net);
/* A buffer that holds a copy of every state; *out is owned (tn__free). */
TN_NODISCARD tn_status tn__states_buffer(const tn_net *net, void **out, tn_error *err);
void tn__states_copy_out(const tn_net *net, void *buffer);
void tn__states_copy_in(tn_net *net, const void *buffer);

#endif
