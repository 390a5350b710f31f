/* Conditions of unknown value: for the checker both ways are run, and what they leave behind is joined. */
#include "source/follow.h"

#include <string.h>

typedef tn__evaluator evaluator;

static bool copy_names(evaluator *ev, tn__py_dict *out, const tn__py_dict *from)
{
    *out = (tn__py_dict){0};
    for (size_t i = 0; i < from->n; i++) {
        if (from->keys[i].type != PY_ABSENT &&
            (!tn__charge(ev, NULL, 1) || !tn__dict_set(&ev->arena, out, from->keys[i], from->values[i]))) {
            tn__out_of_memory(ev, NULL);
            return false;
        }
    }
    return true;
}

static void join_names(evaluator *ev, tn__py_dict *into, const tn__py_dict *other, const tn__syntax *node)
{
    for (size_t i = 0; i < other->n && !ev->stopped; i++) {
        if (other->keys[i].type == PY_ABSENT) {
            continue;
        }
        tn__py *mine = tn__dict_get(into, other->keys[i]);
        tn__py value = tn__join(ev, mine ? *mine : PY_VALUE_ABSENT, other->values[i], node);
        if (!tn__dict_set(&ev->arena, into, other->keys[i], value)) {
            tn__out_of_memory(ev, node);
        }
    }
}

static tn__py_dict *attributes_of(const tn__scope *scope)
{
    while (scope->outer && !scope->class_) {
        scope = scope->outer;
    }
    return scope->self.type == PY_OBJECT ? scope->self.as.object->attributes : NULL;
}

/* What a branch that only may be taken raises is no fault. */
static tn__flow run_branch(evaluator *ev, tn__scope *scope, const tn__syntax *body,
                           tn__flow (*run)(evaluator *, tn__scope *, const tn__syntax *))
{
    ev->handlers++;
    ev->undecided++;
    tn__flow flow = body ? run(ev, scope, body) : FLOW_NEXT;
    ev->undecided--;
    ev->handlers--;
    ev->raising = false;
    return ev->stopped ? FLOW_STOP : flow;
}

static void count_exit(tn__scope *scope, tn__flow flow)
{
    scope->breaks += flow == FLOW_BREAK;
    scope->returns += flow == FLOW_RETURN || flow == FLOW_RAISE;
}

static tn__flow join_flows(evaluator *ev, tn__scope *scope, tn__flow first, tn__py first_value, tn__flow second,
                           const tn__syntax *node)
{
    if (first == FLOW_RETURN && second == FLOW_RETURN) {
        ev->returned = tn__join(ev, first_value, ev->returned, node);
        return FLOW_RETURN;
    }
    if (first == FLOW_RETURN || second == FLOW_RETURN) {
        tn__py value = first == FLOW_RETURN ? first_value : ev->returned;
        scope->returned = tn__join(ev, scope->returned, value, node);
    }
    return FLOW_NEXT; /* a break or continue that only may happen is passed over */
}

tn__flow tn__both_ways(evaluator *ev, tn__scope *scope, const tn__syntax *yes, const tn__syntax *no,
                       tn__flow (*run_no)(evaluator *, tn__scope *, const tn__syntax *), const tn__syntax *node)
{
    tn__py_dict names, attributes = {0}, *own = attributes_of(scope);
    ev->vague = ev->mixed = true;
    if (ev->undecided > 12) { /* 2^n paths are too many */
        return run_branch(ev, scope, yes, tn__exec);
    }
    if (!copy_names(ev, &names, scope->names) || (own && !copy_names(ev, &attributes, own))) {
        return FLOW_STOP;
    }
    tn__flow first = run_branch(ev, scope, yes, tn__exec);
    tn__py first_value = ev->returned;
    tn__py_dict names_after = *scope->names, attributes_after = own ? *own : (tn__py_dict){0};
    if (first == FLOW_STOP) {
        return FLOW_STOP;
    }
    *scope->names = names;
    if (own) {
        *own = attributes;
    }
    tn__flow second = run_branch(ev, scope, no, run_no);
    bool first_goes_on = first != FLOW_RETURN && first != FLOW_RAISE,
         second_goes_on = second != FLOW_RETURN && second != FLOW_RAISE;
    if (second == FLOW_STOP) {
        return FLOW_STOP;
    }
    if (first_goes_on && !second_goes_on) {
        *scope->names = names_after;
    } else if (first_goes_on) {
        join_names(ev, scope->names, &names_after, node);
    }
    count_exit(scope, first);
    count_exit(scope, second);
    if (own && first != FLOW_RAISE) {
        join_names(ev, own, &attributes_after, node);
    }
    if (first == FLOW_RAISE || second == FLOW_RAISE) {
        ev->returned = second == FLOW_RAISE ? first_value : ev->returned;
        return first == FLOW_RETURN || second == FLOW_RETURN ? FLOW_RETURN : FLOW_NEXT;
    }
    return join_flows(ev, scope, first, first_value, second, node);
}

/* ABSENT where it raises. */
static tn__py value_of_branch(evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    ev->handlers++;
    ev->undecided++;
    tn__py value = tn__eval(ev, scope, node);
    ev->undecided--;
    ev->handlers--;
    if (ev->raising) {
        ev->raising = false;
        return PY_VALUE_ABSENT;
    }
    return value;
}

tn__py tn__both_values(evaluator *ev, tn__scope *scope, const tn__syntax *yes, const tn__syntax *no, const tn__syntax *node)
{
    tn__py a = value_of_branch(ev, scope, yes), b = value_of_branch(ev, scope, no);
    bool any = a.type != PY_ABSENT || b.type != PY_ABSENT, same = any && tn__py_equal(a, b) == 1;
    if (!same && (a.type == PY_OBJECT || b.type == PY_OBJECT)) {
        ev->vague = ev->mixed = true; /* one stands for both */
    }
    return any ? tn__join(ev, a, b, node) : tn__unknown(ev, node, "neither value of this condition can be had");
}
