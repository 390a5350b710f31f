/* The plain bodies with vectors of four, which every 64-bit ARM has, and masks by hand. */
#if defined(__aarch64__)
#include "kernel/arm/mask_neon.h"

#define TN_NEON /* body/vec.h: NEON is there for the generic variant too, which stays plain C */
#define TN_VARIANT tn__kernels_neon
#include "kernel/body/kernels.h"
#endif
