/* The plain bodies compiled for AVX-512, with masks by hand. */
#if defined(__x86_64__)
#ifndef __AVX512BW__
#error "compile this file with -mavx512f -mavx512bw -mavx512dq -mavx512vl"
#endif
#include "kernel/x86/mask_avx512.h"

#define TN_VARIANT tn__kernels_avx512
#include "kernel/body/kernels.h"
#endif
