#include "predict/uncertainty.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

tn_status tn__uncertainty_init(tn__uncertainty *out, int64_t rows, int64_t columns, bool classes, tn_error *err)
{
    size_t count = (size_t)(rows * columns);
    *out = (tn__uncertainty){.rows = rows, .columns = columns, .classes = classes};
    out->sum = tn__alloc(count, sizeof *out->sum);
    out->squares = tn__alloc(count, sizeof *out->squares);
    out->entropy_sum = tn__alloc((size_t)rows, sizeof *out->entropy_sum);
    if (out->sum && out->squares && out->entropy_sum) return TN_OK;
    tn__uncertainty_release(out);
    return tn__no_memory(err, 2 * count * sizeof(double));
}

void tn__uncertainty_release(tn__uncertainty *u)
{
    tn__free(u->sum);
    tn__free(u->squares);
    tn__free(u->entropy_sum);
    *u = (tn__uncertainty){0};
}

void tn__uncertainty_clear(tn__uncertainty *u, int64_t rows)
{
    u->rows = rows;
    u->passes = 0;
    memset(u->sum, 0, (size_t)(rows * u->columns) * sizeof *u->sum);
    memset(u->squares, 0, (size_t)(rows * u->columns) * sizeof *u->squares);
    memset(u->entropy_sum, 0, (size_t)rows * sizeof *u->entropy_sum);
}

static double entropy_term(double p)
{
    return p > 0 ? -p * log(p) : 0;
}

void tn__uncertainty_add(tn__uncertainty *u, const float *values)
{
    u->passes++;
    for (int64_t i = 0; i < u->rows * u->columns; i++) {
        double v = values[i];
        u->sum[i] += v;
        u->squares[i] += v * v;
        if (u->classes) u->entropy_sum[i / u->columns] += entropy_term(v);
    }
}

void tn__uncertainty_result(const tn__uncertainty *u, float *mean, float *std, float *entropy, float *information)
{
    double passes = (double)u->passes;
    for (int64_t r = 0; r < u->rows; r++) {
        double total = 0;
        for (int64_t c = 0; c < u->columns; c++) {
            int64_t i = r * u->columns + c;
            double m = u->sum[i] / passes, variance = u->squares[i] / passes - m * m;
            mean[i] = (float)m;
            /* One pass has no spread; rounding could leave a trace of one. */
            std[i] = u->passes > 1 && variance > 0 ? (float)sqrt(variance) : 0;
            total += entropy_term(m);
        }
        if (entropy) entropy[r] = (float)total;
        if (information) {
            double gained = total - u->entropy_sum[r] / passes;
            information[r] = u->passes > 1 && gained > 0 ? (float)gained : 0;
        }
    }
}
