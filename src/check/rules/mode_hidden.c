/* A train or eval of the class's own that does not do what Module's do: eval() calls self.train(False), and that switches the
 * dropouts (torch/nn/modules/module.py 2.13). */
#include "check/code.h"

/* --- what the method takes --- */
/* Whether it can be called with so many arguments by position, behind self. */
static bool takes(const tn__syntax *method, int given)
{
    const tn__syntax *parameters = tn__syntax_child(method, FIELD_PARAMETERS);
    int required = -1, most = -1;
    bool by_position = true;
    for (const tn__syntax *one = parameters ? parameters->first : NULL; one; one = one->next) {
        bool typed_star = one->kind == SYN_TYPED_PARAMETER && one->first && one->first->kind != SYN_IDENTIFIER;
        if (one->kind == SYN_LIST_SPLAT_PATTERN || typed_star) {
            return required <= given;
        }
        bool plain = one->kind == SYN_IDENTIFIER || one->kind == SYN_TYPED_PARAMETER;
        by_position = by_position && one->kind != SYN_KEYWORD_SEPARATOR;
        required += plain;
        most += by_position && (plain || one->kind == SYN_DEFAULT_PARAMETER || one->kind == SYN_TYPED_DEFAULT_PARAMETER);
    }
    return required <= given && given <= most;
}

/* --- what it does --- */
/* self.training, and the train or eval of anything. */
static bool look_for_switch(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *word = tn__syntax_child(spot->node, FIELD_ATTRIBUTE);
    bool *found = context;
    *found = tn__code_is(code, word, "train") || tn__code_is(code, word, "eval") || tn__code_is(code, word, "training");
    return !*found;
}

static bool switches(const tn__code *code, const tn__syntax *method)
{
    bool found = false;
    tn__spot spot = {method, NULL};
    tn__code_walk(code, &spot, SYN_ATTRIBUTE, look_for_switch, &found);
    return found;
}

static void say(tn__rule_run *run, const tn__syntax *name, const char *word, const char *what)
{
    tn_finding *one = tn__find(run, tn__syntax_place(name), "this %s hides Module.%s: %s", word, word, what);
    tn__finding_help(one, "give it another name: fit, run_epoch, evaluate");
}

static void judge_method(tn__rule_run *run, const tn__code *code, const tn__syntax *class_, const char *word, int given)
{
    const tn__syntax *method = tn__code_method(code, class_, word);
    if (!method) {
        return;
    }
    const tn__syntax *name = tn__syntax_child(method, FIELD_NAME);
    if (!takes(method, given)) {
        say(run, name, word,
            given ? "eval() calls train(False), which is a TypeError" : "eval() without arguments is a TypeError");
    } else if (!switches(code, method)) {
        say(run, name, word, "it switches no dropout");
    }
}

/* --- an attribute of that name --- */
/* A function that was written beside it, which train() shall call: one that refuses to train, for example. */
static bool is_written_beside(const tn__code *code, const tn__spot *spot, const tn__syntax *value)
{
    const tn__spot *function = tn__code_function(spot);
    char name[TN_DOTTED];
    return function && value->kind == SYN_IDENTIFIER && tn__code_method(code, function->node, tn__code_dotted(code, value, name));
}

static bool look_for_attribute(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *target = tn__syntax_child(spot->node, FIELD_LEFT);
    const tn__syntax *name = tn__code_self_attribute(code, target);
    const char *word = tn__code_is(code, name, "train") ? "train" : tn__code_is(code, name, "eval") ? "eval" : NULL;
    const tn__syntax *value = tn__syntax_child(spot->node, FIELD_RIGHT);
    if (word && value && value->kind != SYN_LAMBDA && value->kind != SYN_CALL && !is_written_beside(code, spot, value)) {
        say(context, name, word, "model.train() and model.eval() call what it holds");
    }
    return true;
}

/* Only where there is something to switch. */
static bool has_modes(const tn__code *code, const tn__syntax *class_)
{
    return tn__code_mentions(code, class_, "dropout") || tn__code_has_layer(code, class_, "BatchNorm");
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    bool closed = true;
    if (tn__code_is_module(code, spot->node, &closed) && closed && has_modes(code, spot->node)) {
        judge_method(context, code, spot->node, "train", 1);
        judge_method(context, code, spot->node, "eval", 0);
        tn__code_walk(code, spot, SYN_ASSIGNMENT, look_for_attribute, context);
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CLASS_DEFINITION, look, run);
}

const tn__rule_body tn__rule_mode_hidden = {.on_code = check};
