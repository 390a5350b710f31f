/* Checking: a source is read, and what was found becomes findings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check/rule.h"

/* --- findings --- */

static tn_span span_of(tn__place place)
{
    return (tn_span){place.line, place.column, place.end_line, place.end_column};
}

tn_finding *tn__finding_add(tn_report *report, const char *code, tn_severity severity, tn__place place)
{
    if (!tn__grow((void **)&report->findings, &report->capacity, report->n, sizeof *report->findings)) {
        report->no_memory = true;
        return NULL;
    }
    tn_finding *f = &report->findings[report->n++];
    *f = (tn_finding){.severity = severity, .primary.span = span_of(place)};
    snprintf(f->code, sizeof f->code, "%s", code);
    return f;
}

void tn__finding_note(tn_finding *f, tn__place place, const char *format, ...)
{
    if (f->n_notes == TN_MAX_LABELS || place.line == 0) return;
    tn_label *note = &f->notes[f->n_notes++];
    va_list args;
    va_start(args, format);
    vsnprintf(note->text, sizeof note->text, format, args);
    va_end(args);
    note->span = span_of(place);
}

void tn__finding_help(tn_finding *f, const char *format, ...)
{
    if (f->n_helps == TN_MAX_LABELS) return;
    va_list args;
    va_start(args, format);
    vsnprintf(f->help[f->n_helps++], sizeof f->help[0], format, args);
    va_end(args);
}

const char *tn__layer_title(const tn__layer *layer)
{
    if (layer->name && *layer->name) return layer->name;
    return layer->kind->torch_function ? layer->kind->torch_function : layer->kind->torch_class;
}

/* --- what the reader said --- */

static const struct {
    tn__diagnostic_kind kind;
    const char *code;
    tn_severity severity;
} reader_rules[] = {
#define READER_RULE(code, name, severity, kind) {TN_DIAG_##kind, #code, severity},
#define GRAPH_RULE(code, name, severity)
#include "check/rules.def"
#undef READER_RULE
#undef GRAPH_RULE
};

static void add_diagnostic(tn_report *report, const tn__diagnostic *d)
{
    for (size_t i = 0; i < sizeof reader_rules / sizeof *reader_rules; i++) {
        if (reader_rules[i].kind != d->kind) continue;
        tn_finding *f = tn__finding_add(report, reader_rules[i].code, reader_rules[i].severity, d->place);
        if (!f) return;
        snprintf(f->message, sizeof f->message, "%s", d->message);
        snprintf(f->primary.text, sizeof f->primary.text, "%s", d->label);
        for (int n = 0; n < d->n_notes; n++) tn__finding_note(f, d->notes[n].place, "%s", d->notes[n].text);
        for (int h = 0; h < d->n_helps; h++) tn__finding_help(f, "%s", d->help[h]);
        return;
    }
}

/* --- what the graph says --- */

static const tn__layer *layer_of(const tn_net *net, int node)
{
    return node > 0 ? &net->modules[net->nodes[node].module].layer : NULL;
}

static int only_reader(const tn_net *net, int value)
{
    int found = -1;
    for (int i = 1; i < (int)net->n_nodes; i++)
        for (int k = 0; k < net->nodes[i].n_in; k++) {
            if (net->nodes[i].in[k] != value) continue;
            if (found >= 0) return -1;
            found = i;
        }
    return found;
}

static tn__site site_of(const tn_net *net, int node)
{
    tn__site site = {.net = net, .node = node, .layer = layer_of(net, node), .before_node = net->nodes[node].in[0],
                     .after_node = only_reader(net, node)};
    site.before = layer_of(net, site.before_node);
    site.after = layer_of(net, site.after_node);
    return site;
}

static bool is_repeated(const tn_report *report)
{
    const tn_finding *last = &report->findings[report->n - 1];
    for (size_t i = 0; i + 1 < report->n; i++)
        if (memcmp(&report->findings[i].primary.span, &last->primary.span, sizeof last->primary.span) == 0 &&
            strcmp(report->findings[i].code, last->code) == 0)
            return true;
    return false;
}

static void apply_graph_rule(tn_report *report, const tn__site *site, const char *code, tn_severity severity,
                             bool (*rule)(const tn__site *, tn_finding *))
{
    tn_finding *f = tn__finding_add(report, code, severity, site->net->nodes[site->node].place);
    if (f && (!rule(site, f) || is_repeated(report))) report->n--;
}

static void check_net(tn_report *report, const tn_net *net)
{
    for (int i = 1; i < (int)net->n_nodes; i++) {
        if (net->nodes[i].site < 0) continue;
        tn__site site = site_of(net, i);
#define READER_RULE(code, name, severity, kind)
#define GRAPH_RULE(code, name, severity) apply_graph_rule(report, &site, #code, severity, tn__rule_##name);
#include "check/rules.def"
#undef READER_RULE
#undef GRAPH_RULE
    }
}

/* --- the report --- */

static int by_place(const void *a, const void *b)
{
    const tn_finding *x = a, *y = b;
    if (x->primary.span.line != y->primary.span.line) return x->primary.span.line - y->primary.span.line;
    if (x->primary.span.column != y->primary.span.column) return x->primary.span.column - y->primary.span.column;
    return strcmp(x->code, y->code);
}

tn_status tn_check(tn_report **out, const char *model, const tn_read_options *options, tn_error *err)
{
    tn_report *report = tn__alloc(1, sizeof *report);
    if (!report) return tn__no_memory(err, sizeof *report);
    tn_status status = tn__read_model(&report->reading, model, options, true, err);
    if (status != TN_OK) {
        tn_report_free(report);
        return status;
    }
    for (size_t i = 0; i < report->reading.diagnostics.n; i++) add_diagnostic(report, &report->reading.diagnostics.items[i]);
    for (size_t i = 0; i < report->reading.n_models; i++)
        if (report->reading.models[i].net) check_net(report, report->reading.models[i].net);
    if (report->no_memory) {
        tn_report_free(report);
        return tn__no_memory(err, sizeof *report->findings);
    }
    if (report->n) qsort(report->findings, report->n, sizeof *report->findings, by_place);
    *out = report;
    return TN_OK;
}

void tn_report_free(tn_report *report)
{
    if (!report) return;
    tn__reading_release(&report->reading);
    tn__free(report->findings);
    tn__free(report);
}

int tn_report_count(const tn_report *report)
{
    return (int)report->n;
}

const tn_finding *tn_report_finding(const tn_report *report, int i)
{
    return &report->findings[i];
}

const char *tn_report_file(const tn_report *report)
{
    return report->reading.file;
}

int tn_report_models(const tn_report *report)
{
    return (int)report->reading.n_models;
}

void tn_report_model(const tn_report *report, int i, tn_checked_model *out)
{
    const tn__model_reading *m = &report->reading.models[i];
    *out = (tn_checked_model){.name = m->name, .line = m->place.line, .understood = m->net != NULL, .left_out = m->left_out};
}
