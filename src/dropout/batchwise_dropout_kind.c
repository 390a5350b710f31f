/* Batchwise dropout: Graham, Reizenstein and Robinson 2015 ("Efficient batchwise dropout training using submatrices"): the same
 * units are dropped for all samples of a step, so that what they feed has rows and columns of zeros. PyTorch has no such layer.
 */
#include "dropout/affine.h"

static const char note[] = "Drops the same units for all samples of a batch (Graham et al. 2015).";
static const char forward[] = "def forward(self, x):\n"
                              "    return x * super().forward(x.new_ones(x.shape[1:]))\n";

const tn__dropout_kind tn__dropout_batchwise_dropout = {.name = "batchwise_dropout",
                                                        .torch_class = "BatchwiseDropout",
                                                        .torch_function = "batchwise_dropout",
                                                        .unit = TN_UNIT_ELEMENT,
                                                        .batchwise = true,
                                                        .own = true,
                                                        .torch_note = note,
                                                        .torch_forward = forward,
                                                        .affine = tn__affine_inverted};
