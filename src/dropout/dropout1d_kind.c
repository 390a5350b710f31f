/* Dropout1d: whole channels of sequences: (C, L) or (N, C, L). Tompson et al. 2015. */
#include "dropout/affine.h"

const tn__dropout_kind tn__dropout_dropout1d = {.name = "dropout1d",
                                                .torch_class = "Dropout1d",
                                                .torch_function = "dropout1d",
                                                .unit = TN_UNIT_CHANNEL,
                                                .min_rank = 2,
                                                .max_rank = 3,
                                                .affine = tn__affine_inverted};
