/* Nanoseconds a unit to draw masks of 262,144 units: PyTorch's own (--rng torch), and thinnet's default.
 *
 *   bench_masks P
 *
 * Prints: torch mask, Philox mask, Philox dropout forward, copy of the same array. Medians of many repeats. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel.h"
#include "random/generator.h"
#include "thinnet/dropout.h"
#include "timing.h"

#define N (1 << 18)
#define REPEATS 41

static tn_generator generator;
static uint32_t bits[N / 32];
static float x[N], y[N];
static double p;

static void torch_mask(void)
{
    tn__random_bernoulli_bits(&generator, bits, N, 1 - p);
}

static void philox_mask(void)
{
    const tn__rate rate = tn__rate_of(p);
    const tn__mask_key key = {1, 2, 3};
    tn__kernels_best()->mask_bits(bits, 0, N, 0, &key, &rate);
}

static void dropout(void)
{
    tn_dropout_options o = tn_dropout_options_default();
    o.p = p;
    o.spatial = N;
    if (tn_dropout_forward(&o, true, y, x, NULL) != TN_OK) exit(1);
}

static void copy(void)
{
    memcpy(y, x, sizeof x);
    __asm__ volatile("" ::: "memory"); /* the copy must happen */
}

static double nanoseconds(void (*work)(void))
{
    double took[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
        double start = seconds_now();
        work();
        took[i] = (seconds_now() - start) * 1e9 / N;
    }
    qsort(took, REPEATS, sizeof *took, by_value);
    return took[REPEATS / 2];
}

static int time_masks(void *unused)
{
    (void)unused;
    printf("%.4f %.4f %.4f %.4f\n", nanoseconds(torch_mask), nanoseconds(philox_mask), nanoseconds(dropout), nanoseconds(copy));
    return 0;
}

int main(int argc, char **argv)
{
    p = argc > 1 ? atof(argv[1]) : 0.5;
    tn_generator_seed(&generator, 1);
    return time_in_turns(time_masks, NULL);
}
