/* torch.no_grad() keeps no gradients, and leaves dropout on. Said where this file makes the model, with a dropout in it, trains
 * it, and never calls eval() at all. */
#include <string.h>

#include "check/code.h"

typedef struct file_facts {
    bool evaluates, trains;
} file_facts;

static bool look_at_mode(void *context, const tn__code *code, const tn__spot *spot)
{
    file_facts *facts = context;
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION);
    const tn__syntax *name = callee && callee->kind == SYN_ATTRIBUTE ? tn__syntax_child(callee, FIELD_ATTRIBUTE) : NULL;
    if (name) {
        const tn__syntax *arguments = tn__syntax_child(spot->node, FIELD_ARGUMENTS);
        bool sets = tn__code_is(code, name, "train") && arguments && arguments->first;
        facts->evaluates = facts->evaluates || tn__code_is(code, name, "eval") || sets;
        facts->trains = facts->trains || tn__code_is(code, name, "backward");
    }
    return true;
}

/* with torch.no_grad(): around, or the decorator. */
static const tn__syntax *no_grad_around(const tn__code *code, const tn__spot *spot)
{
    for (const tn__spot *up = spot; up; up = up->up) {
        const tn__syntax *head = up->node->kind == SYN_WITH_STATEMENT ? up->node->first : NULL;
        if (up->node->kind == SYN_DECORATED_DEFINITION) {
            head = up->node->first;
        }
        if (head && head->end <= spot->node->start &&
            (tn__code_mentions(code, head, "no_grad(") || tn__code_mentions(code, head, "inference_mode("))) {
            return head;
        }
    }
    return NULL;
}

typedef struct maker_search {
    const tn__syntax *name, *class_;
    int n;
} maker_search;

static const tn__syntax *class_made(const tn__code *code, const tn__syntax *value)
{
    while (value && value->kind == SYN_CALL) { // Net(...).to(device)
        const tn__syntax *callee = tn__syntax_child(value, FIELD_FUNCTION);
        if (callee && callee->kind == SYN_IDENTIFIER) {
            return tn__code_find_class(code, code->text + callee->start, callee->end - callee->start);
        }
        value = callee && callee->kind == SYN_ATTRIBUTE ? tn__syntax_child(callee, FIELD_OBJECT) : NULL;
    }
    return NULL;
}

static bool look_at_maker(void *context, const tn__code *code, const tn__spot *spot)
{
    maker_search *search = context;
    if (tn__code_same(code, tn__syntax_child(spot->node, FIELD_LEFT), search->name)) {
        const tn__syntax *class_ = class_made(code, tn__syntax_child(spot->node, FIELD_RIGHT));
        search->class_ = class_ ? class_ : search->class_;
    }
    return true;
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION);
    const tn__syntax *head = callee && callee->kind == SYN_IDENTIFIER ? no_grad_around(code, spot) : NULL;
    maker_search search = {.name = callee};
    if (!head) {
        return true;
    }
    tn__code_walk(code, NULL, SYN_ASSIGNMENT, look_at_maker, &search);
    if (search.class_ && tn__code_is_module(code, search.class_, NULL) && tn__code_has_layer(code, search.class_, "Dropout")) {
        tn_finding *one = tn__find(context, tn__syntax_place(spot->node),
                                   "dropout is on here: nothing in this file calls eval(), and no_grad does not switch it off");
        tn__finding_note(one, tn__syntax_place(head), "this only keeps no gradients");
        tn__finding_help(one, "call %.*s.eval() before, and %.*s.train() before training goes on",
                         (int)(callee->end - callee->start), code->text + callee->start, (int)(callee->end - callee->start),
                         code->text + callee->start);
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    file_facts facts = {0};
    tn__code_walk(code, NULL, SYN_CALL, look_at_mode, &facts);
    if (facts.trains && !facts.evaluates) {
        tn__code_walk(code, NULL, SYN_CALL, look, run);
    }
}

const tn__rule_body tn__rule_no_grad_for_eval = {.on_code = check};
