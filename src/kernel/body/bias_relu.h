/* What follows a matrix product in one pass: bias, ReLU and dropout; and the way back, from the output's own zeros. */

/* Column `at` of a row of bits and those behind it, VEC or up to the row's last, `columns` in all. */
static inline uint32_t bits_from(const uint32_t *bits, int64_t at, int64_t columns)
{
    int64_t end = at + VEC < columns ? at + VEC : columns;
    return (uint32_t)((bits[at / 32] | (uint64_t)bits[(end - 1) / 32] << 32) >> (at % 32));
}

static inline vec bias_relu_vec(vec y, vec bias, const uint32_t *bits, int64_t column, int64_t columns, vec scale)
{
    y = vec_relu(vec_add(y, bias));
    return bits ? vec_mul(vec_keep(y, bits_from(bits, column, columns)), scale) : y;
}

/* pointwise.h says why the last vector comes first. */
static void bias_relu_row(float *y, const float *bias, const uint32_t *bits, int64_t columns, float scale)
{
    vec s = vec_all(scale), none = vec_all(0);
    int64_t end = columns - VEC;
    if (end < 0) {
        vec_mask in = vec_first(columns);
        vec b = bias ? vec_load_some(bias, in) : none;
        vec_store_some(y, bias_relu_vec(vec_load_some(y, in), b, bits, 0, columns, s), in);
        return;
    }
    vec last = bias_relu_vec(vec_load(y + end), bias ? vec_load(bias + end) : none, bits, end, columns, s);
    for (int64_t c = 0; c < end; c += VEC)
        vec_store(y + c, bias_relu_vec(vec_load(y + c), bias ? vec_load(bias + c) : none, bits, c, columns, s));
    vec_store(y + end, last);
}

static void bias_relu(float *y, const float *bias, const uint32_t *bits, int64_t rows, int64_t columns, int64_t stride,
                      float scale)
{
    int64_t row_words = (columns + 31) / 32;
    for (int64_t r = 0; r < rows && columns > 0; r++)
        bias_relu_row(y + r * stride, bias, bits ? bits + r * row_words : NULL, columns, scale);
}

/* `by_slope`: to is a slope, else the output, whose zeros tell where the gradient stops. */
static inline vec gradient_before(bool by_slope, vec dy, vec to, vec scale)
{
    dy = vec_mul(dy, scale);
    return by_slope ? vec_where_not_0(to, vec_mul(dy, to)) : vec_where_above_0(to, dy);
}

/* Up to 4 vectors of n columns, so that their sums stay in registers. The last of several ends with the columns; one alone is cut
 * by a mask. */
__attribute__((always_inline)) static inline void way_back_columns(int vectors, bool by_slope, float *dy, float *dbias,
                                                                   const float *to, int64_t rows, int64_t n, int64_t stride,
                                                                   vec scale, bool adding)
{
    vec sum[4], g[4];
    int64_t at[4];
    vec_mask in = vec_first(vectors > 1 ? VEC : n);
    for (int v = 0; v < vectors; v++) sum[v] = vec_all(0), at[v] = v > 0 && v == vectors - 1 ? n - VEC : v * VEC;
    for (int64_t r = 0; r < rows; r++, dy += stride, to += stride) {
        for (int v = 0; v < vectors; v++) {
            vec d = vectors > 1 ? vec_load(dy + at[v]) : vec_load_some(dy, in);
            g[v] = gradient_before(by_slope, d, vectors > 1 ? vec_load(to + at[v]) : vec_load_some(to, in), scale);
            sum[v] = vec_add(sum[v], g[v]);
        }
        for (int v = 0; v < vectors; v++)
            if (vectors > 1)
                vec_store(dy + at[v], g[v]);
            else
                vec_store_some(dy, g[v], in);
    }
    if (!dbias) return;
    for (int v = 0; v < vectors && adding; v++) sum[v] = vec_add(vec_load_some(dbias + at[v], in), sum[v]);
    for (int v = 0; v < vectors; v++) vec_store_some(dbias + at[v], sum[v], in);
}

__attribute__((always_inline)) static inline void way_back(bool by_slope, float *dy, float *dbias, const float *to, int64_t rows,
                                                           int64_t columns, int64_t stride, float scale, bool adding)
{
    vec s = vec_all(scale);
    for (int64_t c = 0; c < columns; c += 4 * VEC) {
        int64_t here = columns - c < 4 * VEC ? columns - c : 4 * VEC;
        float *sums = dbias ? dbias + c : NULL;
        switch ((here + VEC - 1) / VEC) {
        case 1: way_back_columns(1, by_slope, dy + c, sums, to + c, rows, here, stride, s, adding); break;
        case 2: way_back_columns(2, by_slope, dy + c, sums, to + c, rows, here, stride, s, adding); break;
        case 3: way_back_columns(3, by_slope, dy + c, sums, to + c, rows, here, stride, s, adding); break;
        default: way_back_columns(4, by_slope, dy + c, sums, to + c, rows, here, stride, s, adding); break;
        }
    }
}

static void bias_relu_grad(float *dy, float *dbias, const float *y, int64_t rows, int64_t columns, int64_t stride, float scale,
                           bool adding)
{
    way_back(false, dy, dbias, y, rows, columns, stride, scale, adding);
}

static void slope_grad(float *dy, float *dbias, const float *slope, int64_t rows, int64_t columns, int64_t stride, float scale,
                       bool adding)
{
    way_back(true, dy, dbias, slope, rows, columns, stride, scale, adding);
}
