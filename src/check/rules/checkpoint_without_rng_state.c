/* Checkpointing runs forward again for the gradients; without the generator's state its dropout draws other masks. */
#include <string.h>

#include "check/code.h"

static bool is_checkpoint(const char *name)
{
    return strcmp(name, "torch.utils.checkpoint.checkpoint") == 0 ||
           strcmp(name, "torch.utils.checkpoint.checkpoint_sequential") == 0;
}

/* Whether the class around, or any class of a script, makes a dropout. */
static bool drops_here(const tn__code *code, const tn__spot *spot)
{
    const tn__spot *class_ = tn__code_class(spot);
    return tn__code_has_layer(code, class_ ? class_->node : code->root, "Dropout");
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    char name[TN_DOTTED];
    const tn__syntax *state = tn__code_argument(code, spot->node, "preserve_rng_state", -1);
    if (state && state->kind == SYN_FALSE && is_checkpoint(tn__code_callee(code, spot->node, name)) && drops_here(code, spot)) {
        tn_finding *one = tn__find(context, tn__syntax_place(state),
                                   "the second forward draws other dropout masks: the gradients belong to another net");
        tn__finding_help(one, "leave preserve_rng_state at True where something drops");
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CALL, look, run);
}

const tn__rule_body tn__rule_checkpoint_without_rng_state = {.on_code = check};
