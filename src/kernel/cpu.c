/* gcc's and clang's __builtin_cpu_supports asks CPUID and, through XGETBV, whether the operating system saves the wide registers.
 */
#include "kernel/cpu.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/kernel.h"
#include "thinnet/cpu.h"

static bool has_avx2(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
#else
    return false;
#endif
}

static bool has_avx512(void)
{
#if defined(__x86_64__)
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#else
    return false;
#endif
}

/* Every 64-bit ARM has it. */
static bool has_neon(void)
{
#if defined(__aarch64__)
    return true;
#else
    return false;
#endif
}

/* In rising order; all machines have the generic one besides. */
static const struct {
    const char *name;
    bool (*has)(void);
} sets[] = {{"neon", has_neon}, {"avx2", has_avx2}, {"avx512", has_avx512}};
#define SETS (int)(sizeof sets / sizeof *sets)

static const char generic[] = "generic";

bool tn__cpu_can(const char *isa)
{
    if (strcmp(isa, generic) == 0) return true;
    for (int i = 0; i < SETS; i++)
        if (strcmp(isa, sets[i].name) == 0) return sets[i].has();
    return false;
}

/* THINNET_CPU holds thinnet to a set, where it can run. */
const char *tn__cpu_best(void)
{
    const char *wanted = getenv("THINNET_CPU"), *best = generic;
    if (wanted && strcmp(wanted, generic) == 0) return generic;
    for (int i = 0; i < SETS; i++) {
        if (!sets[i].has()) continue;
        if (wanted && strcmp(wanted, sets[i].name) == 0) return sets[i].name;
        best = sets[i].name;
    }
    return best;
}

/* --- the public description --- */

int tn_cpu_sets(void)
{
    return SETS;
}

const char *tn_cpu_set(int i, bool *available)
{
    *available = sets[i].has();
    return sets[i].name;
}

const char *tn_cpu_variant(void)
{
    return tn__cpu_best();
}

static const char *const kernel_names[] = {
#define KERNEL(name, contract, arguments) #name,
#include "kernel/kernels.def"
#undef KERNEL
};

int tn_cpu_kernels(void)
{
    return (int)(sizeof kernel_names / sizeof *kernel_names);
}

const char *tn_cpu_kernel(int i)
{
    return kernel_names[i];
}
