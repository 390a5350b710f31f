/* Calls by dotted name of which the checker needs the shape only, and copies of modules. */
#include "source/follow.h"

#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

/* --- copies --- */
/* A module with modules of its own: what is shared with the first one would be one layer at two places. */
static tn__py copy_module(evaluator *ev, tn__py value, const syntax *node, int depth)
{
    tn__py_object *from = value.as.object, *to = tn__new_object(ev, from->form, node);
    if (!to || depth > 50 || !tn__step(ev, node)) {
        return to ? value : tn__reported(ev, node);
    }
    tn__py_dict *attributes = to->attributes;
    *to = *from;
    *attributes = (tn__py_dict){0};
    to->attributes = attributes;
    to->module = -1;
    to->path = NULL;
    to->used = false;
    if (from->layer) {
        to->layer = tn__arena_alloc(&ev->arena, 1, sizeof(*to->layer));
        if (!to->layer) {
            return tn__out_of_memory(ev, node);
        }
        *to->layer = *from->layer;
        tn__record_construction(ev, to, node);
    }
    for (size_t i = 0; i < from->attributes->n && !ev->stopped; i++) {
        tn__py one = from->attributes->values[i];
        one = tn__is_module(one) ? copy_module(ev, one, node, depth + 1) : one;
        if (from->attributes->keys[i].type != PY_ABSENT &&
            !tn__dict_set(&ev->arena, attributes, from->attributes->keys[i], one)) {
            return tn__out_of_memory(ev, node);
        }
    }
    return (tn__py){.type = PY_OBJECT, .as.object = to};
}

/* dataclasses.replace(object, field=value) */
static tn__py replace_fields(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py copy = copy_module(ev, args->items[0].value, node, 0);
    for (size_t i = 1; copy.type == PY_OBJECT && i < args->n; i++) {
        if (args->items[i].name) {
            tn__set_attribute(ev, copy, args->items[i].name, args->items[i].value, node);
        }
    }
    return copy;
}

/* --- by dotted name --- */
static bool is_one_of(const char *dotted, const char *const *names)
{
    for (; *names; names++) {
        size_t n = strlen(*names);
        bool prefix = (*names)[n - 1] == '.';
        if (prefix ? !strncmp(dotted, *names, n) : !strcmp(dotted, *names)) {
            return true;
        }
    }
    return false;
}

tn__py tn__follow_call(evaluator *ev, const char *dotted, const arguments *args, const syntax *node)
{
    static const char *const any[] = {
        "torch.sparse.", "torch.nested.", "torch.nn.utils.rnn.", "torch.ops.", "torch._C._nn.", "torchvision.ops.", NULL};
    static const char *const modules[] = {"torch.nn.utils.spectral_norm",
                                          "torch.nn.utils.spectral_norm.",
                                          "torch.nn.utils.weight_norm",
                                          "torch.nn.utils.weight_norm.",
                                          "torch.nn.utils.parametrizations.",
                                          "torch.nn.SyncBatchNorm.convert_sync_batchnorm",
                                          NULL};
    tn__py first = args->n ? args->items[0].value : PY_VALUE_ABSENT;
    tn_shape unknown = TN_UNKNOWN_SHAPE;
    bool list = first.type == PY_LIST || first.type == PY_TUPLE;
    if (!strcmp(dotted, "copy.deepcopy") || !strcmp(dotted, "copy.copy")) {
        return first.type == PY_OBJECT ? copy_module(ev, first, node, 0) : first;
    }
    if (!strcmp(dotted, "dataclasses.replace") && (first.type == PY_OBJECT || tn__is_argument(first))) {
        return first.type == PY_OBJECT ? replace_fields(ev, args, node) : first;
    }
    if (!strcmp(dotted, "torch.jit.annotate") && args->n == 2) {
        return args->items[1].value;
    }
    if (is_one_of(dotted, modules) && args->n) {
        return first;
    }
    if (is_one_of(dotted, any) && list) {
        return tn__follow(ev, FOLLOW_OPERATION, dotted, first.as.list->items, first.as.list->n, &unknown, node);
    }
    for (size_t i = 0; i < args->n && is_one_of(dotted, any); i++) {
        if (args->items[i].value.type == PY_TENSOR) {
            return tn__follow_args(ev, FOLLOW_OPERATION, dotted, args, &unknown, node);
        }
    }
    return PY_VALUE_ABSENT;
}

tn__py tn__function_apply(evaluator *ev, tn__py_class *class_, const syntax *node)
{
    tn__py *forward = tn__class_find(class_, NULL, "forward");
    tn__py_bound *bound = tn__arena_alloc(&ev->arena, 1, sizeof(*bound));
    arguments *given = tn__arena_alloc(&ev->arena, 1, sizeof(*given));
    if (!bound || !given) {
        return tn__out_of_memory(ev, node);
    }
    if (!forward || forward->type != PY_FUNCTION || !tn__class_find(class_, NULL, "backward")) {
        return PY_VALUE_ABSENT;
    }
    tn__add_argument(ev, given, NULL, tn__unknown_argument(ev, "ctx", node), node);
    *bound = (tn__py_bound){.function = *forward, .given = given};
    return (tn__py){.type = PY_PARTIAL, .as.bound = bound};
}
