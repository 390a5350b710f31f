/* Models that no class defines: which variables are models, what the script does to them, and which of them are parts. */
#include "reader.h"

static void read_all(tn__reading *out, const char *text)
{
    tn_error err;
    tn_read_options options = {.text = text, .text_length = strlen(text)};
    assert_int_equal(tn__read_model(out, "script.py", &options, true, &err), TN_OK);
}

/* "model line:layers", each model in turn; "?" where it was not understood, "..." where it may be a part of another. */
static void describe_models(const tn__reading *reading, char *text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < reading->n_models; i++) {
        const tn__model_reading *one = &reading->models[i];
        length += (size_t)snprintf(text + length, size - length, "%s%s %d:%d%s", i ? ", " : "", one->name, one->place.line,
                                   one->net ? tn_net_layers(one->net) : 0,
                                   !one->net || one->is_part ? "?"
                                   : one->is_block           ? "..."
                                                             : "");
    }
}

static void expect_models(const char *text, const char *expected)
{
    char found[400];
    tn__reading reading;
    read_all(&reading, text);
    describe_models(&reading, found, sizeof(found));
    if (strcmp(found, expected)) {
        show_diagnostics(&reading);
    }
    assert_string_equal(found, expected);
    tn__reading_release(&reading);
}

static void expect_layers(const char *text, const char *model, const char *expected)
{
    char found[600];
    tn__reading reading;
    read_text(&reading, text, strlen(text), model, UNGIVEN);
    if (reading.n_models == 0 || !reading.models[0].net) {
        show_diagnostics(&reading);
    }
    describe(&reading, found, sizeof(found));
    assert_string_equal(found, expected);
    tn__reading_release(&reading);
}

#define TWO "nn.Linear(4, 3), nn.Linear(3, 2)"

static void test_sequential__is_a_model_under_its_variable(void **state)
{
    (void)state;
    expect_models(IMPORTS "model = nn.Sequential(" TWO ")\n", "model 4:2");
    expect_models(IMPORTS "model = nn.Sequential(" TWO ").to('cpu')\nmodel = model.train()\n", "model 4:2");
    expect_models(IMPORTS "model: nn.Module = nn.Sequential(" TWO ")\n", "model 4:2");
    expect_models(IMPORTS "from collections import OrderedDict\n"
                          "net = nn.Sequential(OrderedDict([('a', nn.Linear(4, 3)), ('b', nn.ReLU())]))\n",
                  "net 5:2");
    expect_models(IMPORTS "drop = nn.Dropout(.5)\nfc = nn.Linear(3, 4)\n", "");
    expect_models("model = Sequential(Dense(3))\n", "");
}

static void test_script__makes_a_model_step_by_step(void **state)
{
    (void)state;
    expect_models(IMPORTS "layers = [nn.Linear(4, 4)]\nlayers.append(nn.ReLU())\nlayers += [nn.Linear(4, 2)]\n"
                          "model = nn.Sequential(*layers)\n",
                  "model 7:3");
    expect_models(IMPORTS "layers = []\nfor i in range(3):\n    layers.append(nn.Linear(4, 4))\n    if i < 2:\n"
                          "        layers.append(nn.ReLU())\nmodel = nn.Sequential(*layers)\n",
                  "model 9:5");
    expect_models(IMPORTS "model = nn.Sequential()\nmodel.add_module('a', nn.Linear(4, 3))\nmodel.append(nn.ReLU())\n",
                  "model 4:2");
    expect_layers(IMPORTS "model = nn.Sequential(" TWO ")\nmodel[1] = nn.Linear(3, 7)\n", "script.py",
                  "Linear[N, 3] Linear[N, 7]");
    expect_models(IMPORTS "def make(p, n=2):\n    return nn.Sequential(nn.Linear(4, n), nn.Dropout(p))\nmodel = make(.5)\n",
                  "model 6:2");
    expect_models(IMPORTS "if __name__ == '__main__':\n    model = nn.Sequential(" TWO ")\n    model.append(nn.ReLU())\n",
                  "model 5:3");
}

static void test_what_is_not_followed__is_not_understood(void **state)
{
    (void)state;
    expect_models(IMPORTS "layers = [nn.Linear(4, 4)]\nwhile more():\n    layers.append(nn.Linear(4, 4))\n"
                          "model = nn.Sequential(*layers)\n",
                  "model 7:0?");
    expect_models(IMPORTS "model = nn.Sequential(" TWO ")\nfor x in data:\n    train(x)\n    model.append(nn.ReLU())\n",
                  "model 4:0?");
    expect_models(IMPORTS "model = nn.Sequential(" TWO ")\ndel model[1]\n", "model 4:0?");
}

static void test_part__is_read_with_its_whole_or_left_open(void **state)
{
    (void)state;
    expect_models(IMPORTS "body = nn.Sequential(" TWO ")\nmodel = nn.Sequential(body, nn.ReLU())\n", "model 5:3...");
    expect_models(IMPORTS "a = nn.Sequential(" TWO ")\nb = nn.Sequential(nn.Linear(2, 4))\n", "a 4:2..., b 5:1...");
    expect_models(IMPORTS "a = nn.Sequential(" TWO ")\nnet = Whole(a)\n", "a 4:2...");
    expect_models(IMPORTS "a = nn.Sequential(" TWO ")\nparts = [a, 3]\n", "a 4:2...");
    expect_models(IMPORTS "a = nn.Sequential(" TWO ")\ny = F.relu(a(x))\n", "a 4:2...");
    expect_models(IMPORTS "a = nn.Sequential(" TWO ")\na = nn.DataParallel(a)\nloss = criterion(a(x), y)\n", "a 4:2");
    expect_models(IMPORTS "a = nn.Sequential(" TWO ")\na = nn.Sequential(nn.Linear(2, 4))\n", "a 4:2, a 5:1");
}

static void test_layers__stand_at_their_own_lines(void **state)
{
    (void)state;
    tn__reading reading;
    read_all(&reading, IMPORTS "x = torch.linspace(0, 1, 200)\nlayer = nn.Linear(1, 1)\ny = layer(x)\nmodel = nn.Sequential(\n"
                               "    nn.Linear(4, 3),\n    nn.Linear(5, 2))\nother = nn.Sequential(nn.Linear(4, 4))\n");
    const tn__diagnostic *one = find_diagnostic(&reading, TN_DIAG_SHAPE);
    assert_non_null(one); /* tensors of the script make nothing uncertain, and its own calls end nothing */
    assert_int_equal(one->place.line, 9);
    assert_null(reading.models[0].net);
    assert_non_null(reading.models[1].net); /* what another model is at fault for is no fault of it */
    assert_int_equal(reading.models[1].net->nodes[1].place.line, 10);
    tn__reading_release(&reading);
}

static void test_model_text__names_a_variable(void **state)
{
    (void)state;
    const char *text = IMPORTS "model = nn.Sequential(" TWO ")\nmodel = nn.Sequential(nn.Linear(2, 4))\nhead = nn.Sequential(" TWO
                               ")\n";
    tn__reading reading;
    expect_layers(text, "script.py:model", "Linear[N, 4]");
    expect_layers(text, "script.py:head", "Linear[N, 3] Linear[N, 2]");
    read_text(&reading, text, strlen(text), "script.py", UNGIVEN);
    assert_string_equal(reading.diagnostics.items[0].message, "script.py has several models");
    assert_non_null(strstr(reading.diagnostics.items[0].help[0], "script.py:head"));
    tn__reading_release(&reading);
    read_text(&reading, text, strlen(text), "script.py:modle", UNGIVEN);
    assert_string_equal(reading.diagnostics.items[0].help[0], "its models are: model, head");
    tn__reading_release(&reading);
}

static void test_initial_weights__are_of_this_model_alone(void **state)
{
    (void)state;
    tn__reading reading;
    const char *text = IMPORTS "other = nn.Sequential(" TWO ")\nmodel = nn.Sequential(" TWO
                               ")\nnn.init.zeros_(model[0].weight)\n";
    read_text(&reading, text, strlen(text), "script.py:model", UNGIVEN);
    assert_non_null(reading.models[0].net);
    assert_int_equal(reading.models[0].net->n_modules, 2);
    assert_int_equal(reading.models[0].net->n_init_steps, 3); /* two layers are made, one weight is set */
    tn__reading_release(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequential__is_a_model_under_its_variable),
        cmocka_unit_test(test_script__makes_a_model_step_by_step),
        cmocka_unit_test(test_what_is_not_followed__is_not_understood),
        cmocka_unit_test(test_part__is_read_with_its_whole_or_left_open),
        cmocka_unit_test(test_layers__stand_at_their_own_lines),
        cmocka_unit_test(test_model_text__names_a_variable),
        cmocka_unit_test(test_initial_weights__are_of_this_model_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
