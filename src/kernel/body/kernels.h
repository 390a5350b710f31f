/* All kernel bodies as static functions, and the struct that points to them. A file that includes this is one instruction set's
 * variant of every kernel: it defines TN_VARIANT (the struct's name) and is compiled with that set's flags. */
#include <stddef.h>

#include "kernel/body/math.h"
#include "kernel/kernel.h"
#include "random/philox.h"

#include "kernel/body/vec.h"

#include "kernel/body/pointwise.h"

#include "kernel/body/gather.h"

#include "kernel/body/rows.h"

#include "kernel/body/cross_entropy.h"

#include "kernel/body/bias_relu.h"

#include "kernel/body/bias_activation.h"

#include "kernel/body/mask.h"

#include "kernel/body/pool.h"

#include "kernel/body/planes.h"

#include "kernel/body/optimiser.h"

#include "kernel/body/panel.h"

#include "kernel/body/listed.h"

#include "kernel/body/gemm_skipping.h"

#include "kernel/body/patches.h"

#include "kernel/body/live.h"

#include "kernel/body/gemm_thin.h"

#include "kernel/body/gemm.h"

const tn__kernels TN_VARIANT = {
#define KERNEL(name, contract, arguments) .name = name,
#include "kernel/kernels.def"
#undef KERNEL
};
