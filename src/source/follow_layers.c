/* Layers of torch.nn that thinnet does not run, and layers whose arguments are not known: their shapes, as far as they are known.
 */
#include "source/follow.h"

#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

typedef enum shape_rule { SAME, SIZES, CHANNELS, ANY, PAIR, SCALAR } shape_rule;

static const struct {
    const char *name;
    shape_rule rule;
    tn__follow_kind kind;
} layers[] = {
#define FOLLOWED(name, rule, kind) {#name, rule, kind},
#include "source/follow_layers.def"
#undef FOLLOWED
};

static tn_shape without_sizes(tn_shape shape)
{
    for (int i = 0; i < shape.rank; i++) {
        shape.dim[i] = i == shape.batch ? shape.dim[i] : TN_DIM_UNKNOWN;
    }
    return shape;
}

static tn_shape shape_by(shape_rule rule, const tn__py_object *object, const tn_shape *in)
{
    tn_shape out = without_sizes(*in);
    int64_t channels;
    switch (rule) {
    case SAME: return *in;
    case SIZES: return out;
    case PAIR:
        for (int i = 0; i + 1 < in->rank; i++) { /* time and batch stay */
            out.dim[i] = in->dim[i];
        }
        return out;
    case CHANNELS:
        if (out.rank > 1 && object->made_with && object->made_with->n > 1 && !object->made_with->items[1].name &&
            tn__py_as_int(object->made_with->items[1].value, &channels)) {
            out.dim[1] = channels;
        }
        return out;
    case SCALAR: return (tn_shape){.rank = 0, .batch = -1};
    default: return TN_UNKNOWN_SHAPE;
    }
}

/* A layer of the table of which an argument is not known keeps its nature. */
static bool find_rule(const char *name, shape_rule *out, tn__follow_kind *kind)
{
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++) {
        if (layers[i].name[0] == name[0] && !strcmp(layers[i].name, name)) {
            *out = layers[i].rule;
            *kind = layers[i].kind;
            return true;
        }
    }
    const tn__layer_kind *row = tn__layer_find_class(name);
    if (!row) {
        return false;
    }
    bool same = row->traits & (TN_TRAIT_POINTWISE | TN_TRAIT_ACTIVATION | TN_TRAIT_DROPOUT | TN_TRAIT_NORMALISES);
    *out = same ? SAME : SIZES;
    *kind = row->traits & TN_TRAIT_NORMALISES   ? FOLLOW_NORM
            : row->traits & TN_TRAIT_ACTIVATION ? FOLLOW_ACTIVATION
            : row->traits & TN_TRAIT_LINEAR_MAP ? FOLLOW_LINEAR
                                                : FOLLOW_OPERATION;
    *out = !strcmp(name, "Flatten") || !strcmp(name, "Embedding") ? ANY : *out;
    return true;
}

/* Whether the layer refuses an input of so many dimensions: Conv3d takes 4 or, with a batch, 5. */
static bool refuses_rank(const char *name, int rank)
{
    size_t n = strlen(name);
    int spatial = n > 2 && name[n - 1] == 'd' && name[n - 2] >= '1' && name[n - 2] <= '3' ? name[n - 2] - '0' : 0;
    return spatial > 0 && rank >= 0 && rank != spatial + 1 && rank != spatial + 2;
}

tn__py tn__follow_layer(evaluator *ev, const tn__py_object *object, const tn__py_args *args, const syntax *node)
{
    shape_rule rule;
    tn__follow_kind kind;
    tn_shape in = TN_UNKNOWN_SHAPE;
    if (!ev->follows || !object->torch || !object->why || !find_rule(object->torch, &rule, &kind)) {
        return PY_VALUE_ABSENT;
    }
    for (size_t i = args->n; i-- > 0;) {
        in = args->items[i].value.type == PY_TENSOR ? args->items[i].value.as.tensor->shape : in;
    }
    if (refuses_rank(object->torch, in.rank)) {
        in = TN_UNKNOWN_SHAPE; /* what was assumed of the net's input is none that it takes */
    }
    tn_shape shape = shape_by(rule, object, &in);
    const char *what = object->path && *object->path ? object->path : object->torch;
    tn__py out = tn__follow_args(ev, kind, what, args, &shape, node);
    if (rule != PAIR || out.type != PY_TENSOR) {
        return out;
    }
    tn__py pair = tn__list_value(ev, PY_TUPLE);
    tn_shape unknown = TN_UNKNOWN_SHAPE;
    tn__push(ev, pair, out);
    tn__push(ev, pair, tn__follow_args(ev, kind, what, args, &unknown, node));
    return pair;
}
