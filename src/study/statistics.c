#include "study/statistics.h"

#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "random/philox.h"

// Modified Lentz evaluation of the continued fraction of the incomplete beta function (DLMF 8.17.22), good for
// x < (a + 1) / (a + b + 2).
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double f = d;
    for (int m = 1; m <= 10000; m++) {
        for (int odd = 0; odd <= 1; odd++) {
            double k = odd ? -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
                           : m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 + k * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + k / c;
            if (fabs(c) < tiny) c = tiny;
            f *= c * d;
        }
        if (fabs(c * d - 1) < 1e-15) break;
    }
    return f;
}

static double incomplete_beta(double a, double b, double x)
{
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

static double two_sided(double t, double df)
{
    return incomplete_beta(df / 2, 0.5, df / (df + t * t));
}

double tn__student_cdf(double t, double df)
{
    double tail = two_sided(t, df) / 2;
    return t < 0 ? tail : 1 - tail;
}

double tn__student_quantile(double probability, double df)
{
    if (probability == 0.5) return 0;
    double tail = probability < 0.5 ? probability : 1 - probability, low = 0, high = 1;
    while (two_sided(high, df) / 2 > tail && high < 1e300) high *= 2;
    for (int i = 0; i < 200 && low < high; i++) {
        double middle = (low + high) / 2;
        if (middle == low || middle == high) break;
        if (two_sided(middle, df) / 2 > tail)
            low = middle;
        else
            high = middle;
    }
    return probability < 0.5 ? -high : high;
}

static double mean_of(const double *x, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += x[i];
    return sum / n;
}

static tn__paired without_spread(tn__paired r)
{
    r.low = r.high = r.mean;
    r.p = r.mean == 0 ? 1 : 0;
    return r;
}

tn__paired tn__paired_test(const double *differences, int n, double confidence)
{
    tn__paired r = {.n = n, .mean = mean_of(differences, n), .sd = NAN, .low = -INFINITY, .high = INFINITY, .p = 1};
    if (n < 2) return r;
    double squares = 0, equal = 1;
    for (int i = 0; i < n; i++) {
        double d = differences[i] - r.mean;
        squares += d * d;
        if (differences[i] != differences[0]) equal = 0;
    }
    // Rounding of the mean leaves a spread among equal numbers, which would pass for a tiny p.
    r.sd = equal ? 0 : sqrt(squares / (n - 1));
    if (equal) r.mean = differences[0];
    if (r.sd == 0) return without_spread(r);
    double error = r.sd / sqrt(n), half = tn__student_quantile((1 + confidence) / 2, n - 1) * error;
    r.low = r.mean - half, r.high = r.mean + half;
    r.p = two_sided(r.mean / error, n - 1);
    return r;
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double resampled_mean(const double *x, int n, uint32_t draw, uint64_t seed)
{
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    uint32_t words[4];
    double sum = 0;
    for (int i = 0; i < n; i++) {
        if (i % 4 == 0) tn__philox((const uint32_t[4]){(uint32_t)i / 4, draw, 0, 0}, key, words);
        sum += x[(uint64_t)words[i % 4] * (uint64_t)n >> 32];
    }
    return sum / n;
}

tn_status tn__bootstrap_interval(double *low, double *high, const double *differences, int n, double confidence, int draws,
                                 uint64_t seed, tn_error *err)
{
    double *means = tn__alloc((size_t)draws, sizeof *means);
    if (!means) return tn__no_memory(err, (uint64_t)draws * sizeof *means);
    for (int i = 0; i < draws; i++) means[i] = resampled_mean(differences, n, (uint32_t)i, seed);
    qsort(means, (size_t)draws, sizeof *means, rising);
    int outside = (int)floor((1 - confidence) / 2 * draws);
    *low = means[outside], *high = means[draws - 1 - outside];
    tn__free(means);
    return TN_OK;
}

typedef struct ranked {
    double p;
    int index;
} ranked;

static int by_p(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->p != y->p) return x->p < y->p ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

tn_status tn__holm_adjust(double *adjusted, const double *p, int n, tn_error *err)
{
    if (n <= 0) return TN_OK;
    ranked *order = tn__alloc((size_t)n, sizeof *order);
    if (!order) return tn__no_memory(err, (uint64_t)n * sizeof *order);
    int m = 0;
    for (int i = 0; i < n; i++) {
        adjusted[i] = NAN;
        if (!isnan(p[i])) order[m++] = (ranked){p[i], i};
    }
    qsort(order, (size_t)m, sizeof *order, by_p);
    double least = 0;
    for (int k = 0; k < m; k++) {
        least = fmax(least, fmin(1, (m - k) * order[k].p));
        adjusted[order[k].index] = least;
    }
    tn__free(order);
    return TN_OK;
}

int tn__seeds_needed(double mean, double sd, double alpha, double power, int most)
{
    double effect = fabs(mean) / sd;
    for (int n = 2; n < most; n++)
        if (sqrt(n) * effect >= tn__student_quantile(1 - alpha / 2, n - 1) + tn__student_quantile(power, n - 1)) return n;
    return most;
}
