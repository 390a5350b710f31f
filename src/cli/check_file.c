#include "cli/check_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json_line.h"
#include "cli/repairs.h"

bool cli_is_stdin(const char *model)
{
    return model[0] == '-' && (!model[1] || model[1] == ':');
}

static tn_status fail(tn_error *err, tn_status status, const char *text)
{
    *err = (tn_error){.status = status, .offset = -1};
    snprintf(err->text, sizeof err->text, "%s", text);
    return status;
}

/* --- the source --- */

/* All of stdin, in memory of malloc. */
static tn_status read_stdin(char **out, size_t *length, tn_error *err)
{
    char *text = malloc(CLI_CHECK_STDIN + 1);
    if (!text) {
        return fail(err, TN_NO_MEMORY, "out of memory");
    }
    *length = fread(text, 1, CLI_CHECK_STDIN + 1, stdin);
    if (ferror(stdin) || *length > CLI_CHECK_STDIN) {
        free(text);
        return fail(err, TN_IO,
                    *length > CLI_CHECK_STDIN ? "more than 2 MB on standard input are no model" : "cannot read standard input");
    }
    *out = text;
    return TN_OK;
}

/* Standard input has a name of its own. */
static tn_status check_named(tn_report **out, const char *model, const tn_read_options *options, tn_error *err)
{
    char name[4096];
    snprintf(name, sizeof name, "<stdin>%s", model + 1);
    return tn_check(out, cli_is_stdin(model) ? name : model, options, err);
}

static tn_status check_stdin(tn_report **out, const char *model, tn_read_options options, tn_error *err)
{
    char *text;
    tn_status status = read_stdin(&text, &options.text_length, err);
    if (status == TN_OK) {
        options.text = text;
        status = check_named(out, model, &options, err);
        free(text);
    }
    return status;
}

static tn_status check(tn_report **out, const cli_check_plan *plan, const cli_check_item *item, cli_check_result *result)
{
    tn_report *report = NULL;
    bool reads_stdin = cli_is_stdin(item->model) && !plan->options.text;
    tn_status status = reads_stdin ? check_stdin(&report, item->model, plan->options, &result->err)
                                   : check_named(&report, item->model, &plan->options, &result->err);
    if (status != TN_OK) {
        return status;
    }
    if (plan->values->explain_unknown) { // what settings leave out is not understood either
        *out = report;
        return TN_OK;
    }
    status = tn_report_configure(report, item->settings, plan->values->select, plan->values->ignore, &result->err);
    if (status != TN_OK) {
        tn_report_free(report);
        return status;
    }
    *out = report;
    return TN_OK;
}

/* --- repairs --- */

typedef struct rechecking {
    const cli_check_plan *plan;
    const cli_check_item *item;
    cli_check_result *result;
} rechecking;

static tn_status check_text(tn_report **out, const char *text, size_t length, void *user, tn_error *err)
{
    const rechecking *r = user;
    cli_check_plan of_text = *r->plan;
    of_text.options.text = text;
    of_text.options.text_length = length;
    (void)err; /* the result's, where check() writes */
    return check(out, &of_text, r->item, r->result);
}

static tn_status repair(tn_fixed *out, const tn_report *report, const cli_check_plan *plan, const cli_check_item *item,
                        cli_check_result *result)
{
    rechecking r = {plan, item, result};
    return cli_repair(out, report, plan->values->unsafe_fixes, check_text, &r, &result->err);
}

/* Writes all rounds of repairs at once, and checks what is in the file then. */
static tn_status fix(tn_report **report, const cli_check_plan *plan, const cli_check_item *item, cli_check_result *result)
{
    tn_fixed fixed;
    tn_status status = repair(&fixed, *report, plan, item, result);
    if (status == TN_OK && fixed.text) {
        status = tn_fixed_save(&fixed, tn_report_file(*report), &result->err);
        result->tally.repaired += status == TN_OK ? fixed.n_findings : 0;
        if (status == TN_OK) {
            tn_report_free(*report);
            *report = NULL;
            status = check(report, plan, item, result);
        }
    }
    tn_fixed_release(&fixed);
    return status;
}

/* What --fix would end with. */
static tn_status put_diff(FILE *out, const tn_report *report, const cli_check_plan *plan, const cli_check_item *item,
                          cli_check_result *result)
{
    tn_fixed fixed;
    tn_status status = repair(&fixed, report, plan, item, result);
    if (status == TN_OK) {
        result->tally.repaired += fixed.n_findings;
        fputs(fixed.diff ? fixed.diff : "", out);
    }
    tn_fixed_release(&fixed);
    return status;
}

/* --- what is said --- */

static void add_up(cli_tally *t, const tn_report *report, bool unsafe)
{
    t->files++;
    t->not_shown += tn_report_not_shown(report);
    t->gaps += tn_report_dropped_gaps(report);
    for (int i = 0; i < tn_report_models(report); i++) {
        tn_checked_model model;
        tn_report_model(report, i, &model);
        t->models += !model.left_out;
        t->layers += model.layers;
        t->sites += model.dropout_sites;
    }
    for (int i = 0; i < tn_report_count(report); i++) {
        const tn_finding *one = tn_report_finding(report, i);
        t->found[one->severity]++;
        t->repairable += one->n_edits > 0 && (one->is_safe || unsafe);
    }
}

static void put_models(FILE *out, const tn_report *report)
{
    for (int i = 0; i < tn_report_models(report); i++) {
        tn_checked_model model;
        tn_report_model(report, i, &model);
        cli_json json = cli_json_begin(out);
        cli_json_text(&json, "event", "model");
        cli_json_text(&json, "file", tn_report_file(report));
        cli_json_text(&json, "name", model.name);
        cli_json_int(&json, "line", model.line);
        cli_json_bool(&json, "understood", model.understood);
        cli_json_bool(&json, "guessed", model.guessed);
        cli_json_int(&json, "layers", model.layers);
        cli_json_int(&json, "dropout_sites", model.dropout_sites);
        if (model.left_out) {
            cli_json_text(&json, "left_out", model.left_out);
        }
        cli_json_end(&json);
    }
}

static tn_status put_report(FILE *out, const tn_report *report, const cli_check_plan *plan, cli_check_result *result)
{
    char *text;
    tn_status status = tn_report_render(report, plan->renderer, &plan->terminal, &text, &result->err);
    if (status == TN_OK) {
        fputs(text, out);
        tn_text_free(text);
        if (plan->json_models) {
            put_models(out, report);
        }
    }
    return status;
}

static tn_status run(const cli_check_plan *plan, const cli_check_item *item, FILE *out, cli_check_result *result)
{
    tn_report *report = NULL;
    tn_status status = check(&report, plan, item, result);
    if (status == TN_OK && plan->values->fix) {
        status = fix(&report, plan, item, result);
    }
    if (status == TN_OK && plan->values->diff) {
        status = put_diff(out, report, plan, item, result);
    }
    if (report) {
        add_up(&result->tally, report, plan->values->unsafe_fixes);
        if (plan->values->explain_unknown) {
            cli_unknowns_add(&result->unknowns, report);
        }
        tn_status shown = plan->renderer ? put_report(out, report, plan, result) : TN_OK;
        status = status == TN_OK ? shown : status;
    }
    tn_report_free(report);
    return status;
}

void cli_check_file(const cli_check_plan *plan, const cli_check_item *item, cli_check_result *out)
{
    size_t length;
    *out = (cli_check_result){0};
    FILE *stream = open_memstream(&out->text, &length);
    if (!stream) {
        out->status = fail(&out->err, TN_NO_MEMORY, "out of memory");
        return;
    }
    out->status = run(plan, item, stream, out);
    if (fclose(stream) != 0 && out->status == TN_OK) {
        out->status = fail(&out->err, TN_NO_MEMORY, "out of memory");
    }
}

void cli_check_result_release(cli_check_result *result)
{
    free(result->text);
    cli_unknowns_release(&result->unknowns);
    result->text = NULL;
}
