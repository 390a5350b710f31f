/* gcc's and clang's __builtin_cpu_supports asks CPUID and, through XGETBV, whether the operating system saves the wide registers. */
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

bool tn__cpu_can(const char *isa)
{
    if (strcmp(isa, "generic") == 0) return true;
    if (strcmp(isa, "avx2") == 0) return has_avx2();
    return strcmp(isa, "avx512") == 0 && has_avx512();
}

/* What THINNET_CPU holds thinnet to, where it can run; NULL when it says nothing. */
static const char *chosen_isa(void)
{
    static const char *const names[] = {"generic", "avx2", "avx512"};
    const char *wanted = getenv("THINNET_CPU");
    for (size_t i = 0; wanted && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], wanted) == 0 && tn__cpu_can(wanted)) return names[i];
    return NULL;
}

const char *tn__cpu_best(void)
{
    const char *chosen = chosen_isa();
    if (chosen) return chosen;
    return has_avx512() ? "avx512" : has_avx2() ? "avx2" : "generic";
}

/* --- the public description --- */

static const struct {
    const char *name;
    bool (*has)(void);
} sets[] = {{"avx2", has_avx2}, {"avx512", has_avx512}};

int tn_cpu_sets(void)
{
    return (int)(sizeof sets / sizeof *sets);
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
