#include "checks.h"

#include <stdio.h>

guarded ours, plain;
float xs[MOST + 64], ys[MOST + 64], zs[MOST + 64];

const int64_t sizes[] = {0, 1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 257, 1000, 4099};
const int n_sizes = sizeof sizes / sizeof *sizes;

int failures;

void fail(const char *what, const char *isa, int64_t n, int64_t at, double got, double want)
{
    if (failures++ < 20)
        printf("FAILED %s, %s, n=%lld, at %lld: %.9g instead of %.9g\n", what, isa, (long long)n, (long long)at, got, want);
}

uint64_t seed = 88172645463325252u;

uint64_t next(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
}

float uniform(float low, float high)
{
    return low + (high - low) * (float)(next() >> 40) * 0x1p-24f;
}

void fill_numbers(float *x, int64_t n, bool special)
{
    static const float odd[] = {0, -0.0f, INFINITY, -INFINITY, NAN, 1e-40f, 88.8f, -104.5f};
    for (int64_t i = 0; i < n; i++) x[i] = special && next() % 16 == 0 ? odd[next() % 8] : uniform(-4, 4);
}

void fill_matrix(float *x, int64_t n, double kept)
{
    for (int64_t i = 0; i < n; i++) x[i] = kept < 1 && uniform(0, 1) >= (float)kept ? 0 : uniform(-1, 1);
}

double ulps(float a, float b)
{
    if (isnan(a) || isnan(b)) return isnan(a) == isnan(b) ? 0 : INFINITY;
    if (a == b) return 0;
    if (isinf(a) || isinf(b)) return INFINITY;
    float size = fabsf(b) > 1e-30f ? fabsf(b) : 1e-30f;
    return fabs((double)a - (double)b) / (double)(nextafterf(size, INFINITY) - size);
}

void compare(const char *what, const char *isa, int contract, const float *got, const float *want, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        bool same = contract == EXACT ? memcmp(&got[i], &want[i], 4) == 0 || (isnan(got[i]) && isnan(want[i]))
                                      : ulps(got[i], want[i]) <= contract || fabsf(got[i] - want[i]) < 1e-37f;
        if (!same) fail(what, isa, n, i, got[i], want[i]);
    }
}

float *guard(guarded *g, int64_t offset)
{
    for (size_t i = 0; i < sizeof g->memory / sizeof *g->memory; i++) g->memory[i] = 12345.5f;
    return g->at = g->memory + GUARD / 2 + offset % 16;
}

void check_guard(const guarded *g, const char *what, const char *isa, int64_t n)
{
    for (const float *p = g->memory; p < g->memory + sizeof g->memory / sizeof *g->memory; p++)
        if ((p < g->at || p >= g->at + n) && *p != 12345.5f) fail(what, isa, n, p - g->at, *p, 12345.5);
}
