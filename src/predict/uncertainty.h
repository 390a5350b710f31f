/* Statistics of one batch over Monte Carlo passes, kept as running sums.
 *
 * For class probabilities p_t of passes t = 1..T (Gal & Ghahramani 2016; Houlsby et al. 2011 for the last):
 *   mean                 m = 1/T sum p_t
 *   predictive entropy   H(m) = -sum_c m_c ln m_c
 *   mutual information   H(m) - 1/T sum_t H(p_t)          >= 0, 0 for one pass */
#ifndef TN_PREDICT_UNCERTAINTY_H
#define TN_PREDICT_UNCERTAINTY_H

#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"

typedef struct tn__uncertainty {
    int64_t rows, columns, passes;
    bool classes;          /* entropies are kept */
    double *sum, *squares; /* [rows][columns] */
    double *entropy_sum;   /* [rows] */
} tn__uncertainty;

TN_NODISCARD tn_status tn__uncertainty_init(tn__uncertainty *out, int64_t rows, int64_t columns, bool classes, tn_error *err);
void tn__uncertainty_release(tn__uncertainty *u);
/* Starts again for a batch of `rows` (at most those of init). */
void tn__uncertainty_clear(tn__uncertainty *u, int64_t rows);
/* Adds a pass: values [rows][columns], probabilities where classes. */
void tn__uncertainty_add(tn__uncertainty *u, const float *values);
/* mean and std [rows][columns]; entropy and mutual information [rows] where not NULL. */
void tn__uncertainty_result(const tn__uncertainty *u, float *mean, float *std, float *entropy, float *information);

#endif
