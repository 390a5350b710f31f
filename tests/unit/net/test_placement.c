/* Nets with dropout put in, taken out and changed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "net/placement.h"

static int add(tn_net *net, const char *kind, const char *name, const tn_arg *args, int n_args, const int *in, int n_in)
{
    tn_error err;
    int value;
    if (tn_net_add(net, &value, kind, name, args, n_args, in, n_in, &err)) fail_msg("%s", err.text);
    return value;
}

/* Values: 1 fc1, 2 relu, 3 drop(0.5), 4 fc2 (8 -> 8), 5 fc2 + relu. */
static tn_net *residual(void)
{
    tn_net *net;
    tn_error err;
    if (tn_net_new(&net, (const int64_t[]){4}, 1, &err)) fail_msg("%s", err.text);
    add(net, "Linear", "fc1", (const tn_arg[]){{NULL, tn_int(4)}, {NULL, tn_int(8)}}, 2, NULL, 0);
    add(net, "relu", NULL, NULL, 0, NULL, 0);
    add(net, "Dropout", "drop", (const tn_arg[]){{"p", tn_float(0.5)}}, 1, NULL, 0);
    add(net, "Linear", "fc2", (const tn_arg[]){{NULL, tn_int(8)}, {NULL, tn_int(8)}}, 2, NULL, 0);
    add(net, "add", NULL, NULL, 0, (const int[]){4, 2}, 2);
    return net;
}

static tn_net *placed(const tn_net *net, const tn__placement *changes, int n)
{
    tn_net *out;
    tn_error err;
    if (tn__net_place_dropout(&out, net, changes, n, &err)) fail_msg("%s", err.text);
    return out;
}

/* "kind<in,in" of each node, with p of dropouts; added ones have no name and so show as functions. */
static void assert_nodes(const tn_net *net, const char *wanted)
{
    char text[400] = "";
    size_t at = 0;
    for (int i = 1; i < (int)net->n_nodes; i++) {
        tn_layer_info info;
        tn_net_layer(net, i - 1, &info);
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", i > 1 ? " " : "", info.kind);
        if (info.dropout_site >= 0) at += (size_t)snprintf(text + at, sizeof text - at, "(%g)", info.p);
        for (int k = 0; k < net->nodes[i].n_in; k++)
            at += (size_t)snprintf(text + at, sizeof text - at, "%c%d", k ? ',' : '<', net->nodes[i].in[k]);
    }
    assert_string_equal(text, wanted);
}

static void assert_placed(const tn__placement *changes, int n, const char *wanted)
{
    tn_net *net = residual(), *out = placed(net, changes, n);
    assert_nodes(out, wanted);
    tn_net_free(out);
    tn_net_free(net);
}

static void test_placement__without_changes_is_a_copy(void **state)
{
    (void)state;
    assert_placed(NULL, 0, "Linear<0 relu<1 Dropout(0.5)<2 Linear<3 add<4,2");
}

static void test_placement__removes_and_changes(void **state)
{
    (void)state;
    assert_placed(&(tn__placement){.node = 3}, 1, "Linear<0 relu<1 Linear<2 add<3,2");
    assert_placed(&(tn__placement){.node = 3, .kind = "AlphaDropout", .p = 0.2}, 1,
                  "Linear<0 relu<1 alpha_dropout(0.2)<2 Linear<3 add<4,2");
}

static void test_placement__adds_on_values_and_edges(void **state)
{
    (void)state;
    assert_placed(&(tn__placement){.value = 0, .kind = "Dropout", .p = 0.1}, 1,
                  "dropout(0.1)<0 Linear<1 relu<2 Dropout(0.5)<3 Linear<4 add<5,3");
    assert_placed(&(tn__placement){.value = 2, .kind = "Dropout", .p = 0.1}, 1,
                  "Linear<0 relu<1 dropout(0.1)<2 Dropout(0.5)<3 Linear<4 add<5,3");
    assert_placed(&(tn__placement){.value = 2, .user = 5, .kind = "Dropout", .p = 0.1}, 1,
                  "Linear<0 relu<1 Dropout(0.5)<2 Linear<3 dropout(0.1)<2 add<4,5");
    assert_placed(&(tn__placement){.value = 5, .kind = "Dropout", .p = 0.1}, 1,
                  "Linear<0 relu<1 Dropout(0.5)<2 Linear<3 add<4,2 dropout(0.1)<5");
}

/* At the Linear's own node, and beside other changes. */
static void test_placement__drops_weights(void **state)
{
    (void)state;
    assert_placed(&(tn__placement){.node = 4, .kind = "DropConnect", .p = 0.2}, 1,
                  "Linear<0 relu<1 Dropout(0.5)<2 DropConnect(0.2)<3 add<4,2");
    assert_placed((const tn__placement[]){{.node = 1, .kind = "DropConnect", .p = 0.3}, {.node = 3}}, 2,
                  "DropConnect(0.3)<0 relu<1 Linear<2 add<3,2");
}

static void test_placement__one_seed_draws_the_same_weights(void **state)
{
    (void)state;
    tn_error err;
    const tn__placement changes[] = {
        {.node = 3}, {.value = 0, .kind = "Dropout", .p = 0.3}, {.node = 4, .kind = "DropConnect", .p = 0.3}};
    tn_net *net = residual(), *out = placed(net, changes, 3);
    if (tn_net_init(net, 9, &err) || tn_net_init(out, 9, &err)) fail_msg("%s", err.text);
    assert_int_equal(tn_net_states(net), 4);
    assert_int_equal(tn_net_states(out), 4);
    for (int i = 0; i < 4; i++) {
        tn_state_entry a, b;
        tn_net_state(net, i, &a);
        tn_net_state(out, i, &b);
        assert_string_equal(a.key, b.key);
        assert_memory_equal(net->states[i].data, out->states[i].data,
                            (size_t)tn__shape_count(&net->states[i].shape) * sizeof(float));
    }
    tn_net_free(out);
    tn_net_free(net);
}

static void test_placement__refuses_what_fits_nothing(void **state)
{
    (void)state;
    const tn__placement bad[] = {
        {.node = 2}, // relu is no dropout
        {.node = 99},
        {.value = 6, .kind = "Dropout", .p = 0.5},
        {.value = -1, .kind = "Dropout", .p = 0.5},
        {.value = 0, .user = 4, .kind = "Dropout", .p = 0.5}, // fc2 does not read the input
        {.value = 0, .kind = "Linear", .p = 0.5},
        {.value = 0, .p = 0.5},
        {.node = 2, .kind = "DropConnect", .p = 0.5}, // a relu has no weight
        {.node = 0, .kind = "DropConnect", .p = 0.5},
        {.node = 1, .kind = "DropConnect", .p = 1.5},
        {.value = 0, .kind = "Dropout", .p = 1.5},
        {.value = 0, .kind = "Dropout", .p = 0.0 / 0.0},
    };
    tn_net *net = residual(), *out = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        tn_error err;
        assert_int_equal(tn__net_place_dropout(&out, net, &bad[i], 1, &err), TN_BAD_ARGUMENT);
        assert_null(out);
    }
    tn_net_free(net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_placement__without_changes_is_a_copy),
        cmocka_unit_test(test_placement__removes_and_changes),
        cmocka_unit_test(test_placement__adds_on_values_and_edges),
        cmocka_unit_test(test_placement__drops_weights),
        cmocka_unit_test(test_placement__one_seed_draws_the_same_weights),
        cmocka_unit_test(test_placement__refuses_what_fits_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
