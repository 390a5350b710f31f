/* One trial: an arm trained with one seed, and scored. */
#ifndef TN_STUDY_RUNNER_H
#define TN_STUDY_RUNNER_H

#include <stdatomic.h>
#include "study/arms.h"
#include "study/splits.h"
#include "thinnet/study.h"

/* What all trials of a study share; nothing here changes while trials run, but for stop. */
typedef struct tn__runner {
    const tn__arms *arms;
    const tn_study_options *options; /* train.loss is decided */
    tn__splits *splits;
    uint64_t identity[2]; /* hash of model, data and settings, with which ids begin */
    atomic_bool stop;     /* ends running trials with TN_INTERRUPTED */
} tn__runner;

/* The id of a trial: 128 bits of hash. */
void tn__trial_identity(uint64_t identity[2], const void *bytes, size_t length); /* hashes on */
void tn__runner_id(const tn__runner *runner, int arm, uint64_t seed, char out[TN__TRIAL_ID]);

/* Trains and scores; with `test` also on test data, which fills out->test, and out->bins where there are classes. A loss that is
 * not finite is TN_OK and TN__TRIAL_DIVERGED. out->curve is owned: tn__trial_release. From any thread. */
TN_NODISCARD tn_status tn__runner_run(tn__runner *runner, int arm, uint64_t seed, bool test, tn__trial *out, tn_error *err);

#endif
