/* nn.Module objects: containers, children, and the methods that every module has. */
#include "source/torch.h"

#include <string.h>

typedef tn__evaluator evaluator;

tn__py_object *tn__new_object(evaluator *ev, tn__py_form form, const tn__syntax *call)
{
    tn__py_object *object = tn__arena_alloc(&ev->arena, 1, sizeof(*object));
    tn__py_dict *attributes = tn__arena_alloc(&ev->arena, 1, sizeof(*attributes));
    if (!object || !attributes) {
        tn__out_of_memory(ev, call);
        return NULL;
    }
    *object = (tn__py_object){.form = form,
                              .attributes = attributes,
                              .call = call,
                              .branch = ev->branch,
                              .module = -1,
                              .used = ev->wrapped > 0, /* where it is kept is not known */
                              .in_forward = ev->in_forward};
    return object;
}

bool tn__is_module(tn__py value)
{
    return value.type == PY_OBJECT && value.as.object->form != FORM_PLAIN;
}

tn__py tn__children(evaluator *ev, tn__py_object *object)
{
    tn__py out = tn__list_value(ev, PY_LIST);
    for (size_t i = 0; i < object->attributes->n && !ev->stopped; i++) {
        bool live = object->attributes->keys[i].type != PY_ABSENT;
        if (live && (tn__is_module(object->attributes->values[i]) ||
                     (object->attributes->values[i].type == PY_UNKNOWN && object->form != FORM_MODULE))) {
            tn__push(ev, out, object->attributes->values[i]);
        }
    }
    return out;
}

bool tn__register_module(evaluator *ev, tn__py_object *object, const char *name, tn__py module, const tn__syntax *node)
{
    if (module.type != PY_NONE && module.type != PY_UNKNOWN && !tn__is_module(module)) {
        tn__type_error(ev, node, "TypeError: %s is not a Module subclass", tn__py_type_name(module));
        return false;
    }
    return tn__set_attribute(ev, (tn__py){.type = PY_OBJECT, .as.object = object}, name, module, node);
}

static void append_child(evaluator *ev, tn__py_object *object, tn__py module, const tn__syntax *node)
{
    char name[24];
    tn__py_print(tn__py_of_int((int64_t)object->attributes->live), false, name, sizeof(name));
    tn__register_module(ev, object, name, module, node);
}

static void append_all(evaluator *ev, tn__py_object *object, tn__py modules, const tn__syntax *node)
{
    tn__py items = tn__iterate(ev, modules, node);
    if (items.type != PY_LIST) {
        object->form = FORM_OPAQUE;
        tn__report_unknown(ev, items);
        return;
    }
    for (size_t i = 0; i < items.as.list->n && !ev->stopped; i++) {
        append_child(ev, object, items.as.list->items[i], node);
    }
}

static void add_named(evaluator *ev, tn__py_object *object, tn__py dict, const tn__syntax *node)
{
    if (dict.type == PY_LIST || dict.type == PY_TUPLE) {
        for (size_t i = 0; i < dict.as.list->n && !ev->stopped; i++) {
            tn__py pair = dict.as.list->items[i];
            bool fits = (pair.type == PY_TUPLE || pair.type == PY_LIST) && pair.as.list->n == 2 &&
                        pair.as.list->items[0].type == PY_STR;
            if (fits) {
                tn__register_module(ev, object, pair.as.list->items[0].as.str->text, pair.as.list->items[1], node);
            }
        }
        return;
    }
    for (size_t i = 0; dict.type == PY_DICT && i < dict.as.dict->n && !ev->stopped; i++) {
        tn__py key = dict.as.dict->keys[i];
        if (key.type == PY_STR) {
            tn__register_module(ev, object, key.as.str->text, dict.as.dict->values[i], node);
        }
    }
    if (dict.type == PY_UNKNOWN) {
        object->form = FORM_OPAQUE;
    }
}

void tn__fill_container(evaluator *ev, tn__py_object *object, const tn__py_args *args, const tn__syntax *node)
{
    object->initialised = true;
    if (args->unknown_rest) {
        object->form = FORM_OPAQUE;
        return;
    }
    bool dict = args->n == 1 && args->items[0].value.type == PY_DICT;
    if (object->form == FORM_MODULE_DICT || (object->form == FORM_SEQUENTIAL && dict)) {
        if (args->n > 0) {
            add_named(ev, object, args->items[0].value, node);
        }
    } else if (object->form == FORM_MODULE_LIST) {
        if (args->n > 0 && args->items[0].value.type != PY_NONE) {
            append_all(ev, object, args->items[0].value, node);
        }
    } else {
        for (size_t i = 0; i < args->n && !ev->stopped; i++) {
            append_child(ev, object, args->items[i].value, args->items[i].node);
        }
    }
}

/* --- methods --- */
typedef struct walk {
    tn__py out;
    bool named, states;
    int depth;
} walk;

/* Pre-order, each object once: as Module.modules() and parameters() do. */
static void walk_modules(evaluator *ev, tn__py self, const char *path, walk *w, tn__py_dict *seen)
{
    if (!tn__step(ev, NULL) || w->depth > 100 || tn__dict_get(seen, self)) {
        return;
    }
    w->depth++;
    tn__py_object *object = self.as.object;
    if (!tn__dict_set(&ev->arena, seen, self, PY_VALUE_NONE)) {
        tn__out_of_memory(ev, NULL);
    }
    if (!w->states) {
        tn__py item = self;
        if (w->named) {
            item = tn__list_value(ev, PY_TUPLE);
            tn__push(ev, item, tn__text(ev, path));
            tn__push(ev, item, self);
        }
        tn__push(ev, w->out, item);
    }
    const tn__state_spec *state = w->states && object->layer ? object->layer->kind->state : NULL;
    for (int i = 0; state && state[i].key; i++) {
        tn__py value = state[i].buffer ? PY_VALUE_NONE : tn__attribute(ev, self, state[i].key, NULL, true);
        tn__py item = value;
        if (value.type == PY_STATE && w->named) {
            item = tn__list_value(ev, PY_TUPLE);
            tn__push(ev, item, tn__text(ev, tn__format(ev, "%s%s%s", path, *path ? "." : "", state[i].key)));
            tn__push(ev, item, value);
        }
        if (value.type == PY_STATE) {
            tn__push(ev, w->out, item);
        }
    }
    for (size_t i = 0; i < object->attributes->n && !ev->stopped; i++) {
        tn__py child = object->attributes->values[i];
        if (object->attributes->keys[i].type == PY_STR && tn__is_module(child)) {
            const char *name = object->attributes->keys[i].as.str->text;
            walk_modules(ev, child, w->named ? tn__format(ev, "%s%s%s", path, *path ? "." : "", name) : "", w, seen);
        }
    }
    w->depth--;
}

static tn__py list_modules(evaluator *ev, tn__py_object *object, bool named, bool states)
{
    walk w = {.out = tn__list_value(ev, PY_LIST), .named = named, .states = states};
    tn__py seen = tn__or_memory(ev, NULL, tn__py_new_dict(&ev->arena));
    if (seen.type == PY_DICT) {
        walk_modules(ev, (tn__py){.type = PY_OBJECT, .as.object = object}, "", &w, seen.as.dict);
    }
    return w.out;
}

void tn__keep_modules(evaluator *ev, tn__py_object *object)
{
    tn__py all = list_modules(ev, object, false, false);
    for (size_t i = 0; all.type == PY_LIST && i < all.as.list->n; i++) {
        all.as.list->items[i].as.object->kept = true;
    }
}

/* apply(fn): children first, then itself. */
static void apply_function(evaluator *ev, tn__py_object *object, tn__py function, const tn__syntax *node, int depth)
{
    tn__py children = tn__children(ev, object);
    for (size_t i = 0; depth < 100 && children.type == PY_LIST && i < children.as.list->n && !ev->stopped; i++) {
        if (children.as.list->items[i].type == PY_OBJECT) {
            apply_function(ev, children.as.list->items[i].as.object, function, node, depth + 1);
        }
    }
    tn__py_args args = {0};
    tn__add_argument(ev, &args, NULL, (tn__py){.type = PY_OBJECT, .as.object = object}, node);
    tn__call(ev, function, &args, node);
}

static tn__py child_items(evaluator *ev, tn__py_object *object, const char *what)
{
    tn__py out = tn__list_value(ev, PY_LIST);
    for (size_t i = 0; i < object->attributes->n && !ev->stopped; i++) {
        if (object->attributes->keys[i].type == PY_ABSENT || !tn__is_module(object->attributes->values[i])) {
            continue;
        }
        if (what[0] == 'i' || what[0] == 'n') {
            tn__py pair = tn__list_value(ev, PY_TUPLE);
            tn__push(ev, pair, object->attributes->keys[i]);
            tn__push(ev, pair, object->attributes->values[i]);
            tn__push(ev, out, pair);
        } else {
            tn__push(ev, out, what[0] == 'k' ? object->attributes->keys[i] : object->attributes->values[i]);
        }
    }
    return out;
}

static tn__py change_children(evaluator *ev, tn__py_object *object, const char *name, const tn__py_args *args,
                              const tn__syntax *node)
{
    ev->merged = ev->merged || ev->undecided > 0;
    tn__py first = args->n > 0 ? args->items[0].value : PY_VALUE_ABSENT,
           second = args->n > 1 ? args->items[1].value : PY_VALUE_ABSENT;
    if (!strcmp(name, "append") && args->n == 1) {
        append_child(ev, object, first, node);
    } else if (!strcmp(name, "extend") && args->n == 1) {
        append_all(ev, object, first, node);
    } else if (!strcmp(name, "update") && args->n == 1) {
        add_named(ev, object, first, node);
    } else if ((!strcmp(name, "add_module") || !strcmp(name, "register_module")) && first.type == PY_STR && args->n == 2) {
        tn__register_module(ev, object, first.as.str->text, second, node);
    } else if (!strcmp(name, "add_module") && first.type == PY_UNKNOWN &&
               (object->form == FORM_SEQUENTIAL || object->form == FORM_MODULE_LIST || object->form == FORM_MODULE_DICT)) {
        object->form = FORM_OPAQUE; /* without this one it would be another net */
        object->why = "a module is added under a name that thinnet does not know";
    } else if (!strcmp(name, "insert") && args->n == 2) {
        int64_t at;
        tn__py children = tn__children(ev, object);
        if (!tn__py_as_int(first, &at) || children.type != PY_LIST) {
            return tn__unknown(ev, node, "thinnet does not know where this module is inserted");
        }
        int64_t n = (int64_t)children.as.list->n;
        at = at < 0 ? at + n : at;
        at = at < 0 ? 0 : at > n ? n : at;
        memset(object->attributes, 0, sizeof(*object->attributes));
        for (int64_t i = 0; i <= n && !ev->stopped; i++) {
            append_child(ev, object, i == at ? second : children.as.list->items[i < at ? i : i - 1], node);
        }
    } else {
        return tn__unknown(ev, node, "thinnet does not know this use of %s()", name);
    }
    return (tn__py){.type = PY_OBJECT, .as.object = object};
}

bool tn__returns_module(const char *name)
{
    static const char *const ignored[] = {"train",
                                          "eval",
                                          "to",
                                          "cpu",
                                          "cuda",
                                          "half",
                                          "float",
                                          "double",
                                          "bfloat16",
                                          "requires_grad_",
                                          "zero_grad",
                                          "register_forward_hook",
                                          "reset_parameters"};
    for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
        if (!strcmp(name, ignored[i])) {
            return true;
        }
    }
    return false;
}

/* eval() and train() in forward, of a module and those below it. */
static void switch_mode(evaluator *ev, tn__py_object *object, bool off)
{
    tn__py all = list_modules(ev, object, false, false);
    for (size_t i = 0; all.type == PY_LIST && i < all.as.list->n; i++) {
        all.as.list->items[i].as.object->is_off = off;
    }
}

tn__py tn__call_module_method(evaluator *ev, tn__py_object *object, const char *name, const tn__py_args *args,
                              const tn__syntax *node)
{
    tn__py self = {.type = PY_OBJECT, .as.object = object};
    if (ev->in_forward && (!strcmp(name, "eval") || !strcmp(name, "train"))) {
        switch_mode(ev, object, name[0] == 'e');
    }
    if (tn__returns_module(name)) {
        return self;
    }
    if (!strcmp(name, "modules") || !strcmp(name, "named_modules")) {
        return list_modules(ev, object, name[0] == 'n', false);
    }
    if (!strcmp(name, "parameters") || !strcmp(name, "named_parameters")) {
        if (!ev->in_forward) {
            tn__keep_modules(ev, object);
        }
        return list_modules(ev, object, name[0] == 'n', true);
    }
    if (!strcmp(name, "children") || !strcmp(name, "values") || !strcmp(name, "keys") || !strcmp(name, "items") ||
        !strcmp(name, "named_children")) {
        return child_items(ev, object, name);
    }
    if (!strcmp(name, "apply") && args->n == 1) {
        apply_function(ev, object, args->items[0].value, node, 0);
        return self;
    }
    if (!strcmp(name, "forward") || !strcmp(name, "__call__")) {
        return tn__apply_module(ev, object, args, node);
    }
    if (!strcmp(name, "register_buffer") || !strcmp(name, "register_parameter")) {
        if (args->n >= 2 && args->items[0].value.type == PY_STR) {
            tn__set_attribute(ev, self, args->items[0].value.as.str->text, args->items[1].value, node);
        }
        return PY_VALUE_NONE;
    }
    return change_children(ev, object, name, args, node);
}
