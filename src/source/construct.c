/* nn.X(...): layers from values, with PyTorch's own complaints at the argument concerned. */
#include "source/operations.h"

#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

#define MAX_ARGUMENTS 32

static bool value_of_sequence(tn__py value, tn_value *out)
{
    int64_t ints[TN_MAX_DIMS];
    const tn__py_list *list = value.as.list;
    if (list->n > TN_MAX_DIMS) {
        return false;
    }
    for (size_t i = 0; i < list->n; i++) {
        if (!tn__py_as_int(list->items[i], &ints[i])) {
            return false;
        }
    }
    *out = tn_ints((int)list->n, ints);
    return true;
}

bool tn__argument_value(tn__py value, tn_value *out)
{
    switch (value.type) {
    case PY_NONE: *out = tn_none(); return true;
    case PY_BOOL: *out = tn_bool(value.as.b); return true;
    case PY_INT: *out = tn_int(value.as.i); return true;
    case PY_FLOAT: *out = tn_float(value.as.f); return true;
    case PY_STR: *out = tn_text(value.as.str->text); return value.as.str->length < sizeof(out->text);
    case PY_TUPLE:
    case PY_LIST: return value_of_sequence(value, out);
    default: return false;
    }
}

/* --- complaints --- */
static const syntax *value_node(const syntax *argument)
{
    const syntax *value = argument && argument->kind == SYN_KEYWORD_ARGUMENT ? tn__syntax_child(argument, FIELD_VALUE) : NULL;
    return value ? value : argument;
}

static const char *nearest_parameter(const tn__layer_kind *kind, const char *name)
{
    const char *best = NULL;
    for (const tn__param *param = kind->params; param && param->name; param++) {
        int distance = tn__name_distance(param->name, name);
        if (distance <= 1 + (int)strlen(name) / 3 && (!best || distance < tn__name_distance(best, name))) {
            best = param->name;
        }
    }
    return best;
}

static bool is_given(const tn__layer_kind *kind, int param, const tn_arg *args, int n)
{
    int position = 0;
    for (int i = 0; i < n; i++) {
        if (args[i].name ? !strcmp(args[i].name, kind->params[param].name) : position++ == param) {
            return true;
        }
    }
    return false;
}

/* NULL: none. */
static const char *lacking_argument(const tn__layer_kind *kind, const tn_arg *args, int n)
{
    for (int i = 0; kind->params && kind->params[i].name; i++) {
        if (kind->params[i].required && !is_given(kind, i, args, n)) {
            return kind->params[i].name;
        }
    }
    return NULL;
}

/* The layer table's words with a kind, a place and a repair. */
static tn__diagnostic *complain(evaluator *ev, const tn__layer_kind *kind, const tn_arg *args, const syntax **nodes, int n,
                                int at, const syntax *node)
{
    int n_params = tn__layer_params_count(kind), n_positional = 0;
    for (int i = 0; i < n; i++) {
        n_positional += args[i].name == NULL;
    }
    tn__diagnostic_kind what = TN_DIAG_BAD_VALUE;
    const syntax *place = at >= 0 && at < n ? nodes[at] : node;
    const char *lacking = lacking_argument(kind, args, n), *text = ev->error.text;
    bool unknown_keyword = at >= 0 && at < n && args[at].name && tn__layer_param_index(kind, args[at].name) < 0;
    if (unknown_keyword) {
        what = TN_DIAG_UNKNOWN_KEYWORD;
    } else if (n_positional > n_params) {
        what = TN_DIAG_TOO_MANY_ARGUMENTS;
    } else if (lacking) { /* Linear([8, 4]): Python counts arguments before torch looks at them */
        what = TN_DIAG_MISSING_ARGUMENT;
        place = node;
        text = at < 0 ? text
                      : tn__format(ev, "%s.__init__() missing 1 required positional argument: '%s'", kind->torch_class, lacking);
    } else {
        place = value_node(place);
    }
    tn__diagnostic *one = tn__error_at(ev, what, place, "%s%s",
                                       what == TN_DIAG_BAD_VALUE || strstr(text, "Error") ? "" : "TypeError: ", text);
    const char *near = unknown_keyword ? nearest_parameter(kind, args[at].name) : NULL;
    if (near) {
        tn__diagnostic_help(one, "did you mean '%s'?", near);
        tn__diagnostic_edit(one, near, tn__syntax_place(tn__syntax_child(place, FIELD_NAME)), near);
    } else if (unknown_keyword) {
        tn__diagnostic_help(one, "remove %s=...", args[at].name);
    } else if (ev->error.help[0]) {
        tn__diagnostic_help(one, "%s", ev->error.help);
    }
    return one;
}

/* A number, or a text in its place. */
static bool is_literal(const syntax *node)
{
    bool negated = node && node->kind == SYN_UNARY_OPERATOR;
    node = negated ? tn__syntax_child(node, FIELD_ARGUMENT) : node;
    return node && (node->kind == SYN_INTEGER || node->kind == SYN_FLOAT || node->kind == SYN_STRING);
}

/* nn.Dropout(...) or Dropout(...), rather than a call of what may be another class for other arguments. */
static bool calls_by_name(const syntax *call, const tn__layer_kind *kind)
{
    const syntax *function = call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
    const syntax *name = function && function->kind == SYN_ATTRIBUTE ? tn__syntax_child(function, FIELD_ATTRIBUTE) : function;
    size_t length = kind->torch_class ? strlen(kind->torch_class) : 0;
    return name && length && name->end - name->start == length && !memcmp(tn__syntax_text(name), kind->torch_class, length);
}

/* Whether the text itself is at fault, whatever the class is given: a keyword that is written there, a rate that is a number. */
static bool is_written_fault(const tn__layer_kind *kind, const tn_arg *args, const syntax **nodes, int n, int at,
                             const syntax *call)
{
    if (at < 0 || at >= n) {
        return false;
    }
    bool unknown = args[at].name && tn__layer_param_index(kind, args[at].name) < 0;
    return unknown ? nodes[at]->kind == SYN_KEYWORD_ARGUMENT && calls_by_name(call, kind)
                   : kind->traits & TN_TRAIT_DROPOUT && is_literal(value_node(nodes[at]));
}

/* An argument that PyTorch does not have but thinnet takes. */
static void note_extensions(evaluator *ev, const tn__layer *layer, const tn_arg *args, const syntax **nodes, int n)
{
    for (int i = 0; i < n; i++) {
        int at = args[i].name ? tn__layer_param_index(layer->kind, args[i].name) : i;
        if (at < 0 || at >= tn__layer_params_count(layer->kind) || !layer->kind->params[at].extension || ev->probing) {
            continue;
        }
        const char *name = layer->kind->params[at].name,
                   *owner = layer->kind->torch_class ? layer->kind->torch_class : layer->kind->name;
        tn__diagnostic *one = tn__diagnose(ev->diagnostics, TN_DIAG_EXTENSION, tn__syntax_place(nodes[i]),
                                           "TypeError in PyTorch: %s.__init__() got an unexpected keyword argument '%s'", owner,
                                           name);
        tn__diagnostic_label_set(one, "thinnet takes it as an extension");
        tn__diagnostic_help(one, "for PyTorch, leave %s out", name);
    }
}

static bool init_layer(evaluator *ev, tn__layer *layer, const tn__layer_kind *kind, const tn_arg *args, const syntax **nodes,
                       int n, const syntax *node)
{
    int at = -1;
    tn_status status = tn__layer_init(layer, kind, NULL, args, n, &at, &ev->error);
    if (status == TN_NO_MEMORY) {
        ev->stopped = STOP_NO_MEMORY;
    } else if (status != TN_OK && ev->follows && (status == TN_UNSUPPORTED || !strncmp(ev->error.text, "thinnet", 7))) {
        ev->vague = true;
    } else if (status == TN_UNSUPPORTED) { /* PyTorch has it */
        tn__report_unknown(ev, tn__unknown(ev, node, "%s", ev->error.text));
    } else if (status != TN_OK && is_written_fault(kind, args, nodes, n, at, node)) {
        bool vague = ev->vague;
        ev->vague = ev->mixed;
        tn__diagnostic_written(complain(ev, kind, args, nodes, n, at, node));
        ev->vague = vague;
    } else if (status != TN_OK && !ev->forgives) {
        complain(ev, kind, args, nodes, n, at, node);
    } else if (status == TN_OK) {
        note_extensions(ev, layer, args, nodes, n);
    }
    return status == TN_OK;
}

tn__layer *tn__functional_layer(evaluator *ev, const tn__layer_kind *kind, const tn_arg *args, const syntax **nodes, int n,
                                const char *function, const syntax *node)
{
    (void)function;
    tn__layer *layer = tn__arena_alloc(&ev->arena, 1, sizeof(*layer));
    if (!layer) {
        tn__out_of_memory(ev, node);
        return NULL;
    }
    return init_layer(ev, layer, kind, args, nodes, n, node) ? layer : NULL;
}

/* --- construction --- */
static void make_opaque(tn__py_object *object, const char *why)
{
    object->form = FORM_OPAQUE;
    object->why = why;
}

/* nn.Dropout(self.dropout) with the module in place of its rate. */
static bool is_layer_for_rate(evaluator *ev, const tn__layer_kind *kind, int at, tn__py value, const syntax *node)
{
    bool is = kind->traits & TN_TRAIT_DROPOUT && at >= 0 && at == tn__layer_param_index(kind, "p") && value.type == PY_OBJECT &&
              value.as.object->torch;
    if (is) {
        tn__error_at(ev, TN_DIAG_BAD_VALUE, value_node(node), "TypeError: '<' not supported between instances of '%s' and 'int'",
                     value.as.object->torch);
    }
    return is;
}

static void construct_layer(evaluator *ev, tn__py_object *object, const tn__layer_kind *kind, const arguments *args,
                            const syntax *node)
{
    tn_arg *given = tn__arena_alloc(&ev->arena, args->n, sizeof(*given));
    const syntax **nodes = tn__arena_alloc(&ev->arena, args->n, sizeof(*nodes));
    if (!given || !nodes) {
        tn__out_of_memory(ev, node);
        return;
    }
    if (args->unknown_rest || args->n > MAX_ARGUMENTS) {
        make_opaque(object, tn__format(ev, "thinnet does not know all arguments of this nn.%s", kind->torch_class));
        return;
    }
    for (size_t i = 0; i < args->n; i++) {
        tn__py value = args->items[i].value;
        int at = args->items[i].name ? tn__layer_param_index(kind, args->items[i].name) : (int)i;
        bool flag = at >= 0 && at < tn__layer_params_count(kind) && kind->params[at].type == TN_PARAM_BOOL;
        if (flag && (value.type == PY_NONE || value.type == PY_INT)) {
            value = tn__py_of_bool(tn__py_truth(value) == 1); /* PyTorch asks for truth: bias=None is bias=False */
        }
        bool ignored = at >= 0 && at < tn__layer_params_count(kind) && kind->params[at].type == TN_PARAM_IGNORED;
        given[i].name = args->items[i].name;
        nodes[i] = args->items[i].node;
        bool rate = ev->follows && (value.type == PY_UNKNOWN || value.type == PY_SIZE) && kind->traits & TN_TRAIT_DROPOUT &&
                    at >= 0 && at < tn__layer_params_count(kind) && !kind->params[at].required;
        if (ignored) {
            given[i].value = tn_none();
        } else if (rate) { /* followed with the default in its place */
            given[i].value = kind->params[at].fallback;
        } else if (is_layer_for_rate(ev, kind, at, value, args->items[i].node)) {
            make_opaque(object, NULL);
            return;
        } else if (!tn__argument_value(value, &given[i].value)) {
            const char *reason = value.type == PY_UNKNOWN ? value.as.unknown->reason : NULL;
            make_opaque(object, value.type == PY_UNKNOWN && !reason
                                    ? NULL
                                    : tn__format(ev, "an argument of this nn.%s is not known%s%s", kind->torch_class,
                                                 reason ? ": " : "", reason ? reason : ""));
            return;
        }
    }
    tn__layer *layer = tn__arena_alloc(&ev->arena, 1, sizeof(*layer));
    if (!layer) {
        tn__out_of_memory(ev, node);
    } else if (init_layer(ev, layer, kind, given, nodes, (int)args->n, node)) {
        object->layer = layer;
        tn__record_construction(ev, object, node);
    } else {
        /* What PyTorch has and thinnet does not, or sizes that were guessed wrongly. */
        bool lacks = ev->follows && (ev->forgives || !strncmp(ev->error.text, "thinnet", 7));
        make_opaque(object, lacks ? tn__format(ev, "%s", ev->error.text) : NULL);
    }
}

tn__py tn__construct_unknown(evaluator *ev, const char *torch_class, const char *why, const syntax *node)
{
    tn__py_object *object = tn__new_object(ev, FORM_LAYER, node);
    if (!object) {
        return tn__reported(ev, node);
    }
    object->torch = torch_class;
    object->initialised = true;
    make_opaque(object, why);
    return (tn__py){.type = PY_OBJECT, .as.object = object};
}

tn__py tn__construct(evaluator *ev, tn__py_object *object, const char *torch_class, const arguments *args, const syntax *node)
{
    static const struct {
        const char *name;
        tn__py_form form;
    } containers[] = {{"Sequential", FORM_SEQUENTIAL}, {"ModuleList", FORM_MODULE_LIST}, {"ModuleDict", FORM_MODULE_DICT}};
    if (!strcmp(torch_class, "Parameter") || !strcmp(torch_class, "Buffer")) {
        tn__py data = args->n ? tn__state_tensor(ev, args->items[0].value, node) : PY_VALUE_ABSENT;
        tn_shape unknown = TN_UNKNOWN_SHAPE;
        if (ev->follows) {
            return tn__follow(ev, FOLLOW_OPERATION, "parameters outside layers", NULL, 0,
                              data.type == PY_TENSOR ? &data.as.tensor->shape : &unknown, node);
        }
        return tn__unknown(ev, node, "thinnet does not have parameters outside layers yet (nn.%s)", torch_class);
    }
    bool parameters = !strcmp(torch_class, "ParameterList") || !strcmp(torch_class, "ParameterDict");
    if (parameters && ev->follows && !object) {
        return tn__call_builtin(ev, torch_class[9] == 'L' ? "list" : "dict", args, ev->globals, node);
    }
    if (!object) {
        object = tn__new_object(ev, FORM_MODULE, node);
        if (!object) {
            return tn__reported(ev, node);
        }
        object->torch = torch_class;
    }
    object->initialised = true;
    tn__py_args *kept = tn__arena_alloc(&ev->arena, 1, sizeof(*kept));
    if (kept) {
        *kept = *args;
    }
    object->made_with = kept;
    tn__py self = {.type = PY_OBJECT, .as.object = object};
    for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++) {
        if (!strcmp(torch_class, containers[i].name)) {
            object->form = containers[i].form;
            tn__fill_container(ev, object, args, node);
            return self;
        }
    }
    if (!strcmp(torch_class, "Module")) {
        return self;
    }
    const tn__layer_kind *kind = tn__layer_find_class(torch_class);
    if (!kind) {
        make_opaque(object, tn__format(ev, "thinnet does not have nn.%s yet", torch_class));
        return self;
    }
    object->form = FORM_LAYER;
    construct_layer(ev, object, kind, args, node);
    return self;
}
