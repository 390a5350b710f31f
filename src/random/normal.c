/* tensor.normal_(mean, std): Box-Muller, one pair at a time for fewer than 16 numbers, in blocks of 16 otherwise
 * (aten/src/ATen/native/cpu/DistributionTemplates.h, normal_fill_AVX2, 2.13).
 *
 * The block form uses the single-precision Cephes logarithm and sine-cosine (S. Moshier) that PyTorch's avx_mathfun.h
 * vectorises, with the fused operations its compiler makes; so the result does not depend on the C library. */
#include <math.h>
#include <string.h>

#include "random/generator.h"

#define PI 3.14159265358979323846

static float from_bits(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

/* Natural logarithm for positive normal x. */
static float cephes_log(float x)
{
    static const float c[] = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,  -1.2420140846e-1f, 1.4249322787e-1f,
                              -1.6668057665e-1f, 2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    float exponent = (float)((int)(bits >> 23) - 126);
    float m = from_bits((bits & 0x007fffffu) | 0x3f000000u); /* in [0.5, 1) */
    if (m < 0.707106781186547524f) {
        exponent -= 1;
        m = (m - 1) + m;
    } else {
        m -= 1;
    }
    float z = m * m, y = c[0];
    for (int k = 1; k < 9; k++) y = fmaf(y, m, c[k]);
    y = fmaf(y * m, z, exponent * -2.12194440e-4f);
    y = fmaf(-z, 0.5f, y);
    return fmaf(exponent, 0.693359375f, m + y);
}

/* x >= 0; reduced by multiples of pi/4 in three parts. */
static void cephes_sincos(float x, float *sine, float *cosine)
{
    int octant = ((int)(x * 1.27323954473516f) + 1) & ~1;
    float q = (float)octant;
    x = fmaf(q, -0.78515625f, x);
    x = fmaf(q, -2.4187564849853515625e-4f, x);
    x = fmaf(q, -3.77489497744594108e-8f, x);
    float z = x * x;
    float y = fmaf(fmaf(2.443315711809948e-5f, z, -1.388731625493765e-3f), z, 4.166664568298827e-2f);
    float c = fmaf(y * z, z, -(z * 0.5f)) + 1.0f;
    y = fmaf(fmaf(-1.9515295891e-4f, z, 8.3321608736e-3f), z, -1.6666654611e-1f);
    float s = fmaf(y * z, x, x);
    bool swap = octant & 2;
    *sine = swap ? c : s;
    *cosine = swap ? s : c;
    if (octant & 4) *sine = -*sine;
    if (!((octant - 2) & 4)) *cosine = -*cosine;
}

/* 16 uniform numbers become 16 normal ones in place. */
static void transform_block(float *d, float mean, float std)
{
    for (int k = 0; k < 8; k++) {
        float radius = sqrtf(-2.0f * cephes_log(1.0f - d[k])), sine, cosine;
        cephes_sincos((float)(2.0 * PI) * d[k + 8], &sine, &cosine);
        d[k] = fmaf(radius * cosine, std, mean);
        d[k + 8] = fmaf(radius * sine, std, mean);
    }
}

static void transform_block_f64(double *d, double mean, double std)
{
    for (int k = 0; k < 8; k++) {
        double radius = sqrt(-2 * log(1 - d[k])), angle = 2.0 * PI * d[k + 8];
        d[k] = fma(radius * cos(angle), std, mean);
        d[k + 8] = fma(radius * sin(angle), std, mean);
    }
}

/* The second number of a pair waits for the next call, whatever its type. */
static double one(tn_generator *g, double mean, double std)
{
    if (g->has_normal) {
        g->has_normal = false;
        return fma(g->normal, std, mean);
    }
    double u1 = tn__random_unit_f64(g), u2 = tn__random_unit_f64(g);
    double radius = sqrt(-2.0 * log1p(-u2)), angle = 2.0 * PI * u1;
    g->normal = radius * sin(angle);
    g->has_normal = true;
    return fma(radius * cos(angle), std, mean);
}

void tn_random_normal(tn_generator *g, float *out, int64_t n, double mean, double std)
{
    if (n < 16) {
        for (int64_t i = 0; i < n; i++) out[i] = (float)one(g, mean, std);
        return;
    }
    for (int64_t i = 0; i < n; i++) out[i] = tn__random_unit(g);
    for (int64_t i = 0; i + 16 <= n; i += 16) transform_block(out + i, (float)mean, (float)std);
    if (n % 16 == 0) return;
    for (int64_t i = n - 16; i < n; i++) out[i] = tn__random_unit(g); /* the last 16 are drawn again */
    transform_block(out + n - 16, (float)mean, (float)std);
}

void tn_random_normal_f64(tn_generator *g, double *out, int64_t n, double mean, double std)
{
    if (n < 16) {
        for (int64_t i = 0; i < n; i++) out[i] = one(g, mean, std);
        return;
    }
    for (int64_t i = 0; i < n; i++) out[i] = tn__random_unit_f64(g);
    for (int64_t i = 0; i + 16 <= n; i += 16) transform_block_f64(out + i, mean, std);
    if (n % 16 == 0) return;
    for (int64_t i = n - 16; i < n; i++) out[i] = tn__random_unit_f64(g);
    transform_block_f64(out + n - 16, mean, std);
}
