/* A comment that silences nothing: what it was for has been repaired, or its code is misspelt. */
#include "check/rule.h"

/* Only what was followed from end to end can be said to be without findings. */
static bool all_is_known(const tn_report *report)
{
    const tn__reading *reading = &report->reading;
    for (size_t i = 0; i < reading->n_models; i++) {
        const tn__model_reading *model = &reading->models[i];
        if (!model->net || model->is_part || model->is_guess || model->left_out) {
            return false;
        }
    }
    return reading->n_models > 0 && reading->diagnostics.n_dropped == 0;
}

static tn__place place_of(const tn_report *report, const tn__ignore *comment, size_t start)
{
    size_t line = report->lines[comment->line - 1];
    return (tn__place){comment->line, (int)(start - line) + 1, comment->line, (int)(comment->end - line) + 1};
}

/* Takes the comment out with the blanks before it, where it ends its line and code stands before it. */
static void repair(tn__rule_run *run, tn_finding *one, const tn__ignore *comment)
{
    const char *text = run->report->reading.text;
    size_t start = comment->start, line = run->report->lines[comment->line - 1], end = comment->end;
    while (start > line && (text[start - 1] == ' ' || text[start - 1] == '\t')) {
        start--;
    }
    if (start > line && (end == run->report->reading.length || text[end] == '\n')) {
        tn__finding_fix(one, true, "remove the comment");
        tn__finding_edit(one, place_of(run->report, comment, start), "%s", "");
    }
}

static void look(tn__rule_run *run, const tn__ignore *comment)
{
    tn__place place = place_of(run->report, comment, comment->start);
    bool known = tn__ignore_is_known(comment);
    if (comment->is_used || (known && !all_is_known(run->report)) || tn__is_in_text(run, place)) {
        return;
    }
    tn_finding *one = known ? tn__find(run, place, "this comment silences nothing")
                            : tn__find(run, place, "no rule's code begins with what this comment names");
    tn__finding_help(one, known ? "remove it" : "'thinnet check --explain all' lists the rules");
    if (known) {
        repair(run, one, comment);
    }
}

const tn__rule_body tn__rule_unused_ignore = {.on_ignore = look};
