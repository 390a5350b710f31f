/* A trial: one arm trained with one seed, as the runner makes it and stores keep it. */
#ifndef TN_STUDY_TRIAL_H
#define TN_STUDY_TRIAL_H

#include <stdint.h>

#include "thinnet/train.h"

#define TN__TRIAL_ID 33 /* 32 hex digits and a 0 */
#define TN__ARM_TEXT 512

typedef enum tn__trial_state {
    TN__TRIAL_DONE,
    TN__TRIAL_DIVERGED, /* its loss became infinite or not a number */
    TN__TRIAL_STOPPED   /* given up early: a hopeless arm */
} tn__trial_state;

/* One epoch of a trial. */
typedef struct tn__trial_point {
    double train_loss, validation_loss, validation_accuracy;
} tn__trial_point;

#define TN__BINS 10 /* of confidence, for reliability */

/* Sums over predictions of one confidence range. */
typedef struct tn__bin_sum {
    double confidence;
    int64_t right, n;
} tn__bin_sum;

typedef struct tn__trial {
    char id[TN__TRIAL_ID];  /* hash of model text and arguments, arm, settings, data fingerprint and seed */
    char arm[TN__ARM_TEXT]; /* canonical: "base", or sites joined by ';' in site order:
                               "fc1.relu:after=Dropout(0.3);input=Dropout(0.1)" */
    uint64_t seed;
    tn__trial_state state;
    int64_t epochs;                    /* run */
    double train_loss, train_accuracy; /* last epoch, dropout on */
    tn_score train, validation, test;  /* dropout off; test.n is 0 but for the winner and the baseline */
    tn__bin_sum bins[TN__BINS];        /* of the test part; all 0 where it was not looked at, or has no classes */
    double seconds;
    int n_curve;            /* epochs with entries below */
    tn__trial_point *curve; /* owned by the holder */
} tn__trial;

#endif
