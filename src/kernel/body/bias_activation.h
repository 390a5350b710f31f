/* What follows a matrix product where its output does not tell the way back: bias, activation and dropout in one pass, which
 * leaves the slope of what it did; the way back is a product with that (bias_relu.h).
 *
 *   bits  ->  piece: kept is 0 or not, and the bias again for each row  ->  y = drop(f(y + bias)), slope = f'(y + bias) or 0
 *
 * A piece is several rows that follow one another, taken as one run of numbers: an e^x is so much dearer than the rest that
 * vectors which a row's end leaves half empty would show. Its loop is one that compilers turn into vectors for any activation:
 * into several side by side, since `kept` are bytes, and a vector of these has the numbers of several, so that the one's chain of
 * sums does not wait alone. */

#define FINISHED 2048 /* numbers of a piece */
#define GROUP 64      /* numbers that the loop takes at once: a vector of bytes */

typedef struct piece {
    float bias[FINISHED + GROUP];
    uint8_t kept[FINISHED + GROUP];
} piece;

/* Rows of a piece: so many that they are whole groups, if there is room for that. */
static int64_t piece_rows(int64_t columns)
{
    int64_t most = FINISHED / columns, common = columns & -columns, unit = common < GROUP ? GROUP / common : 1;
    return most > unit ? most / unit * unit : most;
}

static void repeat_bias(float *to, const float *bias, int64_t rows, int64_t columns)
{
    for (int64_t i = 0; i < rows * columns + GROUP; i++) to[i] = -0.0f; /* which changes nothing */
    for (int64_t r = 0; bias && r < rows; r++) memcpy(to + r * columns, bias, (size_t)columns * sizeof *to);
}

/* Rows of whole words become one run, a word at a time. */
static void unpack_kept(uint8_t *kept, const uint32_t *bits, int64_t rows, int64_t columns)
{
    uint64_t open = 0;
    int64_t n_open = 0;
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < columns; c += 32, bits++) {
            int64_t n = columns - c < 32 ? columns - c : 32;
            open |= (*bits & (((uint64_t)1 << n) - 1)) << n_open;
            n_open += n;
            if (n_open < 32) continue;
            bytes_of_bits(kept, (uint32_t)open);
            kept += 32, open >>= 32, n_open -= 32;
        }
    bytes_of_bits(kept, (uint32_t)open);
}

/* So many groups of a piece; without `slope` for forward passes alone. */
typedef void finish_vectors(float *restrict y, float *restrict slope, const float *restrict bias, const uint8_t *restrict kept,
                            int64_t groups, const float *p, tn__drop d);

#define ACTIVATION(name, n_parameters)                                                                                           \
    static void finish_##name(float *restrict y, float *restrict slope, const float *restrict bias,                              \
                              const uint8_t *restrict kept, int64_t groups, const float *p, tn__drop d)                          \
    {                                                                                                                            \
        for (int64_t i = 0; i < groups * GROUP; i++) {                                                                           \
            float x = y[i] + bias[i], v = f_##name(x, p), s = g_##name(1, x, v, p);                                              \
            y[i] = kept[i] != 0 ? v * d.scale + d.shift : d.dropped;                                                             \
            slope[i] = kept[i] != 0 ? s : 0.0f;                                                                                  \
        }                                                                                                                        \
    }                                                                                                                            \
    static void finish_forward_##name(float *restrict y, float *restrict slope, const float *restrict bias,                      \
                                      const uint8_t *restrict kept, int64_t groups, const float *p, tn__drop d)                  \
    {                                                                                                                            \
        (void)slope;                                                                                                             \
        for (int64_t i = 0; i < groups * GROUP; i++) {                                                                           \
            float v = f_##name(y[i] + bias[i], p);                                                                               \
            y[i] = kept[i] != 0 ? v * d.scale + d.shift : d.dropped;                                                             \
        }                                                                                                                        \
    }
#include "kernel/activations.def"
#undef ACTIVATION

static finish_vectors *finish_of(int kind, bool slopes)
{
    static finish_vectors *const all[][2] = {
#define ACTIVATION(name, n_parameters) {finish_forward_##name, finish_##name},
#include "kernel/activations.def"
#undef ACTIVATION
    };
    return all[kind][slopes];
}

/* n numbers. */
static void finish_piece(float *y, float *slope, const piece *b, int64_t n, const tn__finish *f)
{
    finish_vectors *finish = finish_of(f->kind, slope);
    int64_t whole = n / GROUP * GROUP, rest = n - whole;
    tn__drop d = f->bits ? f->drop : (tn__drop){.scale = 1};
    if (d.shift == 0) d.shift = -0.0f;
    finish(y, slope, b->bias, b->kept, whole / GROUP, f->parameter, d);
    if (!rest) return;
    float last[GROUP] = {0}, last_slope[GROUP];
    memcpy(last, y + whole, (size_t)rest * sizeof *y);
    finish(last, slope ? last_slope : NULL, b->bias + whole, b->kept + whole, 1, f->parameter, d);
    memcpy(y + whole, last, (size_t)rest * sizeof *y);
    if (slope) memcpy(slope + whole, last_slope, (size_t)rest * sizeof *slope);
}

/* Rows of so few columns that they are one piece or several of the same bias. */
static void finish_rows(float *y, float *slope, int64_t rows, int64_t columns, const tn__finish *f)
{
    piece b;
    int64_t most = piece_rows(columns), row_words = (columns + 31) / 32;
    if (most > rows) most = rows;
    repeat_bias(b.bias, f->bias, most, columns);
    memset(b.kept, 1, (size_t)(most * columns + GROUP));
    for (int64_t r = 0, here; r < rows; r += here) {
        here = rows - r < most ? rows - r : most;
        if (f->bits) unpack_kept(b.kept, f->bits + r * row_words, here, columns);
        finish_piece(y + r * columns, slope ? slope + r * columns : NULL, &b, here * columns, f);
    }
}

static void bias_activation(float *y, float *slope, int64_t rows, int64_t columns, const tn__finish *f)
{
    int64_t row_words = (columns + 31) / 32;
    if (columns <= FINISHED) {
        if (columns > 0) finish_rows(y, slope, rows, columns, f);
        return;
    }
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < columns; c += FINISHED) {
            tn__finish part = *f;
            int64_t at = r * columns + c, n = columns - c < FINISHED ? columns - c : FINISHED;
            if (f->bias) part.bias = f->bias + c;
            if (f->bits) part.bits = f->bits + r * row_words + c / 32;
            finish_rows(y + at, slope ? slope + at : NULL, 1, n, &part);
        }
}

#undef FINISHED
#undef GROUP
