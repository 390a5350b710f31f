/* Dropout: Hinton et al. 2012, Srivastava et al. 2014, in its inverted form: y = m x / keep. */
#include <math.h>

#include "dropout/affine.h"

tn__drop tn__affine_inverted(double keep, double alpha)
{
    (void)alpha;
    /* PyTorch divides a float 1 by a float keep; (float)(1/keep) would round differently for many rates. */
    return (tn__drop){.scale = 1.0f / (float)keep};
}

const tn__dropout_kind tn__dropout_dropout = {.name = "dropout",
                                              .torch_class = "Dropout",
                                              .torch_function = "dropout",
                                              .unit = TN_UNIT_ELEMENT,
                                              .min_rank = 0,
                                              .affine = tn__affine_inverted};
