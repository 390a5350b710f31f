/* Calling modules: layers go into the net, containers and user classes run their parts. */
#include "source/linear_function.h"

#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

tn__py tn__new_tensor(evaluator *ev, int value, const tn_shape *shape, const syntax *node)
{
    tn__py_tensor *tensor = tn__arena_alloc(&ev->arena, 1, sizeof(*tensor));
    if (!tensor) {
        return tn__out_of_memory(ev, node);
    }
    tensor->value = value;
    tensor->shape = *shape;
    return (tn__py){.type = PY_TENSOR, .as.tensor = tensor};
}

tn__py tn__shape_only(evaluator *ev, const tn_shape *shape, tn__py why, const syntax *node)
{
    tn__py tensor = tn__new_tensor(ev, -1, shape, node);
    if (tensor.type == PY_TENSOR && why.type == PY_UNKNOWN) {
        tensor.as.tensor->why = why.as.unknown;
    }
    return tensor;
}

/* --- the first pass: which layer gets the raw input --- */
static void probe_shape(const tn__layer *layer, tn_shape *out)
{
    static const struct {
        const char *parameter;
        int trailing;
        const char *suffix;
    } forms[] = {
        {"in_features", 0, ""},    {"in_channels", 1, "1d"},  {"in_channels", 2, "2d"},  {"in_channels", 3, "3d"},
        {"num_features", 2, "2d"}, {"num_features", 3, "3d"}, {"num_features", 0, "1d"},
    };
    const char *name = layer->kind->torch_class ? layer->kind->torch_class : "";
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        size_t m = strlen(forms[i].suffix);
        int at = tn__layer_param_index(layer->kind, forms[i].parameter);
        if (at < 0 || m > n || strcmp(name + n - m, forms[i].suffix) || layer->args[at].type != TN_VALUE_INT) {
            continue;
        }
        int64_t dims[4] = {layer->args[at].ints[0], TN_DIM_UNKNOWN, TN_DIM_UNKNOWN, TN_DIM_UNKNOWN};
        *out = tn__shape_batched(1 + forms[i].trailing, dims);
        return;
    }
    int at = tn__layer_param_index(layer->kind, "normalized_shape");
    if (at >= 0 && layer->args[at].type == TN_VALUE_INTS && layer->args[at].n_ints < TN_MAX_DIMS) {
        *out = tn__shape_batched(layer->args[at].n_ints, layer->args[at].ints);
    }
}

static bool asks_for_shape(const tn__layer *layer)
{
    tn_shape asked = {.batch = -1};
    probe_shape(layer, &asked);
    return asked.rank > 0;
}

static bool is_raw(tn__py value)
{
    return value.type == PY_TENSOR && value.as.tensor->shape.rank < 0;
}

/* Outside a net: what forward is given while its shape is looked for, or what the file's own level computes. */
static tn__py probe(evaluator *ev, const tn__layer *layer, tn__py raw, const syntax *node)
{
    static const int64_t any_length = TN_DIM_UNKNOWN;
    if (!ev->probing) {
        return tn__follow_one(ev, FOLLOW_OPERATION, layer->kind->name, raw, &TN_UNKNOWN_SHAPE, node);
    }
    ev->probed_indices = ev->probed_indices || (layer->kind == &tn__layer_embedding && raw.as.tensor == ev->input);
    probe_shape(layer, &ev->probed);
    if (ev->probed.rank > 0) {
        ev->stopped = STOP_PROBED;
        ev->probed = ev->probed_indices ? tn__shape_batched(1, &any_length) : ev->probed;
    }
    return raw;
}

/* --- layers --- */
static tn__py refused(evaluator *ev, tn_status status, const tn__layer *layer, tn__py_object *object, const tn__py *inputs, int n,
                      const syntax *node)
{
    if (status == TN_UNSUPPORTED) {
        return tn__report_unknown(ev, tn__unknown(ev, node, "%s", ev->error.text));
    }
    if (ev->names_input && ev->follows) {
        return tn__report_unknown(ev, tn__unknown(ev, node, "the input reaches the layer that names its shape in another one"));
    }
    tn__explain_shape(ev, layer, object, inputs, n, node);
    return tn__reported(ev, node);
}

static tn__py without_node(evaluator *ev, const tn__layer *layer, tn__py_object *object, const tn__py *inputs, int n,
                           const syntax *node)
{
    tn_shape in[TN_LAYER_MAX_INPUTS], out = {0};
    const tn__py_unknown *why = NULL;
    for (int i = 0; i < n; i++) {
        in[i] = inputs[i].as.tensor->shape;
        why = inputs[i].as.tensor->why ? inputs[i].as.tensor->why : why;
    }
    tn_status status = layer->kind->shape(layer, in, n, &out, &ev->error);
    if (status == TN_NO_MEMORY) {
        ev->stopped = STOP_NO_MEMORY;
        return tn__reported(ev, node);
    }
    if (status != TN_OK) {
        return refused(ev, status, layer, object, inputs, n, node);
    }
    tn__py tensor = tn__new_tensor(ev, -1, &out, node);
    if (tensor.type == PY_TENSOR) {
        tensor.as.tensor->why = why;
    }
    return tensor;
}

/* Keeps in mind which view moved features into the batch, and the layer that counts them first: an
 * error stands there. */
static tn__py carry_fold(const tn__layer *layer, tn__py_object *object, const tn__py *inputs, int n, tn__py out,
                         const syntax *node)
{
    for (int i = 0; i < n && out.type == PY_TENSOR; i++) {
        tn__fold *fold = inputs[i].as.tensor->fold;
        if (!fold) {
            continue;
        }
        out.as.tensor->fold = fold;
        if (object && !fold->first_user && layer->kind->state) {
            fold->first_user = object;
            fold->used_at = tn__syntax_place(node);
        }
    }
    return out;
}

/* Whether the net's module is that layer, or can become it: a Linear whose weights are dropped is DropConnect in all of its uses.
 */
static bool becomes(const evaluator *ev, const tn__py_object *object, const tn__layer *layer)
{
    tn__layer *there = &ev->net->modules[object->module].layer;
    if (there->kind == layer->kind &&
        (layer->kind != &tn__layer_drop_connect || tn__arg_float(there, "p") == tn__arg_float(layer, "p"))) {
        return true;
    }
    for (size_t i = 1; i < ev->net->n_nodes; i++) {
        if (ev->net->nodes[i].module == object->module) {
            return false;
        }
    }
    const char *name = there->name;
    *there = *layer;
    there->name = name;
    return true;
}

static bool add_module(evaluator *ev, const tn__layer *layer, tn__py_object *object, int *module, const syntax *node)
{
    if (object && object->module >= 0) {
        *module = object->module;
        if (becomes(ev, object, layer)) {
            return true;
        }
        tn__report_unknown(ev, tn__unknown(ev, node, "thinnet does not have a Linear with two ways to drop its weights"));
        return false;
    }
    const syntax *made = object && object->call ? object->call : node;
    tn_status status = tn__net_add_module(ev->net, module, layer, tn__syntax_place(made), &ev->error);
    if (status != TN_OK) {
        if (status == TN_NO_MEMORY) {
            ev->stopped = STOP_NO_MEMORY;
        } else {
            tn__error_at(ev, TN_DIAG_BAD_VALUE, node, "%s", ev->error.text);
        }
        return false;
    }
    if (object) {
        object->module = *module;
    }
    return true;
}

static void note_use(evaluator *ev, const tn__layer *layer, tn__py_object *object, const syntax *node)
{
    if (!object || object->used || ev->probing || !ev->in_forward) {
        return; /* what __init__ or a script tries may be registered afterwards */
    }
    object->used = true;
    if (object->in_forward) {
        if (!layer->kind->state && !(layer->kind->traits & TN_TRAIT_DROPOUT)) {
            return; /* nothing to train and nothing that training mode changes */
        }
        tn__diagnostic *one = tn__diagnose(ev->diagnostics, TN_DIAG_LAYER_IN_FORWARD,
                                           tn__syntax_place(object->call ? object->call : node),
                                           "nn.%s is constructed inside forward: it is new at each "
                                           "call, and always in training mode",
                                           layer->kind->torch_class ? layer->kind->torch_class : layer->kind->name);
        tn__diagnostic_help(one, "construct it in __init__ and call it here");
    } else if (!object->path && !object->kept && layer->kind->state) {
        tn__diagnostic *one = tn__diagnose(ev->diagnostics, TN_DIAG_UNREGISTERED,
                                           tn__syntax_place(object->call ? object->call : node),
                                           "this nn.%s is not registered in its module: its "
                                           "weights are in no state_dict and are not trained",
                                           layer->kind->torch_class ? layer->kind->torch_class : layer->kind->name);
        tn__diagnostic_note(one, tn__syntax_place(node), "it is used here");
        tn__diagnostic_help(one, "keep layers in nn.ModuleList or nn.ModuleDict, not in a plain list or dictionary");
    }
}

static tn__py with_node(evaluator *ev, const tn__layer *layer, tn__py_object *object, const tn__py *inputs, int n,
                        const syntax *node)
{
    int module, value, in[TN_LAYER_MAX_INPUTS];
    if (!add_module(ev, layer, object, &module, node)) {
        return tn__reported(ev, node);
    }
    for (int i = 0; i < n; i++) {
        in[i] = inputs[i].as.tensor->value;
    }
    tn_status status = tn__net_apply(ev->net, &value, module, in, n, tn__syntax_place(node), &ev->error);
    if (status == TN_NO_MEMORY) {
        ev->stopped = STOP_NO_MEMORY;
    } else if (status != TN_OK) {
        return refused(ev, status, layer, object, inputs, n, node);
    }
    return status == TN_OK ? tn__new_tensor(ev, value, &ev->net->nodes[value].shape, node) : tn__reported(ev, node);
}

/* For the checker: unknowns are gaps, and shapes are made to fit. */
static const tn__py *follow_inputs(evaluator *ev, const tn__layer *layer, const tn__py_object *object, const tn__py *inputs,
                                   int n, tn__py *out, const syntax *node)
{
    for (int i = 0; i < n && ev->follows && ev->net && !ev->stopped; i++) {
        out[i] = inputs[i];
        bool wrong = inputs[i].type == PY_UNKNOWN || (ev->forgives && inputs[i].type != PY_TENSOR);
        if (wrong) {
            out[i] = tn__gap(ev, inputs[i], node);
        }
        if (out[i].type == PY_TENSOR && n == 1) {
            if (ev->guesses) {
                tn__explain_written(ev, layer, object, out[i], node);
            }
            out[i] = tn__fit(ev, layer, out[i], node);
        }
        if (i == n - 1) {
            return out;
        }
    }
    return inputs;
}

tn__py tn__apply_layer(evaluator *ev, const tn__layer *layer, tn__py_object *object, const tn__py *inputs, int n,
                       const syntax *node)
{
    bool all_nodes = true;
    const char *name = layer->kind->torch_class ? layer->kind->torch_class : layer->kind->name;
    if (ev->stopped) {
        return tn__reported(ev, node);
    }
    tn__py dropped = n == 1 ? tn__drop_weight(ev, layer, inputs[0], node) : PY_VALUE_ABSENT;
    if (dropped.type != PY_ABSENT) {
        note_use(ev, layer, object, node);
        return dropped;
    }
    if (n < layer->kind->min_inputs || n > TN_LAYER_MAX_INPUTS || (layer->kind->max_inputs && n > layer->kind->max_inputs)) {
        return tn__type_error(ev, node, "TypeError: %s takes %d tensor%s, %d given", name, layer->kind->min_inputs,
                              layer->kind->min_inputs == 1 ? "" : "s", n);
    }
    tn__py fitted[TN_LAYER_MAX_INPUTS];
    inputs = follow_inputs(ev, layer, object, inputs, n, fitted, node);
    for (int i = 0; i < n; i++) {
        if (inputs[i].type == PY_UNKNOWN) {
            return tn__report_unknown(ev, inputs[i]);
        }
        if (inputs[i].type != PY_TENSOR) {
            return tn__type_error(ev, node, "TypeError: %s takes a tensor, not '%s'", name, tn__py_type_name(inputs[i]));
        }
        if (is_raw(inputs[i]) && !ev->net) {
            return probe(ev, layer, inputs[i], node);
        }
        all_nodes = all_nodes && inputs[i].as.tensor->value >= 0;
    }
    note_use(ev, layer, object, node);
    ev->names_input = ev->derived.rank > 0 && asks_for_shape(layer);
    if (ev->names_input) {
        ev->vague = ev->vague ||
                    !tn__shape_equal(&inputs[0].as.tensor->shape, &ev->derived); /* its sizes may stand in other places */
        ev->derived.rank = 0;
    }
    tn__py out = all_nodes && ev->net ? with_node(ev, layer, object, inputs, n, node)
                                      : without_node(ev, layer, object, inputs, n, node);
    return carry_fold(layer, object, inputs, n, out, node);
}

/* --- modules --- */
/* Where a Sequential's child is applied: in the call of the whole, or where no code calls it, at the child's own line. */
static const syntax *place_of_child(const tn__py_object *object, tn__py child, const syntax *node)
{
    const syntax *made = child.type == PY_OBJECT ? child.as.object->call : NULL;
    return node == object->call && made && !made->foreign ? made : node;
}

static tn__py apply_children(evaluator *ev, tn__py_object *object, const arguments *args, const syntax *node)
{
    tn__py children = tn__children(ev, object);
    tn__py value = args->n ? args->items[0].value : PY_VALUE_ABSENT;
    if (args->n != 1) {
        tn__error_at(ev, args->n ? TN_DIAG_TOO_MANY_ARGUMENTS : TN_DIAG_MISSING_ARGUMENT, args->n ? args->items[1].node : node,
                     "TypeError: Sequential.forward() takes one input, %zu given", args->n);
        return tn__reported(ev, node);
    }
    for (size_t i = 0; children.type == PY_LIST && i < children.as.list->n && !ev->stopped && !ev->raising; i++) {
        arguments one = {0};
        const syntax *at = place_of_child(object, children.as.list->items[i], node);
        tn__add_argument(ev, &one, NULL, value, at);
        value = tn__call(ev, children.as.list->items[i], &one, at);
    }
    return value;
}

static tn__py apply_one_layer(evaluator *ev, tn__py_object *object, const arguments *args, const syntax *node)
{
    tn__py inputs[TN_LAYER_MAX_INPUTS];
    int n = 0;
    for (size_t i = 0; i < args->n; i++) {
        if (args->items[i].name && strcmp(args->items[i].name, "input")) {
            return tn__error_at(ev, TN_DIAG_UNKNOWN_KEYWORD, args->items[i].node,
                                "TypeError: %s.forward() got an unexpected keyword argument '%s'", object->torch,
                                args->items[i].name),
                   tn__reported(ev, node);
        }
        if (n == TN_LAYER_MAX_INPUTS) {
            return tn__type_error(ev, node, "TypeError: %s.forward() is given too many inputs", object->torch);
        }
        inputs[n++] = args->items[i].value;
    }
    if (object->is_off && n == 1 && object->layer->kind->traits & TN_TRAIT_DROPOUT) {
        object->used = true;
        return inputs[0];
    }
    return tn__apply_layer(ev, object->layer, object, inputs, n, node);
}

static tn__py no_forward(evaluator *ev, tn__py_object *object, const syntax *node)
{
    const char *name = object->class_ ? object->class_->name : object->torch;
    if (object->class_ && object->class_->mixed) {
        return tn__unknown(ev, node, "the forward of %s may come from one of its bases", name);
    }
    tn__diagnostic *one = tn__error_at(ev, TN_DIAG_NO_FORWARD, node,
                                       "NotImplementedError: Module [%s] is missing the required \"forward\" function", name);
    if (object->form == FORM_MODULE_LIST) {
        tn__diagnostic_help(one, "loop over the ModuleList, or use nn.Sequential");
    }
    return tn__reported(ev, node);
}

tn__py tn__apply_torch(evaluator *ev, tn__py_object *object, const arguments *args, const syntax *node)
{
    const char *name = object->class_ ? object->class_->name : object->torch ? object->torch : "this module";
    switch (object->form) {
    case FORM_LAYER: /* before super().__init__() it is none yet */
        return object->layer ? apply_one_layer(ev, object, args, node)
                             : tn__unknown(ev, node, "this %s is called before its __init__ has made it", name);
    case FORM_SEQUENTIAL: return apply_children(ev, object, args, node);
    case FORM_OPAQUE: {
        tn__py followed = tn__follow_layer(ev, object, args, node);
        if (followed.type != PY_ABSENT) {
            return followed;
        }
        if (ev->follows && ev->net && object->why) {
            return tn__unknown(ev, object->call ? object->call : node, "%s", object->why);
        }
        if (object->why) {
            return tn__report_unknown(ev, tn__unknown(ev, object->call ? object->call : node, "%s", object->why));
        }
        return object->class_ && object->class_->unknown_base
                   ? tn__report_unknown(ev, tn__unknown(ev, node, "%s has a base class that thinnet does not know", name))
                   : tn__reported(ev, node);
    }
    default: return no_forward(ev, object, node);
    }
}

tn__py tn__apply_module(evaluator *ev, tn__py_object *object, const arguments *args, const syntax *node)
{
    tn__py *own = object->attributes ? tn__dict_get_text(object->attributes, "forward") : NULL;
    if (own) { /* __init__ has chosen one: self.forward = self.forward_train */
        return tn__call(ev, *own, args, node);
    }
    tn__py *forward = object->class_ ? tn__class_find(object->class_, NULL, "forward") : NULL;
    if (forward && forward->type == PY_FUNCTION) {
        bool is_static = forward->as.function->decoration == FUNCTION_STATIC;
        tn__py self = is_static ? PY_VALUE_ABSENT : (tn__py){.type = PY_OBJECT, .as.object = object};
        return tn__call_function(ev, forward->as.function, self, args, node);
    }
    return tn__apply_torch(ev, object, args, node);
}
