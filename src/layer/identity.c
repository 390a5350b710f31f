/* Identity: takes any arguments and ignores them, as PyTorch's does. */
#include "layer/pointwise.h"

const tn__layer_kind tn__layer_identity = {
    .name = "identity",
    .torch_class = "Identity",
    .summary = "its input",
    .takes_anything = true,
    .traits = TN_TRAIT_VIEW | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_POSITIVELY_HOMOGENEOUS,
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = tn__shape_same,
};
