/* Whole files: the example models, each diagnostic at its place, MODEL texts and options. */
#include "reader.h"

static void expect_example(const char *name, input shape, const char *layers)
{
    char model[600], found[2000];
    tn__reading reading;
    tn_error err;
    tn_read_options options = {.input_rank = shape.rank};
    memcpy(options.input, shape.size, sizeof(shape.size));
    snprintf(model, sizeof(model), TN_SOURCE_DIR "/examples/models/%s", name);
    assert_int_equal(tn__read_model(&reading, model, &options, false, &err), TN_OK);
    assert_null(tn__diagnostics_first(&reading.diagnostics, TN_DIAGNOSTIC_ERROR));
    describe(&reading, found, sizeof(found));
    assert_string_equal(found, layers);
    tn__reading_release(&reading);
}

static void test_examples__are_read(void **state)
{
    (void)state;
    expect_example("simple_fcn.py:SimpleFCN(10, 50, 2)", UNGIVEN, "Linear[N, 50] ReLU[N, 50] Dropout[N, 50] Linear[N, 2]");
    expect_example("alpha_dropout_fcn.py:AlphaDropoutFCN(10, 50, 2, alpha=1.5)", UNGIVEN,
                   "Linear[N, 50] ReLU[N, 50] AlphaDropout[N, 50] Linear[N, 2]");
    expect_example("simple_cnn.py", IMAGE,
                   "Conv2d[N, 16, 32, 32] ReLU[N, 16, 32, 32] Dropout2d[N, 16, 32, 32] "
                   "MaxPool2d[N, 16, 16, 16] "
                   "flatten[N, 4096] Linear[N, 10]");
    expect_example("mnist_mlp.py", (input){3, {1, 28, 28}},
                   "reshape[N, 784] Dropout[N, 784] Linear[N, 1024] ReLU[N, 1024] Dropout[N, 1024] "
                   "Linear[N, 1024] ReLU[N, 1024] Dropout[N, 1024] Linear[N, 10]");
    expect_example("residual_mlp.py:ResidualMLP(64, 10, width=8, depth=1)", UNGIVEN,
                   "Linear[N, 8] LayerNorm[N, 8] Linear[N, 16] GELU[N, 16] Linear[N, 8] dropout[N, "
                   "8] add[N, 8] LayerNorm[N, 8] Linear[N, 10]");
}

static void test_published_cnn__is_explained_at_the_linear(void **state)
{
    (void)state;
    tn_net *net = NULL;
    tn_error err;
    tn__reading reading;
    tn_read_options options = {.input_rank = 3, .input = {3, 32, 32}};
    const char *model = TN_SOURCE_DIR "/examples/models/simple_cnn_as_published.py";
    assert_int_equal(tn__read_model(&reading, model, &options, false, &err), TN_OK);
    const tn__diagnostic *one = tn__diagnostics_first(&reading.diagnostics, TN_DIAGNOSTIC_ERROR);
    assert_non_null(one);
    assert_int_equal(one->kind, TN_DIAG_SHAPE);
    assert_int_equal(one->place.line, 18);
    assert_int_equal(one->place.column, 30);
    assert_int_equal(one->n_notes, 2);
    assert_int_equal(one->notes[0].place.line, 24);
    assert_non_null(strstr(one->notes[0].text, "16x16x16 = 4096"));
    assert_int_equal(one->n_helps, 2);
    assert_string_equal(one->help[0], "nn.Linear(16 * 16 * 16, 10)");
    assert_string_equal(one->help[1], "or pool once more before the flatten: 16x16x16 -> 16x8x8 fits");
    tn__reading_release(&reading);
    assert_int_equal(tn_net_read(&net, model, &options, &err), TN_BAD_SHAPE);
    assert_int_equal(err.line, 18);
    assert_string_equal(err.file, model);
    assert_non_null(strstr(err.help, "nn.Linear(16 * 16 * 16, 10)"));
    options.input[1] = options.input[2] = 16; /* what it does fit */
    assert_int_equal(tn_net_read(&net, model, &options, &err), TN_OK);
    tn_net_free(net);
}

static void test_folded_batch__is_explained_at_the_linear(void **state)
{
    (void)state;
    expect_diagnostic(NET(S "self.pool = nn.MaxPool2d(2)\n" S "self.fc = nn.Linear(3 * 8 * 8, 10)\n",
                          S "x = self.pool(x)\n" S "x = x.view(-1, 3 * 8 * 8)\n" S "return self.fc(x)\n"),
                      IMAGE, TN_DIAG_BATCH_FOLDED, 8, 29, "a batch of N into 4*N rows", "nn.Linear(3 * 16 * 16, 10)");
    expect_diagnostic(NET("", S "return x.view(-1, 1000)\n"), IMAGE, TN_DIAG_SHAPE, 8, 16, "view", "torch.flatten(x, 1)");
}

static void test_arguments__are_judged_as_pytorch_does(void **state)
{
    (void)state;
    expect_diagnostic(NET(S "self.d = nn.Dropout(p=1.5)\n", S "return x\n"), IMAGE, TN_DIAG_BAD_VALUE, 7, 31, "between 0 and 1",
                      NULL);
    expect_diagnostic(NET(S "self.d = nn.Dropout(rate=.5)\n", S "return x\n"), IMAGE, TN_DIAG_UNKNOWN_KEYWORD, 7, 29,
                      "unexpected keyword argument 'rate'", NULL);
    expect_diagnostic(NET(S "self.d = nn.Linear(3)\n", S "return x\n"), IMAGE, TN_DIAG_MISSING_ARGUMENT, 7, 18, "'out_features'",
                      NULL);
    expect_diagnostic(NET(S "self.d = nn.ReLU(False, 3)\n", S "return x\n"), IMAGE, TN_DIAG_TOO_MANY_ARGUMENTS, 7, 33,
                      "positional argument", NULL);
    expect_diagnostic(NET(S "self.d = nn.Conv2d(3, 4, 3, pading=1)\n", S "return x\n"), IMAGE, TN_DIAG_UNKNOWN_KEYWORD, 7, 37,
                      "'pading'", "padding");
    expect_diagnostic(NET(S "self.d = nn.AlphaDropout(alpha=1.0)\n", S "return self.d(x)\n"), IMAGE, TN_DIAG_EXTENSION, 7, 34,
                      "'alpha'", "leave alpha out");
    expect_diagnostic(NET("", S "return F.dropout(x, rate=.5)\n"), IMAGE, TN_DIAG_UNKNOWN_KEYWORD, 8, 29, "'rate'", NULL);
    expect_diagnostic(NET(S "self.g(1)\n", S "return x\n"
                                             "    def g(self):\n" S "pass\n"),
                      IMAGE, TN_DIAG_TOO_MANY_ARGUMENTS, 7, 16, "g()", NULL);
}

static void test_names__are_known_or_nearly(void **state)
{
    (void)state;
    expect_diagnostic(NET(S "self.d = nn.Linaer(3, 4)\n", S "return x\n"), IMAGE, TN_DIAG_UNKNOWN_NAME, 7, 18,
                      "no attribute 'Linaer'", "'Linear'");
    expect_diagnostic(NET("", S "return F.rleu(x)\n"), IMAGE, TN_DIAG_UNKNOWN_NAME, 8, 16, "'rleu'", "'relu'");
    expect_diagnostic(NET(S "self.fc = nn.Linear(3, 4)\n", S "return self.fcc(x)\n"), IMAGE, TN_DIAG_UNKNOWN_NAME, 9, 16, "'fcc'",
                      "'fc'");
    expect_diagnostic(NET(S "width = 3\n" S "a = widht\n", S "return x\n"), IMAGE, TN_DIAG_UNKNOWN_NAME, 8, 13, "'widht'",
                      "'width'");
}

static void test_module_faults__are_found(void **state)
{
    (void)state;
    expect_diagnostic("from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n      "
                      "  self.fc = nn.Linear(3, 4)\n"
                      "    def forward(self, x):\n        return self.fc(x)\n",
                      UNGIVEN, TN_DIAG_MISSING_SUPER_INIT, 4, 9, "before Module.__init__()", "super().__init__()");
    expect_diagnostic(NET(S "self.l = [nn.Linear(3, 4)]\n", S "return self.l[0](x)\n"), (input){1, {3}}, TN_DIAG_UNREGISTERED, 7,
                      19, "not registered", "ModuleList");
    expect_diagnostic(NET("", S "return nn.Dropout(.5)(x)\n"), IMAGE, TN_DIAG_LAYER_IN_FORWARD, 8, 16, "inside forward",
                      "__init__");
    expect_diagnostic(NET("", S "return F.dropout(x, .5)\n"), IMAGE, TN_DIAG_ALWAYS_ON_DROPOUT, 8, 16, "in evaluation too",
                      "training=self.training");
    expect_diagnostic(NET(S "if k == 3:\n" S "    raise ValueError(f'bad {k}')\n", S "return x\n"), IMAGE, TN_DIAG_RAISES, 8, 13,
                      "ValueError: bad 3", NULL);
    expect_diagnostic(NET(S "assert k < 3, 'too big'\n", S "return x\n"), IMAGE, TN_DIAG_RAISES, 7, 9, "AssertionError: too big",
                      NULL);
    expect_diagnostic(NET(S "self.t = nn.LSTM(3, 4)\n", S "return self.t(x)\n"), IMAGE, TN_DIAG_UNKNOWN, 7, 18, "nn.LSTM yet",
                      NULL);
    expect_diagnostic(NET("", S "return x[0] + None\n"), IMAGE, TN_DIAG_UNKNOWN, 8, 16, "x[...]", NULL);
    expect_diagnostic(NET(S "self.c = nn.Conv2d(4, 8, 3)\n", S "return self.c(x)\n"), IMAGE, TN_DIAG_SHAPE, 7, 28,
                      "4 channels, but is given 3", "nn.Conv2d(3, 8, 3)");
    expect_diagnostic(NET("", S "return x + torch.flatten(x, 1)\n"), IMAGE, TN_DIAG_SHAPE, 8, 16, "", NULL);
}

static void test_unknown_output__is_unsupported_with_its_reason(void **state)
{
    (void)state;
    const char *text = NET(S "self.t = nn.Transformer(4)\n", S "y = self.t(x)\n" S "return torch.relu(y)\n");
    tn_read_options options = {.input_rank = 1, .input = {4}, .text = text, .text_length = strlen(text)};
    tn_net *net = NULL;
    tn_error err;
    assert_int_equal(tn_net_read(&net, "net.py:Net", &options, &err), TN_UNSUPPORTED);
    assert_int_equal(err.line, 7);
    assert_non_null(strstr(err.text, "nn.Transformer"));
    assert_null(net);
}

/* What a script does around the class may not be understood either: it is not why the class does not run. */
static void test_unknown_output__has_the_reason_of_the_class(void **state)
{
    (void)state;
    const char *text = "import argparse\nimport torch\nfrom torch import nn\nif argparse.ArgumentParser().parse_args().gpu:\n"
                       "    pass\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                       "    def forward(self, x):\n        return x + torch.randn_like(x)\n";
    tn_read_options options = {.input_rank = 1, .input = {4}, .text = text, .text_length = strlen(text)};
    tn_net *net = NULL;
    tn_error err;
    assert_int_equal(tn_net_read(&net, "net.py:Net()", &options, &err), TN_UNSUPPORTED);
    assert_int_equal(err.line, 10);
    assert_non_null(strstr(err.text, "randn_like"));
    assert_null(net);
}

/* What a file leaves behind may be too large to keep for the class's second run, the one with the input that its first layer
 * takes: then the file is run again, and nothing of its first run is left. */
static void test_large_files__are_run_again(void **state)
{
    (void)state;
    const char *text = "from torch import nn\nlarge = [0] * 1500000\n"
                       "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                       "        self.fc = nn.Linear(4, 2)\n    def forward(self, x):\n        return self.fc(x)\n";
    tn_read_options options = {.text = text, .text_length = strlen(text)};
    tn_net *net = NULL;
    tn_error err;
    assert_int_equal(tn_net_read(&net, "net.py", &options, &err), TN_OK);
    assert_int_equal(tn_net_layers(net), 1);
    tn_net_free(net);
}

static void test_model_text__is_refused_with_advice(void **state)
{
    (void)state;
    const char *text = NET("", S "return x\n");
    tn_read_options options = {.input_rank = 1, .input = {4}, .text = text, .text_length = strlen(text)};
    tn_net *net = NULL;
    tn_error err;
    assert_int_equal(tn_net_read(&net, "net.py:Nte", &options, &err), TN_BAD_ARGUMENT);
    assert_non_null(strstr(err.help, "'Net'"));
    assert_int_equal(tn_net_read(&net, "net.py:Net(k=x)", &options, &err), TN_BAD_SOURCE);
    assert_non_null(strstr(err.text, "name 'x' is not defined"));
    assert_int_equal(err.line, 0);
    assert_int_equal(tn_net_read(&net, "net.py:Net(", &options, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_net_read(&net, "net.py:Net(j=1)", &options, &err), TN_BAD_SOURCE);
    assert_int_equal(tn_net_read(&net, "", &options, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_net_read(&net, ":Net", &options, &err), TN_BAD_ARGUMENT);
    assert_int_equal(tn_net_read(&net, "/nonexistent/net.py", NULL, &err), TN_IO);
}

static void test_may_flatten__reads_images_as_rows(void **state)
{
    (void)state;
    const char *text = NET(S "self.fc = nn.Linear(784, 10)\n", S "return self.fc(x)\n");
    tn_read_options options = {.input_rank = 3, .input = {1, 28, 28}, .text = text, .text_length = strlen(text)};
    tn_net *net = NULL;
    tn_error err;
    assert_int_equal(tn_net_read(&net, "net.py", &options, &err), TN_BAD_SHAPE);
    options.may_flatten = true;
    assert_int_equal(tn_net_read(&net, "net.py", &options, &err), TN_OK);
    assert_int_equal(net->nodes[0].shape.rank, 2);
    tn_net_free(net);
}

/* F.linear with a layer's own parameters is that layer. */
static void test_linear_function__is_the_layer(void **state)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {NET(S "self.fc = nn.Linear(6, 4)\n", S "return F.linear(x, self.fc.weight, self.fc.bias)\n"), "Linear[N, 4]"},
        {NET(S "self.fc = nn.Linear(6, 4, bias=False)\n", S "return F.linear(x, weight=self.fc.weight)\n"), "Linear[N, 4]"},
        {NET(S "self.fc = nn.Linear(6, 4)\n",
             S "return F.linear(x, F.dropout(self.fc.weight, 0.3, self.training), self.fc.bias)\n"),
         "DropConnect[N, 4]"},
        {NET(S "self.fc = nn.Linear(6, 4)\n",
             S "return F.linear(x, F.dropout(self.fc.weight, 0.0, self.training), self.fc.bias)\n"),
         "Linear[N, 4]"},
        {NET(S "self.fc = nn.Linear(6, 6)\n" S "self.drop = nn.Dropout(0.2)\n",
             S "for _ in range(2):\n" S "    x = F.linear(x, self.drop(self.fc.weight), self.fc.bias)\n" S "return x\n"),
         "DropConnect[N, 6] DropConnect[N, 6]"},
        /* one weight in two ways; one mask for two uses; another layer's bias */
        {NET(S "self.fc = nn.Linear(6, 6)\n",
             S "x = F.linear(x, F.dropout(self.fc.weight, 0.3, self.training), self.fc.bias)\n" S "return self.fc(x)\n"),
         ""},
        {NET(S "self.fc = nn.Linear(6, 6)\n", S "w = F.dropout(self.fc.weight, 0.3, self.training)\n" S
                                                "return F.linear(F.linear(x, w, self.fc.bias), w, self.fc.bias)\n"),
         ""},
        {NET(S "self.fc = nn.Linear(6, 6)\n" S "self.b = nn.Linear(6, 6)\n",
             S "return F.linear(x, self.fc.weight, self.b.bias)\n"),
         ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        tn__reading reading = TN_READING_INIT;
        char text[300];
        read_text(&reading, cases[i].text, strlen(cases[i].text), "net.py:Net", (input){1, {6}});
        describe(&reading, text, sizeof(text));
        assert_string_equal(text, cases[i].wanted);
        tn__reading_release(&reading);
    }
}

/* What stands between layers is layers too, where the table has a row for it. */
static void test_operators_and_parts__are_layers(void **state)
{
    static const struct {
        const char *forward, *wanted;
    } cases[] = {
        {"2 * x - 1", "mul[N, 6, 4] add[N, 6, 4]"},
        {"1 - x / 3", "div[N, 6, 4] rsub[N, 6, 4]"},
        {"x - x", "add[N, 6, 4]"},
        {"x * x.mean(2, keepdim=True)", "mean[N, 6, 1] mul[N, 6, 4]"},
        {"x[:, :2]", "narrow[N, 2, 4]"},
        {"x[:, -2:, 1]", "narrow[N, 2, 4] narrow[N, 2, 1] reshape[N, 2]"},
        {"x[..., None, 1:3]", "narrow[N, 6, 2] reshape[N, 6, 1, 2]"},
        {"x[:, 4:9]", "narrow[N, 2, 4]"},
        {"x.chunk(3, 1)[2]", "narrow[N, 2, 4] narrow[N, 2, 4] narrow[N, 2, 4]"},
        {"x.split(4, 1)[1]", "narrow[N, 4, 4] narrow[N, 2, 4]"},
        {"x.split([1, 5], dim=1)[1]", "narrow[N, 1, 4] narrow[N, 5, 4]"},
        {"x.unbind(2)[3]", "narrow[N, 6, 1] reshape[N, 6] narrow[N, 6, 1] reshape[N, 6] narrow[N, 6, 1] reshape[N, 6] "
                           "narrow[N, 6, 1] reshape[N, 6]"},
        /* samples of a batch, and steps */
        {"x[1:]", ""},
        {"x[:, ::2]", ""},
        {"2 / x", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        tn__reading reading = TN_READING_INIT;
        char source[400], text[400];
        snprintf(source, sizeof(source), NET("", S "return %s\n"), cases[i].forward);
        read_text(&reading, source, strlen(source), "net.py:Net", (input){2, {6, 4}});
        describe(&reading, text, sizeof(text));
        assert_string_equal(text, cases[i].wanted);
        tn__reading_release(&reading);
    }
}

static void test_init_calls__become_steps_in_order(void **state)
{
    (void)state;
    const char *text = NET(S "self.a = nn.Linear(3, 4)\n" S "nn.init.xavier_uniform_(self.a.weight, gain=2)\n" S
                             "self.b = nn.Linear(4, 4)\n" S "self.apply(self.reset)\n",
                           S "return self.b(self.a(x))\n"
                             "    def reset(self, m):\n" S "if isinstance(m, nn.Linear):\n" S
                             "    nn.init.constant_(m.bias, .25)\n");
    tn__reading reading;
    read_text(&reading, text, strlen(text), "net.py:Net", UNGIVEN);
    const tn_net *net = reading.models[0].net;
    assert_non_null(net);
    assert_int_equal(net->n_init_steps, 5);
    assert_int_equal(net->init_steps[0].state, -1);
    assert_string_equal(net->init_steps[1].function, "xavier_uniform_");
    assert_true(net->init_steps[1].arguments[0] == 2);
    assert_int_equal(net->init_steps[2].state, -1);
    assert_string_equal(net->init_steps[3].function, "constant_");
    assert_string_equal(net->states[net->init_steps[4].state].key, "b.bias");
    assert_true(net->init_steps[4].arguments[0] == .25);
    tn__reading_release(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples__are_read),
        cmocka_unit_test(test_published_cnn__is_explained_at_the_linear),
        cmocka_unit_test(test_folded_batch__is_explained_at_the_linear),
        cmocka_unit_test(test_arguments__are_judged_as_pytorch_does),
        cmocka_unit_test(test_names__are_known_or_nearly),
        cmocka_unit_test(test_module_faults__are_found),
        cmocka_unit_test(test_unknown_output__is_unsupported_with_its_reason),
        cmocka_unit_test(test_unknown_output__has_the_reason_of_the_class),
        cmocka_unit_test(test_large_files__are_run_again),
        cmocka_unit_test(test_model_text__is_refused_with_advice),
        cmocka_unit_test(test_may_flatten__reads_images_as_rows),
        cmocka_unit_test(test_linear_function__is_the_layer),
        cmocka_unit_test(test_operators_and_parts__are_layers),
        cmocka_unit_test(test_init_calls__become_steps_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
