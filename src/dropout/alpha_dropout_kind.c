/* AlphaDropout: Klambauer et al. 2017, section "new dropout technique".
 *
 * Dropped units go to A = -lambda*alpha, the floor of SELU, and y = a (m x + (1-m) A) + b with
 *   a = 1 / sqrt((A^2 p + 1) keep),   b = -a p A
 * keeps mean 0 and variance 1. PyTorch's AlphaDropout fixes alpha = 1.6732632423543772 (aten/src/ATen/native/Dropout.cpp).
 *
 * thinnet's extension, the argument `alpha`: that alpha of the ELU/SELU family. alpha = 1.0 is by definition the standard
 * inverted dropout (kept units times 1/keep, dropped units 0), as the published AlphaDropoutFCN example says of it. */
#include <math.h>

#include "dropout/affine.h"

/* SELU's constants (Klambauer et al. 2017, equation 14) as PyTorch 2.13 writes their product. */
#define SELU_ALPHA 1.6732632423543772
#define SELU_LAMBDA 1.0507009873554805
#define TORCH_FLOOR 1.7580993408473766

tn__drop tn__affine_alpha(double keep, double alpha)
{
    if (alpha == 1) return tn__affine_inverted(keep, alpha);
    double floor = isnan(alpha) || alpha == SELU_ALPHA ? TORCH_FLOOR : SELU_LAMBDA * alpha, p = 1 - keep;
    double a = 1 / sqrt((floor * floor * p + 1) * keep);
    /* PyTorch computes b = (mask - 1) * (float)(floor*a) + (float)(floor*a*p): rounded step by step. */
    float shift = (float)(floor * a * p), lowered = -(float)(floor * a) + shift;
    return (tn__drop){.scale = (float)a, .shift = shift, .dropped = lowered};
}

const tn__dropout_kind tn__dropout_alpha_dropout = {.name = "alpha_dropout",
                                                    .torch_class = "AlphaDropout",
                                                    .torch_function = "alpha_dropout",
                                                    .unit = TN_UNIT_ELEMENT,
                                                    .takes_alpha = true,
                                                    .affine = tn__affine_alpha};
