/* Dropout2d: whole channels of images: (N, C, H, W); (N, C, L) by PyTorch's historic reading of three dimensions. Tompson et al.
 * 2015. */
#include "dropout/affine.h"

const tn__dropout_kind tn__dropout_dropout2d = {.name = "dropout2d",
                                                .torch_class = "Dropout2d",
                                                .torch_function = "dropout2d",
                                                .unit = TN_UNIT_CHANNEL,
                                                .min_rank = 3,
                                                .max_rank = 4,
                                                .affine = tn__affine_inverted};
