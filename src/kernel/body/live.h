/* Convolutions of some of their channels: what is gathered of arrays, what is spread over them again, and the product between. */

/* The numbers of x[0..16) whose bit is set, one after the other; returns how many. May write 16. */
static inline int gather_16(float *to, const float *x, uint32_t bits)
{
#ifdef VEC_COMPRESSES
    vec_mask in = (vec_mask)bits;
    vec_store(to, vec_compress(vec_load_some(x, in), in));
    return __builtin_popcount(bits);
#else
    int n = 0;
    for (; bits; bits &= bits - 1) to[n++] = x[__builtin_ctz(bits)];
    return n;
#endif
}

static inline uint32_t bits_of_16(const uint32_t *bits, int64_t c)
{
    return bits[c / 32] >> c % 32 & 0xffff;
}

static void gather_columns(float *to, int64_t stride, const float *from, int64_t columns, const uint32_t *bits,
                           const int32_t *row, int64_t rows)
{
    for (int64_t r = 0; r < rows; r++, to += stride) {
        const float *x = from + (row ? row[r] : r) * columns;
        float *next = to;
        for (int64_t c = 0; c < columns; c += 16) next += gather_16(next, x + c, bits_of_16(bits, c));
    }
}

/* n <= 16 numbers: y (+)= the next of x where the bit is set, else 0; returns how many of x. */
static inline int spread_16(float *y, const float *x, uint32_t bits, int64_t n, bool add)
{
#ifdef VEC_COMPRESSES
    vec_mask in = vec_first(n);
    vec whole = vec_expand(vec_load_some(x, vec_first(__builtin_popcount(bits))), (vec_mask)bits);
    if (add) whole = vec_add(whole, vec_load_some(y, in));
    vec_store_some(y, whole, in);
    return __builtin_popcount(bits);
#else
    int used = 0;
    for (int64_t i = 0; i < n; i++) {
        float value = bits >> i & 1 ? x[used++] : 0;
        y[i] = add ? y[i] + value : value;
    }
    return used;
#endif
}

static void spread_columns(float *to, const float *from, int64_t stride, int64_t columns, const uint32_t *bits,
                           const int32_t *row, int64_t rows, bool add)
{
    for (int64_t r = 0; r < rows; r++, from += stride) {
        float *y = to + (row ? row[r] : r) * columns;
        const float *next = from;
        for (int64_t c = 0; c < columns; c += 16)
            next += spread_16(y + c, next, bits_of_16(bits, c), columns - c < 16 ? columns - c : 16, add);
    }
}

/* --- the product: up to 16 rows of C times one vector of columns, 12 times two, 8 times three --- */

#if VEC == 8 || VEC == 1
#define ROWS_1 8 /* of C, with as many vectors: they fill the registers */
#define ROWS_2 6
#define ROWS_3 4
#else
#define ROWS_1 16
#define ROWS_2 12
#define ROWS_3 8
#endif

__attribute__((always_inline)) static inline void live_tile(int rows, int vectors, float *c, const float *a_first, const float *b,
                                                            const tn__live_product *g)
{
    vec sum[ROWS_1][3];
    const int64_t row = g->a_row, step = g->a_inner, b_step = g->b_inner, skip = g->b_outer - g->inner * g->b_inner;
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++) sum[r][v] = vec_all(0);
    for (int64_t i = 0; i < g->outer; i++, a_first += g->a_outer, b += skip) {
        const float *a[(ROWS_1 + 2) / 3]; /* a pointer to three rows: more addresses would not fit into registers */
        for (int r = 0; r < rows; r += 3) a[r / 3] = a_first + r * row;
        for (int64_t j = 0; j < g->inner; j++, b += b_step) {
            vec columns[3];
            for (int v = 0; v < vectors; v++) columns[v] = vec_load(b + v * VEC);
            for (int r = 0; r < rows; r++) {
                vec x = vec_all(a[r / 3][r % 3 * row]);
                for (int v = 0; v < vectors; v++) sum[r][v] = vec_madd(x, columns[v], sum[r][v]);
            }
            for (int r = 0; r < rows; r += 3) a[r / 3] += step;
        }
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < vectors; v++) vec_store(c + r * g->c_row + v * VEC, sum[r][v]);
}

/* All rows of C, `rows` at a time; the last ones again where they do not divide. */
#define TILES(rows, vectors)                                                                                                     \
    case rows:                                                                                                                   \
        for (int64_t done = 0; done < g->m; done += rows) {                                                                      \
            int64_t r = done + rows <= g->m ? done : g->m - rows;                                                                \
            live_tile(rows, vectors, c + r * g->c_row, g->a + r * g->a_row, b, g);                                               \
        }                                                                                                                        \
        break;
#define UP_TO_4(v) TILES(1, v) TILES(2, v) TILES(3, v) TILES(4, v)
#define UP_TO_6(v) UP_TO_4(v) TILES(5, v) TILES(6, v)
#define UP_TO_8(v) UP_TO_6(v) TILES(7, v) TILES(8, v)
#define UP_TO_12(v) UP_TO_8(v) TILES(9, v) TILES(10, v) TILES(11, v) TILES(12, v)
#define UP_TO_16(v) UP_TO_12(v) TILES(13, v) TILES(14, v) TILES(15, v) TILES(16, v)
#define UP_TO(n, v) UP_TO_(n, v)
#define UP_TO_(n, v) UP_TO_##n(v)

/* Rows of a tile: as even as can be. */
static inline int64_t tile_rows(int64_t m, int64_t most)
{
    int64_t tiles = (m + most - 1) / most;
    return (m + tiles - 1) / tiles;
}

static void live_product(const tn__live_product *g)
{
    for (int64_t n = 0, vectors; n < g->n && g->m > 0; n += vectors * VEC) {
        int64_t left = (g->n - n + VEC - 1) / VEC;
        float *c = g->c + n;
        const float *b = g->b + n;
        vectors = left == 3 ? 3 : left > 1 ? 2 : 1;
        if (vectors == 1) switch (tile_rows(g->m, ROWS_1)) {
                UP_TO(ROWS_1, 1)
            }
        else if (vectors == 2)
            switch (tile_rows(g->m, ROWS_2)) {
                UP_TO(ROWS_2, 2)
            }
        else
            switch (tile_rows(g->m, ROWS_3)) {
                UP_TO(ROWS_3, 3)
            }
    }
}

#undef ROWS_1
#undef ROWS_2
#undef ROWS_3
#undef TILES
#undef UP_TO_4
#undef UP_TO_6
#undef UP_TO_8
#undef UP_TO_12
#undef UP_TO_16
#undef UP_TO
#undef UP_TO_
