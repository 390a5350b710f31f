/* Every row of layers.def: gradients by difference, with masks frozen, on every instruction set;
 * adding into gradients. A row without a case fails. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layer/layer.h"
#include "random/generator.h"

#define MAX_ARGS 6
#define MAX_NUMBERS 4096

typedef struct layer_case {
    const char *row;
    tn_arg args[MAX_ARGS];
    int n_args, n_in;
    tn_shape in[2];
    bool channels_last, evaluation;
    float low, high; /* inputs are uniform in this range */
    int whole;       /* > 0: inputs are integers below it and have no slope */
} layer_case;

#define I(v) {.type = TN_VALUE_INT, .ints = {v}}
#define P(a, b) {.type = TN_VALUE_INTS, .n_ints = 2, .ints = {a, b}}
#define R(v) {.type = TN_VALUE_FLOAT, .number = v}
#define B(v) {.type = TN_VALUE_BOOL, .ints = {v}}
#define T(v) {.type = TN_VALUE_TEXT, .text = v}
#define S(r, ...) {.rank = r, .batch = -1, .dim = {__VA_ARGS__}}
#define FLAT S(2, 5, 7)
#define IMAGE S(4, 2, 3, 5, 4)

static const layer_case cases[] = {
    {"adaptive_avg_pool2d", {{0, P(2, 3)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"adaptive_avg_pool2d", {{0, I(1)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"adaptive_max_pool2d", {{0, P(2, 3)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"adaptive_max_pool2d", {{0, I(1)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"add", {{0}}, 0, 2, {FLAT, FLAT}, false, false, -1, 1, 0},
    {"add", {{0}}, 0, 2, {IMAGE, S(3, 3, 1, 1)}, false, false, -1, 1, 0},
    {"alpha_dropout", {{"p", R(0.4)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"alpha_dropout", {{"p", R(0.4)}, {"alpha", R(1.5)}}, 2, 1, {FLAT}, false, false, -1, 1, 0},
    {"alpha_dropout", {{"p", R(0.4)}, {"alpha", R(1.0)}}, 2, 1, {IMAGE}, true, false, -1, 1, 0},
    {"avg_pool2d", {{0, I(2)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"avg_pool2d", {{0, I(3)}, {"stride", I(2)}, {"padding", I(1)}, {"count_include_pad", B(0)}}, 4,
     1, {IMAGE}, true, false, -1, 1, 0},
    {"avg_pool2d", {{0, I(2)}, {"ceil_mode", B(1)}}, 2, 1, {IMAGE}, true, false, -1, 1, 0},
    {"batch_norm1d", {{0, I(7)}}, 1, 1, {FLAT}, false, false, -1, 2, 0},
    {"batch_norm1d", {{0, I(7)}}, 1, 1, {FLAT}, false, true, -1, 2, 0},
    {"batch_norm1d", {{0, I(6)}}, 1, 1, {S(3, 4, 6, 5)}, false, false, -1, 2, 0},
    {"batch_norm1d", {{0, I(6)}}, 1, 1, {S(3, 4, 6, 5)}, false, true, -1, 2, 0},
    {"batch_norm1d", {{0, I(7)}, {"momentum", {.type = TN_VALUE_NONE}}, {"affine", B(0)}}, 3, 1,
     {FLAT}, false, false, -1, 2, 0},
    {"batch_norm2d", {{0, I(3)}}, 1, 1, {IMAGE}, true, false, -1, 2, 0},
    {"batch_norm2d", {{0, I(3)}, {"affine", B(0)}, {"track_running_stats", B(0)}}, 3, 1, {IMAGE},
     true, true, -1, 2, 0},
    {"cat", {{"dim", I(1)}}, 1, 2, {IMAGE, S(4, 2, 2, 5, 4)}, false, false, -1, 1, 0},
    {"conv1d", {{0, I(6)}, {0, I(4)}, {0, I(3)}}, 3, 1, {S(3, 2, 6, 7)}, false, false, -1, 1, 0},
    {"conv1d", {{0, I(6)}, {0, I(4)}, {0, I(2)}, {"groups", I(2)}, {"stride", I(2)}, {"padding",
     I(1)}}, 6, 1, {S(3, 2, 6, 7)}, false, false, -1, 1, 0},
    {"conv2d", {{0, I(3)}, {0, I(4)}, {0, I(3)}, {"padding", I(1)}}, 4, 1, {IMAGE}, true, false, -1,
     1, 0},
    {"conv2d", {{0, I(3)}, {0, I(2)}, {0, P(2, 3)}, {"stride", P(2, 1)}, {"bias", B(0)}}, 5, 1,
     {IMAGE}, true, false, -1, 1, 0},
    {"conv2d", {{0, I(4)}, {0, I(6)}, {0, I(3)}, {"groups", I(2)}, {"padding", T("same")},
     {"dilation", I(2)}}, 6, 1, {S(4, 2, 4, 6, 5)}, true, false, -1, 1, 0},
    {"conv2d", {{0, I(4)}, {0, I(4)}, {0, I(3)}, {"groups", I(4)}, {"padding", I(1)}}, 5, 1, {S(4,
     2, 4, 4, 4)}, true, false, -1, 1, 0},
    {"dropout", {{"p", R(0.5)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"dropout", {{"p", R(0.3)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"dropout", {{"p", R(0.3)}}, 1, 1, {FLAT}, false, true, -1, 1, 0},
    {"dropout1d", {{"p", R(0.5)}}, 1, 1, {S(3, 3, 4, 5)}, false, false, -1, 1, 0},
    {"dropout2d", {{"p", R(0.5)}}, 1, 1, {S(4, 3, 6, 2, 2)}, true, false, -1, 1, 0},
    {"dropout2d", {{"p", R(0.5)}}, 1, 1, {S(4, 3, 6, 2, 2)}, false, false, -1, 1, 0},
    {"dropout2d", {{"p", R(0.5)}}, 1, 1, {S(3, 3, 6, 4)}, false, false, -1, 1, 0},
    {"dropout3d", {{"p", R(0.5)}}, 1, 1, {S(5, 2, 3, 2, 2, 2)}, false, false, -1, 1, 0},
    {"elu", {{"alpha", R(0.7)}}, 1, 1, {FLAT}, false, false, -2, 2, 0},
    {"embedding", {{0, I(11)}, {0, I(4)}}, 2, 1, {S(2, 5, 3)}, false, false, 0, 0, 11},
    {"embedding", {{0, I(6)}, {0, I(2)}, {0, I(-1)}}, 3, 1, {S(1, 9)}, false, false, 0, 0, 5},
    {"feature_alpha_dropout", {{"p", R(0.4)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"gaussian_dropout", {{"p", R(0.4)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"gelu", {{0}}, 0, 1, {FLAT}, false, false, -3, 3, 0},
    {"gelu", {{"approximate", T("tanh")}}, 1, 1, {FLAT}, false, false, -3, 3, 0},
    {"group_norm", {{0, I(3)}, {0, I(6)}}, 2, 1, {S(4, 2, 6, 3, 2)}, false, false, -1, 2, 0},
    {"group_norm", {{0, I(1)}, {0, I(7)}, {"affine", B(0)}}, 3, 1, {FLAT}, false, false, -1, 2, 0},
    {"hardsigmoid", {{0}}, 0, 1, {FLAT}, false, false, -5, 5, 0},
    {"hardswish", {{0}}, 0, 1, {FLAT}, false, false, -5, 5, 0},
    {"layer_norm", {{0, I(7)}}, 1, 1, {FLAT}, false, false, -1, 2, 0},
    {"layer_norm", {{0, P(5, 4)}, {"elementwise_affine", B(0)}}, 2, 1, {IMAGE}, false, false, -1, 2,
     0},
    {"leaky_relu", {{0, R(0.2)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"linear", {{0, I(7)}, {0, I(4)}}, 2, 1, {FLAT}, false, false, -1, 1, 0},
    {"linear", {{0, I(4)}, {0, I(3)}, {"bias", B(0)}}, 3, 1, {S(3, 2, 3, 4)}, false, false, -1, 1,
     0},
    {"log_softmax", {{"dim", I(-1)}}, 1, 1, {FLAT}, false, false, -2, 2, 0},
    {"log_softmax", {{"dim", I(1)}}, 1, 1, {IMAGE}, false, false, -2, 2, 0},
    {"max_pool2d", {{0, I(2)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"max_pool2d", {{0, I(3)}, {"stride", I(1)}, {"padding", I(1)}}, 3, 1, {IMAGE}, true, false, -1,
     1, 0},
    {"max_pool2d", {{0, I(2)}, {"dilation", I(2)}, {"ceil_mode", B(1)}}, 3, 1, {IMAGE}, true, false,
     -1, 1, 0},
    {"mean", {{0, P(2, 3)}}, 1, 1, {IMAGE}, false, false, -1, 1, 0},
    {"mean", {{0, I(1)}, {"keepdim", B(1)}}, 2, 1, {IMAGE}, false, false, -1, 1, 0},
    {"mish", {{0}}, 0, 1, {FLAT}, false, false, -3, 3, 0},
    {"multiply", {{0}}, 0, 2, {FLAT, FLAT}, false, false, -1, 1, 0},
    {"multiply", {{0}}, 0, 2, {FLAT, S(1, 7)}, false, false, -1, 1, 0},
    {"permute", {{0, {.type = TN_VALUE_INTS, .n_ints = 4, .ints = {0, 3, -3, 2}}}}, 1, 1, {IMAGE},
     false, false, -1, 1, 0},
    {"permute", {{0, P(1, 0)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"relu", {{0}}, 0, 1, {FLAT}, false, false, -1, 1, 0},
    {"relu6", {{0}}, 0, 1, {FLAT}, false, false, -2, 9, 0},
    {"selu", {{0}}, 0, 1, {FLAT}, false, false, -2, 2, 0},
    {"sigmoid", {{0}}, 0, 1, {FLAT}, false, false, -4, 4, 0},
    {"silu", {{0}}, 0, 1, {FLAT}, false, false, -4, 4, 0},
    {"softmax", {{"dim", I(1)}}, 1, 1, {FLAT}, false, false, -2, 2, 0},
    {"softmax", {{"dim", I(1)}}, 1, 1, {IMAGE}, false, false, -2, 2, 0},
    {"softplus", {{"beta", R(2)}, {"threshold", R(3)}}, 2, 1, {FLAT}, false, false, -4, 4, 0},
    {"tanh", {{0}}, 0, 1, {FLAT}, false, false, -2, 2, 0},
};

/* A run of one case with memory of its own. */
typedef struct bench {
    tn__layer layer;
    tn__compute compute;
    tn__mask_source masks;
    tn__run run;
    float in[2][MAX_NUMBERS], din[2][MAX_NUMBERS], out[MAX_NUMBERS], dout[MAX_NUMBERS];
    float state[TN_LAYER_MAX_STATE][MAX_NUMBERS], dstate[TN_LAYER_MAX_STATE][MAX_NUMBERS];
    tn_shape state_shape[TN_LAYER_MAX_STATE];
    char saved[1 << 16] __attribute__((aligned(64))), scratch[1 << 16] __attribute__((aligned(64)));
} bench;

static void set_up_state(bench *b, tn_generator *g)
{
    const tn__layer_kind *kind = b->layer.kind;
    for (int i = 0; i < tn__layer_states_count(kind); i++) {
        if (!kind->state_shape(&b->layer, i, &b->state_shape[i])) continue;
        int64_t n = tn__shape_count(&b->state_shape[i]);
        assert_true(n <= MAX_NUMBERS);
        b->run.state[i] = b->state[i];
        if (kind->state[i].dtype == TN_I64) continue;
        tn_random_uniform(g, b->state[i], n, 0.5, 1.5); /* variances among them: positive */
        if (!kind->state[i].buffer) b->run.dstate[i] = b->dstate[i];
    }
}

static void set_up(bench *b, const layer_case *c, const char *isa)
{
    tn_error err = {0};
    tn_generator g;
    memset(b, 0, sizeof *b);
    tn_generator_seed(&g, 5);
    if (tn__layer_init(&b->layer, tn__layer_find(c->row), "layer", c->args, c->n_args, NULL,
                       &err) ||
        tn__compute_init(&b->compute, isa, NULL, &err))
        fail_msg("%s: %s", c->row, err.text);
    b->masks = (tn__mask_source){.key = {.seed = 3, .step = 1}};
    b->run = (tn__run){.compute = &b->compute,
                       .layer = &b->layer,
                       .n_in = c->n_in,
                       .channels_last = c->channels_last,
                       .out = b->out,
                       .dout = b->dout,
                       .saved = b->saved,
                       .scratch = b->scratch,
                       .training = !c->evaluation,
                       .for_training = true,
                       .masks = &b->masks,
                       .site = 2};
    for (int k = 0; k < c->n_in; k++) {
        b->run.in_shape[k] = c->in[k];
        b->run.in[k] = b->in[k];
        b->run.din[k] = b->din[k];
        b->run.want_din[k] = true;
        tn_random_uniform(&g, b->in[k], tn__shape_count(&c->in[k]), c->low, c->high);
        for (int64_t i = 0; c->whole && i < tn__shape_count(&c->in[k]); i++)
            b->in[k][i] = (float)(tn_random_u32(&g) % (unsigned)c->whole);
    }
    set_up_state(b, &g);
    if (b->layer.kind->shape(&b->layer, c->in, c->n_in, &b->run.out_shape, &err))
        fail_msg("%s: %s", c->row, err.text);
    assert_true(tn__shape_count(&b->run.out_shape) <= MAX_NUMBERS);
    if (b->layer.kind->saved_bytes)
        assert_true(b->layer.kind->saved_bytes(&b->run) <= sizeof b->saved);
    if (b->layer.kind->scratch_bytes)
        assert_true(b->layer.kind->scratch_bytes(&b->run) <= sizeof b->scratch);
    if (b->layer.kind->prepare && b->layer.kind->prepare(&b->run, &err))
        fail_msg("%s: %s", c->row, err.text);
    for (int64_t i = 0; i < tn__shape_count(&b->run.out_shape); i++)
        b->dout[i] = sinf(1.3f * (float)i + 1);
}

static void tear_down(bench *b)
{
    if (b->layer.kind->unprepare) b->layer.kind->unprepare(&b->run);
    tn__compute_release(&b->compute);
}

static double objective(bench *b)
{
    double sum = 0;
    /* Running statistics move at each training pass, but nothing reads them then. */
    b->layer.kind->forward(&b->run);
    for (int64_t i = 0; i < tn__shape_count(&b->run.out_shape); i++)
        sum += (double)b->dout[i] * (double)b->out[i];
    return sum;
}

static double quotient(bench *b, float *x, float h)
{
    float old = *x;
    *x = old + h;
    double up = objective(b);
    *x = old - h;
    double down = objective(b);
    *x = old;
    return (up - down) / (2 * (double)h);
}

/* Largest gradient of the array, which small errors are measured by. */
static double scale_of(const float *gradient, int64_t n)
{
    double most = 0;
    for (int64_t i = 0; i < n; i++) most = fmax(most, fabs((double)gradient[i]));
    return fmax(most, 0.1);
}

/* Where two steps disagree there is a kink between them; elsewhere the gradient must agree within
 * 1e-3 of its array's scale. */
static void check_array(bench *b, const char *row, const char *what, float *x,
                        const float *gradient, int64_t n)
{
    int kinks = 0;
    double tolerance = 1e-3 * scale_of(gradient, n);
    for (int64_t i = 0; i < n; i++) {
        double near = quotient(b, x + i, 1.0f / 512), nearer = quotient(b, x + i, 1.0f / 1024);
        if (fabs(near - (double)gradient[i]) <= tolerance ||
            fabs(nearer - (double)gradient[i]) <= tolerance)
            continue;
        if (fabs(near - nearer) > tolerance && ++kinks <= 1 + n / 20) continue;
        fail_msg("%s, %s[%d]: %g by difference, %g by backward", row, what, (int)i, nearer,
                 (double)gradient[i]);
    }
}

static void check_case(const layer_case *c, const char *isa)
{
    bench *b = malloc(sizeof *b);
    assert_non_null(b);
    set_up(b, c, isa);
    objective(b);
    b->layer.kind->backward(&b->run);
    /* objective() runs forward again, so what backward left is copied first. */
    bench *kept = malloc(sizeof *kept);
    assert_non_null(kept);
    memcpy(kept, b, sizeof *b);
    for (int k = 0; !c->whole && k < c->n_in; k++)
        check_array(b, c->row, k ? "second input" : "input", b->in[k], kept->din[k],
                    tn__shape_count(&c->in[k]));
    for (int i = 0; i < tn__layer_states_count(b->layer.kind); i++)
        if (b->run.dstate[i])
            check_array(b, c->row, b->layer.kind->state[i].key, b->state[i], kept->dstate[i],
                        tn__shape_count(&b->state_shape[i]));

    /* Adding on top of what is there gives twice the gradient. */
    for (int k = 0; k < c->n_in; k++) b->run.din_add[k] = true;
    b->run.dstate_add = true;
    objective(b);
    b->layer.kind->backward(&b->run);
    for (int k = 0; k < c->n_in; k++)
        for (int64_t i = 0; i < tn__shape_count(&c->in[k]); i++)
            if (fabs((double)b->din[k][i] - 2 * (double)kept->din[k][i]) >
                1e-4 * scale_of(kept->din[k], 1 + i))
                fail_msg("%s: adding to input gradient %d", c->row, (int)i);
    for (int s = 0; s < tn__layer_states_count(b->layer.kind); s++)
        for (int64_t i = 0; b->run.dstate[s] && i < tn__shape_count(&b->state_shape[s]); i++)
            if (fabs((double)b->dstate[s][i] - 2 * (double)kept->dstate[s][i]) >
                1e-4 * scale_of(kept->dstate[s], 1 + i))
                fail_msg("%s: adding to the gradient of %s", c->row, b->layer.kind->state[s].key);
    tear_down(b);
    free(b);
    free(kept);
}

static void check_all(const char *isa)
{
    if (!tn__kernels_for(isa)) skip();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_case(&cases[i], isa);
}

static void test_gradients__generic(void **state)
{
    (void)state;
    check_all("generic");
}

static void test_gradients__avx2(void **state)
{
    (void)state;
    check_all("avx2");
}

static void test_gradients__avx512(void **state)
{
    (void)state;
    check_all("avx512");
}

static void test_table__every_row_that_computes_has_a_case(void **state)
{
    (void)state;
    for (int k = 0; k < tn__layer_kinds_count; k++) {
        bool found = tn__layer_kinds[k]->traits & TN_TRAIT_VIEW;
        for (size_t i = 0; !found && i < sizeof cases / sizeof *cases; i++)
            found = strcmp(cases[i].row, tn__layer_kinds[k]->name) == 0;
        if (!found) fail_msg("no gradient case for %s", tn__layer_kinds[k]->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table__every_row_that_computes_has_a_case),
        cmocka_unit_test(test_gradients__generic),
        cmocka_unit_test(test_gradients__avx2),
        cmocka_unit_test(test_gradients__avx512),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
