/* What x.NAME is of a tensor x that is not called; shapes as values. */
#include "source/operations.h"

#include <string.h>

tn__py tn__size_value(int64_t dim, bool batch)
{
    return batch && dim >= 0 ? tn__py_of_size(dim) : dim < 0 ? tn__py_of_size(TN_DIM_UNKNOWN) : tn__py_of_int(dim);
}

tn__py tn__shape_value(tn__evaluator *ev, const tn_shape *shape, const tn__syntax *node)
{
    tn__py tuple = tn__list_value(ev, PY_TUPLE);
    if (shape->rank < 0) {
        return tn__unknown(ev, node, "this shape is not known");
    }
    for (int i = 0; i < shape->rank; i++) {
        tn__push(ev, tuple, tn__size_value(shape->dim[i], shape->batch == i));
    }
    return tuple;
}

tn__py tn__tensor_number(const char *name)
{
    static const char *const numbers[] = {"item", "element_size", "get_device", "nelement", "stride", "storage_offset"};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (!strcmp(name, numbers[i])) {
            return tn__py_of_size(TN_DIM_UNKNOWN);
        }
    }
    bool fact = !strcmp(name, "is_contiguous") || !strcmp(name, "is_floating_point");
    return fact ? tn__py_of_bool(true) : PY_VALUE_ABSENT;
}

tn__py tn__tensor_attribute(tn__evaluator *ev, tn__py tensor, const char *name, const tn__syntax *node, bool may_lack)
{
    const tn_shape *shape = &tensor.as.tensor->shape;
    if (!strcmp(name, "shape")) {
        return shape->rank < 0 ? tn__py_of_size(TN_DIM_UNKNOWN) : tn__shape_value(ev, shape, node);
    }
    if (!strcmp(name, "ndim") && shape->rank >= 0) {
        return tn__py_of_int(shape->rank);
    }
    if (!strcmp(name, "data") || !strcmp(name, "requires_grad")) {
        return name[0] == 'd' ? tensor : tn__py_of_bool(false);
    }
    static const char *const turned[] = {"T", "mT", "H", "mH", "real", "imag", "values", "indices"};
    for (size_t i = 0; i < sizeof(turned) / sizeof(turned[0]) && ev->follows && !may_lack; i++) {
        if (!strcmp(name, turned[i])) {
            tn_shape parts = *shape;
            for (int k = 0; k < parts.rank; k++) {
                parts.dim[k] = k == parts.batch ? parts.dim[k] : TN_DIM_UNKNOWN;
            }
            return tn__follow_one(ev, FOLLOW_VIEW, tn__format(ev, "x.%s", name), tensor,
                                  parts.rank == 2 ? &(tn_shape){.rank = -1, .batch = -1} : &parts, node);
        }
    }
    if (!strcmp(name, "device") || !strcmp(name, "dtype") || !strcmp(name, "is_cuda") || !strcmp(name, "T") ||
        !strcmp(name, "ndim")) {
        return tn__unknown(ev, node, "thinnet does not know a tensor's %s", name);
    }
    tn__py_bound *bound = tn__arena_alloc(&ev->arena, 1, sizeof(*bound));
    if (!bound || may_lack) {
        return bound ? tn__unknown(ev, node, "thinnet does not know whether a tensor has '%s'", name)
                     : tn__out_of_memory(ev, node);
    }
    *bound = (tn__py_bound){.self = tensor, .name = name};
    return (tn__py){.type = PY_TENSOR_METHOD, .as.bound = bound};
}

tn__py tn__tensor_part(tn__evaluator *ev, tn__py method, const tn__syntax *node)
{
    tn__py tensor = method.as.bound->self;
    const char *name = method.as.bound->name;
    tn_shape unknown = TN_UNKNOWN_SHAPE;
    bool is_method = tn__is_tensor_method(name) || tn__tensor_number(name).type != PY_ABSENT;
    return is_method || !ev->follows ? method
                                     : tn__follow_one(ev, FOLLOW_OPERATION, tn__format(ev, "x.%s", name), tensor, &unknown, node);
}
