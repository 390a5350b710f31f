/* Matrix products that tiles do not serve well: of few rows, of a few columns beyond whole vectors, of one term a sum. */
#define FEW_ROWS 3    /* of A, with which turning a transposed B over is not worth while: dot products run along its rows */
#define FEW_COLUMNS 4 /* of a transposed B beyond whole vectors, for which the same holds */

/* --- dot products --- */

/* One row of A with n rows of a transposed B from n0 on. */
__attribute__((always_inline)) static inline void dot_row(float *c, const float *a, const tn__gemm *all, int64_t n0, int64_t n)
{
    const tn__gemm gemm = *all, *g = &gemm; /* a copy, which c cannot change */
    int64_t whole = g->k / VEC * VEC;
    vec_mask rest = vec_first(g->k - whole);
    for (int64_t j = 0; j < n; j += 4) {
        int64_t here = n - j < 4 ? n - j : 4;
        const float *b[4];
        vec sum[4];
        float dot[4];
        for (int i = 0; i < 4; i++) b[i] = g->b + (n0 + j + (i < here ? i : 0)) * g->ldb, sum[i] = vec_all(0);
        for (int64_t k = 0; k < whole; k += VEC) {
            vec x = vec_load(a + k);
            for (int i = 0; i < 4; i++) sum[i] = vec_madd(x, vec_load(b[i] + k), sum[i]);
        }
        if (whole < g->k) {
            vec x = vec_load_some(a + whole, rest);
            for (int i = 0; i < 4; i++) sum[i] = vec_madd(x, vec_load_some(b[i] + whole, rest), sum[i]);
        }
        vec_sum_4(dot, sum);
        for (int64_t i = 0; i < here; i++) c[j + i] = g->add != 0 ? madd(g->add, dot[i], c[j + i]) : dot[i];
    }
}

/* Dot products serve for columns [n0, n) of C. */
static void dot_columns(const tn__gemm *g, int64_t n0)
{
    for (int64_t i = 0; i < g->m; i++) dot_row(g->c + i * g->ldc + n0, g->a + i * g->lda, g, n0, g->n - n0);
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

/* c = x b, or += add x b; the last vector cut by a mask. */
__attribute__((always_inline)) static inline void outer_row(int vectors, float *c, vec x, const vec *b, vec_mask last, float add)
{
    vec factor = vec_all(add);
    for (int v = 0; v < vectors; v++) {
        float *to = c + v * VEC;
        vec product = vec_mul(x, b[v]);
        if (v < vectors - 1)
            vec_store(to, add != 0 ? vec_madd(factor, product, vec_load(to)) : product);
        else
            vec_store_some(to, add != 0 ? vec_madd(factor, product, vec_load_some(to, last)) : product, last);
    }
}

/* n columns from the first of B and C on. Rows of C whose x is 0 are left as they are where `skips`. */
__attribute__((always_inline)) static inline void outer_columns(int vectors, const tn__gemm *g, const float *from, float *c,
                                                                int64_t n, bool skips)
{
    const float *a = g->a, add = g->add;
    int64_t m = g->m, ldc = g->ldc, step = g->transpose_a ? 1 : g->lda;
    vec_mask last = vec_first(n - (vectors - 1) * VEC);
    vec b[OUTER_VECTORS];
    for (int v = 0; v < vectors; v++) b[v] = v < vectors - 1 ? vec_load(from + v * VEC) : vec_load_some(from + v * VEC, last);
    for (int64_t i = 0; i < m; i += VEC) {
        uint32_t rows = m - i < VEC ? (1u << (m - i)) - 1 : (1u << VEC) - 1;
        if (skips) rows &= vec_nonzero(vec_load_some(a + i, vec_first(m - i)));
        for (; rows; rows &= rows - 1) {
            int64_t r = i + __builtin_ctz(rows);
            outer_row(vectors, c + r * ldc, vec_all(a[r * step]), b, last, add);
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
#undef OUTER_VECTORS
