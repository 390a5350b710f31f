/* model.train() switches dropout on for Monte Carlo samples, and batch norm to the statistics of the batch, which it also learns.
 */
#include "check/code.h"

typedef struct sampling {
    const tn__syntax *model; /* the name whose train() is called */
    bool calls_in_loop, no_grad, backward, evals_norms;
} sampling;

static bool is_loop(const tn__syntax *node)
{
    return node->kind == SYN_FOR_STATEMENT || node->kind == SYN_LIST_COMPREHENSION || node->kind == SYN_GENERATOR_EXPRESSION;
}

static bool look_at_call(void *context, const tn__code *code, const tn__spot *spot)
{
    sampling *found = context;
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION);
    for (const tn__spot *up = spot; up && tn__code_same(code, callee, found->model); up = up->up) {
        found->calls_in_loop = found->calls_in_loop || is_loop(up->node);
    }
    const tn__syntax *last = callee && callee->kind == SYN_ATTRIBUTE ? tn__syntax_child(callee, FIELD_ATTRIBUTE) : NULL;
    const tn__syntax *object = last ? tn__syntax_child(callee, FIELD_OBJECT) : NULL;
    found->backward = found->backward || (last && (tn__code_is(code, last, "backward") || tn__code_is(code, last, "step")));
    found->no_grad = found->no_grad || tn__code_is(code, last ? last : callee, "no_grad") ||
                     tn__code_is(code, last ? last : callee, "inference_mode");
    found->evals_norms = found->evals_norms ||
                         (last && tn__code_is(code, last, "eval") && spot->node->start > found->model->start && object);
    return true;
}

/* Whether this file makes an object of a module with batch norm and dropout. */
static bool look_at_class(void *context, const tn__code *code, const tn__spot *spot)
{
    bool *found = context;
    *found = tn__code_is_module(code, spot->node, NULL) && tn__code_has_layer(code, spot->node, "BatchNorm") &&
             tn__code_has_layer(code, spot->node, "Dropout");
    return !*found;
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION),
                     *arguments = tn__syntax_child(spot->node, FIELD_ARGUMENTS);
    const tn__spot *function = tn__code_function(spot);
    bool trains = function && callee && callee->kind == SYN_ATTRIBUTE &&
                  tn__code_is(code, tn__syntax_child(callee, FIELD_ATTRIBUTE), "train") &&
                  (!arguments || !arguments->first || tn__code_is(code, arguments->first, "True"));
    if (!trains) {
        return true;
    }
    sampling found = {.model = tn__syntax_child(callee, FIELD_OBJECT)};
    bool has_norm = false;
    tn__code_walk(code, function, SYN_CALL, look_at_call, &found);
    found.no_grad = found.no_grad || (function->up && function->up->node->kind == SYN_DECORATED_DEFINITION &&
                                      tn__code_mentions(code, function->up->node->first, "no_grad"));
    if (!found.calls_in_loop || !found.no_grad || found.backward || found.evals_norms) {
        return true;
    }
    tn__code_walk(code, NULL, SYN_CLASS_DEFINITION, look_at_class, &has_norm);
    if (has_norm) {
        tn_finding *one = tn__find(
            context, tn__syntax_place(spot->node),
            "train() for Monte Carlo samples: batch norm then takes each batch's statistics, and moves its own");
        tn__finding_help(one, "call eval(), then train() on the dropout modules alone");
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CALL, look, run);
}

const tn__rule_body tn__rule_monte_carlo_batch_norm = {.on_code = check};
