/* Classes of the file: bases, method resolution, instances. */
#include "source/own_kinds.h"
#include "source/torch.h"

#include <string.h>

typedef tn__evaluator evaluator;

#define MAX_ORDER 64

/* Depth first, left to right, a base behind all classes that derive from it: Python's order for all
 * but contrived diamonds. */
static void add_to_order(tn__py_class *class_, tn__py_class **order, size_t *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        if (order[i] != class_) {
            order[kept++] = order[i];
        }
    }
    *n = kept;
    if (*n < MAX_ORDER) {
        order[(*n)++] = class_;
    }
}

static bool resolve_order(evaluator *ev, tn__py_class *class_)
{
    tn__py_class *order[MAX_ORDER] = {class_};
    size_t n = 1;
    for (size_t b = 0; b < class_->bases.n; b++) {
        if (class_->bases.items[b].type == PY_CLASS) {
            tn__py_class *base = class_->bases.items[b].as.class_;
            for (size_t i = 0; i < base->n_order; i++) {
                add_to_order(base->order[i], order, &n);
            }
        }
    }
    class_->order = tn__arena_grow(&ev->arena, order, n, n, sizeof(*order));
    class_->n_order = class_->order ? n : 0;
    return class_->order != NULL;
}

/* Its fields are filled as a dataclass's are; that it is a tuple besides stays unknown. */
static bool is_named_tuple(const char *dotted)
{
    return !strcmp(dotted, "typing.NamedTuple");
}

/* Bases that give a class no attributes of which its own methods would make use. */
static bool adds_nothing(const char *dotted)
{
    return !strncmp(dotted, "abc.", 4) || (!strncmp(dotted, "typing.", 7) && !is_named_tuple(dotted));
}

static bool is_object(tn__py base)
{
    return base.type == PY_BUILTIN && !strcmp(base.as.str->text, "object");
}

static bool is_mixed(const tn__py_class *class_)
{
    int n = 0;
    bool inherited = false;
    for (size_t i = 0; i < class_->bases.n; i++) {
        tn__py base = class_->bases.items[i];
        n += !is_object(base) && !(base.type == PY_TORCH && adds_nothing(base.as.str->text));
        inherited = inherited || (base.type == PY_CLASS && base.as.class_->mixed);
    }
    return inherited || n > 1;
}

static void read_base(evaluator *ev, tn__py_class *class_, tn__py base, const tn__syntax *node)
{
    if (!tn__py_append(&ev->arena, &class_->bases, base)) {
        tn__out_of_memory(ev, node);
        return;
    }
    if (base.type == PY_CLASS) {
        class_->torch_base = class_->torch_base ? class_->torch_base : base.as.class_->torch_base;
        class_->unknown_base = class_->unknown_base || base.as.class_->unknown_base;
        class_->dataclass = class_->dataclass || base.as.class_->dataclass;
        class_->has_only_fields = class_->has_only_fields && base.as.class_->has_only_fields;
    } else if (base.type == PY_TORCH) {
        const char *name = tn__torch_nn_name(base.as.str->text);
        class_->torch_base = class_->torch_base ? class_->torch_base : name;
        class_->dataclass = class_->dataclass || is_named_tuple(base.as.str->text);
        class_->has_only_fields = false;
        ev->has_enums = ev->has_enums || !strncmp(base.as.str->text, "enum.", 5);
        class_->unknown_base = class_->unknown_base || (!name && !adds_nothing(base.as.str->text));
    } else if (!is_object(base)) {
        class_->has_only_fields = false;
        class_->unknown_base = true; /* also dict, tuple, Exception: their behaviour is not followed */
    }
    class_->mixed = is_mixed(class_);
}

static void own_methods(tn__py_class *class_)
{
    for (size_t i = 0; i < class_->attributes->n; i++) {
        tn__py *value = &class_->attributes->values[i];
        if (value->type == PY_FUNCTION && !value->as.function->class_) {
            value->as.function->class_ = class_;
        }
    }
}

/* @dataclass or @dataclasses.dataclass, with or without arguments: not one of a library that has the word in its name. */
static bool is_python_dataclass(const char *decorator)
{
    static const char *const names[] = {"@dataclass", "@dataclasses.dataclass"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (!strncmp(decorator, names[i], n) && (decorator[n] == '(' || !decorator[n])) {
            return true;
        }
    }
    return false;
}

/* A dataclass's fields in order, also those without a default. */
static void read_fields(evaluator *ev, tn__py_class *class_, const tn__syntax *body)
{
    for (const tn__syntax *one = body->first; one && !ev->stopped; one = one->next) {
        const tn__syntax *assignment = one->kind == SYN_EXPRESSION_STATEMENT ? one->first : NULL;
        const tn__syntax *left = assignment && assignment->kind == SYN_ASSIGNMENT ? tn__syntax_child(assignment, FIELD_LEFT)
                                                                                  : NULL;
        if (left && tn__syntax_child(assignment, FIELD_TYPE) && !tn__syntax_child(assignment, FIELD_RIGHT) &&
            !tn__dict_set_text(&ev->arena, class_->attributes, tn__span_text(ev, left), PY_VALUE_ABSENT)) {
            tn__out_of_memory(ev, one);
        }
    }
}

/* A base that no file here has, and a forward of its own that takes something: BertPreTrainedModel, LightningModule and the like.
 * What it adds stays unknown. */
static bool is_module_of_a_library(const tn__py_class *class_)
{
    tn__py *forward = tn__dict_get_text(class_->attributes, "forward"), *init = tn__dict_get_text(class_->attributes, "__init__");
    bool own = forward && forward->type == PY_FUNCTION && forward->as.function->decoration == FUNCTION_PLAIN && init;
    bool from_library = false;
    for (size_t i = 0; i < class_->bases.n; i++) {
        tn__py base = class_->bases.items[i];
        from_library = from_library || base.type == PY_UNKNOWN ||
                       (base.type == PY_TORCH && strncmp(base.as.str->text, "torch.", 6) != 0);
    }
    return own && from_library && class_->unknown_base && !class_->torch_base;
}

/* @attr.s and its kin make an __init__ of the class's fields. */
static bool is_of_attrs(const char *decorator)
{
    decorator += *decorator == '@';
    return !strncmp(decorator, "attr.", 5) || !strncmp(decorator, "attrs.", 6);
}

/* GaussianDropout as a study writes it: a layer like torch's own, whose forward is what the layer does. */
static void take_as_own_kind(tn__py_class *class_)
{
    const tn__layer_kind *kind = tn__own_kind_of(class_->node);
    if (!kind || !class_->torch_base || strcmp(class_->torch_base, "Dropout")) {
        return;
    }
    class_->torch_base = kind->torch_class;
    *tn__dict_get_text(class_->attributes, "forward") = PY_VALUE_ABSENT;
}

tn__py tn__define_class(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *definition = node->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(node, FIELD_DEFINITION) : node;
    const tn__syntax *name = tn__syntax_child(definition, FIELD_NAME), *body = tn__syntax_child(definition, FIELD_BODY);
    tn__py_class *class_ = tn__arena_alloc(&ev->arena, 1, sizeof(*class_));
    tn__scope *inner = tn__new_scope(ev, scope);
    if (!class_ || !inner || !name) {
        return class_ ? tn__reported(ev, node) : tn__out_of_memory(ev, node);
    }
    inner->is_class_body = true;
    *class_ = (tn__py_class){.name = tn__span_text(ev, name), .node = definition, .attributes = inner->names};
    for (const tn__syntax *one = node->first; one && one->kind == SYN_DECORATOR; one = one->next) {
        class_->dataclass = class_->dataclass || strstr(tn__span_text(ev, one), "dataclass");
        class_->has_only_fields = class_->has_only_fields || is_python_dataclass(tn__span_text(ev, one));
        class_->unknown_base = class_->unknown_base || is_of_attrs(tn__span_text(ev, one));
    }
    tn__py_args bases = {0};
    tn__eval_arguments(ev, scope, tn__syntax_child(definition, FIELD_SUPERCLASSES), &bases);
    for (size_t i = 0; i < bases.n; i++) {
        if (!bases.items[i].name) {
            read_base(ev, class_, bases.items[i].value, bases.items[i].node);
        }
    }
    if (!resolve_order(ev, class_)) {
        return tn__out_of_memory(ev, node);
    }
    if (body) {
        if (class_->dataclass) {
            read_fields(ev, class_, body);
        }
        tn__exec(ev, inner, body);
    }
    take_as_own_kind(class_);
    if (is_module_of_a_library(class_)) {
        class_->torch_base = "Module";
    }
    own_methods(class_);
    /* Methods do not see the class's names, nor those of a class around it: their scope is the one around these. */
    while (scope->is_class_body && scope->outer) {
        scope = scope->outer;
    }
    for (size_t i = 0; i < class_->attributes->n; i++) {
        tn__py value = class_->attributes->values[i];
        if (value.type == PY_FUNCTION && value.as.function->scope == inner) {
            value.as.function->scope = scope;
        }
    }
    return (tn__py){.type = PY_CLASS, .as.class_ = class_};
}

/* --- questions --- */
tn__py *tn__class_find(const tn__py_class *class_, const tn__py_class *after, const char *name)
{
    bool found_after = after == NULL;
    for (size_t i = 0; i < class_->n_order; i++) {
        tn__py *value = found_after ? tn__dict_get_text(class_->order[i]->attributes, name) : NULL;
        if (value && value->type != PY_ABSENT) {
            return value;
        }
        found_after = found_after || class_->order[i] == after;
    }
    return NULL;
}

/* torch's class among a class's own bases; NULL: none. */
static const char *own_torch_base(const tn__py_class *class_)
{
    for (size_t i = 0; i < class_->bases.n; i++) {
        tn__py base = class_->bases.items[i];
        const char *name = base.type == PY_TORCH ? tn__torch_nn_name(base.as.str->text) : NULL;
        if (name) {
            return name;
        }
    }
    return NULL;
}

/* Whether torch's class `base` is behind the class in Python's order, rather than before it. */
static bool derives_from_torch(const tn__py_class *class_, const char *base)
{
    return class_->torch_base && (!strcmp(base, "Module") || !strcmp(base, class_->torch_base));
}

tn__py *tn__class_init(const tn__py_class *class_, const tn__py_class *after, bool *hidden)
{
    const char *torch = NULL;
    bool found_after = after == NULL;
    *hidden = false;
    for (size_t i = 0; i < class_->n_order; i++) {
        const tn__py_class *one = class_->order[i];
        tn__py *value = found_after ? tn__dict_get_text(one->attributes, "__init__") : NULL;
        if (value && value->type != PY_ABSENT) {
            *hidden = torch && !derives_from_torch(one, torch);
            return *hidden ? NULL : value;
        }
        found_after = found_after || one == after;
        torch = torch || !found_after ? torch : own_torch_base(one);
    }
    return NULL;
}

bool tn__is_subclass(const tn__py_class *class_, const tn__py_class *other)
{
    for (size_t i = 0; i < class_->n_order; i++) {
        if (class_->order[i] == other) {
            return true;
        }
    }
    return false;
}

bool tn__is_module_class(const tn__py_class *class_)
{
    return class_->torch_base != NULL;
}

/* --- instances --- */
static tn__py_form form_of(const tn__py_class *class_)
{
    const char *base = class_->torch_base;
    if (class_->unknown_base && !base) {
        return FORM_OPAQUE;
    }
    if (!base) {
        return FORM_PLAIN;
    }
    return !strcmp(base, "Module")       ? FORM_MODULE
           : !strcmp(base, "Sequential") ? FORM_SEQUENTIAL
           : !strcmp(base, "ModuleList") ? FORM_MODULE_LIST
           : !strcmp(base, "ModuleDict") ? FORM_MODULE_DICT
           : tn__layer_find_class(base)  ? FORM_LAYER
                                         : FORM_OPAQUE;
}

static const tn__py_arg *find_argument(const tn__py_args *args, const char *name, size_t position)
{
    for (size_t i = 0, at = 0; i < args->n; i++) {
        const tn__py_arg *arg = &args->items[i];
        if (arg->name ? !strcmp(arg->name, name) : at++ == position) {
            return arg;
        }
    }
    return NULL;
}

static void fill_dataclass(evaluator *ev, tn__py_object *object, const tn__py_args *args, const tn__syntax *node)
{
    size_t position = 0;
    for (size_t c = object->class_->n_order; c-- > 0;) {
        const tn__py_dict *fields = object->class_->order[c]->attributes;
        for (size_t i = 0; i < fields->n; i++) {
            if (fields->keys[i].type != PY_STR || fields->values[i].type == PY_FUNCTION) {
                continue;
            }
            const char *name = fields->keys[i].as.str->text;
            const tn__py_arg *arg = find_argument(args, name, position++);
            tn__py value = arg ? arg->value : fields->values[i];
            if (value.type == PY_ABSENT) {
                value = tn__unknown(ev, node, "'%s' is not given", name);
            }
            if (!tn__dict_set_text(&ev->arena, object->attributes, name, value)) {
                tn__out_of_memory(ev, node);
            }
        }
    }
}

static void refuse_other_names(evaluator *ev, const tn__py_object *object, const tn__py_args *args)
{
    for (size_t i = 0; object->class_->has_only_fields && i < args->n; i++) {
        const char *name = args->items[i].name;
        if (name && !tn__dict_get_text(object->attributes, name)) {
            tn__error_at(ev, TN_DIAG_UNKNOWN_KEYWORD, args->items[i].node,
                         "TypeError: %s() got an unexpected keyword argument '%s'", object->class_->name, name);
        }
    }
}

/* Of a class whose __init__ is not known: what was given by name is mostly found under it. */
static void keep_arguments(evaluator *ev, tn__py_object *object, const tn__py_args *args, const tn__syntax *node)
{
    for (size_t i = 0; i < args->n; i++) {
        const char *name = args->items[i].name;
        if (name && !tn__dict_set_text(&ev->arena, object->attributes, name, args->items[i].value)) {
            tn__out_of_memory(ev, node);
        }
    }
}

tn__py tn__instantiate(evaluator *ev, tn__py_class *class_, const tn__py_args *args, const tn__syntax *node)
{
    tn__py_object *object = tn__new_object(ev, form_of(class_), node);
    if (!object) {
        return tn__reported(ev, node);
    }
    object->class_ = class_;
    object->torch = class_->torch_base;
    tn__py self = {.type = PY_OBJECT, .as.object = object};
    bool hidden;
    tn__py *init = tn__class_init(class_, NULL, &hidden);
    object->has_more = hidden; /* torch's layers call the next one */
    if (init && init->type == PY_FUNCTION) {
        uint64_t faults = ev->faults;
        tn__call_function(ev, init->as.function, self, args, node);
        object->incomplete = object->incomplete || ev->faults != faults;
        object->has_more = object->has_more || init->as.function->decoration == FUNCTION_UNKNOWN;
        if (object->form == FORM_LAYER && !object->layer) {
            object->form = FORM_OPAQUE;
        }
        return self;
    }
    if (class_->unknown_base && !class_->torch_base && !class_->dataclass) {
        keep_arguments(ev, object, args, node);
    }
    if (class_->dataclass) {
        fill_dataclass(ev, object, args, node);
        refuse_other_names(ev, object, args);
    } else if (object->form != FORM_PLAIN && object->form != FORM_OPAQUE) {
        ev->doubts_arguments += class_->mixed;
        tn__py made = tn__construct(ev, object, class_->torch_base, args, node);
        ev->doubts_arguments -= class_->mixed;
        return made;
    }
    return self;
}

/* --- super() --- */
static tn__py bound_method(evaluator *ev, tn__py self, tn__py function, const tn__syntax *node)
{
    tn__py_bound *bound = tn__arena_alloc(&ev->arena, 1, sizeof(*bound));
    if (!bound) {
        return tn__out_of_memory(ev, node);
    }
    *bound = (tn__py_bound){.self = self, .function = function};
    return (tn__py){.type = PY_BOUND, .as.bound = bound};
}

/* super().__init(): nothing has that name. Only what looks like __init__ is said: all of torch's own names are not known. */
static bool is_misspelt_init(const tn__py_object *object, const char *name)
{
    const tn__py_class *class_ = object->class_;
    return object->form == FORM_MODULE && !class_->mixed && !class_->unknown_base && name[0] == '_' &&
           tn__name_distance(name, "__init__") <= 2;
}

static tn__py no_init(evaluator *ev, tn__py_object *object, const char *name, const tn__syntax *node)
{
    object->initialised = true; /* what it is not is said here */
    tn__diagnostic *one = tn__error_at(ev, TN_DIAG_UNKNOWN_NAME, node, "AttributeError: 'super' object has no attribute '%s'",
                                       name);
    tn__diagnostic_help(one, "did you mean '__init__'?");
    return tn__reported(ev, node);
}

tn__py tn__super_attribute(evaluator *ev, const tn__py_bound *super, const char *name, const tn__syntax *node)
{
    if (super->self.type != PY_OBJECT || !super->self.as.object->class_) {
        return tn__unknown(ev, node, "thinnet does not know whose super() this is");
    }
    tn__py_object *object = super->self.as.object;
    bool hidden = false;
    tn__py *found = !strcmp(name, "__init__") ? tn__class_init(object->class_, super->after, &hidden)
                                              : tn__class_find(object->class_, super->after, name);
    object->has_more = object->has_more || hidden;
    if (found && found->type == PY_FUNCTION) {
        return bound_method(ev, super->self, *found, node);
    }
    if (found) {
        return *found;
    }
    if (strcmp(name, "__init__") != 0 && is_misspelt_init(object, name)) {
        return no_init(ev, object, name, node);
    }
    tn__py_bound *bound = tn__arena_alloc(&ev->arena, 1, sizeof(*bound));
    if (!bound) {
        return tn__out_of_memory(ev, node);
    }
    *bound = (tn__py_bound){.self = super->self, .name = name};
    bound->after = object->class_; /* says that it came through super(): torch's own method */
    return (tn__py){.type = PY_METHOD, .as.bound = bound};
}
