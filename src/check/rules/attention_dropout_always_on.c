/* scaled_dot_product_attention has no training argument: what its dropout_p holds is dropped in evaluation too. */
#include <string.h>

#include "check/code.h"

static bool is_attention(const char *name)
{
    return strcmp(name, "scaled_dot_product_attention") == 0;
}

/* multi_head_attention_forward(..., training=True) takes its rate behind 10 others (torch/nn/functional.py 2.13). */
static bool training_is_left(const tn__code *code, const tn__syntax *call)
{
    const tn__syntax *training = tn__code_argument(code, call, "training", 13);
    return !training || tn__code_condition(code, training) == TN_TRUE;
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    char name[TN_DOTTED];
    tn__code_nn_function(code, spot->node, name);
    bool heads = strcmp(name, "multi_head_attention_forward") == 0;
    if ((!heads && !is_attention(name)) || tn__code_has_splat(spot->node) || (heads && !training_is_left(code, spot->node))) {
        return true;
    }
    const tn__syntax *rate = tn__code_argument(code, spot->node, "dropout_p", heads ? 10 : 4);
    tn__spot at = {rate, spot};
    if (!rate || tn__code_drops(code, &at) != TN_TRUE || tn__code_reached(code, spot) != TN_TRUE) {
        return true;
    }
    tn_finding *one = tn__find(context, tn__syntax_place(rate), "%s() drops in evaluation too: %s", name,
                               heads ? "its training argument is True by default" : "it does not know whether the model trains");
    tn__finding_help(one, heads ? "pass training=self.training" : "pass dropout_p=... if self.training else 0.0");
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CALL, look, run);
}

const tn__rule_body tn__rule_attention_dropout_always_on = {.on_code = check};
