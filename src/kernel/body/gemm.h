/* Matrix product by register tiles: MR rows of C times a panel of NR columns, with B's panel packed on the stack.
 *
 *          NR                      each step of k: NR numbers of packed B, MR of A broadcast,
 *        +----+                    MR x NR multiply-adds into registers
 *     k  | B  |   KC rows at a time
 *   +---++----+
 * MR| A || C  |
 *   +---++----+ */

#if defined(__AVX512F__)
#include <immintrin.h>
typedef __m512 vec;
#define VEC 16
#define MR 8
static inline vec vec_all(float x) { return _mm512_set1_ps(x); }
static inline vec vec_load(const float *p) { return _mm512_loadu_ps(p); }
static inline void vec_store(float *p, vec v) { _mm512_storeu_ps(p, v); }
static inline vec vec_madd(vec a, vec b, vec c) { return _mm512_fmadd_ps(a, b, c); }
static inline vec vec_add(vec a, vec b) { return _mm512_add_ps(a, b); }
#elif defined(__AVX2__)
#include <immintrin.h>
typedef __m256 vec;
#define VEC 8
#define MR 6
static inline vec vec_all(float x) { return _mm256_set1_ps(x); }
static inline vec vec_load(const float *p) { return _mm256_loadu_ps(p); }
static inline void vec_store(float *p, vec v) { _mm256_storeu_ps(p, v); }
static inline vec vec_madd(vec a, vec b, vec c) { return _mm256_fmadd_ps(a, b, c); }
static inline vec vec_add(vec a, vec b) { return _mm256_add_ps(a, b); }
#else
typedef float vec;
#define VEC 1
#define MR 4
static inline vec vec_all(float x) { return x; }
static inline vec vec_load(const float *p) { return *p; }
static inline void vec_store(float *p, vec v) { *p = v; }
static inline vec vec_madd(vec a, vec b, vec c) { return a * b + c; }
static inline vec vec_add(vec a, vec b) { return a + b; }
#endif

#if VEC == 1
#define NV 4
#else
#define NV 2
#endif
#define NR (VEC * NV)
#define KC 256

/* Rows [0, kc) of NR columns of op(B), the missing columns zero. */
static void pack_panel(float *panel, const tn__gemm *g, int64_t k0, int64_t kc, int64_t n0, int64_t nr)
{
    if (nr < NR) memset(panel, 0, (size_t)(kc * NR) * sizeof *panel);
    if (g->transpose_b) {
        for (int64_t j = 0; j < nr; j++) {
            const float *column = g->b + (n0 + j) * g->ldb + k0;
            for (int64_t k = 0; k < kc; k++) panel[k * NR + j] = column[k];
        }
        return;
    }
    for (int64_t k = 0; k < kc; k++) memcpy(panel + k * NR, g->b + (k0 + k) * g->ldb + n0, (size_t)nr * sizeof *panel);
}

/* C tile (rows x nr) = or += A tile times panel. `rows` is a constant where this is inlined. */
__attribute__((always_inline)) static inline void tile(int rows, float *c, int64_t ldc, const float *a, int64_t row_step,
                                                       int64_t k_step, const float *panel, int64_t kc, int64_t nr,
                                                       bool add)
{
    vec sum[MR][NV];
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < NV; v++) sum[r][v] = vec_all(0);
    for (int64_t k = 0; k < kc; k++) {
        vec b[NV];
        for (int v = 0; v < NV; v++) b[v] = vec_load(panel + k * NR + v * VEC);
        for (int r = 0; r < rows; r++) {
            vec x = vec_all(a[r * row_step + k * k_step]);
            for (int v = 0; v < NV; v++) sum[r][v] = vec_madd(x, b[v], sum[r][v]);
        }
    }
    for (int r = 0; r < rows; r++) {
        float edge[NR], *to = c + r * ldc;
        if (nr == NR) {
            for (int v = 0; v < NV; v++)
                vec_store(to + v * VEC, add ? vec_add(vec_load(to + v * VEC), sum[r][v]) : sum[r][v]);
            continue;
        }
        for (int v = 0; v < NV; v++) vec_store(edge + v * VEC, sum[r][v]);
        for (int64_t j = 0; j < nr; j++) to[j] = add ? to[j] + edge[j] : edge[j];
    }
}

static void tile_rows(int64_t rows, float *c, int64_t ldc, const float *a, int64_t row_step, int64_t k_step,
                      const float *panel, int64_t kc, int64_t nr, bool add)
{
    switch (rows) {
#define ROWS(n) case n: tile(n, c, ldc, a, row_step, k_step, panel, kc, nr, add); break;
    ROWS(1) ROWS(2) ROWS(3) ROWS(4)
#if MR > 4
    ROWS(5) ROWS(6)
#endif
#if MR > 6
    ROWS(7) ROWS(8)
#endif
#undef ROWS
    }
}

static void gemm(const tn__gemm *g)
{
    float panel[KC * NR] __attribute__((aligned(64)));
    int64_t row_step = g->transpose_a ? 1 : g->lda, k_step = g->transpose_a ? g->lda : 1;
    if (g->k == 0 && g->beta == 0)
        for (int64_t i = 0; i < g->m; i++) fill(g->c + i * g->ldc, 0, g->n);
    for (int64_t n0 = 0; n0 < g->n; n0 += NR) {
        int64_t nr = g->n - n0 < NR ? g->n - n0 : NR;
        for (int64_t k0 = 0; k0 < g->k; k0 += KC) {
            int64_t kc = g->k - k0 < KC ? g->k - k0 : KC;
            bool adding = g->beta != 0 || k0 > 0;
            pack_panel(panel, g, k0, kc, n0, nr);
            for (int64_t i = 0; i < g->m; i += MR)
                tile_rows(g->m - i < MR ? g->m - i : MR, g->c + i * g->ldc + n0, g->ldc, g->a + i * row_step + k0 * k_step,
                          row_step, k_step, panel, kc, nr, adding);
        }
    }
}

#undef VEC
#undef NV
#undef NR
#undef MR
#undef KC
