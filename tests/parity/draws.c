/* Draws what it is told to, line by line: the peer of live_random.py and live_dropout.py.
 *
 *   seed S | uniform N LO HI | uniform64 N LO HI | normal N MEAN STD | normal64 N MEAN STD | exponential N RATE
 *   bernoulli N P | integers N LO HI | permutation N | i64 | epoch N
 *   dropout CLASS P SAMPLES CHANNELS SPATIAL     (then the input as raw floats, then the output's gradient, on standard input)
 *   mkl SEED SKIP N P                            (MCG31 bits as bytes)
 * Numbers may be hexadecimal floats. Each line answers with an int64 byte count and the bytes on standard output; dropout with
 * the output and the input's gradient as one answer. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dropout/kind.h"
#include "random/generator.h"
#include "random/mcg31.h"
#include "random/sampler.h"

static tn_generator g;

static void die(const char *what)
{
    fprintf(stderr, "draws: %s\n", what);
    exit(1);
}

static void *room(size_t bytes)
{
    void *block = calloc(1, bytes + 64);
    if (!block) die("out of memory");
    return block;
}

static void answer(const void *bytes, size_t size)
{
    int64_t n = (int64_t)size;
    if (fwrite(&n, 8, 1, stdout) != 1 || fwrite(bytes, 1, size, stdout) != size) die("cannot write");
}

static void dropout(const char *torch_class, const double *a)
{
    tn__dropout d = {.kind = tn__dropout_find(torch_class),
                     .p = a[0],
                     .alpha = NAN,
                     .origin = TN_MASKS_TORCH,
                     .samples = (int64_t)a[1],
                     .channels = (int64_t)a[2],
                     .spatial = (int64_t)a[3]};
    if (!d.kind) die("unknown dropout");
    tn__dropout_prepare(&d);
    size_t n = (size_t)(d.samples * d.channels * d.spatial);
    float *x = room(n * 4), *dy = room(n * 4), *out = room(2 * n * 4);
    if (fread(x, 4, n, stdin) != n || fread(dy, 4, n, stdin) != n) die("the input is cut short");
    void *saved = room(tn__dropout_saved_bytes(&d)), *scratch = room(tn__dropout_scratch_bytes(&d));
    const tn__mask_source masks = {.origin = TN_MASKS_TORCH, .generator = &g};
    tn__dropout_forward(&d, tn__kernels_best(), &masks, true, out, x, saved, scratch);
    tn__dropout_backward(&d, tn__kernels_best(), &masks, true, out + n, dy, false, saved, scratch);
    answer(out, 2 * n * 4);
    free(x), free(dy), free(out), free(saved), free(scratch);
}

static void mkl(const double *a)
{
    int64_t n = (int64_t)a[2];
    uint32_t *bits = room((size_t)(n + 31) / 32 * 4);
    uint8_t *bytes = room((size_t)n);
    tn__mcg31_bernoulli((uint32_t)a[0], (uint64_t)a[1], bits, n, a[3]);
    for (int64_t i = 0; i < n; i++) bytes[i] = bits[i / 32] >> (i % 32) & 1;
    answer(bytes, (size_t)n);
    free(bits), free(bytes);
}

/* Bits, which the program draws, and floats must be one. */
static void bernoulli(int64_t n, double p, float *out)
{
    uint32_t *bits = room((size_t)(n + 31) / 32 * 4);
    tn__random_bernoulli_bits(&g, bits, n, p);
    for (int64_t i = 0; i < n; i++) out[i] = bits[i / 32] >> (i % 32) & 1;
    free(bits);
}

static void draw(const char *name, const double *a)
{
    int64_t n = (int64_t)a[0];
    void *out = room((size_t)n * 8);
    size_t size = 4;
    if (strcmp(name, "uniform") == 0)
        tn_random_uniform(&g, out, n, a[1], a[2]);
    else if (strcmp(name, "normal") == 0)
        tn_random_normal(&g, out, n, a[1], a[2]);
    else if (strcmp(name, "exponential") == 0)
        tn_random_exponential(&g, out, n, a[1]);
    else if (strcmp(name, "bernoulli") == 0)
        bernoulli(n, a[1], out);
    else
        size = 8;
    if (strcmp(name, "uniform64") == 0)
        tn_random_uniform_f64(&g, out, n, a[1], a[2]);
    else if (strcmp(name, "normal64") == 0)
        tn_random_normal_f64(&g, out, n, a[1], a[2]);
    else if (strcmp(name, "integers") == 0)
        tn_random_integers(&g, out, n, (int64_t)a[1], (int64_t)a[2]);
    else if (strcmp(name, "permutation") == 0)
        tn_random_permutation(&g, out, n);
    else if (strcmp(name, "epoch") == 0)
        tn__sampler_epoch(&g, out, n);
    else if (size == 8)
        die("unknown operation");
    answer(out, (size_t)n * size);
    free(out);
}

int main(void)
{
    char line[512], name[40], word[40];
    while (fgets(line, sizeof line, stdin)) {
        int used = 0;
        double a[4] = {0};
        if (sscanf(line, "%39s%n", name, &used) != 1) continue;
        if (strcmp(name, "seed") == 0) {
            tn_generator_seed(&g, strtoull(line + used, NULL, 10));
            continue;
        }
        char *at = line + used;
        if (strcmp(name, "dropout") == 0 && sscanf(at, "%39s%n", word, &used) == 1) at += used;
        for (int i = 0; i < 4; i++) a[i] = strtod(at, &at);
        if (strcmp(name, "dropout") == 0)
            dropout(word, a);
        else if (strcmp(name, "mkl") == 0)
            mkl(a);
        else
            draw(name, a);
    }
    return fflush(stdout) ? 1 : 0;
}
