/* A constant seed set inside forward gives every step the same masks, and everything else in the program the same numbers. */
#include <string.h>

#include "check/code.h"

static bool is_seeding(const char *name)
{
    return strcmp(name, "torch.manual_seed") == 0 || strcmp(name, "torch.cuda.manual_seed") == 0 ||
           strcmp(name, "torch.cuda.manual_seed_all") == 0 || strcmp(name, "torch.random.manual_seed") == 0;
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    char name[TN_DOTTED];
    double seed;
    const tn__spot *class_ = tn__code_class(spot);
    const tn__syntax *value = tn__code_argument(code, spot->node, "seed", 0);
    if (!class_ || !tn__code_function_is(code, tn__code_function(spot), "forward") ||
        !is_seeding(tn__code_callee(code, spot->node, name))) {
        return true;
    }
    bool constant = value && (tn__code_number(code, value, &seed) || tn__code_self_attribute(code, value));
    if (constant && tn__code_is_module(code, class_->node, NULL)) {
        tn_finding *one = tn__find(context, tn__syntax_place(spot->node),
                                   "forward seeds the generator: every step gets the same dropout masks");
        tn__finding_help(one, "seed once, before training");
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CALL, look, run);
}

const tn__rule_body tn__rule_seed_in_forward = {.on_code = check};
