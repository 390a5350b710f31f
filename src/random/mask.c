#include "random/mask.h"

#include <math.h>

/* The nearest threshold of `bits` bits to keep, never all or nothing. */
static tn__rate quantised(double keep, int bits)
{
    double whole = ldexp(1, bits), threshold = nearbyint(keep * whole);
    if (threshold < 1) threshold = 1;
    if (threshold > whole - 1) threshold = whole - 1;
    return (tn__rate){.bits = bits, .threshold = (uint64_t)threshold, .keep = threshold / whole};
}

tn__rate tn__rate_of(double p)
{
    double keep = 1 - p, rarer = p < keep ? p : keep;
    if (p <= 0 || p >= 1) return (tn__rate){.bits = 0, .threshold = p <= 0, .keep = p <= 0 ? 1 : 0};
    for (int bits = 1; bits <= 8; bits *= 2) {
        tn__rate rate = quantised(keep, bits);
        if (rate.keep == keep) return rate;
    }
    tn__rate rate = quantised(keep, 16);
    return fabs(rate.keep - keep) <= 0.002 * rarer ? rate : quantised(keep, 32);
}
