#include "source/linear_function.h"

#include <string.h>

#include "layer/linear.h"

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

/* The Linear whose parameter `key` the value is; NULL: it is none. */
static tn__py_object *linear_of(tn__py value, const char *key)
{
    if (value.type != PY_STATE || strcmp(value.as.bound->name, key)) {
        return NULL;
    }
    tn__py_object *object = value.as.bound->self.as.object;
    return tn__is_linear(object->layer) ? object : NULL;
}

tn__py tn__drop_weight(evaluator *ev, const tn__layer *layer, tn__py state, const syntax *node)
{
    bool fits = layer->kind == &tn__layer_dropout && linear_of(state, "weight") && state.as.bound->dropped == 0;
    if (!fits) {
        return PY_VALUE_ABSENT;
    }
    double p = tn__arg_float(layer, "p");
    if (p == 0) {
        return state;
    }
    tn__py_bound *dropped = tn__arena_alloc(&ev->arena, 1, sizeof(*dropped));
    if (!dropped) {
        return tn__out_of_memory(ev, node);
    }
    *dropped = *state.as.bound;
    dropped->dropped = p;
    return (tn__py){.type = PY_STATE, .as.bound = dropped};
}

static tn__py argument(const arguments *args, const char *name, int position)
{
    for (size_t i = 0; i < args->n; i++) {
        const tn__py_arg *one = &args->items[i];
        if (one->name ? !strcmp(one->name, name) : position-- == 0) {
            return one->value;
        }
    }
    return PY_VALUE_ABSENT;
}

static bool is_bias_of(const tn__py_object *linear, tn__py bias)
{
    tn_shape shape;
    if (linear_of(bias, "bias") == linear) {
        return true;
    }
    bool has_none = !tn__linear_state_shape(linear->layer, TN_LINEAR_BIAS, &shape);
    return has_none && (bias.type == PY_ABSENT || bias.type == PY_NONE);
}

tn__py tn__linear_function(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py input = argument(args, "input", 0), weight = argument(args, "weight", 1);
    tn__py_object *linear = linear_of(weight, "weight");
    /* A layer that is made for its weight only, which a parameter then holds, is no module of the net. */
    bool is_module = linear && linear->path;
    if (!is_module || input.type == PY_ABSENT || !is_bias_of(linear, argument(args, "bias", 2))) {
        return PY_VALUE_ABSENT;
    }
    if (weight.as.bound->dropped == 0) {
        return tn__apply_layer(ev, linear->layer, linear, &input, 1, node);
    }
    if (weight.as.bound->taken) {
        return tn__unknown(ev, node, "thinnet does not have one draw of dropped weights for several uses");
    }
    weight.as.bound->taken = true;
    tn__layer *layer = tn__arena_alloc(&ev->arena, 1, sizeof(*layer));
    if (!layer || tn__linear_dropping(layer, linear->layer, weight.as.bound->dropped, &ev->error) != TN_OK) {
        return tn__out_of_memory(ev, node);
    }
    return tn__apply_layer(ev, layer, linear, &input, 1, node);
}
