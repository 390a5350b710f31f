/* Two inputs of one shape, or of shapes that PyTorch broadcasts, or one and a number: for add and multiply. */
#ifndef TN_LAYER_BROADCAST_H
#define TN_LAYER_BROADCAST_H

#include "layer/layer.h"

/* The number that takes the place of a second input. */
#define TN_OTHER_PARAM                                                                                                           \
    {                                                                                                                            \
        .name = "other", .type = TN_PARAM_FLOAT, .nullable = true, .fallback = {.type = TN_VALUE_NONE }                          \
    }

tn_status tn__broadcast_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);
/* Whether input k has the output's own shape. */
bool tn__broadcast_is_whole(const tn__run *run, int k);
/* Calls visit(index into the output, index into each input) for every number of the output. */
void tn__broadcast_each(const tn__run *run, void (*visit)(const tn__run *run, int64_t out, const int64_t in[2]));

#endif
