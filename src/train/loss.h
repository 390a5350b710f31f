/* Losses: mean over the batch, with their gradient, as torch.nn.functional's reduction="mean". */
#ifndef TN_TRAIN_LOSS_H
#define TN_TRAIN_LOSS_H

#include "kernel/kernel.h"
#include "thinnet/train.h"

typedef struct tn__targets {
    const int64_t *labels; /* [n], in [0, columns); classification */
    const float *values;   /* [n][columns]; regression */
} tn__targets;

/* Mean loss of output [n][columns] over `of` samples, of which these n are a part: the parts' losses and gradients add up. `of`
 * is n for a whole batch. gradient [n][columns] is filled unless NULL. */
double tn__loss(tn_loss loss, const tn__kernels *kernels, const float *output, const tn__targets *targets, int64_t n, int64_t of,
                int64_t columns, double label_smoothing, float *gradient);
/* How many rows have their largest output at the label. */
int64_t tn__count_right(const float *output, const int64_t *labels, int64_t n, int64_t columns);

static inline bool tn__loss_has_labels(tn_loss loss)
{
    return loss != TN_LOSS_MSE;
}

#endif
