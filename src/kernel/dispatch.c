/* The table of variants: one struct of kernels an instruction set, in rising order. */
#include <string.h>

#include "kernel/cpu.h"
#include "kernel/kernel.h"

extern const tn__kernels tn__kernels_generic;
#if defined(__x86_64__)
extern const tn__kernels tn__kernels_avx2, tn__kernels_avx512;
#elif defined(__aarch64__)
extern const tn__kernels tn__kernels_neon;
#endif

static const struct {
    const char *isa;
    const tn__kernels *kernels;
} variants[] = {
    {"generic", &tn__kernels_generic},
#if defined(__x86_64__)
    {"avx2", &tn__kernels_avx2},
    {"avx512", &tn__kernels_avx512},
#elif defined(__aarch64__)
    {"neon", &tn__kernels_neon},
#endif
};

const tn__kernels *tn__kernels_for(const char *isa)
{
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
        if (strcmp(variants[i].isa, isa) == 0 && tn__cpu_can(isa)) return variants[i].kernels;
    return NULL;
}

const tn__kernels *tn__kernels_best(void)
{
    return tn__kernels_for(tn__cpu_best());
}
