/* What a study may claim from few seeds: paired differences, intervals, correction for many arms, seeds still needed.
 *
 * A difference is an arm's score minus the baseline's with the same seed, so that weights, shuffles and splits that
 * both share cancel. All functions are pure; the same input gives the same bytes. */
#ifndef TN_STUDY_STATISTICS_H
#define TN_STUDY_STATISTICS_H

#include <stdint.h>

#include "thinnet/status.h"

typedef struct tn__paired {
    int n;
    double mean, sd;  /* of the differences; sd is NAN for n < 2 */
    double low, high; /* Student's t interval of the mean; infinite for n < 2 */
    double p;         /* two-sided, of a mean of 0; 1 for n < 2 */
} tn__paired;

/* n >= 1 finite differences; confidence in (0, 1). Where all differences are equal, the interval is that point, and
 * p is 1 for zeros and 0 otherwise. */
tn__paired tn__paired_test(const double *differences, int n, double confidence);

/* Percentile bootstrap interval of the mean from `draws` resamples, a pure function of `seed`. n, draws >= 1. */
TN_NODISCARD tn_status tn__bootstrap_interval(double *low, double *high, const double *differences, int n, double confidence,
                                              int draws, uint64_t seed, tn_error *err);

/* Holm's step-down procedure (Holm 1979): adjusted[i] <= alpha claims with a family-wise error of at most alpha, however
 * the tests depend on one another. NAN in p stands for no test, and stays NAN. */
TN_NODISCARD tn_status tn__holm_adjust(double *adjusted, const double *p, int n, tn_error *err);

/* Seeds in all, at least 2, with which a true effect of `mean` among differences of `sd` is claimed at level alpha with
 * this power: the smallest n with sqrt(n)|mean|/sd >= t(1 - alpha/2, n-1) + t(power, n-1). `most` where that is more. */
int tn__seeds_needed(double mean, double sd, double alpha, double power, int most);

/* Student's t distribution with df > 0 degrees of freedom. */
double tn__student_cdf(double t, double df);
double tn__student_quantile(double probability, double df); /* probability in (0, 1) */

#endif
