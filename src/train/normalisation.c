/* What a training part says about its numbers, and samples in its terms. */
#include "train/normalisation.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

void tn__normalisation_release(tn_normalisation *n)
{
    tn__free(n->mean);
    tn__free(n->std);
    *n = (tn_normalisation){.target_std = 1};
}

static tn_status new_normalisation(tn_normalisation *out, int n, tn_error *err)
{
    *out = (tn_normalisation){.n = n, .target_std = 1};
    out->mean = tn__alloc((size_t)n + 1, sizeof(float));
    out->std = tn__alloc((size_t)n + 1, sizeof(float));
    if (out->mean && out->std) return TN_OK;
    tn__normalisation_release(out);
    return tn__no_memory(err, (uint64_t)n * 2 * sizeof(float));
}

/* --- from samples --- */

/* One group for grey images, one a channel for colour, one a column for tables. A group's numbers lie together in a sample. */
int tn__normalisation_groups(const tn__samples *train)
{
    const tn_shape *s = &train->shape;
    if (train->tabular) return (int)tn__shape_count(s);
    return s->rank == 3 ? (int)s->dim[0] : 1;
}

/* Adds, by group, all values (mean == NULL) or the squares of their distances from the mean. */
static void add_numbers(const tn__samples *s, int n_groups, const double *mean, double *sums)
{
    int64_t run = tn__shape_count(&s->shape) / n_groups;
    const float *x = s->numbers;
    for (int64_t i = 0; i < s->n; i++)
        for (int g = 0; g < n_groups; g++)
            for (int64_t r = 0; r < run; r++, x++) {
                double difference = (double)*x - (mean ? mean[g] : 0);
                sums[g] += mean ? difference * difference : difference;
            }
}

/* The same from how often each of the 256 bytes occurs. */
static void add_counts(const tn__samples *s, int n_groups, const uint64_t *counts, const double *mean, double *sums)
{
    for (int i = 0; i < n_groups * 256; i++) {
        int g = i / 256;
        double difference = (double)((float)(i % 256) * s->byte_scale) - (mean ? mean[g] : 0);
        sums[g] += (double)counts[i] * (mean ? difference * difference : difference);
    }
}

static void count_bytes(const tn__samples *s, int n_groups, uint64_t *counts)
{
    int64_t run = tn__shape_count(&s->shape) / n_groups;
    const uint8_t *p = s->bytes;
    for (int64_t i = 0; i < s->n; i++)
        for (int g = 0; g < n_groups; g++)
            for (int64_t r = 0; r < run; r++) counts[g * 256 + *p++]++;
}

/* Mean and population deviation by group; a deviation of zero counts as 1. */
static tn_status measure_samples(tn_normalisation *out, const tn__samples *train, tn_error *err)
{
    int n = out->n;
    double *mean = tn__alloc(2 * (size_t)n, sizeof *mean), *squares = mean + n;
    uint64_t *counts = tn__alloc(train->bytes ? (size_t)n * 256 : 1, sizeof *counts);
    tn_status status = mean && counts ? TN_OK : tn__no_memory(err, (uint64_t)n * 256 * sizeof *counts);
    double each = (double)train->n * (double)(tn__shape_count(&train->shape) / n);
    if (status == TN_OK && train->bytes) {
        count_bytes(train, n, counts);
        add_counts(train, n, counts, NULL, mean);
        for (int g = 0; g < n; g++) mean[g] /= each;
        add_counts(train, n, counts, mean, squares);
    } else if (status == TN_OK) {
        add_numbers(train, n, NULL, mean);
        for (int g = 0; g < n; g++) mean[g] /= each;
        add_numbers(train, n, mean, squares);
    }
    for (int g = 0; status == TN_OK && g < n; g++) {
        float deviation = (float)sqrt(squares[g] / each);
        out->mean[g] = (float)mean[g];
        out->std[g] = deviation > 0 ? deviation : 1;
    }
    tn__free(mean);
    tn__free(counts);
    return status;
}

static void measure_targets(tn_normalisation *out, const tn__samples *train)
{
    double mean = 0, squares = 0, n = (double)(train->n * train->outputs);
    for (int64_t i = 0; i < train->n * train->outputs; i++) mean += (double)train->values[i] / n;
    for (int64_t i = 0; i < train->n * train->outputs; i++) squares += pow((double)train->values[i] - mean, 2) / n;
    float deviation = (float)sqrt(squares);
    out->target_mean = (float)mean;
    out->target_std = deviation > 0 ? deviation : 1;
}

tn_status tn__normalisation_measure(tn_normalisation *out, const tn__samples *train, bool wanted, tn_error *err)
{
    tn_status status = new_normalisation(out, wanted ? tn__normalisation_groups(train) : 0, err);
    if (status != TN_OK || !wanted) return status;
    status = measure_samples(out, train, err);
    if (status == TN_OK && train->values) measure_targets(out, train);
    if (status != TN_OK) tn__normalisation_release(out);
    return status;
}

/* --- from elsewhere --- */

static tn_status check(const tn_normalisation *n, const tn__samples *train, tn_error *err)
{
    int fits = tn__normalisation_groups(train);
    if (n->n != 0 && n->n != 1 && n->n != fits)
        return tn__fail(err, TN_MISMATCH, "a normalisation of %d groups does not fit data with %d", n->n, fits);
    bool usable = isfinite(n->target_mean) && isfinite(n->target_std) && n->target_std >= 0;
    for (int i = 0; i < n->n; i++) usable = usable && isfinite(n->mean[i]) && isfinite(n->std[i]) && n->std[i] >= 0;
    return usable ? TN_OK
                  : tn__fail(err, TN_BAD_ARGUMENT, "a normalisation needs finite means, and deviations that are not negative");
}

tn_status tn__normalisation_copy(tn_normalisation *out, const tn_normalisation *from, const tn__samples *train, tn_error *err)
{
    tn_status status = check(from, train, err);
    if (status == TN_OK) status = new_normalisation(out, from->n, err);
    if (status != TN_OK) return status;
    for (int i = 0; i < from->n; i++) {
        out->mean[i] = from->mean[i];
        out->std[i] = from->std[i] > 0 ? from->std[i] : 1;
    }
    out->target_mean = from->target_mean;
    out->target_std = from->target_std > 0 ? from->target_std : 1;
    return TN_OK;
}

/* --- samples --- */

tn_status tn__normalisation_table(float **out, const tn_normalisation *norm, const tn__samples *train, tn_error *err)
{
    int n = norm->n > 0 ? norm->n : 1;
    *out = NULL;
    if (!train->bytes) return TN_OK;
    float *table = tn__alloc((size_t)n * 256, sizeof *table);
    if (!table) return tn__no_memory(err, (uint64_t)n * 256 * sizeof *table);
    for (int i = 0; i < n * 256; i++) {
        float value = (float)(i % 256) * train->byte_scale;
        table[i] = norm->n ? (value - norm->mean[i / 256]) / norm->std[i / 256] : value;
    }
    *out = table;
    return TN_OK;
}

static void look_up(float *restrict x, const uint8_t *restrict from, const float *restrict table, int64_t n)
{
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        float a = table[from[i]], b = table[from[i + 1]], c = table[from[i + 2]], d = table[from[i + 3]];
        x[i] = a, x[i + 1] = b, x[i + 2] = c, x[i + 3] = d;
    }
    for (; i < n; i++) x[i] = table[from[i]];
}

static void look_up_groups(const tn_normalisation *n, const float *table, const uint8_t *from, int64_t sample, float *x)
{
    int groups = n->n > 1 ? n->n : 1;
    int64_t run = sample / groups;
    for (int g = 0; g < groups; g++) look_up(x + g * run, from + g * run, table + 256 * (size_t)g, run);
}

static void divide_groups(const tn_normalisation *n, const float *from, int64_t sample, float *x)
{
    int64_t run = n->n > 0 ? sample / n->n : 0;
    if (n->n == 0) memcpy(x, from, (size_t)sample * sizeof *x);
    for (int g = 0; g < n->n; g++)
        for (int64_t i = 0; i < run; i++, from++) *x++ = (*from - n->mean[g]) / n->std[g];
}

void tn__normalise_sample(const tn_normalisation *norm, const float *table, const tn__samples *s, int64_t at, float *x)
{
    int64_t sample = tn__shape_count(&s->shape);
    if (s->bytes)
        look_up_groups(norm, table, s->bytes + at * sample, sample, x);
    else
        divide_groups(norm, s->numbers + at * sample, sample, x);
}
