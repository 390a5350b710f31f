/* Kernels of single units and of rows: each variant against the plain one, fused passes against single ones, activations against
 * libm in double. */
#include "checks.h"

static uint32_t bits[MOST / 32 + 8];

static void check_elementwise(const tn__kernels *variant, const char *isa, int64_t n, int64_t offset)
{
    const float *x = xs + offset % 7, *z = zs + offset % 5;
    const tn__sgd_step sgd = {.lr = 0.1f, .momentum = 0.9f, .dampening = 0.1f, .weight_decay = 0.01f, .grad_scale = 0.5f};
    const tn__adam_step adam = {
        .lr = 0.01, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8, .weight_decay = 0.01, .grad_scale = 1, .step = 3};
    static float moment[MOST], second[MOST];
    CHECK(fill, CONTRACT_fill, n, offset, , k->fill(y, 2.5f, n));
    for (int add = 0; add < 2; add++) {
        CHECK(copy, CONTRACT_copy, n, offset, memcpy(y, z, (size_t)n * 4), k->copy(y, x, n, add));
        CHECK(scale, CONTRACT_scale, n, offset, memcpy(y, z, (size_t)n * 4), k->scale(y, x, 1.7f, n, add));
        CHECK(multiply, CONTRACT_multiply, n, offset, memcpy(y, z, (size_t)n * 4), k->multiply(y, x, ys, n, add));
        CHECK(relu_grad, CONTRACT_relu_grad, n, offset, memcpy(y, z, (size_t)n * 4), k->relu_grad(y, ys, x, n, add));
        CHECK(mask_scale, CONTRACT_mask_scale, n, offset, memcpy(y, z, (size_t)n * 4),
              k->mask_scale(y, x, bits, 1, n, 1.3f, add));
        for (int a = 0; a < TN_ACT_COUNT; a++) {
            const float p[2] = {0.7f, 3.0f};
            CHECK(activation_grad, CONTRACT_activation_grad, n, offset, memcpy(y, z, (size_t)n * 4),
                  k->activation_grad(a, y, ys, x, z, n, p, add));
        }
    }
    CHECK(add, CONTRACT_add, n, offset, , k->add(y, x, z, n));
    CHECK(relu, CONTRACT_relu, n, offset, , k->relu(y, x, n));
    CHECK(mask_apply, CONTRACT_mask_apply, n, offset, , k->mask_apply(y, x, bits, 1, n, &(tn__drop){1.7f, 0, 0}));
    CHECK(mask_apply, CONTRACT_mask_apply, n, offset, , k->mask_apply(y, x, bits, 1, n, &(tn__drop){0.88f, 0.78f, -0.77f}));
    CHECK(mask_apply_in_place, CONTRACT_mask_apply, n, offset, memcpy(y, x, (size_t)n * 4),
          k->mask_apply(y, y, bits, 1, n, &(tn__drop){2, 0.5f, -1}));
    for (int a = 0; a < TN_ACT_COUNT; a++) {
        const float p[2] = {0.7f, 3.0f};
        CHECK(activation, CONTRACT_activation, n, offset, , k->activation(a, y, x, n, p));
    }
    CHECK(sgd, CONTRACT_sgd, n, offset, (memcpy(y, z, (size_t)n * 4), memcpy(moment, ys, sizeof moment)),
          k->sgd(y, x, moment, n, &sgd));
    CHECK(adam, CONTRACT_adam, n, offset,
          (memcpy(y, z, (size_t)n * 4), memset(moment, 0, sizeof moment), memset(second, 0, sizeof second)),
          k->adam(y, x, moment, second, n, &adam));
}

/* The fused passes equal the single ones. */
static void check_bias_relu(const tn__kernels *k, const char *isa, int64_t rows, int64_t columns)
{
    static float y[MOST], want[MOST], dy[MOST], d[MOST], sums[MOST], dbias[MOST];
    static uint32_t row_bits[MOST * 2];
    const tn__drop drop = {1.7f, 0, 0};
    int64_t n = rows * columns;
    for (int64_t i = 0; i < rows * ((columns + 31) / 32); i++) row_bits[i] = (uint32_t)next();
    for (int dropping = 0; dropping < 2; dropping++) {
        memcpy(y, xs, (size_t)n * 4), memcpy(want, xs, (size_t)n * 4), memcpy(dy, ys, (size_t)n * 4);
        k->bias_relu(y, zs + 20, dropping ? row_bits : NULL, rows, columns, columns, drop.scale);
        k->row_add(want, zs + 20, rows, columns);
        k->relu(want, want, n);
        if (dropping) k->mask_apply(want, want, row_bits, rows, columns, &drop);
        compare("bias_relu", isa, EXACT, y, want, n);
        k->scale(d, dy, drop.scale, n, false);
        k->relu_grad(d, d, want, n, false);
        k->column_sums(sums, d, rows, columns, false);
        k->bias_relu_grad(dy, dbias, want, rows, columns, columns, drop.scale, false);
        compare("bias_relu_grad", isa, EXACT, dy, d, n);
        compare("bias_relu_grad, sums", isa, EXACT, dbias, sums, columns);
    }
}

/* What follows a product in one pass, and its slopes, against one after the other: the same bits. */
static void check_bias_activation(const tn__kernels *k, const char *isa, int64_t rows, int64_t columns, int kind)
{
    static float y[MOST], want[MOST], slope[MOST], dy[MOST], d[MOST], before[MOST], sums[MOST], dbias[MOST];
    static uint32_t row_bits[MOST * 2];
    static const tn__drop drops[] = {{1, 0, 0}, {1.7f, 0, 0}, {0.88f, 0.78f, -0.77f}};
    const float p[] = {0.7f, 3};
    int64_t n = rows * columns;
    for (int64_t i = 0; i < rows * ((columns + 31) / 32); i++) row_bits[i] = (uint32_t)next();
    for (int form = 0; form < 3; form++) {
        const tn__drop *drop = &drops[form];
        const tn__finish f = {
            .kind = (tn__activation)kind, .parameter = p, .bias = zs + 20, .bits = form ? row_bits : NULL, .drop = *drop};
        memcpy(y, xs, (size_t)n * 4), memcpy(before, xs, (size_t)n * 4), memcpy(dy, ys, (size_t)n * 4);
        k->bias_activation(y, slope, rows, columns, &f);
        k->row_add(before, zs + 20, rows, columns);
        k->activation(kind, want, before, n, p);
        k->scale(d, dy, drop->scale, n, false);
        k->activation_grad(kind, d, d, before, want, n, p, false);
        if (form)
            k->mask_apply(want, want, row_bits, rows, columns, drop), k->mask_scale(d, d, row_bits, rows, columns, 1, false);
        compare("bias_activation", isa, EXACT, y, want, n);
        k->column_sums(sums, d, rows, columns, false);
        k->slope_grad(dy, dbias, slope, rows, columns, columns, drop->scale, false);
        compare("slope_grad", isa, ULP(1), dy, d, n); /* 0 has either sign */
        memcpy(y, xs, (size_t)n * 4);
        k->bias_activation(y, NULL, rows, columns, &f);
        compare("bias_activation, forward alone", isa, EXACT, y, want, n);
        k->column_sums(sums, dy, rows, columns, false);
        compare("slope_grad, sums", isa, EXACT, dbias, sums, columns);
    }
}

/* What is gathered, in the order of rows of a list, and spread again is what it was, and 0 elsewhere. */
static void check_live_columns(const tn__kernels *k, const char *isa, int64_t rows, int64_t columns)
{
    static float some[2 * MOST + 16], all[MOST + 16];
    static uint32_t live[MOST / 32 + 1];
    static int32_t order[64];
    int64_t n = 0, stride;
    memset(live, 0, sizeof live);
    for (int64_t c = 0; c < columns; c++)
        if (next() % 3) live[c / 32] |= (uint32_t)1 << c % 32, n++;
    for (int64_t r = 0; r < rows; r++) order[r] = (int32_t)(rows - 1 - r);
    stride = n + (int64_t)(next() % 3);
    k->gather_columns(some, stride, xs, columns, live, order, rows);
    for (int add = 0; add < 2; add++) {
        memcpy(all, ys, sizeof all);
        k->spread_columns(all, some, stride, columns, live, order, rows, add);
        for (int64_t r = 0; r < rows; r++)
            for (int64_t c = 0, at = 0; c < columns; c++) {
                bool in = live[c / 32] >> c % 32 & 1;
                float x = in ? xs[r * columns + c] : 0, want = add ? ys[r * columns + c] + x : x;
                if (in && some[(rows - 1 - r) * stride + at++] != x) fail("gather_columns", isa, columns, c, x, x);
                if (all[r * columns + c] != want) fail("spread_columns", isa, columns, c, all[r * columns + c], want);
            }
        if (memcmp(all + rows * columns, ys + rows * columns, 16 * sizeof *all))
            fail("spread_columns, beyond", isa, columns, 0, 0, 0);
    }
}

static void check_live_product(const tn__kernels *k, const char *isa, int64_t m, int64_t n)
{
    enum { OUTER = 3, INNER = 5 };
    static float c[64 * 208];
    int64_t width = (n + 15) / 16 * 16;
    if (n > 200 || m > 64) return;
    tn__live_product g = {m, n, OUTER, INNER, xs, zs, 2, 70, 3, 6 * n, n, width, c};
    for (int64_t i = 0; i < m * width; i++) c[i] = NAN;
    k->live_product(&g);
    for (int64_t r = 0; r < m; r++)
        for (int64_t o = 0; o < n; o++) {
            double want = 0;
            for (int i = 0; i < OUTER; i++)
                for (int j = 0; j < INNER; j++) want += (double)xs[r * 2 + i * 70 + j * 3] * (double)zs[i * 6 * n + j * n + o];
            if (fabs((double)c[r * width + o] - want) > 1e-4) fail("live_product", isa, m * 1000 + n, r, c[r * width + o], want);
        }
}

static void check_rows(const tn__kernels *variant, const char *isa, int64_t rows, int64_t columns)
{
    int64_t n = rows * columns, label[64];
    static float variance[MOST];
    if (n > MOST || rows > 64 || n == 0) return;
    for (int64_t r = 0; r < rows; r++) label[r] = (int64_t)(next() % (uint64_t)columns);
    for (int64_t i = 0; i < n; i++) xs[i] = uniform(-6, 6);
    CHECK(row_add, CONTRACT_row_add, n, 1, memcpy(y, xs, (size_t)n * 4), k->row_add(y, zs + 20, rows, columns));
    check_bias_relu(variant, isa, rows, columns);
    for (int a = 0; a < TN_ACT_COUNT; a++) check_bias_activation(variant, isa, rows, columns, a);
    check_live_columns(variant, isa, rows, columns);
    check_live_product(variant, isa, rows, columns);
    CHECK(row_scale, CONTRACT_row_scale, n, 1, memcpy(y, ys, (size_t)n * 4), k->row_scale(y, xs, zs + 20, rows, columns, true));
    CHECK(softmax_rows, CONTRACT_softmax_rows, n, 1, , k->softmax_rows(y, xs, rows, columns));
    CHECK(log_softmax_rows, CONTRACT_log_softmax_rows, n, 1, , k->log_softmax_rows(y, xs, rows, columns));
    CHECK(column_sums, CONTRACT_column_sums, columns, 1, , k->column_sums(y, xs, rows, columns, false));
    CHECK(transpose, CONTRACT_transpose, n, 1, , k->transpose(y, xs, 1, rows, columns, false));
    CHECK(column_moments, CONTRACT_column_moments, columns, 1, , k->column_moments(y, variance, xs, rows, columns));
    double sum[2];
    CHECK(cross_entropy_rows, CONTRACT_cross_entropy_rows, n, 1, ,
          k->cross_entropy_rows(&sum[pass_], y, xs, label, rows, columns, 0.1f, 0.25f));
    if (fabs(sum[0] - sum[1]) > 1e-5 * fabs(sum[0])) fail("cross_entropy_rows, sum", isa, n, 0, sum[1], sum[0]);
    CHECK(sum_squares, CONTRACT_sum_squares, 0, 1, , k->sum_squares(&sum[pass_], xs, n));
    if (fabs(sum[0] - sum[1]) > 1e-12 * sum[0]) fail("sum_squares", isa, n, 0, sum[1], sum[0]);
}

static double reference(int a, double x)
{
    double sigmoid = 1 / (1 + exp(-x));
    switch (a) {
    case TN_ACT_elu: return x > 0 ? x : 0.7 * expm1(x);
    case TN_ACT_selu: return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x));
    case TN_ACT_gelu: return 0.5 * x * (1 + erf(x / sqrt(2.0)));
    case TN_ACT_gelu_tanh: return 0.5 * x * (1 + tanh(sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case TN_ACT_silu: return x * sigmoid;
    case TN_ACT_mish: return x * tanh(log1p(exp(x)));
    case TN_ACT_sigmoid: return sigmoid;
    case TN_ACT_tanh: return tanh(x);
    case TN_ACT_softplus: return 0.7 * x > 3 ? x : log1p(exp(0.7 * x)) / 0.7;
    default: return NAN;
    }
}

static void check_activations(const tn__kernels *variant, const char *isa)
{
    const float p[2] = {0.7f, 3.0f};
    for (int a = 0; a < TN_ACT_COUNT; a++)
        for (float x = -20; x < 20; x += 0.0137f) {
            float y;
            double want = reference(a, (double)x);
            if (isnan(want)) continue;
            variant->activation(a, &y, &x, 1, p);
            /* Relative where the function is not the difference of near equals, absolute below. */
            if (fabs((double)y - want) > 3e-6 * fabs(want) + 3e-7)
                fail("activation against libm", isa, a, (int64_t)(x * 1000), y, want);
        }
}

void check_units(const tn__kernels *variant, const char *isa)
{
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) bits[i] = (uint32_t)next();
    for (int s = 0; s < n_sizes; s++) {
        fill_numbers(xs, MOST + 64, s % 2), fill_numbers(ys, MOST + 64, false), fill_numbers(zs, MOST + 64, s % 2);
        check_elementwise(variant, isa, sizes[s], s);
    }
    for (int64_t rows = 1; rows <= 40; rows += 13)
        for (int s = 1; s < n_sizes; s++) check_rows(variant, isa, rows, sizes[s]);
    check_activations(variant, isa);
}
