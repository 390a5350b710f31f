/* A module is assigned before Module.__init__ has run. A call that comes too late is left to the author: a second one before it
 * would be undone by it. */
#include "check/rule.h"

static void say(tn__rule_run *run, const tn__diagnostic *diagnostic)
{
    tn_finding *one = tn__find_diagnostic(run, diagnostic);
    if (tn__is_in_method(run, diagnostic->place)) {
        tn__finding_fix(one, true, "call super().__init__() first");
        tn__fix_first_statement(run, one, diagnostic->place, "__init__", "super().__init__()", "__init__()");
    }
}

const tn__rule_body tn__rule_missing_super_init = {.on_diagnostic = say};
