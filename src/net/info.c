/* What is in a net, for `summary`, bindings and tests. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "net/plan.h"

int tn_net_layers(const tn_net *net)
{
    return (int)net->n_nodes - 1;
}

tn_shape tn_net_input(const tn_net *net)
{
    return net->nodes[0].shape;
}

tn_shape tn_net_output(const tn_net *net)
{
    return net->nodes[net->output].shape;
}

const char *tn_net_name(const tn_net *net)
{
    return net->name ? net->name : "";
}

static int64_t module_parameters(const tn_net *net, const tn__module *module)
{
    int64_t sum = 0;
    for (int i = 0; i < module->n_states; i++) {
        const tn__state *state = &net->states[module->first_state + i];
        if (!state->spec->buffer) sum += tn__shape_count(&state->shape);
    }
    return sum;
}

int64_t tn_net_parameters(const tn_net *net)
{
    int64_t sum = 0;
    for (size_t i = 0; i < net->n_modules; i++) sum += module_parameters(net, &net->modules[i]);
    return sum;
}

static int print_value(char *text, size_t size, const tn_value *value)
{
    switch (value->type) {
    case TN_VALUE_BOOL: return snprintf(text, size, "%s", value->ints[0] ? "True" : "False");
    case TN_VALUE_INT: return snprintf(text, size, "%lld", (long long)value->ints[0]);
    case TN_VALUE_FLOAT: return snprintf(text, size, "%.10g", value->number);
    case TN_VALUE_TEXT: return snprintf(text, size, "'%s'", value->text);
    case TN_VALUE_INTS: break;
    default: return snprintf(text, size, "None");
    }
    int length = snprintf(text, size, "(");
    for (int i = 0; i < value->n_ints; i++)
        if (length < (int)size)
            length += snprintf(text + length, size - (size_t)length, i ? ", %lld" : "%lld", (long long)value->ints[i]);
    if (length < (int)size) length += snprintf(text + length, size - (size_t)length, ")");
    return length;
}

/* The arguments that were written; required ones without their names, as people write them. */
static void print_arguments(char *text, size_t size, const tn__layer *layer)
{
    int length = 0;
    text[0] = '\0';
    for (int i = 0; i < tn__layer_params_count(layer->kind) && length < (int)size; i++) {
        const tn__param *param = &layer->kind->params[i];
        char value[64], item[120];
        if (!layer->given[i] || param->type == TN_PARAM_IGNORED) continue;
        print_value(value, sizeof value, &layer->args[i]);
        snprintf(item, sizeof item, "%s%s%s%s", length ? ", " : "", param->required ? "" : param->name,
                 param->required ? "" : "=", value);
        length += snprintf(text + length, size - (size_t)length, "%s", item);
    }
}

static bool used_before(const tn_net *net, int node)
{
    for (int i = 1; i < node; i++)
        if (net->nodes[i].module == net->nodes[node].module) return true;
    return false;
}

/* Multiply-adds of a sample's forward pass through one node. */
static int64_t macs_of(const tn_net *net, const tn__node *node)
{
    const tn__layer *layer = &net->modules[node->module].layer;
    tn_shape in[TN_LAYER_MAX_INPUTS];
    for (int k = 0; k < node->n_in; k++) in[k] = net->nodes[node->in[k]].shape;
    return layer->kind->macs ? layer->kind->macs(layer, in, &node->shape) : 0;
}

tn_status tn__net_work(const tn_net *net, tn__work *out, tn_error *err)
{
    bool *drops = tn__alloc(net->n_nodes, sizeof *drops);
    if (!drops) return tn__no_memory(err, net->n_nodes);
    *out = (tn__work){0};
    for (size_t i = 1; i < net->n_nodes; i++) {
        const tn__node *node = &net->nodes[i];
        drops[i] = node->site >= 0;
        for (int k = 0; k < node->n_in; k++) drops[i] = drops[i] || drops[node->in[k]];
        *(drops[i] ? &out->after_dropout : &out->before_dropout) += (double)macs_of(net, node);
        int64_t numbers = tn__shape_count(&node->shape);
        if (numbers > out->widest) out->widest = numbers;
    }
    tn__free(drops);
    return TN_OK;
}

void tn_net_layer(const tn_net *net, int i, tn_layer_info *out)
{
    const tn__node *node = &net->nodes[i + 1];
    const tn__module *module = &net->modules[node->module];
    const tn__layer_kind *kind = module->layer.kind;
    *out = (tn_layer_info){
        .name = module->layer.name ? module->layer.name : "",
        .kind = module->layer.name && kind->torch_class ? kind->torch_class
                : kind->torch_function                  ? kind->torch_function
                : kind->torch_class                     ? kind->torch_class
                                                        : "",
        .output = node->shape,
        .parameters = used_before(net, i + 1) ? 0 : module_parameters(net, module),
        .line = node->place.line,
        .column = node->place.column,
        .dropout_site = node->site,
        .from = node->n_in > 0 ? node->in[0] - 1 : -1,
    };
    print_arguments(out->arguments, sizeof out->arguments, &module->layer);
    out->macs = macs_of(net, node);
    if (node->site >= 0) out->p = tn__arg_float(&module->layer, "p");
}

int tn_net_dropout_sites(const tn_net *net)
{
    return net->n_sites;
}

tn_status tn_net_set_dropout(tn_net *net, int site, double p, tn_error *err)
{
    if (!(p >= 0 && p <= 1))
        return tn__fail(err, TN_BAD_ARGUMENT, "dropout probability has to be between 0 and 1, but got %g", p);
    if (site < -1 || site >= net->n_sites)
        return tn__fail(err, TN_BAD_ARGUMENT, "dropout site %d does not exist: the net has %d", site, net->n_sites);
    for (size_t i = 1; i < net->n_nodes; i++) {
        const tn__node *node = &net->nodes[i];
        if (node->site < 0 || (site >= 0 && node->site != site)) continue;
        tn__layer *layer = &net->modules[node->module].layer;
        int index = tn__layer_param_index(layer->kind, "p");
        layer->args[index] = tn_float(p);
        layer->given[index] = true;
    }
    return TN_OK;
}

/* States without a key belong to modules that no attribute names; the state_dict does not know them. */
static tn__state *listed_state(const tn_net *net, int i)
{
    for (size_t k = 0; k < net->n_states; k++)
        if (net->states[k].key && i-- == 0) return &net->states[k];
    return NULL;
}

int tn_net_states(const tn_net *net)
{
    int n = 0;
    for (size_t k = 0; k < net->n_states; k++) n += net->states[k].key != NULL;
    return n;
}

void tn_net_state(const tn_net *net, int i, tn_state_entry *out)
{
    const tn__state *state = listed_state(net, i);
    *out = (tn_state_entry){.key = state->key,
                            .buffer = state->spec->buffer,
                            .tensor = {.dtype = state->spec->dtype, .shape = state->shape, .data = state->data}};
}

void tn_net_mark_ready(tn_net *net)
{
    net->ready = true;
}

tn_status tn_net_memory(tn_net *net, int64_t batch, bool training, int segments, int64_t *bytes, tn_error *err)
{
    if (batch < 1) return tn__fail(err, TN_BAD_ARGUMENT, "a batch of %lld samples", (long long)batch);
    const tn__plan_options options = {.batch = batch, .training = training, .dropout_on = training, .segments = segments};
    return tn__plan_measure(net, &options, bytes, err);
}
