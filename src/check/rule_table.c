/* The table of rules. */
#include <string.h>

#include "check/rule.h"

#define READER_RULE(code, name, severity, diagnostics)                                                                           \
    extern const unsigned char tn__page_##code[]; /* docs/rules/, embedded by cmake/room_check.cmake */
#define RULE(code, name, severity, diagnostics, nodes)                                                                           \
    extern const unsigned char tn__page_##code[];                                                                                \
    extern const tn__rule_body tn__rule_##name;
#include "check/rules.def"
#undef READER_RULE
#undef RULE

static void say_diagnostic(tn__rule_run *run, const tn__diagnostic *diagnostic)
{
    tn__find_diagnostic(run, diagnostic);
}

static const tn__rule_body reader_rule = {.on_diagnostic = say_diagnostic};

#define ON(kind) (1u << TN_DIAG_##kind)
const tn__rule tn__rules[] = {
#define READER_RULE(code, name, severity, diagnostics)                                                                           \
    {#code, #name, TN_##severity, diagnostics, 0, &reader_rule, (const char *)tn__page_##code},
#define RULE(code, name, severity, diagnostics, nodes)                                                                           \
    {#code, #name, TN_##severity, diagnostics, nodes, &tn__rule_##name, (const char *)tn__page_##code},
#include "check/rules.def"
#undef READER_RULE
#undef RULE
};
const int tn__rules_count = (int)(sizeof tn__rules / sizeof *tn__rules);
_Static_assert(TN_DIAG_COUNT <= 32, "one bit a kind of diagnostic");

const tn__rule *tn__rule_find(const char *code)
{
    for (int i = 0; i < tn__rules_count; i++) {
        if (strcmp(tn__rules[i].code, code) == 0) {
            return &tn__rules[i];
        }
    }
    return NULL;
}

int tn_rules(void)
{
    return tn__rules_count;
}

const char *tn_rule(int i, const char **name, tn_severity *severity)
{
    if (name) {
        *name = tn__rules[i].name;
    }
    if (severity) {
        *severity = tn__rules[i].severity;
    }
    return tn__rules[i].code;
}

const char *tn_severity_name(tn_severity severity)
{
    static const char *const names[] = {"error", "warning", "advice"};
    return names[severity];
}

const char *tn_rule_page(const char *code)
{
    const tn__rule *rule = tn__rule_find(code);
    return rule ? rule->page : NULL;
}
