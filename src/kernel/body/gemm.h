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
#define MR_TALL 14 /* with one vector of columns: as many sums as cover the latency */
#elif VEC == 8 || VEC == 4
#define MR 6
#define MR_TALL 12
#else
#define MR 4
#define MR_TALL 4
#endif
#if VEC == 1
#define NV 4
#else
#define NV 2
#endif
#define NR (VEC * NV)
#define MC 128

/* What tiles multiply: A by its steps along rows, along k and, where it is copied, from tile to tile (else 0); B's columns as
 * rows b_k apart. */
typedef struct operands {
    const float *a, *b;
    int64_t a_row, a_k, a_tile, b_k, kc;
} operands;

/* C tile = sums, or C tile += add * sums, of A tile times columns of B, `last` being the mask of the last vector. The first three
 * arguments are constants where this is inlined. */
__attribute__((always_inline)) static inline void tile(int rows, int vectors, bool whole, float *c, int64_t ldc,
                                                       const operands *o, vec_mask last, float add)
{
    vec sum[MR_TALL][NV], factor = vec_all(add);
    const float *b = o->b, *a[(MR_TALL + 2) / 3]; /* a pointer to three rows: more addresses would not fit into registers */
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

/* Rows as tiles of at most `most`: as high as each other, or the first ones by a row more, rather than a last one of few rows. */
typedef struct cut {
    int tiles, height, higher;
} cut;

static inline cut cut_rows(int64_t rows, int most)
{
    int n = (int)rows, tiles = (n + most - 1) / most;
    return tiles > 1 ? (cut){tiles, n / tiles, n % tiles} : (cut){tiles, n, 0};
}

/* All rows of C in the columns of one panel. */
#define COLUMNS(name, vectors, whole, most)                                                                                      \
    static void name(cut rows, float *c, int64_t ldc, operands o, vec_mask last, float add)                                      \
    {                                                                                                                            \
        for (int t = 0; t < rows.tiles; t++) {                                                                                   \
            int height = rows.height + (t < rows.higher);                                                                        \
            switch (height) {                                                                                                    \
                UP_TO(most, vectors, whole) default : break;                                                                     \
            }                                                                                                                    \
            c += height * ldc, o.a += o.a_tile ? o.a_tile : height * o.a_row;                                                    \
        }                                                                                                                        \
    }
#define ROWS(n, vectors, whole)                                                                                                  \
    case n:                                                                                                                      \
        tile(n, vectors, whole, c, ldc, &o, last, add);                                                                          \
        break;
#define UP_TO(most, v, w) PASTED(UP_TO_, most)(v, w)
#define PASTED(a, b) a##b
#define UP_TO_4(v, w) ROWS(1, v, w) ROWS(2, v, w) ROWS(3, v, w) ROWS(4, v, w)
#define UP_TO_6(v, w) UP_TO_4(v, w) ROWS(5, v, w) ROWS(6, v, w)
#define UP_TO_8(v, w) UP_TO_6(v, w) ROWS(7, v, w) ROWS(8, v, w)
#define UP_TO_12(v, w) UP_TO_8(v, w) ROWS(9, v, w) ROWS(10, v, w) ROWS(11, v, w) ROWS(12, v, w)
#define UP_TO_14(v, w) UP_TO_12(v, w) ROWS(13, v, w) ROWS(14, v, w)
COLUMNS(columns_whole, NV, true, MR)
COLUMNS(columns_cut, NV, false, MR)
COLUMNS(columns_narrow, 1, false, MR_TALL)
#undef COLUMNS
#undef ROWS
#undef UP_TO
#undef PASTED
#undef UP_TO_4
#undef UP_TO_6
#undef UP_TO_8
#undef UP_TO_12
#undef UP_TO_14

/* n columns of C; `rows` is how A is cut where it is copied. */
static void columns(int64_t n, cut rows, int64_t n_rows, float *c, int64_t ldc, const operands *o, float add)
{
    if (n == NR) columns_whole(rows, c, ldc, *o, vec_first(VEC), add);
#if NV == 2
    else if (n <= VEC)
        columns_narrow(o->a_tile ? rows : cut_rows(n_rows, MR_TALL), c, ldc, *o, vec_first(n), add);
    else
        columns_cut(rows, c, ldc, *o, vec_first(n - VEC), add);
#else
    else
        for (int64_t j = 0; j < n; j++) {
            operands one = *o;
            one.b += j;
            columns_narrow(rows, c + j, ldc, one, true, add);
        }
    (void)columns_cut, (void)n_rows;
#endif
}

/* A block of a transposed A as tiles, [kc][MR] each. Whole vectors are written, one after the other, so that what one writes
 * too much is overwritten by the next; VEC numbers behind the last tile are not. */
static void copy_a(float *to, const operands *o, cut rows)
{
    const float *a = o->a;
    for (int t = 0; t < rows.tiles; t++, to += MR * o->kc) {
        int height = rows.height + (t < rows.higher);
        for (int64_t k = 0; k < o->kc; k++)
            for (int i = 0; i < height; i += VEC)
                vec_store(to + k * MR + i, vec_load_some(a + i + k * o->a_k, vec_first(height - i)));
        a += height;
    }
}

/* Rows [i0, i0 + mc) of C with numbers [k0, k0 + kc) of the sums. */
static void gemm_block(const tn__gemm *g, int64_t i0, int64_t mc, int64_t k0, int64_t kc, int64_t n, float *a_block,
                       float *b_panel)
{
    operands o = {.a_row = g->transpose_a ? 1 : g->lda, .a_k = g->transpose_a ? g->lda : 1, .kc = kc};
    cut rows = cut_rows(mc, MR);
    bool copies_b = g->transpose_b || (mc > 4 * MR && g->ldb >= 512);
    o.a = g->a + i0 * o.a_row + k0 * o.a_k;
    if (g->transpose_a && n > 4 * NR) {
        copy_a(a_block, &o, rows);
        o.a = a_block, o.a_row = 1, o.a_k = MR, o.a_tile = MR * kc;
    }
    for (int64_t n0 = 0; n0 < n; n0 += NR) {
        int64_t nr = n - n0 < NR ? n - n0 : NR;
        if (copies_b) copy_b(b_panel, NR, g, k0, kc, n0, nr);
        o.b = copies_b ? b_panel : g->b + k0 * g->ldb + n0;
        o.b_k = copies_b ? NR : g->ldb;
        columns(nr, rows, mc, g->c + i0 * g->ldc + n0, g->ldc, &o, k0 > 0 && g->add == 0 ? 1 : g->add);
    }
}

/* The first n columns of C. */
static void gemm_whole(const tn__gemm *g, int64_t n)
{
    float a_block[(MC + MR) * KC] __attribute__((aligned(64))), b_panel[KC * NR] __attribute__((aligned(64)));
    if (g->k == 0 && g->add == 0)
        for (int64_t i = 0; i < g->m; i++) fill(g->c + i * g->ldc, 0, n);
    int64_t most = terms_at_once(g->k);
    for (int64_t i0 = 0; i0 < g->m; i0 += MC)
        for (int64_t k0 = 0; k0 < g->k; k0 += most)
            gemm_block(g, i0, g->m - i0 < MC ? g->m - i0 : MC, k0, g->k - k0 < most ? g->k - k0 : most, n, a_block, b_panel);
}

/* --- the product the other way round: C^T = op(B)^T A^T, which turns A over instead of B --- */

#define TURNED_ROWS (MC / 2) /* of A, fewer than those of B that share them */

/* Turning over takes a tenth of the time of a product with 64 rows. With few terms turning C back costs as much. */
static bool turns_a(const tn__gemm *g, int64_t n)
{
    return VEC > 1 && g->transpose_b && !g->transpose_a && g->add == 0 && g->m % VEC == 0 && g->m <= TURNED_ROWS && g->m < n &&
           g->k >= 512;
}

/* The first n columns of C: the same sums in the same order. */
static void gemm_turned(const tn__gemm *g, int64_t n)
{
    float c[MC * TURNED_ROWS] __attribute__((aligned(64)));
    tn__gemm t = {.transpose_b = true, .n = g->m, .k = g->k, .lda = g->ldb, .b = g->a, .ldb = g->lda, .c = c, .ldc = g->m};
    for (int64_t j = 0; j < n; j += MC) {
        t.m = n - j < MC ? n - j : MC;
        t.a = g->b + j * g->ldb;
        gemm_whole(&t, t.n);
        turn_back(g->c + j, g->ldc, c, g->m, g->m, t.m);
    }
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
    else if (turns_a(g, n))
        gemm_turned(g, n);
    else
        gemm_whole(g, n);
}

#undef NV
#undef NR
#undef MR
#undef MR_TALL
#undef MC
#undef TURNED_ROWS
