/* A keyword argument that PyTorch does not have; some of them thinnet takes. */
#include "check/rule.h"

static void say(tn__rule_run *run, const tn__diagnostic *diagnostic)
{
    tn_finding *one = tn__find_diagnostic(run, diagnostic);
    if (one) {
        one->is_safe = false; // a guess at what was meant
    }
    if (diagnostic->kind == TN_DIAG_EXTENSION) {
        tn__finding_help(one, "thinnet runs it as an extension; the page 'thinnet check --explain "
                              "TN102' says what it means");
        tn__finding_fix(one, true, "leave it out: PyTorch refuses it");
        tn__fix_drop_keyword(run, one, diagnostic->place);
    }
}

const tn__rule_body tn__rule_unknown_keyword = {.on_diagnostic = say};
