/* DropConnect: Wan et al. 2013 ("Regularization of Neural Networks using DropConnect"): drops weights instead of what flows. One
 * mask serves a whole step, and kept weights are scaled by 1/keep as inverted dropout scales units, so that evaluation uses them
 * as they are: PyTorch's F.linear(x, F.dropout(weight, p, training), bias). */
#include "dropout/affine.h"

const tn__dropout_kind tn__dropout_drop_connect = {
    .name = "drop_connect",
    .torch_class = "DropConnect",
    .unit = TN_UNIT_WEIGHT,
    .affine = tn__affine_inverted,
};
