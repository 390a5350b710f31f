/* What a plan has joined to a matrix product: bias, activation and dropout in one pass over rows of run->out, and the way back
 * over run->dout. The output is [rows][columns], columns being its last dimension.
 *
 *   run->then_relu         the output's zeros are those of the ReLU and of the mask: nothing is kept for the way back
 *   run->then_activation   any activation; run->slope gets the slope of what it and the dropout did, and no mask is kept */
#ifndef TN_LAYER_EPILOGUE_H
#define TN_LAYER_EPILOGUE_H

#include "layer/layer.h"

/* Whether there is one. */
bool tn__has_epilogue(const tn__run *run);
/* bias [columns] may be NULL. */
void tn__epilogue_forward(const tn__run *run, const float *bias);
/* Turns dout into the gradient of the product in place; dbias may be NULL. */
void tn__epilogue_backward(const tn__run *run, float *dbias);
/* Of run->slope in a training plan. */
size_t tn__epilogue_slope_bytes(const tn__run *run);

#endif
