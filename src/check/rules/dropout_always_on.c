/* Functional dropout that evaluation does not switch off. */
#include <string.h>

#include "check/code.h"

/* Position of `training` behind the input, as torch/nn/functional.py 2.13 has it: f(input, p, training, inplace). */
#define TRAINING_AT 2

/* A file, by its name or its words, that wants samples in evaluation. */
static bool wants_samples(const tn_report *report)
{
    static const char *const words[] = {"mcdo",        "mc_do",       "mc-do",      "mc dropout",
                                        "monte carlo", "monte_carlo", "montecarlo", "bayesian"};
    const char *slash = report->reading.file ? strrchr(report->reading.file, '/') : NULL;
    const char *texts[] = {slash ? slash + 1 : report->reading.file, report->reading.text};
    for (int i = 0; i < 2; i++) {
        tn__syntax all = {.start = 0, .end = texts[i] ? (uint32_t)strlen(texts[i]) : 0};
        tn__code code = {.text = texts[i]};
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            if (tn__code_mentions(&code, &all, words[k])) {
                return true;
            }
        }
    }
    return false;
}

static void say(tn__rule_run *run, const tn__diagnostic *diagnostic)
{
    tn__place value;
    if (wants_samples(run->report)) {
        return;
    }
    tn_finding *one = tn__find_diagnostic(run, diagnostic);
    const char *name = tn__call_argument(run, diagnostic->place, "train", -1, &value) ? "train" : "training"; // torch.dropout's
    /* Who writes True may mean it: the pre-nets of speech models drop in evaluation on purpose. */
    char text[8];
    bool is_written = tn__call_argument(run, diagnostic->place, name, TRAINING_AT, &value) &&
                      strcmp(tn__place_text(run->report, value, text, sizeof text), "True") == 0;
    if (is_written) {
        tn__finding_soften(one);
    }
    if (tn__is_in_method(run, diagnostic->place)) {
        tn__finding_fix(one, !is_written && tn__is_in_module(run, diagnostic->place), "pass training=self.training");
        tn__fix_set_argument(run, one, diagnostic->place, name, TRAINING_AT, "self.training");
    }
}

const tn__rule_body tn__rule_dropout_always_on = {.on_diagnostic = say};
