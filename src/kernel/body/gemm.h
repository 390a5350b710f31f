/* Matrix product by register tiles: up to MR rows of C times NV vectors of columns.
 *
 *          NR                      each step of k: NR numbers of B, one of A broadcast a row,
 *        +----+                    MR x NV multiply-adds into registers
 *     k  | B  |   KC rows at a time
 *   +---++----+
 * MR| A || C  |                    B is read where it lies; a transposed B is turned over into a panel on the stack,
 *   +---++----+                    and for few rows of A not even that: dot products run along its rows */
#if VEC == 16
#define MR 8
#elif VEC == 8
#define MR 6
#else
#define MR 4
#endif
#if VEC == 1
#define NV 4
#else
#define NV 2
#endif
#define NR (VEC * NV)
#define KC 256
#define FEW_ROWS 3 /* of A, with which turning B over is not worth while */

/* What a tile multiplies: A by its steps along rows and along k, and B's columns as rows of NR numbers. */
typedef struct operands {
    const float *a, *b;
    int64_t a_row, a_k, b_k, kc;
} operands;

/* C tile = or += A tile times columns of B, `last` being the mask of the last vector. The first three arguments are constants where
 * this is inlined. */
__attribute__((always_inline)) static inline void tile(int rows, int vectors, bool whole, float *c, int64_t ldc, const operands *o,
                                                       vec_mask last, bool adding)
{
    vec sum[MR][NV];
    const float *a = o->a, *b = o->b;
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++) sum[r][v] = vec_all(0);
    for (int64_t k = 0; k < o->kc; k++, a += o->a_k, b += o->b_k) {
        vec columns[NV];
        for (int v = 0; v < vectors - 1; v++) columns[v] = vec_load(b + v * VEC);
        columns[vectors - 1] = whole ? vec_load(b + (vectors - 1) * VEC) : vec_load_some(b + (vectors - 1) * VEC, last);
        for (int r = 0; r < rows; r++) {
            vec x = vec_all(a[r * o->a_row]);
            for (int v = 0; v < vectors; v++) sum[r][v] = vec_madd(x, columns[v], sum[r][v]);
        }
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++) {
            float *to = c + r * ldc + v * VEC;
            if (whole || v < vectors - 1) vec_store(to, adding ? vec_add(vec_load(to), sum[r][v]) : sum[r][v]);
            else vec_store_some(to, adding ? vec_add(vec_load_some(to, last), sum[r][v]) : sum[r][v], last);
        }
}

/* All rows of C in the columns of one panel. */
#define COLUMNS(name, vectors, whole)                                                                       \
    static void name(int64_t rows, float *c, int64_t ldc, operands o, vec_mask last, bool adding)           \
    {                                                                                                       \
        for (; rows >= MR; rows -= MR, c += MR * ldc, o.a += MR * o.a_row)                                  \
            tile(MR, vectors, whole, c, ldc, &o, last, adding);                                             \
        switch (rows) {                                                                                     \
            ROWS(1, vectors, whole) ROWS(2, vectors, whole) ROWS(3, vectors, whole) MORE_ROWS(vectors, whole) \
        default: break;                                                                                     \
        }                                                                                                   \
    }
#define ROWS(n, vectors, whole) case n: tile(n, vectors, whole, c, ldc, &o, last, adding); break;
#if MR == 8
#define MORE_ROWS(v, w) ROWS(4, v, w) ROWS(5, v, w) ROWS(6, v, w) ROWS(7, v, w)
#elif MR == 6
#define MORE_ROWS(v, w) ROWS(4, v, w) ROWS(5, v, w)
#else
#define MORE_ROWS(v, w)
#endif
COLUMNS(columns_whole, NV, true)
COLUMNS(columns_cut, NV, false)
COLUMNS(columns_narrow, 1, false)
#undef COLUMNS
#undef ROWS
#undef MORE_ROWS

static void columns(int64_t n, int64_t rows, float *c, int64_t ldc, const operands *o, bool adding)
{
    if (n == NR) columns_whole(rows, c, ldc, *o, vec_first(VEC), adding);
#if NV == 2
    else if (n <= VEC) columns_narrow(rows, c, ldc, *o, vec_first(n), adding);
    else columns_cut(rows, c, ldc, *o, vec_first(n - VEC), adding);
#else
    else for (int64_t j = 0; j < n; j++) {
        operands one = *o;
        one.b += j;
        columns_narrow(rows, c + j, ldc, one, true, adding);
    }
    (void)columns_cut;
#endif
}

/* One row of A with all rows of B. */
static void dot_row(float *c, const float *a, const tn__gemm *g)
{
    int64_t whole = g->k / VEC * VEC;
    vec_mask rest = vec_first(g->k - whole);
    for (int64_t j = 0; j < g->n; j += 4) {
        int64_t here = g->n - j < 4 ? g->n - j : 4;
        const float *b[4];
        vec sum[4];
        float dot[4];
        for (int i = 0; i < 4; i++) b[i] = g->b + (j + (i < here ? i : 0)) * g->ldb, sum[i] = vec_all(0);
        for (int64_t k = 0; k < whole; k += VEC) {
            vec x = vec_load(a + k);
            for (int i = 0; i < 4; i++) sum[i] = vec_madd(x, vec_load(b[i] + k), sum[i]);
        }
        if (whole < g->k) {
            vec x = vec_load_some(a + whole, rest);
            for (int i = 0; i < 4; i++) sum[i] = vec_madd(x, vec_load_some(b[i] + whole, rest), sum[i]);
        }
        vec_sum_4(dot, sum);
        for (int64_t i = 0; i < here; i++) c[j + i] = g->beta != 0 ? c[j + i] + dot[i] : dot[i];
    }
}

static void gemm(const tn__gemm *g)
{
    float panel[KC * NR] __attribute__((aligned(64)));
    if (g->transpose_b && !g->transpose_a && g->m <= FEW_ROWS) {
        for (int64_t i = 0; i < g->m; i++) dot_row(g->c + i * g->ldc, g->a + i * g->lda, g);
        return;
    }
    if (g->k == 0 && g->beta == 0)
        for (int64_t i = 0; i < g->m; i++) fill(g->c + i * g->ldc, 0, g->n);
    operands o = {.a_row = g->transpose_a ? 1 : g->lda, .a_k = g->transpose_a ? g->lda : 1};
    for (int64_t n0 = 0; n0 < g->n; n0 += NR) {
        int64_t nr = g->n - n0 < NR ? g->n - n0 : NR;
        for (int64_t k0 = 0; k0 < g->k; k0 += KC) {
            o.kc = g->k - k0 < KC ? g->k - k0 : KC;
            o.a = g->a + k0 * o.a_k;
            o.b = g->transpose_b ? panel : g->b + k0 * g->ldb + n0;
            o.b_k = g->transpose_b ? NR : g->ldb;
            if (g->transpose_b) turn(panel, NR, g->b + n0 * g->ldb + k0, g->ldb, nr, o.kc, (nr + VEC - 1) / VEC * VEC);
            columns(nr, g->m, g->c + n0, g->ldc, &o, g->beta != 0 || k0 > 0);
        }
    }
}

#undef NV
#undef NR
#undef MR
#undef KC
#undef FEW_ROWS
