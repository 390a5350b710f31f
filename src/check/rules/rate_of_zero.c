/* A dropout whose rate is written as 0 does nothing, in training too. */
#include <string.h>

#include "check/code.h"

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    char name[TN_DOTTED];
    double rate;
    bool made = tn__code_makes_dropout(code, spot->node);
    if (!made && !strstr(tn__code_nn_function(code, spot->node, name), "dropout")) {
        return true;
    }
    const tn__syntax *value = tn__code_argument(code, spot->node, "p", made ? 0 : 1);
    if (value && tn__code_number(code, value, &rate) && rate == 0) {
        tn_finding *one = tn__find(context, tn__syntax_place(value), "a dropout with p=0 drops nothing");
        tn__finding_help(one, "leave it out, or give it a rate");
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CALL, look, run);
}

const tn__rule_body tn__rule_rate_of_zero = {.on_code = check};
