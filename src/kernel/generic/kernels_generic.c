/* Plain C: always built, and the truth that other variants are proved against. */
#define TN_VARIANT tn__kernels_generic
#include "kernel/body/kernels.h"
