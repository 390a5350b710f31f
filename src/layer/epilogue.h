/* Bias, ReLU and dropout after a matrix product, in one pass over rows of run->out, and the way back over run->dout. */
#ifndef TN_LAYER_BIAS_RELU_H
#define TN_LAYER_BIAS_RELU_H

#include "layer/layer.h"

/* run->then_relu. The output is [rows][columns], columns being its last dimension; bias [columns] may be NULL. */
void tn__bias_relu_forward(const tn__run *run, const float *bias);
/* Turns dout into the gradient of the product in place; dbias may be NULL. */
void tn__bias_relu_backward(const tn__run *run, float *dbias);

#endif
