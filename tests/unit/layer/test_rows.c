/* Large layers are cut for the threads: neither the number of threads nor the place of a sample in
 * the batch may change a bit. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "layer/layer.h"
#include "random/generator.h"
#include "values.h"

#define MAX_ARGS 4

typedef struct large {
    const char *row;
    tn_arg args[MAX_ARGS];
    int n_args, n_in;
    tn_shape in; /* of every input; dimension 0 is the batch, an even one */
    bool channels_last;
    bool whole_batch; /* mixes samples: halves differ */
} large;

#define IMAGES S(4, 60, 6, 26, 25)
#define ROWS S(2, 300, 700)

static const large cases[] = {
    {"adaptive_avg_pool2d", {{0, P(5, 4)}}, 1, 1, IMAGES, true, false},
    {"adaptive_max_pool2d", {{0, P(5, 4)}}, 1, 1, IMAGES, true, false},
    {"add", {{0}}, 0, 2, ROWS, false, false},
    {"add", {{0, R(0.3)}}, 1, 1, ROWS, false, false},
    {"alpha_dropout", {{0, R(0.3)}}, 1, 1, ROWS, false, false},
    {"avg_pool2d", {{0, I(2)}}, 1, 1, IMAGES, true, false},
    {"batch_norm1d", {{0, I(700)}}, 1, 1, ROWS, false, true},
    {"batch_norm1d", {{0, I(70)}}, 1, 1, S(3, 30, 70, 80), false, true},
    {"batch_norm2d", {{0, I(6)}}, 1, 1, IMAGES, true, true},
    {"conv2d", {{0, I(6)}, {0, I(4)}, {0, I(3)}}, 3, 1, IMAGES, true, true},
    {"divide", {{0, R(1.7)}}, 1, 1, ROWS, false, false},
    {"drop_connect", {{0, I(700)}, {0, I(300)}}, 2, 1, ROWS, false, true},
    {"dropout", {{0, R(0.5)}}, 1, 1, ROWS, false, false},
    {"dropout", {{0, R(0.3)}}, 1, 1, IMAGES, true, false},
    {"dropout1d", {{0, R(0.3)}}, 1, 1, S(3, 60, 30, 100), false, false},
    {"dropout2d", {{0, R(0.3)}}, 1, 1, IMAGES, true, false},
    {"dropout2d", {{0, R(0.3)}}, 1, 1, IMAGES, false, false},
    {"feature_alpha_dropout", {{0, R(0.3)}}, 1, 1, IMAGES, true, false},
    {"batchwise_dropout", {{0, R(0.3)}}, 1, 1, ROWS, false, false},
    {"gaussian_dropout", {{0, R(0.3)}}, 1, 1, ROWS, false, false},
    {"gelu", {{0}}, 0, 1, ROWS, false, false},
    {"group_norm", {{0, I(2)}, {0, I(6)}}, 2, 1, IMAGES, false, false},
    {"layer_norm", {{0, I(700)}}, 1, 1, ROWS, false, false},
    {"linear", {{0, I(700)}, {0, I(300)}}, 2, 1, ROWS, false, true},
    {"log_softmax", {{"dim", I(1)}}, 1, 1, ROWS, false, false},
    {"max_pool1d", {{0, I(2)}}, 1, 1, S(3, 60, 30, 101), false, false},
    {"max_pool2d", {{0, I(2)}}, 1, 1, IMAGES, true, false},
    {"multiply", {{0}}, 0, 2, ROWS, false, false},
    {"multiply", {{0, R(0.3)}}, 1, 1, ROWS, false, false},
    {"relu", {{0}}, 0, 1, ROWS, false, false},
    {"rsub", {{0, R(1)}}, 1, 1, ROWS, false, false},
    {"softmax", {{"dim", I(1)}}, 1, 1, IMAGES, false, false},
};

/* Samples [first, first + n) of a case, run forward and backward. */
typedef struct result {
    tn_shape in, out;
    float *x[2], *dx[2], *y, *dy;
    float *state[TN_LAYER_MAX_STATE], *dstate[TN_LAYER_MAX_STATE];
    int64_t state_size[TN_LAYER_MAX_STATE];
} result;

static float *numbers(int64_t n)
{
    float *block = tn__alloc_aligned((size_t)n + 16, sizeof *block);
    assert_non_null(block);
    return block;
}

/* Numbers of a sample depend on the sample's place in the whole batch. */
static float *drawn(const tn_shape *s, int64_t first, uint64_t seed)
{
    int64_t size = tn__shape_product(s, 1, s->rank);
    float *x = numbers(tn__shape_count(s));
    for (int64_t i = 0; i < s->dim[0]; i++) {
        tn_generator g;
        tn_generator_seed(&g, seed + 1000 * (uint64_t)(first + i));
        tn_random_uniform(&g, x + i * size, size, -1, 1);
    }
    return x;
}

static void make_states(const tn__layer *layer, tn__run *run, result *r)
{
    tn_shape s;
    tn_generator g;
    tn_generator_seed(&g, 9);
    for (int i = 0; i < tn__layer_states_count(layer->kind); i++) {
        if (!layer->kind->state_shape(layer, i, &s)) continue;
        r->state_size[i] = tn__shape_count(&s);
        run->state[i] = r->state[i] = numbers(2 * r->state_size[i]);
        if (layer->kind->state[i].dtype == TN_I64) continue;
        tn_random_uniform(&g, r->state[i], r->state_size[i], 0.5, 1.5);
        if (!layer->kind->state[i].buffer) run->dstate[i] = r->dstate[i] = numbers(r->state_size[i]);
    }
}

static void run_case(const large *c, int64_t first, int64_t n, int64_t fold, int n_threads, result *r)
{
    tn_error err = {0};
    tn__threads *threads;
    tn__compute compute;
    tn__layer layer;
    tn__mask_source masks = {.key = {.seed = 3, .step = 1}, .first_sample = (uint64_t)(first / fold)};
    memset(r, 0, sizeof *r);
    r->in = c->in;
    r->in.dim[0] = n;
    if (tn__threads_new(&threads, n_threads, &err) || tn__compute_init(&compute, NULL, threads, &err) ||
        tn__layer_init(&layer, tn__layer_find(c->row), "layer", c->args, c->n_args, NULL, &err))
        fail_msg("%s: %s", c->row, err.text);
    tn_shape both[2] = {r->in, r->in};
    if (layer.kind->shape(&layer, both, c->n_in, &r->out, &err)) fail_msg("%s: %s", c->row, err.text);
    tn__run run = {.compute = &compute,
                   .layer = &layer,
                   .n_in = c->n_in,
                   .out_shape = r->out,
                   .training = true,
                   .fold = fold,
                   .for_training = true,
                   .masks = &masks,
                   .site = 2,
                   .channels_last = c->channels_last};
    for (int k = 0; k < c->n_in; k++) {
        run.in_shape[k] = r->in;
        run.in[k] = r->x[k] = drawn(&r->in, first, 1 + (uint64_t)k);
        run.din[k] = r->dx[k] = numbers(tn__shape_count(&r->in));
        run.want_din[k] = true;
    }
    run.out = r->y = numbers(tn__shape_count(&r->out));
    run.dout = r->dy = drawn(&r->out, first, 7);
    make_states(&layer, &run, r);
    run.saved = numbers((int64_t)(layer.kind->saved_bytes ? layer.kind->saved_bytes(&run) : 0) / 4 + 1);
    run.scratch = numbers((int64_t)(layer.kind->scratch_bytes ? layer.kind->scratch_bytes(&run) : 0) / 4 + 1);
    if (layer.kind->prepare && layer.kind->prepare(&run, &err)) fail_msg("%s: %s", c->row, err.text);
    layer.kind->forward(&run);
    layer.kind->backward(&run);
    if (layer.kind->unprepare) layer.kind->unprepare(&run);
    tn__free(run.saved);
    tn__free(run.scratch);
    tn__compute_release(&compute);
    tn__threads_free(threads);
}

static void release(result *r)
{
    for (int k = 0; k < 2; k++) tn__free(r->x[k]), tn__free(r->dx[k]);
    for (int i = 0; i < TN_LAYER_MAX_STATE; i++) tn__free(r->state[i]), tn__free(r->dstate[i]);
    tn__free(r->y);
    tn__free(r->dy);
}

static void same(const char *row, const char *what, const float *a, const float *b, int64_t n)
{
    if (n > 0 && memcmp(a, b, (size_t)n * sizeof *a) != 0) fail_msg("%s: the %s is not the same", row, what);
}

static void test_threads__do_not_change_a_bit(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const large *c = &cases[i];
        result one, three;
        run_case(c, 0, c->in.dim[0], 1, 1, &one);
        run_case(c, 0, c->in.dim[0], 1, 3, &three);
        same(c->row, "output", one.y, three.y, tn__shape_count(&one.out));
        for (int k = 0; k < c->n_in; k++) same(c->row, "input's gradient", one.dx[k], three.dx[k], tn__shape_count(&one.in));
        for (int s = 0; s < TN_LAYER_MAX_STATE; s++) {
            same(c->row, "state", one.state[s], three.state[s], one.state_size[s]);
            if (one.dstate[s]) same(c->row, "state's gradient", one.dstate[s], three.dstate[s], one.state_size[s]);
        }
        release(&one);
        release(&three);
    }
}

/* Rows of the second half must be those that the whole batch has there. */
static void check_halves(const large *c, int64_t fold)
{
    int64_t n = c->in.dim[0];
    result whole, half;
    run_case(c, 0, n, fold, 1, &whole);
    for (int64_t first = 0; first < n; first += n / 2) {
        run_case(c, first, n / 2, fold, 1, &half);
        int64_t in = tn__shape_product(&whole.in, 1, whole.in.rank), out = tn__shape_product(&whole.out, 1, whole.out.rank);
        same(c->row, "output of half a batch", whole.y + first * out, half.y, n / 2 * out);
        for (int k = 0; k < c->n_in; k++)
            same(c->row, "input's gradient of half a batch", whole.dx[k] + first * in, half.dx[k], n / 2 * in);
        release(&half);
    }
    release(&whole);
}

static void test_samples__do_not_depend_on_their_place_in_the_batch(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!cases[i].whole_batch) check_halves(&cases[i], 1);
}

static void test_masks__of_folded_samples_do_not_depend_on_their_place_in_the_batch(void **state)
{
    (void)state;
    const large dropout = {"dropout", {{0, R(0.5)}}, 1, 1, S(2, 24, 50), false, false};
    const large channels = {"dropout1d", {{0, R(0.5)}}, 1, 1, S(3, 24, 10, 5), false, false};
    check_halves(&dropout, 4);
    check_halves(&channels, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads__do_not_change_a_bit),
        cmocka_unit_test(test_samples__do_not_depend_on_their_place_in_the_batch),
        cmocka_unit_test(test_masks__of_folded_samples_do_not_depend_on_their_place_in_the_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
