/* Dotted names of torch and of the few other modules that models use: attributes and calls. */
#include "source/follow.h"

#include <math.h>
#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

static const char *after_prefix(const char *text, const char *prefix)
{
    size_t n = strlen(prefix);
    return !strncmp(text, prefix, n) ? text + n : NULL;
}

const char *tn__torch_nn_name(const char *dotted)
{
    const char *name = after_prefix(dotted, "torch.nn.");
    if (!name) {
        return NULL;
    }
    const char *last = strrchr(name, '.');
    /* torch.nn.modules.linear.Linear and torch.nn.parameter.Parameter are the same classes. */
    if (last && (after_prefix(name, "modules.") || after_prefix(name, "parameter."))) {
        name = last + 1;
    }
    return tn__torch_is_nn_class(name) ? name : NULL;
}

static tn__py misspelt(evaluator *ev, const char *module, const char *name, const char *near, const syntax *node)
{
    tn__diagnostic *one = tn__error_at(ev, TN_DIAG_UNKNOWN_NAME, node, "AttributeError: module '%s' has no attribute '%s'",
                                       module, name);
    if (near) {
        tn__diagnostic_help(one, "did you mean '%s'?", near);
    }
    return tn__reported(ev, node);
}

static tn__py constant_of(const char *module, const char *name)
{
    static const struct {
        const char *module, *name;
        double value;
    } constants[] = {
        {"math", "pi", 3.14159265358979323846},  {"math", "e", 2.7182818284590452354}, {"math", "inf", (double)INFINITY},
        {"torch", "pi", 3.14159265358979323846}, {"torch", "inf", (double)INFINITY},
    };
    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
        if (!strcmp(name, constants[i].name) && !strcmp(module, constants[i].module)) {
            return tn__py_of_float(constants[i].value);
        }
    }
    return PY_VALUE_ABSENT;
}

tn__py tn__torch_attribute(evaluator *ev, tn__py base, const char *name, const syntax *node, bool may_lack)
{
    const char *path = base.as.str->text;
    tn__py constant = constant_of(path, name);
    if (constant.type != PY_ABSENT) {
        return constant;
    }
    bool is_class_like = name[0] >= 'A' && name[0] <= 'Z';
    if (is_class_like && !strcmp(path, "torch.nn") && !tn__torch_is_nn_class(name)) {
        return may_lack ? PY_VALUE_ABSENT : misspelt(ev, path, name, tn__torch_nearest_class(name), node);
    }
    if (name[0] != '_' && !strcmp(path, "torch.nn.functional") && !tn__torch_is_nn_function(name) &&
        !tn__torch_is_nn_function(tn__format(ev, "%s_", name))) {
        return may_lack ? PY_VALUE_ABSENT : misspelt(ev, path, name, tn__torch_nearest_function(name), node);
    }
    return tn__or_memory(ev, node, tn__py_of_torch_in(&ev->arena, base.as.str, name));
}

/* --- calls --- */
static tn__py first_argument(const arguments *args)
{
    return args->n ? args->items[0].value : PY_VALUE_ABSENT;
}

static tn__py call_math(evaluator *ev, const char *name, const arguments *args, const syntax *node)
{
    static const struct {
        const char *name;
        double (*call)(double);
        bool whole;
    } functions[] = {
        {"sqrt", sqrt, false},   {"ceil", ceil, true},  {"floor", floor, true}, {"log", log, false}, {"log2", log2, false},
        {"log10", log10, false}, {"exp", exp, false},   {"cos", cos, false},    {"sin", sin, false}, {"tanh", tanh, false},
        {"erf", erf, false},     {"fabs", fabs, false}, {"trunc", trunc, true},
    };
    tn__py a = first_argument(args);
    if (a.type == PY_SIZE && ev->follows) {
        return tn__py_of_size(TN_DIM_UNKNOWN);
    }
    if (!strcmp(name, "prod") && args->n == 1) {
        tn__py items = tn__iterate(ev, a, node), product = tn__py_of_int(1);
        for (size_t i = 0; items.type == PY_LIST && i < items.as.list->n; i++) {
            product = tn__binary(ev, "*", product, items.as.list->items[i], node);
        }
        return items.type == PY_LIST ? product : items;
    }
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]) && args->n == 1; i++) {
        if (strcmp(functions[i].name, name) || !tn__py_is_number(a)) {
            continue;
        }
        double value = functions[i].call(tn__py_number(a));
        if (isnan(value)) {
            return tn__type_error(ev, node, "ValueError: math domain error");
        }
        return functions[i].whole && fabs(value) < 9e18 ? tn__py_of_int((int64_t)value) : tn__py_of_float(value);
    }
    return a.type == PY_UNKNOWN ? a : tn__unknown(ev, node, "thinnet does not know the result of math.%s()", name);
}

static tn__py new_partial(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py_bound *bound = tn__arena_alloc(&ev->arena, 1, sizeof(*bound));
    arguments *rest = tn__arena_alloc(&ev->arena, 1, sizeof(*rest));
    if (!bound || !rest) {
        return tn__out_of_memory(ev, node);
    }
    *rest = (arguments){args->items + 1, args->n - 1, args->n - 1, args->unknown_rest};
    *bound = (tn__py_bound){.function = args->items[0].value, .given = rest};
    return (tn__py){.type = PY_PARTIAL, .as.bound = bound};
}

/* checkpoint(f, x, use_reentrant=False) is f(x). */
static tn__py call_through(evaluator *ev, const arguments *args, const syntax *node)
{
    arguments rest = {.unknown_rest = args->unknown_rest};
    for (size_t i = 1; i < args->n; i++) {
        const char *name = args->items[i].name;
        bool own = name && (!strcmp(name, "use_reentrant") || !strcmp(name, "preserve_rng_state") || !strcmp(name, "context_fn"));
        if (!own) {
            tn__add_argument(ev, &rest, name, args->items[i].value, args->items[i].node);
        }
    }
    return tn__call(ev, args->items[0].value, &rest, node);
}

/* rearrange, repeat, reduce, pack: the values under another shape; einops.layers.torch.Rearrange is a layer that does so. */
static tn__py call_einops(evaluator *ev, const char *name, const arguments *args, const syntax *node)
{
    tn_shape unknown = TN_UNKNOWN_SHAPE;
    const char *last = strrchr(name, '.') ? strrchr(name, '.') + 1 : name;
    if (*last >= 'A' && *last <= 'Z') {
        tn__py_object *object = tn__new_object(ev, FORM_OPAQUE, node);
        if (object) {
            object->torch = "Unflatten"; /* the row of follow_layers.def that knows no shape either */
            object->why = "thinnet does not have einops yet";
            object->initialised = true;
        }
        return object ? (tn__py){.type = PY_OBJECT, .as.object = object} : tn__reported(ev, node);
    }
    if (!strcmp(last, "pack")) {
        tn__py pair = tn__list_value(ev, PY_TUPLE);
        tn__py list = first_argument(args);
        bool full = (list.type == PY_LIST || list.type == PY_TUPLE) && list.as.list->n > 0;
        tn__push(ev, pair,
                 tn__follow(ev, FOLLOW_OPERATION, "einops.pack()", full ? list.as.list->items : NULL, full ? list.as.list->n : 0,
                            &unknown, node));
        tn__push(ev, pair, tn__unknown(ev, node, "the shapes that were packed"));
        return pair;
    }
    return tn__follow_args(ev, !strcmp(last, "reduce") ? FOLLOW_OPERATION : FOLLOW_VIEW, tn__format(ev, "einops.%s()", last),
                           args, &unknown, node);
}

static tn__py chain(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py out = tn__list_value(ev, PY_LIST);
    for (size_t i = 0; i < args->n; i++) {
        tn__py items = tn__iterate(ev, args->items[i].value, node);
        if (items.type != PY_LIST) {
            return items;
        }
        for (size_t k = 0; k < items.as.list->n && tn__push(ev, out, items.as.list->items[k]); k++) {}
    }
    return out;
}

/* Sequences of different lengths, packed for a recurrent layer and back: pad_packed_sequence returns the lengths too. */
static tn__py packed_sequence(evaluator *ev, const char *name, const arguments *args, const syntax *node)
{
    tn_shape unknown = TN_UNKNOWN_SHAPE;
    tn__py tensor = tn__follow_one(ev, FOLLOW_VIEW, tn__format(ev, "%s()", name), first_argument(args), &unknown, node);
    if (strcmp(name, "pad_packed_sequence")) {
        return tensor;
    }
    tn__py pair = tn__list_value(ev, PY_TUPLE);
    tn__push(ev, pair, tensor);
    tn__push(ev, pair, tn__follow(ev, FOLLOW_OPERATION, "the lengths", NULL, 0, &unknown, node));
    return pair;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && !strcmp(text + n - m, end);
}

/* What else is called stays unknown; what passes its argument on is understood.
 */
static tn__py call_other(evaluator *ev, const char *dotted, const arguments *args, const syntax *node)
{
    if (!strcmp(dotted, "collections.OrderedDict")) {
        return tn__call_builtin(ev, "dict", args, ev->globals, node);
    }
    if (!strcmp(dotted, "functools.partial") && args->n && !args->items[0].name) {
        return new_partial(ev, args, node);
    }
    if (!strcmp(dotted, "torch.utils.checkpoint.checkpoint") && args->n) {
        return call_through(ev, args, node);
    }
    bool shapes = !strncmp(dotted, "torch.ops.", 10) || !strncmp(dotted, "torch.fft.", 10) ||
                  !strncmp(dotted, "torch.special.", 14) || !strncmp(dotted, "torch.linalg.", 13);
    if (shapes && ev->follows && first_argument(args).type == PY_TENSOR) {
        tn_shape unknown = TN_UNKNOWN_SHAPE;
        return tn__follow_args(ev, FOLLOW_OPERATION, dotted, args, &unknown, node);
    }
    if (!strncmp(dotted, "einops.", 7) && ev->follows) {
        return call_einops(ev, dotted + 7, args, node);
    }
    if (!strcmp(dotted, "torch.autograd.Variable") && args->n) {
        return first_argument(args);
    }
    if (!strcmp(dotted, "itertools.chain")) {
        return chain(ev, args, node);
    }
    if (!strcmp(dotted, "itertools.repeat") && args->n == 2) {
        tn__py one = tn__list_value(ev, PY_LIST);
        tn__push(ev, one, args->items[0].value);
        return tn__binary(ev, "*", one, args->items[1].value, node);
    }
    if (((!strcmp(dotted, "copy.deepcopy") && !ev->follows) || !strcmp(dotted, "typing.cast")) && args->n &&
        !tn__is_module(first_argument(args))) {
        return args->items[args->n - 1].value;
    }
    if (!strcmp(dotted, "torch.nn.Embedding.from_pretrained") && ev->follows) {
        return tn__construct_unknown(ev, "Embedding", "thinnet does not have the weights of this nn.Embedding", node);
    }
    if (!strncmp(dotted, "timm.", 5) && ev->follows && ends_with(dotted, ".DropPath")) {
        return tn__construct_unknown(ev, "Identity", "thinnet does not have DropPath", node);
    }
    if (!strncmp(dotted, "timm.", 5) && ev->follows && ends_with(dotted, ".drop_path") &&
        first_argument(args).type == PY_TENSOR) {
        return tn__follow_one(ev, FOLLOW_OPERATION, "drop_path()", first_argument(args), &first_argument(args).as.tensor->shape,
                              node);
    }
    if (!strncmp(dotted, "torch.nn.utils.rnn.", 19) && ev->follows && first_argument(args).type == PY_TENSOR) {
        return packed_sequence(ev, dotted + 19, args, node);
    }
    if (ev->follows) {
        tn__py followed = tn__follow_call(ev, dotted, args, node);
        if (followed.type != PY_ABSENT) {
            return followed;
        }
    }
    if (!strcmp(dotted, "dataclasses.field")) {
        for (size_t i = 0; i < args->n; i++) {
            if (args->items[i].name && !strcmp(args->items[i].name, "default")) {
                return args->items[i].value;
            }
        }
    }
    return tn__unknown(ev, node, "thinnet does not have %s yet", dotted);
}

/* nn.Module.__init__(self): the old way of super().__init__(). */
static tn__py call_unbound(evaluator *ev, const char *dotted, const arguments *args, const syntax *node)
{
    size_t n = strlen(dotted);
    tn__py self = first_argument(args);
    if (n < 9 || strcmp(dotted + n - 9, ".__init__") || self.type != PY_OBJECT || !self.as.object->torch) {
        return PY_VALUE_ABSENT;
    }
    arguments rest = {args->items + 1, args->n - 1, args->n - 1, args->unknown_rest};
    tn__construct(ev, self.as.object, self.as.object->torch, &rest, node);
    return PY_VALUE_NONE;
}

tn__py tn__torch_call(evaluator *ev, const char *dotted, const arguments *args, const syntax *node)
{
    const char *rest, *class_name = tn__torch_nn_name(dotted);
    tn__py out = call_unbound(ev, dotted, args, node);
    if (out.type != PY_ABSENT) {
        return out;
    }
    if (class_name) {
        return tn__construct(ev, NULL, class_name, args, node);
    }
    if ((rest = after_prefix(dotted, "torch.nn.init."))) {
        return tn__init_call(ev, rest, args, node, &out)
                   ? out
                   : tn__report_unknown(ev, tn__unknown(ev, node,
                                                        "thinnet does not have nn.init.%s yet: "
                                                        "initial weights differ from PyTorch's",
                                                        rest));
    }
    if ((rest = after_prefix(dotted, "torch.nn.functional."))) {
        return tn__torch_function(ev, "torch.nn.functional", rest, args, node);
    }
    if ((rest = after_prefix(dotted, "torch.jit.is_")) || !strcmp(dotted, "torch.onnx.is_in_onnx_export")) {
        return tn__py_of_bool(false);
    }
    if (!strcmp(dotted, "torch.jit.script") || !strcmp(dotted, "torch.compile")) {
        return args->n == 1 ? first_argument(args) : tn__unknown(ev, node, "thinnet does not know this use of %s", dotted);
    }
    if (!strcmp(dotted, "torch.finfo") || !strcmp(dotted, "torch.iinfo")) {
        return tn__unknown_of_caller(ev, node, "the limits of a type depend on the type that the caller chooses");
    }
    if ((rest = after_prefix(dotted, "torch.")) && !strchr(rest, '.')) {
        return tn__torch_function(ev, "torch", rest, args, node);
    }
    if ((rest = after_prefix(dotted, "math."))) {
        return call_math(ev, rest, args, node);
    }
    return call_other(ev, dotted, args, node);
}
