/* What the checks of kernels share: numbers, comparisons by contract, outputs between guards. Each file checks one kind of
 * kernel in a variant; `isa` is the variant's name. */
#ifndef TN_TEST_KERNEL_CHECKS_H
#define TN_TEST_KERNEL_CHECKS_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kernel/compute.h"

#define MOST 17500
#define GUARD 64

#define EXACT 0
#define ULP(n) n
enum contract {
#define KERNEL(name, contract, arguments) CONTRACT_##name = contract,
#include "kernel/kernels.def"
#undef KERNEL
};

extern int failures;
void fail(const char *what, const char *isa, int64_t n, int64_t at, double got, double want); /* prints the first 20 */

extern uint64_t seed;
uint64_t next(void); /* xorshift64, Marsaglia 2003 */
float uniform(float low, float high);
/* With now and then a zero, an infinity or a NaN where `special`. */
void fill_numbers(float *x, int64_t n, bool special);
/* Numbers of which the share `kept` is not 0. */
void fill_matrix(float *x, int64_t n, double kept);

/* Distance in units in the last place of the wanted number; infinite between a NaN and a number. */
double ulps(float got, float want);
void compare(const char *what, const char *isa, int contract, const float *got, const float *want, int64_t n);

/* Outputs lie between guards that no kernel may touch, and start off alignment. */
typedef struct guarded {
    float memory[GUARD + MOST + GUARD] __attribute__((aligned(64)));
    float *at;
} guarded;

float *guard(guarded *g, int64_t offset);
void check_guard(const guarded *g, const char *what, const char *isa, int64_t n);

extern guarded ours, plain;
extern float xs[MOST + 64], ys[MOST + 64], zs[MOST + 64];

extern const int64_t sizes[];
extern const int n_sizes;

/* Runs one call on both variants and compares n outputs. `y` names the output inside the call. */
#define CHECK(name, contract, n, offset, prepare, ...)                                                                           \
    do {                                                                                                                         \
        for (int pass_ = 0; pass_ < 2; pass_++) {                                                                                \
            const tn__kernels *k = pass_ ? variant : tn__kernels_for("generic");                                                 \
            float *y = guard(pass_ ? &ours : &plain, offset);                                                                    \
            (void)k, (void)y;                                                                                                    \
            prepare;                                                                                                             \
            __VA_ARGS__;                                                                                                         \
            check_guard(pass_ ? &ours : &plain, #name, isa, n);                                                                  \
        }                                                                                                                        \
        compare(#name, isa, contract, ours.at, plain.at, n);                                                                     \
    } while (0)

void check_units(const tn__kernels *variant, const char *isa);
void check_masks(const tn__kernels *variant, const char *isa);
void check_products(const char *isa);
/* Products with t + 1 threads, after t = 0, which keeps its results: the same bits. */
void check_threaded_products(const tn__compute *compute, int t);
void check_convolutions(const char *isa);
void check_threaded_convolution(tn__compute *compute, int t);

#endif
