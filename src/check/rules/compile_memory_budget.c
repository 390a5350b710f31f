/* torch.compile with a memory budget below 1 may draw a dropout's mask a second time for the gradients, and draws another
 * (PyTorch 2.13 on CPU; tools/compile_budget_masks.py shows it). */
#include <string.h>

#include "check/code.h"

static bool look_for_compile(void *context, const tn__code *code, const tn__spot *spot)
{
    bool *found = context;
    char name[TN_DOTTED];
    tn__code_callee(code, spot->node, name);
    size_t length = strlen(name);
    *found = strcmp(name, "torch.compile") == 0 || (length > 8 && strcmp(name + length - 8, ".compile") == 0 && name[0] != 'r');
    return !*found;
}

static bool look_for_decorator(void *context, const tn__code *code, const tn__spot *spot)
{
    bool *found = context;
    char name[TN_DOTTED];
    *found = strcmp(tn__code_dotted(code, spot->node->first, name), "torch.compile") == 0;
    return !*found;
}

static bool look_for_dropout(void *context, const tn__code *code, const tn__spot *spot)
{
    bool *found = context;
    char name[TN_DOTTED];
    *found = tn__code_makes_dropout(code, spot->node) || strstr(tn__code_nn_function(code, spot->node, name), "dropout");
    return !*found;
}

static bool says(const tn__code *code, uint8_t kind, tn__code_visitor *look)
{
    bool found = false;
    tn__code_walk(code, NULL, kind, look, &found);
    return found;
}

static void say(tn__rule_run *run, const tn__code *code, const tn__syntax *value)
{
    double budget;
    if (!tn__code_number(code, value, &budget) || budget >= 1) {
        return;
    }
    tn_finding *one = tn__find(run, tn__syntax_place(value),
                               "a memory budget below 1 lets torch.compile draw dropout masks again: gradients get other masks");
    tn__finding_help(one, "leave the budget at 1, or checkpoint what needs memory with torch.utils.checkpoint");
    tn__finding_fix(one, false, "leave the budget at 1");
    tn__finding_edit(one, tn__syntax_place(value), "1.0");
}

#define BUDGET "activation_memory_budget"

static bool look_at_assignment(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *left = tn__syntax_child(spot->node, FIELD_LEFT);
    bool sets = left && left->kind == SYN_ATTRIBUTE && tn__code_is(code, tn__syntax_child(left, FIELD_ATTRIBUTE), BUDGET);
    if (sets) {
        say(context, code, tn__syntax_child(spot->node, FIELD_RIGHT));
    }
    return true;
}

/* config.patch(activation_memory_budget=0.5). */
static bool look_at_keyword(void *context, const tn__code *code, const tn__spot *spot)
{
    if (tn__code_is(code, tn__syntax_child(spot->node, FIELD_NAME), BUDGET)) {
        say(context, code, tn__syntax_child(spot->node, FIELD_VALUE));
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    bool near = strstr(code->text, BUDGET) && says(code, SYN_CALL, look_for_dropout) &&
                (says(code, SYN_CALL, look_for_compile) || says(code, SYN_DECORATOR, look_for_decorator));
    if (near) {
        tn__code_walk(code, NULL, SYN_ASSIGNMENT, look_at_assignment, run);
        tn__code_walk(code, NULL, SYN_KEYWORD_ARGUMENT, look_at_keyword, run);
    }
}

const tn__rule_body tn__rule_compile_memory_budget = {.on_code = check};
