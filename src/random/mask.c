#include "random/mask.h"

#include <math.h>

tn__rate tn__rate_of(double p)
{
    if (p <= 0 || p >= 1) return (tn__rate){.bits = 0, .threshold = p <= 0, .keep = p <= 0 ? 1 : 0};
    double nearest = nearbyint((1 - p) * 0x1p32);
    if (nearest < 1) nearest = 1;
    if (nearest > 0xffffffff) nearest = 0xffffffff;
    uint64_t threshold = (uint64_t)nearest;
    int bits = 1;
    while (bits <= 8 && threshold << bits & UINT32_MAX) bits *= 2;
    if (bits > 8) bits = 32;
    return (tn__rate){.bits = bits, .threshold = threshold >> (32 - bits), .keep = nearest * 0x1p-32};
}
