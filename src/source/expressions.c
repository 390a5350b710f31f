#include "source/follow.h"

#include <string.h>

typedef tn__evaluator evaluator;

/* --- calls --- */
static bool spread_list(evaluator *ev, tn__py value, const tn__syntax *node, tn__py_args *out)
{
    tn__py items = tn__iterate(ev, value, node);
    if (items.type != PY_LIST) {
        out->unknown_rest = true;
        return !ev->stopped;
    }
    for (size_t i = 0; i < items.as.list->n; i++) {
        if (!tn__add_argument(ev, out, NULL, items.as.list->items[i], node)) {
            return false;
        }
    }
    return true;
}

static bool spread_dict(evaluator *ev, tn__py value, const tn__syntax *node, tn__py_args *out)
{
    if (value.type != PY_DICT) {
        out->unknown_rest = true;
        return !ev->stopped;
    }
    const tn__py_dict *dict = value.as.dict;
    for (size_t i = 0; i < dict->n; i++) {
        if (dict->keys[i].type == PY_ABSENT) {
            continue;
        }
        if (dict->keys[i].type != PY_STR) {
            out->unknown_rest = true;
        } else if (!tn__add_argument(ev, out, dict->keys[i].as.str->text, dict->values[i], node)) {
            return false;
        }
    }
    return true;
}

static bool eval_argument(evaluator *ev, tn__scope *scope, const tn__syntax *node, tn__py_args *out)
{
    switch (node->kind) {
    case SYN_LIST_SPLAT:
    case SYN_PARENTHESIZED_LIST_SPLAT: return !node->first || spread_list(ev, tn__eval(ev, scope, node->first), node, out);
    case SYN_DICTIONARY_SPLAT: return !node->first || spread_dict(ev, tn__eval(ev, scope, node->first), node, out);
    case SYN_KEYWORD_ARGUMENT: {
        const tn__syntax *name = tn__syntax_child(node, FIELD_NAME), *value = tn__syntax_child(node, FIELD_VALUE);
        if (!name || !value) {
            return true;
        }
        return tn__add_argument(ev, out, tn__span_text(ev, name), tn__eval(ev, scope, value), node);
    }
    default: return tn__add_argument(ev, out, NULL, tn__eval(ev, scope, node), node);
    }
}

bool tn__eval_arguments(evaluator *ev, tn__scope *scope, const tn__syntax *list, tn__py_args *out)
{
    if (list && list->kind == SYN_GENERATOR_EXPRESSION) {
        return tn__add_argument(ev, out, NULL, tn__eval(ev, scope, list), list);
    }
    int n = list ? tn__syntax_count(list) : 0;
    if (n > 0 && !tn__reserve_arguments(ev, out, out->n + (size_t)n)) {
        return false;
    }
    for (const tn__syntax *node = list ? list->first : NULL; node; node = node->next) {
        if (!eval_argument(ev, scope, node, out)) {
            return false;
        }
    }
    return true;
}

/* super() without arguments needs the method that it stands in. */
static tn__py eval_super(evaluator *ev, tn__scope *scope, const tn__syntax *node, const tn__py_args *args)
{
    tn__py self = PY_VALUE_ABSENT;
    tn__py_class *after = NULL;
    if (args->n == 2 && args->items[0].value.type == PY_CLASS) {
        after = args->items[0].value.as.class_;
        self = args->items[1].value;
    } else {
        tn__scope *method = scope;
        while (method && !method->class_) {
            method = method->outer;
        }
        if (args->n != 0 || !method) {
            return tn__type_error(ev, node, "RuntimeError: super(): no arguments");
        }
        after = method->class_;
        self = method->self;
    }
    tn__py_bound *bound = tn__arena_alloc(&ev->arena, 1, sizeof(*bound));
    if (!bound) {
        return tn__out_of_memory(ev, node);
    }
    *bound = (tn__py_bound){.self = self, .after = after};
    return (tn__py){.type = PY_SUPER, .as.bound = bound};
}

static tn__py eval_call(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *function = tn__syntax_child(node, FIELD_FUNCTION), *list = tn__syntax_child(node, FIELD_ARGUMENTS);
    if (!function) {
        return tn__reported(ev, node);
    }
    tn__py callee = tn__eval(ev, scope, function);
    tn__py_args args = {0};
    if (!tn__eval_arguments(ev, scope, list, &args) || ev->raising) {
        return tn__reported(ev, node);
    }
    if (callee.type == PY_BUILTIN) {
        if (strcmp(callee.as.str->text, "super") == 0) {
            return eval_super(ev, scope, node, &args);
        }
        return tn__call_builtin(ev, callee.as.str->text, &args, scope, node);
    }
    return tn__call(ev, callee, &args, node);
}

/* --- displays --- */
static tn__py eval_sequence(evaluator *ev, tn__scope *scope, const tn__syntax *node, tn__py_type type)
{
    tn__py out = tn__list_value(ev, type);
    for (const tn__syntax *item = node->first; item && !ev->stopped; item = item->next) {
        if (item->kind != SYN_LIST_SPLAT) {
            tn__push(ev, out, tn__eval(ev, scope, item));
            continue;
        }
        tn__py items = item->first ? tn__iterate(ev, tn__eval(ev, scope, item->first), item) : PY_VALUE_NONE;
        if (items.type != PY_LIST) {
            return tn__unknown(ev, item, "thinnet does not know what is spread here");
        }
        for (size_t i = 0; i < items.as.list->n && tn__push(ev, out, items.as.list->items[i]); i++) {}
    }
    return out;
}

static bool merge_dict(evaluator *ev, tn__py_dict *out, const tn__py_dict *from, const tn__syntax *node)
{
    for (size_t i = 0; i < from->n; i++) {
        if (from->keys[i].type != PY_ABSENT && !tn__dict_set(&ev->arena, out, from->keys[i], from->values[i])) {
            tn__out_of_memory(ev, node);
            return false;
        }
        if (!tn__charge(ev, node, 1)) {
            return false;
        }
    }
    return true;
}

static tn__py eval_dictionary(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    tn__py out = tn__or_memory(ev, node, tn__py_new_dict(&ev->arena));
    for (const tn__syntax *item = node->first; item && !ev->stopped; item = item->next) {
        if (item->kind == SYN_DICTIONARY_SPLAT && item->first) {
            tn__py other = tn__eval(ev, scope, item->first);
            if (other.type != PY_DICT) {
                return tn__unknown(ev, item, "thinnet does not know what is spread here");
            }
            merge_dict(ev, out.as.dict, other.as.dict, item);
        } else if (item->kind == SYN_PAIR) {
            const tn__syntax *key_node = tn__syntax_child(item, FIELD_KEY), *value_node = tn__syntax_child(item, FIELD_VALUE);
            tn__py key = key_node ? tn__eval(ev, scope, key_node) : PY_VALUE_NONE;
            tn__py value = value_node ? tn__eval(ev, scope, value_node) : PY_VALUE_NONE;
            if (key.type == PY_UNKNOWN) {
                return tn__unknown(ev, item, "thinnet does not know this dictionary's key");
            }
            if (out.type == PY_DICT && !tn__dict_set(&ev->arena, out.as.dict, key, value)) {
                return tn__out_of_memory(ev, node);
            }
        }
    }
    return out;
}

/* --- comprehensions --- */
typedef struct comprehension {
    const tn__syntax *body;
    tn__py out; /* LIST or DICT */
    bool unknown;
} comprehension;

static void comprehend(evaluator *ev, tn__scope *scope, const tn__syntax *clause, comprehension *c);

static void comprehend_body(evaluator *ev, tn__scope *scope, comprehension *c)
{
    if (c->out.type == PY_LIST) {
        tn__push(ev, c->out, tn__eval(ev, scope, c->body));
        return;
    }
    const tn__syntax *key = tn__syntax_child(c->body, FIELD_KEY), *value = tn__syntax_child(c->body, FIELD_VALUE);
    if (c->out.type != PY_DICT || !key || !value) {
        c->unknown = true;
        return;
    }
    tn__py k = tn__eval(ev, scope, key), v = tn__eval(ev, scope, value);
    c->unknown = c->unknown || k.type == PY_UNKNOWN;
    if (!tn__dict_set(&ev->arena, c->out.as.dict, k, v)) {
        tn__out_of_memory(ev, c->body);
    }
}

static void comprehend_for(evaluator *ev, tn__scope *scope, const tn__syntax *clause, comprehension *c)
{
    const tn__syntax *left = tn__syntax_child(clause, FIELD_LEFT), *right = tn__syntax_child(clause, FIELD_RIGHT);
    tn__py items = right ? tn__iterate(ev, tn__eval(ev, scope, right), right) : PY_VALUE_NONE;
    if (items.type != PY_LIST || !left) {
        c->unknown = true;
        return;
    }
    for (size_t i = 0; i < items.as.list->n && !c->unknown; i++) {
        if (!tn__step(ev, clause) || ev->raising || !tn__assign(ev, scope, left, items.as.list->items[i])) {
            return;
        }
        comprehend(ev, scope, clause->next, c);
    }
}

static void comprehend(evaluator *ev, tn__scope *scope, const tn__syntax *clause, comprehension *c)
{
    if (!clause) {
        comprehend_body(ev, scope, c);
    } else if (clause->kind == SYN_FOR_IN_CLAUSE) {
        comprehend_for(ev, scope, clause, c);
    } else if (clause->kind == SYN_IF_CLAUSE && clause->first) {
        int truth = tn__py_truth(tn__eval(ev, scope, clause->first));
        c->unknown = c->unknown || truth < 0;
        if (truth == 1) {
            comprehend(ev, scope, clause->next, c);
        }
    } else {
        c->unknown = true;
    }
}

static tn__py eval_comprehension(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    comprehension c = {.body = tn__syntax_child(node, FIELD_BODY)};
    bool dictionary = node->kind == SYN_DICTIONARY_COMPREHENSION;
    c.out = dictionary ? tn__or_memory(ev, node, tn__py_new_dict(&ev->arena)) : tn__list_value(ev, PY_LIST);
    tn__scope *inner = tn__new_scope(ev, scope);
    if (!c.body || !c.body->next || !inner) {
        return tn__reported(ev, node);
    }
    comprehend(ev, inner, c.body->next, &c);
    return c.unknown ? tn__unknown(ev, node, "thinnet does not know what this comprehension runs over") : c.out;
}

/* --- conditions --- */
static tn__py eval_boolean(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *left = tn__syntax_child(node, FIELD_LEFT), *right = tn__syntax_child(node, FIELD_RIGHT);
    const tn__syntax *op = tn__syntax_child(node, FIELD_OPERATOR);
    if (!left || !right || !op) {
        return tn__reported(ev, node);
    }
    bool is_and = *tn__syntax_text(op) == 'a';
    tn__py a = tn__eval(ev, scope, left);
    if (a.type == PY_TRAINING && a.as.b == is_and) {
        /* self.training and X: true while training just where X is; and false otherwise, as
         * self.training is. */
        tn__py b = tn__eval(ev, scope, right);
        return is_and && tn__py_truth(b) == 1 ? a : b;
    }
    int truth = tn__py_truth(a);
    if (truth < 0) {
        tn__py b = tn__eval(ev, scope, right);
        bool decided = tn__py_truth(b) == !is_and && b.type == PY_BOOL;
        return decided ? b : a.type == PY_UNKNOWN ? a : tn__unknown(ev, node, "thinnet cannot decide this condition");
    }
    return (truth == 1) == is_and ? tn__eval(ev, scope, right) : a;
}

static tn__py eval_not(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *argument = tn__syntax_child(node, FIELD_ARGUMENT);
    tn__py a = argument ? tn__eval(ev, scope, argument) : PY_VALUE_NONE;
    if (a.type == PY_TRAINING) {
        a.as.b = !a.as.b;
        return a;
    }
    int truth = tn__py_truth(a);
    return truth < 0 ? (a.type == PY_UNKNOWN ? a : tn__unknown(ev, node, "thinnet cannot decide this condition"))
                     : tn__py_of_bool(!truth);
}

/* x > 0 of a tensor is a tensor. */
static bool compares_tensors(const evaluator *ev, const char *op, tn__py a, tn__py b)
{
    bool tensors = (a.type == PY_TENSOR && b.type != PY_NONE) || (b.type == PY_TENSOR && a.type != PY_NONE);
    return ev->follows && tensors && strncmp(op, "is", 2) && strcmp(op, "in") && strncmp(op, "not", 3);
}

static tn__py eval_comparison(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *at = node->first;
    tn__py left = at ? tn__eval(ev, scope, at) : PY_VALUE_NONE;
    int result = 1;
    while (at && at->next && at->next->next) {
        const tn__syntax *op = at->next;
        at = op->next;
        tn__py right = tn__eval(ev, scope, at);
        if (compares_tensors(ev, tn__span_text(ev, op), left, right)) {
            tn__py both[2] = {left, right};
            tn__py tensor = left.type == PY_TENSOR ? left : right;
            return tn__follow(ev, FOLLOW_OPERATION, "a comparison", both, 2, &tensor.as.tensor->shape, node);
        }
        int truth = tn__compare(ev, tn__span_text(ev, op), left, right, node);
        if (truth == 0) {
            return tn__py_of_bool(false);
        }
        result = truth < result ? truth : result;
        left = right;
    }
    return result == 1 ? tn__py_of_bool(true) : tn__unknown(ev, node, "what is compared is not known in full");
}

static bool is_zero(tn__py value)
{
    return tn__py_is_number(value) && tn__py_number(value) == 0;
}

/* A if CONDITION else B. With self.training, A is taken for the net, and a number remembers that it
 * is zero in evaluation. */
static tn__py eval_conditional(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *yes = node->first, *condition = yes ? yes->next : NULL, *no = condition ? condition->next : NULL;
    if (!no) {
        return tn__reported(ev, node);
    }
    tn__py c = tn__eval(ev, scope, condition);
    int truth = tn__py_truth(c);
    if (truth < 0 && ev->raising) {
        return c;
    }
    if (truth < 0 && ev->follows) {
        tn__note_undecided(ev, condition, "decide this condition", c);
        return tn__both_values(ev, scope, yes, no, node);
    }
    if (truth < 0) {
        tn__py a = tn__eval(ev, scope, yes), b = tn__eval(ev, scope, no);
        return tn__py_equal(a, b) == 1 ? a : tn__unknown(ev, node, "thinnet cannot decide this condition");
    }
    if (c.type != PY_TRAINING) {
        return tn__eval(ev, scope, truth ? yes : no);
    }
    if (!ev->probing) {
        tn__diagnose(ev->diagnostics, TN_DIAG_TRAINING_BRANCH, tn__syntax_place(condition),
                     "this depends on self.training: the value while training is used");
    }
    tn__py training = tn__eval(ev, scope, truth ? yes : no), evaluation = tn__eval(ev, scope, truth ? no : yes);
    training.gated = is_zero(evaluation) && tn__py_is_number(training);
    return training;
}

/* --- the rest --- */
static tn__py eval_subscript(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *value = tn__syntax_child(node, FIELD_VALUE), *key = tn__syntax_child(node, FIELD_SUBSCRIPT);
    if (!value || !key) {
        return tn__reported(ev, node);
    }
    tn__py v = tn__eval(ev, scope, value);
    if (!tn__syntax_sibling(key)) {
        return tn__subscript(ev, v, tn__eval(ev, scope, key), node);
    }
    tn__py keys = tn__list_value(ev, PY_TUPLE);
    for (; key; key = tn__syntax_sibling(key)) {
        tn__push(ev, keys, tn__eval(ev, scope, key));
    }
    return tn__subscript(ev, v, keys, node);
}

static tn__py eval_slice(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    tn__py slice = tn__or_memory(ev, node, tn__py_new_list(&ev->arena, PY_SLICE, 3));
    if (slice.type != PY_SLICE) {
        return slice;
    }
    size_t at = 0;
    slice.as.list->n = 3;
    for (int i = 0; i < 3; i++) {
        slice.as.list->items[i] = PY_VALUE_NONE;
    }
    for (const tn__syntax *part = node->first; part; part = part->next) {
        if (part->kind == SYN_OPERATOR) {
            at++;
        } else if (at < 3) {
            slice.as.list->items[at] = tn__eval(ev, scope, part);
        }
    }
    return slice;
}

static tn__py eval_attribute(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *object = tn__syntax_child(node, FIELD_OBJECT), *name = tn__syntax_child(node, FIELD_ATTRIBUTE);
    if (!object || !name) {
        return tn__reported(ev, node);
    }
    tn__py value = tn__eval(ev, scope, object);
    if (ev->raising) {
        return tn__reported(ev, node);
    }
    tn__py found = tn__attribute(ev, value, tn__span_text(ev, name), node, false);
    bool is_called = node->field == FIELD_FUNCTION;
    return found.type == PY_TENSOR_METHOD && !is_called ? tn__tensor_part(ev, found, node) : found;
}

static tn__py eval_binary(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *left = tn__syntax_child(node, FIELD_LEFT), *right = tn__syntax_child(node, FIELD_RIGHT);
    const tn__syntax *op = tn__syntax_child(node, FIELD_OPERATOR);
    if (!left || !right || !op) {
        return tn__reported(ev, node);
    }
    tn__py a = tn__eval(ev, scope, left), b = tn__eval(ev, scope, right);
    return ev->raising ? tn__reported(ev, node) : tn__binary(ev, tn__span_text(ev, op), a, b, node);
}

static tn__py eval_unary(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *argument = tn__syntax_child(node, FIELD_ARGUMENT), *op = tn__syntax_child(node, FIELD_OPERATOR);
    if (!argument || !op) {
        return tn__reported(ev, node);
    }
    return tn__unary(ev, *tn__syntax_text(op), tn__eval(ev, scope, argument), node);
}

static tn__py eval_named(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *name = tn__syntax_child(node, FIELD_NAME), *value = tn__syntax_child(node, FIELD_VALUE);
    if (!name || !value) {
        return tn__reported(ev, node);
    }
    tn__py v = tn__eval(ev, scope, value);
    tn__assign(ev, scope, name, v);
    return v;
}

static tn__py eval_kind(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    switch (node->kind) {
    case SYN_IDENTIFIER: return tn__lookup(ev, scope, node);
    case SYN_INTEGER:
    case SYN_FLOAT: return tn__eval_number(ev, node);
    case SYN_TRUE: return tn__py_of_bool(true);
    case SYN_FALSE: return tn__py_of_bool(false);
    case SYN_NONE: return PY_VALUE_NONE;
    case SYN_ELLIPSIS: return (tn__py){.type = PY_ELLIPSIS};
    case SYN_STRING:
    case SYN_CONCATENATED_STRING: return tn__eval_string(ev, scope, node);
    case SYN_CALL: return eval_call(ev, scope, node);
    case SYN_ATTRIBUTE: return eval_attribute(ev, scope, node);
    case SYN_SUBSCRIPT: return eval_subscript(ev, scope, node);
    case SYN_SLICE: return eval_slice(ev, scope, node);
    case SYN_BINARY_OPERATOR: return eval_binary(ev, scope, node);
    case SYN_UNARY_OPERATOR: return eval_unary(ev, scope, node);
    case SYN_NOT_OPERATOR: return eval_not(ev, scope, node);
    case SYN_BOOLEAN_OPERATOR: return eval_boolean(ev, scope, node);
    case SYN_COMPARISON_OPERATOR: return eval_comparison(ev, scope, node);
    case SYN_CONDITIONAL_EXPRESSION: return eval_conditional(ev, scope, node);
    case SYN_PARENTHESIZED_EXPRESSION:
    case SYN_TYPE:
    case SYN_AWAIT: return node->first ? tn__eval(ev, scope, node->first) : tn__reported(ev, node);
    case SYN_TUPLE:
    case SYN_EXPRESSION_LIST:
    case SYN_PATTERN_LIST:
    case SYN_TUPLE_PATTERN: return eval_sequence(ev, scope, node, PY_TUPLE);
    case SYN_LIST:
    case SYN_SET:
    case SYN_LIST_PATTERN: return eval_sequence(ev, scope, node, PY_LIST);
    case SYN_DICTIONARY: return eval_dictionary(ev, scope, node);
    case SYN_LIST_COMPREHENSION:
    case SYN_GENERATOR_EXPRESSION:
    case SYN_SET_COMPREHENSION:
    case SYN_DICTIONARY_COMPREHENSION: return eval_comprehension(ev, scope, node);
    case SYN_LAMBDA: return tn__define_function(ev, scope, node);
    case SYN_NAMED_EXPRESSION: return eval_named(ev, scope, node);
    case SYN_ERROR:
    case SYN_TOO_DEEP: return tn__reported(ev, node);
    default: return tn__unknown(ev, node, "thinnet does not understand this (%s)", tn__syntax_name(node));
    }
}

tn__py tn__eval(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    if (!tn__step(ev, node)) {
        return tn__reported(ev, node);
    }
    ev->depth++;
    tn__py value = eval_kind(ev, scope, node);
    ev->depth--;
    return value;
}
