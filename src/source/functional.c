/* Calls of torch.nn.functional that are rows of the layer table: F.relu, F.dropout, F.max_pool2d.
 */
#include "source/operations.h"

#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

#define MAX_FUNCTION_ARGUMENTS 16

typedef struct function_call {
    const char *function;
    bool is_plain; /* F.dropout(x, ...) as it stands in the text, so that no value decides which arguments it has */
    tn__py input, training;
    tn_arg args[MAX_FUNCTION_ARGUMENTS];
    const syntax *nodes[MAX_FUNCTION_ARGUMENTS];
    tn__py values[MAX_FUNCTION_ARGUMENTS];
    int n;
} function_call;

static const char *parameter_at(const tn__layer_kind *kind, int at, char *text, size_t size)
{
    const char *word = kind->function_params;
    if (!word) {
        return at < tn__layer_params_count(kind) ? kind->params[at].name : NULL;
    }
    for (int i = 0; *word; i++) {
        size_t length = strcspn(word, " ");
        if (i == at && length < size) {
            memcpy(text, word, length);
            text[length] = '\0';
            return text;
        }
        word += length + (word[length] == ' ');
    }
    return NULL;
}

/* Where it stands behind the input; where it is none, how many there are. */
static int parameter_index(const tn__layer_kind *kind, const char *name, bool *is_one)
{
    char text[40];
    const char *other;
    int i = 0;
    while ((other = parameter_at(kind, i, text, sizeof(text))) && (!name || strcmp(other, name))) {
        i++;
    }
    *is_one = other != NULL;
    return i;
}

static bool is_plain_call(const syntax *node, const char *function)
{
    const syntax *name = node->kind == SYN_CALL ? tn__syntax_child(node, FIELD_FUNCTION) : NULL;
    const syntax *list = name ? tn__syntax_child(node, FIELD_ARGUMENTS) : NULL;
    name = name && name->kind == SYN_ATTRIBUTE ? tn__syntax_child(name, FIELD_ATTRIBUTE) : name;
    size_t length = strlen(function);
    bool is_named = name && name->end - name->start == length && memcmp(tn__syntax_text(name), function, length) == 0;
    for (const syntax *one = list ? list->first : NULL; one && is_named; one = one->next) {
        is_named = one->kind != SYN_LIST_SPLAT && one->kind != SYN_DICTIONARY_SPLAT;
    }
    return is_named && list && list->kind == SYN_ARGUMENT_LIST;
}

static void refuse(evaluator *ev, const function_call *call, tn__diagnostic_kind kind, const syntax *node, const char *what)
{
    (call->is_plain ? tn__text_error_at : tn__error_at)(ev, kind, node, "TypeError: %s() %s", call->function, what);
}

/* Parameters of the functions that their modules lack. */
static bool is_of_softmax(const function_call *call, const char *name, int position)
{
    bool is_extra = name ? !strcmp(name, "dtype") || !strcmp(name, "_stacklevel") : position == 1 || position == 2;
    return is_extra && strstr(call->function, "softmax");
}

static bool take_argument(evaluator *ev, function_call *call, const tn__layer_kind *kind, const tn__py_arg *arg, int position)
{
    char text[40];
    const char *name = arg->name ? arg->name : parameter_at(kind, position, text, sizeof(text));
    if (is_of_softmax(call, arg->name, position)) {
        return true;
    }
    bool is_one;
    int n = parameter_index(kind, name, &is_one);
    if (!is_one) {
        refuse(ev, call, arg->name ? TN_DIAG_UNKNOWN_KEYWORD : TN_DIAG_TOO_MANY_ARGUMENTS, arg->node,
               arg->name ? tn__format(ev, "got an unexpected keyword argument '%s'", name)
                         : tn__format(ev, "takes at most %d positional arguments, and was given more", n + 1));
        return false;
    }
    if (!strcmp(name, "training")) {
        call->training = arg->value;
        return true;
    }
    int at = tn__layer_param_index(kind, name);
    if (at < 0 || kind->params[at].type == TN_PARAM_IGNORED || call->n == MAX_FUNCTION_ARGUMENTS) {
        return true; /* inplace, dtype, _stacklevel: no change of the result */
    }
    if (!tn__argument_value(arg->value, &call->args[call->n].value)) {
        tn__report_unknown(
            ev, arg->value.type == PY_UNKNOWN
                    ? arg->value
                    : tn__unknown(ev, arg->node, "thinnet does not know the argument '%s' of %s()", name, call->function));
        return false;
    }
    call->args[call->n].name = kind->params[at].name;
    call->nodes[call->n] = arg->node;
    call->values[call->n++] = arg->value;
    return true;
}

/* Functional dropout follows its `training` argument. True: the call leaves its input as it is. */
static bool dropout_is_off(evaluator *ev, function_call *call, const char *function, const syntax *node)
{
    bool gated = ev->training_guards > 0, zero = false;
    for (int i = 0; i < call->n; i++) {
        gated = gated || (!strcmp(call->args[i].name, "p") && call->values[i].gated);
        zero = zero ||
               (!strcmp(call->args[i].name, "p") && tn__py_is_number(call->values[i]) && tn__py_number(call->values[i]) == 0);
    }
    tn__py training = call->training;
    if (training.type == PY_TRAINING && training.as.b) {
        return false;
    }
    bool is_alpha = strstr(function, "alpha_dropout"); /* whose default is False */
    int truth = training.type == PY_ABSENT ? !is_alpha : tn__py_truth(training);
    if (training.type == PY_TRAINING || (truth == 1 && !gated && !zero)) {
        tn__diagnostic *one = ev->probing
                                  ? NULL
                                  : tn__diagnose(ev->diagnostics, TN_DIAG_ALWAYS_ON_DROPOUT, tn__syntax_place(node),
                                                 training.type == PY_ABSENT
                                                     ? "%s() drops in evaluation too: its training argument is True by default"
                                                 : training.type == PY_TRAINING
                                                     ? "%s() drops in evaluation and not while training"
                                                     : "%s() drops in evaluation too: training is always true",
                                                 function);
        tn__diagnostic_help(one, "pass training=self.training");
    }
    return truth == 0;
}

/* A size that is not known, as in max_pool1d(x, x.size(2)). */
static bool follows_shape(const evaluator *ev, const tn__layer_kind *kind, const tn__py_arg *arg, tn__py input)
{
    tn_value value;
    bool known = tn__argument_value(arg->value, &value) || tn__is_argument(arg->value) || arg->value.type == PY_TRAINING;
    return ev->follows && !known && input.type == PY_TENSOR && !(kind->traits & TN_TRAIT_DROPOUT);
}

tn__py tn__functional_call(evaluator *ev, const tn__layer_kind *kind, const char *function, const arguments *args,
                           const syntax *node)
{
    function_call *call = tn__arena_alloc(&ev->arena, 1, sizeof(*call));
    if (!call) {
        return tn__out_of_memory(ev, node);
    }
    *call = (function_call){.function = function, .is_plain = is_plain_call(node, function)};
    int position = -1;
    for (size_t i = 0; i < args->n; i++) {
        const tn__py_arg *arg = &args->items[i];
        position += arg->name == NULL;
        if ((!arg->name && position == 0) || (arg->name && !strcmp(arg->name, "input"))) {
            call->input = arg->value;
        } else if (follows_shape(ev, kind, arg, call->input)) {
            return tn__follow_function(ev, function, args, node);
        } else if (!take_argument(ev, call, kind, arg, position - 1)) {
            return tn__reported(ev, node);
        }
    }
    if (args->unknown_rest) {
        return tn__unknown(ev, node, "thinnet does not know all arguments of this %s()", function);
    }
    if (call->input.type == PY_ABSENT) {
        refuse(ev, call, TN_DIAG_MISSING_ARGUMENT, node, "missing 1 required positional argument: 'input'");
        return tn__reported(ev, node);
    }
    if (kind->traits & TN_TRAIT_DROPOUT) {
        if (call->training.type == PY_UNKNOWN) {
            return tn__report_unknown(ev, call->training);
        }
        if (dropout_is_off(ev, call, function, node)) {
            return call->input;
        }
    }
    tn__layer *layer = tn__functional_layer(ev, kind, call->args, call->nodes, call->n, function, node);
    return layer ? tn__apply_layer(ev, layer, NULL, &call->input, 1, node) : tn__reported(ev, node);
}
