#include "random/init.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

tn__fans tn__fans_of(int rank, const int64_t *dim)
{
    int64_t field = 1;
    for (int d = 2; d < rank; d++) field *= dim[d];
    return (tn__fans){.in = dim[1] * field, .out = dim[0] * field};
}

bool tn__gain(const char *nonlinearity, double a, double *out)
{
    static const struct {
        const char *name;
        double gain;
    } gains[] = {
        {"linear", 1},           {"conv1d", 1},           {"conv2d", 1},  {"conv3d", 1},     {"conv_transpose1d", 1},
        {"conv_transpose2d", 1}, {"conv_transpose3d", 1}, {"sigmoid", 1}, {"tanh", 5.0 / 3}, {"selu", 3.0 / 4},
    };
    for (size_t i = 0; i < sizeof gains / sizeof *gains; i++)
        if (strcmp(nonlinearity, gains[i].name) == 0) return *out = gains[i].gain, true;
    if (strcmp(nonlinearity, "relu") == 0) return *out = sqrt(2.0), true;
    if (strcmp(nonlinearity, "leaky_relu") == 0) return *out = sqrt(2.0 / (1 + a * a)), true;
    return false;
}

static void symmetric(tn_generator *g, float *w, int64_t n, double bound)
{
    tn_random_uniform(g, w, n, -bound, bound);
}

void tn__init_kaiming_uniform(tn_generator *g, float *w, int64_t n, int64_t fan, double gain)
{
    double std = gain / sqrt((double)fan);
    symmetric(g, w, n, sqrt(3.0) * std);
}

void tn__init_kaiming_normal(tn_generator *g, float *w, int64_t n, int64_t fan, double gain)
{
    tn_random_normal(g, w, n, 0, gain / sqrt((double)fan));
}

void tn__init_xavier_uniform(tn_generator *g, float *w, int64_t n, tn__fans fans, double gain)
{
    double std = gain * sqrt(2.0 / (double)(fans.in + fans.out));
    symmetric(g, w, n, sqrt(3.0) * std);
}

void tn__init_xavier_normal(tn_generator *g, float *w, int64_t n, tn__fans fans, double gain)
{
    tn_random_normal(g, w, n, 0, gain * sqrt(2.0 / (double)(fans.in + fans.out)));
}

void tn__init_linear(tn_generator *g, float *weight, float *bias, int64_t rows, int64_t fan_in)
{
    if (fan_in == 0) return;
    /* kaiming_uniform_(a=sqrt(5)): mathematically 1/sqrt(fan_in), but rounded on its own way. */
    tn__init_kaiming_uniform(g, weight, rows * fan_in, fan_in, sqrt(2.0 / (1 + sqrt(5.0) * sqrt(5.0))));
    if (bias) symmetric(g, bias, rows, 1 / sqrt((double)fan_in));
}

void tn__init_eye(float *w, int64_t rows, int64_t columns)
{
    for (int64_t i = 0; i < rows * columns; i++) w[i] = i / columns == i % columns;
}

/* --- trunc_normal_ --- */

static double normal_cdf(double x)
{
    return (1 + erf(x / sqrt(2.0))) / 2;
}

/* Draws whole new tensors until each place has had a number within the bounds. */
static void redraw_until_within(tn_generator *g, float *w, float *fresh, int64_t n, double mean, double std, float low,
                                float high)
{
    tn_random_normal(g, w, n, mean, std);
    for (bool bad = true; bad;) {
        bad = false;
        for (int64_t i = 0; i < n && !bad; i++) bad = !(w[i] >= low && w[i] <= high);
        if (!bad) return;
        tn_random_normal(g, fresh, n, mean, std);
        for (int64_t i = 0; i < n; i++)
            if (!(w[i] >= low && w[i] <= high)) w[i] = fresh[i];
    }
}

/* Uniform proposals accepted in proportion to the density: for bounds far out in a tail. */
static void reject_from_uniform(tn_generator *g, float *w, float *fresh, int64_t n, double mean, double std, double low,
                                double high, bool *accepted)
{
    double nearest = mean < low ? low : mean > high ? high : mean;
    double peak = -0.5 * pow((nearest - mean) / std, 2);
    int64_t left = n;
    while (left > 0) {
        tn_random_uniform(g, fresh, n, low, high);
        for (int64_t i = 0; i < n; i++) {
            float proposal = fresh[i];
            if (!accepted[i]) w[i] = proposal;
        }
        tn_random_uniform(g, fresh, n, 0, 1);
        for (int64_t i = 0; i < n; i++) {
            if (accepted[i]) continue;
            double z = (w[i] - mean) / std;
            if (log(fresh[i]) <= -0.5 * z * z - peak) accepted[i] = true, left--;
        }
    }
}

tn_status tn__init_trunc_normal(tn_generator *g, float *w, int64_t n, double mean, double std, double low, double high,
                                tn_error *err)
{
    float *fresh = tn__alloc((size_t)n + 1, sizeof *fresh);
    bool *accepted = tn__alloc((size_t)n + 1, sizeof *accepted);
    tn_status status = TN_OK;
    if (!fresh || !accepted)
        status = tn__no_memory(err, (uint64_t)n * sizeof *fresh);
    else if (!(low < high) || !(std > 0))
        status = tn__fail(err, TN_BAD_ARGUMENT, "trunc_normal_ needs std > 0 and a < b, not std=%g, a=%g, b=%g", std, low, high);
    else if (normal_cdf((high - mean) / std) - normal_cdf((low - mean) / std) > 0.3)
        redraw_until_within(g, w, fresh, n, mean, std, (float)low, (float)high);
    else
        reject_from_uniform(g, w, fresh, n, mean, std, low, high, accepted);
    tn__free(fresh);
    tn__free(accepted);
    return status;
}

/* --- orthogonal_: QR of a normal matrix by Gram-Schmidt, in double --- */

/* a is m x k with m >= k, row-major; q (m x k) gets the orthonormal factor with the sign of R's diagonal made positive,
 * as init.orthogonal_ does. */
static void orthonormalise(double *a, double *q, int64_t m, int64_t k)
{
    for (int64_t j = 0; j < k; j++) { /* modified Gram-Schmidt, twice over for orthogonality to rounding */
        for (int pass = 0; pass < 2; pass++)
            for (int64_t p = 0; p < j; p++) {
                double dot = 0;
                for (int64_t r = 0; r < m; r++) dot += q[r * k + p] * a[r * k + j];
                for (int64_t r = 0; r < m; r++) a[r * k + j] -= dot * q[r * k + p];
            }
        double norm = 0;
        for (int64_t r = 0; r < m; r++) norm += a[r * k + j] * a[r * k + j];
        norm = sqrt(norm);
        for (int64_t r = 0; r < m; r++) q[r * k + j] = norm > 0 ? a[r * k + j] / norm : 0;
    }
}

tn_status tn__init_orthogonal(tn_generator *g, float *w, int64_t rows, int64_t columns, double gain, tn_error *err)
{
    int64_t m = rows > columns ? rows : columns, k = rows < columns ? rows : columns;
    double *a = tn__alloc((size_t)(m * k) + 1, sizeof *a), *q = tn__alloc((size_t)(m * k) + 1, sizeof *q);
    if (!a || !q) {
        tn__free(a);
        tn__free(q);
        return tn__no_memory(err, (uint64_t)(2 * m * k) * sizeof *a);
    }
    tn_random_normal(g, w, rows * columns, 0, 1);
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < columns; c++) a[rows < columns ? c * k + r : r * k + c] = w[r * columns + c];
    orthonormalise(a, q, m, k);
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < columns; c++)
            w[r * columns + c] = (float)(gain * (float)q[rows < columns ? c * k + r : r * k + c]);
    tn__free(a);
    tn__free(q);
    return TN_OK;
}
