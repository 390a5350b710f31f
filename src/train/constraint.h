/* What is done to gradients before, and to weights after an update. */
#ifndef TN_TRAIN_CONSTRAINT_H
#define TN_TRAIN_CONSTRAINT_H

#include "net/graph.h"

/* The factor that brings the global L2 norm of all gradients down to max_norm, 1 if it is below: clip_grad_norm_'s
 * max_norm / (norm + 1e-6), capped at 1 (torch/nn/utils/clip_grad.py 2.13). */
float tn__clip_factor(const tn_net *net, const tn__kernels *kernels, float *const *gradients, double max_norm);

/* Max-norm regularisation (Srivastava et al. 2014, section 5.1): each unit's incoming weight vector, a row of a Linear's
 * weight or one output filter of a convolution, is scaled back to the ball of radius c. Biases are left alone. */
void tn__max_norm(tn_net *net, const tn__kernels *kernels, double c);

#endif
