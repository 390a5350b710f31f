/* Binding names, attributes and items to values. */
#include "source/follow.h"

#include <string.h>

typedef tn__evaluator evaluator;

static tn__scope *outermost(tn__scope *scope)
{
    while (scope->outer) {
        scope = scope->outer;
    }
    return scope;
}

static tn__scope *binding_scope(tn__scope *scope, const char *name)
{
    for (tn__scope *at = scope; at; at = at->outer) {
        for (const tn__syntax *one = at->globals ? at->globals->first : NULL; one; one = one->next) {
            if (strlen(name) == one->end - one->start && !memcmp(tn__syntax_text(one), name, strlen(name))) {
                return at->globals->kind == SYN_GLOBAL_STATEMENT || !scope->outer ? outermost(scope) : scope->outer;
            }
        }
        break;
    }
    return scope;
}

static bool assign_name(evaluator *ev, tn__scope *scope, const tn__syntax *target, tn__py value)
{
    const char *name = tn__span_text(ev, target);
    return tn__bind(ev, binding_scope(scope, name), name, value);
}

static bool assign_attribute(evaluator *ev, tn__scope *scope, const tn__syntax *target, tn__py value)
{
    const tn__syntax *object = tn__syntax_child(target, FIELD_OBJECT), *name = tn__syntax_child(target, FIELD_ATTRIBUTE);
    if (!object || !name) {
        return !ev->stopped;
    }
    return tn__set_attribute(ev, tn__eval(ev, scope, object), tn__span_text(ev, name), value, target);
}

static bool assign_subscript(evaluator *ev, tn__scope *scope, const tn__syntax *target, tn__py value)
{
    const tn__syntax *object = tn__syntax_child(target, FIELD_VALUE), *key = tn__syntax_child(target, FIELD_SUBSCRIPT);
    if (!object || !key) {
        return !ev->stopped;
    }
    tn__py owner = tn__eval(ev, scope, object);
    if (owner.type == PY_TENSOR && object->kind == SYN_IDENTIFIER && ev->follows) {
        tn__py both[2] = {owner, value};
        return assign_name(
            ev, scope, object,
            tn__follow(ev, FOLLOW_OPERATION, "writing into parts of a tensor", both, 2, &owner.as.tensor->shape, target));
    }
    if (owner.type == PY_TENSOR && object->kind == SYN_IDENTIFIER) {
        return assign_name(ev, scope, object, tn__unknown(ev, target, "thinnet does not write into parts of a tensor yet"));
    }
    return tn__set_subscript(ev, owner, tn__eval(ev, scope, key), value, target);
}

/* q, k, v = x: parts along the first dimension. */
static tn__py take_apart(evaluator *ev, tn__py tensor, int n, const tn__syntax *node)
{
    tn__py out = tn__list_value(ev, PY_LIST);
    tn_shape part = tensor.as.tensor->shape;
    if (part.rank > 0) {
        memmove(part.dim, part.dim + 1, (size_t)(part.rank - 1) * sizeof(part.dim[0]));
        part.rank--;
        part.batch = part.batch > 0 ? part.batch - 1 : -1;
    }
    for (int i = 0; i < n && tn__push(ev, out, tn__follow_one(ev, FOLLOW_VIEW, "taking a tensor apart", tensor, &part, node));
         i++) {}
    return out;
}

static bool assign_items(evaluator *ev, tn__scope *scope, const tn__syntax *target, tn__py value)
{
    int n_targets = tn__syntax_count(target), star = -1, i = 0;
    for (const tn__syntax *one = target->first; one; one = one->next, i++) {
        star = one->kind == SYN_LIST_SPLAT_PATTERN ? i : star;
    }
    bool sizes = value.type == PY_SIZE && value.as.i < 0; /* x.shape of unknown rank */
    if (sizes && ev->probing && !ev->asked_rank && star < 0) {
        ev->asked_rank = n_targets;
    }
    tn__py items = value.type == PY_UNKNOWN || value.type == PY_TENSOR || sizes ? value : tn__iterate(ev, value, target);
    bool misfit = items.type == PY_LIST && star < 0 && (int64_t)items.as.list->n != n_targets;
    if (misfit && ev->follows && (ev->forgives || ev->vague) && items.as.list->n > 0 &&
        (items.as.list->items[0].type == PY_SIZE || items.as.list->items[0].type == PY_INT)) {
        items = tn__py_of_size(TN_DIM_UNKNOWN); /* of a shape that was guessed */
    }
    if (misfit && ev->forgives && ev->follows && items.type == PY_LIST) {
        items = tn__unknown_guessed(ev, target);
    }
    if (items.type == PY_LIST &&
        (star < 0 ? (int64_t)items.as.list->n != n_targets : (int64_t)items.as.list->n < n_targets - 1)) {
        items = tn__type_error(ev, target, "ValueError: %s values to unpack (expected %d, got %zu)",
                               (int64_t)items.as.list->n < n_targets ? "not enough" : "too many", n_targets, items.as.list->n);
    }
    if (items.type == PY_TENSOR && ev->follows && star < 0) {
        items = take_apart(ev, items, n_targets, target);
    }
    if (items.type == PY_TENSOR) {
        items = tn__unknown(ev, target, "thinnet does not unpack a tensor yet");
    }
    size_t at = 0;
    for (const tn__syntax *one = target->first; one && !ev->stopped; one = one->next) {
        tn__py item = items;
        if (items.type == PY_LIST && one->kind == SYN_LIST_SPLAT_PATTERN) {
            size_t stop = items.as.list->n - (size_t)(n_targets - 1 - star);
            item = tn__list_value(ev, PY_LIST);
            for (; at < stop && tn__push(ev, item, items.as.list->items[at]); at++) {}
        } else if (items.type == PY_LIST) {
            item = at < items.as.list->n ? items.as.list->items[at++] : PY_VALUE_NONE;
        }
        const tn__syntax *inner = one->kind == SYN_LIST_SPLAT_PATTERN && one->first ? one->first : one;
        tn__assign(ev, scope, inner, item);
    }
    return !ev->stopped;
}

bool tn__assign(evaluator *ev, tn__scope *scope, const tn__syntax *target, tn__py value)
{
    if (!tn__step(ev, target)) {
        return false;
    }
    ev->depth++;
    bool go_on = true;
    switch (target->kind) {
    case SYN_IDENTIFIER: go_on = assign_name(ev, scope, target, value); break;
    case SYN_ATTRIBUTE: go_on = assign_attribute(ev, scope, target, value); break;
    case SYN_SUBSCRIPT: go_on = assign_subscript(ev, scope, target, value); break;
    case SYN_PATTERN_LIST:
    case SYN_TUPLE_PATTERN:
    case SYN_LIST_PATTERN:
    case SYN_TUPLE:
    case SYN_LIST:
    case SYN_EXPRESSION_LIST: go_on = assign_items(ev, scope, target, value); break;
    case SYN_PARENTHESIZED_EXPRESSION:
    case SYN_AS_PATTERN_TARGET: go_on = !target->first || tn__assign(ev, scope, target->first, value); break;
    default: break;
    }
    ev->depth--;
    return go_on;
}

/* Every name and attribute that the block may assign is unknown afterwards. */
static void forget(evaluator *ev, tn__scope *scope, const tn__syntax *node, tn__py unknown)
{
    if (!tn__step(ev, node)) {
        return;
    }
    ev->depth++;
    if (node->kind == SYN_ASSIGNMENT || node->kind == SYN_AUGMENTED_ASSIGNMENT || node->kind == SYN_FOR_STATEMENT) {
        const tn__syntax *left = tn__syntax_child(node, FIELD_LEFT);
        bool item = left && left->kind == SYN_SUBSCRIPT; /* whether a key is there is not known either */
        if (left && !item && tn__syntax_child(node, FIELD_RIGHT)) {
            tn__assign(ev, scope, left, unknown);
        }
    }
    if (node->kind == SYN_IMPORT_STATEMENT || node->kind == SYN_IMPORT_FROM_STATEMENT) {
        tn__import(ev, scope, node); /* which module it is does not depend on the condition */
    }
    const tn__syntax *name = node->kind == SYN_FUNCTION_DEFINITION || node->kind == SYN_CLASS_DEFINITION ||
                                     node->kind == SYN_NAMED_EXPRESSION
                                 ? tn__syntax_child(node, FIELD_NAME)
                             : node->kind == SYN_AS_PATTERN ? tn__syntax_child(node, FIELD_ALIAS)
                                                            : NULL;
    if (name) {
        tn__assign(ev, scope, name, unknown);
    }
    if (node->kind != SYN_FUNCTION_DEFINITION && node->kind != SYN_CLASS_DEFINITION && node->kind != SYN_LAMBDA) {
        for (const tn__syntax *child = node->first; child; child = child->next) {
            forget(ev, scope, child, unknown);
        }
    }
    ev->depth--;
}

void tn__forget_assigned(evaluator *ev, tn__scope *scope, const tn__syntax *block, const tn__syntax *condition)
{
    ev->undecided++;
    forget(ev, scope, block,
           tn__unknown(ev, condition, "what this statement does depends on a value that thinnet does not know"));
    ev->undecided--;
}
