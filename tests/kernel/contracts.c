/* What kernels.def promises of every kernel, row by row: sizes of 0, 1 and odd tails, arrays off alignment, input and output in
 * one array where that is allowed, NaN and infinities, nothing written beyond the output; each variant against the plain one.
 * A row of kernels.def without a trial here does not compile. harness.c asks further: masks by their definition, sums in double.
 */
#include <stdio.h>

#include "checks.h"

#define ROWS 3
#define SIZE (ROWS * 1100)
#define GUARD_NUMBER 12345.5f

static float first[SIZE + GUARD], second[SIZE + GUARD], third[SIZE + GUARD]; /* inputs; the first with special numbers */
static uint32_t bits[SIZE];

static void draw(float *x, bool special)
{
    static const float odd[] = {0, -0.0f, INFINITY, -INFINITY, NAN, 1e-40f};
    for (int64_t i = 0; i < SIZE + GUARD; i++)
        x[i] = special && next() % 16 == 0 ? odd[next() % 6] : (float)(int64_t)(next() % 2001 - 1000) / 250;
}

/* Off alignment by one number. */
#define Z (second + 1)
#define W (third + 3)

/* --- trials: y is written, of x and other arrays; they return how many numbers of y may be. y may be x where the row below says
 * so.
 * --- */

typedef int64_t trial(const tn__kernels *k, float *y, const float *x, int64_t n);

static const tn__mask_key key = {5, 6, 7};

static const double rates[] = {0.5, 0.1, 1e-9, 1 - 1e-9, 0, 1};

static int64_t try_mask_bits(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    (void)x;
    for (int i = 0; i < 6; i++) {
        tn__rate rate = tn__rate_of(rates[i]);
        k->mask_bits((uint32_t *)(void *)y + i * ((n + 31) / 32), 33, n, 9, &key, &rate);
    }
    return 6 * ((n + 31) / 32);
}

static int64_t try_mask_rows(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    (void)x;
    tn__rate rate = tn__rate_of(0.1);
    k->mask_rows((uint32_t *)(void *)y, ROWS, n, 9, &key, &rate);
    return ROWS * ((n + 31) / 32);
}

static int64_t try_mask_draw_apply(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    tn__mask_pass m = {.key = key, .sample = 3, .drop = {1.7f, 0.5f, -1}};
    for (int i = 0; i < (x == y ? 1 : 6); i++) {
        m.rate = tn__rate_of(rates[i]);
        k->mask_draw_apply(y, x, NULL, 5, n, &m);
        if (x != y) m.add = true, m.drop.shift = m.drop.dropped = 0;
    }
    return n;
}

static int64_t try_mask_apply(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->mask_apply(y, x, bits, ROWS, n, &(tn__drop){1.7f, 0.5f, -1});
    return ROWS * n;
}

static int64_t try_mask_scale(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->mask_scale(y, x, bits, ROWS, n, 1.7f, false);
    if (x != y) k->mask_scale(y, Z, bits, ROWS, n, 0.3f, true);
    return ROWS * n;
}

static int64_t try_row_scale(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->row_scale(y, x, Z, ROWS, n, false);
    if (x != y) k->row_scale(y, W, Z, ROWS, n, true);
    return ROWS * n;
}

static int64_t try_mask_normal(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    (void)x;
    k->mask_normal(y, 64, n, 2, &key);
    return n;
}

static int64_t try_fill(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    (void)x;
    k->fill(y, NAN, n);
    return n;
}

static int64_t try_copy(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->copy(y, x, n, false);
    k->copy(y, Z, n, true);
    return n;
}

static int64_t try_scale(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->scale(y, x, 1.7f, n, false);
    if (x != y) k->scale(y, Z, -0.3f, n, true);
    return n;
}

static int64_t try_add(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->add(y, x, Z, n);
    k->add(y, W, y, n);
    return n;
}

static int64_t try_multiply(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->multiply(y, x, Z, n, false);
    if (x != y) k->multiply(y, x, W, n, true);
    return n;
}

static int64_t try_row_add(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->row_add(y, x, ROWS, n);
    return ROWS * n;
}

static int64_t try_gather(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    int64_t count = 0;
    for (int64_t i = 0; i < n; i++) count += bits[i / 32] >> (i % 32) & 1;
    k->gather(y, x, bits, n);
    return count;
}

static int64_t try_scatter_add(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->scatter_add(y, x, bits, n, 0.7f);
    return n;
}

static int64_t try_relu(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->relu(y, x, n);
    return n;
}

static int64_t try_relu_grad(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->relu_grad(y, x, Z, n, false);
    if (x != y) k->relu_grad(y, Z, x, n, true);
    return n;
}

static int64_t try_bias_relu(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->bias_relu(y, x, NULL, ROWS, n, n, 1);
    k->bias_relu(y, NULL, bits, ROWS, n, n, 1.7f);
    return ROWS * n;
}

static int64_t try_bias_relu_grad(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->bias_relu_grad(y, NULL, x, ROWS, n, n, 1.7f, false);
    k->bias_relu_grad(y, y + ROWS * n, Z, ROWS, n, n, 0.5f, true);
    return (ROWS + 1) * n;
}

static int64_t try_bias_activation(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    const float p[] = {0.7f, 3};
    memcpy(y, Z, (size_t)(ROWS * n) * sizeof *y);
    for (int a = 0; a < TN_ACT_COUNT; a++) {
        tn__finish f = {
            .kind = a, .parameter = p, .bias = a % 3 ? x : NULL, .bits = a % 2 ? bits : NULL, .drop = {1.7f, 0.5f, -1}};
        k->bias_activation(y, a % 4 ? y + ROWS * n : NULL, ROWS, n, &f);
    }
    return 2 * ROWS * n;
}

static int64_t try_slope_grad(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->slope_grad(y, NULL, x, ROWS, n, n, 1.7f, false);
    k->slope_grad(y, y + ROWS * n, Z, ROWS, n, n, 0.5f, true);
    return (ROWS + 1) * n;
}

static int64_t try_activation(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    const float p[] = {0.7f, 3};
    for (int a = 0; a < TN_ACT_COUNT; a++) k->activation(a, y, x == y || a == 0 ? x : Z, x == y && a > 0 ? 0 : n, p);
    return n;
}

static int64_t try_activation_grad(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    const float p[] = {0.7f, 3};
    k->activation_grad(TN_ACT_tanh, y, Z, x, W, n, p, false);
    k->activation_grad(TN_ACT_tanh, y, W, x, Z, n, p, true);
    return n;
}

static int64_t try_softmax_rows(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->softmax_rows(y, x, ROWS, n);
    return ROWS * n;
}

static int64_t try_log_softmax_rows(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->log_softmax_rows(y, x, ROWS, n);
    return ROWS * n;
}

static int64_t try_cross_entropy_rows(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    const int64_t label[ROWS] = {0, n - 1, n / 2};
    double sum;
    k->cross_entropy_rows(&sum, y, x, label, n > 0 ? ROWS : 0, n, 0.1f, 0.25f);
    y[ROWS * n] = (float)sum;
    return ROWS * n + 1;
}

static int64_t try_column_sums(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->column_sums(y, x, ROWS, n, false);
    k->column_sums(y, Z, ROWS, n, true);
    return n;
}

static int64_t try_sum_squares(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    double sum;
    k->sum_squares(&sum, x, n);
    y[0] = (float)sum;
    return 1;
}

static int64_t try_column_moments(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->column_moments(y, y + n, x, ROWS, n);
    return 2 * n;
}

static int64_t try_transpose(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    k->transpose(y, x, 1, ROWS, n, false);
    k->transpose(y, Z, 1, n, ROWS, true);
    return ROWS * n;
}

/* n channels under windows of 3 x 2 with padding. */
static tn__pool pool_of(int64_t n)
{
    return (tn__pool){.n = 1,
                      .c = n,
                      .h = 2,
                      .w = 1,
                      .oh = 1,
                      .ow = 1,
                      .kernel_h = 3,
                      .kernel_w = 2,
                      .stride_h = 2,
                      .stride_w = 2,
                      .pad_h = 1,
                      .pad_w = 1,
                      .dilation_h = 1,
                      .dilation_w = 1,
                      .count_include_pad = true};
}

static int64_t try_max_pool(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    tn__pool g = pool_of(n);
    k->max_pool(y, NULL, Z, &g);
    k->max_pool(y, (int32_t *)(void *)(y + n), x, &g);
    return 2 * n;
}

static int64_t try_max_pool_grad(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    static int32_t argmax[SIZE];
    tn__pool g = pool_of(n);
    for (int64_t i = 0; i < n; i++) argmax[i] = (int32_t)(i % 2);
    k->max_pool_grad(y, x, argmax, &g);
    return 2 * n;
}

static int64_t try_max_pool_spread(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    static int32_t argmax[SIZE];
    const tn__pool g = {.n = 1,
                        .c = n,
                        .h = 2,
                        .w = 1,
                        .oh = 1,
                        .ow = 1,
                        .kernel_h = 2,
                        .kernel_w = 1,
                        .stride_h = 2,
                        .stride_w = 1,
                        .dilation_h = 1,
                        .dilation_w = 1};
    for (int64_t i = 0; i < n; i++) argmax[i] = (int32_t)(i % 2);
    k->max_pool_spread(y, x, argmax, &g);
    return 2 * n;
}

static int64_t try_average_pool(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    tn__pool g = pool_of(n);
    k->average_pool(y, x, &g);
    return n;
}

static int64_t try_average_pool_grad(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    tn__pool g = pool_of(n);
    g.count_include_pad = false;
    k->average_pool_grad(y, x, &g);
    return 2 * n;
}

/* Planes of 2 rows under 2 taps; their strides must be multiples of TN_PLANE_ALIGN. */
static tn__planes planes_of_width(int64_t n)
{
    static const int32_t offsets[] = {0, 1};
    int64_t stride = (n + TN_PLANE_ALIGN - 1) / TN_PLANE_ALIGN * TN_PLANE_ALIGN;
    return (tn__planes){
        .rows = n > 0 ? 2 : 0, .stride = stride, .x_stride = stride, .plane = 2 * stride, .taps = 2, .offset = offsets};
}

#define PLANES 3 /* of at most 4; 2 rows each must fit */

static int64_t try_planes_forward(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    static const float w[PLANES][2] = {{0.5f, -1}, {2, 0.25f}, {-0.75f, 1}}, bias[PLANES] = {1, 2, 3};
    const float *rows[PLANES] = {w[0], w[1], w[2]};
    tn__planes g = planes_of_width(n / PLANES);
    (void)x;
    k->planes_forward(y, Z, rows, bias, PLANES, &g);
    return PLANES * g.plane;
}

static int64_t try_planes_backward(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    tn__planes g = planes_of_width(n / PLANES);
    float *rows[PLANES] = {y, y + 2, y + 4};
    (void)x;
    k->planes_backward(rows, Z, W, PLANES, &g);
    return 2 * PLANES;
}

static tn__plane_pool windows_of(int64_t n, int64_t size, bool relu)
{
    return (tn__plane_pool){.rows = 1, .columns = n / size, .stride = n, .kernel_h = size, .kernel_w = size, .relu = relu};
}

static int64_t try_plane_finish(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    static uint8_t place[SIZE];
    for (int size = 1; size <= 3; size++) {
        tn__plane_pool g = windows_of(n, size, size != 2);
        k->plane_finish(y, place, x, &g, 1.7f);
        if (size == 1) continue;
        for (int64_t i = 0; i < g.columns; i++) y[n + i] = place[i];
    }
    return n + n / 2;
}

static int64_t try_plane_spread(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    static uint8_t place[SIZE];
    float sum = 0;
    for (int size = 1; size <= 3; size++) {
        tn__plane_pool g = windows_of(n, size, size != 2);
        for (int64_t i = 0; i < n; i++) place[i] = (uint8_t)(i % (size * size));
        k->plane_spread(y, &sum, Z, x, place, &g, 1.7f);
        y[ROWS * n + size - 1] = sum;
    }
    return ROWS * n + 3;
}

/* A row of pixels, one channel in and n / 4 out, patches of 1 x 2. */
static tn__patches patches_of(int64_t n)
{
    return (tn__patches){
        .rows = 1, .columns = 4, .channels = n / 4, .row_step = 8, .column_step = 1, .tap_step = 1, .taps = 2, .run = 1};
}

static int64_t try_patches_dweight(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    tn__patches g = patches_of(n);
    (void)x;
    k->patches_dweight(y, Z, W, &g);
    return 2 * g.channels;
}

static int64_t try_patches_dx(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    tn__patches g = patches_of(n);
    (void)x;
    k->patches_dx(y, Z, W, &g);
    return 5;
}

static int64_t try_count_nonzero(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    int64_t count;
    k->count_nonzero(&count, x, n);
    y[0] = (float)count;
    return 1;
}

/* Optimisers: the weight, and its moments behind it. */
static int64_t try_sgd(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    const tn__sgd_step s = {
        .lr = 0.1, .momentum = 0.9, .dampening = 0.1, .weight_decay = 0.01, .grad_scale = 0.5f, .nesterov = true};
    k->sgd(y, x, y + n, n, &s);
    return 2 * n;
}

static int64_t try_rmsprop(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    tn__rmsprop_step s = {.lr = 0.1, .alpha = 0.9, .epsilon = 1e-8, .weight_decay = 0.01, .grad_scale = 0.5f};
    static float square[SIZE], mean[SIZE], momentum[SIZE];
    memset(square, 0, sizeof square), memset(mean, 0, sizeof mean), memset(momentum, 0, sizeof momentum);
    k->rmsprop(y, x, square, NULL, NULL, n, &s);
    s.momentum = 0.5, s.centered = true;
    k->rmsprop(y, Z, square, mean, momentum, n, &s);
    memcpy(y + n, square, (size_t)n * 4);
    return 2 * n;
}

static int64_t try_adadelta(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    const tn__adadelta_step s = {.lr = 0.1, .rho = 0.9, .epsilon = 1e-6, .weight_decay = 0.01, .grad_scale = 0.5f};
    static float square[SIZE], delta[SIZE];
    memset(square, 0, sizeof square), memset(delta, 0, sizeof delta);
    k->adadelta(y, x, square, delta, n, &s);
    return n;
}

static int64_t try_adam(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    const tn__adam_step s = {.lr = 0.1,
                             .beta1 = 0.9,
                             .beta2 = 0.99,
                             .epsilon = 1e-8,
                             .weight_decay = 0.01,
                             .grad_scale = 1,
                             .step = 2,
                             .decoupled = true};
    static float m[SIZE], v[SIZE];
    memset(m, 0, sizeof m), memset(v, 0, sizeof v);
    k->adam(y, x, m, v, n, &s);
    return n;
}

static int64_t try_gemm(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    (void)x;
    for (int form = 0; form < 4; form++) {
        bool ta = form & 1, tb = form & 2;
        k->gemm(&(tn__gemm){ta, tb, ROWS, n, 2, Z, W, ta ? ROWS : 2, tb ? 2 : n, n, form == 0 ? 0 : 0.5f, y});
    }
    return ROWS * n;
}

/* Some of these may write up to 16 numbers too many, which are left behind here. */
static float wide[ROWS * (1100 + 32)];

static void copy_rows(float *y, int64_t n, int64_t stride)
{
    for (int64_t r = 0; r < ROWS; r++) memcpy(y + r * n, wide + r * stride, (size_t)n * sizeof *y);
}

/* The first n of `bits`, then zeros; returns how many are set. */
static int64_t cut_bits(uint32_t *cut, int64_t n)
{
    int64_t count = 0;
    memset(cut, 0, (size_t)(n / 32 + 1) * sizeof *cut);
    for (int64_t i = 0; i < n; i++) {
        uint32_t bit = bits[i / 32] >> i % 32 & 1;
        cut[i / 32] |= bit << i % 32;
        count += bit;
    }
    return count;
}

static const int32_t row_order[ROWS] = {2, 0, 1};

static int64_t try_gather_columns(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    uint32_t cut[SIZE / 32 + 1];
    int64_t count = cut_bits(cut, n);
    k->gather_columns(wide, n + 16, x, n, cut, row_order, ROWS);
    copy_rows(y, count, n + 16);
    return ROWS * count;
}

static int64_t try_spread_columns(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    uint32_t cut[SIZE / 32 + 1];
    cut_bits(cut, n);
    k->spread_columns(y, x, n, n, cut, row_order, ROWS, false);
    k->spread_columns(y, Z, n, n, cut, NULL, ROWS, true);
    return ROWS * n;
}

static int64_t try_live_product(const tn__kernels *k, float *y, const float *x, int64_t n)
{
    (void)x;
    int64_t whole = (n + 15) / 16 * 16;
    k->live_product(&(tn__live_product){.m = ROWS,
                                        .n = n,
                                        .outer = 2,
                                        .inner = 1,
                                        .a = W,
                                        .b = Z,
                                        .a_row = 2,
                                        .a_outer = 1,
                                        .a_inner = 1,
                                        .b_outer = whole,
                                        .b_inner = whole,
                                        .c_row = whole,
                                        .c = wide});
    copy_rows(y, n, whole);
    return ROWS * n;
}

/* --- the rows of kernels.def --- */

typedef struct row {
    const char *name;
    int contract;
    trial *try;
} row;

static const row rows[] = {
#define KERNEL(name, contract, arguments) {#name, contract, try_##name},
#include "kernel/kernels.def"
#undef KERNEL
};

/* Whose comments allow y to be x. */
static bool works_in_place(const char *name)
{
    static const char *const names[] = {"mask_draw_apply", "mask_apply", "mask_scale", "row_scale", "scale", "add",
                                        "multiply",        "activation", "relu",       "relu_grad"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], name)) return true;
    return false;
}

/* --- trying them --- */

static bool same(int contract, float got, float want)
{
    if (!memcmp(&got, &want, sizeof got) || (isnan(got) && isnan(want))) return true;
    return contract != EXACT && (ulps(got, want) <= contract || fabsf(got - want) < 1e-6f);
}

typedef struct output {
    float numbers[GUARD + 6 * SIZE + GUARD];
    float *y;
    int64_t n;
} output;

static void run(output *o, const row *r, const tn__kernels *k, int64_t n, bool in_place)
{
    size_t all = sizeof o->numbers / sizeof *o->numbers;
    for (size_t i = 0; i < all; i++) o->numbers[i] = GUARD_NUMBER;
    o->y = o->numbers + GUARD + 1;
    /* What a kernel adds to, or changes. */
    bool special = in_place && strcmp(r->name, "add");
    memcpy(o->y, special ? first + 1 : third + 1, SIZE * sizeof *o->y);
    o->n = r->try(k, o->y, in_place ? o->y : first + 1, n);
}

static void check_row(const row *r, const tn__kernels *variant, const char *isa, int64_t n, bool in_place)
{
    static output got, want;
    run(&got, r, variant, n, in_place);
    run(&want, r, tn__kernels_for("generic"), n, in_place);
    for (int64_t i = 0; i < got.n; i++)
        if (!same(r->contract, got.y[i], want.y[i])) fail(r->name, isa, n, i, (double)got.y[i], (double)want.y[i]);
    for (const float *p = got.numbers; p < got.numbers + sizeof got.numbers / sizeof *got.numbers; p++) {
        int64_t at = p - got.y;
        float before = at >= 0 && at < SIZE ? third[1 + at] : GUARD_NUMBER;
        if (in_place && strcmp(r->name, "add") && at >= 0 && at < SIZE) before = first[1 + at];
        if ((at < 0 || at >= got.n) && memcmp(p, &before, sizeof before) && !isnan(before))
            fail("beyond the output of", isa, n, at, (double)*p, (double)before), printf("  %s\n", r->name);
    }
}

int main(void)
{
    static const char *const sets[] = {"generic", "neon", "avx2", "avx512"};
    static const int64_t lengths[] = {0, 1, 2, 3, 7, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129, 1000, 1029};
    draw(first, true), draw(second, false), draw(third, false);
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) bits[i] = (uint32_t)next();
    for (int v = 0; v < 4; v++) {
        const tn__kernels *variant = tn__kernels_for(sets[v]);
        for (size_t s = 0; variant && s < sizeof lengths / sizeof *lengths; s++)
            for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
                for (int in_place = 0; in_place <= works_in_place(rows[r].name); in_place++)
                    check_row(&rows[r], variant, sets[v], lengths[s], in_place);
    }
    if (failures) printf("%d failures\n", failures);
    return failures ? 1 : 0;
}
