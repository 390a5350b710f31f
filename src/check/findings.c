/* Building findings. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "check/rule.h"

static tn_span span_of(tn__place place)
{
    return (tn_span){place.line, place.column, place.end_line, place.end_column};
}

/* "dropout before act" and "dropout before first.act": of a class by itself, and of one that holds it. */
static bool differ_by_path(const char *shorter, const char *longer)
{
    size_t head = 0, n = strlen(shorter), more = strlen(longer) - n;
    if (strlen(longer) <= n) {
        return strcmp(shorter, longer) == 0;
    }
    while (head < n && shorter[head] == longer[head]) {
        head++;
    }
    /* The path ends in a dot; "f" of "fc" is that of "first.fc", too, so that what both begin with may be less. */
    while (head > 0 && longer[head + more - 1] != '.') {
        head--;
    }
    for (size_t i = head; i < head + more; i++) {
        if (longer[i] == ' ') {
            return false;
        }
    }
    return longer[head + more - 1] == '.' && strcmp(shorter + head, longer + head + more) == 0;
}

/* "dropout before 0.3" and "dropout before 1.3": of what a function makes several times. */
static bool differ_by_numbers(const char *a, const char *b)
{
    while (*a && *b) {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            a += strspn(a, "0123456789");
            b += strspn(b, "0123456789");
        } else if (*a++ != *b++) {
            return false;
        }
    }
    return *a == *b;
}

/* Whether two findings of a rule at one place say the same of different objects. What several dropouts of one call would say, as
 * self.layers(x), are several faults; what is said at a dropout's own line is one. */
static bool is_same_fault(const tn_report *report, const tn_finding *a, const tn_finding *b)
{
    char text[80];
    tn__place place = {a->primary.span.line, a->primary.span.column, a->primary.span.end_line, a->primary.span.end_column};
    if (differ_by_path(a->message, b->message) || differ_by_path(b->message, a->message)) {
        return true;
    }
    return strncmp(a->code, "TN2", 3) == 0 && differ_by_numbers(a->message, b->message) &&
           strstr(tn__place_text(report, place, text, sizeof text), "ropout");
}

static bool is_there(const tn_report *report, const tn_finding *one)
{
    for (size_t i = 0; i < report->n; i++) {
        const tn_finding *other = &report->findings[i];
        bool same_place = strcmp(other->code, one->code) == 0 &&
                          memcmp(&other->primary.span, &one->primary.span, sizeof one->primary.span) == 0;
        if (same_place && is_same_fault(report, other, one)) {
            return true;
        }
    }
    return false;
}

tn_finding *tn__find(tn__rule_run *run, tn__place place, const char *format, ...)
{
    tn_report *report = run->report;
    if (tn__place_is_elsewhere(place)) {
        return NULL; /* in an imported file, which is checked by itself */
    }
    if (!tn__grow((void **)&report->findings, &report->capacity, report->n, sizeof *report->findings)) {
        report->no_memory = true;
        return NULL;
    }
    tn_finding *one = &report->findings[report->n];
    memset(one, 0, sizeof *one);
    snprintf(one->code, sizeof one->code, "%s", run->rule->code);
    one->severity = run->rule->severity;
    one->is_gap = !strncmp(one->code, "TN90", 4);
    one->primary.span = span_of(place);
    va_list arguments;
    va_start(arguments, format);
    tn__utf8_vprint(one->message, sizeof one->message, format, arguments);
    va_end(arguments);
    if (is_there(report, one)) {
        return NULL;
    }
    report->n++;
    return one;
}

tn_finding *tn__find_diagnostic(tn__rule_run *run, const tn__diagnostic *diagnostic)
{
    tn_finding *one = tn__find(run, diagnostic->place, "%s", diagnostic->message);
    if (*diagnostic->label) {
        tn__finding_label(one, "%s", diagnostic->label);
    }
    for (int i = 0; i < diagnostic->n_notes; i++) {
        tn__finding_note(one, diagnostic->notes[i].place, "%s", diagnostic->notes[i].text);
    }
    for (int i = 0; i < diagnostic->n_helps; i++) {
        tn__finding_help(one, "%s", diagnostic->help[i]);
    }
    if (*diagnostic->fix) {
        tn__finding_fix(one, true, "%s", diagnostic->fix);
        tn__finding_edit(one, diagnostic->edit, "%s", diagnostic->replacement);
    }
    return one;
}

void tn__finding_label(tn_finding *finding, const char *format, ...)
{
    if (!finding) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    tn__utf8_vprint(finding->primary.text, sizeof finding->primary.text, format, arguments);
    va_end(arguments);
}

void tn__finding_note(tn_finding *finding, tn__place place, const char *format, ...)
{
    if (!finding || finding->n_notes == TN_MAX_LABELS) {
        return;
    }
    tn_label *note = &finding->notes[finding->n_notes++];
    note->span = span_of(place);
    va_list arguments;
    va_start(arguments, format);
    tn__utf8_vprint(note->text, sizeof note->text, format, arguments);
    va_end(arguments);
}

void tn__finding_help(tn_finding *finding, const char *format, ...)
{
    if (!finding || finding->n_helps == TN_MAX_LABELS) {
        return;
    }
    char *help = finding->help[finding->n_helps++];
    va_list arguments;
    va_start(arguments, format);
    tn__utf8_vprint(help, sizeof finding->help[0], format, arguments);
    va_end(arguments);
}

void tn__finding_soften(tn_finding *finding)
{
    if (finding) {
        finding->severity = TN_ADVICE;
    }
}

int tn__node_source(const tn_net *net, int value)
{
    const tn__node *node = &net->nodes[value];
    return node->n_in > 0 ? node->in[0] : 0;
}

tn__place tn__node_made(const tn_net *net, int value)
{
    return tn__layer_of(net, value)->name ? net->modules[net->nodes[value].module].place : net->nodes[value].place;
}

const char *tn__node_title(const tn_net *net, int value)
{
    const tn__layer *layer = tn__layer_of(net, value);
    if (layer->name) {
        return layer->name;
    }
    return layer->kind->torch_function ? layer->kind->torch_function : layer->kind->torch_class;
}
