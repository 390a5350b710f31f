/* Building a net: modules with their states, and their uses with shapes checked at once. */
#include "net/graph.h"

#include <string.h>

#include "base/mem.h"

tn_status tn__net_new_shaped(tn_net **out, const tn_shape *input, tn_error *err)
{
    tn_net *net = tn__alloc(1, sizeof *net);
    if (!net) return tn__no_memory(err, sizeof *net);
    if (!tn__grow((void **)&net->nodes, &net->nodes_capacity, 0, sizeof *net->nodes)) {
        tn_net_free(net);
        return tn__no_memory(err, sizeof *net->nodes);
    }
    net->nodes[0] = (tn__node){.module = -1, .shape = *input, .site = -1};
    net->n_nodes = 1;
    *out = net;
    return TN_OK;
}

tn_status tn_net_new(tn_net **out, const int64_t *input, int rank, tn_error *err)
{
    if (rank < 1 || rank >= TN_MAX_DIMS)
        return tn__fail(err, TN_BAD_ARGUMENT, "an input has 1 to %d dimensions besides the batch, not %d", TN_MAX_DIMS - 1, rank);
    for (int d = 0; d < rank; d++)
        if (input[d] < 1)
            return tn__fail(err, TN_BAD_ARGUMENT, "dimension %d of the input is %lld; it must be at least 1", d,
                            (long long)input[d]);
    tn_shape shape = tn__shape_batched(rank, input);
    return tn__net_new_shaped(out, &shape, err);
}

void tn_net_free(tn_net *net)
{
    if (!net) return;
    for (size_t i = 0; i < net->n_states; i++) {
        tn__free(net->states[i].key);
        tn__free(net->states[i].data);
    }
    for (size_t i = 0; i < net->n_modules; i++) tn__free((char *)net->modules[i].layer.name);
    tn__free(net->states);
    tn__free(net->modules);
    tn__free(net->nodes);
    tn__free(net->init_steps);
    tn__free(net->generator);
    tn__free(net->name);
    tn__free(net->file);
    tn__free(net);
}

tn_status tn__net_set_name(tn_net *net, const char *class_name, const char *file, tn_error *err)
{
    char *name = tn__strdup(class_name), *path = file ? tn__strdup(file) : NULL;
    if (!name || (file && !path)) {
        tn__free(name);
        tn__free(path);
        return tn__no_memory(err, strlen(class_name));
    }
    tn__free(net->name);
    tn__free(net->file);
    net->name = name;
    net->file = path;
    return TN_OK;
}

static char *state_key(const char *module, const char *key)
{
    if (!module) return NULL;
    size_t length = strlen(module) + 1 + strlen(key) + 1;
    char *text = tn__alloc(length, 1);
    if (!text) return NULL;
    if (*module) {
        strcpy(text, module);
        strcat(text, ".");
    }
    strcat(text, key);
    return text;
}

void tn__state_fill(tn__state *state)
{
    int64_t count = tn__shape_count(&state->shape);
    for (int64_t i = 0; i < count; i++)
        if (state->spec->dtype == TN_I64)
            ((int64_t *)state->data)[i] = (int64_t)state->spec->fill;
        else
            ((float *)state->data)[i] = (float)state->spec->fill;
}

/* One state of a module, appended; a state that the layer lacks (bias=False) is not an error. */
static tn_status add_state(tn_net *net, tn__module *module, int index, tn_error *err)
{
    const tn__layer_kind *kind = module->layer.kind;
    tn_shape shape;
    if (!kind->state_shape(&module->layer, index, &shape)) return TN_OK;
    int64_t count = tn__shape_count(&shape);
    const tn__state_spec *spec = &kind->state[index];
    if ((count < 0 || count > INT64_MAX / 8) && !net->shapes_only)
        return tn__fail(err, TN_BAD_SHAPE, "%s of %s is too large", spec->key, kind->torch_class);
    if (!tn__grow((void **)&net->states, &net->states_capacity, net->n_states, sizeof *net->states))
        return tn__no_memory(err, sizeof *net->states);
    tn__state *state = &net->states[net->n_states];
    *state = (tn__state){.spec = spec, .module = (int)(module - net->modules), .index = index, .shape = shape};
    if (!net->shapes_only) state->data = tn__alloc_aligned((size_t)count ? (size_t)count : 1, tn__dtype_size(spec->dtype));
    state->key = state_key(module->layer.name, spec->key);
    if ((!state->data && !net->shapes_only) || (module->layer.name && !state->key)) {
        tn__free(state->data);
        tn__free(state->key);
        return tn__no_memory(err, (uint64_t)count * tn__dtype_size(spec->dtype));
    }
    if (spec->fill != 0 && state->data)
        tn__state_fill(state); /* it is zero; untouched memory costs nothing, and a check may never touch it */
    net->n_states++;
    module->n_states++;
    return TN_OK;
}

/* Takes the newest module back, as if it had never been added. */
static void drop_last_module(tn_net *net)
{
    tn__module *module = &net->modules[net->n_modules - 1];
    while (net->n_states > (size_t)module->first_state) {
        tn__state *state = &net->states[--net->n_states];
        tn__free(state->key);
        tn__free(state->data);
    }
    tn__free((char *)module->layer.name);
    net->n_modules--;
}

tn_status tn__net_add_module(tn_net *net, int *out, const tn__layer *layer, tn__place place, tn_error *err)
{
    if (!tn__grow((void **)&net->modules, &net->modules_capacity, net->n_modules, sizeof *net->modules))
        return tn__no_memory(err, sizeof *net->modules);
    tn__module *module = &net->modules[net->n_modules];
    *module = (tn__module){.layer = *layer, .place = place, .first_state = (int)net->n_states};
    if (layer->name) {
        module->layer.name = tn__strdup(layer->name);
        if (!module->layer.name) return tn__no_memory(err, strlen(layer->name));
    }
    net->n_modules++;
    int id = (int)net->n_modules - 1;
    tn_status status = TN_OK;
    for (int i = 0; status == TN_OK && i < tn__layer_states_count(layer->kind); i++) status = add_state(net, module, i, err);
    if (status == TN_OK && layer->kind->init)
        status = tn__net_add_init_step(net, &(tn__init_step){.module = id, .state = -1, .place = place}, err);
    if (status != TN_OK) {
        drop_last_module(net);
        return status;
    }
    *out = id;
    return TN_OK;
}

tn_status tn__net_add_init_step(tn_net *net, const tn__init_step *step, tn_error *err)
{
    if (!tn__grow((void **)&net->init_steps, &net->init_steps_capacity, net->n_init_steps, sizeof *net->init_steps))
        return tn__no_memory(err, sizeof *step);
    net->init_steps[net->n_init_steps++] = *step;
    return TN_OK;
}

static tn_status check_inputs(const tn_net *net, const tn__layer_kind *kind, const int *inputs, int n_inputs, tn_error *err)
{
    const char *name = kind->torch_class ? kind->torch_class : kind->torch_function;
    if (n_inputs < kind->min_inputs || n_inputs > kind->max_inputs)
        return tn__fail(err, TN_BAD_ARGUMENT, "%s takes %d to %d inputs, not %d", name, kind->min_inputs, kind->max_inputs,
                        n_inputs);
    for (int i = 0; i < n_inputs; i++)
        if (inputs[i] < 0 || (size_t)inputs[i] >= net->n_nodes)
            return tn__fail(err, TN_BAD_ARGUMENT, "input %d of %s is value %d, which does not exist yet", i, name, inputs[i]);
    return TN_OK;
}

tn_status tn__net_apply(tn_net *net, int *out_value, int module, const int *inputs, int n_inputs, tn__place place, tn_error *err)
{
    const tn__layer *layer = &net->modules[module].layer;
    tn_status status = check_inputs(net, layer->kind, inputs, n_inputs, err);
    if (status != TN_OK) return status;

    tn__node node = {.module = module, .n_in = n_inputs, .place = place, .site = -1};
    tn_shape shapes[TN_LAYER_MAX_INPUTS];
    for (int i = 0; i < n_inputs; i++) {
        node.in[i] = inputs[i];
        shapes[i] = net->nodes[inputs[i]].shape;
    }
    status = layer->kind->shape(layer, shapes, n_inputs, &node.shape, err);
    if (status != TN_OK) return status;
    if (!tn__grow((void **)&net->nodes, &net->nodes_capacity, net->n_nodes, sizeof *net->nodes))
        return tn__no_memory(err, sizeof *net->nodes);
    if (layer->kind->dropout) node.site = net->n_sites++;
    net->nodes[net->n_nodes] = node;
    *out_value = net->output = (int)net->n_nodes++;
    return TN_OK;
}

static tn_status check_name_is_free(const tn_net *net, const char *name, tn_error *err)
{
    for (size_t i = 0; name && i < net->n_modules; i++)
        if (net->modules[i].layer.name && strcmp(net->modules[i].layer.name, name) == 0)
            return tn__fail(err, TN_BAD_ARGUMENT, "the net already has a layer named '%s'", name);
    return TN_OK;
}

tn_status tn_net_add(tn_net *net, int *out, const char *torch_name, const char *name, const tn_arg *args, int n_args,
                     const int *inputs, int n_inputs, tn_error *err)
{
    const tn__layer_kind *kind = tn__layer_find_class(torch_name);
    if (!kind) kind = tn__layer_find_function(torch_name);
    if (!kind) return tn__fail(err, TN_BAD_ARGUMENT, "thinnet has no layer '%s'", torch_name);
    if (kind->state && !name) return tn__fail(err, TN_BAD_ARGUMENT, "%s has weights and needs a name", torch_name);

    tn__layer layer;
    int module, value, last = net->output;
    tn_status status = check_name_is_free(net, name, err);
    if (status == TN_OK) status = tn__layer_init(&layer, kind, name, args, n_args, NULL, err);
    if (status != TN_OK) return status;
    size_t n_init_steps = net->n_init_steps;
    status = tn__net_add_module(net, &module, &layer, (tn__place){0}, err);
    if (status != TN_OK) return status;
    status = tn__net_apply(net, &value, module, inputs ? inputs : &last, inputs ? n_inputs : 1, (tn__place){0}, err);
    if (status != TN_OK) {
        net->n_init_steps = n_init_steps;
        drop_last_module(net);
        return status;
    }
    net->ready = false;
    if (out) *out = value;
    return TN_OK;
}
