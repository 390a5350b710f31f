/* The plain bodies compiled for AVX2, with masks by hand. */
#if defined(__x86_64__)
#ifndef __AVX2__
#error "compile this file with -mavx2 -mfma"
#endif
#include "kernel/x86/mask_avx2.h"

#define TN_VARIANT tn__kernels_avx2
#include "kernel/body/kernels.h"
#endif
