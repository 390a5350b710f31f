/* Elementary functions in single precision as plain arithmetic, so that loops over them vectorise and give the same bits on
 * every instruction set. Polynomials are those of the Cephes library (S. Moshier, single precision) where nothing else is said;
 * relative error below 2e-7 each, of a normal distribution's tail 1.3e-6. */
#ifndef TN_KERNEL_BODY_MATH_H
#define TN_KERNEL_BODY_MATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline float from_bits(int32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

static inline int32_t to_bits(float f)
{
    int32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return bits;
}

/* The larger and smaller of two, the second if one is NaN; as compilers turn into one instruction. */
static inline float larger(float a, float b)
{
    return a > b ? a : b;
}

static inline float smaller(float a, float b)
{
    return a < b ? a : b;
}

/* a b + c rounded once, on every machine. Without the instruction: the product is exact in double; the sum is rounded to odd
 * there, which makes the rounding to float right (Boldo & Melquiond 2008). */
static inline float madd(float a, float b, float c)
{
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
    return __builtin_fmaf(a, b, c);
#else
    double product = (double)a * (double)b, addend = (double)c, sum = product + addend;
    double part = sum - product, lost = (product - (sum - part)) + (addend - part);
    int64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    if ((lost < 0 || lost > 0) && !(bits & 1)) bits += (lost > 0) == (sum > 0) ? 1 : -1;
    memcpy(&sum, &bits, sizeof sum);
    return (float)sum;
#endif
}

/* x log2(e) rounded to the nearest integer n, as a float whose lowest bits are those of n + 127 and, 23 places up, those of 2^n:
 * a sum beyond 2^23 has no room for a fraction. */
#define NEAREST (12582912.0f + 127.0f)
static inline float nearest_power(float x)
{
    return x * 1.44269504088896341f + NEAREST;
}

static inline float power_of_2(uint32_t n_plus_127)
{
    return from_bits((int32_t)(n_plus_127 << 23));
}

/* e^r - 1 - r for |r| <= ln(2)/2 and a little more, to 1.4e-8 r. Sums in pairs, since many such chains do not fit into a CPU. */
static inline float exp_rest(float r)
{
    float z = r * r, low = 1.666654285e-1f * r + 5.000000062e-1f, high = 8.366608406e-3f * r + 4.166628165e-2f;
    return ((1.394648793e-3f * z + high) * z + low) * z;
}

/* e^x = 2^n e^r. Below about -103.97 it is 0, above 88.72 infinity; 2^n is applied in two halves, which carries subnormal
 * results. A NaN passes through all bounds. */
static inline float exp_f(float x)
{
    float bounded = x < -104.0f ? -104.0f : x;
    bounded = bounded > 89.0f ? 89.0f : bounded;
    float nearest = nearest_power(bounded), n = nearest - NEAREST;
    float r = bounded - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    float e = exp_rest(r) + r + 1.0f;
    int32_t whole = to_bits(nearest) - to_bits(NEAREST), half = whole >> 1;
    return e * power_of_2((uint32_t)(half + 127)) * power_of_2((uint32_t)(whole - half + 127));
}

/* e^x - 1 for x <= 0, without cancellation near 0: 2^n (e^r - 1) + (2^n - 1). What one step to r loses is little beside the sum.
 */
static inline float expm1_f(float x)
{
    float bounded = x < -30.0f ? -30.0f : x;
    float nearest = nearest_power(bounded), n = nearest - NEAREST, power = power_of_2((uint32_t)to_bits(nearest));
    float r = bounded - n * 0.693147180559945309f;
    return power * (exp_rest(r) + r) + (power - 1.0f);
}

/* Natural logarithm for x > 0; 0 gives -infinity, negative x NaN. */
static inline float log_f(float x)
{
    float scaled = x < 1.17549435e-38f ? x * 0x1p24f : x;
    int32_t bits = to_bits(scaled);
    float e = (float)((bits >> 23) - 126) - (x < 1.17549435e-38f ? 24.0f : 0.0f);
    float m = from_bits((bits & 0x007fffff) | 0x3f000000);
    float low = m < 0.707106781186547524f ? 1.0f : 0.0f;
    e -= low;
    m = m - 1.0f + (low != 0 ? m : 0.0f);
    float z = m * m, y = 7.0376836292e-2f;
    y = y * m + -1.1514610310e-1f;
    y = y * m + 1.1676998740e-1f;
    y = y * m + -1.2420140846e-1f;
    y = y * m + 1.4249322787e-1f;
    y = y * m + -1.6668057665e-1f;
    y = y * m + 2.0000714765e-1f;
    y = y * m + -2.4999993993e-1f;
    y = y * m + 3.3333331174e-1f;
    y = y * m * z + e * -2.12194440e-4f - 0.5f * z;
    float result = m + y + e * 0.693359375f;
    result = x == 0 ? -INFINITY : result;
    result = x == INFINITY ? INFINITY : result;
    return x >= 0 ? result : NAN;
}

/* ln(1 + x) for x >= 0. */
static inline float log1p_f(float x)
{
    float u = 1.0f + x, lost = x - (u - 1.0f);
    float result = log_f(u) + lost / u;
    return x == INFINITY ? x : result;
}

static inline float tanh_f(float x)
{
    float z = x * x, p = -5.70498872745e-3f;
    p = p * z + 2.06390887954e-2f;
    p = p * z + -5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z + -3.33332819422e-1f;
    float near = p * z * x + x, size = fabsf(x);
    float far = 1.0f - 2.0f / (exp_f(2.0f * size) + 1.0f);
    float result = size < 0.625f ? near : (x < 0 ? -far : far);
    return x != x ? x : result;
}

static inline float sigmoid_f(float x)
{
    float e = exp_f(-fabsf(x)), high = 1.0f / (1.0f + e);
    float result = x >= 0 ? high : e / (1.0f + e);
    return x != x ? x : result;
}

/* The normal distribution function of x from bell = e^(-x^2/2): beyond |x| there is bell t P(t) with t = 1 / (1 + .27 |x|), whose
 * coefficients are of thinnet's own fit to 2.4e-8; so a small tail is as exact as a large one, unlike 1 + erf. */
static inline float bell_f(float x)
{
    return exp_f(-0.5f * x * x);
}

static inline float normal_f(float x, float bell)
{
    float t = 1.0f / (1.0f + 0.27f * fabsf(x)), t2 = t * t, t4 = t2 * t2;
    float low = (1.077206567e-1f + 1.075428747e-1f * t) + (1.018106037e-1f + 7.204962802e-2f * t) * t2;
    float high = (1.078255921e-1f + -6.92107171e-2f * t) + (1.697861221e-1f + -1.264858464e-1f * t) * t2;
    float tail = bell * t * (low + (high + 2.896109808e-2f * t4) * t4);
    return x < 0 ? tail : 1.0f - tail;
}

#endif
