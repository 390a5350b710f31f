/* The way back through a convolution from a gradient that is mostly 0, as max pooling, ReLU and dropout leave it:
 *
 *   dweight[o]    += sum over pixels with dy[pixel][o] != 0 of dy[pixel][o] * patch(pixel)
 *   dpatch(pixel) += sum over o with dy[pixel][o] != 0 of dy[pixel][o] * weight[o] */
#define BAND 256  /* output pixels whose patches are used together: they lie in the first cache */
#define TURNED 16 /* channels whose gradients are turned over together */
#define LISTED 8192

/* Some rows of output pixels, or a part of one; `step`: where the next row of turned gradients begins. */
typedef struct band {
    int64_t row, rows, column, columns, step;
} band;

/* to[o][row][column] of the band's gradients of channels o0 on. */
static void turn_band(float *to, const float *dy, const tn__patches *g, const band *b, int64_t o0, int64_t channels)
{
    for (int64_t r = 0; r < b->rows; r++)
        turn(to + r * b->step, BAND, dy + ((b->row + r) * g->columns + b->column) * g->channels + o0, g->channels, b->columns,
             channels, b->step);
}

static int32_t list_band(listed *to, const float *dy, const tn__patches *g, const band *b)
{
    int32_t n = 0;
    for (int64_t r = 0; r < b->rows; r++)
        n += list_numbers(to + n, dy + r * b->step, b->columns, (b->row + r) * g->row_step + b->column * g->column_step,
                          g->column_step);
    return n;
}

/* dweight[taps][run] += the sum of the listed patches of x. */
static void add_patches(float *dweight, const listed *list, int32_t n, const float *x, const tn__patches *g)
{
    for (int64_t tap = 0; tap < g->taps; tap++, dweight += g->run)
        for (int64_t i = 0; i < g->run; i += LISTED_WIDTH)
            listed_sum(g->run - i < LISTED_WIDTH ? g->run - i : LISTED_WIDTH,
                       (listed_row){list, list + n, x + tap * g->tap_step + i, NULL, dweight + i, 1});
}

static void band_dweight(float *dweight, const float *dy, const float *x, const tn__patches *g, const band *b)
{
    float turned[TURNED * BAND] __attribute__((aligned(64)));
    listed list[BAND + VEC];
    for (int64_t o0 = 0; o0 < g->channels; o0 += TURNED) {
        int64_t channels = g->channels - o0 < TURNED ? g->channels - o0 : TURNED;
        turn_band(turned, dy, g, b, o0, channels);
        for (int64_t o = 0; o < channels; o++) {
            int32_t n = list_band(list, turned + o * BAND, g, b);
            if (n > 0) add_patches(dweight + (o0 + o) * g->taps * g->run, list, n, x, g);
        }
    }
}

static void patches_dweight(float *dweight, const float *dy, const float *x, const tn__patches *g)
{
    int64_t columns = g->columns < BAND ? g->columns : BAND, step = (columns + VEC - 1) / VEC * VEC, rows = BAND / step;
    for (int64_t r = 0; r < g->rows; r += rows)
        for (int64_t c = 0; c < g->columns; c += columns) {
            band b = {r, g->rows - r < rows ? g->rows - r : rows, c, g->columns - c < columns ? g->columns - c : columns, step};
            band_dweight(dweight, dy, x, g, &b);
        }
}

/* Some pixels of one row, whose lists lie one after the other. A tap's weights stay in the first cache. */
static void pixels_dx(float *dx, const listed *list, const int32_t *ends, int64_t pixels, const float *weight,
                      const tn__patches *g)
{
    for (int64_t tap = 0; tap < g->taps; tap++)
        for (int64_t i = 0; i < g->run; i += LISTED_WIDTH) {
            int64_t n = g->run - i < LISTED_WIDTH ? g->run - i : LISTED_WIDTH;
            const listed *from = list;
            for (int64_t p = 0; p < pixels; from = list + ends[p++])
                if (list + ends[p] > from)
                    listed_sum(n, (listed_row){from, list + ends[p], weight + tap * g->channels * g->run + i, NULL,
                                               dx + p * g->column_step + tap * g->tap_step + i, 1});
        }
}

static void patches_dx(float *dx, const float *dy, const float *weight, const tn__patches *g)
{
    listed list[LISTED + VEC];
    int32_t ends[BAND];
    for (int64_t r = 0; r < g->rows; r++)
        for (int64_t c = 0, pixels; c < g->columns; c += pixels) {
            int32_t n = 0;
            for (pixels = 0; c + pixels < g->columns && pixels < BAND && n + g->channels <= LISTED; dy += g->channels)
                ends[pixels++] = n += list_numbers(list + n, dy, g->channels, 0, g->run);
            pixels_dx(dx + r * g->row_step + c * g->column_step, list, ends, pixels, weight, g);
        }
}

#undef BAND
#undef TURNED
#undef LISTED
