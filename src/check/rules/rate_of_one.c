/* p = 1 drops everything: the layers before get no gradient. Under a condition that is drawn at random this is meant: all of a
 * branch is dropped, now and then. */
#include "check/code.h"
#include "check/flow.h"

typedef struct draw {
    tn__place call; /* of the dropout */
    bool is_random; /* a condition around it */
} draw;

/* Finds a name in a condition whose last value was drawn. */
static bool look_at_name(void *context, const tn__code *code, const tn__spot *spot)
{
    bool *is_random = context;
    const tn__syntax *value = tn__code_local(code, spot);
    *is_random = value && tn__code_mentions(code, value, "rand");
    return !*is_random;
}

static bool is_drawn(const tn__code *code, const tn__spot *holder)
{
    const tn__syntax *node = holder->node;
    bool is_random = false;
    const tn__syntax *condition = node->kind == SYN_IF_STATEMENT             ? tn__syntax_child(node, FIELD_CONDITION)
                                  : node->kind == SYN_CONDITIONAL_EXPRESSION ? node->first->next
                                                                             : NULL;
    if (condition && !tn__code_mentions(code, condition, "rand")) {
        tn__spot at = {.node = condition, .up = holder};
        tn__code_walk(code, &at, SYN_IDENTIFIER, look_at_name, &is_random);
    } else {
        is_random = condition != NULL;
    }
    return is_random;
}

static bool look_at_call(void *context, const tn__code *code, const tn__spot *spot)
{
    draw *found = context;
    if (spot->node->line != found->call.line || spot->node->column != found->call.column) {
        return true;
    }
    for (const tn__spot *up = spot->up; up && up->node->kind != SYN_FUNCTION_DEFINITION && !found->is_random; up = up->up) {
        found->is_random = is_drawn(code, up);
    }
    return false;
}

static bool is_at_random(const tn__rule_run *run, tn__place call)
{
    tn__code code;
    draw found = {.call = call};
    if (tn__code_open(&code, run->report)) {
        tn__code_walk(&code, NULL, SYN_CALL, look_at_call, &found);
    }
    return found.is_random;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    if (tn__flow_rate(net, value) < 1 || is_at_random(run, net->nodes[value].place)) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place,
                               "p=1 drops everything: in training all that comes out is 0, and nothing before it learns");
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_help(one, "p is the probability of dropping, not of keeping");
}

const tn__rule_body tn__rule_rate_of_one = {.on_node = look};
