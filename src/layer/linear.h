/* What Linear shares with linear_after_dropout.h and DropConnect, whose arguments begin as Linear's do. */
#ifndef TN_LAYER_LINEAR_H
#define TN_LAYER_LINEAR_H

#include "layer/layer.h"

#define TN_LINEAR_PARAMS                                                                                                         \
    {.name = "in_features", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},                                 \
        {.name = "out_features", .type = TN_PARAM_INT, .required = true, .min = 1, .max = INT32_MAX},                            \
        {.name = "bias", .type = TN_PARAM_BOOL, .fallback = {.type = TN_VALUE_BOOL, .ints = {1}}},                               \
        {.name = "device", .type = TN_PARAM_IGNORED},                                                                            \
    {                                                                                                                            \
        .name = "dtype", .type = TN_PARAM_IGNORED                                                                                \
    }

enum { TN_LINEAR_WEIGHT, TN_LINEAR_BIAS };

extern const tn__state_spec tn__linear_state[];
/* Whether it is a Linear, with its weights dropped or not. */
bool tn__is_linear(const tn__layer *layer);
/* Such a layer with its weights dropped at rate p, or for NAN as a Linear; the name is borrowed. */
TN_NODISCARD tn_status tn__linear_dropping(tn__layer *out, const tn__layer *layer, double p, tn_error *err);
bool tn__linear_state_shape(const tn__layer *layer, int i, tn_shape *out);
tn_status tn__linear_shape(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);
void tn__linear_init(const tn__layer *layer, void *const *states, struct tn_generator *generator);
int64_t tn__linear_macs(const tn__layer *layer, const tn_shape *in, const tn_shape *out);
int64_t tn__linear_rows(const tn__run *run); /* of the input as a matrix: all dimensions but the last */

/* y[rows][outputs] = x[rows][inputs] weight^T, or y += where `add`. */
void tn__linear_product(const tn__run *run, const float *weight, float *y, const float *x, int64_t rows, bool add);
/* dx[rows][inputs] = dy[rows][outputs] weight, or dx += where `add`. */
void tn__linear_input_gradient(const tn__run *run, const float *weight, float *dx, const float *dy, int64_t rows, bool add);
/* dw[outputs][inputs] = dy^T x, or where `add` is not 0: dw += add * dy^T x. */
void tn__linear_weight_gradient(const tn__run *run, float *dw, const float *dy, const float *x, int64_t rows, float add);
/* Bias and what was taken over, on run->out. */
void tn__linear_finish(const tn__run *run);
/* The same backward: run->dout becomes the product's gradient, and the bias gets its own. */
void tn__linear_backward_finish(const tn__run *run);

#endif
