#include "study/results.h"

#include <math.h>

#include "base/error.h"
#include "base/mem.h"

tn_status tn__results_init(tn__results *out, int n_arms, int n_seeds, bool lower, tn_error *err)
{
    size_t n = (size_t)n_arms * (size_t)n_seeds;
    *out = (tn__results){.n_arms = n_arms, .n_seeds = n_seeds, .lower = lower};
    out->score = tn__alloc(n, sizeof *out->score);
    out->diverged = tn__alloc(n, sizeof *out->diverged);
    if (!out->score || !out->diverged) {
        tn__results_release(out);
        return tn__no_memory(err, n * sizeof *out->score);
    }
    for (size_t i = 0; i < n; i++) out->score[i] = NAN;
    return TN_OK;
}

void tn__results_release(tn__results *results)
{
    tn__free(results->score);
    tn__free(results->diverged);
    *results = (tn__results){0};
}

static size_t place(const tn__results *r, int arm, int seed)
{
    return (size_t)arm * (size_t)r->n_seeds + (size_t)seed;
}

void tn__results_put(tn__results *r, int arm, int seed, const tn__trial *trial)
{
    r->diverged[place(r, arm, seed)] = trial->state == TN__TRIAL_DIVERGED;
    r->score[place(r, arm, seed)] = trial->state == TN__TRIAL_DONE
                                        ? r->lower ? trial->validation.rmse : trial->validation.accuracy
                                        : NAN;
}

bool tn__results_has(const tn__results *r, int arm, int seed)
{
    return r->diverged[place(r, arm, seed)] || !isnan(r->score[place(r, arm, seed)]);
}

int tn__results_diverged(const tn__results *r, int arm)
{
    int n = 0;
    for (int seed = 0; seed < r->n_seeds; seed++) n += r->diverged[place(r, arm, seed)];
    return n;
}

static tn__paired tested(const double *values, int n, double confidence)
{
    if (n == 0) return (tn__paired){.mean = NAN, .sd = NAN, .low = NAN, .high = NAN, .p = NAN};
    return tn__paired_test(values, n, confidence);
}

tn__paired tn__results_effect(const tn__results *r, int arm, int against, int first, int end, double confidence)
{
    double differences[2 * TN__MAX_SEEDS];
    int n = 0;
    for (int seed = first; seed < end; seed++) {
        double difference = r->score[place(r, arm, seed)] - r->score[place(r, against, seed)];
        if (!isnan(difference)) differences[n++] = r->lower ? -difference : difference;
    }
    return tested(differences, n, confidence);
}

tn__paired tn__results_mean(const tn__results *r, int arm, int first, int end, double confidence)
{
    double scores[2 * TN__MAX_SEEDS];
    int n = 0;
    for (int seed = first; seed < end; seed++)
        if (!isnan(r->score[place(r, arm, seed)])) scores[n++] = r->score[place(r, arm, seed)];
    return tested(scores, n, confidence);
}
