/* SELU: self-normalising ELU; Klambauer et al. 2017. */
#include "layer/pointwise.h"

TN_ACTIVATION(selu)

static const tn__param params[] = {TN_INPLACE_PARAM, {0}};

const tn__layer_kind tn__layer_selu = {
    TN_ACTIVATION_ROW,
    .name = "selu",
    .torch_class = "SELU",
    .torch_function = "selu",
    .summary = "self-normalising ELU",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_KEEPS_INPUT | TN_TRAIT_KEEPS_OUTPUT,
};
