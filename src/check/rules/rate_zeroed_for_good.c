/* A rate that evaluation sets to 0 and training never sets back: after the first evaluation nothing drops any more. */
#include <string.h>

#include "check/code.h"

/* self.p, and the self.drop.p of a dropout. */
static bool is_rate(const tn__code *code, const tn__syntax *target)
{
    if (!target || target->kind != SYN_ATTRIBUTE) {
        return false;
    }
    const tn__syntax *last = tn__syntax_child(target, FIELD_ATTRIBUTE), *object = tn__syntax_child(target, FIELD_OBJECT);
    bool of_dropout = tn__code_is(code, last, "p") && tn__code_self_attribute(code, object);
    return of_dropout ||
           (tn__code_self_attribute(code, target) && (tn__code_is(code, last, "p") || tn__code_mentions(code, last, "drop")));
}

typedef struct restore_search {
    const tn__syntax *target, *zeroed;
    bool restored;
} restore_search;

static bool look_for_restore(void *context, const tn__code *code, const tn__spot *spot)
{
    restore_search *search = context;
    bool other = spot->node != search->zeroed && tn__code_same(code, tn__syntax_child(spot->node, FIELD_LEFT), search->target);
    search->restored = other && !tn__code_function_is(code, tn__code_function(spot), "__init__");
    return !search->restored;
}

/* Evaluation alone comes here: a branch of not self.training, or an eval() of the class's own. */
static bool is_for_evaluation(const tn__code *code, const tn__spot *spot)
{
    const tn__spot *function = tn__code_function(spot);
    for (const tn__spot *up = spot; up && up != function; up = up->up) {
        const tn__spot *branch = up->up;
        bool is_if = branch && (branch->node->kind == SYN_IF_STATEMENT || branch->node->kind == SYN_ELIF_CLAUSE);
        const tn__syntax *condition = is_if ? tn__syntax_child(branch->node, FIELD_CONDITION) : NULL;
        tn__truth when = condition ? tn__code_condition(code, condition) : TN_UNSURE;
        if ((when == TN_TRUE && tn__code_mentions(code, condition, "train") && up->node->field == FIELD_CONSEQUENCE) ||
            (when == TN_FALSE && up->node->field == FIELD_ALTERNATIVE)) {
            return true;
        }
    }
    return tn__code_function_is(code, function, "eval");
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *target = tn__syntax_child(spot->node, FIELD_LEFT), *value = tn__syntax_child(spot->node, FIELD_RIGHT);
    const tn__spot *class_ = tn__code_class(spot);
    double rate;
    bool zeroes = class_ && is_rate(code, target) && value && tn__code_number(code, value, &rate) && rate == 0;
    if (!zeroes || !is_for_evaluation(code, spot) || !tn__code_is_module(code, class_->node, NULL)) {
        return true;
    }
    restore_search search = {.target = target, .zeroed = spot->node};
    tn__code_walk(code, class_, SYN_ASSIGNMENT, look_for_restore, &search);
    if (!search.restored) {
        int length = (int)(target->end - target->start);
        tn_finding *one = tn__find(context, tn__syntax_place(target), "%.*s stays 0 when training goes on: nothing sets it back",
                                   length, code->text + target->start);
        tn__finding_help(one, "choose at the use: rate = %.*s if self.training else 0.0", length, code->text + target->start);
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_ASSIGNMENT, look, run);
}

const tn__rule_body tn__rule_rate_zeroed_for_good = {.on_code = check};
