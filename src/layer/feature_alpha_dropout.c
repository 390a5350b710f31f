/* FeatureAlphaDropout: drops channels to SELU's floor. */
#include "layer/dropout_layer.h"

static const tn__param params[] = {TN_P_PARAM, TN_INPLACE_PARAM, TN_ALPHA_PARAM, {0}};

const tn__layer_kind tn__layer_feature_alpha_dropout = {
    TN_DROPOUT_ROW(feature_alpha_dropout),       .name = "feature_alpha_dropout",
    .torch_class = "FeatureAlphaDropout",        .torch_function = "feature_alpha_dropout",
    .summary = "drops channels to SELU's floor", .params = params,
};
