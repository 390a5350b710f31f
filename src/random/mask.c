#include "random/mask.h"

#include <math.h>

tn__rate tn__rate_of(double p)
{
    const double whole = 0x1p40; /* of the two draws together */
    if (p <= 0 || p >= 1) return (tn__rate){.bits = 0, .threshold = p <= 0, .keep = p <= 0 ? 1 : 0};
    if (p == 0.5) return (tn__rate){.bits = 1, .threshold = 1, .keep = 0.5};
    double threshold = nearbyint((1 - p) * whole);
    if (threshold < 1) threshold = 1;
    if (threshold > whole - 1) threshold = whole - 1;
    uint64_t number = (uint64_t)threshold;
    return (tn__rate){.bits = 8, .threshold = (uint32_t)(number >> 32), .tie = (uint32_t)number, .keep = threshold / whole};
}
