/* Linear beside a BatchwiseDropout, which drops the same units of every sample (Graham, Reizenstein and Robinson 2015): the
 * weight's rows and columns that count are gathered into a smaller matrix, for the product, the input's gradient and its own.
 *
 *              kept inputs
 *          . # . # # .          y[:, kept outputs] = x[:, kept inputs] W'^T         y = 0 elsewhere, before the bias
 *   kept   # W'# W'W'#          dx[:, kept inputs] = dy[:, kept outputs] W'         dx = 0 elsewhere
 *   outputs. # . # # .          dW' = dy[:, kept outputs]^T x[:, kept inputs]       dW = 0 elsewhere */
#ifndef TN_LAYER_LINEAR_OF_KEPT_H
#define TN_LAYER_LINEAR_OF_KEPT_H

#include "layer/layer.h"

/* A kind of the plan's own, for ops of a training plan whose layer is a linear over [N][features]. Of run->kept_inputs and
 * kept_outputs one may be NULL: all count. */
extern const tn__layer_kind tn__linear_of_kept;

/* Whether gathering is quicker for so many rows, where these shares of the inputs and outputs are kept. */
bool tn__linear_of_kept_pays(int64_t rows, double inputs, double outputs);

#endif
