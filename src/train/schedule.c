/* StepLR, CosineAnnealingLR(T_max = epochs, eta_min = gamma*lr) and LinearLR(1 -> gamma over all epochs) in
 * closed form (torch/optim/lr_scheduler.py 2.13, the `_get_closed_form_lr` methods). */
#include "train/schedule.h"

#include <math.h>

double tn__schedule_lr(const tn_train_options *o, int64_t epoch)
{
    double progress = (double)epoch / (double)o->epochs, lowest = o->gamma * o->lr;
    switch (o->schedule) {
    case TN_SCHEDULE_STEP: return o->lr * pow(o->gamma, (double)(epoch / o->step_size));
    case TN_SCHEDULE_COSINE: return lowest + (o->lr - lowest) * (1 + cos(3.14159265358979323846 * progress)) / 2;
    case TN_SCHEDULE_LINEAR: return o->lr * (1 + (o->gamma - 1) * progress);
    default: return o->lr;
    }
}
