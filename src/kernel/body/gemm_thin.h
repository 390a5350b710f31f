/* Matrix products that tiles do not serve well: of few rows, of a few columns beyond whole vectors, of one term a sum. */
#define FEW_ROWS 3    /* of A, with which turning a transposed B over is not worth while: dot products run along its rows */
#define FEW_COLUMNS 4 /* of a transposed B beyond whole vectors, for which the same holds */

/* --- dot products: vectors along k, whose lanes are added for as many sums at once as a vector has --- */

/* sum[r * columns + j] = row a[r] of A times row b[j] of B, lane by lane. The first two arguments are constants where this is
 * inlined. */
__attribute__((always_inline)) static inline void dot_lanes(int rows, int columns, vec *sum, const float *const *a,
                                                            const float *const *b, int64_t k)
{
    vec s[VEC < 4 ? 4 : VEC], x[VEC];
    int64_t whole = k / VEC * VEC;
    vec_mask rest = vec_first(k - whole);
    for (int i = 0; i < rows * columns; i++) s[i] = vec_all(0);
    for (int64_t l = 0; l < whole; l += VEC) {
        for (int r = 0; r < rows; r++) x[r] = vec_load(a[r] + l);
        for (int j = 0; j < columns; j++) {
            vec y = vec_load(b[j] + l);
            for (int r = 0; r < rows; r++) s[r * columns + j] = vec_madd(x[r], y, s[r * columns + j]);
        }
    }
    for (int r = 0; r < rows && whole < k; r++) x[r] = vec_load_some(a[r] + whole, rest);
    for (int j = 0; j < columns && whole < k; j++) {
        vec y = vec_load_some(b[j] + whole, rest);
        for (int r = 0; r < rows; r++) s[r * columns + j] = vec_madd(x[r], y, s[r * columns + j]);
    }
    for (int i = 0; i < rows * columns; i++) sum[i] = s[i];
}

/* sum[j] = row a of A times row j of VEC rows of B. */
static inline void dot_rows(vec *sum, const float *a, const float *b, int64_t ldb, int64_t k)
{
    const float *row[(VEC + 3) / 4]; /* a pointer to four rows: more addresses would not fit into registers */
    int64_t whole = k / VEC * VEC;
    vec_mask rest = vec_first(k - whole);
    for (int i = 0; i < VEC; i += 4) row[i / 4] = b + i * ldb;
    for (int i = 0; i < VEC; i++) sum[i] = vec_all(0);
    for (int64_t l = 0; l < whole; l += VEC) {
        vec x = vec_load(a + l);
        for (int i = 0; i < VEC; i++) sum[i] = vec_madd(x, vec_load(row[i / 4] + i % 4 * ldb), sum[i]);
        for (int i = 0; i < VEC; i += 4) row[i / 4] += VEC;
    }
    if (whole == k) return;
    vec x = vec_load_some(a + whole, rest);
    for (int i = 0; i < VEC; i++) sum[i] = vec_madd(x, vec_load_some(row[i / 4] + i % 4 * ldb, rest), sum[i]);
}

#define TOGETHER (VEC < 4 ? VEC : 4) /* rows of B that share the loads of one A */

/* The same for n rows; missing ones give 0. */
static inline void dot_some_rows(vec *sum, const float *a, const float *b, int64_t ldb, int64_t k, int64_t n)
{
    for (int i = 0; i < VEC; i += TOGETHER) {
        const float *row[TOGETHER];
        for (int t = 0; t < TOGETHER; t++) row[t] = b + (i + t < n ? i + t : n - 1) * ldb;
        if (i < n)
            dot_lanes(1, TOGETHER, sum + i, &a, row, k);
        else
            for (int t = 0; t < TOGETHER; t++) sum[i + t] = vec_all(0);
    }
}

/* One row of C. */
static void dot_row(float *c, const float *a, const tn__gemm *g)
{
    const float *b = g->b, add = g->add;
    int64_t n = g->n, k = g->k, ldb = g->ldb;
    for (int64_t j = 0; j < n; j += VEC) {
        vec sum[VEC], dots;
        vec_mask in = vec_first(n - j);
        if (n - j >= VEC)
            dot_rows(sum, a, b + j * ldb, ldb, k);
        else
            dot_some_rows(sum, a, b + j * ldb, ldb, k, n - j);
        dots = vec_sums(sum);
        if (add != 0) dots = vec_madd(vec_all(add), dots, vec_load_some(c + j, in));
        if (n - j >= VEC)
            vec_store(c + j, dots);
        else
            vec_store_some(c + j, dots, in);
    }
}

/* Columns [n0, n) of C, `columns` at most; as many rows at a time as make a vector of sums. */
__attribute__((always_inline)) static inline void dot_columns(int columns, const tn__gemm *g, int64_t n0)
{
    enum { MOST = 4 };
    int rows = VEC / columns;
    const float *a[VEC], *b[MOST];
    for (int j = 0; j < columns; j++) b[j] = g->b + (n0 + j < g->n ? n0 + j : g->n - 1) * g->ldb;
    for (int64_t i = 0; i < g->m; i += rows) {
        vec sum[VEC];
        float dot[VEC];
        for (int r = 0; r < rows; r++) a[r] = g->a + (i + r < g->m ? i + r : g->m - 1) * g->lda;
        dot_lanes(rows, columns, sum, a, b, g->k);
        vec_store(dot, vec_sums(sum));
        for (int64_t r = 0; r < rows && i + r < g->m; r++)
            for (int64_t j = 0; j < g->n - n0; j++) {
                float *c = g->c + (i + r) * g->ldc + n0 + j, d = dot[r * columns + j];
                *c = g->add != 0 ? madd(g->add, d, *c) : d;
            }
    }
}

/* Dot products serve for columns [n0, n) of C. */
static void dots(const tn__gemm *g, int64_t n0)
{
    for (int64_t i = 0; n0 == 0 && i < g->m; i++) dot_row(g->c + i * g->ldc, g->a + i * g->lda, g);
    if (n0 == 0) return;
#if VEC >= 4
    if (g->n - n0 <= 2)
        dot_columns(2, g, n0);
    else
        dot_columns(4, g, n0);
#endif
}

/* The first column that dot products are better for; n when there is none. */
static int64_t first_dot_column(const tn__gemm *g)
{
    if (!g->transpose_b || g->transpose_a || VEC == 1) return g->n;
    if (g->m <= FEW_ROWS) return 0;
    return g->n > VEC && g->n % VEC <= FEW_COLUMNS ? g->n - g->n % VEC : g->n;
}

/* --- one term a sum: nothing to add up, so row after row of C, with a few vectors of B in registers --- */

#define OUTER_VECTORS 4

/* Where vectors of n columns begin: the last of several ends with the columns, since loads of the next row would wait for a
 * masked store (pointwise.h); one alone is cut by a mask. */
#define OUTER_AT(v) ((v) > 0 && (v) == vectors - 1 ? n - VEC : (v)*VEC)

/* c = x b, or += add x b. */
__attribute__((always_inline)) static inline void outer_row(int vectors, float *c, int64_t n, vec x, const vec *b, vec_mask in,
                                                            float add)
{
    vec sum[OUTER_VECTORS], factor = vec_all(add);
    for (int v = 0; v < vectors; v++) {
        sum[v] = vec_mul(x, b[v]);
        if (add != 0) sum[v] = vec_madd(factor, sum[v], vectors > 1 ? vec_load(c + OUTER_AT(v)) : vec_load_some(c, in));
    }
    if (vectors == 1)
        vec_store_some(c, sum[0], in);
    else
        for (int v = 0; v < vectors; v++) vec_store(c + OUTER_AT(v), sum[v]);
}

/* n columns from the first of B and C on. Rows of C whose x is 0 are left as they are where `skips`. */
__attribute__((always_inline)) static inline void outer_columns(int vectors, const tn__gemm *g, const float *from, float *c,
                                                                int64_t n, bool skips)
{
    const float *a = g->a, add = g->add;
    int64_t m = g->m, ldc = g->ldc, step = g->transpose_a ? 1 : g->lda;
    vec_mask in = vec_first(n);
    vec b[OUTER_VECTORS];
    for (int v = 0; v < vectors; v++) b[v] = vectors > 1 ? vec_load(from + OUTER_AT(v)) : vec_load_some(from, in);
    for (int64_t i = 0; i < m; i += VEC) {
        uint32_t rows = m - i < VEC ? (1u << (m - i)) - 1 : (1u << VEC) - 1;
        if (skips) rows &= vec_nonzero(vec_load_some(a + i, vec_first(m - i)));
        for (; rows; rows &= rows - 1) {
            int64_t r = i + __builtin_ctz(rows);
            outer_row(vectors, c + r * ldc, n, vec_all(a[r * step]), b, in, add);
        }
    }
}

/* Behind ReLU and dropout, a gradient of one sample has few numbers: the rows of the others stay. */
static void outer_product(const tn__gemm *g)
{
    bool skips = g->add != 0 && g->transpose_a && 2 * nonzero_in(g->a, g->m) <= g->m;
    for (int64_t j = 0, n; j < g->n; j += n) {
        n = g->n - j < OUTER_VECTORS * VEC ? g->n - j : OUTER_VECTORS * VEC;
        switch ((n + VEC - 1) / VEC) {
        case 1: outer_columns(1, g, g->b + j, g->c + j, n, skips); break;
        case 2: outer_columns(2, g, g->b + j, g->c + j, n, skips); break;
        case 3: outer_columns(3, g, g->b + j, g->c + j, n, skips); break;
        default: outer_columns(4, g, g->b + j, g->c + j, n, skips); break;
        }
    }
}

#undef FEW_ROWS
#undef FEW_COLUMNS
#undef TOGETHER
#undef OUTER_VECTORS
#undef OUTER_AT
