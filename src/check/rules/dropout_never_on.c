/* Functional dropout that training does not switch on. */
#include <string.h>

#include "check/code.h"

#define TRAINING_AT 2 /* f(input, p, training, inplace) */

/* torch/nn/functional.py 2.13: of all dropouts, these two have training=False. */
static bool is_off_by_default(const char *function)
{
    return strcmp(function, "alpha_dropout") == 0 || strcmp(function, "feature_alpha_dropout") == 0;
}

static void offer_fix(tn__rule_run *run, tn_finding *one, tn__place place, bool is_safe)
{
    if (tn__is_in_method(run, place)) {
        tn__finding_fix(one, is_safe && tn__is_in_module(run, place), "pass training=self.training");
        tn__fix_set_argument(run, one, place, "training", TRAINING_AT, "self.training");
    }
}

static void say_default(tn__rule_run *run, const char *function, tn__place place)
{
    tn_finding *one = tn__find(run, place, "this dropout never drops: %s() has training=False where it is not given", function);
    tn__finding_label(one, "off in training, too");
    offer_fix(run, one, place, true);
}

/* Who writes False may mean it. */
static void say_written(tn__rule_run *run, tn__place place, tn__place value)
{
    tn_finding *one = tn__find(run, place, "this dropout never drops: training=False");
    tn__finding_label(one, "off in training, too");
    tn__finding_note(one, value, "written here");
    tn__finding_soften(one);
    offer_fix(run, one, place, false);
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    char name[TN_DOTTED];
    const char *function = tn__code_nn_function(code, spot->node, name);
    const tn__spot *around = tn__code_function(spot);
    if (!strstr(function, "dropout") || tn__code_has_splat(spot->node) || !around) {
        return true;
    }
    const tn__syntax *training = tn__code_argument(code, spot->node, "training", TRAINING_AT);
    const tn__syntax *rate = tn__code_argument(code, spot->node, "p", 1);
    double p = 1;
    if (rate && tn__code_number(code, rate, &p) && p == 0) {
        return true; /* TN308 */
    }
    if (!training && is_off_by_default(function)) {
        say_default(context, function, tn__syntax_place(spot->node));
    } else if (training && training->kind == SYN_FALSE) {
        say_written(context, tn__syntax_place(spot->node), tn__syntax_place(training));
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CALL, look, run);
}

const tn__rule_body tn__rule_dropout_never_on = {.on_code = check};
