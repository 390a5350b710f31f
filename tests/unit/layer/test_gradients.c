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

#include "cases.h"
#include "random/generator.h"

#define MAX_NUMBERS 4096

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
    if (tn__layer_init(&b->layer, tn__layer_find(c->row), "layer", c->args, c->n_args, NULL, &err) ||
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
    if (b->layer.kind->shape(&b->layer, c->in, c->n_in, &b->run.out_shape, &err)) fail_msg("%s: %s", c->row, err.text);
    assert_true(tn__shape_count(&b->run.out_shape) <= MAX_NUMBERS);
    if (b->layer.kind->saved_bytes) assert_true(b->layer.kind->saved_bytes(&b->run) <= sizeof b->saved);
    if (b->layer.kind->scratch_bytes) assert_true(b->layer.kind->scratch_bytes(&b->run) <= sizeof b->scratch);
    if (b->layer.kind->prepare && b->layer.kind->prepare(&b->run, &err)) fail_msg("%s: %s", c->row, err.text);
    for (int64_t i = 0; i < tn__shape_count(&b->run.out_shape); i++) b->dout[i] = sinf(1.3f * (float)i + 1);
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
    for (int64_t i = 0; i < tn__shape_count(&b->run.out_shape); i++) sum += (double)b->dout[i] * (double)b->out[i];
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
static void check_array(bench *b, const char *row, const char *what, float *x, const float *gradient, int64_t n)
{
    int kinks = 0;
    double tolerance = 1e-3 * scale_of(gradient, n);
    for (int64_t i = 0; i < n; i++) {
        double near = quotient(b, x + i, 1.0f / 512), nearer = quotient(b, x + i, 1.0f / 1024);
        if (fabs(near - (double)gradient[i]) <= tolerance || fabs(nearer - (double)gradient[i]) <= tolerance) continue;
        if (fabs(near - nearer) > tolerance && ++kinks <= 1 + n / 20) continue;
        fail_msg("%s, %s[%d]: %g by difference, %g by backward", row, what, (int)i, nearer, (double)gradient[i]);
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
        check_array(b, c->row, k ? "second input" : "input", b->in[k], kept->din[k], tn__shape_count(&c->in[k]));
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
            if (fabs((double)b->din[k][i] - 2 * (double)kept->din[k][i]) > 1e-4 * scale_of(kept->din[k], 1 + i))
                fail_msg("%s: adding to input gradient %d", c->row, (int)i);
    for (int s = 0; s < tn__layer_states_count(b->layer.kind); s++)
        for (int64_t i = 0; b->run.dstate[s] && i < tn__shape_count(&b->state_shape[s]); i++)
            if (fabs((double)b->dstate[s][i] - 2 * (double)kept->dstate[s][i]) > 1e-4 * scale_of(kept->dstate[s], 1 + i))
                fail_msg("%s: adding to the gradient of %s", c->row, b->layer.kind->state[s].key);
    tear_down(b);
    free(b);
    free(kept);
}

/* Forward and backward of what `set_up` made, in place where asked. */
static bench *passed(const layer_case *c, bool in_place, bool spoil)
{
    bench *b = malloc(sizeof *b);
    assert_non_null(b);
    set_up(b, c, "generic");
    unsigned traits = b->layer.kind->traits;
    if (in_place) b->run.out = b->in[0];
    b->layer.kind->forward(&b->run);
    if (in_place) memcpy(b->out, b->in[0], sizeof b->out);
    /* NaN everywhere that backward says it does not read. */
    for (int k = 0; spoil && !(traits & TN_TRAIT_KEEPS_INPUT) && k < c->n_in; k++) memset(b->in[k], 0xff, sizeof b->in[k]);
    if (spoil && !in_place && !(traits & TN_TRAIT_KEEPS_OUTPUT)) memset(b->out, 0xff, sizeof b->out);
    if (spoil) memset(b->scratch, 0xff, sizeof b->scratch);
    b->layer.kind->backward(&b->run);
    tear_down(b);
    return b;
}

static void same_gradients(const layer_case *c, const bench *a, const bench *b, const char *how)
{
    if (memcmp(a->din, b->din, sizeof a->din) != 0 || memcmp(a->dstate, b->dstate, sizeof a->dstate) != 0)
        fail_msg("%s: other gradients when %s", c->row, how);
}

static void test_traits__say_what_backward_reads(void **state)
{
    (void)state;
    for (int i = 0; i < N_CASES; i++) {
        const layer_case *c = &cases[i];
        if (!tn__layer_find(c->row)->backward) continue;
        bench *plain = passed(c, false, false), *spoilt = passed(c, false, true);
        same_gradients(c, plain, spoilt, "inputs, output and scratch that it does not keep are spoilt");
        free(plain);
        free(spoilt);
    }
}

static void test_traits__pointwise_layers_run_in_place(void **state)
{
    (void)state;
    for (int i = 0; i < N_CASES; i++) {
        const layer_case *c = &cases[i];
        unsigned traits = tn__layer_find(c->row)->traits;
        if (!(traits & TN_TRAIT_POINTWISE)) continue;
        bench *plain = passed(c, false, false), *placed = passed(c, true, false);
        if (memcmp(plain->out, placed->out, sizeof plain->out) != 0) fail_msg("%s: another output in place", c->row);
        if (!(traits & TN_TRAIT_KEEPS_INPUT)) same_gradients(c, plain, placed, "run in place");
        free(plain);
        free(placed);
    }
}

static void check_all(const char *isa)
{
    if (!tn__kernels_for(isa)) skip();
    for (int i = 0; i < N_CASES; i++)
        if (tn__layer_find(cases[i].row)->forward) check_case(&cases[i], isa);
}

static void test_gradients__generic(void **state)
{
    (void)state;
    check_all("generic");
}

static void test_gradients__neon(void **state)
{
    (void)state;
    check_all("neon");
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

static void test_table__every_row_has_a_case(void **state)
{
    (void)state;
    for (int k = 0; k < tn__layer_kinds_count; k++) {
        bool found = false;
        for (int i = 0; !found && i < N_CASES; i++) found = strcmp(cases[i].row, tn__layer_kinds[k]->name) == 0;
        if (!found) fail_msg("no case for %s", tn__layer_kinds[k]->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table__every_row_has_a_case),
        cmocka_unit_test(test_traits__say_what_backward_reads),
        cmocka_unit_test(test_traits__pointwise_layers_run_in_place),
        cmocka_unit_test(test_gradients__generic),
        cmocka_unit_test(test_gradients__neon),
        cmocka_unit_test(test_gradients__avx2),
        cmocka_unit_test(test_gradients__avx512),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
