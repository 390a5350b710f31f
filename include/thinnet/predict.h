/* Evaluation and prediction, plain and with Monte Carlo dropout. */
#ifndef THINNET_PREDICT_H
#define THINNET_PREDICT_H

#include "thinnet/train.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_predict_options {
    int64_t batch_size; /* 256 */
    int threads;        /* 1 */
    int64_t mc;         /* Monte Carlo passes with dropout on (other layers as in evaluation); 0: one plain pass */
    uint64_t seed;      /* of the Monte Carlo masks */
    bool paper_scaling; /* the net was trained with --scaling test */
    tn_loss loss;
} tn_predict_options;
TN_API tn_predict_options tn_predict_options_default(void);

/* Mean loss and accuracy (or RMSE) of the plain net in eval mode, or of the Monte Carlo mean for mc > 0. */
TN_API TN_NODISCARD tn_status tn_evaluate(tn_net *net, const tn_data *data, tn_part part, const tn_predict_options *options,
                                          tn_score *out, tn_error *err);

/* What is known of each sample. Arrays are owned by the struct: tn_predictions_release. */
typedef struct tn_predictions {
    int64_t n, outputs;
    float *mean;    /* [n][outputs]: class probabilities averaged over passes, or regression values in the target's unit */
    float *std;     /* [n][outputs]: their standard deviation over passes; zeros for one pass */
    float *entropy; /* [n]: predictive entropy, nats; NULL for regression */
    float *mutual_information; /* [n]: entropy of the mean minus mean entropy, nats (BALD); NULL for regression */
    int64_t *label;            /* [n]: the most probable class; NULL for regression */
} tn_predictions;
TN_API TN_NODISCARD tn_status tn_predict(tn_net *net, const tn_data *data, tn_part part, const tn_predict_options *options,
                                         tn_predictions *out, tn_error *err);
TN_API void tn_predictions_release(tn_predictions *predictions);

/* The net's raw output (logits) in eval mode for x [n][sample] into out [n][outputs]. */
TN_API TN_NODISCARD tn_status tn_forward(tn_net *net, const float *x, int64_t n, float *out, tn_error *err);

#ifdef __cplusplus
}
#endif
#endif
