/* Matrix products against sums in double; where two ways lead to one product, the same bits. */
#include <stdlib.h>

#include "checks.h"

static void check_gemm(const tn__compute *compute, const char *isa, int64_t m, int64_t n, int64_t k, int form, double kept,
                       float *copy)
{
    bool ta = form & 1, tb = form & 2;
    float add = form & 8 ? -0.3f : form & 4 ? 1 : 0;
    int64_t lda = (ta ? m : k) + 3, ldb = (tb ? k : n) + 1, ldc = n + 2;
    float *a = malloc((size_t)((ta ? k : m) * lda + 1) * 4), *b = malloc((size_t)((tb ? n : k) * ldb + 1) * 4);
    float *c = malloc((size_t)(m * ldc + 1) * 4), *old = malloc((size_t)(m * ldc + 1) * 4);
    fill_matrix(a, (ta ? k : m) * lda, kept);
    fill_matrix(b, (tb ? n : k) * ldb, 1);
    for (int64_t i = 0; i < m * ldc; i++) old[i] = c[i] = add != 0 ? uniform(-1, 1) : NAN;
    tn__gemm_run(compute, &(tn__gemm){ta, tb, m, n, k, a, b, lda, ldb, ldc, add, c});
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < ldc; j++) {
            float got = c[i * ldc + j];
            if (j >= n) {
                if (memcmp(&got, &old[i * ldc + j], 4)) fail("gemm, beyond a row", isa, j, i, got, old[i * ldc + j]);
                continue;
            }
            double want = 0;
            for (int64_t l = 0; l < k; l++)
                want += (double)a[ta ? l * lda + i : i * lda + l] * (double)b[tb ? j * ldb + l : l * ldb + j];
            if (add != 0) want = (double)old[i * ldc + j] + (double)add * want;
            if (fabs((double)got - want) > 1e-5 * (1 + sqrt((double)k)))
                fail("gemm", isa, m * 1000000 + n * 1000 + k, i * n + j, got, want);
        }
    if (copy) memcpy(copy, c, (size_t)(m * ldc) * 4);
    free(a), free(b), free(c), free(old);
}

static void check_gemms(const char *isa)
{
    static const int64_t shapes[][3] = {
        {1, 1, 1},      {2, 3, 4},     {7, 33, 5},  {9, 31, 64},     {8, 32, 256}, {17, 65, 300}, {32, 50, 64},    {64, 10, 128},
        {1, 100, 700},  {100, 1, 30},  {5, 5, 0},   {130, 140, 150}, {9, 19, 40},  {40, 34, 20},  {260, 290, 270}, {9, 100, 8},
        {600, 130, 40}, {20, 99, 700}, {50, 64, 1}, {10, 50, 1},     {33, 150, 1}, {48, 150, 520}};
    tn__compute compute;
    if (tn__compute_init(&compute, isa, NULL, NULL) != TN_OK) return;
    for (int with = 0; with < 2; with++) {
        if (with) tn__compute_want_onednn(&compute);
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
            for (int form = 0; form < 12; form++) {
                check_gemm(&compute, isa, shapes[s][0], shapes[s][1], shapes[s][2], form, 1, NULL);
                check_gemm(&compute, isa, shapes[s][0], shapes[s][1], shapes[s][2], form, .3, NULL);
            }
    }
    tn__compute_release(&compute);
}

/* A with few numbers is skipped through; beneath as many rows without a 0 it is not: the same bits. */
static void check_skipping(const char *isa, int K, int N)
{
    enum { M = 70, MOST_N = 144, MOST_K = 300 };
    static float a[2 * M * MOST_K], turned[2 * M * MOST_K], few[M * MOST_N], all[2 * M * MOST_N];
    static float b[MOST_K * MOST_N] __attribute__((aligned(64)));
    tn__compute compute;
    if (tn__compute_init(&compute, isa, NULL, NULL) != TN_OK) return;
    fill_matrix(a, M * K, .3), fill_matrix(a + M * K, M * K, 1), fill_matrix(b, K * N, 1);
    for (int i = 0; i < 2 * M; i++)
        for (int k = 0; k < K; k++) turned[k * 2 * M + i] = a[i * K + k];
    for (int form = 0; form < 8; form++) {
        bool ta = form & 1, tb = form & 2;
        float add = form & 4 ? -.7f : 0;
        for (int i = 0; i < 2 * M * N; i++) all[i] = (float)(i % (M * N));
        memcpy(few, all, sizeof few);
        tn__gemm g = {ta, tb, M, N, K, ta ? turned : a, b, ta ? 2 * M : K, tb ? K : N, N, add, few};
        compute.kernels->gemm(&g);
        g.m = 2 * M, g.c = all;
        compute.kernels->gemm(&g);
        for (int i = 0; i < M * N; i++)
            if (memcmp(&few[i], &all[i], 4)) fail("gemm that skips", isa, form, i, few[i], all[i]);
    }
    tn__compute_release(&compute);
}

/* With few rows of A a product may be made the other way round, which gives the same bits as one row more. */
static void check_turned(const char *isa)
{
    enum { M = 64, N = 150, K = 520 };
    static float a[(M + 1) * K], b[N * K], some[M * N], more[(M + 1) * N];
    const tn__kernels *k = tn__kernels_for(isa);
    if (!k) return;
    fill_matrix(a, (M + 1) * K, 1), fill_matrix(b, N * K, 1);
    tn__gemm g = {false, true, M, N, K, a, b, K, K, N, 0, some};
    k->gemm(&g);
    g.m = M + 1, g.c = more;
    k->gemm(&g);
    for (int i = 0; i < M * N; i++)
        if (memcmp(&some[i], &more[i], 4)) fail("gemm the other way round", isa, M, i, some[i], more[i]);
}

void check_products(const char *isa)
{
    check_gemms(isa);
    for (int k = 100; k <= 300; k += 100) check_skipping(isa, k, 131), check_skipping(isa, k, 144);
    check_turned(isa);
}

void check_threaded_products(const tn__compute *compute, int t)
{
    static const int64_t shapes[][3] = {{300, 300, 300}, {40, 1026, 260}, {1027, 100, 40}, {49, 200, 600}, {48, 200, 600}};
    static float first[5][2][12][1027 * 102], now[1027 * 102];
    for (int s = 0; s < 5; s++)
        for (int kept = 0; kept < 2; kept++)
            for (int form = 0; form < 12; form++) {
                float *to = t ? now : first[s][kept][form];
                int64_t m = shapes[s][0], n = shapes[s][1];
                check_gemm(compute, "threads", m, n, shapes[s][2], form, kept ? .3 : 1, to);
                for (int64_t i = 0; t && i < m; i++)
                    if (memcmp(now + i * (n + 2), first[s][kept][form] + i * (n + 2), (size_t)n * 4))
                        fail("gemm with more threads", "threads", t + 1, i, 0, 0);
            }
}
