/* Matrix product that skips the zeros of A: what ReLU and dropout leave of activations and of their gradients.
 *
 *   A, rows of            lists of (number, place of its row of B in the panel)         panel of B
 *   [0 .3 0 0 -1 0 ..] -> (.3, 1) (-1, 4) ..                                            [KC][WIDTH]
 *
 * A row of C in the columns of one panel is the sum of the listed rows of the panel, in registers. Sums run in the order of the
 * whole product's, so that the results are the same bits wherever B is finite. */
#define WIDTH (LISTED_WIDTH < 64 ? LISTED_WIDTH : 64)
#define LISTED 32768
#define LISTED_ROWS 512
#define AHEAD 8        /* rows of C fetched early: they may lie pages apart, where no prefetcher follows */
#define MOST_LISTED .5 /* of A: measured, the product takes .3 to .4 of the whole one's time at .25 and .7 at .5 */

/* --- whether to skip --- */

/* Looks at A only where enough work depends on it, and at no more of it than decides. */
static bool has_few_numbers(const tn__gemm *g, int64_t n)
{
    if (VEC == 1 || g->m < 8 || g->k < 8 || n < 96) return false;
    int64_t rows = g->transpose_a ? g->k : g->m, columns = g->transpose_a ? g->m : g->k,
            left = (int64_t)(MOST_LISTED * (double)(rows * columns));
    for (int64_t r = 0; r < rows && left >= 0; r++) left -= nonzero_in(g->a + r * g->lda, columns);
    return left >= 0;
}

/* --- lists --- */

/* Row i of C multiplies lists[ends[i - 1]] up to lists[ends[i]]. */
typedef struct lists {
    listed entry[LISTED + VEC];
    int32_t ends[LISTED_ROWS];
    float turned[16 * KC] __attribute__((aligned(64)));
} lists;

/* Lists rows of op(A) from i0 on, of terms [k0, k0 + kc), as many as fit; returns how many. */
static int64_t list_rows(lists *l, const tn__gemm *g, int64_t i0, int64_t k0, int64_t kc)
{
    int64_t rows = g->m - i0 < LISTED_ROWS ? g->m - i0 : LISTED_ROWS, r = 0;
    int32_t n = 0;
    for (; r < rows && n + kc <= LISTED; r++) {
        const float *a = g->a + (i0 + r) * g->lda + k0;
        if (g->transpose_a) {
            int64_t together = rows - r / 16 * 16 < 16 ? rows - r / 16 * 16 : 16;
            if (r % 16 == 0) turn(l->turned, KC, g->a + k0 * g->lda + i0 + r, g->lda, kc, together, (kc + VEC - 1) / VEC * VEC);
            a = l->turned + r % 16 * KC;
        }
        l->ends[r] = n += list_numbers(l->entry + n, a, kc, 0, WIDTH);
    }
    return r;
}

/* --- sums --- */

static void listed_sums(const lists *l, int64_t rows, int64_t n, float *c, int64_t ldc, const float *panel, float add)
{
    const listed *e = l->entry;
    for (int64_t r = 0; r < rows; r++, c += ldc) {
        const listed *end = l->entry + l->ends[r];
        for (int64_t j = 0; j < n && r + AHEAD < rows; j += 16) __builtin_prefetch(c + AHEAD * ldc + j, 1);
        listed_sum(c, n, e, end, panel, add);
        e = end;
    }
}

/* The first n columns of C. */
static void gemm_skipping(const tn__gemm *g, int64_t n)
{
    lists l;
    float panel[KC * WIDTH] __attribute__((aligned(64)));
    int64_t most = terms_at_once(g->k);
    for (int64_t k0 = 0; k0 < g->k; k0 += most) {
        int64_t kc = g->k - k0 < most ? g->k - k0 : most, rows;
        for (int64_t i0 = 0; i0 < g->m; i0 += rows) {
            rows = list_rows(&l, g, i0, k0, kc);
            for (int64_t n0 = 0; n0 < n; n0 += WIDTH) {
                int64_t here = n - n0 < WIDTH ? n - n0 : WIDTH;
                copy_b(panel, WIDTH, g, k0, kc, n0, here);
                listed_sums(&l, rows, here, g->c + i0 * g->ldc + n0, g->ldc, panel, k0 > 0 && g->add == 0 ? 1 : g->add);
            }
        }
    }
}

#undef WIDTH
#undef LISTED
#undef LISTED_ROWS
#undef MOST_LISTED
#undef AHEAD
