/* Functional dropout that evaluation does not switch off. */
#include "check/rule.h"

/* Position of `training` behind the input, as torch/nn/functional.py 2.13 has it: f(input, p, training, inplace). */
#define TRAINING_AT 2

static void say(tn__rule_run *run, const tn__diagnostic *diagnostic)
{
    tn_finding *one = tn__find_diagnostic(run, diagnostic);
    tn__place value;
    const char *name = tn__call_argument(run, diagnostic->place, "train", -1, &value) ? "train" : "training"; // torch.dropout's
    if (tn__is_in_method(run, diagnostic->place)) {
        tn__finding_fix(one, tn__is_in_module(run, diagnostic->place), "pass training=self.training");
        tn__fix_set_argument(run, one, diagnostic->place, name, TRAINING_AT, "self.training");
    }
}

const tn__rule_body tn__rule_dropout_always_on = {.on_diagnostic = say};
