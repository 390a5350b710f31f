/* Linear of a dropped input in Monte Carlo prediction, where the input is the same in every pass:
 *
 *   W (s m x) = s W x - s W ((1 - m) x)        m: the mask, s: what it scales by
 *
 * W x is computed once for all passes, and of the rest only what the mask drops: at p = .2 a fifth of a product. */
#ifndef TN_LAYER_LINEAR_AFTER_DROPOUT_H
#define TN_LAYER_LINEAR_AFTER_DROPOUT_H

#include "layer/layer.h"

/* A kind of the plan's own, for ops whose layer is a linear. run->after_dropout is the dropout, and in[0] its input. */
extern const tn__layer_kind tn__linear_after_dropout;

#endif
