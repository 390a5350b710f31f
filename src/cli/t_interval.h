/* Means with intervals from few independent values. */
#ifndef TN_CLI_T_INTERVAL_H
#define TN_CLI_T_INTERVAL_H

/* Student's t: the probability that |T| <= t for `freedom` >= 1 degrees of freedom, t >= 0. */
double cli_t_within(double t, int freedom);
/* The t with cli_t_within(t, freedom) == probability, for probability in (0, 1). */
double cli_t_quantile(double probability, int freedom);

typedef struct cli_estimate {
    double mean, deviation; /* sample standard deviation, n-1; NAN for one value */
    double half_width;      /* of the 95 % interval of the mean; NAN for one value */
} cli_estimate;

/* n >= 1 */
cli_estimate cli_estimate_mean(const double *values, int n);

#endif
