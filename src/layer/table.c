/* Finding rows of the table. */
#include <string.h>

#include "layer/layer.h"

const tn__layer_kind *const tn__layer_kinds[] = {
#define LAYER(name) &tn__layer_##name,
#include "layer/layers.def"
#undef LAYER
};
const int tn__layer_kinds_count = (int)(sizeof tn__layer_kinds / sizeof *tn__layer_kinds);

static bool same(const char *a, const char *b)
{
    return a && *a == *b && strcmp(a, b) == 0;
}

const tn__layer_kind *tn__layer_find_class(const char *torch_class)
{
    for (int i = 0; i < tn__layer_kinds_count; i++)
        if (same(tn__layer_kinds[i]->torch_class, torch_class)) return tn__layer_kinds[i];
    return NULL;
}

const tn__layer_kind *tn__layer_find_function(const char *torch_function)
{
    for (int i = 0; i < tn__layer_kinds_count; i++)
        if (same(tn__layer_kinds[i]->torch_function, torch_function)) return tn__layer_kinds[i];
    return NULL;
}

const tn__layer_kind *tn__layer_find(const char *name)
{
    for (int i = 0; i < tn__layer_kinds_count; i++)
        if (same(tn__layer_kinds[i]->name, name)) return tn__layer_kinds[i];
    return NULL;
}

int tn__layer_param_index(const tn__layer_kind *kind, const char *name)
{
    for (int i = 0; kind->params && kind->params[i].name; i++)
        if (same(kind->params[i].name, name)) return i;
    return -1;
}

int tn__layer_params_count(const tn__layer_kind *kind)
{
    int n = 0;
    while (kind->params && kind->params[n].name) n++;
    return n;
}

int tn__layer_states_count(const tn__layer_kind *kind)
{
    int n = 0;
    while (kind->state && kind->state[n].key) n++;
    return n;
}

const tn_value *tn__arg(const tn__layer *layer, const char *name)
{
    int i = tn__layer_param_index(layer->kind, name);
    tn_assert(i >= 0);
    return &layer->args[i];
}

int64_t tn__arg_int(const tn__layer *layer, const char *name)
{
    return tn__arg(layer, name)->ints[0];
}

double tn__arg_float(const tn__layer *layer, const char *name)
{
    return tn__arg(layer, name)->number;
}

bool tn__arg_bool(const tn__layer *layer, const char *name)
{
    return tn__arg(layer, name)->ints[0] != 0;
}
