/* torch.no_grad() keeps no gradients, and leaves dropout on; so does a function that is named for its testing. Said where this
 * file makes the model, with a dropout in it, trains it, and never calls eval() at all. */
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

static bool begins_with_one(const char *text, size_t length, const char *const *words)
{
    for (; *words; words++) {
        size_t n = strlen(*words);
        if (n <= length && memcmp(text, *words, n) == 0) {
            return true;
        }
    }
    return false;
}

static bool look_for_training(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION);
    const tn__syntax *name = callee && callee->kind == SYN_ATTRIBUTE ? tn__syntax_child(callee, FIELD_ATTRIBUTE) : NULL;
    *(bool *)context = name && (tn__code_is(code, name, "backward") || tn__code_is(code, name, "step"));
    return !*(bool *)context;
}

/* The name of the function around, if that says that it tests or predicts, and it does not train; not for Monte Carlo's sake. */
static const tn__syntax *testing_around(const tn__code *code, const tn__spot *spot)
{
    static const char *const beginnings[] = {"test", "eval", "valid", "predict", "infer", "accuracy", "get_accuracy", NULL};
    static const char *const wanted[] = {"dropout", "mc_", "_mc", "monte", "uncertain", "stochastic", "bayes", "sample", NULL};
    const tn__spot *function = tn__code_function(spot);
    const tn__syntax *name = function ? tn__syntax_child(function->node, FIELD_NAME) : NULL;
    bool trains = false;
    if (!name || !begins_with_one(code->text + name->start, name->end - name->start, beginnings)) {
        return NULL;
    }
    for (const char *const *word = wanted; *word; word++) {
        if (tn__code_mentions(code, name, *word)) {
            return NULL;
        }
    }
    tn__code_walk(code, function, SYN_CALL, look_for_training, &trains);
    return trains ? NULL : name;
}

typedef struct maker_search {
    const tn__syntax *name, *class_;
    const tn__syntax *outside; /* a function whose own models do not count: they are not trained; NULL: none */
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
    const tn__syntax *outside = search->outside;
    bool is_inside = outside && outside->start <= spot->node->start && spot->node->end <= outside->end;
    if (!is_inside && tn__code_same(code, tn__syntax_child(spot->node, FIELD_LEFT), search->name)) {
        const tn__syntax *class_ = class_made(code, tn__syntax_child(spot->node, FIELD_RIGHT));
        search->class_ = class_ ? class_ : search->class_;
    }
    return true;
}

static void say(tn__rule_run *run, const tn__code *code, const tn__spot *spot, const tn__syntax *no_grad,
                const tn__syntax *testing)
{
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION);
    int length = (int)(callee->end - callee->start);
    const char *model = code->text + callee->start;
    tn_finding *one = tn__find(run, tn__syntax_place(spot->node), "dropout is on here: nothing in this file calls eval()%s",
                               no_grad ? ", and no_grad does not switch it off" : "");
    tn__finding_note(one, tn__syntax_place(no_grad ? no_grad : testing),
                     no_grad ? "this only keeps no gradients" : "this measures a net with dropped units");
    tn__finding_help(one, "call %.*s.eval() before, and %.*s.train() before training goes on", length, model, length, model);
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION);
    bool is_name = callee && callee->kind == SYN_IDENTIFIER;
    const tn__syntax *no_grad = is_name ? no_grad_around(code, spot) : NULL;
    const tn__syntax *testing = is_name && !no_grad ? testing_around(code, spot) : NULL;
    const tn__spot *function = testing ? tn__code_function(spot) : NULL;
    maker_search search = {.name = callee, .outside = function ? function->node : NULL};
    if (!no_grad && !testing) {
        return true;
    }
    tn__code_walk(code, NULL, SYN_ASSIGNMENT, look_at_maker, &search);
    if (search.class_ && tn__code_is_module(code, search.class_, NULL) && tn__code_has_layer(code, search.class_, "Dropout")) {
        say(context, code, spot, no_grad, testing);
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
