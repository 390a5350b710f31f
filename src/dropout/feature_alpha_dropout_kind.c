/* FeatureAlphaDropout: AlphaDropout of whole channels. */
#include "dropout/affine.h"

const tn__dropout_kind tn__dropout_feature_alpha_dropout = {.name = "feature_alpha_dropout",
                                                            .torch_class = "FeatureAlphaDropout",
                                                            .torch_function = "feature_alpha_dropout",
                                                            .unit = TN_UNIT_CHANNEL,
                                                            .takes_alpha = true,
                                                            .min_rank = 2,
                                                            .affine = tn__affine_alpha};
