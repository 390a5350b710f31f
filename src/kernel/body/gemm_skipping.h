/* Matrix product that skips the zeros of A: what ReLU and dropout leave of activations and of their gradients.
 *
 *   A, rows of            lists of (number, place of its row of B in the panel)         panel of B
 *   [0 .3 0 0 -1 0 ..] -> (.3, 1) (-1, 4) ..                                            [terms][width]
 *
 * A row of C in the columns of one panel is the sum of the listed rows of the panel, in registers. A panel is so small that it
 * stays in the first cache; the sums of a block's terms wait between its parts. They run in the order of the whole product's, so
 * that the results are the same bits wherever B is finite. */
#define NARROW (LISTED_WIDTH < 64 ? LISTED_WIDTH : 64)
#define PANEL 8192 /* numbers: the first cache holds them, and their rows are read many times */
#define PARTS (KC * LISTED_WIDTH > PANEL ? KC * LISTED_WIDTH / PANEL : 1)
#define LISTED 40960
#define LISTED_ROWS 400
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

/* A block of the product: rows [i0, i0 + rows) of C, terms [k0, k0 + kc) of their sums. The panel has `width` columns and `terms`
 * rows, so that a block is summed in parts of that many terms; `room`: for the entries of a part. */
typedef struct block {
    const tn__gemm *g;
    int64_t width, step, terms, room, i0, rows, k0, kc;
} block;

#define SPAN 65536 /* numbers: 64 pages, which the processor finds without walking its tables */

/* Whether a panel may be read where it lies: in whole lines, whose places in the first cache differ from row to row. */
static bool lies_well(const tn__gemm *g)
{
    return !g->transpose_b && (uintptr_t)g->b % 64 == 0 && g->ldb % 16 == 0 && g->ldb / 16 % 8 != 0 && g->k * g->ldb <= SPAN;
}

/* Panels are equally wide rather than full with a last narrow one. Few terms fit at once into a panel with fewer columns, which
 * spares the sums that wait. */
static block block_for(const tn__gemm *g, int64_t n)
{
    bool few = g->k * NARROW <= PANEL;
    int64_t most = !few ? LISTED_WIDTH : PANEL / g->k < LISTED_WIDTH ? NARROW : LISTED_WIDTH, panels = (n + most - 1) / most;
    int64_t width = ((n + panels - 1) / panels + VEC - 1) / VEC * VEC;
    return (block){.g = g, .width = width, .step = few && lies_well(g) ? g->ldb : width, .room = few ? LISTED : LISTED / PARTS};
}

/* Terms [k0, k0 + kc), in equal parts. */
static void choose_terms(block *b, int64_t k0, int64_t kc)
{
    int64_t parts = (kc * b->width + PANEL - 1) / PANEL;
    b->k0 = k0, b->kc = kc, b->terms = (kc + parts - 1) / parts;
}

static int64_t terms_in(const block *b, int64_t part)
{
    int64_t left = b->kc - part * b->terms;
    return left < b->terms ? left : b->terms;
}

/* In a part, whose entries begin at part * room, row r multiplies those from ends[part][r - 1] up to ends[part][r]. */
typedef struct lists {
    listed entry[LISTED + VEC];
    int32_t ends[PARTS][LISTED_ROWS];
    float turned[16 * KC] __attribute__((aligned(64)));
} lists;

/* Lists a row; whether another one is sure to fit. */
static bool list_row(lists *l, const block *b, int64_t r, const float *a)
{
    bool fits = true;
    for (int64_t p = 0; p * b->terms < b->kc; p++) {
        int32_t n = r > 0 ? l->ends[p][r - 1] : 0;
        l->ends[p][r] = n += list_numbers(l->entry + p * b->room + n, a + p * b->terms, terms_in(b, p), 0, b->step);
        fits = fits && n + b->terms + VEC <= b->room;
    }
    return fits;
}

/* Lists as many rows of op(A) as fit, and says so in b->rows. */
static void list_rows(lists *l, block *b)
{
    const tn__gemm *g = b->g;
    int64_t most = g->m - b->i0 < LISTED_ROWS ? g->m - b->i0 : LISTED_ROWS, r = 0;
    for (bool fits = true; r < most && fits; r++) {
        const float *a = g->a + (b->i0 + r) * g->lda + b->k0;
        if (g->transpose_a) {
            int64_t together = most - r / 16 * 16 < 16 ? most - r / 16 * 16 : 16;
            if (r % 16 == 0)
                turn(l->turned, KC, g->a + b->k0 * g->lda + b->i0 + r, g->lda, b->kc, together, (b->kc + VEC - 1) / VEC * VEC);
            a = l->turned + r % 16 * KC;
        }
        fits = list_row(l, b, r, a);
    }
    b->rows = r;
}

/* --- sums --- */

/* Rows of sums one after the other, the first of which is `row`; `fetched`: of how many the row of C that is AHEAD is fetched. */
typedef struct sums {
    listed_row row;
    const int32_t *ends;
    int64_t rows, c_step, fetched;
} sums;

__attribute__((always_inline)) static inline void sum_rows(int vectors, bool whole, bool go_on, sums s, vec_mask last)
{
    const listed *list = s.row.e;
    const float *ahead = s.row.c + AHEAD * s.c_step;
    for (int64_t r = 0; r < s.rows; r++, s.row.c += s.c_step, ahead += s.c_step, s.row.e = s.row.end) {
        s.row.end = list + s.ends[r];
        if (r < s.fetched) {
#pragma GCC unroll 8
            for (int j = 0; j < vectors * VEC; j += 16) __builtin_prefetch(ahead + j, 1);
        }
        listed_columns(vectors, whole, go_on, s.row, last);
        if (go_on) s.row.begun += LISTED_WIDTH;
    }
}

static void listed_sums(const sums *s, int64_t n)
{
    vec_mask last = vec_first(n - (n - 1) / VEC * VEC);
    bool whole = n % VEC == 0, go_on = s->row.begun != NULL;
#define COLUMNS(v)                                                                                                               \
    case v:                                                                                                                      \
        if (whole && go_on)                                                                                                      \
            sum_rows(v, true, true, *s, last);                                                                                   \
        else if (whole)                                                                                                          \
            sum_rows(v, true, false, *s, last);                                                                                  \
        else if (go_on)                                                                                                          \
            sum_rows(v, false, true, *s, last);                                                                                  \
        else                                                                                                                     \
            sum_rows(v, false, false, *s, last);                                                                                 \
        break;
    switch ((n + VEC - 1) / VEC) {
        COLUMNS(1) COLUMNS(2) COLUMNS(3) COLUMNS(4) COLUMNS(5) COLUMNS(6) COLUMNS(7) COLUMNS(8) default : break;
    }
#undef COLUMNS
}

/* A block's columns [n0, n0 + n): part by part, between which the sums wait. */
static void panel_sums(const lists *l, const block *b, int64_t n0, int64_t n)
{
    float panel[PANEL] __attribute__((aligned(64))), waiting[LISTED_ROWS * LISTED_WIDTH] __attribute__((aligned(64)));
    const tn__gemm *g = b->g;
    for (int64_t p = 0; p * b->terms < b->kc; p++) {
        bool last = (p + 1) * b->terms >= b->kc;
        sums s = {.ends = l->ends[p], .rows = b->rows, .c_step = LISTED_WIDTH};
        s.row = (listed_row){.e = l->entry + p * b->room, .rows = panel, .begun = p > 0 ? waiting : NULL, .c = waiting};
        if (last) {
            s.row.c = g->c + b->i0 * g->ldc + n0, s.row.add = b->k0 > 0 && g->add == 0 ? 1 : g->add;
            s.c_step = g->ldc, s.fetched = b->rows - AHEAD;
        }
        if (b->step == b->width)
            copy_b(panel, b->width, g, b->k0 + p * b->terms, terms_in(b, p), n0, n);
        else
            s.row.rows = g->b + (b->k0 + p * b->terms) * g->ldb + n0;
        listed_sums(&s, last ? n : (n + VEC - 1) / VEC * VEC);
    }
}

/* The first n columns of C. */
static void gemm_skipping(const tn__gemm *g, int64_t n)
{
    lists l;
    block b = block_for(g, n);
    int64_t most = terms_at_once(g->k);
    for (int64_t k0 = 0; k0 < g->k; k0 += most) {
        choose_terms(&b, k0, g->k - k0 < most ? g->k - k0 : most);
        for (b.i0 = 0; b.i0 < g->m; b.i0 += b.rows) {
            list_rows(&l, &b);
            for (int64_t n0 = 0; n0 < n; n0 += b.width) panel_sums(&l, &b, n0, n - n0 < b.width ? n - n0 : b.width);
        }
    }
}

#undef NARROW
#undef PANEL
#undef SPAN
#undef PARTS
#undef LISTED
#undef LISTED_ROWS
#undef MOST_LISTED
#undef AHEAD
