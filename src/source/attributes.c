/* a.b, read and written. */
#include "source/guess.h"
#include "source/follow.h"

#include <string.h>

typedef tn__evaluator evaluator;

static tn__py new_bound(evaluator *ev, tn__py_type type, tn__py self, tn__py function, const char *name, const tn__syntax *node)
{
    tn__py_bound *bound = tn__arena_alloc(&ev->arena, 1, sizeof(*bound));
    if (!bound) {
        return tn__out_of_memory(ev, node);
    }
    *bound = (tn__py_bound){.self = self, .function = function, .name = name};
    return (tn__py){.type = (uint8_t)type, .as.bound = bound};
}

/* A value of a class's dictionary, seen from an instance. */
static tn__py from_class(evaluator *ev, tn__py self, tn__py found, const tn__syntax *node)
{
    if (found.type != PY_FUNCTION) {
        return found;
    }
    tn__py_args none = {0};
    switch (found.as.function->decoration) {
    case FUNCTION_STATIC: return found;
    case FUNCTION_PROPERTY: return tn__call_function(ev, found.as.function, self, &none, node);
    case FUNCTION_CLASS: {
        tn__py class_ = self.type == PY_OBJECT ? (tn__py){.type = PY_CLASS, .as.class_ = self.as.object->class_} : self;
        return new_bound(ev, PY_BOUND, class_, found, NULL, node);
    }
    default: return self.type == PY_CLASS ? found : new_bound(ev, PY_BOUND, self, found, NULL, node);
    }
}

/* A module that leaves its making to those that extend it: what it reads, they set. */
static bool is_made_by_children(const tn__py_object *object)
{
    bool hidden;
    return object->form == FORM_MODULE && object->class_ && !tn__class_init(object->class_, NULL, &hidden);
}

static bool is_self(const tn__syntax *owner)
{
    return owner && owner->end - owner->start == 4 && memcmp(tn__syntax_text(owner), "self", 4) == 0;
}

/* Why nobody can say that the value lacks the attribute when the program runs; NULL: it does. */
static const char *why_open(evaluator *ev, tn__py value, const char *name, const tn__syntax *node)
{
    const tn__py_object *object = value.type == PY_OBJECT ? value.as.object : NULL;
    const tn__syntax *owner = node && node->kind == SYN_ATTRIBUTE ? tn__syntax_child(node, FIELD_OBJECT) : NULL;
    if (object && object->class_ && object->class_->mixed) {
        return "may be set by one of several bases";
    }
    if (object && (object->has_more || tn__has_names_of_others(object->class_))) {
        return "may be set under a name that thinnet does not know";
    }
    if (object && tn__is_set_by_method(object->class_, name)) {
        return "is set by a method that was not called here";
    }
    if (object && is_made_by_children(object)) {
        return "is left to classes that extend this one, which has no __init__";
    }
    if (object && object->form == FORM_PLAIN && ev->by_defaults && owner && !is_self(owner)) {
        return "is asked of an object that only a default has made";
    }
    if (!object && owner && tn__may_hold_another(ev, owner, value.type == PY_NONE)) {
        return "is asked of what other code sets too";
    }
    /* What max() and its like return has names for its parts. */
    if (value.type == PY_TUPLE && (!strcmp(name, "values") || !strcmp(name, "indices"))) {
        return "is a name for a part of a tuple, which thinnet does not have yet";
    }
    return strncmp(name, "__", 2) == 0 ? "is one of Python's own names, which thinnet does not have" : NULL;
}

/* Where arguments are guesses, only what looks misspelt is missing for all of them: `near` is what the object has. */
static bool is_certain(evaluator *ev, tn__py value, const char *name, const char *near)
{
    bool is_misspelt = near && tn__name_distance(near, name) <= 2 && !strpbrk(name, "0123456789");
    return !ev->guesses || (value.type == PY_OBJECT && is_misspelt && !tn__may_set_attribute(ev, name));
}

/* __init__ reads it before it sets it, whatever the arguments are. */
static bool is_read_early(evaluator *ev, tn__py value, const char *name, const tn__syntax *node)
{
    const tn__syntax *owner = node && node->kind == SYN_ATTRIBUTE ? tn__syntax_child(node, FIELD_OBJECT) : NULL;
    return value.type == PY_OBJECT && is_self(owner) && tn__is_read_before_set(ev, value.as.object->class_, node, name);
}

static tn__py no_attribute(evaluator *ev, tn__py value, const char *name, const tn__syntax *node, bool may_lack)
{
    if (may_lack) {
        return PY_VALUE_ABSENT;
    }
    const char *why = why_open(ev, value, name, node);
    if (why) {
        return tn__unknown(ev, node, "'%s' %s", name, why);
    }
    const char *near = NULL;
    const tn__py_dict *attributes = value.type == PY_OBJECT ? value.as.object->attributes : NULL;
    for (size_t i = 0; attributes && i < attributes->n; i++) {
        tn__py key = attributes->keys[i];
        if (key.type == PY_STR && tn__name_distance(key.as.str->text, name) <= 1 + (int)strlen(name) / 4) {
            near = key.as.str->text;
        }
    }
    bool is_misspelt = near && tn__name_distance(near, name) <= 1;
    if (value.type == PY_OBJECT && value.as.object->incomplete && !is_misspelt) {
        return tn__reported(ev, node); /* its assignment may be what the error kept from running */
    }
    bool is_early = is_read_early(ev, value, name, node);
    if (!is_early && !is_certain(ev, value, name, near)) {
        return tn__unknown(ev, node, "'%s' may be set where other arguments are given", name);
    }
    tn__diagnostic *one = tn__error_at(ev, TN_DIAG_UNKNOWN_NAME, node, "AttributeError: '%s' object has no attribute '%s'",
                                       tn__py_type_name(value), name);
    if (is_early) {
        tn__diagnostic_written(one);
    } else if (near) {
        tn__diagnostic_help(one, "did you mean '%s'?", near);
    }
    return tn__reported(ev, node);
}

/* --- layers: fc.in_features, fc.weight --- */
static tn__py argument_attribute(evaluator *ev, const tn__layer *layer, int i)
{
    const tn_value *value = &layer->args[i];
    switch (value->type) {
    case TN_VALUE_BOOL: return tn__py_of_bool(value->ints[0] != 0);
    case TN_VALUE_INT: return tn__py_of_int(value->ints[0]);
    case TN_VALUE_FLOAT: return tn__py_of_float(value->number);
    case TN_VALUE_TEXT: return tn__text(ev, value->text);
    case TN_VALUE_INTS: {
        tn__py tuple = tn__list_value(ev, PY_TUPLE);
        for (int k = 0; k < value->n_ints && tn__push(ev, tuple, tn__py_of_int(value->ints[k])); k++) {}
        return tuple;
    }
    default: return PY_VALUE_NONE;
    }
}

static tn__py layer_attribute(evaluator *ev, tn__py self, const char *name, const tn__syntax *node)
{
    const tn__layer *layer = self.as.object->layer;
    const tn__state_spec *state = layer->kind->state;
    for (int i = 0; state && state[i].key; i++) {
        if (!strcmp(state[i].key, name)) {
            tn_shape shape;
            bool present = !layer->kind->state_shape || layer->kind->state_shape(layer, i, &shape);
            return present ? new_bound(ev, PY_STATE, self, PY_VALUE_ABSENT, state[i].key, node) : PY_VALUE_NONE;
        }
    }
    int at = tn__layer_param_index(layer->kind, name);
    return at >= 0 ? argument_attribute(ev, layer, at) : PY_VALUE_ABSENT;
}

/* A class of its own words for names that nobody assigned. Python asks it last, and hasattr() asks it too. */
static bool answers_for_names(const tn__py_object *object)
{
    const tn__py_class *class_ = object->class_;
    return class_ && (tn__class_find(class_, NULL, "__getattr__") || tn__class_find(class_, NULL, "__getattribute__"));
}

static tn__py object_attribute(evaluator *ev, tn__py self, const char *name, const tn__syntax *node, bool may_lack)
{
    tn__py_object *object = self.as.object;
    tn__py *found = tn__dict_get_text(object->attributes, name);
    if (found) {
        return *found;
    }
    found = object->class_ ? tn__class_find(object->class_, NULL, name) : NULL;
    if (found) {
        return from_class(ev, self, *found, node);
    }
    if (object->form != FORM_PLAIN && !strcmp(name, "training")) {
        return (tn__py){.type = PY_TRAINING, .as.b = true};
    }
    if (!strcmp(name, "__dict__")) {
        return (tn__py){.type = PY_DICT, .as.dict = object->attributes};
    }
    if (!strcmp(name, "__class__") && object->class_) {
        return (tn__py){.type = PY_CLASS, .as.class_ = object->class_};
    }
    tn__py value = object->layer ? layer_attribute(ev, self, name, node) : PY_VALUE_ABSENT;
    if (value.type != PY_ABSENT) {
        return value;
    }
    if (object->form != FORM_PLAIN && tn__has_module_method(name)) {
        return new_bound(ev, PY_METHOD, self, PY_VALUE_ABSENT, name, node);
    }
    if (answers_for_names(object) && strncmp(name, "__", 2) != 0) {
        return tn__unknown(ev, node, "thinnet does not follow the __getattr__ of %s", tn__py_type_name(self));
    }
    if (object->form == FORM_OPAQUE || object->form == FORM_LAYER || (object->class_ && object->class_->unknown_base) ||
        !strncmp(name, "__", 2) || (object->form != FORM_PLAIN && name[0] == '_')) {
        return may_lack ? PY_VALUE_ABSENT
                        : tn__unknown(ev, node, "thinnet does not know the attribute '%s' of %s", name, tn__py_type_name(self));
    }
    return no_attribute(ev, self, name, node, may_lack);
}

static tn__py class_attribute(evaluator *ev, tn__py value, const char *name, const tn__syntax *node, bool may_lack)
{
    tn__py *found = tn__class_find(value.as.class_, NULL, name);
    if (found) {
        return from_class(ev, value, *found, node);
    }
    if (!strcmp(name, "__name__")) {
        return tn__text(ev, value.as.class_->name);
    }
    /* Old style: nn.Module.__init__(self) through a base's name, with torch's own method behind it.
     */
    if (!strcmp(name, "__init__") && value.as.class_->torch_base) {
        return tn__or_memory(ev, node, tn__py_of_torch(&ev->arena, "torch.nn.Module.__init__"));
    }
    tn__py apply = ev->follows && !strcmp(name, "apply") ? tn__function_apply(ev, value.as.class_, node) : PY_VALUE_ABSENT;
    if (apply.type != PY_ABSENT) {
        return apply;
    }
    return may_lack ? PY_VALUE_ABSENT
                    : tn__unknown(ev, node, "thinnet does not know the attribute '%s' of class %s", name, value.as.class_->name);
}

static tn__py state_attribute(evaluator *ev, tn__py value, const char *name, const tn__syntax *node)
{
    const tn__py_bound *state = value.as.bound;
    const tn__layer *layer = state->self.as.object->layer;
    if (!strcmp(name, "data")) {
        return value;
    }
    if (!strcmp(name, "requires_grad")) {
        return tn__py_of_bool(true);
    }
    if (!strcmp(name, "shape") || !strcmp(name, "ndim")) {
        for (int i = 0; layer->kind->state && layer->kind->state[i].key; i++) {
            tn_shape shape;
            if (!strcmp(layer->kind->state[i].key, state->name) && layer->kind->state_shape &&
                layer->kind->state_shape(layer, i, &shape)) {
                return name[0] == 'n' ? tn__py_of_int(shape.rank) : tn__shape_value(ev, &shape, node);
            }
        }
    }
    return new_bound(ev, PY_METHOD, value, PY_VALUE_ABSENT, name, node);
}

tn__py tn__part_of_argument(tn__py unknown, const char *name)
{
    tn__py guess;
    return tn__is_argument(unknown) && tn__guess_named(&guess, name) ? guess : unknown;
}

tn__py tn__attribute(evaluator *ev, tn__py value, const char *name, const tn__syntax *node, bool may_lack)
{
    switch (value.type) {
    case PY_UNKNOWN: return tn__part_of_argument(value, name);
    case PY_OBJECT: return object_attribute(ev, value, name, node, may_lack);
    case PY_CLASS: return class_attribute(ev, value, name, node, may_lack);
    case PY_TORCH: return tn__torch_attribute(ev, value, name, node, may_lack);
    case PY_TENSOR: return tn__tensor_attribute(ev, value, name, node, may_lack);
    case PY_SUPER: return tn__super_attribute(ev, value.as.bound, name, node);
    case PY_STATE: return state_attribute(ev, value, name, node);
    case PY_MODULE: return tn__module_attribute(ev, value.as.module, name, node, may_lack);
    case PY_BUILTIN: return tn__unknown(ev, node, "thinnet does not know %s.%s", value.as.str->text, name);
    case PY_FUNCTION:
        return !strcmp(name, "__name__") ? tn__text(ev, value.as.function->name)
                                         : tn__unknown(ev, node, "thinnet does not know this attribute");
    default:
        if (tn__has_method(value, name)) {
            return new_bound(ev, PY_METHOD, value, PY_VALUE_ABSENT, name, node);
        }
        if (ev->has_enums && (!strcmp(name, "value") || !strcmp(name, "name"))) {
            return name[0] == 'v' ? value : tn__unknown(ev, node, "thinnet does not know the names of an enumeration's members");
        }
        if (ev->forgives && tn__py_is_number(value)) { /* a guess for what is an object */
            return tn__part_of_argument(tn__unknown_argument(ev, name, node), name);
        }
        if (value.type == PY_NONE || value.type == PY_LIST || value.type == PY_TUPLE || value.type == PY_DICT) {
            return no_attribute(ev, value, name, node, may_lack);
        }
        return may_lack ? PY_VALUE_ABSENT
                        : tn__unknown(ev, node, "thinnet does not know '%s' of a %s", name, tn__py_type_name(value));
    }
}

/* --- writing --- */
static bool needs_init(evaluator *ev, tn__py_object *object, const char *name, const tn__syntax *node)
{
    bool mixed = object->class_ && object->class_->mixed;
    if (object->form == FORM_PLAIN || object->form == FORM_OPAQUE || object->initialised || mixed) {
        return false;
    }
    tn__diagnostic *one = tn__error_at(ev, TN_DIAG_MISSING_SUPER_INIT, node,
                                       "AttributeError: cannot assign module before Module.__init__() call");
    tn__diagnostic_label_set(one, "'%s' is assigned here", name);
    tn__py *init = object->class_ ? tn__class_find(object->class_, NULL, "__init__") : NULL;
    if (init && init->type == PY_FUNCTION) {
        tn__diagnostic_note(one, tn__syntax_place(tn__syntax_child(init->as.function->node, FIELD_NAME)),
                            "this __init__ does not call super().__init__() first");
    }
    tn__diagnostic_help(one, "add super().__init__() as the first statement of __init__");
    object->initialised = true; /* said once */
    return true;
}

/* What setting it asks of torch's Module; an instance of a class whose base is not known may be none of its own. */
static bool is_registered(tn__py item)
{
    const tn__py_class *class_ = tn__is_module(item) ? item.as.object->class_ : NULL;
    bool may_be_plain = class_ && item.as.object->form == FORM_OPAQUE && !class_->torch_base;
    return (tn__is_module(item) && !may_be_plain) || item.type == PY_STATE;
}

void tn__set_somewhere(evaluator *ev, tn__py_object *object, tn__py item)
{
    object->has_more = true;
    if (tn__is_module(item)) {
        tn__keep_modules(ev, item.as.object);
    }
}

bool tn__set_attribute(evaluator *ev, tn__py value, const char *name, tn__py item, const tn__syntax *node)
{
    tn__py_dict *attributes = NULL;
    if (value.type == PY_OBJECT) {
        tn__py_object *object = value.as.object;
        if (is_registered(item)) {
            needs_init(ev, object, name, node);
        }
        attributes = object->attributes;
        if (object->layer && tn__layer_param_index(object->layer->kind, name) >= 0) {
            item = ev->follows ? item
                               : tn__unknown(ev, node, "thinnet does not change a layer's '%s' after its construction", name);
            tn__report_unknown(ev, item);
        }
        if (object->form != FORM_PLAIN && !strcmp(name, "training") && !ev->in_forward) {
            return !ev->stopped; // a module's switch: train() and eval() write it again before any forward that counts
        }
    } else if (value.type == PY_CLASS) {
        attributes = value.as.class_->attributes;
    } else if (value.type == PY_NONE) {
        tn__type_error(ev, node, "AttributeError: 'NoneType' object has no attribute '%s'", name);
    }
    if (attributes && !tn__dict_set_text(&ev->arena, attributes, name, item)) {
        tn__out_of_memory(ev, node);
    }
    return !ev->stopped;
}
