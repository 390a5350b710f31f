/* Matrix product by register tiles: up to MR rows of C times NV vectors of columns.
 *
 *          NR                      each step of k: NR numbers of B, one of A broadcast a row,
 *        +----+                    MR x NV multiply-adds into registers
 *     k  | B  |   KC rows at a time
 *   +---++----+
 * MC| A || C  |   MC rows at a time, MR a tile
 *   +---++----+
 *
 * Parts of A and B are copied to the stack in the order in which tiles read them, where they are read often enough to pay for it;
 * small ones are read where they lie. gemm_thin.h has what tiles do not serve well. */
#if VEC == 16
#define MR 8
#elif VEC == 8 || VEC == 4
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
#define MC (16 * MR)

/* What tiles multiply: A by its steps along rows, along k and from tile to tile; B's columns as rows b_k apart. */
typedef struct operands {
    const float *a, *b;
    int64_t a_row, a_k, a_tile, b_k, kc;
} operands;

/* C tile = sums, or C tile += add * sums, of A tile times columns of B, `last` being the mask of the last vector. The first three
 * arguments are constants where this is inlined. */
__attribute__((always_inline)) static inline void tile(int rows, int vectors, bool whole, float *c, int64_t ldc,
                                                       const operands *o, vec_mask last, float add)
{
    vec sum[MR][NV], factor = vec_all(add);
    const float *b = o->b, *a[(MR + 2) / 3]; /* a pointer to three rows: more addresses would not fit into registers */
    for (int r = 0; r < rows; r += 3) a[r / 3] = o->a + r * o->a_row;
    for (int r = 0; r < rows; r++) {
        __builtin_prefetch(c + r * ldc, 1);
        if (VEC * vectors > 16) __builtin_prefetch(c + r * ldc + 16, 1);
        for (int v = 0; v < vectors; v++) sum[r][v] = vec_all(0);
    }
    for (int64_t k = 0; k < o->kc; k++, b += o->b_k) {
        vec columns[NV];
        for (int v = 0; v < vectors - 1; v++) columns[v] = vec_load(b + v * VEC);
        columns[vectors - 1] = whole ? vec_load(b + (vectors - 1) * VEC) : vec_load_some(b + (vectors - 1) * VEC, last);
        for (int r = 0; r < rows; r++) {
            vec x = vec_all(a[r / 3][r % 3 * o->a_row]);
            for (int v = 0; v < vectors; v++) sum[r][v] = vec_madd(x, columns[v], sum[r][v]);
        }
        for (int r = 0; r < rows; r += 3) a[r / 3] += o->a_k;
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++) {
            float *to = c + r * ldc + v * VEC;
            if (whole || v < vectors - 1)
                vec_store(to, add != 0 ? vec_madd(factor, sum[r][v], vec_load(to)) : sum[r][v]);
            else
                vec_store_some(to, add != 0 ? vec_madd(factor, sum[r][v], vec_load_some(to, last)) : sum[r][v], last);
        }
}

/* All rows of C in the columns of one panel. */
#define COLUMNS(name, vectors, whole)                                                                                            \
    static void name(int64_t rows, float *c, int64_t ldc, operands o, vec_mask last, float add)                                  \
    {                                                                                                                            \
        for (; rows >= MR; rows -= MR, c += MR * ldc, o.a += o.a_tile) tile(MR, vectors, whole, c, ldc, &o, last, add);          \
        switch (rows) {                                                                                                          \
            ROWS(1, vectors, whole) ROWS(2, vectors, whole) ROWS(3, vectors, whole) MORE_ROWS(vectors, whole) default : break;   \
        }                                                                                                                        \
    }
#define ROWS(n, vectors, whole)                                                                                                  \
    case n:                                                                                                                      \
        tile(n, vectors, whole, c, ldc, &o, last, add);                                                                          \
        break;
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

static void columns(int64_t n, int64_t rows, float *c, int64_t ldc, const operands *o, float add)
{
    if (n == NR) columns_whole(rows, c, ldc, *o, vec_first(VEC), add);
#if NV == 2
    else if (n <= VEC)
        columns_narrow(rows, c, ldc, *o, vec_first(n), add);
    else
        columns_cut(rows, c, ldc, *o, vec_first(n - VEC), add);
#else
    else
        for (int64_t j = 0; j < n; j++) {
            operands one = *o;
            one.b += j;
            columns_narrow(rows, c + j, ldc, one, true, add);
        }
    (void)columns_cut;
#endif
}

/* A block of op(A) as tiles of MR rows, [kc][MR] each; missing rows are 0. */
static void copy_a(float *to, const operands *o, int64_t rows)
{
    for (int64_t r = 0; r < rows; r += MR, to += MR * o->kc) {
        int64_t here = rows - r < MR ? rows - r : MR;
        const float *a = o->a + r * o->a_row;
        for (int64_t k = 0; k < o->kc; k++)
            for (int64_t i = 0; i < MR; i++) to[k * MR + i] = i < here ? a[i * o->a_row + k * o->a_k] : 0;
    }
}

/* Rows [i0, i0 + mc) of C with numbers [k0, k0 + kc) of the sums. */
static void gemm_block(const tn__gemm *g, int64_t i0, int64_t mc, int64_t k0, int64_t kc, int64_t n, float *a_block,
                       float *b_panel)
{
    operands o = {.a_row = g->transpose_a ? 1 : g->lda, .a_k = g->transpose_a ? g->lda : 1, .kc = kc};
    bool copies_b = g->transpose_b || (mc > 4 * MR && g->ldb >= 512);
    o.a = g->a + i0 * o.a_row + k0 * o.a_k;
    o.a_tile = MR * o.a_row;
    if (g->transpose_a && n > 4 * NR) {
        copy_a(a_block, &o, mc);
        o.a = a_block, o.a_row = 1, o.a_k = MR, o.a_tile = MR * kc;
    }
    for (int64_t n0 = 0; n0 < n; n0 += NR) {
        int64_t nr = n - n0 < NR ? n - n0 : NR;
        if (copies_b) copy_b(b_panel, NR, g, k0, kc, n0, nr);
        o.b = copies_b ? b_panel : g->b + k0 * g->ldb + n0;
        o.b_k = copies_b ? NR : g->ldb;
        columns(nr, mc, g->c + i0 * g->ldc + n0, g->ldc, &o, k0 > 0 && g->add == 0 ? 1 : g->add);
    }
}

/* The first n columns of C. */
static void gemm_whole(const tn__gemm *g, int64_t n)
{
    float a_block[MC * KC] __attribute__((aligned(64))), b_panel[KC * NR] __attribute__((aligned(64)));
    if (g->k == 0 && g->add == 0)
        for (int64_t i = 0; i < g->m; i++) fill(g->c + i * g->ldc, 0, n);
    for (int64_t i0 = 0; i0 < g->m; i0 += MC)
        for (int64_t k0 = 0; k0 < g->k; k0 += KC)
            gemm_block(g, i0, g->m - i0 < MC ? g->m - i0 : MC, k0, g->k - k0 < KC ? g->k - k0 : KC, n, a_block, b_panel);
}

static void gemm(const tn__gemm *g)
{
    if (g->k == 1 && !g->transpose_b) {
        outer_product(g);
        return;
    }
    int64_t n = first_dot_column(g);
    if (n < g->n) dots(g, n);
    if (n == 0) return;
    if (has_few_numbers(g, n))
        gemm_skipping(g, n);
    else
        gemm_whole(g, n);
}

#undef NV
#undef NR
#undef MR
#undef MC
