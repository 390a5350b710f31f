/* Gaussian dropout: Srivastava et al. 2014, section 10: y = x n with n ~ N(1, p/(1-p)); no unit is dropped whole. PyTorch
 * has no such layer; the name is Keras's. */
#include <math.h>

#include "dropout/affine.h"

/* scale holds the noise's standard deviation. */
static tn__drop spread(double keep, double alpha)
{
    (void)alpha;
    return (tn__drop){.scale = (float)sqrt((1 - keep) / keep)};
}

static const char note[] = "Multiplies by noise from N(1, p / (1 - p)) (Srivastava et al. 2014, section 10).";
static const char forward[] = "def forward(self, x):\n"
                              "    deviation = (self.p / (1 - self.p)) ** 0.5\n"
                              "    return x * x.new_empty(x.shape).normal_(1, deviation) if self.training else x\n";

const tn__dropout_kind tn__dropout_gaussian_dropout = {.name = "gaussian_dropout",
                                                       .torch_class = "GaussianDropout",
                                                       .torch_function = "gaussian_dropout",
                                                       .unit = TN_UNIT_ELEMENT,
                                                       .gaussian = true,
                                                       .own = true,
                                                       .torch_note = note,
                                                       .torch_forward = forward,
                                                       .affine = spread};
