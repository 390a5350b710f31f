/* Why a layer does not take a shape: where the layer was defined, where the size was made, and what
 * repairs it. */
#include "source/torch.h"

#include <stdio.h>
#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

/* The parameter that counts a layer's inputs, and the dimension it counts from the end of a shape
 * without spatial ones. */
static const char *size_parameter(const tn__layer_kind *kind)
{
    static const char *const names[] = {"in_features", "in_channels", "num_features", "normalized_shape", "input_size"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (tn__layer_param_index(kind, names[i]) >= 0) {
            return names[i];
        }
    }
    return NULL;
}

/* The argument's expression in the constructor's call; the call itself when it is not written out.
 */
static const syntax *argument_node(const tn__py_object *object, const char *parameter, int position)
{
    const syntax *list = tn__syntax_child(object->call, FIELD_ARGUMENTS);
    int at = 0;
    for (const syntax *one = list ? list->first : NULL; one; one = one->next) {
        if (one->kind == SYN_KEYWORD_ARGUMENT) {
            const syntax *name = tn__syntax_child(one, FIELD_NAME);
            if (name && name->end - name->start == strlen(parameter) &&
                !memcmp(tn__syntax_text(name), parameter, strlen(parameter))) {
                return tn__syntax_child(one, FIELD_VALUE);
            }
        } else if (at++ == position && one->kind != SYN_LIST_SPLAT) {
            return one;
        }
    }
    return object->call;
}

/* "16 * 16 * 16" from [N, 16, 16, 16]; "" when a size is unknown. */
static void write_product(const tn_shape *shape, const char *sign, char *text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    for (int i = 0; i < shape->rank; i++) {
        if (i == shape->batch) {
            continue;
        }
        if (shape->dim[i] < 0 || length + 24 > size) {
            text[0] = '\0';
            return;
        }
        length += (size_t)snprintf(text + length, size - length, "%s%lld", length ? sign : "", (long long)shape->dim[i]);
    }
}

/* The constructor's call with its size replaced: "nn.Linear(16 * 16 * 16, 10)". False when it is too
 * long or spread over lines. */
static bool write_repair(const tn__py_object *object, const syntax *argument, const char *size_text, char *text, size_t size)
{
    const syntax *call = object->call;
    if (!call || argument == call || call->line != call->end_line || argument->start < call->start || argument->end > call->end) {
        return false;
    }
    int written = snprintf(text, size, "%.*s%s%.*s", (int)(argument->start - call->start), tn__syntax_text(call), size_text,
                           (int)(call->end - argument->end), argument->text + argument->end);
    return written > 0 && (size_t)written < size;
}

/* --- the flow that led there --- */
typedef struct origin {
    const tn_shape *before; /* the shape in front of the view that made the features; NULL when there is none */
    const tn__node *view;
    int value; /* what went into the view */
} origin;

/* Walks back over layers that keep the shape to the view that made the features. */
static origin find_view(const tn_net *net, int value)
{
    origin out = {0};
    while (net && value > 0) {
        const tn__node *node = &net->nodes[value];
        const tn__layer_kind *kind = net->modules[node->module].layer.kind;
        if (kind->traits & TN_TRAIT_VIEW) {
            out = (origin){&net->nodes[node->in[0]].shape, node, node->in[0]};
            return out;
        }
        if (!(kind->traits & (TN_TRAIT_POINTWISE | TN_TRAIT_DROPOUT | TN_TRAIT_ACTIVATION))) {
            return out;
        }
        value = node->in[0];
    }
    return out;
}

static bool is_pool(const tn__layer_kind *kind)
{
    return kind->traits & TN_TRAIT_SPATIAL && !kind->state && kind->min_inputs == 1 &&
           tn__layer_param_index(kind, "kernel_size") >= 0;
}

/* The net's own pooling layer nearest before a value. */
static const tn__layer *find_pool(const tn_net *net, int value)
{
    while (net && value > 0) {
        const tn__layer *layer = &net->modules[net->nodes[value].module].layer;
        if (is_pool(layer->kind)) {
            return layer;
        }
        value = net->nodes[value].in[0];
    }
    return NULL;
}

/* Pools the shape again and again until a sample has `features` numbers: times, or 0 when it never
 * does. */
static int pools_needed(evaluator *ev, const tn__layer *pool, const tn_shape *from, int64_t features, tn_shape *out)
{
    tn_shape now = *from, next;
    for (int times = 1; times <= 6; times++) {
        if (pool->kind->shape(pool, &now, 1, &next, &ev->error) != TN_OK || tn__shape_count(&next) >= tn__shape_count(&now)) {
            return 0;
        }
        now = next;
        if (tn__shape_count(&now) == features) {
            *out = now;
            return times;
        }
    }
    return 0;
}

static void help_pool(evaluator *ev, tn__diagnostic *one, const origin *from, int64_t features)
{
    static const char *const words[] = {"", "once", "twice", "three times", "four times", "five times", "six times"};
    const tn__layer *pool = from->before ? find_pool(ev->net, from->value) : NULL;
    char before[80], after[80];
    tn_shape fits;
    int times = pool ? pools_needed(ev, pool, from->before, features, &fits) : 0;
    if (times > 0) {
        write_product(from->before, "x", before, sizeof(before));
        write_product(&fits, "x", after, sizeof(after));
        tn__diagnostic_help(one, "or pool %s more before the flatten: %s -> %s fits", words[times], before, after);
    }
}

static void note_view(evaluator *ev, tn__diagnostic *one, tn__place place, const tn_shape *before)
{
    char sizes[80];
    (void)ev;
    write_product(before, "x", sizes, sizeof(sizes));
    int64_t count = tn__shape_count(before);
    if (*sizes && count >= 0) {
        tn__diagnostic_note(one, place, "%s = %lld features a sample come from here", sizes, (long long)count);
    }
}

/* --- the diagnostics --- */
static const char *layer_title(evaluator *ev, const tn__layer *layer, const tn__py_object *object)
{
    const char *kind = layer->kind->torch_class ? layer->kind->torch_class : layer->kind->name;
    return object && object->path ? tn__format(ev, "%s (%s)", object->path, kind) : kind;
}

static int64_t argument_size(const tn__layer *layer, const char *parameter)
{
    const tn_value *value = tn__arg(layer, parameter);
    return value->type == TN_VALUE_INT || value->type == TN_VALUE_INTS ? value->ints[0] : -1;
}

/* What the layer is given where its size parameter counts: channels of images, else the last
 * dimension. */
static int64_t size_given(const char *parameter, const tn_shape *in)
{
    bool channels = !strcmp(parameter, "in_channels") || !strcmp(parameter, "num_features");
    int at = channels ? (in->batch == 0 ? 1 : 0) : in->rank - 1;
    return at < in->rank && at >= 0 && at != in->batch ? in->dim[at] : -1;
}

/* Whether a layer that this call made has been applied with success: the layer itself, or another object's of the same class. */
static bool is_used(const tn_net *net, const syntax *call)
{
    for (size_t i = 1; net && i < net->n_nodes; i++) {
        const tn__place *made = &net->modules[net->nodes[i].module].place;
        if (made->line == call->line && made->column == call->column) {
            return true;
        }
    }
    return false;
}

static void explain_size(evaluator *ev, const tn__layer *layer, const tn__py_object *object, const tn__py *input,
                         const char *parameter, const char *torch_says, const syntax *node)
{
    const tn_shape *in = &input->as.tensor->shape;
    int64_t takes = argument_size(layer, parameter), given = size_given(parameter, in);
    const syntax *argument = argument_node(object, parameter, tn__layer_param_index(layer->kind, parameter));
    bool counts = given >= 0 && takes >= 0 && given != takes;
    tn__diagnostic *one =
        counts ? tn__error_at(ev, TN_DIAG_SHAPE, argument, "RuntimeError: %s takes %lld %s, but is given %lld: %s",
                              layer_title(ev, layer, object), (long long)takes,
                              strstr(parameter, "channels") ? "channels" : "features", (long long)given, torch_says)
               : tn__error_at(ev, TN_DIAG_SHAPE, argument, "RuntimeError: %s: %s", layer_title(ev, layer, object), torch_says);
    char shape[100], size_text[80], repair[TN_DIAG_TEXT - 8];
    origin from = find_view(ev->net, input->as.tensor->value);
    if (counts) {
        tn__diagnostic_label_set(one, "%s = %lld", parameter, (long long)takes);
    }
    if (from.view) {
        note_view(ev, one, from.view->place, from.before);
    }
    tn__diagnostic_note(one, tn__syntax_place(node), "called here with %s", tn__shape_print(in, shape, sizeof(shape)));
    if (!one || !counts) {
        return;
    }
    bool whole = from.before && tn__shape_count(from.before) == given;
    if (whole) {
        write_product(from.before, " * ", size_text, sizeof(size_text));
    } else {
        snprintf(size_text, sizeof(size_text), "%lld", (long long)given);
    }
    if (write_repair(object, argument, size_text, repair, sizeof(repair))) {
        tn__diagnostic_help(one, "%s", repair);
        if (!is_used(ev->net, object->call)) { // what fits here would no longer fit there
            tn__diagnostic_edit(one, repair, tn__syntax_place(argument), size_text);
        }
    } else {
        tn__diagnostic_help(one, "let %s be %s", parameter, size_text);
    }
    if (whole) {
        help_pool(ev, one, &from, takes);
    }
}

void tn__explain_shape(evaluator *ev, const tn__layer *layer, const tn__py_object *object, const tn__py *inputs, int n_inputs,
                       const syntax *node)
{
    const char *parameter = size_parameter(layer->kind);
    const char *torch_says = tn__format(ev, "%s", ev->error.text);
    char shape[100];
    if (object && object->call && parameter && n_inputs == 1) {
        explain_size(ev, layer, object, &inputs[0], parameter, torch_says, node);
        return;
    }
    tn__diagnostic *one = tn__error_at(ev, TN_DIAG_SHAPE, node, "RuntimeError: %s: %s", layer_title(ev, layer, object),
                                       torch_says);
    tn__diagnostic_label_set(one, "called here with %s", tn__shape_print(&inputs[0].as.tensor->shape, shape, sizeof(shape)));
    if (object && object->call) {
        tn__diagnostic_note(one, tn__syntax_place(object->call), "the layer is made here");
    }
    origin from = find_view(ev->net, inputs[0].as.tensor->value);
    if (from.view) {
        note_view(ev, one, from.view->place, from.before);
    }
}

void tn__explain_fold(evaluator *ev, const tn__fold *fold)
{
    const tn__py_object *user = fold->first_user;
    const char *parameter = user && user->layer ? size_parameter(user->layer->kind) : NULL;
    char after[100], size_text[80], repair[TN_DIAG_TEXT - 8];
    if (ev->probing || ev->stopped || (fold->keeps_rows && !user)) {
        return;
    }
    tn__shape_print(&fold->after, after, sizeof(after));
    const syntax *argument = parameter && user->call
                                 ? argument_node(user, parameter, tn__layer_param_index(user->layer->kind, parameter))
                                 : NULL;
    tn__diagnostic *one = tn__diagnose(
        ev->diagnostics, TN_DIAG_BATCH_FOLDED, argument ? tn__syntax_place(argument) : fold->place,
        "%s takes %lld features, but a sample has %lld: the view before it turns a batch of N into "
        "%lld*N rows, which no longer fit the N labels",
        user && user->path ? user->path : "the next layer", (long long)fold->features, (long long)fold->per_sample,
        (long long)(fold->per_sample / fold->features));
    write_product(&fold->before, "x", size_text, sizeof(size_text));
    tn__diagnostic_note(one, fold->place, "%s = %lld features a sample go in here, %s comes out", size_text,
                        (long long)fold->per_sample, after);
    write_product(&fold->before, " * ", size_text, sizeof(size_text));
    if (argument && *size_text && write_repair(user, argument, size_text, repair, sizeof(repair))) {
        tn__diagnostic_help(one, "%s, and torch.flatten(x, 1) instead of the view", repair);
    }
    origin from = {.before = &fold->before, .value = fold->from_value};
    help_pool(ev, one, &from, fold->features);
}

/* --- sizes that are written --- */
/* The object that a module of the net was made of. */
static const tn__py_object *object_of(const evaluator *ev, int module)
{
    for (const tn__init_event *event = ev->first_event; event; event = event->next) {
        if (!event->state && event->layer->module == module) {
            return event->layer;
        }
    }
    return NULL;
}

/* An argument that is a number in the text: the same whatever the class is given. */
static bool written_number(const tn__py_object *object, const tn__layer *layer, const char *parameter, int64_t *out)
{
    int at = tn__layer_param_index(layer->kind, parameter);
    const syntax *argument = object && object->call && at >= 0 ? argument_node(object, parameter, at) : NULL;
    *out = argument && argument->kind == SYN_INTEGER ? argument_size(layer, parameter) : -1;
    return *out >= 0;
}

/* The layer with weights that made the features or channels of a value. */
static int maker_of(const tn_net *net, int value, bool channels)
{
    while (value > 0) {
        const tn__node *node = &net->nodes[value];
        const tn__layer_kind *kind = net->modules[node->module].layer.kind;
        bool keeps = kind->traits & (TN_TRAIT_POINTWISE | TN_TRAIT_DROPOUT);
        if (!(keeps || (channels && is_pool(kind))) || node->n_in != 1) {
            return value;
        }
        value = node->in[0];
    }
    return 0;
}

/* Where only one of the two stands in a branch that only may be taken, what it stands for may fit. */
void tn__explain_written(evaluator *ev, const tn__layer *layer, const tn__py_object *object, tn__py input, const syntax *node)
{
    const char *parameter = size_parameter(layer->kind);
    int64_t takes, given;
    if (!object || !parameter || input.as.tensor->value <= 0 || ev->probing ||
        !written_number(object, layer, parameter, &takes)) {
        return;
    }
    bool channels = strcmp(parameter, "in_features") != 0;
    int maker = maker_of(ev->net, input.as.tensor->value, channels);
    const tn__module *made = maker ? &ev->net->modules[ev->net->nodes[maker].module] : NULL;
    const tn__py_object *other = made ? object_of(ev, ev->net->nodes[maker].module) : NULL;
    const char *result = channels ? "out_channels" : "out_features";
    if (!other || other->branch != object->branch || !written_number(other, &made->layer, result, &given) || given == takes) {
        return;
    }
    const syntax *argument = argument_node(object, parameter, tn__layer_param_index(layer->kind, parameter));
    tn__diagnostic *one = tn__diagnose(ev->diagnostics, TN_DIAG_SHAPE, tn__syntax_place(argument),
                                       "RuntimeError: %s takes %lld %s, but is given %lld", layer_title(ev, layer, object),
                                       (long long)takes, channels ? "channels" : "features", (long long)given);
    tn__diagnostic_written(one);
    tn__diagnostic_label_set(one, "%s = %lld", parameter, (long long)takes);
    tn__diagnostic_note(one, tn__syntax_place(argument_node(other, result, 1)), "%s = %lld", result, (long long)given);
    tn__diagnostic_note(one, tn__syntax_place(node), "called here");
    tn__diagnostic_help(one, "let %s be %lld", parameter, (long long)given);
}
