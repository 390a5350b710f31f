/* Ops that a plan joins, reorders or keeps in one memory, against the same layers one by one: with an Identity after each layer,
 * nothing can be joined. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/threads.h"
#include "layer/linear_of_kept.h"
#include "net/plan.h"

#define BATCH 5
#define MOST_ARGS 6

typedef struct step {
    const char *kind;
    tn_arg args[MOST_ARGS];
    int n_args;
} step;

typedef struct recipe {
    const char *name;
    int64_t input[3];
    int rank;
    step steps[8]; /* ended by a NULL kind; a Flatten and a Linear to 3 outputs follow */
} recipe;

#define INT(i)                                                                                                                   \
    {                                                                                                                            \
        NULL,                                                                                                                    \
        {                                                                                                                        \
            .type = TN_VALUE_INT, .ints = { i }                                                                                  \
        }                                                                                                                        \
    }
#define NAMED(n, i)                                                                                                              \
    {                                                                                                                            \
        n,                                                                                                                       \
        {                                                                                                                        \
            .type = TN_VALUE_INT, .ints = { i }                                                                                  \
        }                                                                                                                        \
    }
#define RATE(p)                                                                                                                  \
    {                                                                                                                            \
        NULL,                                                                                                                    \
        {                                                                                                                        \
            .type = TN_VALUE_FLOAT, .number = p                                                                                  \
        }                                                                                                                        \
    }
#define CONV(in, out, k)                                                                                                         \
    {                                                                                                                            \
        "Conv2d", {INT(in), INT(out), INT(k)}, 3                                                                                 \
    }
#define CONV_PAD(in, out, k, pad)                                                                                                \
    {                                                                                                                            \
        "Conv2d", {INT(in), INT(out), INT(k), NAMED("padding", pad)}, 4                                                          \
    }
#define RELU                                                                                                                     \
    {                                                                                                                            \
        "ReLU", {{0}}, 0                                                                                                         \
    }
#define DROP2(p)                                                                                                                 \
    {                                                                                                                            \
        "Dropout2d", {RATE(p)}, 1                                                                                                \
    }
#define DROP(p)                                                                                                                  \
    {                                                                                                                            \
        "Dropout", {RATE(p)}, 1                                                                                                  \
    }
#define PLAIN(kind)                                                                                                              \
    {                                                                                                                            \
        kind, {{0}}, 0                                                                                                           \
    }
#define ALPHA(p)                                                                                                                 \
    {                                                                                                                            \
        "AlphaDropout", {RATE(p)}, 1                                                                                             \
    }
#define BATCHWISE(p)                                                                                                             \
    {                                                                                                                            \
        "BatchwiseDropout", {RATE(p)}, 1                                                                                         \
    }
#define POOL(k)                                                                                                                  \
    {                                                                                                                            \
        "MaxPool2d", {INT(k)}, 1                                                                                                 \
    }
#define LINEAR(in, out)                                                                                                          \
    {                                                                                                                            \
        "Linear", {INT(in), INT(out)}, 2                                                                                         \
    }
#define WEIGHTS(in, out, p)                                                                                                      \
    {                                                                                                                            \
        "DropConnect", {INT(in), INT(out), NAMED_RATE(p)}, 3                                                                     \
    }
#define NAMED_RATE(p)                                                                                                            \
    {                                                                                                                            \
        "p",                                                                                                                     \
        {                                                                                                                        \
            .type = TN_VALUE_FLOAT, .number = p                                                                                  \
        }                                                                                                                        \
    }
#define ROWS_OF(n)                                                                                                               \
    {                                                                                                                            \
        "reshape", {{NULL, {.type = TN_VALUE_INTS, .ints = {-1, n}, .n_ints = 2}}}, 1                                            \
    }

static const recipe recipes[] = {
    {"relu, channels, pool", {3, 12, 14}, 3, {CONV_PAD(3, 6, 3, 1), RELU, DROP2(0.5), POOL(2)}},
    {"pool, relu, channels", {2, 15, 15}, 3, {CONV_PAD(2, 9, 3, 1), POOL(3), RELU, DROP2(0.3)}},
    {"odd sizes, no pool", {1, 20, 17}, 3, {CONV(1, 5, 5), RELU}},
    {"wide rows", {1, 6, 70}, 3, {CONV(1, 3, 3), RELU, DROP2(0.2)}},
    {"pool that does not tile", {2, 13, 14}, 3, {CONV_PAD(2, 4, 3, 1), RELU, POOL(2)}},
    {"channels without relu", {1, 14, 14}, 3, {CONV(1, 4, 3), DROP2(0.5), RELU}},
    {"dilated",
     {2, 16, 18},
     3,
     {{"Conv2d", {INT(2), INT(4), INT(3), NAMED("dilation", 2), NAMED("padding", 1)}, 5}, RELU, POOL(2)}},
    {"elements after the pool", {1, 16, 16}, 3, {CONV_PAD(1, 7, 3, 1), RELU, POOL(2), {"Flatten", {{0}}, 0}, DROP(0.4)}},
    {"two convolutions", {1, 14, 14}, 3, {CONV(1, 4, 3), RELU, CONV(4, 6, 3), RELU, DROP2(0.5), POOL(2)}},
    {"without bias", {1, 12, 12}, 3, {{"Conv2d", {INT(1), INT(4), INT(1), NAMED("bias", 0)}, 4}, RELU, DROP2(0.5)}},
    {"dense", {20}, 1, {LINEAR(20, 33), RELU, DROP(0.3), LINEAR(33, 70), RELU}},
    {"dense, half", {7}, 1, {LINEAR(7, 150), RELU, DROP(0.5), LINEAR(150, 40), RELU, DROP(0.5)}},
    {"dense over rows", {5, 12}, 2, {LINEAR(12, 20), RELU, DROP(0.3), LINEAR(20, 9), RELU}},
    {"dropped input", {40}, 1, {DROP(0.2), LINEAR(40, 130), RELU, DROP(0.5), LINEAR(130, 120), RELU, DROP(0.5)}},
    {"dropped before a view", {4, 36}, 2, {DROP(0.25), {"Flatten", {{0}}, 0}, LINEAR(144, 100), RELU}},
    {"dropped rows", {4, 50}, 2, {DROP(0.4), LINEAR(50, 100), DROP(0.1), LINEAR(100, 9)}},
    {"batch norm",
     {6},
     1,
     {LINEAR(6, 20),
      {"BatchNorm1d", {INT(20)}, 1},
      {"SELU", {{0}}, 0},
      DROP(0.3),
      LINEAR(20, 30),
      {"GELU", {{0}}, 0},
      {"AlphaDropout", {RATE(0.2)}, 1}}},
    {"dropped weights", {20}, 1, {WEIGHTS(20, 33, 0.3), RELU, DROP(0.4), WEIGHTS(33, 40, 0.5)}},
    {"dropped weights over rows", {5, 12}, 2, {DROP(0.2), WEIGHTS(12, 20, 0.4), {"GELU", {{0}}, 0}, LINEAR(20, 9)}},
    {"rows as samples", {4, 36}, 2, {ROWS_OF(36), DROP(0.25), LINEAR(36, 10), ROWS_OF(40)}},
    {"dropped weights of rows as samples", {4, 36}, 2, {ROWS_OF(36), WEIGHTS(36, 10, 0.3), ROWS_OF(40)}},
    {"dense and wide", {3}, 1, {LINEAR(3, 5000), RELU, DROP(0.25)}},
    {"channels before and behind",
     {3, 14, 13},
     3,
     {CONV_PAD(3, 20, 3, 1), RELU, DROP2(0.5), CONV_PAD(20, 35, 3, 1), RELU, DROP2(0.4), POOL(2)}},
    {"channels before, and activations that keep 0",
     {5, 15, 15},
     3,
     {CONV(5, 24, 3), DROP2(0.75), {"Tanh", {{0}}, 0}, {"AvgPool2d", {INT(2)}, 1}, CONV_PAD(24, 17, 2, 1), {"SELU", {{0}}, 0}}},
    {"channels before, then no zeros", {5, 12, 12}, 3, {CONV(5, 16, 3), DROP2(0.8), {"Sigmoid", {{0}}, 0}, CONV(16, 9, 3)}},
    {"channels behind", {6, 7, 8}, 3, {CONV_PAD(6, 40, 3, 1), {"Sigmoid", {{0}}, 0}, DROP2(0.7), CONV(40, 6, 3)}},
    {"channels behind batch norm", {6, 7, 8}, 3, {CONV_PAD(6, 40, 3, 1), {"BatchNorm2d", {INT(40)}, 1}, DROP2(0.7)}},
    {"all but all channels", {6, 12, 12}, 3, {CONV(6, 40, 3), DROP2(0.97), CONV(40, 8, 3), DROP2(0.9)}},
    {"kept units", {40}, 1, {BATCHWISE(0.3), LINEAR(40, 130), RELU, BATCHWISE(0.6), LINEAR(130, 70), RELU, BATCHWISE(0.5)}},
    {"kept units of few", {7}, 1, {LINEAR(7, 3), {"GELU", {{0}}, 0}, BATCHWISE(0.9), LINEAR(3, 33), BATCHWISE(0.5)}},
    {"kept units beside others", {60}, 1, {BATCHWISE(0.5), LINEAR(60, 50), RELU, DROP(0.5), BATCHWISE(0.5), LINEAR(50, 9)}},
    {"most units kept", {40}, 1, {LINEAR(40, 60), RELU, BATCHWISE(0.1), LINEAR(60, 40), RELU}},
    {"rows of kept units", {4, 30}, 2, {LINEAR(30, 20), RELU, BATCHWISE(0.5), LINEAR(20, 10)}},
    {"selu, alpha", {20}, 1, {LINEAR(20, 50), PLAIN("SELU"), ALPHA(0.5), LINEAR(50, 33), PLAIN("SELU"), ALPHA(0.3)}},
    {"relu, alpha", {20}, 1, {LINEAR(20, 50), RELU, ALPHA(0.5), LINEAR(50, 40), RELU, ALPHA(0.2)}},
    {"gelu over rows", {5, 12}, 2, {LINEAR(12, 20), PLAIN("GELU"), DROP(0.3), LINEAR(20, 9), PLAIN("Tanh"), ALPHA(0.5)}},
    {"silu, wide", {3}, 1, {LINEAR(3, 5000), PLAIN("SiLU"), DROP(0.25)}},
    {"mish over wide rows", {3, 7}, 2, {LINEAR(7, 2500), PLAIN("Mish"), ALPHA(0.25)}},
    {"sigmoid, the same for all", {12}, 1, {LINEAR(12, 70), PLAIN("Sigmoid"), BATCHWISE(0.25), LINEAR(70, 9), PLAIN("Sigmoid")}},
    {"rows, the same for all", {4, 30}, 2, {LINEAR(30, 20), PLAIN("SELU"), BATCHWISE(0.5), LINEAR(20, 10)}},
    {"noise stays apart", {12}, 1, {LINEAR(12, 70), PLAIN("ELU"), {"GaussianDropout", {RATE(0.25)}, 1}}},
    {"dropped weights, selu", {20}, 1, {WEIGHTS(20, 33, 0.3), PLAIN("SELU"), ALPHA(0.4), WEIGHTS(33, 40, 0.5), PLAIN("GELU")}},
    {"rows as samples, gelu", {4, 36}, 2, {ROWS_OF(36), LINEAR(36, 10), PLAIN("GELU"), DROP(0.25), ROWS_OF(40)}},
    {"rows as samples, dropped before they are one row", {4, 9}, 2, {ROWS_OF(9), DROP(0.25), ROWS_OF(36)}},
};
#define N_RECIPES (int)(sizeof recipes / sizeof *recipes)

static void add(tn_net *net, const char *kind, const char *name, const tn_arg *args, int n_args, bool apart)
{
    tn_error err;
    int value;
    if (tn_net_add(net, &value, kind, name, args, n_args, NULL, 0, &err) != TN_OK) fail_msg("%s", err.text);
    if (apart && tn_net_add(net, &value, "Identity", NULL, NULL, 0, NULL, 0, &err) != TN_OK) fail_msg("%s", err.text);
}

static tn_net *build(const recipe *r, bool apart)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    tn_net *net;
    tn_error err;
    if (tn_net_new(&net, r->input, r->rank, &err) != TN_OK) fail_msg("%s", err.text);
    if (apart && tn_net_add(net, &(int){0}, "Identity", NULL, NULL, 0, NULL, 0, &err) != TN_OK) fail_msg("%s", err.text);
    for (int i = 0; r->steps[i].kind; i++) add(net, r->steps[i].kind, names[i], r->steps[i].args, r->steps[i].n_args, apart);
    add(net, "Flatten", "flat", NULL, 0, apart);
    tn_shape shape = tn_net_output(net);
    add(net, "Linear", "head", (tn_arg[]){INT(shape.dim[1]), INT(3)}, 2, false);
    if (tn_net_init(net, 7, &err) != TN_OK) fail_msg("%s", err.text);
    return net;
}

/* One pass forward and backward. */
typedef struct result {
    float output[BATCH * 3];
    float *gradients[16]; /* by state */
    int64_t counts[16];
} result;

static void release(result *r)
{
    for (int i = 0; i < 16; i++) tn__free(r->gradients[i]);
}

static tn__plan *planned(tn_net *net, const tn__plan_options *options)
{
    tn__plan *plan;
    tn_error err;
    if (tn__plan_new(&plan, net, options, &err) != TN_OK) fail_msg("%s", err.text);
    int64_t n = tn__shape_count(&plan->slots[plan->input].shape);
    for (int64_t i = 0; i < n; i++) tn__plan_input(plan)[i] = sinf((float)i * 1.7f);
    return plan;
}

static void pass(tn__plan *plan, uint32_t number, float *output)
{
    tn__plan_set_masks(plan, 3, number, 11);
    tn__plan_forward(plan);
    memcpy(output, tn__plan_output(plan), BATCH * 3 * sizeof *output);
    for (int i = 0; i < BATCH * 3; i++) tn__plan_output_gradient(plan)[i] = 1 + 0.25f * (float)(i % 4);
    tn__plan_backward(plan);
}

static void run_passes(tn_net *net, const tn__plan_options *options, uint32_t passes, result *out)
{
    tn__plan_options with = *options;
    memset(out, 0, sizeof *out);
    assert_true(net->n_states <= 16);
    for (size_t s = 0; s < net->n_states; s++) {
        out->counts[s] = tn__shape_count(&net->states[s].shape);
        out->gradients[s] = tn__alloc((size_t)out->counts[s], sizeof(float));
        assert_non_null(out->gradients[s]);
    }
    with.gradients = out->gradients;
    tn__plan *plan = planned(net, &with);
    for (uint32_t i = 0; i < passes; i++) pass(plan, i, out->output);
    tn__plan_free(plan);
}

/* Two passes: the second finds what the first has left. */
static void run_in(int segments, tn_net *net, const char *isa, tn__threads *threads, result *out)
{
    run_passes(net,
               &(tn__plan_options){
                   .batch = BATCH, .training = true, .dropout_on = true, .isa = isa, .threads = threads, .segments = segments},
               2, out);
}

static void run(tn_net *net, const char *isa, tn__threads *threads, result *out)
{
    run_in(1, net, isa, threads, out);
}

static void compare(const char *what, const char *isa, const float *a, const float *b, int64_t n, float tolerance)
{
    float largest = 0;
    for (int64_t i = 0; i < n; i++) largest = fmaxf(largest, fabsf(b[i]));
    for (int64_t i = 0; i < n; i++)
        if (!(fabsf(a[i] - b[i]) <= tolerance * (1e-3f + largest)))
            fail_msg("%s, %s, number %d: %.9g joined, %.9g apart", what, isa, (int)i, (double)a[i], (double)b[i]);
}

static void expect_same(const recipe *r, const char *isa)
{
    tn_net *joined = build(r, false), *apart = build(r, true);
    result a, b;
    run(joined, isa, NULL, &a);
    run(apart, isa, NULL, &b);
    compare(r->name, isa, a.output, b.output, BATCH * 3, 1e-5f);
    for (size_t s = 0; s < joined->n_states; s++) compare(r->name, isa, a.gradients[s], b.gradients[s], a.counts[s], 2e-5f);
    release(&a), release(&b);
    tn_net_free(joined), tn_net_free(apart);
}

static void test_joined__equals_one_by_one(void **state)
{
    (void)state;
    static const char *const sets[] = {"generic", "neon", "avx2", "avx512"};
    for (int v = 0; v < 4; v++)
        for (int i = 0; tn__kernels_for(sets[v]) && i < N_RECIPES; i++) expect_same(&recipes[i], sets[v]);
}

static void test_joined__has_the_same_bits_for_any_team(void **state)
{
    (void)state;
    for (int i = 0; i < N_RECIPES; i++) {
        tn_net *net = build(&recipes[i], false);
        result one, many;
        run(net, NULL, NULL, &one);
        for (int n = 2; n < 4; n++) {
            tn__threads *threads;
            assert_int_equal(tn__threads_new(&threads, n, NULL), TN_OK);
            run(net, NULL, threads, &many);
            assert_memory_equal(one.output, many.output, sizeof one.output);
            for (size_t s = 0; s < net->n_states; s++)
                assert_memory_equal(one.gradients[s], many.gradients[s], (size_t)one.counts[s] * sizeof(float));
            release(&many);
            tn__threads_free(threads);
        }
        release(&one);
        tn_net_free(net);
    }
}

/* A further pass, which repeats only what depends on a dropout, gives what a whole one gives. */
static void test_forward_again__equals_a_whole_pass(void **state)
{
    (void)state;
    for (int i = 0; i < N_RECIPES; i++) {
        tn_net *net = build(&recipes[i], false);
        const tn__plan_options options = {.batch = BATCH, .dropout_on = true};
        tn__plan *again = planned(net, &options), *whole = planned(net, &options);
        tn__plan_set_masks(again, 1, 0, 0);
        tn__plan_forward(again);
        for (uint32_t pass = 1; pass < 4; pass++) {
            tn__plan_set_masks(again, 1, pass, 0);
            tn__plan_set_masks(whole, 1, pass, 0);
            tn__plan_forward_again(again);
            tn__plan_forward(whole);
            assert_memory_equal(tn__plan_output(again), tn__plan_output(whole), BATCH * 3 * sizeof(float));
        }
        tn__plan_free(again), tn__plan_free(whole);
        tn_net_free(net);
    }
}

/* A Monte Carlo plan over several steps, later ones as further passes, against the layers one by one and step by step. */
static void test_folded_steps__equal_one_by_one(void **state)
{
    (void)state;
    enum { STEPS = 3 };
    static const char *const sets[] = {"generic", "neon", "avx2", "avx512"};
    for (int v = 0; v < 4; v++)
        for (int i = 0; tn__kernels_for(sets[v]) && i < N_RECIPES; i++) {
            tn_net *joined = build(&recipes[i], false), *apart = build(&recipes[i], true);
            tn__plan *folded = planned(joined, &(tn__plan_options){.batch = STEPS * BATCH, .dropout_on = true, .isa = sets[v]});
            tn__plan *single = planned(apart, &(tn__plan_options){.batch = BATCH, .dropout_on = true, .isa = sets[v]});
            size_t batch = (size_t)tn__shape_count(&single->slots[single->input].shape);
            for (size_t k = 0; k < STEPS; k++)
                memcpy(tn__plan_input(folded) + k * batch, tn__plan_input(single), batch * sizeof(float));
            for (uint32_t at = 0; at < 3 * STEPS; at++) {
                uint32_t k = at % STEPS;
                if (k == 0) tn__plan_set_masks_of_steps(folded, 3, at, 11, BATCH);
                if (at == 0)
                    tn__plan_forward(folded);
                else if (k == 0)
                    tn__plan_forward_again(folded);
                tn__plan_set_masks(single, 3, at, 11);
                tn__plan_forward(single);
                compare(recipes[i].name, sets[v], tn__plan_output(folded) + k * BATCH * 3, tn__plan_output(single), BATCH * 3,
                        1e-5f);
            }
            tn__plan_free(folded), tn__plan_free(single);
            tn_net_free(joined), tn_net_free(apart);
        }
}

/* Parts that are run again on the way back make the same bits, batch statistics included. */
static void test_checkpointing__has_the_same_bits(void **state)
{
    (void)state;
    static const char *const sets[] = {"generic", "neon", "avx2", "avx512"};
    for (int v = 0; v < 4; v++)
        for (int i = 0; tn__kernels_for(sets[v]) && i < N_RECIPES; i++)
            for (int segments = 2; segments < 7; segments += 2) {
                tn_net *kept = build(&recipes[i], false), *again = build(&recipes[i], false);
                result a, b;
                run(kept, sets[v], NULL, &a);
                run_in(segments, again, sets[v], NULL, &b);
                assert_memory_equal(a.output, b.output, sizeof a.output);
                for (size_t s = 0; s < kept->n_states; s++) {
                    size_t bytes = (size_t)a.counts[s] * sizeof(float);
                    if (kept->states[s].spec->buffer) bytes = tn__shape_count(&kept->states[s].shape) * sizeof(float);
                    if (memcmp(a.gradients[s], b.gradients[s], (size_t)a.counts[s] * sizeof(float)))
                        fail_msg("%s in %d segments, %s: another gradient of %s", recipes[i].name, segments, sets[v],
                                 kept->states[s].key);
                    assert_memory_equal(kept->states[s].data, again->states[s].data, bytes);
                }
                release(&a), release(&b);
                tn_net_free(kept), tn_net_free(again);
            }
}

/* 24 layers of 50 units keep 24 values; in 5 segments some 5 between them and 5 within one. */
static void test_checkpointing__takes_less_memory(void **state)
{
    (void)state;
    tn_net *net;
    tn_error err;
    int64_t input = 50, bytes[2];
    assert_int_equal(tn_net_new(&net, &input, 1, &err), TN_OK);
    for (int i = 0; i < 24; i++) {
        char name[8];
        snprintf(name, sizeof name, "fc%d", i);
        add(net, "Linear", name, (tn_arg[]){INT(50), INT(50)}, 2, false);
        add(net, "SELU", NULL, NULL, 0, false);
        add(net, "AlphaDropout", NULL, (tn_arg[]){RATE(.2)}, 1, false);
    }
    for (int k = 0; k < 2; k++)
        assert_int_equal(
            tn__plan_measure(net, &(tn__plan_options){.batch = 100, .training = true, .dropout_on = true, .segments = k ? 5 : 1},
                             &bytes[k], &err),
            TN_OK);
    if (!(bytes[1] * 2 < bytes[0])) fail_msg("%lld bytes in 5 segments, %lld in one", (long long)bytes[1], (long long)bytes[0]);
    tn_net_free(net);
}

static bool meet_in_time(const tn__piece *a, const tn__piece *b)
{
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++) {
            const tn__span *s = &a->span[i], *t = &b->span[k];
            if (s->from <= s->to && t->from <= t->to && s->from <= t->to && t->from <= s->to) return a->bytes && b->bytes;
        }
    return false;
}

static void test_memory__pieces_needed_together_lie_apart(void **state)
{
    (void)state;
    for (int i = 0; i < N_RECIPES; i++) {
        tn_net *net = build(&recipes[i], false);
        result r;
        run(net, NULL, NULL, &r);
        tn__plan *plan = planned(
            net, &(tn__plan_options){
                     .batch = BATCH, .training = true, .dropout_on = true, .gradients = r.gradients, .segments = 1 + i % 3});
        int n = 2 * plan->n_slots + plan->n_ops + 1;
        size_t sum = 0;
        for (int a = 0; a < n; a++) {
            const tn__piece *p = &plan->pieces[a];
            sum += p->bytes;
            assert_true(p->offset + p->bytes <= plan->arena_bytes);
            for (int b = 0; b < a; b++) {
                const tn__piece *q = &plan->pieces[b];
                if (meet_in_time(p, q)) assert_true(p->offset >= q->offset + q->bytes || q->offset >= p->offset + p->bytes);
            }
        }
        int64_t told;
        assert_int_equal(tn_net_memory(net, BATCH, true, plan->options.segments, &told, NULL), TN_OK);
        assert_int_equal(told, plan->arena_bytes);
        assert_true(plan->arena_bytes <= sum);
        assert_int_equal(tn_net_memory(net, 0, true, 0, &told, NULL), TN_BAD_ARGUMENT);
        tn__plan_free(plan);
        release(&r);
        tn_net_free(net);
    }
}

/* The plans really join: a test that compares two unjoined nets would say nothing. */
static void test_joined__ops_are_taken_over(void **state)
{
    (void)state;
    int taken[N_RECIPES] = {0};
    for (int i = 0; i < N_RECIPES; i++) {
        tn_net *net = build(&recipes[i], false);
        result r;
        run(net, NULL, NULL, &r);
        tn__plan *plan = planned(
            net, &(tn__plan_options){.batch = BATCH, .training = true, .dropout_on = true, .gradients = r.gradients});
        for (int k = 0; k < plan->n_ops; k++) taken[i] += plan->ops[k].taken_over;
        tn__plan_free(plan);
        release(&r);
        tn_net_free(net);
    }
    const int wanted[] = {3, 3, 1, 2, 2, 0, 2, 2, 1, 2, 3, 4, 3, 4, 1, 0, 2, 2, 1, 0, 0, 2,
                          2, 0, 0, 0, 0, 0, 4, 2, 2, 3, 2, 4, 4, 4, 2, 2, 2, 2, 1, 3, 2, 0};
    _Static_assert(sizeof wanted / sizeof *wanted == N_RECIPES, "a number for each recipe");
    for (int i = 0; i < N_RECIPES; i++)
        if (taken[i] != wanted[i]) fail_msg("%s: %d layers taken over, not %d", recipes[i].name, taken[i], wanted[i]);
}

/* An activation behind a Linear, with or without a dropout behind it. */
static recipe activation_recipe(const char *activation, const char *dropout)
{
    recipe r = {activation, {9}, 1, {LINEAR(9, 37), PLAIN(activation), {dropout, {RATE(0.3)}, 1}}};
    return r;
}

/* What the plan keeps between forward and backward beside values: of ops whose layer is a Linear, and of the others. */
static void saved_by(const tn__plan *plan, size_t *linears, size_t *others)
{
    *linears = *others = 0;
    for (int i = 0; i < plan->n_ops; i++)
        *(plan->ops[i].kind == &tn__layer_linear ? linears : others) += plan->pieces[2 * plan->n_slots + i].bytes;
}

/* Slopes take the place of what the passes would keep apart: the activation's input or output, and the mask. After ReLU and a
 * dropout to 0 nothing is kept, nor after what needs its output alone. */
static void expect_kept(const recipe *r, const tn__layer_kind *activation, const char *dropout)
{
    tn_net *net = build(r, false);
    tn__plan *plan = planned(net, &(tn__plan_options){.batch = BATCH, .training = true, .dropout_on = true});
    bool zeros_tell = activation == &tn__layer_relu && (!dropout || strcmp(dropout, "AlphaDropout"));
    bool slopes = !zeros_tell && (dropout || activation->traits & TN_TRAIT_KEEPS_INPUT);
    size_t linears, others, all = (BATCH * 37 * sizeof(float) + 63) / 64 * 64;
    int taken = 0;
    for (int i = 0; i < plan->n_ops; i++) taken += plan->ops[i].taken_over;
    saved_by(plan, &linears, &others);
    if (taken != (slopes || zeros_tell ? 1 + (dropout != NULL) : 0)) fail_msg("%s, %s: %d taken over", r->name, dropout, taken);
    if (linears != (slopes ? all : 0) || others)
        fail_msg("%s, %s: keeps %d and %d bytes", r->name, dropout, (int)linears, (int)others);
    tn__plan_free(plan);
    tn_net_free(net);
}

/* Each row of the table that is an activation, with each kind of dropout that a pass takes with it. */
static void test_joined__holds_for_every_activation(void **state)
{
    (void)state;
    static const char *const sets[] = {"generic", "neon", "avx2", "avx512"}, *const dropouts[] = {NULL, "Dropout", "AlphaDropout",
                                                                                                  "BatchwiseDropout"};
    int activations = 0;
    for (int i = 0; i < tn__layer_kinds_count; i++) {
        if (!tn__layer_kinds[i]->activation) continue;
        activations++;
        for (int d = 0; d < 4; d++) {
            recipe r = activation_recipe(tn__layer_kinds[i]->torch_class, dropouts[d]);
            expect_kept(&r, tn__layer_kinds[i], dropouts[d]);
            for (int v = 0; v < 4; v++)
                if (tn__kernels_for(sets[v])) expect_same(&r, sets[v]);
        }
    }
    assert_int_equal(activations, 13);
}

/* A convolution that is no block: what drops channels before and behind it, and whether it leaves those out. */
typedef struct channels_found {
    bool in, out, live;
} channels_found;

static channels_found found_by(const tn__op *op)
{
    return (channels_found){op->run.live_in, op->run.live_out,
                            op->run.prepared && !strcmp(tn__conv_name(op->run.prepared), "live")};
}

static void expect_found(const recipe *r, const channels_found *wanted, bool training)
{
    int at = 0;
    tn_net *net = build(r, false);
    tn__plan *plan = planned(net, &(tn__plan_options){.batch = BATCH, .training = training, .dropout_on = true});
    for (int i = 0; i < plan->n_ops; i++) {
        if (plan->ops[i].kind != &tn__layer_conv2d) continue;
        channels_found got = found_by(&plan->ops[i]), want = training ? wanted[at] : (channels_found){0};
        if (got.in != want.in || got.out != want.out || got.live != want.live)
            fail_msg("%s, convolution %d: %d before, %d behind, %d live", r->name, at, got.in, got.out, got.live);
        at++;
    }
    assert_true(at > 0);
    tn__plan_free(plan);
    tn_net_free(net);
}

/* Others must not: a sigmoid of 0 is not 0, batch norm mixes samples, and passes of Monte Carlo share what is before a dropout.
 */
static void test_live_channels__are_found(void **state)
{
    (void)state;
    static const struct {
        const char *recipe;
        channels_found of[2];                                   /* convolutions that are no blocks */
    } wanted[] = {{"two convolutions", {{false, true, false}}}, /* few channels */
                  {"channels before and behind", {{true, true, true}}},
                  {"channels before, and activations that keep 0", {{false, true, true}, {true, false, true}}},
                  {"channels before, then no zeros", {{false, true, true}, {false, false, false}}},
                  {"channels behind", {{false, true, true}, {true, false, true}}},
                  {"channels behind batch norm", {{false, false, false}}},
                  {"all but all channels", {{false, true, true}, {true, true, true}}}};
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++)
        for (int r = 0; r < N_RECIPES; r++) {
            if (strcmp(recipes[r].name, wanted[w].recipe)) continue;
            expect_found(&recipes[r], wanted[w].of, true);
            expect_found(&recipes[r], wanted[w].of, false);
        }
}

static const recipe *recipe_named(const char *name)
{
    for (int i = 0; i < N_RECIPES; i++)
        if (!strcmp(recipes[i].name, name)) return &recipes[i];
    fail_msg("no recipe %s", name);
    return NULL;
}

/* Linears beside a BatchwiseDropout compute with kept units where enough are dropped. */
static void test_kept_units__are_used(void **state)
{
    (void)state;
    static const char *const names[] = {"kept units", "kept units of few", "kept units beside others", "most units kept",
                                        "rows of kept units"};
    static const int wanted[] = {2, 2, 2, 0, 0};
    for (int i = 0; i < 5; i++) {
        const recipe *r = recipe_named(names[i]);
        tn_net *net = build(r, false);
        int found = 0;
        tn__plan *plan = planned(net, &(tn__plan_options){.batch = BATCH, .training = true, .dropout_on = true});
        for (int k = 0; k < plan->n_ops; k++) found += plan->ops[k].kind == &tn__linear_of_kept;
        if (found != wanted[i]) fail_msg("%s: %d linears of kept units, not %d", r->name, found, wanted[i]);
        tn__plan_free(plan);
        tn_net_free(net);
    }
}

/* One step of plain gradient descent in the product itself leaves the weights that the gradient's way makes. */
static void test_kept_units__move_their_weights_alone(void **state)
{
    (void)state;
    const double lr = 0.25;
    tn_net *net = build(recipe_named("kept units"), false), *moved = build(recipe_named("kept units"), false);
    result r;
    float *gradients[16] = {0};
    run_passes(net, &(tn__plan_options){.batch = BATCH, .training = true, .dropout_on = true}, 1, &r);
    for (size_t s = 0; s < net->n_states; s++)
        if (!tn__state_moves(net, s)) gradients[s] = r.gradients[s];
    tn__plan *plan = planned(
        moved, &(tn__plan_options){.batch = BATCH, .training = true, .dropout_on = true, .gradients = gradients, .descend = &lr});
    pass(plan, 0, r.output);
    int still = 0;
    for (size_t s = 0; s < net->n_states; s++)
        for (int64_t i = 0; !gradients[s] && i < r.counts[s]; i++) {
            float before = ((float *)net->states[s].data)[i], after = ((float *)moved->states[s].data)[i];
            still += after == before;
            assert_true(fabsf(after - (before - (float)lr * r.gradients[s][i])) < 1e-6f);
            if (r.gradients[s][i] == 0) assert_true(after == before);
        }
    assert_true(still > 130 * 70 / 2); /* what is dropped does not move */
    tn__plan_free(plan);
    release(&r);
    tn_net_free(net), tn_net_free(moved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_units__are_used),
        cmocka_unit_test(test_kept_units__move_their_weights_alone),
        cmocka_unit_test(test_joined__equals_one_by_one),
        cmocka_unit_test(test_joined__holds_for_every_activation),
        cmocka_unit_test(test_joined__has_the_same_bits_for_any_team),
        cmocka_unit_test(test_forward_again__equals_a_whole_pass),
        cmocka_unit_test(test_checkpointing__has_the_same_bits),
        cmocka_unit_test(test_checkpointing__takes_less_memory),
        cmocka_unit_test(test_folded_steps__equal_one_by_one),
        cmocka_unit_test(test_memory__pieces_needed_together_lie_apart),
        cmocka_unit_test(test_joined__ops_are_taken_over),
        cmocka_unit_test(test_live_channels__are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
