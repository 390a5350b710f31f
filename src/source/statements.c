#include "source/pyevaluator.h"

#include <string.h>
#include "source/follow.h"

typedef tn__evaluator evaluator;

static tn__flow flow_now(const evaluator *ev, tn__flow flow)
{
    return ev->stopped ? FLOW_STOP : ev->raising ? FLOW_RAISE : flow;
}

/* --- assignment --- */
static tn__flow exec_assignment(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *right = tn__syntax_child(node, FIELD_RIGHT);
    if (!right) {
        return FLOW_NEXT; /* an annotation alone */
    }
    const tn__syntax *last = right;
    while (last->kind == SYN_ASSIGNMENT && tn__syntax_child(last, FIELD_RIGHT)) {
        last = tn__syntax_child(last, FIELD_RIGHT);
    }
    tn__py value = tn__eval(ev, scope, last);
    for (const tn__syntax *at = node; at != last && !ev->raising; at = tn__syntax_child(at, FIELD_RIGHT)) {
        const tn__syntax *left = tn__syntax_child(at, FIELD_LEFT);
        if (left && !tn__assign(ev, scope, left, value)) {
            break;
        }
    }
    return flow_now(ev, FLOW_NEXT);
}

static tn__flow exec_augmented(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *left = tn__syntax_child(node, FIELD_LEFT), *right = tn__syntax_child(node, FIELD_RIGHT);
    const tn__syntax *op = tn__syntax_child(node, FIELD_OPERATOR);
    if (!left || !right || !op) {
        return FLOW_NEXT;
    }
    tn__py a = tn__eval(ev, scope, left), b = tn__eval(ev, scope, right);
    if (ev->raising) {
        return FLOW_RAISE;
    }
    char name[8] = "";
    size_t length = op->end - op->start - 1;
    memcpy(name, tn__syntax_text(op), length < sizeof(name) ? length : 0);
    if (a.type == PY_LIST && !strcmp(name, "+") && b.type != PY_UNKNOWN) {
        tn__py more = tn__iterate(ev, b, node);
        for (size_t i = 0; more.type == PY_LIST && i < more.as.list->n && tn__push(ev, a, more.as.list->items[i]); i++) {}
    } else {
        tn__assign(ev, scope, left, tn__binary(ev, name, a, b, node));
    }
    return flow_now(ev, FLOW_NEXT);
}

/* --- if --- */
/* Leaves the loop or the function; a generator is left at its first yield, as exec_expression has it. */
static bool contains_return(const tn__syntax *node, int depth)
{
    if (depth > TN_SYNTAX_DEPTH || node->kind == SYN_FUNCTION_DEFINITION || node->kind == SYN_LAMBDA) {
        return false;
    }
    if (node->kind == SYN_RETURN_STATEMENT || node->kind == SYN_BREAK_STATEMENT || node->kind == SYN_CONTINUE_STATEMENT ||
        node->kind == SYN_YIELD) {
        return true;
    }
    for (const tn__syntax *child = node->first; child; child = child->next) {
        if (contains_return(child, depth + 1)) {
            return true;
        }
    }
    return false;
}

/* A condition of unknown value: nothing is run, and all that its branches might change is unknown.
 * A branch that only raises is taken not to happen. */
static tn__flow leave_undecided(evaluator *ev, tn__scope *scope, const tn__syntax *node, const tn__syntax *condition,
                                tn__py value)
{
    ev->faults++;
    tn__forget_assigned(ev, scope, node, condition);
    bool returns = contains_return(node, 0);
    if (!ev->probing && !ev->stopped && (returns || value.type == PY_UNKNOWN)) {
        const char *reason = value.type == PY_UNKNOWN && value.as.unknown->reason ? value.as.unknown->reason : "";
        tn__diagnose(ev->diagnostics, TN_DIAG_UNDECIDED, tn__syntax_place(condition), "thinnet cannot decide this condition%s%s",
                     *reason ? ": " : "", reason);
    }
    if (returns) {
        ev->returned = tn__unknown(ev, condition,
                                   "whether the function returns here depends on a value that thinnet does not know");
        return FLOW_RETURN;
    }
    return flow_now(ev, FLOW_NEXT);
}

void tn__note_undecided(evaluator *ev, const tn__syntax *condition, const char *what, tn__py value)
{
    if (ev->follows && !ev->probing && !condition->foreign) {
        const char *reason = value.type == PY_UNKNOWN ? value.as.unknown->reason : NULL;
        tn__diagnose(ev->diagnostics, TN_DIAG_UNDECIDED, tn__syntax_place(condition), "thinnet cannot %s%s%s", what,
                     reason ? ": " : "", reason ? reason : "");
    }
}

static void note_training(evaluator *ev, const tn__syntax *condition)
{
    if (!ev->probing) {
        tn__diagnose(ev->diagnostics, TN_DIAG_TRAINING_BRANCH, tn__syntax_place(condition),
                     "this depends on self.training: the branch taken while training is followed");
    }
}

static bool is_none_test(const tn__syntax *node)
{
    const tn__syntax *operator= node->kind == SYN_COMPARISON_OPERATOR && node->first ? node->first->next : NULL;
    return operator&& node->first->kind == SYN_ATTRIBUTE && operator->next && operator->next->kind == SYN_NONE;
}

static bool calls_hasattr(const tn__syntax *node)
{
    const tn__syntax *function = node->kind == SYN_CALL ? tn__syntax_child(node, FIELD_FUNCTION) : NULL;
    return function && function->end - function->start == 7 && !memcmp(tn__syntax_text(function), "hasattr", 7);
}

/* "self.head is None", "not hasattr(self, 'head')": what the branch makes is made once and kept. */
static bool asks_whether_made(const tn__syntax *condition, int depth)
{
    bool asks = is_none_test(condition) || calls_hasattr(condition);
    for (const tn__syntax *child = condition->first; child && !asks && depth < TN_SYNTAX_DEPTH; child = child->next) {
        asks = asks_whether_made(child, depth + 1);
    }
    return asks;
}

/* "not self.built", where a method of the class, or the branch itself, sets that: the same. */
static bool asks_for_mark(evaluator *ev, const tn__scope *scope, const tn__syntax *condition, const tn__syntax *body)
{
    const tn__syntax *mark = condition->kind == SYN_NOT_OPERATOR ? condition->first : NULL;
    const char *name = mark && mark->kind == SYN_ATTRIBUTE ? tn__span_text(ev, tn__syntax_child(mark, FIELD_ATTRIBUTE)) : NULL;
    return name && (tn__is_set_by_method(scope->class_, name) || (body && tn__assigns_attribute(body, name)));
}

static tn__flow exec_clauses(evaluator *ev, tn__scope *scope, const tn__syntax *clause)
{
    for (;;) {
        const tn__syntax *condition = tn__syntax_child(clause, FIELD_CONDITION);
        const tn__syntax *body = tn__syntax_child(clause, FIELD_CONSEQUENCE);
        bool is_else = clause->kind == SYN_ELSE_CLAUSE;
        tn__py value = is_else || !condition ? tn__py_of_bool(true) : tn__eval(ev, scope, condition);
        if (ev->raising || ev->stopped) {
            return flow_now(ev, FLOW_NEXT);
        }
        body = is_else ? tn__syntax_child(clause, FIELD_BODY) : body;
        int truth = tn__py_truth(value);
        const tn__syntax *next = clause->kind == SYN_IF_STATEMENT ? tn__syntax_child(clause, FIELD_ALTERNATIVE)
                                                                  : tn__syntax_sibling(clause);
        bool made_once = !is_else && condition && (asks_whether_made(condition, 0) || asks_for_mark(ev, scope, condition, body));
        if (truth < 0) {
            tn__note_undecided(ev, condition, "decide this condition", value);
            ev->wrapped += made_once;
            tn__flow flow = ev->follows ? tn__both_ways(ev, scope, body, next, exec_clauses, condition)
                                        : leave_undecided(ev, scope, clause, condition, value);
            ev->wrapped -= made_once;
            return flow;
        }
        bool training = value.type == PY_TRAINING;
        if (training) {
            note_training(ev, condition);
        }
        if (truth == 1) {
            ev->training_guards += training;
            ev->wrapped += made_once;
            tn__flow flow = body ? tn__exec(ev, scope, body) : FLOW_NEXT;
            ev->training_guards -= training;
            ev->wrapped -= made_once;
            return flow;
        }
        if (training && body && contains_return(body, 0)) {
            ev->training_guards++; /* the rest of the function runs only while training; the call's
                                      end takes it back */
        }
        clause = next;
        if (!clause) {
            return FLOW_NEXT;
        }
    }
}

/* --- loops --- */
static tn__flow exec_else(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *otherwise = tn__syntax_child(node, FIELD_ALTERNATIVE);
    const tn__syntax *body = otherwise ? tn__syntax_child(otherwise, FIELD_BODY) : NULL;
    return body ? tn__exec(ev, scope, body) : FLOW_NEXT;
}

static tn__flow exec_for(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *left = tn__syntax_child(node, FIELD_LEFT), *right = tn__syntax_child(node, FIELD_RIGHT);
    const tn__syntax *body = tn__syntax_child(node, FIELD_BODY);
    if (!left || !right || !body) {
        return FLOW_NEXT;
    }
    tn__py items = tn__iterate(ev, tn__eval(ev, scope, right), right);
    if (items.type != PY_LIST) {
        if (!ev->follows || ev->raising || !tn__assign(ev, scope, left, items)) {
            return ev->raising ? FLOW_RAISE : leave_undecided(ev, scope, node, right, items);
        }
        if (items.type == PY_UNKNOWN && items.as.unknown->reason && !tn__is_argument(items)) {
            tn__note_undecided(ev, right, "tell how often this loop runs", items);
        }
        return tn__both_ways(ev, scope, body, NULL, NULL, right); /* once or not at all stands for any number */
    }
    for (size_t i = 0; i < items.as.list->n; i++) {
        if (!tn__step(ev, node) || !tn__assign(ev, scope, left, items.as.list->items[i])) {
            return FLOW_STOP;
        }
        tn__flow flow = tn__exec(ev, scope, body);
        if (flow == FLOW_BREAK) {
            return FLOW_NEXT;
        }
        if (flow != FLOW_NEXT && flow != FLOW_CONTINUE) {
            return flow;
        }
    }
    return exec_else(ev, scope, node);
}

/* `while True` whose break stands behind a condition that nobody can decide. */
static tn__flow leave_endless(evaluator *ev, const tn__scope *scope)
{
    bool returns = scope->breaks == 0 && scope->returned.type != PY_ABSENT;
    ev->returned = returns ? scope->returned : ev->returned;
    return returns ? FLOW_RETURN : FLOW_NEXT;
}

static tn__flow exec_while(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *condition = tn__syntax_child(node, FIELD_CONDITION), *body = tn__syntax_child(node, FIELD_BODY);
    if (!condition || !body) {
        return FLOW_NEXT;
    }
    int returns = scope->returns, rounds = 0; /* after it may have been left */
    for (;;) {
        tn__py value = tn__eval(ev, scope, condition);
        int truth = tn__py_truth(value);
        if (ev->raising || ev->stopped) {
            return flow_now(ev, FLOW_NEXT);
        }
        if (truth < 0) {
            tn__note_undecided(ev, condition, "decide this condition", value);
            return ev->follows ? tn__both_ways(ev, scope, body, NULL, NULL, condition)
                               : leave_undecided(ev, scope, node, condition, value);
        }
        if (truth == 0) {
            return exec_else(ev, scope, node);
        }
        tn__flow flow = tn__exec(ev, scope, body);
        if (flow == FLOW_BREAK) {
            return FLOW_NEXT;
        }
        if (flow != FLOW_NEXT && flow != FLOW_CONTINUE) {
            return flow;
        }
        rounds += scope->breaks > 0 || scope->returns > returns;
        if (rounds >= TN_EVAL_ITSELF) {
            return leave_endless(ev, scope);
        }
    }
}

/* A break leaves the innermost loop. */
static tn__flow exec_loop(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    int breaks = scope->breaks;
    scope->breaks = 0;
    tn__flow flow = node->kind == SYN_FOR_STATEMENT ? exec_for(ev, scope, node) : exec_while(ev, scope, node);
    scope->breaks = breaks;
    return flow;
}

/* --- raise, try, with --- */
static const char *exception_text(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    if (!node || node->kind != SYN_CALL) {
        return node ? tn__span_text(ev, node) : ev->raised ? ev->raised : "an exception";
    }
    const tn__syntax *function = tn__syntax_child(node, FIELD_FUNCTION), *list = tn__syntax_child(node, FIELD_ARGUMENTS);
    char text[300] = "";
    if (list && list->first && list->first->kind != SYN_KEYWORD_ARGUMENT) {
        tn__py value = tn__eval(ev, scope, list->first);
        if (value.type != PY_UNKNOWN) {
            tn__py_print(value, false, text, sizeof(text));
        }
    }
    return tn__format(ev, "%s%s%s", function ? tn__span_text(ev, function) : "", *text ? ": " : "", text);
}

static tn__flow throw_text(evaluator *ev, const char *text, const tn__syntax *node)
{
    if (ev->handlers == 0 && !ev->probing && !ev->stopped) {
        tn__diagnose(ev->diagnostics, ev->follows && ev->vague ? TN_DIAG_UNKNOWN : TN_DIAG_RAISES, tn__syntax_place(node), "%s",
                     text);
    }
    ev->raising = true;
    ev->raised = text;
    ev->raised_at = tn__syntax_place(node);
    return flow_now(ev, FLOW_RAISE);
}

static tn__flow exec_assert(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    if (!node->first || tn__py_truth(tn__eval(ev, scope, node->first)) != 0 || ev->raising || ev->forgives) {
        return flow_now(ev, FLOW_NEXT);
    }
    char text[300] = "";
    if (node->first->next) {
        tn__py_print(tn__eval(ev, scope, node->first->next), false, text, sizeof(text));
    }
    return throw_text(ev, tn__format(ev, "AssertionError%s%s", *text ? ": " : "", text), node);
}

static const tn__syntax *block_of(const tn__syntax *clause)
{
    const tn__syntax *body = tn__syntax_child(clause, FIELD_BODY);
    for (const tn__syntax *child = clause->first; child && !body; child = child->next) {
        body = child->kind == SYN_BLOCK ? child : NULL;
    }
    return body;
}

static tn__flow exec_handler(evaluator *ev, tn__scope *scope, const tn__syntax *clause)
{
    const tn__syntax *value = tn__syntax_child(clause, FIELD_VALUE);
    const tn__syntax *alias = value ? tn__syntax_child(value, FIELD_ALIAS) : NULL;
    ev->raising = false;
    if (alias) {
        tn__assign(ev, scope, alias, tn__unknown(ev, alias, "thinnet does not have exception objects"));
    }
    const tn__syntax *body = block_of(clause);
    return body ? tn__exec(ev, scope, body) : FLOW_NEXT;
}

static tn__flow exec_try(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *handler = NULL, *otherwise = NULL, *finally = NULL, *body = tn__syntax_child(node, FIELD_BODY);
    for (const tn__syntax *clause = node->first; clause; clause = clause->next) {
        handler = !handler && (clause->kind == SYN_EXCEPT_CLAUSE || clause->kind == SYN_EXCEPT_GROUP_CLAUSE) ? clause : handler;
        otherwise = clause->kind == SYN_ELSE_CLAUSE ? clause : otherwise;
        finally = clause->kind == SYN_FINALLY_CLAUSE ? clause : finally;
    }
    ev->handlers += handler != NULL;
    tn__flow flow = body ? tn__exec(ev, scope, body) : FLOW_NEXT;
    ev->handlers -= handler != NULL;
    if (flow == FLOW_RAISE && handler) {
        flow = exec_handler(ev, scope, handler);
    } else if (flow == FLOW_NEXT && otherwise && block_of(otherwise)) {
        flow = tn__exec(ev, scope, block_of(otherwise));
    }
    if (finally && block_of(finally) && flow != FLOW_STOP) {
        bool raising = ev->raising;
        tn__py returned = ev->returned;
        ev->raising = false;
        tn__flow last = tn__exec(ev, scope, block_of(finally));
        if (last != FLOW_NEXT) {
            return last;
        }
        ev->raising = raising;
        ev->returned = returned;
    }
    return flow;
}

static tn__flow exec_with(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *clause = node->first, *body = tn__syntax_child(node, FIELD_BODY);
    for (const tn__syntax *item = clause ? clause->first : NULL; item; item = item->next) {
        const tn__syntax *value = tn__syntax_child(item, FIELD_VALUE);
        const tn__syntax *alias = value ? tn__syntax_child(value, FIELD_ALIAS) : NULL;
        if (value && value->kind == SYN_AS_PATTERN) {
            value = value->first;
        }
        tn__py manager = value ? tn__eval(ev, scope, value) : PY_VALUE_NONE;
        if (alias) {
            tn__assign(ev, scope, alias,
                       manager.type == PY_UNKNOWN ? manager
                                                  : tn__unknown(ev, alias, "thinnet does not know what 'with' binds here"));
        }
    }
    return body && !ev->raising ? tn__exec(ev, scope, body) : flow_now(ev, FLOW_NEXT);
}

/* --- the rest --- */
static tn__flow exec_expression(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *first = node->first;
    if (!first) {
        return FLOW_NEXT;
    }
    if (first->kind == SYN_ASSIGNMENT) {
        return exec_assignment(ev, scope, first);
    }
    if (first->kind == SYN_AUGMENTED_ASSIGNMENT) {
        return exec_augmented(ev, scope, first);
    }
    if (first->kind == SYN_YIELD) {
        ev->returned = tn__unknown(ev, first, "thinnet does not run generators");
        return FLOW_RETURN;
    }
    for (const tn__syntax *one = first; one && !ev->raising; one = one->next) {
        if (one->kind != SYN_STRING) { /* a docstring */
            tn__eval(ev, scope, one);
        }
    }
    return flow_now(ev, FLOW_NEXT);
}

static tn__flow exec_return(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    tn__py value = node->first ? tn__eval(ev, scope, node->first) : PY_VALUE_NONE;
    ev->returned = value;
    return flow_now(ev, FLOW_RETURN);
}

static tn__flow exec_delete(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *target = node->first;
    if (target && target->kind == SYN_IDENTIFIER) {
        tn__py key = tn__str_value(ev, tn__syntax_text(target), target->end - target->start);
        tn__dict_remove(scope->names, key);
    } else if (target && target->kind == SYN_ATTRIBUTE) {
        const tn__syntax *object = tn__syntax_child(target, FIELD_OBJECT), *name = tn__syntax_child(target, FIELD_ATTRIBUTE);
        tn__py owner = object ? tn__eval(ev, scope, object) : PY_VALUE_NONE;
        if (owner.type == PY_OBJECT && name) {
            tn__dict_remove(owner.as.object->attributes, tn__text(ev, tn__span_text(ev, name)));
        }
    }
    return flow_now(ev, FLOW_NEXT);
}

static tn__flow exec_definition(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    const tn__syntax *definition = node->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(node, FIELD_DEFINITION) : node;
    const tn__syntax *name = definition ? tn__syntax_child(definition, FIELD_NAME) : NULL;
    if (!name) {
        return FLOW_NEXT;
    }
    tn__py value = definition->kind == SYN_CLASS_DEFINITION ? tn__define_class(ev, scope, node)
                                                            : tn__define_function(ev, scope, node);
    tn__bind(ev, scope, tn__span_text(ev, name), value);
    return flow_now(ev, FLOW_NEXT);
}

static tn__flow exec_unknown(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    bool is_said = node->kind == SYN_PRINT_STATEMENT || node->kind == SYN_EXEC_STATEMENT; /* when the text was read */
    if (!is_said && node->kind != SYN_ERROR && node->kind != SYN_TOO_DEEP) {
        tn__py unknown = tn__unknown(ev, node, "thinnet does not understand this statement (%s)", tn__syntax_name(node));
        tn__report_unknown(ev, unknown);
        return leave_undecided(ev, scope, node, node, tn__reported(ev, node));
    }
    return flow_now(ev, FLOW_NEXT);
}

static tn__flow exec_statement(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    switch (node->kind) {
    case SYN_EXPRESSION_STATEMENT: return exec_expression(ev, scope, node);
    case SYN_RETURN_STATEMENT: return exec_return(ev, scope, node);
    case SYN_IF_STATEMENT: return exec_clauses(ev, scope, node);
    case SYN_FOR_STATEMENT:
    case SYN_WHILE_STATEMENT: return exec_loop(ev, scope, node);
    case SYN_TRY_STATEMENT: return exec_try(ev, scope, node);
    case SYN_WITH_STATEMENT: return exec_with(ev, scope, node);
    case SYN_RAISE_STATEMENT: return throw_text(ev, exception_text(ev, scope, node->first), node);
    case SYN_ASSERT_STATEMENT: return exec_assert(ev, scope, node);
    case SYN_PASS_STATEMENT: return FLOW_NEXT;
    case SYN_BREAK_STATEMENT: return FLOW_BREAK;
    case SYN_CONTINUE_STATEMENT: return FLOW_CONTINUE;
    case SYN_DELETE_STATEMENT: return exec_delete(ev, scope, node);
    case SYN_GLOBAL_STATEMENT:
    case SYN_NONLOCAL_STATEMENT: scope->globals = node; return FLOW_NEXT;
    case SYN_FUNCTION_DEFINITION:
    case SYN_CLASS_DEFINITION:
    case SYN_DECORATED_DEFINITION: return exec_definition(ev, scope, node);
    case SYN_IMPORT_STATEMENT:
    case SYN_IMPORT_FROM_STATEMENT:
    case SYN_FUTURE_IMPORT_STATEMENT: tn__import(ev, scope, node); return flow_now(ev, FLOW_NEXT);
    default: return exec_unknown(ev, scope, node);
    }
}

tn__flow tn__exec_one(evaluator *ev, tn__scope *scope, const tn__syntax *statement)
{
    return tn__step(ev, statement) ? exec_statement(ev, scope, statement) : FLOW_STOP;
}

tn__flow tn__exec(evaluator *ev, tn__scope *scope, const tn__syntax *block)
{
    tn__flow flow = FLOW_NEXT;
    ev->depth++;
    for (const tn__syntax *node = block->first; node && flow == FLOW_NEXT; node = node->next) {
        flow = tn__exec_one(ev, scope, node);
    }
    ev->depth--;
    return flow;
}
