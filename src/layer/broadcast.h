/* Two inputs of one shape, or of shapes that PyTorch broadcasts: for add and multiply. */
#ifndef TN_LAYER_BROADCAST_H
#define TN_LAYER_BROADCAST_H

#include "layer/layer.h"

tn_status tn__broadcast_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);
/* Whether input k has the output's own shape. */
bool tn__broadcast_is_whole(const tn__run *run, int k);
/* Calls visit(index into the output, index into each input) for every number of the output. */
void tn__broadcast_each(const tn__run *run, void (*visit)(const tn__run *run, int64_t out, const int64_t in[2]));

#endif
