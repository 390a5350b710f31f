/* Reads a model and shows it to every rule. */
#include "thinnet/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check/code.h"
#include "check/filter.h"
#include "check/net_findings.h"

/* --- lines --- */

static tn_status index_lines(tn_report *report, tn_error *err)
{
    size_t n = 1;
    for (size_t i = 0; i < report->reading.length; i++) {
        n += report->reading.text[i] == '\n';
    }
    report->lines = tn__alloc(n, sizeof *report->lines);
    if (!report->lines) {
        return tn__no_memory(err, n * sizeof *report->lines);
    }
    report->n_lines = 1;
    for (size_t i = 0; i < report->reading.length; i++) {
        if (report->reading.text[i] == '\n') {
            report->lines[report->n_lines++] = i + 1;
        }
    }
    return TN_OK;
}

bool tn__report_line(const tn_report *report, int line, const char **text, size_t *length)
{
    if (line < 1 || (size_t)line > report->n_lines) {
        return false;
    }
    size_t start = report->lines[line - 1];
    size_t end = (size_t)line < report->n_lines ? report->lines[line] - 1 : report->reading.length;
    *text = report->reading.text + start;
    *length = end - start;
    return true;
}

/* --- rules --- */

static void show_diagnostics(tn__rule_run *run)
{
    const tn__diagnostics *list = &run->report->reading.diagnostics;
    for (size_t i = 0; i < list->n; i++) {
        if (run->rule->diagnostics & (1u << list->items[i].kind)) {
            run->rule->body->on_diagnostic(run, &list->items[i]);
        }
    }
}

static void show_nodes(tn__rule_run *run, const tn_net *net)
{
    for (size_t value = 1; value < net->n_nodes; value++) {
        if (run->rule->nodes == TN_ALL_NODES || tn__layer_of(net, (int)value)->kind->traits & run->rule->nodes) {
            run->rule->body->on_node(run, net, (int)value);
        }
    }
}

/* code: NULL when there is none. */
static void apply_rule(tn__rule_run *run, tn__code *code)
{
    const tn__rule_body *body = run->rule->body;
    if (body->on_diagnostic) {
        show_diagnostics(run);
    }
    if (body->on_code && code) {
        code->run = run;
        body->on_code(run, code);
    }
    for (size_t i = 0; i < run->report->reading.n_models; i++) {
        const tn__model_reading *model = &run->report->reading.models[i];
        if (body->on_model) {
            body->on_model(run, model);
        }
        const tn_net *net = model->net ? model->net : model->stopped; /* what is said before an error is said beside it */
        if (body->on_node && net) {
            run->is_guess = model->is_guess;
            show_nodes(run, net);
        }
    }
}

tn_status tn__check_net(tn_finding **out, int *n, const tn_net *net, tn_error *err)
{
    tn_report report = {0};
    for (int i = 0; i < tn__rules_count; i++) {
        tn__rule_run run = {.rule = &tn__rules[i], .report = &report};
        if (run.rule->severity != TN_ADVICE && run.rule->body->on_node) {
            show_nodes(&run, net);
        }
    }
    if (report.no_memory) {
        tn__free(report.findings);
        return tn__no_memory(err, sizeof *report.findings);
    }
    *out = report.findings;
    *n = (int)report.n;
    return TN_OK;
}

static int compare_findings(const void *a, const void *b)
{
    const tn_finding *x = a, *y = b;
    if (x->primary.span.line != y->primary.span.line) {
        return x->primary.span.line < y->primary.span.line ? -1 : 1;
    }
    if (x->primary.span.column != y->primary.span.column) {
        return x->primary.span.column < y->primary.span.column ? -1 : 1;
    }
    int order = strcmp(x->code, y->code);
    return order ? order : strcmp(x->message, y->message);
}

/* Comments, once it is known which of them silence something. */
static void show_ignores(tn_report *report, const tn__ignores *ignores)
{
    for (int i = 0; i < tn__rules_count; i++) {
        tn__rule_run run = {.rule = &tn__rules[i], .report = report};
        for (size_t k = 0; tn__rules[i].body->on_ignore && k < ignores->n; k++) {
            tn__rules[i].body->on_ignore(&run, &ignores->items[k]);
        }
    }
}

/* Where the text is not Python the tree is a guess: an edit that is right in the tree may make the text worse. */
static void withdraw_repairs(tn_report *report)
{
    bool is_broken = tn__diagnostics_have(&report->reading.diagnostics, TN_DIAG_SYNTAX);
    for (size_t i = 0; is_broken && i < report->n; i++) {
        tn__finding_take_back(&report->findings[i]);
    }
}

static tn_status apply_rules(tn_report *report, tn_error *err)
{
    tn__code code;
    bool has_code = tn__code_open(&code, report);
    for (int i = 0; i < tn__rules_count; i++) {
        tn__rule_run run = {.rule = &tn__rules[i], .report = report};
        apply_rule(&run, has_code ? &code : NULL);
    }
    tn__ignores ignores;
    tn__report_drop_ignored(report, &ignores);
    show_ignores(report, &ignores);
    tn__ignores_release(&ignores);
    withdraw_repairs(report);
    if (report->no_memory) {
        return tn__no_memory(err, sizeof *report->findings);
    }
    if (report->n > 0) {
        qsort(report->findings, report->n, sizeof *report->findings, compare_findings);
    }
    return TN_OK;
}

/* A MODEL text that does not fit the file is no finding about the file. */
static tn_status refuse_model(const tn__reading *reading, tn_error *err)
{
    for (size_t i = 0; i < reading->diagnostics.n; i++) {
        if (reading->diagnostics.items[i].kind == TN_DIAG_MODEL) {
            return tn__diagnostic_fail(&reading->diagnostics.items[i], reading->file, err);
        }
    }
    return TN_OK;
}

tn_status tn_check(tn_report **out, const char *model, const tn_read_options *options, tn_error *err)
{
    tn_status status = TN_OK;
    tn_report *report = tn__alloc(1, sizeof *report);
    if (!report) {
        return tn__no_memory(err, sizeof *report);
    }
    if (options && options->text) {
        report->given_length = options->text_length;
        report->given = tn__strndup(options->text, options->text_length);
        TN_TRY(report->given ? TN_OK : tn__no_memory(err, options->text_length));
    }
    TN_TRY(tn__read_model(&report->reading, model, options, true, err));
    TN_TRY(refuse_model(&report->reading, err));
    TN_TRY(index_lines(report, err));
    TN_TRY(apply_rules(report, err));
    *out = report;
    report = NULL;
done:
    tn_report_free(report);
    return status;
}

void tn_report_free(tn_report *report)
{
    if (report) {
        tn__reading_release(&report->reading);
        tn__free(report->given);
        tn__free(report->lines);
        tn__free(report->findings);
        tn__free(report);
    }
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
    const tn__model_reading *model = &report->reading.models[i];
    *out = (tn_checked_model){.name = model->name,
                              .line = model->place.line,
                              .understood = model->net != NULL && !model->is_part,
                              .guessed = model->is_guess,
                              .left_out = model->left_out};
    if (model->net) {
        out->layers = tn_net_layers(model->net);
        out->dropout_sites = tn_net_dropout_sites(model->net);
    }
}

/* As far as it got; NULL: nowhere. */
static const tn_net *net_of(const tn_report *report, int model)
{
    const tn__model_reading *one = &report->reading.models[model];
    return one->net ? one->net : one->stopped;
}

static int layers_of(const tn_net *net)
{
    return net ? tn_net_layers(net) : 0;
}

int tn_report_layers(const tn_report *report)
{
    int n = 0;
    for (int i = 0; i < tn_report_models(report); i++) {
        n += layers_of(net_of(report, i));
    }
    return n;
}

static tn_span span_of(tn__place place)
{
    return (tn_span){place.line, place.column, place.end_line, place.end_column};
}

void tn_report_layer(const tn_report *report, int i, tn_checked_layer *out)
{
    int model = 0;
    while (i >= layers_of(net_of(report, model))) {
        i -= layers_of(net_of(report, model++));
    }
    const tn_net *net = net_of(report, model);
    const tn__node *node = &net->nodes[i + 1];
    const tn__module *module = &net->modules[node->module];
    *out = (tn_checked_layer){.model = model, .call = span_of(node->place)};
    tn_net_layer(net, i, &out->info);
    out->input = net->nodes[node->n_in > 0 ? node->in[0] : 0].shape;
    if (module->layer.name) {
        out->made = span_of(module->place);
    }
}

int64_t tn_report_not_shown(const tn_report *report)
{
    return (int64_t)report->reading.diagnostics.n_dropped;
}
