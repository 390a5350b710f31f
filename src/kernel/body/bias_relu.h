/* What follows a matrix product in one pass: bias, ReLU and dropout; and the way back, from the output's own zeros. */

static inline vec bias_relu_vec(vec y, vec bias, const uint32_t *bits, int64_t column, vec scale)
{
    y = vec_relu(vec_add(y, bias));
    return bits ? vec_mul(vec_keep(y, bits[column / 32] >> (column % 32)), scale) : y;
}

static void bias_relu_row(float *y, const float *bias, const uint32_t *bits, int64_t columns, float scale)
{
    vec s = vec_all(scale), none = vec_all(0);
    int64_t c = 0;
    for (; c + VEC <= columns; c += VEC)
        vec_store(y + c, bias_relu_vec(vec_load(y + c), bias ? vec_load(bias + c) : none, bits, c, s));
    if (c < columns) {
        vec_mask in = vec_first(columns - c);
        vec b = bias ? vec_load_some(bias + c, in) : none;
        vec_store_some(y + c, bias_relu_vec(vec_load_some(y + c, in), b, bits, c, s), in);
    }
}

static void bias_relu(float *y, const float *bias, const uint32_t *bits, int64_t rows, int64_t columns, int64_t stride,
                      float scale)
{
    int64_t row_words = (columns + 31) / 32;
    for (int64_t r = 0; r < rows; r++) bias_relu_row(y + r * stride, bias, bits ? bits + r * row_words : NULL, columns, scale);
}

/* 4 vectors of columns at a time, so that their sums stay in registers. */
__attribute__((always_inline)) static inline void relu_grad_columns(int vectors, float *dy, float *dbias, const float *y,
                                                                    int64_t rows, int64_t stride, vec_mask last, vec scale,
                                                                    bool adding)
{
    vec sum[4];
    for (int v = 0; v < vectors; v++) sum[v] = vec_all(0);
    for (int64_t r = 0; r < rows; r++, dy += stride, y += stride)
        for (int v = 0; v < vectors; v++) {
            bool whole = v < vectors - 1;
            vec g = whole ? vec_load(dy + v * VEC) : vec_load_some(dy + v * VEC, last);
            g = vec_where_above_0(whole ? vec_load(y + v * VEC) : vec_load_some(y + v * VEC, last), vec_mul(g, scale));
            if (whole)
                vec_store(dy + v * VEC, g);
            else
                vec_store_some(dy + v * VEC, g, last);
            sum[v] = vec_add(sum[v], g);
        }
    for (int v = 0; dbias && v < vectors; v++) {
        vec_mask in = v < vectors - 1 ? vec_first(VEC) : last;
        vec_store_some(dbias + v * VEC, adding ? vec_add(vec_load_some(dbias + v * VEC, in), sum[v]) : sum[v], in);
    }
}

static void bias_relu_grad(float *dy, float *dbias, const float *y, int64_t rows, int64_t columns, int64_t stride, float scale,
                           bool adding)
{
    vec s = vec_all(scale);
    for (int64_t c = 0; c < columns; c += 4 * VEC) {
        int64_t here = columns - c < 4 * VEC ? columns - c : 4 * VEC;
        float *sums = dbias ? dbias + c : NULL;
        vec_mask last = vec_first(here - (here - 1) / VEC * VEC);
        switch ((here + VEC - 1) / VEC) {
        case 1: relu_grad_columns(1, dy + c, sums, y + c, rows, stride, last, s, adding); break;
        case 2: relu_grad_columns(2, dy + c, sums, y + c, rows, stride, last, s, adding); break;
        case 3: relu_grad_columns(3, dy + c, sums, y + c, rows, stride, last, s, adding); break;
        default: relu_grad_columns(4, dy + c, sums, y + c, rows, stride, last, s, adding); break;
        }
    }
}
