/* What the reader does not understand: said, never guessed. */
#include "check/rule.h"

static void say(tn__rule_run *run, const tn__diagnostic *diagnostic)
{
    tn_finding *one = tn__find_diagnostic(run, diagnostic);
    if (diagnostic->n_helps == 0) {
        tn__finding_help(one, "what depends on this is not checked");
    }
}

const tn__rule_body tn__rule_not_understood = {.on_diagnostic = say};
