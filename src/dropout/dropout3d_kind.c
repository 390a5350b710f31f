/* Dropout3d: whole channels of volumes: (C, D, H, W) or (N, C, D, H, W). Tompson et al. 2015. */
#include "dropout/affine.h"

const tn__dropout_kind tn__dropout_dropout3d = {.name = "dropout3d",
                                                .torch_class = "Dropout3d",
                                                .torch_function = "dropout3d",
                                                .unit = TN_UNIT_CHANNEL,
                                                .min_rank = 4,
                                                .max_rank = 5,
                                                .affine = tn__affine_inverted};
