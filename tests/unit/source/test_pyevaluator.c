/* Python's side: what evaluates to which net. */
#include "base/mem.h"
#include "reader.h"

#define LINEAR(n) S "self.fc = nn.Linear(" n ", 2)\n"

/* The number of input features that an expression gives. */
static void expect_features(const char *setup, const char *expression, int64_t value)
{
    char text[2000];
    snprintf(text, sizeof(text),
             IMPORTS "import math\nclass Net(nn.Module):\n    def __init__(self):\n        "
                     "super(Net, self).__init__()\n"
                     "%s        self.fc = nn.Linear(%s, 2)\n    def forward(self, x):\n        "
                     "return self.fc(x)\n",
             setup, expression);
    tn__reading reading;
    read_text(&reading, text, strlen(text), "net.py:Net", UNGIVEN);
    if (!reading.models[0].net) {
        show_diagnostics(&reading);
        fail_msg("'%s' gives no net", expression);
    }
    assert_int_equal(reading.models[0].net->nodes[0].shape.dim[1], value);
    tn__reading_release(&reading);
}

static void test_arithmetic__is_pythons(void **state)
{
    (void)state;
    expect_features("", "2 + 3 * 4", 14);
    expect_features("", "-7 // 2 + 10", 6);
    expect_features("", "-7 % 3 + 1", 3);
    expect_features("", "7 % -3 + 3", 1);
    expect_features("", "-9223372036854775807 % 3 + -9223372036854775807 % -3 + 1", 2); /* the quotient's product is too large */
    expect_features("", "int((-2) ** 63 / -1 / 2 ** 62) + -7 // -1", 9);
    expect_features("", "2 ** 5", 32);
    expect_features("", "int(7 / 2)", 3);
    expect_features("", "1 << 4 | 1", 17);
    expect_features("", "0x1F + 0b11 + 1_000", 1034);
    expect_features("", "round(2.5) + round(3.5)", 6);
    expect_features("", "math.ceil(math.sqrt(17))", 5);
    expect_features("", "max(3, 9, 4) - min([3, 9])", 6);
    expect_features("", "sum([1, 2, 3]) + len('abc') + abs(-4)", 13);
    expect_features("", "math.prod((2, 3, 4))", 24);
}

static void test_conditions__choose(void **state)
{
    (void)state;
    expect_features("", "3 if 1 < 2 <= 2 else 4", 3);
    expect_features("", "0 or 7", 7);
    expect_features("", "5 and 6", 6);
    expect_features("", "8 if not None and 'a' in 'cab' else 9", 8);
    expect_features("", "1 if isinstance(2.0, int) else 2", 2);
    expect_features(S "a = []\n" S "if a:\n" S "    n = 1\n" S "elif len(a) == 0:\n" S "    n = 2\n" S "else:\n" S "    n = 3\n",
                    "n", 2);
    expect_features(S "try:\n" S "    n = [1][5]\n" S "except IndexError as e:\n" S "    n = 4\n" S "finally:\n" S "    m = 1\n",
                    "n + m", 5);
}

static void test_collections__hold_and_unpack(void **state)
{
    (void)state;
    expect_features(S "a, (b, *c), d = 1, (2, 3, 4), 5\n", "a + b + sum(c) + d", 15);
    expect_features(S "d = {'a': 1, **dict(b=2)}\n" S "d.update(c=3)\n", "sum(d.values()) + d.get('z', 10)", 16);
    expect_features(S "l = [1, 2, 3, 4]\n" S "l += [5]\n" S "l.insert(0, 9)\n" S "l.pop()\n", "l[0] + l[-1] + sum(l[1:3])", 16);
    expect_features("", "sum([i * j for i in range(4) if i % 2 for j in (1, 10)])", 44);
    expect_features("", "len({k: v for k, v in zip('ab', [1, 2])})", 2);
    expect_features("", "sorted([3, 1, 2], reverse=True)[0] * 10 + list(reversed([1, 2]))[0]", 32);
    expect_features("", "sum(map(lambda x, y=2: x * y, (1, 2)))", 6);
    expect_features("", "int(f\"{1 + 1}{'x'[0:0]}3\") + int('a,7'.split(',')[1])", 30);
    expect_features(S "x = y = 4\n" S "x *= 2\n" S "z: int = 1\n", "x + y + z", 13);
}

static void test_loops__run(void **state)
{
    (void)state;
    expect_features(S "n = 0\n" S "for i, j in enumerate(range(10, 0, -3), start=1):\n" S "    if j == 1:\n" S "        break\n" S
                      "    n += i\n",
                    "n", 6);
    expect_features(S "n = 1\n" S "while n < 100:\n" S "    n *= 3\n" S "    if n > 50:\n" S "        continue\n" S "else:\n" S
                      "    n += 1\n",
                    "n", 244);
}

static void test_functions__bind_arguments(void **state)
{
    (void)state;
    expect_features(S "def f(a, b=2, *rest, c, **more):\n" S "    return a + b + sum(rest) + c + more['d']\n",
                    "f(1, 2, 3, 4, c=5, d=6)", 21);
    expect_features(S "def outer(n):\n" S "    def inner():\n" S "        return n + 1\n" S "    return inner\n", "outer(4)()",
                    5);
    expect_features(S "args = (1, 2)\n" S "more = dict(b=3)\n" S "f = lambda *a, b: sum(a) * b\n", "f(*args, **more)", 9);
}

static void test_classes__inherit(void **state)
{
    (void)state;
    const char *text = IMPORTS "from dataclasses import dataclass\n"
                               "@dataclass\nclass Config:\n    width: int\n    depth: int = 2\n"
                               "class Base(nn.Module):\n    size = 5\n    def __init__(self, n):\n        "
                               "nn.Module.__init__(self)\n        self.fc = nn.Linear(n, self.size)\n"
                               "    def tail(self, x):\n        return torch.relu(x)\n"
                               "    @staticmethod\n    def twice(n):\n        return 2 * n\n"
                               "class Net(Base):\n    size = 6\n    def __init__(self):\n        c = Config(4)\n        "
                               "super().__init__(c.width * c.depth)\n"
                               "        self.out = nn.Linear(6, self.twice(3))\n"
                               "    def tail(self, x):\n        return self.out(super().tail(x))\n    def forward(self, "
                               "x):\n        return self.tail(self.fc(x))\n";
    expect_net(text, "net.py:Net", UNGIVEN, "Linear[N, 6] relu[N, 6] Linear[N, 6]");
}

static void test_containers__register_in_order(void **state)
{
    (void)state;
    const char *text = IMPORTS "from collections import OrderedDict\n"
                               "class Block(nn.Sequential):\n    def __init__(self, a, b):\n        "
                               "super().__init__(nn.Linear(a, b), nn.Tanh())\n"
                               "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                               "        self.first = nn.Sequential(OrderedDict(a=nn.Linear(3, 4), b=nn.ReLU()))\n"
                               "        self.list = nn.ModuleList([Block(4, 4) for _ in range(2)])\n"
                               "        self.list.append(nn.Sequential(*[nn.Linear(4, 4) for n in (5, 4)]))\n"
                               "        self.dict = nn.ModuleDict({'x': nn.Linear(4, 2)})\n"
                               "        self.add_module('extra', nn.Linear(2, 2))\n"
                               "    def forward(self, x):\n        x = self.first(x)\n        for layer in self.list:\n   "
                               "         x = layer(x)\n"
                               "        return self.extra(self.dict['x'](x))\n";
    tn__reading reading;
    read_text(&reading, text, strlen(text), "net.py:Net", UNGIVEN);
    show_diagnostics(&reading);
    const char *names[] = {"first.a",  "first.b",  "list.0.0", "list.0.1", "list.1.0",
                           "list.1.1", "list.2.0", "list.2.1", "dict.x",   "extra"};
    const tn_net *net = reading.models[0].net;
    assert_non_null(net);
    assert_int_equal(net->n_modules, 10);
    for (size_t i = 0; i < 10; i++) {
        assert_string_equal(net->modules[i].layer.name, names[i]);
    }
    tn__reading_release(&reading);
}

static void test_arguments__come_from_the_model_text(void **state)
{
    (void)state;
    const char *text = IMPORTS "class Net(nn.Module):\n    def __init__(self, a, sizes=(2,), *, "
                               "bias=True):\n        super().__init__()\n"
                               "        self.fc = nn.Linear(a, sizes[-1], bias=bias)\n    def "
                               "forward(self, x):\n        return self.fc(x)\n";
    expect_net(text, "net.py:Net(2 * 3, [4, 5], bias=False)", UNGIVEN, "Linear[N, 5]");
    expect_net(text, "net.py:Net(a=7)", (input){1, {7}}, "Linear[N, 2]");
}

static void test_methods__of_tensors_become_layers(void **state)
{
    (void)state;
    const char *text = NET(S "self.id = nn.Identity(54, unused=0.1)\n" S "self.fc = nn.Linear(6, 2)\n",
                           S "x = self.id(x).mean(dim=(2, 3), keepdim=True).mean(-1)\n" S
                             "x = x.transpose(1, 2).permute(0, 2, 1)\n" S "return self.fc(torch.mean(x, 2))\n");
    expect_net(text, "net.py:Net", (input){3, {6, 5, 4}},
               "Identity[N, 6, 5, 4] mean[N, 6, 1, 1] mean[N, 6, 1] permute[N, 1, 6] "
               "permute[N, 6, 1] mean[N, 6] Linear[N, 2]");
}

static void test_training__follows_the_training_branch(void **state)
{
    (void)state;
    const char *text = NET(LINEAR("4"),
                           S "x = self.fc(x)\n" S "if not self.training:\n" S "    return x\n" S "return F.dropout(x, .3)\n");
    expect_net(text, "net.py:Net", UNGIVEN, "Linear[N, 2] dropout[N, 2]");
    tn__reading reading;
    read_text(&reading, text, strlen(text), "net.py:Net", UNGIVEN);
    assert_non_null(find_diagnostic(&reading, TN_DIAG_TRAINING_BRANCH));
    assert_null(find_diagnostic(&reading, TN_DIAG_ALWAYS_ON_DROPOUT));
    tn__reading_release(&reading);
    const char *gated = NET(LINEAR("4"), S "p = 0.5 if self.training else 0.\n" S "return F.dropout(self.fc(x), p)\n");
    read_text(&reading, gated, strlen(gated), "net.py:Net", UNGIVEN);
    assert_null(find_diagnostic(&reading, TN_DIAG_ALWAYS_ON_DROPOUT));
    tn__reading_release(&reading);
}

static void test_reading__survives_each_failed_allocation(void **state)
{
    (void)state;
    if (!tn__mem_hooked()) {
        skip();
    }
    const char *text = NET(LINEAR("4") S "self.drop = nn.Dropout(.5)\n",
                           S "x = self.drop(self.fc(x))\n" S "return F.relu(x.view(x.size(0), -1))\n");
    tn_read_options options = {.text = text, .text_length = strlen(text)};
    bool failed = true;
    uint64_t n = 0;
    while (failed) {
        tn_net *net = NULL;
        tn_error err;
        uint64_t before = tn__mem_count();
        assert_true(++n < 5000);
        tn__mem_fail_at(n);
        tn_status status = tn_net_read(&net, "net.py:Net", &options, &err);
        tn__mem_fail_at(0);
        failed = tn__mem_count() - before >= n;
        if (status == TN_OK) { /* the one that failed was our own reader's: tree-sitter's memory was there */
            tn_net_free(net);
        } else {
            assert_int_equal(status, TN_NO_MEMORY);
            assert_null(net);
            assert_true(failed);
        }
    }
    assert_true(n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arithmetic__is_pythons),
        cmocka_unit_test(test_conditions__choose),
        cmocka_unit_test(test_collections__hold_and_unpack),
        cmocka_unit_test(test_loops__run),
        cmocka_unit_test(test_functions__bind_arguments),
        cmocka_unit_test(test_classes__inherit),
        cmocka_unit_test(test_containers__register_in_order),
        cmocka_unit_test(test_arguments__come_from_the_model_text),
        cmocka_unit_test(test_methods__of_tensors_become_layers),
        cmocka_unit_test(test_training__follows_the_training_branch),
        cmocka_unit_test(test_reading__survives_each_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
