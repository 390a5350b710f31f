/* Patches: the diff to the letter, encodings and line ends, what is refused. tests/report/patches.py asks git and PyTorch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/graph.h"
#include "study/patch_parts.h"

#define HEAD                                                                                                                     \
    "from torch import nn\nimport torch.nn.functional as F\n\n\nclass Net(nn.Module):\n    def __init__(self):\n        "        \
    "super().__init__()\n"
/* fc1 1, relu 2, dropout 3, fc2 4 */
static const char plain[] = HEAD
    "        self.fc1 = nn.Linear(4, 6)\n        self.drop = nn.Dropout(0.5)\n        self.fc2 = nn.Linear(6, 2)\n\n"
    "    def forward(self, x):\n        x = self.drop(F.relu(self.fc1(x)))\n        return self.fc2(x)\n";
/* fc1 1, relu 2, fc1 3, relu 4 */
static const char twice[] = HEAD "        self.fc1 = nn.Linear(4, 4)\n\n    def forward(self, x):\n        for _ in range(2):\n"
                                 "            x = F.relu(self.fc1(x))\n        return x\n";

typedef struct outcome {
    tn_status status;
    char *diff, *source;
    size_t length;
    tn_error err;
} outcome;

static outcome patch_as(const char *model, const char *text, const tn__patch_change *changes, int n)
{
    outcome out = {0};
    tn_read_options options = {.input_rank = 1, .input = {4}, .text = text, .text_length = strlen(text)};
    out.status = tn__patch_write(&out.diff, &out.source, &out.length, model, &options, changes, n, &out.err);
    return out;
}

static outcome patch(const char *text, const tn__patch_change *changes, int n)
{
    return patch_as("net.py:Net", text, changes, n);
}

static void release(outcome *out)
{
    tn__free(out->diff);
    tn__free(out->source);
}

static void expect_diff(const char *text, const tn__patch_change *changes, int n, const char *diff)
{
    outcome out = patch(text, changes, n);
    if (out.status != TN_OK) fail_msg("%s", out.err.text);
    assert_string_equal(out.diff, diff);
    release(&out);
}

static void expect_failure(const char *text, const tn__patch_change *change, tn_status status, const char *words)
{
    outcome out = patch(text, change, 1);
    if (out.status == TN_OK) release(&out);
    assert_int_equal(out.status, status);
    if (!strstr(out.err.text, words)) fail_msg("'%s' is not in '%s'", words, out.err.text);
}

static void test_patch__wraps_what_makes_the_value(void **state)
{
    (void)state;
    tn__patch_change change = {.value = 1, .kind = "Dropout", .p = 0.3};
    expect_diff(
        plain, &change, 1,
        "--- a/net.py\n+++ b/net.py\n@@ -6,9 +6,10 @@\n     def __init__(self):\n         super().__init__()\n"
        "         self.fc1 = nn.Linear(4, 6)\n+        self.drop2 = nn.Dropout(0.3)\n         self.drop = nn.Dropout(0.5)\n"
        "         self.fc2 = nn.Linear(6, 2)\n \n     def forward(self, x):\n-        x = self.drop(F.relu(self.fc1(x)))\n"
        "+        x = self.drop(F.relu(self.drop2(self.fc1(x))))\n         return self.fc2(x)\n");
}

static void test_patch__a_dropout_that_moves_keeps_its_name(void **state)
{
    (void)state;
    tn__patch_change changes[] = {{.node = 3}, {.value = 0, .kind = "Dropout", .p = 0.5}};
    expect_diff(
        plain, changes, 2,
        "--- a/net.py\n+++ b/net.py\n@@ -10,5 +10,6 @@\n         self.fc2 = nn.Linear(6, 2)\n \n     def forward(self, x):\n"
        "-        x = self.drop(F.relu(self.fc1(x)))\n+        x = self.drop(x)\n+        x = F.relu(self.fc1(x))\n"
        "         return self.fc2(x)\n");
}

static void test_patch__a_rate_changes_in_place(void **state)
{
    (void)state;
    tn__patch_change change = {.node = 3, .kind = "Dropout", .p = 0.05};
    expect_diff(
        plain, &change, 1,
        "--- a/net.py\n+++ b/net.py\n@@ -6,7 +6,7 @@\n     def __init__(self):\n         super().__init__()\n"
        "         self.fc1 = nn.Linear(4, 6)\n-        self.drop = nn.Dropout(0.5)\n+        self.drop = nn.Dropout(0.05)\n"
        "         self.fc2 = nn.Linear(6, 2)\n \n     def forward(self, x):\n");
}

static void test_patch__one_line_serves_all_its_runs(void **state)
{
    (void)state;
    tn__patch_change both[] = {{.value = 1, .kind = "Dropout", .p = 0.5}, {.value = 3, .kind = "Dropout", .p = 0.5}};
    tn__patch_change differ[] = {{.value = 1, .kind = "Dropout", .p = 0.5}, {.value = 3, .kind = "Dropout", .p = 0.4}};
    outcome out = patch(twice, both, 2);
    assert_int_equal(out.status, TN_OK);
    assert_non_null(strstr(out.diff, "+            x = F.relu(self.dropout(self.fc1(x)))\n"));
    release(&out);
    expect_failure(twice, both, TN_UNSUPPORTED, "this code runs 2 times");
    out = patch(twice, differ, 2);
    assert_int_equal(out.status, TN_UNSUPPORTED);
    assert_string_equal(out.err.file, "net.py");
    assert_int_equal(out.err.line, 12);
}

/* PyTorch has no class for it. */
static void test_patch__drops_weights_by_functions(void **state)
{
    static const char dropped[] = HEAD
        "        self.fc = nn.Linear(4, 2)\n\n    def forward(self, x):\n"
        "        return F.linear(x, F.dropout(self.fc.weight, training=self.training), self.fc.bias)\n";
    const tn__patch_change change = {.node = 1, .kind = "DropConnect", .p = 0.25}, gone = {.node = 1};
    (void)state;
    expect_diff(
        plain, &change, 1,
        "--- a/net.py\n+++ b/net.py\n@@ -10,5 +10,5 @@\n         self.fc2 = nn.Linear(6, 2)\n \n     def forward(self, x):\n"
        "-        x = self.drop(F.relu(self.fc1(x)))\n"
        "+        x = self.drop(F.relu(F.linear(x, F.dropout(self.fc1.weight, 0.25, self.training), self.fc1.bias)))\n"
        "         return self.fc2(x)\n");
    expect_diff(dropped, &change, 1,
                "--- a/net.py\n+++ b/net.py\n@@ -8,4 +8,4 @@\n         self.fc = nn.Linear(4, 2)\n \n     def forward(self, x):\n"
                "-        return F.linear(x, F.dropout(self.fc.weight, training=self.training), self.fc.bias)\n"
                "+        return F.linear(x, F.dropout(self.fc.weight, p=0.25, training=self.training), self.fc.bias)\n");
    expect_diff(dropped, &gone, 1,
                "--- a/net.py\n+++ b/net.py\n@@ -8,4 +8,4 @@\n         self.fc = nn.Linear(4, 2)\n \n     def forward(self, x):\n"
                "-        return F.linear(x, F.dropout(self.fc.weight, training=self.training), self.fc.bias)\n"
                "+        return self.fc(x)\n");
    /* One line, two uses: two draws. */
    outcome out = patch(twice, &change, 1);
    assert_int_equal(out.status, TN_OK);
    assert_non_null(
        strstr(out.source, "x = F.relu(F.linear(x, F.dropout(self.fc1.weight, 0.25, self.training), self.fc1.bias))\n"));
    release(&out);
    /* Together with what stands around the same call. */
    const tn__patch_change both[] = {
        {.value = 0, .kind = "Dropout", .p = 0.1}, change, {.value = 1, .kind = "Dropout", .p = 0.2}};
    out = patch(plain, both, 3);
    if (out.status != TN_OK) fail_msg("%s", out.err.text);
    release(&out);
    static const char row[] = HEAD "        self.net = nn.Sequential(nn.Linear(4, 2))\n\n    def forward(self, x):\n"
                                   "        return self.net(x)\n";
    expect_failure(row, &change, TN_UNSUPPORTED, "no small change of the source puts DropConnect exactly there");
}

#define GAUSSIAN                                                                                                                 \
    "class GaussianDropout(nn.Dropout):\n    def forward(self, x):\n        deviation = (self.p / (1 - self.p)) ** 0.5\n"        \
    "        return x * x.new_empty(x.shape).normal_(1, deviation) if self.training else x\n\n\n"

/* A kind that PyTorch lacks comes with its class, once; one that is there is used, and one of its name is not. */
static void test_patch__writes_the_class_that_pytorch_lacks(void **state)
{
    (void)state;
    tn__patch_change change = {.node = 3, .kind = "BatchwiseDropout", .p = 0.3};
    tn__patch_change two[] = {{.value = 1, .kind = "GaussianDropout", .p = 0.1},
                              {.node = 3, .kind = "GaussianDropout", .p = 0.2}};
    char with_class[2000], with_other[2000];
    snprintf(with_class, sizeof(with_class), "from torch import nn\n" GAUSSIAN "%s", plain);
    snprintf(with_other, sizeof(with_other), "from torch import nn\nclass GaussianDropout(nn.Dropout):\n    pass\n%s", plain);
    expect_diff(plain, &change, 1,
                "--- a/net.py\n+++ b/net.py\n@@ -2,11 +2,18 @@\n import torch.nn.functional as F\n \n \n"
                "+class BatchwiseDropout(nn.Dropout):\n"
                "+    \"\"\"Drops the same units for all samples of a batch (Graham et al. 2015).\"\"\"\n+\n"
                "+    def forward(self, x):\n+        return x * super().forward(x.new_ones(x.shape[1:]))\n+\n+\n"
                " class Net(nn.Module):\n     def __init__(self):\n         super().__init__()\n"
                "         self.fc1 = nn.Linear(4, 6)\n-        self.drop = nn.Dropout(0.5)\n"
                "+        self.drop = BatchwiseDropout(0.3)\n         self.fc2 = nn.Linear(6, 2)\n \n"
                "     def forward(self, x):\n");
    outcome out = patch(plain, two, 2), again = patch(with_class, two, 2);
    assert_int_equal(out.status, TN_OK);
    char *first = strstr(out.source, "class GaussianDropout(nn.Dropout):");
    assert_non_null(first);
    assert_null(strstr(first + 1, "class GaussianDropout"));
    assert_non_null(strstr(out.source, " = GaussianDropout(0.1)\n"));
    assert_non_null(strstr(out.source, " = GaussianDropout(0.2)\n"));
    assert_int_equal(again.status, TN_OK);
    assert_null(strstr(again.diff, "+class"));
    expect_failure(with_other, two, TN_UNSUPPORTED, "no small change");
    release(&out);
    release(&again);
}

/* A script's own model, and one that a function makes. */
static void test_patch__of_models_without_a_class(void **state)
{
    (void)state;
    static const char row[] = "nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Dropout(0.5), nn.Linear(6, 2))\n";
    tn__patch_change change = {.node = 3, .kind = "BatchwiseDropout", .p = 0.3};
    for (int n = 0; n < 2; n++) {
        char text[300];
        snprintf(text, sizeof(text), "from torch import nn\n\n%s%s", n ? "def mlp():\n    return " : "model = ", row);
        outcome out = patch_as(n ? "net.py:mlp()" : "net.py:model", text, &change, 1);
        if (out.status != TN_OK) fail_msg("%s", out.err.text);
        assert_memory_equal(out.source, "from torch import nn\n\n\nclass BatchwiseDropout(nn.Dropout):\n", 59);
        assert_non_null(strstr(out.source, "nn.ReLU(), BatchwiseDropout(0.3), nn.Linear(6, 2))\n"));
        assert_non_null(strstr(out.source, n ? "\n\ndef mlp" : "\n\nmodel = "));
        release(&out);
    }
}

static void test_patch__nothing_to_change_is_an_empty_diff(void **state)
{
    (void)state;
    tn__patch_change same = {.node = 3, .kind = "Dropout", .p = 0.5};
    for (int n = 0; n < 2; n++) {
        outcome out = patch(plain, &same, n);
        assert_int_equal(out.status, TN_OK);
        assert_string_equal(out.diff, "");
        assert_string_equal(out.source, plain);
        release(&out);
    }
}

/* The same text in another form. */
static char *with_crlf(const char *text)
{
    char *out = calloc(2, strlen(text) + 1), *to = out;
    for (; out && *text; text++) {
        if (*text == '\n') *to++ = '\r';
        *to++ = *text;
    }
    return out;
}

static void test_patch__keeps_line_ends(void **state)
{
    (void)state;
    tn__patch_change change = {.value = 0, .kind = "Dropout", .p = 0.25};
    char *text = with_crlf(plain);
    if (!text) fail();
    outcome unix_ends = patch(plain, &change, 1), out = patch(text, &change, 1);
    char *expected = unix_ends.status == TN_OK ? with_crlf(unix_ends.source) : NULL;
    bool same = expected && out.status == TN_OK && !strcmp(out.source, expected);
    free(expected);
    free(text);
    if (unix_ends.status == TN_OK) release(&unix_ends);
    if (out.status == TN_OK) release(&out);
    assert_true(same);
}

static void test_patch__keeps_a_bom_and_an_open_end(void **state)
{
    (void)state;
    static const char text[] =
        "\xEF\xBB\xBF"
        "from torch.nn import Linear, Module\nclass Net(Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = Linear(4, 2)\n    def forward(self, x):\n        return self.fc(x)";
    tn__patch_change change = {.value = 1, .kind = "AlphaDropout", .p = 0.25};
    expect_diff(text, &change, 1,
                "--- a/net.py\n+++ b/net.py\n@@ -1,7 +1,8 @@\n-\xEF\xBB\xBF"
                "from torch.nn import Linear, Module\n+\xEF\xBB\xBF"
                "from torch.nn import Linear, Module, AlphaDropout\n class Net(Module):\n     def __init__(self):\n         "
                "super().__init__()\n"
                "         self.fc = Linear(4, 2)\n+        self.dropout = AlphaDropout(0.25)\n     def forward(self, x):\n"
                "-        return self.fc(x)\n\\ No newline at end of file\n+        return self.dropout(self.fc(x))\n\\ No "
                "newline at end of file\n");
}

static void test_patch__keeps_latin1(void **state)
{
    (void)state;
    static const char text[] =
        "# coding: latin-1\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = nn.Linear(4, 2)\n    def forward(self, x):\n        return self.fc(x)  # \xE9\xFC\n";
    tn__patch_change change = {.value = 0, .user = 1, .kind = "Dropout", .p = 0.25};
    outcome out = patch(text, &change, 1);
    assert_int_equal(out.status, TN_OK);
    assert_non_null(strstr(out.source, "return self.fc(self.input_dropout(x))  # \xE9\xFC\n"));
    assert_non_null(strstr(out.diff, "+        return self.fc(self.input_dropout(x))  # \xE9\xFC\n"));
    release(&out);
}

static void expect_name(const char *model, const char *line)
{
    tn__patch_change change = {.value = 0, .kind = "Dropout", .p = 0.25};
    outcome out = patch_as(model, plain, &change, 1);
    assert_int_equal(out.status, TN_OK);
    if (strncmp(out.diff, line, strlen(line))) fail_msg("%.80s", out.diff);
    release(&out);
}

static void test_patch__names_files_as_git_does(void **state)
{
    (void)state;
    expect_name("models/net.py:Net", "--- a/models/net.py\n+++ b/models/net.py\n");
    expect_name("./net.py:Net", "--- a/net.py\n");
    expect_name("/somewhere/net.py:Net", "--- a/net.py\n");
    expect_name("../models/net.py:Net", "--- a/net.py\n");
    expect_name("my net.py:Net", "--- a/my net.py\t\n+++ b/my net.py\t\n");
    expect_name("a\"b\\.py:Net", "--- \"a/a\\\"b\\\\.py\"\n");
}

static void test_patch__refuses_what_is_no_change(void **state)
{
    (void)state;
    tn__patch_change beyond = {.node = 9}, negative = {.value = -1, .kind = "Dropout"}, linear = {.node = 1}, none = {.value = 1};
    tn__patch_change unknown = {.value = 1, .kind = "Dorpout", .p = 0.5}, layer = {.value = 1, .kind = "Linear", .p = 0.5};
    tn__patch_change rate = {.value = 1, .kind = "Dropout", .p = 1.5}, nan_rate = {.value = 1, .kind = "Dropout", .p = NAN};
    tn__patch_change noise = {.value = 1, .kind = "GaussianDropout", .p = 1};
    expect_failure(plain, &beyond, TN_BAD_ARGUMENT, "the net has 5");
    expect_failure(plain, &negative, TN_BAD_ARGUMENT, "value -1");
    expect_failure(plain, &linear, TN_BAD_ARGUMENT, "node 1 is no dropout");
    expect_failure(plain, &none, TN_BAD_ARGUMENT, "neither adds nor changes");
    expect_failure(plain, &unknown, TN_BAD_ARGUMENT, "'Dorpout' is no kind of dropout");
    expect_failure(plain, &layer, TN_BAD_ARGUMENT, "'Linear' is no kind of dropout");
    expect_failure(plain, &rate, TN_BAD_ARGUMENT, "[0, 1]");
    expect_failure(plain, &nan_rate, TN_BAD_ARGUMENT, "[0, 1]");
    expect_failure(plain, &noise, TN_UNSUPPORTED, "no small change");
}

static void test_patch__refuses_what_is_no_model(void **state)
{
    (void)state;
    tn__patch_change change = {.value = 1, .kind = "Dropout", .p = 0.5};
    expect_failure("class Net(:\n", &change, TN_BAD_SOURCE, "SyntaxError");
    expect_failure(HEAD "        self.fc1 = nn.Linear(5, 6)\n    def forward(self, x):\n        return self.fc1(x)\n", &change,
                   TN_BAD_SHAPE, "5");
    outcome out = patch_as("net.py:Other", plain, &change, 1);
    assert_int_equal(out.status, TN_BAD_ARGUMENT);
}

static tn_net *read_plain(const char *text)
{
    tn_net *net = NULL;
    tn_error err;
    tn_read_options options = {.input_rank = 1, .input = {4}, .text = text, .text_length = strlen(text)};
    if (tn_net_read(&net, "net.py:Net", &options, &err) != TN_OK) fail_msg("%s", err.text);
    return net;
}

/* The judge of all patches must tell nets apart. */
static void test_match__sees_rate_kind_and_place(void **state)
{
    (void)state;
    tn_net *net = read_plain(plain);
    tn__patch_change changes[] = {{.value = 1, .kind = "Dropout", .p = 0.3},
                                  {.value = 1, .kind = "Dropout", .p = 0.31},
                                  {.value = 0, .kind = "Dropout", .p = 0.3},
                                  {.value = 1, .kind = "AlphaDropout", .p = 0.3},
                                  {.node = 3},
                                  {.node = 3, .kind = "Dropout", .p = 0.3},
                                  {.value = 4, .kind = "Dropout", .p = 0.3}};
    enum { N = sizeof(changes) / sizeof(*changes) };
    uint64_t signatures[N + 1] = {tn__net_signature(net, NULL, 0)};
    for (int i = 0; i < N; i++) signatures[i + 1] = tn__net_signature(net, &changes[i], 1);
    bool same = tn__net_matches(net, net, NULL, 0), other = tn__net_matches(net, net, changes, 1);
    tn_net_free(net);
    for (int i = 0; i <= N; i++) {
        for (int k = 0; k < i; k++) assert_true(signatures[i] != signatures[k]);
    }
    assert_true(same);
    assert_false(other);
}

static void expect_number(double p, const char *text)
{
    char out[40];
    tn__patch_number(p, out, sizeof(out));
    assert_string_equal(out, text);
}

static void test_number__is_the_shortest_that_reads_back(void **state)
{
    (void)state;
    expect_number(0.1, "0.1");
    expect_number(0.25, "0.25");
    expect_number(1.0 / 3, "0.3333333333333333");
    expect_number(0, "0.0");
    expect_number(1, "1.0");
    expect_number(1e-7, "1e-07");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patch__wraps_what_makes_the_value),
        cmocka_unit_test(test_patch__a_dropout_that_moves_keeps_its_name),
        cmocka_unit_test(test_patch__a_rate_changes_in_place),
        cmocka_unit_test(test_patch__one_line_serves_all_its_runs),
        cmocka_unit_test(test_patch__drops_weights_by_functions),
        cmocka_unit_test(test_patch__writes_the_class_that_pytorch_lacks),
        cmocka_unit_test(test_patch__of_models_without_a_class),
        cmocka_unit_test(test_patch__nothing_to_change_is_an_empty_diff),
        cmocka_unit_test(test_patch__keeps_line_ends),
        cmocka_unit_test(test_patch__keeps_a_bom_and_an_open_end),
        cmocka_unit_test(test_patch__keeps_latin1),
        cmocka_unit_test(test_patch__names_files_as_git_does),
        cmocka_unit_test(test_patch__refuses_what_is_no_change),
        cmocka_unit_test(test_patch__refuses_what_is_no_model),
        cmocka_unit_test(test_match__sees_rate_kind_and_place),
        cmocka_unit_test(test_number__is_the_shortest_that_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
