/* torch.nn.init calls and the order of construction, both recorded for the net's initialisation. */
#include "source/torch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef tn__evaluator evaluator;

/* Each function's arguments after the tensor; "mode" and "nonlinearity" are texts, "generator" is
 * left out. Source: torch/nn/init.py, PyTorch 2.13. */
static const struct {
    const char *name, *parameters;
    double fallback[4];
} functions[] = {
    {"uniform_", "a b", {0, 1}},
    {"normal_", "mean std", {0, 1}},
    {"trunc_normal_", "mean std a b", {0, 1, -2, 2}},
    {"constant_", "val", {0}},
    {"ones_", "", {0}},
    {"zeros_", "", {0}},
    {"xavier_uniform_", "gain", {1}},
    {"xavier_normal_", "gain", {1}},
    {"kaiming_uniform_", "a mode nonlinearity", {0}},
    {"kaiming_normal_", "a mode nonlinearity", {0}},
    {"orthogonal_", "gain", {1}},
};

static void add_event(evaluator *ev, tn__init_event *event)
{
    if (ev->last_event) {
        ev->last_event->next = event;
    } else {
        ev->first_event = event;
    }
    ev->last_event = event;
}

void tn__record_construction(evaluator *ev, tn__py_object *object, const tn__syntax *node)
{
    tn__init_event *event = tn__arena_alloc(&ev->arena, 1, sizeof(*event));
    if (!event) {
        tn__out_of_memory(ev, node);
        return;
    }
    event->layer = object;
    event->step.place = tn__syntax_place(node);
    add_event(ev, event);
}

/* The index of the name in the space-separated list; -1 when absent. Writes item `at` for name ==
 * NULL. */
static int find_parameter(const char *list, const char *name, int at, char *text, size_t size)
{
    for (int i = 0; *list; i++) {
        size_t n = strcspn(list, " ");
        if (name ? strlen(name) == n && !strncmp(list, name, n) : i == at) {
            snprintf(text, size, "%.*s", (int)n, list);
            return i;
        }
        list += n + strspn(list + n, " ");
    }
    return -1;
}

/* nn.init.calculate_gain. */
static bool gain_of(const char *name, double a, double *gain)
{
    *gain = !strcmp(name, "tanh") ? 5.0 / 3 : !strcmp(name, "relu") ? 1.4142135623730951 : !strcmp(name, "selu") ? 0.75 : 1;
    if (!strcmp(name, "leaky_relu")) {
        *gain = sqrt(2 / (1 + a * a));
    }
    static const char *const known[] = {"linear", "conv1d", "conv2d", "conv3d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (!strcmp(known[i], name)) {
            return true;
        }
    }
    return false;
}

static bool read_arguments(evaluator *ev, tn__init_event *event, const char *parameters, const tn__py_args *args)
{
    int position = 0;
    for (size_t i = 1; i < args->n; i++) {
        char name[24];
        const tn__py_arg *arg = &args->items[i];
        int at = find_parameter(parameters, arg->name, arg->name ? 0 : position++, name, sizeof(name));
        if (at < 0) {
            if (arg->name && !strcmp(arg->name, "generator")) {
                continue;
            }
            tn__error_at(ev, arg->name ? TN_DIAG_UNKNOWN_KEYWORD : TN_DIAG_TOO_MANY_ARGUMENTS, arg->node,
                         "TypeError: %s() got %s '%s'", event->step.function,
                         arg->name ? "an unexpected keyword argument" : "too many arguments", arg->name ? arg->name : "");
            return false;
        }
        char *text = !strcmp(name, "mode") ? event->step.mode : !strcmp(name, "nonlinearity") ? event->step.nonlinearity : NULL;
        if (text && arg->value.type == PY_STR) {
            snprintf(text, sizeof(event->step.mode), "%s", arg->value.as.str->text);
        } else if (!text && tn__py_is_number(arg->value) && at < 4) {
            event->step.arguments[at] = tn__py_number(arg->value);
        } else {
            tn__report_unknown(
                ev, arg->value.type == PY_UNKNOWN
                        ? arg->value
                        : tn__unknown(ev, arg->node, "thinnet does not know this argument of %s()", event->step.function));
            return false;
        }
    }
    return true;
}

static tn__py record(evaluator *ev, size_t function, const tn__py_args *args, const tn__syntax *node)
{
    tn__init_event *event = tn__arena_alloc(&ev->arena, 1, sizeof(*event));
    if (!event) {
        return tn__out_of_memory(ev, node);
    }
    const tn__py_bound *state = args->items[0].value.as.bound;
    event->layer = state->self.as.object;
    event->state = state->name;
    event->step.place = tn__syntax_place(node);
    snprintf(event->step.function, sizeof(event->step.function), "%s", functions[function].name);
    snprintf(event->step.mode, sizeof(event->step.mode), "fan_in");
    snprintf(event->step.nonlinearity, sizeof(event->step.nonlinearity), "leaky_relu");
    memcpy(event->step.arguments, functions[function].fallback, sizeof(event->step.arguments));
    if (read_arguments(ev, event, functions[function].parameters, args)) {
        add_event(ev, event);
    }
    return args->items[0].value;
}

/* The function's own name, or the one before PyTorch 0.4, "xavier_normal", which it still has for these. */
static bool is_called(const char *function, const char *name)
{
    static const char *const renamed[] = {"uniform",       "normal",          "constant",       "xavier_uniform",
                                          "xavier_normal", "kaiming_uniform", "kaiming_normal", "orthogonal"};
    size_t n = strlen(function) - 1;
    bool is_old = strlen(name) == n && strncmp(function, name, n) == 0;
    for (size_t i = 0; is_old && i < sizeof renamed / sizeof *renamed; i++) {
        if (!strcmp(renamed[i], name)) {
            return true;
        }
    }
    return strcmp(function, name) == 0;
}

bool tn__init_call(evaluator *ev, const char *name, const tn__py_args *args, const tn__syntax *node, tn__py *out)
{
    double gain;
    if (!strcmp(name, "calculate_gain") && args->n >= 1 && args->items[0].value.type == PY_STR) {
        double a = args->n > 1 && tn__py_is_number(args->items[1].value) ? tn__py_number(args->items[1].value) : 0.01;
        if (gain_of(args->items[0].value.as.str->text, a, &gain)) {
            *out = tn__py_of_float(gain);
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        if (!is_called(functions[i].name, name)) {
            continue;
        }
        tn__py target = args->n ? args->items[0].value : PY_VALUE_NONE;
        if (target.type != PY_STATE) {
            *out = target.type == PY_NONE ? tn__type_error(ev, node, "TypeError: %s() needs a tensor, this is None", name)
                                          : target;
            return true;
        }
        *out = record(ev, i, args, node);
        return true;
    }
    return false;
}
