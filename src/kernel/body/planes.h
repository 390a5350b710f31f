/* Convolution of few input channels in plain memory, one output channel a plane: vectors run along rows of pixels, and each tap
 * (an input channel, a row and a column of the filter) is a fixed distance from the pixel in the padded input. Planes that nobody
 * needs are not computed. */

/* Sums of n <= 4 planes in `vectors` vectors of a row. */
__attribute__((always_inline)) static inline void plane_row(int n, int vectors, float *plane, const float *x,
                                                            const float *const *w, const float *bias, const tn__planes *g)
{
    vec sum[4][2];
    for (int i = 0; i < n; i++)
        for (int v = 0; v < vectors; v++) sum[i][v] = vec_all(bias[i]);
    for (int64_t t = 0; t < g->taps; t++) {
        vec pixels[2];
        for (int v = 0; v < vectors; v++) pixels[v] = vec_load(x + g->offset[t] + v * VEC);
        for (int i = 0; i < n; i++) {
            vec weight = vec_all(w[i][t]);
            for (int v = 0; v < vectors; v++) sum[i][v] = vec_madd(weight, pixels[v], sum[i][v]);
        }
    }
    for (int i = 0; i < n; i++)
        for (int v = 0; v < vectors; v++) vec_store(plane + i * g->plane + v * VEC, sum[i][v]);
}

__attribute__((always_inline)) static inline void planes_of(int n, float *planes, const float *x, const float *const *w,
                                                            const float *bias, const tn__planes *g)
{
    for (int64_t r = 0; r < g->rows; r++) {
        int64_t c = 0;
        for (; c + 2 * VEC <= g->stride; c += 2 * VEC)
            plane_row(n, 2, planes + r * g->stride + c, x + r * g->x_stride + c, w, bias, g);
        for (; c < g->stride; c += VEC) plane_row(n, 1, planes + r * g->stride + c, x + r * g->x_stride + c, w, bias, g);
    }
}

static void planes_forward(float *planes, const float *x, const float *const *w, const float *bias, int n, const tn__planes *g)
{
    switch (n) {
    case 1: planes_of(1, planes, x, w, bias, g); break;
    case 2: planes_of(2, planes, x, w, bias, g); break;
    case 3: planes_of(3, planes, x, w, bias, g); break;
    default: planes_of(4, planes, x, w, bias, g); break;
    }
}

/* The gradients of `taps` <= 3 taps from the first on, for n <= 4 planes. */
__attribute__((always_inline)) static inline void tap_gradients(int n, int taps, float *const *dw, int64_t first,
                                                                const float *planes, const float *x, const tn__planes *g)
{
    vec sum[3][4];
    float total[4];
    for (int t = 0; t < taps; t++)
        for (int i = 0; i < 4; i++) sum[t][i] = vec_all(0);
    for (int64_t r = 0; r < g->rows; r++)
        for (int64_t c = 0; c < g->stride; c += VEC) {
            vec dy[4];
            for (int i = 0; i < n; i++) dy[i] = vec_load(planes + i * g->plane + r * g->stride + c);
            for (int t = 0; t < taps; t++) {
                vec pixels = vec_load(x + r * g->x_stride + c + g->offset[first + t]);
                for (int i = 0; i < n; i++) sum[t][i] = vec_madd(dy[i], pixels, sum[t][i]);
            }
        }
    for (int t = 0; t < taps; t++) {
        vec_sum_4(total, sum[t]);
        for (int i = 0; i < n; i++) dw[i][first + t] += total[i];
    }
}

__attribute__((always_inline)) static inline void all_tap_gradients(int n, float *const *dw, const float *planes, const float *x,
                                                                    const tn__planes *g)
{
    int64_t t = 0;
    for (; t + 3 <= g->taps; t += 3) tap_gradients(n, 3, dw, t, planes, x, g);
    for (; t < g->taps; t++) tap_gradients(n, 1, dw, t, planes, x, g);
}

static void planes_backward(float *const *dw, const float *planes, const float *x, int n, const tn__planes *g)
{
    switch (n) {
    case 1: all_tap_gradients(1, dw, planes, x, g); break;
    case 2: all_tap_gradients(2, dw, planes, x, g); break;
    case 3: all_tap_gradients(3, dw, planes, x, g); break;
    default: all_tap_gradients(4, dw, planes, x, g); break;
    }
}

/* --- what follows a plane: the maximum of each window, ReLU, one factor. Pairs of rows and columns, the common case, go through
 * short arrays of plain loops, which vectorise. --- */

#define PIECE 64

/* Numbers below it become it: 0 for ReLU, none without. */
static inline float lowest(const tn__plane_pool *g)
{
    return g->relu ? 0.0f : -INFINITY;
}

static void finish_row(float *y, const float *x, int64_t n, float low, float scale)
{
    for (int64_t c = 0; c < n; c++) y[c] = (x[c] < low ? low : x[c]) * scale;
}

/* The larger of each pair in a row, and whether it is the second; a NaN wins. */
static void larger_of_pairs(float *best, int32_t *second, const float *x, int64_t n)
{
    for (int64_t c = 0; c < n; c++) {
        float a = x[2 * c], b = x[2 * c + 1];
        int32_t is_b = (b > a) | (b != b);
        best[c] = is_b ? b : a;
        second[c] = is_b;
    }
}

static void finish_pairs(float *y, uint8_t *place, const float *upper, const float *lower, int64_t n, float low, float scale)
{
    float up[PIECE], down[PIECE];
    int32_t up_second[PIECE], down_second[PIECE];
    larger_of_pairs(up, up_second, upper, n);
    larger_of_pairs(down, down_second, lower, n);
    for (int64_t c = 0; c < n; c++) {
        int32_t below = (down[c] > up[c]) | (down[c] != down[c]);
        up[c] = below ? down[c] : up[c];
        up_second[c] = below ? 2 + down_second[c] : up_second[c];
    }
    for (int64_t c = 0; c < n; c++) place[c] = (uint8_t)up_second[c];
    finish_row(y, up, n, low, scale);
}

static void finish_windows(float *y, uint8_t *place, const float *plane, const tn__plane_pool *g, float scale)
{
    for (int64_t c = 0; c < g->columns; c++) {
        const float *numbers = plane + c * g->kernel_w;
        float best = numbers[0];
        int at = 0;
        for (int k = 1; k < (int)(g->kernel_h * g->kernel_w); k++) {
            float x = numbers[k / g->kernel_w * g->stride + k % g->kernel_w];
            if (x > best || x != x) best = x, at = k;
        }
        finish_row(y + c, &best, 1, lowest(g), scale);
        place[c] = (uint8_t)at;
    }
}

static void plane_finish(float *y, uint8_t *place, const float *plane, const tn__plane_pool *g, float scale)
{
    for (int64_t r = 0; r < g->rows; r++, y += g->columns, place += g->columns, plane += g->kernel_h * g->stride) {
        if (g->kernel_h == 1 && g->kernel_w == 1)
            finish_row(y, plane, g->columns, lowest(g), scale);
        else if (g->kernel_h != 2 || g->kernel_w != 2)
            finish_windows(y, place, plane, g, scale);
        else
            for (int64_t c = 0; c < g->columns; c += PIECE)
                finish_pairs(y + c, place + c, plane + 2 * c, plane + g->stride + 2 * c,
                             g->columns - c < PIECE ? g->columns - c : PIECE, lowest(g), scale);
    }
}

/* --- and the way back --- */

static void return_row(float *to, const float *dy, const float *y, int64_t n, bool relu, float scale)
{
    if (relu)
        for (int64_t c = 0; c < n; c++) to[c] = y[c] <= 0 ? 0.0f : dy[c] * scale;
    else
        for (int64_t c = 0; c < n; c++) to[c] = dy[c] * scale;
}

static void spread_pairs(float *upper, float *lower, const float *dy, const uint8_t *place, int64_t n)
{
    int32_t at[PIECE];
    for (int64_t c = 0; c < n; c++) at[c] = place[c];
    for (int64_t c = 0; c < n; c++) {
        upper[2 * c] = at[c] == 0 ? dy[c] : 0.0f;
        upper[2 * c + 1] = at[c] == 1 ? dy[c] : 0.0f;
    }
    for (int64_t c = 0; c < n; c++) {
        lower[2 * c] = at[c] == 2 ? dy[c] : 0.0f;
        lower[2 * c + 1] = at[c] == 3 ? dy[c] : 0.0f;
    }
}

static void spread_windows(float *plane, const float *dy, const uint8_t *place, int64_t n, const tn__plane_pool *g)
{
    for (int64_t k = 0; k < g->kernel_h * g->kernel_w; k++) {
        float *to = plane + k / g->kernel_w * g->stride + k % g->kernel_w;
        for (int64_t c = 0; c < n; c++) to[c * g->kernel_w] = place[c] == k ? dy[c] : 0.0f;
    }
}

static float sum_of(const float *x, int64_t n)
{
    float lane[LANES] = {0}, rest = 0;
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) lane[k] += x[i + k];
    for (; i < n; i++) rest += x[i];
    return fold_sum(lane) + rest;
}

static void plane_spread(float *plane, float *sum, const float *dy, const float *y, const uint8_t *place, const tn__plane_pool *g,
                         float scale)
{
    float gradient[PIECE];
    for (int64_t r = 0; r < g->rows;
         r++, dy += g->columns, y += g->columns, place += g->columns, plane += g->kernel_h * g->stride)
        for (int64_t c = 0; c < g->columns; c += PIECE) {
            int64_t n = g->columns - c < PIECE ? g->columns - c : PIECE;
            float *to = plane + c * g->kernel_w;
            return_row(gradient, dy + c, y + c, n, g->relu, scale);
            *sum += sum_of(gradient, n);
            if (g->kernel_h == 1 && g->kernel_w == 1)
                memcpy(to, gradient, (size_t)n * sizeof *to);
            else if (g->kernel_h == 2 && g->kernel_w == 2)
                spread_pairs(to, to + g->stride, gradient, place + c, n);
            else
                spread_windows(to, gradient, place + c, n, g);
        }
}

#undef PIECE
