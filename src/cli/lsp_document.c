#include "cli/lsp_document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/lsp_text.h"
#include "cli/repairs.h"

#define MOST_USES 6      /* of one layer that a hover tells */
#define MOST_LAYERS 2000 /* that a hover looks at */

lsp_document *lsp_document_new(const char *uri)
{
    lsp_document *document = calloc(1, sizeof *document);
    if (document) {
        document->uri = strdup(uri);
        document->path = lsp_path(uri);
        if (!document->uri || !document->path || !lsp_document_set_text(document, "", 0)) {
            lsp_document_free(document);
            document = NULL;
        }
    }
    return document;
}

void lsp_document_free(lsp_document *document)
{
    if (document) {
        tn_report_free(document->report);
        free(document->uri);
        free(document->path);
        free(document->text);
        free(document);
    }
}

bool lsp_document_set_text(lsp_document *document, const char *text, size_t length)
{
    char *copy = malloc(length + 1);
    if (!copy) {
        return false;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    free(document->text);
    document->text = copy;
    document->length = length;
    document->dirty = true;
    return true;
}

/* A text, as the document's path and the client's choices have it checked. */
typedef struct checking {
    const char *path;
    const lsp_options *options;
} checking;

static tn_status check_text(tn_report **out, const char *text, size_t length, void *user, tn_error *err)
{
    const checking *c = user;
    tn_settings *settings = NULL;
    tn_report *report = NULL;
    tn_read_options read = c->options->read;
    read.text = text;
    read.text_length = length;
    tn_status status = tn_settings_find(&settings, c->path, err);
    if (status == TN_OK) {
        status = tn_check(&report, c->path, &read, err);
    }
    if (status == TN_OK) {
        status = tn_report_configure(report, settings, c->options->select, c->options->ignore, err);
    }
    tn_settings_free(settings);
    if (status != TN_OK) {
        tn_report_free(report);
        report = NULL;
    }
    *out = report;
    return status;
}

/* Files, and those that are not saved yet. What editors show beside, cells of notebooks and older versions of files, is no module
 * that somebody writes. */
static bool is_module(const char *uri)
{
    static const char *const schemes[] = {"file:", "untitled:", "inmemory:"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strncmp(uri, schemes[i], strlen(schemes[i])) == 0) {
            return true;
        }
    }
    return !strchr(uri, ':');
}

/* A document that nobody wants checked is one without a report. */
static tn_status find_wanted(const lsp_document *document, bool *wanted, tn_error *err)
{
    tn_settings *settings = NULL;
    *wanted = is_module(document->uri);
    tn_status status = *wanted ? tn_settings_find(&settings, document->path, err) : TN_OK;
    *wanted = *wanted && status == TN_OK && !tn_settings_exclude(settings, document->path);
    tn_settings_free(settings);
    return status;
}

tn_status lsp_document_check(lsp_document *document, const lsp_options *options, tn_error *err)
{
    tn_report *report = NULL;
    checking c = {document->path, options};
    bool wanted;
    document->dirty = false;
    tn_status status = find_wanted(document, &wanted, err);
    if (wanted) {
        status = check_text(&report, document->text, document->length, &c, err);
    }
    tn_report_free(document->report);
    document->report = report;
    return status;
}

/* --- diagnostics --- */

static json_t *related(const lsp_document *document, const lsp_options *options, const tn_finding *one)
{
    json_t *list = json_array();
    for (int i = 0; i < one->n_notes; i++) {
        json_array_append_new(list, json_pack("{s:{s:s, s:o}, s:s}", "location", "uri", document->uri, "range",
                                              lsp_range(document, options, &one->notes[i].span), "message", one->notes[i].text));
    }
    return list;
}

static void write_message(const tn_finding *one, char *out, size_t size)
{
    int used = snprintf(out, size, "%s", one->message);
    for (int i = 0; i < one->n_helps && used >= 0 && (size_t)used < size; i++) {
        used += snprintf(out + used, size - (size_t)used, "\nhelp: %s", one->help[i]);
    }
}

static json_t *diagnostic(const lsp_document *document, const lsp_options *options, const tn_finding *one)
{
    static const int severities[] = {1, 2, 3}; // Error, Warning, Information
    char message[sizeof one->message + sizeof one->help + TN_MAX_LABELS * 8];
    write_message(one, message, sizeof message);
    return json_pack("{s:o, s:i, s:s, s:s, s:s, s:o}", "range", lsp_range(document, options, &one->primary.span), "severity",
                     severities[one->severity], "code", one->code, "source", "thinnet", "message", message, "relatedInformation",
                     related(document, options, one));
}

json_t *lsp_document_diagnostics(const lsp_document *document, const lsp_options *options)
{
    json_t *list = json_array();
    for (int i = 0; document->report && i < tn_report_count(document->report); i++) {
        json_array_append_new(list, diagnostic(document, options, tn_report_finding(document->report, i)));
    }
    return list;
}

/* --- quick fixes --- */

static json_t *action(const lsp_document *document, const char *title, const char *kind, json_t *edits)
{
    return json_pack("{s:s, s:s, s:{s:{s:o}}}", "title", title, "kind", kind, "edit", "changes", document->uri, edits);
}

static void add_fix(json_t *list, const lsp_document *document, const lsp_options *options, const tn_finding *one)
{
    json_t *edits = json_array();
    for (int i = 0; i < one->n_edits; i++) {
        json_array_append_new(edits, json_pack("{s:o, s:s}", "range", lsp_range(document, options, &one->edits[i].span),
                                               "newText", one->edits[i].text));
    }
    json_t *made = action(document, one->fix, "quickfix", edits);
    json_object_set_new(made, "diagnostics", json_pack("[o]", diagnostic(document, options, one)));
    json_object_set_new(made, "isPreferred", json_boolean(one->is_safe));
    json_array_append_new(list, made);
}

/* Whether a comment can be put at the end of a line, as far as the line alone tells. */
static bool may_end_in_comment(const char *line, size_t length)
{
    return length > 0 && line[length - 1] != '\\' && !memmem(line, length, "\"\"\"", 3) && !memmem(line, length, "'''", 3) &&
           !memmem(line, length, "thinnet:", strlen("thinnet:"));
}

static void add_ignore(json_t *list, const lsp_document *document, const lsp_options *options, const tn_finding *one)
{
    char title[64], comment[64];
    size_t length;
    const char *line = lsp_line(document, one->primary.span.end_line, &length);
    if (!line || !may_end_in_comment(line, length)) {
        return;
    }
    snprintf(title, sizeof title, "ignore %s on this line", one->code);
    snprintf(comment, sizeof comment, "  # thinnet: ignore[%s]", one->code);
    tn_span end = {one->primary.span.end_line, (int)length + 1, one->primary.span.end_line, (int)length + 1};
    json_t *edits = json_pack("[{s:o, s:s}]", "range", lsp_range(document, options, &end), "newText", comment);
    json_t *made = action(document, title, "quickfix", edits);
    json_object_set_new(made, "diagnostics", json_pack("[o]", diagnostic(document, options, one)));
    json_array_append_new(list, made);
}

/* As many rounds as `thinnet check --fix` makes. */
static void add_fix_all(json_t *list, const lsp_document *document, const lsp_options *options)
{
    tn_fixed fixed;
    checking c = {document->path, options};
    if (cli_repair(&fixed, document->report, false, check_text, &c, NULL) != TN_OK) {
        return;
    }
    if (fixed.text) { // the protocol cuts an end beyond the document back to its end
        json_t *edits = json_pack("[{s:{s:{s:i, s:i}, s:{s:i, s:i}}, s:s%}]", "range", "start", "line", 0, "character", 0, "end",
                                  "line", INT32_MAX, "character", 0, "newText", fixed.text, fixed.length);
        json_array_append_new(list, action(document, "make all safe repairs of thinnet", "source.fixAll.thinnet", edits));
    }
    tn_fixed_release(&fixed);
}

static bool is_before(int line, int column, int other_line, int other_column)
{
    return line < other_line || (line == other_line && column < other_column);
}

static bool touches(const tn_span *span, int line, int column, int end_line, int end_column)
{
    return !is_before(span->end_line, span->end_column, line, column) &&
           !is_before(end_line, end_column, span->line, span->column);
}

json_t *lsp_document_actions(const lsp_document *document, const lsp_options *options, const json_t *range, bool quick, bool all)
{
    int line, column, end_line, end_column;
    json_t *list = json_array();
    if (!document->report || !lsp_place(document, options, json_object_get(range, "start"), &line, &column) ||
        !lsp_place(document, options, json_object_get(range, "end"), &end_line, &end_column)) {
        return list;
    }
    for (int i = 0; quick && i < tn_report_count(document->report); i++) {
        const tn_finding *one = tn_report_finding(document->report, i);
        if (!touches(&one->primary.span, line, column, end_line, end_column)) {
            continue;
        }
        if (one->n_edits > 0) {
            add_fix(list, document, options, one);
        }
        add_ignore(list, document, options, one);
    }
    if (all) {
        add_fix_all(list, document, options);
    }
    return list;
}

/* --- hover --- */

static bool holds(const tn_span *span, int line, int column)
{
    return span->line > 0 && !is_before(line, column, span->line, span->column) &&
           !is_before(span->end_line, span->end_column, line, column);
}

static bool is_inside(const tn_span *inner, const tn_span *outer)
{
    return !is_before(inner->line, inner->column, outer->line, outer->column) &&
           !is_before(outer->end_line, outer->end_column, inner->end_line, inner->end_column);
}

static bool is_equal(const tn_span *a, const tn_span *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static int count_layers(const tn_report *report)
{
    int n = tn_report_layers(report);
    return n < MOST_LAYERS ? n : MOST_LAYERS;
}

/* The innermost call or construction of a layer around the position. */
static bool find_span(const tn_report *report, int line, int column, tn_span *out)
{
    bool found = false;
    for (int i = 0, layers = count_layers(report); i < layers; i++) {
        tn_checked_layer layer;
        tn_report_layer(report, i, &layer);
        const tn_span *spans[] = {&layer.call, &layer.made};
        for (int k = 0; k < 2; k++) {
            if (holds(spans[k], line, column) && (!found || is_inside(spans[k], out))) {
                *out = *spans[k];
                found = true;
            }
        }
    }
    return found;
}

static void put_shape(FILE *out, const tn_shape *shape)
{
    if (shape->rank < 0) {
        fputc('?', out);
        return;
    }
    fputc('[', out);
    for (int i = 0; i < shape->rank; i++) {
        fputs(i ? ", " : "", out);
        if (i == shape->batch && shape->dim[i] == 1) {
            fputc('N', out);
        } else if (shape->dim[i] == TN_DIM_UNKNOWN) {
            fputc('?', out);
        } else {
            fprintf(out, "%lld%s", (long long)shape->dim[i], i == shape->batch ? "*N" : "");
        }
    }
    fputc(']', out);
}

static void put_layer(FILE *out, const tn_report *report, const tn_checked_layer *layer)
{
    tn_checked_model model;
    tn_report_model(report, layer->model, &model);
    const tn_layer_info *info = &layer->info;
    fprintf(out, "**%s** ", *info->name ? info->name : info->kind);
    if (*info->kind) {
        fprintf(out, "%s(%s)", info->kind, info->arguments);
    } else {
        fputs("followed without being run", out);
    }
    if (layer->info.dropout_site >= 0 && !model.guessed) {
        fprintf(out, ": drops with probability %g, site %d of %s", layer->info.p, layer->info.dropout_site, model.name);
    }
    if (model.guessed) {
        fprintf(out, "\n\n%s has no defaults: its sizes and rates are not known", model.name);
        return;
    }
    fputs("\n\n`", out);
    put_shape(out, &layer->input);
    fputs(" -> ", out);
    put_shape(out, &layer->info.output);
    fputc('`', out);
    if (layer->info.parameters > 0) {
        fprintf(out, ", %lld parameters", (long long)layer->info.parameters);
    }
}

static void put_layers(FILE *out, const tn_report *report, const tn_span *span)
{
    int n = 0;
    for (int i = 0, layers = count_layers(report); i < layers; i++) {
        tn_checked_layer layer;
        tn_report_layer(report, i, &layer);
        if (!is_equal(&layer.call, span) && !is_equal(&layer.made, span)) {
            continue;
        }
        n++;
        if (n <= MOST_USES) {
            fputs(n > 1 ? "\n\n" : "", out);
            put_layer(out, report, &layer);
        }
    }
    if (n > MOST_USES) {
        fprintf(out, "\n\nand %d more", n - MOST_USES);
    }
}

json_t *lsp_document_hover(const lsp_document *document, const lsp_options *options, const json_t *position)
{
    int line, column;
    tn_span span;
    char *text = NULL;
    size_t length;
    if (!document->report || !lsp_place(document, options, position, &line, &column) ||
        !find_span(document->report, line, column, &span)) {
        return json_null();
    }
    FILE *out = open_memstream(&text, &length);
    if (!out) {
        return NULL;
    }
    put_layers(out, document->report, &span);
    bool good = fclose(out) == 0;
    json_t *hover = good ? json_pack("{s:{s:s, s:s}, s:o}", "contents", "kind", "markdown", "value", text, "range",
                                     lsp_range(document, options, &span))
                         : NULL;
    free(text);
    return hover;
}
