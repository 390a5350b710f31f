/* Elementwise kernels and activations. */

static void fill(float *y, float value, int64_t n)
{
    for (int64_t i = 0; i < n; i++) y[i] = value;
}

static void copy(float *y, const float *x, int64_t n, bool add)
{
    if (add)
        for (int64_t i = 0; i < n; i++) y[i] += x[i];
    else if (n > 0)
        memmove(y, x, (size_t)n * sizeof *y);
}

static void scale(float *y, const float *x, float factor, int64_t n, bool add)
{
    if (add)
        for (int64_t i = 0; i < n; i++) y[i] += x[i] * factor;
    else
        for (int64_t i = 0; i < n; i++) y[i] = x[i] * factor;
}

static void add(float *y, const float *a, const float *b, int64_t n)
{
    for (int64_t i = 0; i < n; i++) y[i] = a[i] + b[i];
}

static void multiply(float *y, const float *a, const float *b, int64_t n, bool adding)
{
    if (adding)
        for (int64_t i = 0; i < n; i++) y[i] += a[i] * b[i];
    else
        for (int64_t i = 0; i < n; i++) y[i] = a[i] * b[i];
}

/* Tails of rows: a masked store holds up loads from the whole of its vector, so also those of the next row, until it has reached
 * the cache. So the last whole vector of a row is loaded before the others are stored, and what they share is computed twice. */
static void row_add(float *y, const float *bias, int64_t rows, int64_t columns)
{
    int64_t end = columns - VEC;
    for (int64_t r = 0; r < rows && end < 0; r++)
        for (int64_t c = 0; c < columns; c++) y[r * columns + c] += bias[c];
    for (int64_t r = 0; r < rows && end >= 0; r++, y += columns) {
        vec last = vec_add(vec_load(y + end), vec_load(bias + end));
        for (int64_t c = 0; c < end; c += VEC) vec_store(y + c, vec_add(vec_load(y + c), vec_load(bias + c)));
        vec_store(y + end, last);
    }
}

static void row_scale(float *y, const float *x, const float *noise, int64_t rows, int64_t period, bool adding)
{
    for (int64_t r = 0; r < rows; r++) multiply(y + r * period, x + r * period, noise, period, adding);
}

static void relu(float *y, const float *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++) y[i] = x[i] < 0 ? 0.0f : x[i]; /* keeps NaN and -0 */
}

static void relu_grad(float *dx, const float *dy, const float *y, int64_t n, bool adding)
{
    if (adding)
        for (int64_t i = 0; i < n; i++) dx[i] += y[i] <= 0 ? 0.0f : dy[i];
    else
        for (int64_t i = 0; i < n; i++) dx[i] = y[i] <= 0 ? 0.0f : dy[i];
}

/* --- activations: f(x), and g = dy f'(x) from x and y = f(x); p: the parameters. torch.nn.functional 2.13.
 * Where the slope is a constant 0, g is 0 whatever dy is, as in PyTorch: an infinite dy gives no NaN there. --- */

#define SELU_ALPHA 1.6732632423543772848170429916717f
#define SELU_SCALE 1.0507009873554804934193349852946f

#define F(name) static inline float f_##name(float x, const float *p)
#define G(name) static inline float g_##name(float dy, float x, float y, const float *p)
#define UNUSED (void)p, (void)x

/* min(x, 0) that keeps a NaN */
static inline float below_zero(float x)
{
    return x > 0 ? 0.0f : x;
}

F(relu)
{
    UNUSED;
    return x < 0 ? 0.0f : x;
}
G(relu)
{
    UNUSED;
    return y <= 0 ? 0.0f : dy;
}
F(relu6)
{
    UNUSED;
    return x < 0 ? 0.0f : x > 6 ? 6.0f : x;
}
G(relu6)
{
    UNUSED;
    (void)y;
    return x > 0 && x < 6 ? dy : 0.0f;
}
F(leaky_relu)
{
    return x > 0 ? x : x * p[0];
}
G(leaky_relu)
{
    (void)y;
    return x > 0 ? dy : dy * p[0];
}
F(elu)
{
    return x > 0 ? x : p[0] * expm1_f(below_zero(x));
}
G(elu)
{
    return x > 0 ? dy : dy * (y + p[0]);
}
F(selu)
{
    UNUSED;
    return x > 0 ? SELU_SCALE * x : SELU_SCALE * SELU_ALPHA * expm1_f(below_zero(x));
}
G(selu)
{
    UNUSED;
    return dy * (x > 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA);
}
F(gelu)
{
    UNUSED;
    return x * normal_f(x, bell_f(x));
}
G(gelu)
{
    UNUSED, (void)y;
    float bell = bell_f(x);
    return dy * (normal_f(x, bell) + x * bell * 0.39894228040143267794f);
}
/* 0.5 x (1 + tanh(u)) with u = sqrt(2/pi) (x + 0.044715 x^3) */
F(gelu_tanh)
{
    UNUSED;
    return 0.5f * x * (1.0f + tanh_f(0.79788456080286535588f * (x + 0.044715f * x * x * x)));
}
G(gelu_tanh)
{
    UNUSED, (void)y;
    float t = tanh_f(0.79788456080286535588f * (x + 0.044715f * x * x * x));
    float slope = 0.79788456080286535588f * (1.0f + 3 * 0.044715f * x * x);
    return dy * (0.5f * (1.0f + t) + 0.5f * x * (1.0f - t * t) * slope);
}
F(silu)
{
    UNUSED;
    return x * sigmoid_f(x);
}
G(silu)
{
    UNUSED;
    (void)y;
    float s = sigmoid_f(x);
    return dy * (s * (1.0f + x * (1.0f - s)));
}
/* softplus without its threshold: max(x, 0) + ln(1 + e^-|x|) */
static inline float softplus_f(float x)
{
    return larger(x, 0) + log1p_f(exp_f(-fabsf(x)));
}
F(mish)
{
    UNUSED;
    return x * tanh_f(softplus_f(x));
}
G(mish)
{
    UNUSED, (void)y;
    float t = tanh_f(softplus_f(x));
    return dy * (t + x * sigmoid_f(x) * (1.0f - t * t));
}
F(sigmoid)
{
    UNUSED;
    return sigmoid_f(x);
}
G(sigmoid)
{
    UNUSED;
    return dy * (y * (1.0f - y));
}
F(hardsigmoid)
{
    UNUSED;
    return x <= -3 ? 0.0f : x >= 3 ? 1.0f : (x + 3.0f) / 6.0f;
}
G(hardsigmoid)
{
    UNUSED;
    (void)y;
    return x > -3 && x < 3 ? dy * (1.0f / 6.0f) : 0.0f;
}
F(hardswish)
{
    UNUSED;
    return x <= -3 ? 0.0f * x : x >= 3 ? x : x * (x + 3.0f) / 6.0f;
}
G(hardswish)
{
    UNUSED;
    (void)y;
    return x <= -3 ? 0.0f : x >= 3 ? dy : dy * (x / 3.0f + 0.5f);
}
F(tanh)
{
    UNUSED;
    return tanh_f(x);
}
G(tanh)
{
    UNUSED;
    return dy * (1.0f - y * y);
}
/* p: beta, threshold; linear where beta x exceeds the threshold */
F(softplus)
{
    float t = x * p[0];
    return t > p[1] ? x : softplus_f(t) / p[0];
}
G(softplus)
{
    (void)y;
    float t = x * p[0];
    return t > p[1] ? dy : dy * sigmoid_f(t);
}

#undef F
#undef G
#undef UNUSED

static void activation(int kind, float *y, const float *x, int64_t n, const float *p)
{
    switch (kind) {
#define ACTIVATION(name, n_parameters)                                                                                           \
    case TN_ACT_##name:                                                                                                          \
        for (int64_t i = 0; i < n; i++) y[i] = f_##name(x[i], p);                                                                \
        break;
#include "kernel/activations.def"
#undef ACTIVATION
    }
}

static void activation_grad(int kind, float *dx, const float *dy, const float *x, const float *y, int64_t n, const float *p,
                            bool adding)
{
    switch (kind) {
#define ACTIVATION(name, n_parameters)                                                                                           \
    case TN_ACT_##name:                                                                                                          \
        if (adding)                                                                                                              \
            for (int64_t i = 0; i < n; i++) dx[i] += g_##name(dy[i], x[i], y[i], p);                                             \
        else                                                                                                                     \
            for (int64_t i = 0; i < n; i++) dx[i] = g_##name(dy[i], x[i], y[i], p);                                              \
        break;
#include "kernel/activations.def"
#undef ACTIVATION
    }
}
