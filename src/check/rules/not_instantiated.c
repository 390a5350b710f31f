/* A class that cannot be checked without its arguments. A class without forward is a part of
 * others, and no news. */
#include <string.h>

#include "check/rule.h"

static void say(tn__rule_run *run, const tn__model_reading *model)
{
    if (!model->left_out || !strstr(model->left_out, "argument")) {
        return;
    }
    tn_finding *one = tn__find(run, model->place, "%s is not checked: %s", model->name, model->left_out);
    tn__finding_help(one, "give them: thinnet check '%s:%s(...)'", run->report->reading.file, model->name);
}

const tn__rule_body tn__rule_not_instantiated = {.on_model = say};
