#include "cli/t_interval.h"

#include <math.h>

/* Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 (odd) and 26.7.4 (even): exact
 * finite sums. */
double cli_t_within(double t, int freedom)
{
    double theta = atan2(t, sqrt(freedom)), c = cos(theta), s = sin(theta);
    double term, sum = 0;
    if (freedom % 2) {
        term = c;
        for (int k = 3; k <= freedom; k += 2) {
            sum += term;
            term *= c * c * (k - 1) / k;
        }
        return 2 / acos(-1) * (theta + s * sum);
    }
    term = 1;
    for (int k = 2; k <= freedom; k += 2) {
        sum += term;
        term *= c * c * (k - 1) / k;
    }
    return s * sum;
}

double cli_t_quantile(double probability, int freedom)
{
    double low = 0, high = 1;
    while (cli_t_within(high, freedom) < probability && high < 1e300) {
        high *= 2;
    }
    for (int i = 0; i < 200 && low < high; i++) {
        double middle = low + (high - low) / 2;
        if (middle == low || middle == high) {
            break;
        }
        if (cli_t_within(middle, freedom) < probability) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

cli_estimate cli_estimate_mean(const double *values, int n)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < n; i++) {
        sum += values[i];
    }
    cli_estimate out = {.mean = sum / n, .deviation = NAN, .half_width = NAN};
    if (n < 2) {
        return out;
    }
    for (int i = 0; i < n; i++) {
        squares += (values[i] - out.mean) * (values[i] - out.mean);
    }
    out.deviation = sqrt(squares / (n - 1));
    out.half_width = cli_t_quantile(0.95, n - 1) * out.deviation / sqrt(n);
    return out;
}
