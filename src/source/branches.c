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

/* --- what names hold and branches may change: lists, dictionaries, and containers of layers --- */
typedef struct contents {
    tn__py holder;
    tn__py_list list; /* in turn: before the branches, behind the first */
    tn__py_dict dict;
    bool changed; /* by the first branch */
} contents;

typedef struct held {
    contents *items;
    size_t n, capacity;
} held;

/* Runs its layers in their order: those of two branches do not run one behind the other. */
static bool is_sequence(tn__py value)
{
    const tn__py_object *object = value.type == PY_OBJECT ? value.as.object : NULL;
    return object && (object->form == FORM_SEQUENTIAL || object->form == FORM_MODULE_LIST) &&
           (!object->class_ || !tn__class_find(object->class_, NULL, "forward"));
}

static tn__py_dict *dict_of(tn__py holder)
{
    bool is_container = is_sequence(holder) || (holder.type == PY_OBJECT && holder.as.object->form == FORM_MODULE_DICT);
    return holder.type == PY_DICT ? holder.as.dict : is_container ? holder.as.object->attributes : NULL;
}

static bool is_held(const held *all, tn__py holder)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->items[i].holder.as.list == holder.as.list) {
            return true;
        }
    }
    return false;
}

static void hold(evaluator *ev, held *all, tn__py holder)
{
    const tn__py_dict *dict = dict_of(holder);
    if ((holder.type != PY_LIST && !dict) || all->n == all->capacity || is_held(all, holder) || ev->stopped) {
        return;
    }
    contents *one = &all->items[all->n++];
    *one = (contents){.holder = holder};
    if (dict) {
        copy_names(ev, &one->dict, dict);
        return;
    }
    for (size_t i = 0; i < holder.as.list->n && tn__charge(ev, NULL, 1); i++) {
        if (!tn__py_append(&ev->arena, &one->list, holder.as.list->items[i])) {
            tn__out_of_memory(ev, NULL);
            return;
        }
    }
}

static void hold_all(evaluator *ev, held *all, const tn__py_dict *names)
{
    for (size_t i = 0; names && i < names->n; i++) {
        if (names->keys[i].type != PY_ABSENT) {
            hold(ev, all, names->values[i]);
        }
    }
}

/* False: no memory. */
static bool hold_what_branches_see(evaluator *ev, held *all, const tn__py_dict *names, const tn__py_dict *own)
{
    size_t most = names->n + (own ? own->n : 0);
    *all = (held){.items = tn__arena_alloc(&ev->arena, most + 1, sizeof(contents)), .capacity = most};
    if (!all->items) {
        tn__out_of_memory(ev, NULL);
        return false;
    }
    hold_all(ev, all, names);
    hold_all(ev, all, own);
    return !ev->stopped;
}

static bool same_values(const tn__py *a, const tn__py *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i].type != b[i].type || a[i].as.i != b[i].as.i) {
            return false;
        }
    }
    return true;
}

/* Behind the first branch: the second begins at what was before it. */
static void swap_contents(held *all)
{
    for (size_t i = 0; i < all->n; i++) {
        contents *one = &all->items[i];
        tn__py_dict *dict = dict_of(one->holder);
        if (dict) {
            tn__py_dict after = *dict;
            one->changed = after.live != one->dict.n ||
                           (after.n == after.live && !same_values(after.values, one->dict.values, after.n));
            *dict = one->dict;
            one->dict = after;
        } else {
            tn__py_list after = *one->holder.as.list;
            one->changed = after.n != one->list.n || !same_values(after.items, one->list.items, after.n);
            *one->holder.as.list = one->list;
            one->list = after;
        }
    }
}

/* One of the two has the layers, both have what else was set. */
static void join_sequence(evaluator *ev, tn__py_dict *into, const contents *first)
{
    tn__py_dict other = first->changed ? *into : first->dict;
    *into = first->changed ? first->dict : *into;
    for (size_t i = 0; i < other.n && !ev->stopped; i++) {
        bool lacks = other.keys[i].type != PY_ABSENT && !tn__is_module(other.values[i]) && !tn__dict_get(into, other.keys[i]);
        if (lacks && !tn__dict_set(&ev->arena, into, other.keys[i], other.values[i])) {
            tn__out_of_memory(ev, NULL);
        }
    }
}

/* Behind the second branch, whose contents are left where it alone goes on, or has changed a list. */
static void join_contents(evaluator *ev, const held *all, bool first_goes_on, bool second_goes_on, const tn__syntax *node)
{
    for (size_t i = 0; first_goes_on && i < all->n; i++) {
        const contents *one = &all->items[i];
        tn__py_dict *dict = dict_of(one->holder);
        if (dict && !second_goes_on) {
            *dict = one->dict;
        } else if (dict && is_sequence(one->holder)) {
            join_sequence(ev, dict, one);
        } else if (dict) {
            join_names(ev, dict, &one->dict, node);
        } else if (!second_goes_on || one->changed) {
            *one->holder.as.list = one->list;
        }
    }
}

/* --- names and attributes --- */
static tn__py_dict *attributes_of(const tn__scope *scope)
{
    while (scope->outer && !scope->class_) {
        scope = scope->outer;
    }
    return scope->self.type == PY_OBJECT && !is_sequence(scope->self) ? scope->self.as.object->attributes : NULL;
}

static const tn__syntax *enter_branch(evaluator *ev, const tn__syntax *branch)
{
    const tn__syntax *around = ev->branch;
    ev->handlers++;
    ev->undecided++;
    ev->branch = branch;
    return around;
}

static void leave_branch(evaluator *ev, const tn__syntax *around)
{
    ev->branch = around;
    ev->undecided--;
    ev->handlers--;
}

/* What a branch that only may be taken raises is no fault. */
static tn__flow run_branch(evaluator *ev, tn__scope *scope, const tn__syntax *body,
                           tn__flow (*run)(evaluator *, tn__scope *, const tn__syntax *))
{
    const tn__syntax *around = enter_branch(ev, body);
    tn__flow flow = body ? run(ev, scope, body) : FLOW_NEXT;
    leave_branch(ev, around);
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
    held all;
    if (!copy_names(ev, &names, scope->names) || (own && !copy_names(ev, &attributes, own)) ||
        !hold_what_branches_see(ev, &all, scope->names, own)) {
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
    swap_contents(&all);
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
    join_contents(ev, &all, first_goes_on, second_goes_on, node);
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
    const tn__syntax *around = enter_branch(ev, node);
    tn__py value = tn__eval(ev, scope, node);
    leave_branch(ev, around);
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
        ev->vague = ev->mixed = ev->merged = true; /* one stands for both */
    }
    return any ? tn__join(ev, a, b, node) : tn__unknown(ev, node, "neither value of this condition can be had");
}
