/* What this CPU can run. */
#ifndef TN_KERNEL_CPU_H
#define TN_KERNEL_CPU_H

#include <stdbool.h>

/* "generic", "neon", "avx2", "avx512": the instruction set's variant was built and the CPU and the operating system support it.
 */
bool tn__cpu_can(const char *isa);
/* The best of them, or the one that the environment variable THINNET_CPU names. */
const char *tn__cpu_best(void);

#endif
