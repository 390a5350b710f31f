/* GEMM rates of this machine at the shapes of the 784-3x1024-10 net, batch 100, one thread, in GFLOP/s: thinnet's own product,
 * and oneDNN's where it is installed.
 *
 *   bench_limits
 *
 * Prints one line: FLOPs of a step's products, seconds of all of them by thinnet, seconds by oneDNN (0: not installed). */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "kernel/kernel.h"
#include "timing.h"

#define TURNS 9

typedef int sgemm(char, char, int64_t, int64_t, int64_t, float, const float *, int64_t, const float *, int64_t, float, float *,
                  int64_t);

static const struct shape {
    bool ta, tb;
    int64_t m, n, k, times;
} shapes[] = {
    {false, true, 100, 1024, 784, 1},   {false, true, 100, 1024, 1024, 2}, {false, true, 100, 10, 1024, 1},
    {false, false, 100, 1024, 1024, 2}, {false, false, 100, 1024, 10, 1},  {true, false, 1024, 784, 100, 1},
    {true, false, 1024, 1024, 100, 2},  {true, false, 10, 1024, 100, 1},
};
#define N_SHAPES (sizeof shapes / sizeof *shapes)

/* Seconds of all products of a step. */
static double all_products(sgemm *theirs, const float *a, const float *b, float *c)
{
    double start = seconds_now();
    for (size_t i = 0; i < N_SHAPES; i++)
        for (int64_t t = 0; t < shapes[i].times; t++) {
            const struct shape *s = &shapes[i];
            int64_t lda = s->ta ? s->m : s->k, ldb = s->tb ? s->k : s->n;
            if (theirs)
                theirs(s->ta ? 'T' : 'N', s->tb ? 'T' : 'N', s->m, s->n, s->k, 1, a, lda, b, ldb, 0, c, s->n);
            else
                tn__kernels_best()->gemm(&(tn__gemm){.transpose_a = s->ta,
                                                     .transpose_b = s->tb,
                                                     .m = s->m,
                                                     .n = s->n,
                                                     .k = s->k,
                                                     .a = a,
                                                     .lda = lda,
                                                     .b = b,
                                                     .ldb = ldb,
                                                     .c = c,
                                                     .ldc = s->n});
        }
    return seconds_now() - start;
}

int main(void)
{
    enum { NUMBERS = 1024 * 1024 };
    void *library = dlopen("libdnnl.so.2", RTLD_NOW | RTLD_LOCAL);
    sgemm *theirs = NULL;
    if (library) *(void **)&theirs = dlsym(library, "dnnl_sgemm");
    float *a = calloc(NUMBERS, sizeof *a), *b = calloc(NUMBERS, sizeof *b), *c = calloc(NUMBERS, sizeof *c);
    double took[2][TURNS] = {{0}}, flops = 0;
    if (!a || !b || !c) return 1;
    for (int i = 0; i < NUMBERS; i++) a[i] = b[i] = (float)(i % 7) * 1e-3f;
    for (size_t i = 0; i < N_SHAPES; i++) flops += 2.0 * (double)(shapes[i].m * shapes[i].n * shapes[i].k * shapes[i].times);
    for (int t = -1; t < TURNS; t++)
        for (int who = 0; who < (theirs ? 2 : 1); who++) {
            double seconds = all_products(who ? theirs : NULL, a, b, c);
            if (t >= 0) took[who][t] = seconds;
        }
    for (int who = 0; who < 2; who++) qsort(took[who], TURNS, sizeof **took, by_value);
    printf("%.0f %.6f %.6f\n", flops, took[0][TURNS / 2], took[1][TURNS / 2]);
    free(a), free(b), free(c);
    return 0;
}
