/* What the reader's tests share: reading a text, and finding a diagnostic in what came out. */
#ifndef TN_TESTS_SOURCE_READER_H
#define TN_TESTS_SOURCE_READER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "source/read.h"

#define IMPORTS "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
/* Five lines come before the body of __init__, which is line 6. */
#define NET(init, forward)                                                                                                       \
    IMPORTS "class Net(nn.Module):\n"                                                                                            \
            "    def __init__(self, k=3):\n"                                                                                     \
            "        super().__init__()\n" init "    def forward(self, x):\n" forward
#define S "        "

typedef struct input {
    int rank;
    int64_t size[4];
} input;

static inline void read_text(tn__reading *out, const char *text, size_t length, const char *model, input shape)
{
    tn_error err;
    tn_read_options options = {.input_rank = shape.rank, .text = text, .text_length = length};
    memcpy(options.input, shape.size, sizeof(shape.size));
    assert_int_equal(tn__read_model(out, model, &options, false, &err), TN_OK);
}

static inline const tn__diagnostic *find_diagnostic(const tn__reading *reading, tn__diagnostic_kind kind)
{
    for (size_t i = 0; i < reading->diagnostics.n; i++) {
        if (reading->diagnostics.items[i].kind == kind) {
            return &reading->diagnostics.items[i];
        }
    }
    return NULL;
}

static inline void show_diagnostics(const tn__reading *reading)
{
    for (size_t i = 0; i < reading->diagnostics.n; i++) {
        const tn__diagnostic *one = &reading->diagnostics.items[i];
        print_message("%d:%d %s %s\n", one->place.line, one->place.column, tn__diagnostic_name(one->kind), one->message);
    }
}

/* The kinds and shapes of the executed layers: "Linear[N, 4] relu[N, 4]". */
static inline void describe(const tn__reading *reading, char *text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    const tn_net *net = reading->n_models ? reading->models[0].net : NULL;
    for (int i = 0; net && i < tn_net_layers(net); i++) {
        tn_layer_info info;
        char shape[100];
        tn_net_layer(net, i, &info);
        length += (size_t)snprintf(text + length, size - length, "%s%s%s", i ? " " : "", info.kind,
                                   tn__shape_print(&info.output, shape, sizeof(shape)));
    }
}

/* The net of `text` is these layers, without any error. */
static inline void expect_net(const char *text, const char *model, input shape, const char *layers)
{
    tn__reading reading;
    char found[2000];
    read_text(&reading, text, strlen(text), model, shape);
    if (tn__diagnostics_first(&reading.diagnostics, TN_DIAGNOSTIC_ERROR)) {
        show_diagnostics(&reading);
        fail_msg("an error was found");
    }
    describe(&reading, found, sizeof(found));
    assert_string_equal(found, layers);
    tn__reading_release(&reading);
}

/* The text gives a diagnostic of that kind at line:column, whose message holds `part` and whose
 * helps hold `help` (may be NULL). */
static inline void expect_diagnostic(const char *text, input shape, tn__diagnostic_kind kind, int line, int column,
                                     const char *part, const char *help)
{
    tn__reading reading;
    read_text(&reading, text, strlen(text), "net.py:Net", shape);
    const tn__diagnostic *one = find_diagnostic(&reading, kind);
    if (!one) {
        show_diagnostics(&reading);
        fail_msg("no %s was found", tn__diagnostic_name(kind));
    }
    assert_int_equal(one->place.line, line);
    assert_int_equal(one->place.column, column);
    if (!strstr(one->message, part)) {
        fail_msg("'%s' does not hold '%s'", one->message, part);
    }
    bool helped = help == NULL;
    for (int i = 0; i < one->n_helps; i++) {
        helped = helped || strstr(one->help[i], help);
    }
    if (!helped) {
        fail_msg("no help holds '%s': '%s'", help, one->n_helps ? one->help[0] : "");
    }
    tn__reading_release(&reading);
}

#define UNGIVEN ((input){0})
#define IMAGE ((input){3, {3, 32, 32}})

#endif
