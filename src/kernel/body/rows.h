/* Softmax and reductions. Sums run over 16 partial sums in a fixed order, the same on every instruction set. */

#define LANES 16

static inline float fold_sum(const float *lane)
{
    float sum[LANES / 2];
    for (int k = 0; k < LANES / 2; k++) sum[k] = lane[k] + lane[k + LANES / 2];
    for (int k = 0; k < LANES / 4; k++) sum[k] += sum[k + LANES / 4];
    return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

static float row_largest(const float *x, int64_t n)
{
    float lane[LANES], largest = -INFINITY;
    int64_t i = 0;
    for (int k = 0; k < LANES; k++) lane[k] = -INFINITY;
    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) lane[k] = x[i + k] > lane[k] ? x[i + k] : lane[k];
    for (; i < n; i++) largest = larger(x[i], largest);
    if (n < LANES) return largest;
    for (int k = 0; k < LANES; k++) largest = larger(lane[k], largest);
    return largest;
}

/* y = e^(x - shift); returns the sum. y may be x. The last few go through a whole group of lanes, since a loop over single
 * exponentials would take longer than all before it. */
static float row_exp_sum(float *y, const float *x, int64_t n, float shift)
{
    float lane[LANES] = {0}, last[LANES];
    int64_t whole = n / LANES * LANES, rest = n - whole;
    for (int64_t i = 0; i < whole; i += LANES)
        for (int k = 0; k < LANES; k++) {
            y[i + k] = exp_f(x[i + k] - shift);
            lane[k] += y[i + k];
        }
    if (rest > 0) {
        for (int k = 0; k < LANES; k++) last[k] = -200.0f; /* e^-200 is 0 */
        for (int64_t k = 0; k < rest; k++) last[k] = x[whole + k] - shift;
        for (int k = 0; k < LANES; k++) last[k] = exp_f(last[k]);
        for (int k = 0; k < LANES; k++) lane[k] += last[k];
        for (int64_t k = 0; k < rest; k++) y[whole + k] = last[k];
    }
    return fold_sum(lane);
}

static void softmax_rows(float *y, const float *x, int64_t rows, int64_t columns)
{
    for (int64_t r = 0; r < rows; r++, x += columns, y += columns) {
        float inverse = 1.0f / row_exp_sum(y, x, columns, row_largest(x, columns));
        for (int64_t c = 0; c < columns; c++) y[c] *= inverse;
    }
}

static void log_softmax_rows(float *y, const float *x, int64_t rows, int64_t columns)
{
    for (int64_t r = 0; r < rows; r++, x += columns, y += columns) {
        float largest = row_largest(x, columns);
        float rest = log_f(row_exp_sum(y, x, columns, largest));
        /* One after the other: largest + rest would lose `rest` beside a large maximum. */
        for (int64_t c = 0; c < columns; c++) y[c] = x[c] - largest - rest;
    }
}

/* Up to 4 vectors of columns, so that their sums stay in registers and do not wait for each other; the last is cut by a mask. */
__attribute__((always_inline)) static inline void sum_columns(int vectors, float *y, const float *x, int64_t rows, int64_t stride,
                                                              vec_mask last, bool adding)
{
    vec sum[4];
    for (int v = 0; v < vectors; v++) sum[v] = vec_all(0);
    for (int64_t r = 0; r < rows; r++, x += stride)
        for (int v = 0; v < vectors; v++)
            sum[v] = vec_add(sum[v], v < vectors - 1 ? vec_load(x + v * VEC) : vec_load_some(x + v * VEC, last));
    for (int v = 0; v < vectors; v++) {
        vec_mask in = v < vectors - 1 ? vec_first(VEC) : last;
        vec_store_some(y + v * VEC, adding ? vec_add(vec_load_some(y + v * VEC, in), sum[v]) : sum[v], in);
    }
}

static void column_sums(float *y, const float *x, int64_t rows, int64_t columns, bool adding)
{
    for (int64_t c = 0; c < columns; c += 4 * VEC) {
        int64_t here = columns - c < 4 * VEC ? columns - c : 4 * VEC;
        vec_mask last = vec_first(here - (here - 1) / VEC * VEC);
        switch ((here + VEC - 1) / VEC) {
        case 1: sum_columns(1, y + c, x + c, rows, columns, last, adding); break;
        case 2: sum_columns(2, y + c, x + c, rows, columns, last, adding); break;
        case 3: sum_columns(3, y + c, x + c, rows, columns, last, adding); break;
        default: sum_columns(4, y + c, x + c, rows, columns, last, adding); break;
        }
    }
}

static void sum_squares(double *sum, const float *x, int64_t n)
{
    double lane[LANES] = {0}, rest = 0;
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) lane[k] += (double)x[i + k] * (double)x[i + k];
    for (; i < n; i++) rest += (double)x[i] * (double)x[i];
    for (int k = 0; k < LANES; k++) rest += lane[k];
    *sum = rest;
}

/* Two passes: the variance is of the differences from the mean. 16 columns at a time. */
static void column_moments(float *mean, float *variance, const float *x, int64_t rows, int64_t columns)
{
    for (int64_t first = 0; first < columns; first += LANES) {
        int width = columns - first < LANES ? (int)(columns - first) : LANES;
        double total[LANES] = {0}, squares[LANES] = {0};
        for (int64_t r = 0; r < rows; r++)
            for (int k = 0; k < width; k++) total[k] += (double)x[r * columns + first + k];
        for (int k = 0; k < width; k++) total[k] /= (double)rows;
        for (int64_t r = 0; r < rows; r++)
            for (int k = 0; k < width; k++) {
                double difference = (double)x[r * columns + first + k] - total[k];
                squares[k] += difference * difference;
            }
        for (int k = 0; k < width; k++) {
            mean[first + k] = (float)total[k];
            variance[first + k] = (float)(squares[k] / (double)rows);
        }
    }
}

/* A block of up to VEC rows and columns; `adding` is rare and goes number by number. */
static void transpose_block(float *y, const float *x, int64_t rows, int64_t columns, int64_t r0, int64_t c0, bool adding)
{
    int64_t r_count = rows - r0 < VEC ? rows - r0 : VEC, c_count = columns - c0 < VEC ? columns - c0 : VEC;
    vec block[VEC];
    x += r0 * columns + c0;
    y += c0 * rows + r0;
    if (VEC == 1 || adding) {
        for (int64_t c = 0; c < c_count; c++)
            for (int64_t r = 0; r < r_count; r++) y[c * rows + r] = x[r * columns + c] + (adding ? y[c * rows + r] : 0);
        return;
    }
    vec_mask in = vec_first(c_count), out = vec_first(r_count);
    for (int64_t r = 0; r < VEC; r++) block[r] = r < r_count ? vec_load_some(x + r * columns, in) : vec_all(0);
    vec_transpose(block);
    if (r_count == VEC)
        for (int64_t c = 0; c < c_count; c++) vec_store(y + c * rows, block[c]);
    else
        for (int64_t c = 0; c < c_count; c++) vec_store_some(y + c * rows, block[c], out);
}

static void transpose(float *y, const float *x, int64_t batch, int64_t rows, int64_t columns, bool adding)
{
    for (int64_t b = 0; b < batch; b++, x += rows * columns, y += rows * columns)
        for (int64_t r = 0; r < rows; r += VEC)
            for (int64_t c = 0; c < columns; c += VEC) transpose_block(y, x, rows, columns, r, c, adding);
}
