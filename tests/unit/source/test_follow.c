/* What the checker follows without running it: other files of a package, operations known by shape, both ways of a condition. */
#include <stdlib.h>
#include <unistd.h>
#include "reader.h"

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *folder, const char *name)
{
    char path[300];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

static bool follow(const char *text, const char *file, int *n_layers)
{
    tn__reading reading;
    tn_error err;
    tn_read_options options = {.text = text, .text_length = text ? strlen(text) : 0};
    tn_status status = tn__read_model(&reading, file, &options, true, &err);
    const tn__model_reading *model = status == TN_OK && reading.n_models ? &reading.models[reading.n_models - 1] : NULL;
    bool whole = model && model->net && !model->is_part;
    *n_layers = model && model->net ? tn_net_layers(model->net) : 0;
    if (tn__diagnostics_first(&reading.diagnostics, TN_DIAGNOSTIC_ERROR)) {
        show_diagnostics(&reading);
        whole = false;
    }
    tn__reading_release(&reading);
    return whole;
}

static int n_errors(const char *file)
{
    tn__reading reading;
    tn_error err;
    int n = 0;
    assert_int_equal(tn__read_model(&reading, file, NULL, true, &err), TN_OK);
    for (size_t i = 0; i < reading.diagnostics.n; i++) {
        n += reading.diagnostics.items[i].level == TN_DIAGNOSTIC_ERROR && reading.diagnostics.items[i].kind != TN_DIAG_UNKNOWN;
    }
    tn__reading_release(&reading);
    return n;
}

/* a.py and b.py import each other; what is needed of both is found, and a name that leads in a circle is not. */
static void test_imports__are_followed_in_circles(void **state)
{
    char folder[] = "/tmp/thinnet-imports-XXXXXX", file[320];
    int n;
    (void)state;
    assert_non_null(mkdtemp(folder));
    write_file(folder, "a.py",
               "from .b import Block, lost\nfrom torch import nn\nWIDTH = 8\nclass Net(nn.Module):\n    def __init__(self):\n"
               "        super().__init__()\n        self.block = Block(WIDTH)\n    def forward(self, x):\n        return "
               "self.block(x)\n");
    write_file(
        folder, "b.py",
        "from torch import nn\nfrom .a import WIDTH\nfrom .a import lost\nclass Block(nn.Module):\n    def __init__(self, n):\n"
        "        super().__init__()\n        self.fc = nn.Linear(n, WIDTH)\n        self.drop = nn.Dropout(.5)\n"
        "    def forward(self, x):\n        return self.drop(self.fc(x))\n");
    snprintf(file, sizeof(file), "%s/a.py", folder);
    assert_true(follow(NULL, file, &n));
    assert_int_equal(n, 2);
    write_file(folder, "a.py",
               "from .b import lost\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n"
               "        super().__init__()\n        self.fc = nn.Linear(4, 4)\n    def forward(self, x):\n        return "
               "lost(self.fc(x))\n");
    assert_false(follow(NULL, file, &n));
    remove_file(folder, "a.py");
    remove_file(folder, "b.py");
    assert_int_equal(rmdir(folder), 0);
}

/* A class of a longer file: what its methods set is looked for in that file's text. */
static void test_imports__are_asked_what_their_methods_set(void **state)
{
    char folder[] = "/tmp/thinnet-imports-XXXXXX", file[320];
    (void)state;
    assert_non_null(mkdtemp(folder));
    write_file(folder, "a.py",
               "from .b import B\nfrom torch import nn\nclass A(nn.Module):\n    def __init__(self):\n"
               "        super().__init__()\n        self.b = B()\n    def forward(self, x):\n        return "
               "self.b.fc(self.b.late(x))\n");
    write_file(
        folder, "b.py",
        "from torch import nn\n\n# This file is longer than the one that imports it, so that places in it are none there.\n"
        "# This file is longer than the one that imports it, so that places in it are none there.\n"
        "class B(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(8, 8)\n"
        "    def prepare(self):\n        self.late = nn.Linear(8, 8)\n");
    snprintf(file, sizeof(file), "%s/a.py", folder);
    assert_int_equal(n_errors(file), 0);
    remove_file(folder, "a.py");
    remove_file(folder, "b.py");
    assert_int_equal(rmdir(folder), 0);
}

/* What was parsed once serves the next reading; a cache without room changes nothing. */
static void test_cache__shares_imported_files(void **state)
{
    char folder[] = "/tmp/thinnet-cache-XXXXXX", file[320];
    static const size_t room[] = {(size_t)1 << 20, 1};
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(file, sizeof(file), "%s/a.py", folder);
    write_file(
        folder, "a.py",
        "from .b import Block\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.block = Block(8)\n    def forward(self, x):\n        return self.block(x)\n");
    for (size_t i = 0; i < sizeof(room) / sizeof(room[0]); i++) {
        tn_read_options options = {0};
        tn_error err;
        assert_int_equal(tn_source_cache_new(&options.cache, room[i], &err), TN_OK);
        for (int k = 0; k < 2; k++) {
            tn__reading reading;
            write_file(folder, "b.py",
                       k == 0 ? "from torch import nn\nclass Block(nn.Linear):\n    def __init__(self, n):\n"
                                "        super().__init__(n, n)\n"
                              : "Block = None\n");
            assert_int_equal(tn__read_model(&reading, file, &options, true, &err), TN_OK);
            bool kept = k == 0 || room[i] > 1; /* the second file is another one, which only an empty cache sees */
            assert_int_equal(reading.models[0].net && !reading.models[0].is_part, kept);
            tn__reading_release(&reading);
        }
        tn_source_cache_free(options.cache);
    }
    remove_file(folder, "a.py");
    remove_file(folder, "b.py");
    assert_int_equal(rmdir(folder), 0);
}

/* Copies, functions of autograd, loops over tensors, names from format() and layers of torch.nn that thinnet does not run. */
static void test_values__are_followed_through_python_around_layers(void **state)
{
    int n;
    (void)state;
    assert_true(follow(IMPORTS
                       "import copy, math\n"
                       "class Swish(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, i):\n"
                       "        ctx.save_for_backward(i)\n        return i * torch.sigmoid(i)\n"
                       "    @staticmethod\n    def backward(ctx, grad):\n        return grad\n"
                       "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                       "        one = nn.Sequential(nn.Linear(8, 8), nn.Dropout(.1))\n"
                       "        self.layers = nn.ModuleList([copy.deepcopy(one) for _ in range(3)])\n"
                       "        self.named = nn.Sequential()\n"
                       "        for i in range(2):\n            self.named.add_module('{}_{}'.format('fc', i), nn.Linear(8, 8))\n"
                       "        self.rates = [x.item() for x in torch.linspace(0, .1, 3)]\n"
                       "        self.scales = nn.ParameterList([nn.Parameter(torch.ones(8)) for _ in range(2)])\n"
                       "    def forward(self, x):\n"
                       "        for layer, rate in zip(self.layers, self.rates):\n            x = layer(x)\n"
                       "        for scale in self.scales:\n            x = x * scale\n"
                       "        x = torch.where(x > 0, x, 0.1 * x)\n"
                       "        return self.named(Swish.apply(x)) / math.sqrt(x.size(-1))\n",
                       "net.py", &n));
    assert_true(n >= 3 * 2 + 2);
}

static void test_shapes__are_followed_past_what_cannot_be_run(void **state)
{
    int n;
    (void)state;
    assert_true(follow(IMPORTS "class Attention(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                               "        self.qkv = nn.Linear(64, 192)\n        self.scale = nn.Parameter(torch.ones(1))\n"
                               "        self.drop = nn.Dropout(.1)\n"
                               "    def forward(self, x):\n        B, T, C = x.shape\n"
                               "        q, k, v = self.qkv(x).reshape(B, T, 3, 4, 16).permute(2, 0, 3, 1, 4).unbind(0)\n"
                               "        a = (q * self.scale) @ k.transpose(-2, -1)\n"
                               "        a = self.drop(a.softmax(dim=-1))\n"
                               "        return (a @ v).transpose(1, 2).reshape(B, T, C), a\n",
                       "net.py", &n));
    assert_true(n > 8);
}

/* What noise is added to is still what the layer before has made, and an error behind it is certain. */
static void test_noise__does_not_end_the_flow(void **state)
{
    int n;
    (void)state;
    assert_true(follow(IMPORTS "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                               "        self.fc1 = nn.Linear(8, 4)\n        self.fc2 = nn.Linear(4, 2)\n"
                               "    def forward(self, x):\n        x = self.fc1(x)\n"
                               "        return self.fc2(x + torch.randn_like(x) * x)\n",
                       "net.py", &n));
    assert_int_equal(n, 4);
}

static void test_conditions__are_followed_both_ways(void **state)
{
    int n;
    (void)state;
    assert_true(follow(IMPORTS "import settings\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                               "        self.fc = nn.Linear(4, 4)\n        self.drop = nn.Dropout(.5)\n"
                               "    def forward(self, x):\n        if settings.early:\n            return self.fc(x)\n"
                               "        return self.drop(x)\n",
                       "net.py", &n));
    assert_int_equal(n, 3);
}

/* A function that nobody knows is not understood, and what comes behind it is followed all the same. */
static void test_gaps__are_no_understanding(void **state)
{
    int n;
    (void)state;
    assert_false(follow(IMPORTS "import strange\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                                "        self.fc = nn.Linear(4, 4)\n        self.drop = nn.Dropout(.5)\n"
                                "    def forward(self, x):\n        return self.drop(strange.f(self.fc(x)))\n",
                        "net.py", &n));
    assert_int_equal(n, 3);
}

/* The class F inside Mish hides no module from its own methods. */
static void test_names__of_a_class_are_not_those_of_a_class_inside(void **state)
{
    int n;
    (void)state;
    assert_true(follow(IMPORTS "class Mish(nn.Module):\n    class F(torch.autograd.Function):\n        @staticmethod\n"
                               "        def forward(ctx, x):\n            return x.mul(torch.tanh(F.softplus(x)))\n"
                               "        @staticmethod\n        def backward(ctx, grad):\n            return grad\n"
                               "    def forward(self, x):\n        return self.F.apply(x)\n"
                               "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                               "        self.fc = nn.Linear(4, 4)\n        self.act = Mish()\n"
                               "    def forward(self, x):\n        return self.act(self.fc(x))\n",
                       "net.py", &n));
    assert_int_equal(n, 4);
}

/* A model whose base is a library's, which hands on what it was given, calls what forward was given, and returns a record. */
static void test_libraries__leave_the_rest_of_a_model(void **state)
{
    int n;
    (void)state;
    assert_true(follow(IMPORTS "from dataclasses import dataclass\nfrom transformers import BertPreTrainedModel\n"
                               "from transformers.utils import ModelOutput\n@dataclass\nclass Output(ModelOutput):\n"
                               "    logits: torch.Tensor = None\n    states: tuple = None\n"
                               "class Net(BertPreTrainedModel):\n    def __init__(self, config, device):\n"
                               "        super().__init__(config)\n"
                               "        self.rnn = nn.LSTM(8, config.hidden_size).to(device)\n"
                               "        self.fc = nn.Linear(config.hidden_size, 4)\n        self.drop = nn.Dropout(.5)\n"
                               "    def forward(self, x, embed):\n        y, _ = self.rnn(embed(x))\n"
                               "        return Output(logits=self.fc(self.drop(y)))\n",
                       "net.py", &n));
    assert_true(n >= 4);
}

/* Keys without an end, and a layer that is called before it is made: found by the fuzzer. */
static void test_values__at_their_ends_are_no_fault(void **state)
{
    int n;
    (void)state;
    (void)follow(IMPORTS "sizes = {-1e3091: 1, 1e3091: 2, -1e300: 3}\nclass Net(nn.Module):\n    def __init__(self):\n"
                         "        super().__init__()\n        self.fc = nn.Linear(4, 4)\n"
                         "    def forward(self, x):\n        return self.fc(x)\n",
                 "net.py", &n);
    assert_int_equal(n, 1);
    (void)follow(IMPORTS "class C(nn.Linear):\n    def __init__(self, x=1):\n        y = self(torch.zeros(2, 4))\n"
                         "        super().__init__(4, 4)\n",
                 "net.py", &n);
    /* A function over children that are not known: it calls itself without end. */
    assert_true(follow(IMPORTS "def named(f, module):\n    for child in module.children():\n        named(f, module)\n"
                               "    f(module)\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                               "        self.fc = nn.Linear(4, 4)\n        named(print, self)\n"
                               "    def forward(self, x):\n        return self.fc(x)\n",
                       "net.py", &n));
}

/* Both ways of a condition call the function again, and a generator's loop has no end: neither takes the class' steps. */
static void test_calls__of_itself_behind_conditions_end(void **state)
{
    int n;
    (void)state;
    assert_true(follow(IMPORTS
                       "def pair(x):\n    return tuple(x) if hasattr(x, '__iter__') else (x, x)\n"
                       "def padding(size, stride, step):\n    if any([isinstance(v, tuple) for v in [size, stride, step]]):\n"
                       "        size, stride, step = pair(size), pair(stride), pair(step)\n"
                       "        return [padding(*a) for a in zip(size, stride, step)]\n"
                       "    return (stride - 1 + step * (size - 1)) // 2\n"
                       "class Net(nn.Module):\n    def __init__(self, cfg):\n        super().__init__()\n"
                       "        self.fc = nn.Linear(4, 4)\n        for one in cfg:\n"
                       "            self.pad = padding(one['size'], one['stride'], one['step'])\n"
                       "    def forward(self, x):\n        return self.fc(x)\n",
                       "net.py", &n));
    assert_int_equal(n, 1);
    static const char generator[] = "def cycle(loader):\n    while True:\n        for one in loader:\n            yield one\n"
                                    "batches = cycle(load())\n";
    tn__reading reading;
    read_text(&reading, generator, sizeof(generator) - 1, "net.py", (input){0});
    assert_null(find_diagnostic(&reading, TN_DIAG_LIMIT));
    tn__reading_release(&reading);
}

/* `while True` whose way out stands behind a condition that nobody can decide: what the loop does, and what comes behind it,
 * counts. */
static void test_loops__that_may_have_been_left_end(void **state)
{
    int n;
    (void)state;
#define LOOP_NET(left, behind)                                                                                                   \
    IMPORTS "from stream import open_stream\ndef load(path):\n    data = open_stream(path)\n    while True:\n" left behind       \
            "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"                                       \
            "        self.fc = nn.Linear(load('weights'), 4)\n    def forward(self, x):\n        return self.fc(x)\n"
    assert_true(follow(LOOP_NET("        chunk = data.read(10)\n        if not chunk:\n            break\n", "    return 8\n"),
                       "net.py", &n));
    assert_int_equal(n, 1);
    assert_true(follow(LOOP_NET("        if data.read(10):\n            return 8\n", ""), "net.py", &n));
    assert_int_equal(n, 1);
    assert_true(follow(LOOP_NET("        for one in data:\n            if one:\n                return 8\n", ""), "net.py", &n));
    assert_int_equal(n, 1);
    /* A loop with an end of its own comes to it, and a break leaves only the loop that it stands in. */
    assert_true(follow(IMPORTS
                       "from stream import more\nclass Net(nn.Module):\n    def __init__(self):\n"
                       "        super().__init__()\n        self.fcs = nn.ModuleList()\n"
                       "        while len(self.fcs) < 50:\n            self.fcs.append(nn.Linear(4, 4))\n"
                       "            for one in [1, 2]:\n                if more(one):\n                    break\n"
                       "    def forward(self, x):\n        for fc in self.fcs:\n            x = fc(x)\n        return x\n",
                       "net.py", &n));
    assert_int_equal(n, 50);
}

/* The file's own level and the constructor run once for all, and what one run changes no other sees. */
static void test_runs__start_afresh(void **state)
{
    static const char text[] = IMPORTS
        "sizes = [4]\nclass First(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        sizes.append(8)\n        self.calls = []\n"
        "        self.fc = nn.Linear(sizes[-1], 4)\n"
        "    def forward(self, x):\n        self.calls.append(1)\n        sizes.append(9)\n"
        "        return F.relu(self.fc(x)) if len(self.calls) == 1 else self.fc(x)\n"
        "class Second(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = nn.Linear(sizes[-1], 4)\n"
        "    def forward(self, x):\n        return self.fc(x)\n";
    const tn_read_options options = {.text = text, .text_length = strlen(text)};
    tn__reading reading;
    tn_error err;
    (void)state;
    assert_int_equal(tn__read_model(&reading, "net.py", &options, true, &err), TN_OK);
    assert_int_equal(reading.n_models, 2);
    assert_int_equal(tn_net_layers(reading.models[0].net), 2);
    assert_int_equal(reading.models[0].net->nodes[0].shape.dim[1], 8);
    assert_int_equal(reading.models[1].net->nodes[0].shape.dim[1], 4);
    tn__reading_release(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_imports__are_followed_in_circles),
        cmocka_unit_test(test_imports__are_asked_what_their_methods_set),
        cmocka_unit_test(test_cache__shares_imported_files),
        cmocka_unit_test(test_values__are_followed_through_python_around_layers),
        cmocka_unit_test(test_shapes__are_followed_past_what_cannot_be_run),
        cmocka_unit_test(test_noise__does_not_end_the_flow),
        cmocka_unit_test(test_conditions__are_followed_both_ways),
        cmocka_unit_test(test_names__of_a_class_are_not_those_of_a_class_inside),
        cmocka_unit_test(test_libraries__leave_the_rest_of_a_model),
        cmocka_unit_test(test_values__at_their_ends_are_no_fault),
        cmocka_unit_test(test_calls__of_itself_behind_conditions_end),
        cmocka_unit_test(test_loops__that_may_have_been_left_end),
        cmocka_unit_test(test_runs__start_afresh),
        cmocka_unit_test(test_gaps__are_no_understanding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
