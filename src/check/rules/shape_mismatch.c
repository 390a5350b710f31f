/* A layer is given a shape that it does not take. The repair is safe where a number is replaced that one layer alone was made
 * with: not in a loop, not in a block that a model may use twice. */
#include <string.h>

#include "check/rule.h"

static bool is_model(const tn_report *report, const char *name, size_t length)
{
    for (size_t i = 0; i < report->reading.n_models; i++) {
        const char *model = report->reading.models[i].name;
        if (strlen(model) == length && memcmp(model, name, length) == 0) {
            return true;
        }
    }
    return false;
}

static void say(tn__rule_run *run, const tn__diagnostic *diagnostic)
{
    tn_finding *one = tn__find_diagnostic(run, diagnostic);
    const char *owner;
    size_t length;
    if (one && one->n_edits > 0) {
        one->is_safe = tn__is_number(run->report, diagnostic->edit) && tn__made_once(run, diagnostic->edit, &owner, &length) &&
                       is_model(run->report, owner, length);
    }
}

const tn__rule_body tn__rule_shape_mismatch = {.on_diagnostic = say};
