/* Batchwise dropout: Graham, Reizenstein and Robinson 2015 ("Efficient batchwise dropout training using submatrices"): the same
 * units are dropped for all samples of a step, so that what they feed has rows and columns of zeros. PyTorch has no such layer.
 */
#include "dropout/affine.h"

const tn__dropout_kind tn__dropout_batchwise_dropout = {.name = "batchwise_dropout",
                                                        .torch_class = "BatchwiseDropout",
                                                        .torch_function = "batchwise_dropout",
                                                        .unit = TN_UNIT_ELEMENT,
                                                        .batchwise = true,
                                                        .own = true,
                                                        .affine = tn__affine_inverted};
