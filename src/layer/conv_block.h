/* A net's first convolution with what follows it: Conv2d [, MaxPool2d] [, ReLU [, Dropout2d]] as one op on plain memory.
 *
 *   for each sample: pad it; for each channel that the dropout keeps: plane -> windows' maxima -> ReLU -> factor
 *
 * A plane never leaves the first cache, and channels that are dropped are computed neither forward nor backward. */
#ifndef TN_LAYER_CONV_BLOCK_H
#define TN_LAYER_CONV_BLOCK_H

#include "layer/layer.h"

/* A kind of the plan's own, for ops whose layer is a conv2d; followers are in run->then_*. */
extern const tn__layer_kind tn__conv_block;

/* Whether that is quicker than the general way: few taps, stride 1, rows of some length. Shapes may have an open batch. */
bool tn__conv_block_fits(const tn__layer *layer, const tn_shape *in, const tn_shape *out);
/* Whether a max_pool2d can follow inside: its windows lie side by side within the planes. */
bool tn__conv_block_takes_pool(const tn__layer *pool, const tn_shape *in, const tn_shape *out);

#endif
