/* Scores by arm and seed: all that choosing and claiming needs. */
#ifndef TN_STUDY_RESULTS_H
#define TN_STUDY_RESULTS_H

#include <stdbool.h>
#include "study/statistics.h"
#include "study/trial.h"

#define TN__MAX_SEEDS 1000 /* of screening, and again of fresh ones */

typedef struct tn__results {
    int n_arms, n_seeds;
    bool lower;     /* a lower score is better: RMSE */
    double *score;  /* [arm][seed] on validation data; NAN: not known, or diverged. Owned */
    bool *diverged; /* [arm][seed]; owned */
} tn__results;

TN_NODISCARD tn_status tn__results_init(tn__results *out, int n_arms, int n_seeds, bool lower, tn_error *err);
void tn__results_release(tn__results *results);
void tn__results_put(tn__results *results, int arm, int seed, const tn__trial *trial);
bool tn__results_has(const tn__results *results, int arm, int seed);
int tn__results_diverged(const tn__results *results, int arm);

/* Of the seeds in [first, end) that both arms have: how much better `arm` is than `against`. n is 0 where there are none. */
tn__paired tn__results_effect(const tn__results *results, int arm, int against, int first, int end, double confidence);
/* The arm's own scores. */
tn__paired tn__results_mean(const tn__results *results, int arm, int first, int end, double confidence);

#endif
