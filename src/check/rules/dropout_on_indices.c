/* Dropout on the integer indices of an embedding: a dropped token is token 0, a kept one another word, and PyTorch refuses
 * integers. */
#include <string.h>

#include "check/code.h"

/* What a self.X is made by: "Embedding". */
static const char *made_class(const tn__code *code, const tn__spot *spot, const tn__syntax *callee, char out[TN_DOTTED])
{
    const tn__spot *class_ = tn__code_class(spot);
    const tn__syntax *name = tn__code_self_attribute(code, callee);
    int n = 0;
    out[0] = '\0';
    const tn__syntax *made = class_ && name ? tn__code_assigned(code, class_->node, name, &n) : NULL;
    return made && n == 1 ? tn__code_nn_class(code, made, out) : out;
}

static bool is_dropout(const tn__code *code, const tn__spot *spot, const tn__syntax *call)
{
    char name[TN_DOTTED];
    if (!call || call->kind != SYN_CALL) {
        return false;
    }
    return strstr(tn__code_nn_function(code, call, name), "dropout") ||
           strstr(made_class(code, spot, tn__syntax_child(call, FIELD_FUNCTION), name), "Dropout");
}

/* The call behind .long(), .int() and .to(...). */
static const tn__syntax *behind_casts(const tn__code *code, const tn__syntax *node)
{
    static const char *const casts[] = {"long", "int", "to", "type"};
    for (int i = 0; node && node->kind == SYN_CALL && i < 4; i++) {
        const tn__syntax *callee = tn__syntax_child(node, FIELD_FUNCTION);
        if (callee && callee->kind == SYN_ATTRIBUTE && tn__code_is(code, tn__syntax_child(callee, FIELD_ATTRIBUTE), casts[i])) {
            node = tn__syntax_child(callee, FIELD_OBJECT);
            i = -1;
        }
    }
    return node;
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    char name[TN_DOTTED];
    const tn__syntax *input = tn__code_argument(code, spot->node, "input", 0);
    bool embeds = strcmp(tn__code_nn_function(code, spot->node, name), "embedding") == 0 ||
                  strcmp(made_class(code, spot, tn__syntax_child(spot->node, FIELD_FUNCTION), name), "Embedding") == 0;
    if (!embeds || !input) {
        return true;
    }
    tn__spot use = {behind_casts(code, input), spot};
    const tn__syntax *from = use.node->kind == SYN_IDENTIFIER ? behind_casts(code, tn__code_local(code, &use)) : use.node;
    if (is_dropout(code, spot, from)) {
        tn_finding *one = tn__find(context, tn__syntax_place(from),
                                   "dropout on the indices of an embedding: what is left are other words");
        tn__finding_note(one, tn__syntax_place(spot->node), "these are looked up here");
        tn__finding_help(one, "drop behind the embedding");
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CALL, look, run);
}

const tn__rule_body tn__rule_dropout_on_indices = {.on_code = check};
