/* What thinnet found of this CPU, for `thinnet cpu`. All texts are borrowed and live for ever. */
#ifndef THINNET_CPU_H
#define THINNET_CPU_H

#include <stdbool.h>
#include "thinnet/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Instruction sets with kernels of their own, and whether the CPU and the operating system can run them. */
TN_API int tn_cpu_sets(void);
TN_API const char *tn_cpu_set(int i, bool *available);
/* The variant that plans use here: "avx512", "avx2", "neon" or "generic". */
TN_API const char *tn_cpu_variant(void);
/* The kernels by name. */
TN_API int tn_cpu_kernels(void);
TN_API const char *tn_cpu_kernel(int i);

#ifdef __cplusplus
}
#endif
#endif
