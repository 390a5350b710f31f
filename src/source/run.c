#include "source/run.h"

#include <string.h>
#include "base/mem.h"
#include "source/follow.h"
#include "source/script.h"
#include "source/start.h"

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

/* --- names --- */
/* A name more. Those of containers count alone: `self.drop` may only have been made to be put into one. */
static void count_name(const tn__py_object *parent, tn__py_object *child)
{
    bool is_list = parent->class_ == NULL;
    if (is_list && !child->in_list) {
        child->in_list = true;
        child->layer->n_names = 0;
    }
    child->layer->n_names += is_list || !child->in_list;
}

static void name_children(evaluator *ev, tn__py_object *object, const char *path, int depth)
{
    if (depth > 100 || !tn__step(ev, NULL)) {
        return;
    }
    for (size_t i = 0; i < object->attributes->n && !ev->stopped; i++) {
        tn__py key = object->attributes->keys[i], value = object->attributes->values[i];
        tn__py_object *child = key.type == PY_STR && tn__is_module(value) ? value.as.object : NULL;
        if (child && child->layer) {
            count_name(object, child);
        }
        if (!child || child->path) {
            continue;
        }
        child->path = tn__format(ev, "%s%s%s", path, *path ? "." : "", key.as.str->text);
        if (child->layer) {
            child->layer->name = child->path;
        }
        name_children(ev, child, child->path, depth + 1);
    }
}

/* --- the net --- */
static tn_status add_init_step(tn_net *net, const tn__init_event *event, tn_error *err)
{
    tn__init_step step = event->step;
    step.module = event->layer->module;
    for (size_t i = 0; i < net->n_states; i++) {
        if (net->states[i].module == step.module && !strcmp(net->states[i].spec->key, event->state)) {
            step.state = (int)i;
            return tn__net_add_init_step(net, &step, err);
        }
    }
    return TN_OK;
}

static tn_status build(evaluator *ev, const tn__run_request *request, tn_error *err)
{
    tn_status status = TN_OK;
    TN_TRY(tn__net_new_shaped(&ev->net, &request->input, err));
    ev->net->shapes_only = ev->follows;
    TN_TRY(tn__net_set_name(ev->net, request->class_name, request->file, err));
    for (tn__init_event *event = ev->first_event; event; event = event->next) {
        if (request->variable && !event->layer->path) {
            continue; /* of another model of the script */
        }
        if (event->state) {
            TN_TRY(add_init_step(ev->net, event, err));
        } else if (event->layer->layer && event->layer->module < 0) {
            TN_TRY(tn__net_add_module(ev->net, &event->layer->module, event->layer->layer, event->step.place, err));
        }
    }
done:
    return status;
}

/* --- forward --- */
static const syntax *forward_name(const tn__py_object *root)
{
    tn__py *forward = root->class_ ? tn__class_find(root->class_, NULL, "forward") : NULL;
    return forward && forward->type == PY_FUNCTION ? tn__syntax_child(forward->as.function->node, FIELD_NAME) : root->call;
}

/* The input for the first parameter, if there is one; further ones without a default are unknown.
 */
static void forward_arguments(evaluator *ev, const tn__py_object *root, tn__py input, tn__py_args *args, const syntax *node)
{
    tn__py *forward = root->class_ ? tn__class_find(root->class_, NULL, "forward") : NULL;
    const syntax *parameters = forward && forward->type == PY_FUNCTION
                                   ? tn__syntax_child(forward->as.function->node, FIELD_PARAMETERS)
                                   : NULL;
    bool is_static = parameters && forward->as.function->decoration == FUNCTION_STATIC;
    int position = is_static;
    bool named = false;
    const syntax *first = parameters && parameters->first && !is_static ? parameters->first->next
                          : parameters                                  ? parameters->first
                                                                        : NULL;
    const syntax *by_name = first && first->kind == SYN_KEYWORD_SEPARATOR ? first->next : NULL;
    if (!parameters || first) {
        const syntax *name = by_name && by_name->kind != SYN_IDENTIFIER ? by_name->first : by_name;
        tn__add_argument(ev, args, name ? tn__span_text(ev, name) : NULL, input, node);
    }
    for (const syntax *one = parameters ? parameters->first : NULL; one; one = one->next) {
        bool plain = one->kind == SYN_IDENTIFIER ||
                     (one->kind == SYN_TYPED_PARAMETER && one->first && one->first->kind == SYN_IDENTIFIER);
        named = named || !plain;
        if (plain && one != by_name && position++ >= 2 - named) {
            const syntax *name = one->kind == SYN_IDENTIFIER ? one : one->first;
            tn_shape any = TN_UNKNOWN_SHAPE;
            tn__py nothing = ev->follows && input.type == PY_TENSOR
                                 ? tn__follow(ev, FOLLOW_OPERATION, tn__span_text(ev, name), NULL, 0, &any, node)
                                 : tn__unknown(ev, name, "thinnet gives forward() one input: '%s' has no value",
                                               tn__span_text(ev, name));
            tn__add_argument(ev, args, named ? tn__span_text(ev, name) : NULL, nothing, node);
        }
    }
}

/* The first tensor of what forward returns: the checker follows that one. */
static tn__py first_tensor(tn__py value, int depth)
{
    bool list = value.type == PY_TUPLE || value.type == PY_LIST;
    bool record = value.type == PY_OBJECT && value.as.object->form != FORM_MODULE && value.as.object->attributes;
    const tn__py_dict *dict = value.type == PY_DICT ? value.as.dict : record ? value.as.object->attributes : NULL;
    size_t n = list ? value.as.list->n : dict ? dict->n : 0;
    for (size_t i = 0; i < n && depth < 8; i++) {
        bool gone = !list && dict->keys[i].type == PY_ABSENT;
        tn__py one = gone ? PY_VALUE_ABSENT : first_tensor(list ? value.as.list->items[i] : dict->values[i], depth + 1);
        if (one.type == PY_TENSOR) {
            return one;
        }
    }
    return value;
}

static void judge_output(evaluator *ev, tn__py output, const syntax *node, bool *complete)
{
    *complete = false;
    if (ev->stopped || ev->raising || ev->probing) {
        return;
    }
    output = ev->follows ? first_tensor(output, 0) : output;
    if (output.type == PY_UNKNOWN) {
        tn__report_unknown(ev, output);
        return;
    }
    if (output.type != PY_TENSOR) {
        tn__report_unknown(ev, tn__unknown(ev, node, "forward returns a %s: thinnet runs nets with one output tensor",
                                           tn__py_type_name(output)));
        return;
    }
    const tn__py_tensor *tensor = output.as.tensor;
    if (tensor->fold && tensor->shape.batch >= 0 && tensor->shape.dim[tensor->shape.batch] != 1) {
        tn__explain_fold(ev, tensor->fold);
    }
    if (tensor->value < 0) {
        tn__report_unknown(ev, tensor->why ? (tn__py){.type = PY_UNKNOWN, .as.unknown = tensor->why} : PY_VALUE_NONE);
        return;
    }
    ev->net->output = tensor->value;
    *complete = !ev->follows || tn__report_gaps(ev, tensor->value);
}

/* Without a known input everything that depends on it is unknown, and the rest is still checked. */
static bool run_forward(evaluator *ev, tn__py_object *root, const tn_shape *input)
{
    bool complete = false;
    const syntax *node = forward_name(root);
    tn__py_args args = {0};
    tn__py tensor = input->rank == 0 && !ev->net
                        ? tn__unknown(ev, node, "the input's shape does not follow from the first layer: give it with --input")
                        : tn__new_tensor(ev, ev->probing ? -1 : 0, input, node);
    ev->in_forward = true;
    ev->input = tensor.type == PY_TENSOR ? tensor.as.tensor : NULL;
    forward_arguments(ev, root, tensor, &args, node);
    tn__py output = tn__apply_module(ev, root, &args, node);
    judge_output(ev, output, node, &complete);
    return complete;
}

/* As many sizes as forward takes apart, the last one as the first layer has it where that is the last one's. */
static tn_shape asked_shape(const evaluator *ev, const tn_shape *probed)
{
    int64_t dim[3] = {TN_DIM_UNKNOWN, TN_DIM_UNKNOWN, TN_DIM_UNKNOWN};
    if (probed->rank == 2) {
        dim[ev->asked_rank - 2] = probed->dim[1];
    }
    return tn__shape_batched(ev->asked_rank - 1, dim);
}

/* Runs forward only to find out what the first layer takes. */
static tn_status find_input(evaluator *ev, tn__py_object *root, bool want_part, tn_shape *out, tn_error *err)
{
    tn__diagnostics unheard = TN_DIAGNOSTICS_INIT;
    tn_shape raw = {.rank = -1, .batch = -1};
    ev->diagnostics = &unheard;
    ev->probing = true;
    run_forward(ev, root, &raw);
    *out = ev->stopped == STOP_PROBED ? ev->probed : (tn_shape){.batch = -1};
    if (ev->asked_rank > 1 && ev->asked_rank <= 4 && want_part && out->rank != ev->asked_rank) {
        *out = asked_shape(ev, out);
    }
    tn_status status = tn__evaluator_status(ev, err);
    tn__diagnostics_release(&unheard);
    return status;
}

/* Whether forward came to its output. */
static tn_status run_root(evaluator *ev, tn__py_object *root, tn__run_request *known, bool *complete, tn_error *err)
{
    root->path = root->path ? root->path : "";
    name_children(ev, root, "", 0);
    /* Where even the input is a guess, sizes that do not fit it say nothing. */
    ev->forgives = ev->forgives || (ev->follows && known->input.rank == 0);
    if (known->input.rank == 0 && ev->forgives) {
        known->input = TN_UNKNOWN_SHAPE;
    }
    tn_status status = known->input.rank != 0 ? build(ev, known, err) : TN_OK;
    if (status == TN_OK) {
        *complete = run_forward(ev, root, &known->input);
    }
    return status;
}

tn_status tn__run_class(tn_net **out, tn__run_request *request, tn__diagnostics *diagnostics, tn_error *err)
{
    tn_status status = TN_OK;
    tn__start *start = tn__start_of(request);
    evaluator *ev = NULL;
    bool complete = false;
    *out = NULL;
    TN_TRY(tn__start_class(start, request, diagnostics, err));
    ev = start->ev;
    if (start->root && request->input.rank == 0) {
        TN_TRY(find_input(ev, start->root, request->want_part, &request->derived, err));
        status = tn__start_class(start, request, diagnostics, err);
        ev = start->ev; // another one, where the moment before was too large to keep
        TN_TRY(status);
    }
    if (start->root) {
        tn__run_request known = *request;
        known.input = request->input.rank == 0 ? request->derived : request->input;
        ev->derived = request->input.rank == 0 ? request->derived : (tn_shape){0};
        TN_TRY(run_root(ev, start->root, &known, &complete, err));
        TN_TRY(tn__evaluator_status(ev, err));
    }
    bool part = !complete && request->want_part &&
                (request->forgives || request->keeps_stopped || !tn__diagnostics_first(diagnostics, TN_DIAGNOSTIC_ERROR));
    request->is_part = part;
    request->steps = ev->steps;
    if ((complete || part) && ev->net) {
        *out = ev->net;
        ev->net = NULL;
        if (part && (!ev->follows || tn__diagnostics_first(diagnostics, TN_DIAGNOSTIC_ERROR))) {
            (*out)->output = -1;
        }
    }
done:
    if (ev) {
        tn_net_free(ev->net);
        tn__start_leave(start);
    }
    return status;
}
