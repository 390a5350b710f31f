/* torch/optim/lr_scheduler.py 2.13: StepLR, CosineAnnealingLR(T_max = epochs, eta_min = gamma*lr), LinearLR(1 -> gamma over all
 * epochs), OneCycleLR and ReduceLROnPlateau with their defaults. */
#include "train/schedule.h"

#include <math.h>

#define PI 3.14159265358979323846

/* From `start` at 0 to `end` at 1 along half a cosine. */
static double anneal(double start, double end, double progress)
{
    return end + (start - end) / 2 * (cos(PI * progress) + 1);
}

double tn__schedule_lr(const tn_train_options *o, int64_t epoch)
{
    double progress = (double)epoch / (double)o->epochs;
    switch (o->schedule) {
    case TN_SCHEDULE_STEP: return o->lr * pow(o->gamma, (double)(epoch / o->step_size));
    case TN_SCHEDULE_COSINE: return anneal(o->lr, o->gamma * o->lr, progress);
    case TN_SCHEDULE_LINEAR: return o->lr * (1 + (o->gamma - 1) * progress);
    default: return o->lr;
    }
}

/* OneCycleLR's defaults. */
#define RISING_SHARE 0.3
#define FIRST_DIVISOR 25.0
#define LAST_DIVISOR 1e4
#define LEAST_MOMENTUM 0.85
#define MOST_MOMENTUM 0.95

double tn__one_cycle(const tn_train_options *o, int64_t step, int64_t steps, tn_train_options *current)
{
    double top = RISING_SHARE * (double)steps - 1, last = (double)steps - 1, at = (double)step;
    bool rising = at <= top;
    double progress = rising ? at / top : (at - top) / (last - top);
    double first = o->lr / FIRST_DIVISOR;
    double momentum = rising ? anneal(MOST_MOMENTUM, LEAST_MOMENTUM, progress) : anneal(LEAST_MOMENTUM, MOST_MOMENTUM, progress);
    if (o->momentum > 0) current->momentum = momentum;
    current->beta1 = momentum;
    return rising ? anneal(first, o->lr, progress) : anneal(o->lr, first / LAST_DIVISOR, progress);
}

void tn__plateau_init(tn__plateau *out, const tn_train_options *options)
{
    *out = (tn__plateau){.lr = options->lr, .best = INFINITY};
}

void tn__plateau_step(tn__plateau *p, const tn_train_options *options, double loss)
{
    const double threshold = 1e-4, least_change = 1e-8;
    if (loss < p->best * (1 - threshold)) {
        p->best = loss;
        p->bad = 0;
        return;
    }
    if (++p->bad <= options->step_size) return;
    p->bad = 0;
    double lower = p->lr * options->gamma;
    if (p->lr - lower > least_change) p->lr = lower;
}
