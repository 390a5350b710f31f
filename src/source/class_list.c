/* What a file defines. */
#include <string.h>

#include "base/mem.h"
#include "source/guess.h"
#include "source/own_kinds.h"
#include "source/run.h"
#include "source/script.h"

typedef tn__evaluator evaluator;
typedef tn__syntax syntax;

/* --- the classes of a file --- */
/* The classes around a node, the innermost first. */
typedef struct around {
    const syntax *class_;
    const struct around *outer; /* NULL: the file's own level */
} around;

static bool is_within(const around *at, const syntax *class_)
{
    while (at && at->class_ != class_) {
        at = at->outer;
    }
    return at != NULL;
}

static void mark_named(tn__class_list *list, const evaluator *ev, const syntax *name, const around *at)
{
    size_t length = name->end - name->start;
    const char *text = ev->tree->text + name->start;
    const tn__py *value = tn__dict_get_hashed(ev->globals->names, text, length, tn__hash_text(text, length));
    if (value && value->type == PY_CLASS && !is_within(at, value->as.class_->node)) {
        for (size_t i = 0; i < list->n; i++) {
            list->items[i].is_used = list->items[i].is_used || !strcmp(list->items[i].name, value->as.class_->name);
        }
    }
}

/* Marks the classes that stand by name inside others. */
static void mark_used(tn__class_list *list, const evaluator *ev, const syntax *node, const around *at, int depth)
{
    const around inner = {node, at};
    at = node->kind == SYN_CLASS_DEFINITION ? &inner : at;
    for (const syntax *child = node->first; child && depth < TN_SYNTAX_DEPTH; child = child->next) {
        if (at && child->kind == SYN_IDENTIFIER) {
            mark_named(list, ev, child, at);
        }
        if (child->first) {
            mark_used(list, ev, child, at, depth + 1);
        }
    }
}

static bool has_defaults(const tn__py_class *class_)
{
    bool hidden;
    tn__py *init = tn__class_init(class_, NULL, &hidden);
    if (!init || init->type != PY_FUNCTION) {
        const tn__layer_kind *kind = class_->torch_base ? tn__layer_find_class(class_->torch_base) : NULL;
        return !kind || !kind->params || !kind->params[0].required;
    }
    const syntax *parameters = tn__syntax_child(init->as.function->node, FIELD_PARAMETERS);
    const syntax *one = parameters ? parameters->first : NULL;
    for (one = one ? one->next : NULL; one; one = one->next) {
        bool typed = one->kind == SYN_TYPED_PARAMETER && one->first && one->first->kind == SYN_IDENTIFIER;
        if (one->kind == SYN_IDENTIFIER || typed || one->kind == SYN_LIST_SPLAT_PATTERN) {
            return false; /* *args alone says nothing about what it needs */
        }
    }
    return true;
}

/* NULL without an __init__, or where memory is short, which the caller's other allocations will find. */
static char *guess_call(const tn__py_class *class_)
{
    bool hidden;
    tn__py *init = tn__class_init(class_, NULL, &hidden);
    tn__buf call = TN_BUF_INIT;
    if (!init || init->type != PY_FUNCTION) {
        return NULL;
    }
    tn__guess_call(&call, class_->name, tn__syntax_child(init->as.function->node, FIELD_PARAMETERS));
    return tn__buf_take(&call);
}

static bool ends_with(const syntax *node, const char *word)
{
    size_t n = strlen(word);
    return node->end - node->start >= n && memcmp(tn__syntax_text(node) + (node->end - node->start) - n, word, n) == 0;
}

/* Nobody makes objects of a class with an @abstractmethod. */
static bool is_abstract(const tn__py_class *class_)
{
    const syntax *body = tn__syntax_child(class_->node, FIELD_BODY);
    for (const syntax *method = body ? body->first : NULL; method; method = method->next) {
        const syntax *one = method->kind == SYN_DECORATED_DEFINITION ? method->first : NULL;
        for (; one; one = one->next) {
            if (one->kind == SYN_DECORATOR && one->first && ends_with(one->first, "abstractmethod")) {
                return true;
            }
        }
    }
    return false;
}

/* Bases are incomplete on purpose: what they lack, their children have. So are mixins, whose name says it. */
static bool is_base(const evaluator *ev, const tn__py_class *class_)
{
    if (strstr(class_->name, "Mixin") || is_abstract(class_)) {
        return true;
    }
    for (size_t i = 0; i < ev->globals->names->n; i++) {
        tn__py value = ev->globals->names->values[i];
        for (size_t b = 0; value.type == PY_CLASS && b < value.as.class_->bases.n; b++) {
            tn__py base = value.as.class_->bases.items[b];
            if (base.type == PY_CLASS && base.as.class_ == class_) {
                return true;
            }
        }
    }
    return false;
}

static bool list_class(tn__class_list *out, evaluator *ev, const tn__py_class *class_)
{
    if (!tn__grow((void **)&out->items, &out->capacity, out->n, sizeof(*out->items))) {
        return false;
    }
    const syntax *name = tn__syntax_child(class_->node, FIELD_NAME);
    out->items[out->n] = (tn__class_entry){.name = tn__strdup(class_->name),
                                           .place = tn__syntax_place(name),
                                           .is_module = tn__is_module_class(class_),
                                           .is_base = is_base(ev, class_),
                                           .has_defaults = has_defaults(class_),
                                           .has_forward = tn__class_find(class_, NULL, "forward") ||
                                                          (class_->torch_base && strcmp(class_->torch_base, "Module"))};
    out->items[out->n].guess = guess_call(class_);
    return out->items[out->n++].name != NULL;
}

tn_status tn__list_classes(tn__class_list *out, const tn__syntax_tree *tree, tn__sources *sources, tn__diagnostics *diagnostics,
                           tn_error *err)
{
    tn_status status = TN_OK;
    *out = (tn__class_list){0};
    evaluator *ev = tn__new_evaluator(tree, sources, diagnostics);
    if (!ev) {
        return tn__no_memory(err, sizeof(*ev));
    }
    tn__run_file(ev);
    TN_TRY(tn__evaluator_status(ev, err));
    for (size_t i = 0; ev->globals && i < ev->globals->names->n; i++) {
        tn__py value = ev->globals->names->values[i];
        bool listed = value.type == PY_CLASS && !value.as.class_->node->foreign && !tn__own_kind_of(value.as.class_->node);
        if (listed && !list_class(out, ev, value.as.class_)) {
            TN_TRY(tn__no_memory(err, sizeof(*out->items)));
        }
    }
    if (out->n) {
        mark_used(out, ev, ev->tree->root, NULL, 0);
    }
done:
    tn__free_evaluator(ev);
    if (status != TN_OK) {
        tn__class_list_release(out);
    }
    return status;
}

void tn__class_list_release(tn__class_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        tn__free(list->items[i].name);
        tn__free(list->items[i].guess);
    }
    tn__free(list->items);
    *list = (tn__class_list){0};
}
