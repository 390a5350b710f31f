/* Python's builtin functions of objects and their types. */
#include "source/builtins.h"

#include <string.h>
#include "source/torch.h"

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

/* "Conv%dd" % dimensions, f"Conv{dimensions}d": of more than one written text */
static bool is_composed(const arguments *args)
{
    const syntax *name = args->n > 1 ? args->items[1].node : NULL;
    for (const syntax *one = name && name->kind == SYN_STRING ? name->first : NULL; one; one = one->next) {
        if (one->kind == SYN_INTERPOLATION) {
            return true;
        }
    }
    return name && name->kind != SYN_STRING;
}

tn__py tn__builtin_getattr(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py name = tn__positional(args, 1), fallback = tn__positional(args, 2);
    if (name.type != PY_STR) {
        return tn__unknown_use(ev, "getattr", node);
    }
    bool is_guess = ev->forgives && is_composed(args);
    tn__py value = tn__attribute(ev, tn__positional(args, 0), name.as.str->text, node, is_guess || fallback.type != PY_ABSENT);
    return value.type != PY_ABSENT ? value : fallback.type != PY_ABSENT ? fallback : tn__unknown_guessed(ev, node);
}

tn__py tn__builtin_hasattr(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py owner = tn__positional(args, 0), name = tn__positional(args, 1);
    if (name.type != PY_STR || owner.type == PY_UNKNOWN) {
        return tn__unknown_use(ev, "hasattr", node);
    }
    return tn__py_of_bool(tn__attribute(ev, owner, name.as.str->text, node, true).type != PY_ABSENT);
}

tn__py tn__builtin_setattr(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py name = tn__positional(args, 1);
    if (name.type == PY_STR && args->n == 3) {
        tn__set_attribute(ev, tn__positional(args, 0), name.as.str->text, tn__positional(args, 2), node);
    } else if (tn__positional(args, 0).type == PY_OBJECT) {
        tn__set_somewhere(ev, tn__positional(args, 0).as.object, tn__positional(args, 2));
    }
    return PY_VALUE_NONE;
}

/* collections.abc and typing: 1, 0, or -1 where the name is none of theirs. */
static int is_abstract(tn__py value, const char *dot)
{
    const char *name = dot ? dot + 1 : "";
    bool sequence = value.type == PY_LIST || value.type == PY_TUPLE || value.type == PY_STR || value.type == PY_RANGE;
    if (!strcmp(name, "Iterable") || !strcmp(name, "Collection") || !strcmp(name, "Sized")) {
        return value.type == PY_OBJECT ? -1 : sequence || value.type == PY_DICT || value.type == PY_TENSOR;
    }
    if (!strcmp(name, "Sequence") || !strcmp(name, "List") || !strcmp(name, "Tuple")) {
        return sequence;
    }
    if (!strcmp(name, "Mapping") || !strcmp(name, "OrderedDict") || !strcmp(name, "Dict")) {
        return value.type == PY_DICT;
    }
    return -1;
}

static int is_instance(tn__py value, tn__py type)
{
    if (value.type == PY_UNKNOWN || type.type == PY_UNKNOWN) {
        return -1;
    }
    if (type.type == PY_BUILTIN) {
        bool same = !strcmp(tn__py_type_name(value), type.as.str->text);
        return same || (value.type == PY_BOOL && !strcmp(type.as.str->text, "int"));
    }
    if (type.type == PY_CLASS) {
        return value.type == PY_OBJECT && value.as.object->class_ && tn__is_subclass(value.as.object->class_, type.as.class_);
    }
    if (type.type != PY_TORCH) {
        return -1;
    }
    const char *name = tn__torch_nn_name(type.as.str->text);
    int abstract = is_abstract(value, strrchr(type.as.str->text, '.'));
    if (abstract >= 0) {
        return abstract;
    }
    if (!name) {
        return !strcmp(type.as.str->text, "torch.Tensor") ? value.type == PY_TENSOR : value.type == PY_OBJECT ? -1 : 0;
    }
    if (!tn__is_module(value)) {
        return 0;
    }
    const char *own = value.as.object->torch;
    const tn__layer_kind *kind = own ? tn__layer_find_class(own) : NULL;
    bool own_kind = kind && kind->dropout && kind->dropout->own && !strcmp(name, "Dropout"); /* source/own_kinds.h */
    return !strcmp(name, "Module") || own_kind || (own && !strcmp(own, name));
}

tn__py tn__builtin_isinstance(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py value = tn__positional(args, 0), type = tn__positional(args, 1);
    int result = type.type == PY_TUPLE ? 0 : is_instance(value, type);
    for (size_t i = 0; type.type == PY_TUPLE && i < type.as.list->n && result != 1; i++) {
        int one = is_instance(value, type.as.list->items[i]);
        result = one == 0 ? result : one;
    }
    ev->asked_type = ev->asked_type || (value.type == PY_TENSOR && result == 0);
    return result < 0 ? tn__unknown_use(ev, "isinstance", node) : tn__py_of_bool(result);
}

tn__py tn__builtin_issubclass(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = tn__positional(args, 0), b = tn__positional(args, 1);
    if (a.type == PY_CLASS && b.type == PY_CLASS) {
        return tn__py_of_bool(tn__is_subclass(a.as.class_, b.as.class_));
    }
    const char *name = b.type == PY_TORCH ? tn__torch_nn_name(b.as.str->text) : NULL;
    if (a.type == PY_CLASS && name && !strcmp(name, "Module")) {
        return tn__py_of_bool(tn__is_module_class(a.as.class_));
    }
    return a.type == PY_TORCH && b.type == PY_CLASS ? tn__py_of_bool(false) : tn__unknown_use(ev, "issubclass", node);
}

tn__py tn__builtin_callable(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = tn__positional(args, 0);
    if (a.type == PY_UNKNOWN || a.type == PY_OBJECT) {
        return a.type == PY_OBJECT && a.as.object->form != FORM_PLAIN ? tn__py_of_bool(true)
                                                                      : tn__unknown_use(ev, "callable", node);
    }
    return tn__py_of_bool(a.type == PY_FUNCTION || a.type == PY_BOUND || a.type == PY_PARTIAL || a.type == PY_CLASS ||
                          a.type == PY_BUILTIN || a.type == PY_TORCH);
}

tn__py tn__builtin_type(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = tn__positional(args, 0);
    if (a.type == PY_OBJECT && a.as.object->class_) {
        return (tn__py){.type = PY_CLASS, .as.class_ = a.as.object->class_};
    }
    return tn__unknown_use(ev, "type", node);
}

tn__py tn__builtin_object(evaluator *ev, const arguments *args, const syntax *node)
{
    (void)args;
    tn__py_object *object = tn__new_object(ev, FORM_PLAIN, node);
    return object ? (tn__py){.type = PY_OBJECT, .as.object = object} : tn__reported(ev, node);
}

tn__py tn__builtin_str(evaluator *ev, const arguments *args, const syntax *node)
{
    char text[400];
    tn__py a = tn__positional(args, 0);
    if (a.type == PY_STR) {
        return a;
    }
    if (!tn__py_is_number(a) && a.type != PY_NONE) {
        return tn__unknown_use(ev, "str", node);
    }
    tn__py_print(a, false, text, sizeof(text));
    return tn__text(ev, text);
}

tn__py tn__builtin_print(evaluator *ev, const arguments *args, const syntax *node)
{
    (void)ev, (void)args, (void)node;
    return PY_VALUE_NONE;
}
