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

static const tn__syntax *parameter_name(const tn__syntax *parameter)
{
    return parameter->kind == SYN_IDENTIFIER        ? parameter
           : parameter->kind == SYN_TYPED_PARAMETER ? parameter->first
                                                    : tn__syntax_child(parameter, FIELD_NAME);
}

static bool is_parameter(const tn__code *code, const tn__spot *function, const tn__syntax *identifier)
{
    const tn__syntax *parameters = tn__syntax_child(function->node, FIELD_PARAMETERS);
    for (const tn__syntax *one = parameters ? parameters->first : NULL; one; one = one->next) {
        const tn__syntax *name = parameter_name(one);
        if (name && tn__code_same(code, name, identifier)) {
            return true;
        }
    }
    return false;
}

/* forward(self, x, training=True): who calls it may say False. */
static bool caller_says(const tn__code *code, const tn__spot *call)
{
    const tn__spot *function = tn__code_function(call);
    const tn__syntax *training = tn__code_argument(code, call->node, "training", TRAINING_AT);
    return training && training->kind == SYN_IDENTIFIER && function && tn__code_function_is(code, function, "forward") &&
           is_parameter(code, function, training);
}

/* `use_dropout` or `use_dropout and ...`, where the function's caller gives it; a rate is no switch. */
static bool is_switch(const tn__code *code, const tn__spot *function, const tn__syntax *condition, const tn__syntax *rate)
{
    condition = tn__code_bare(condition);
    if (condition->kind == SYN_BOOLEAN_OPERATOR && tn__code_is(code, tn__syntax_child(condition, FIELD_OPERATOR), "and")) {
        return is_switch(code, function, tn__syntax_child(condition, FIELD_LEFT), rate) ||
               is_switch(code, function, tn__syntax_child(condition, FIELD_RIGHT), rate);
    }
    return condition->kind == SYN_IDENTIFIER && is_parameter(code, function, condition) && !tn__code_same(code, condition, rate);
}

/* if use_dropout: x = F.dropout(x, p) */
static bool caller_switches(const tn__code *code, const tn__spot *call)
{
    const tn__spot *function = tn__code_function(call);
    const tn__syntax *rate = tn__code_argument(code, call->node, "p", 1);
    for (const tn__spot *in = call; function && in->up != function; in = in->up) {
        const tn__syntax *around = in->up->node;
        const tn__syntax *condition = around->kind == SYN_IF_STATEMENT ? tn__syntax_child(around, FIELD_CONDITION) : NULL;
        if (condition && in->node->field == FIELD_CONSEQUENCE && is_switch(code, function, condition, rate)) {
            return true;
        }
    }
    return false;
}

/* The pre-nets of speech models (Tacotron 2, arXiv:1712.05884, section 2.2) drop in evaluation on purpose. */
static bool is_in_pre_net(const tn__code *code, const tn__spot *call)
{
    const tn__spot *class_ = tn__code_class(call);
    const tn__syntax *name = class_ ? tn__syntax_child(class_->node, FIELD_NAME) : NULL;
    return tn__code_mentions(code, name, "prenet") || tn__code_mentions(code, name, "pre_net");
}

typedef struct call_search {
    tn__place place;
    bool is_meant;
} call_search;

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    call_search *search = context;
    tn__place place = tn__syntax_place(spot->node);
    if (place.line != search->place.line || place.column != search->place.column || place.end_line != search->place.end_line ||
        place.end_column != search->place.end_column) {
        return true;
    }
    search->is_meant = caller_says(code, spot) || caller_switches(code, spot) || is_in_pre_net(code, spot);
    return false;
}

/* Whether what stands around the call says that it may be meant. */
static bool is_meant(tn__rule_run *run, tn__place place)
{
    tn__code code;
    call_search search = {.place = place};
    if (!tn__code_open(&code, run->report)) {
        return false;
    }
    tn__code_walk(&code, NULL, SYN_CALL, look, &search);
    return search.is_meant;
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
    bool may_be_meant = is_written || is_meant(run, diagnostic->place);
    if (may_be_meant) {
        tn__finding_soften(one);
    }
    if (tn__is_in_method(run, diagnostic->place)) {
        tn__finding_fix(one, !may_be_meant && tn__is_in_module(run, diagnostic->place), "pass training=self.training");
        tn__fix_set_argument(run, one, diagnostic->place, name, TRAINING_AT, "self.training");
    }
}

const tn__rule_body tn__rule_dropout_always_on = {.on_diagnostic = say};
