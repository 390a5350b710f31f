#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/model_input.h"
#include "cli/python_files.h"
#include "cli/suggest.h"
#include "cli/term.h"
#include "thinnet/check.h"

#define MAX_STDIN ((size_t)2 << 20)

/* What all files together had. */
typedef struct tally {
    int files, models, layers, sites;
    int64_t found[TN_ADVICE + 1], not_shown;
} tally;

/* --- the source on standard input --- */

static bool is_stdin(const char *model)
{
    return model[0] == '-' && (!model[1] || model[1] == ':');
}

/* All of stdin, in memory of malloc; NULL after telling why not. */
static char *read_stdin(size_t *length)
{
    char *text = malloc(MAX_STDIN + 1);
    if (!text) {
        cli_no_memory();
        return NULL;
    }
    *length = fread(text, 1, MAX_STDIN + 1, stdin);
    if (!ferror(stdin) && *length <= MAX_STDIN) {
        return text;
    }
    cli_bad_input(NULL, ferror(stdin) ? "cannot read standard input"
                                      : "more than 2 MB on standard input are no model");
    free(text);
    return NULL;
}

static cli_exit check_stdin(tn_report **out, const char *model, tn_read_options *options)
{
    tn_error err;
    char name[4096];
    char *text = read_stdin(&options->text_length);
    if (!text) {
        return CLI_BAD_INPUT;
    }
    snprintf(name, sizeof name, "<stdin>%s", model + 1);
    options->text = text;
    tn_status status = tn_check(out, name, options, &err);
    options->text = NULL;
    free(text);
    return status == TN_OK ? CLI_FINE : cli_report(&err);
}

/* --- one file --- */

static cli_exit print_report(const tn_report *report, const cli_values *values)
{
    static const char *const renderers[] = {"text", "concise", "json", "github"};
    char *text;
    tn_error err;
    const char *renderer = values->json ? "json" : renderers[values->format];
    if (tn_report_render(report, renderer, cli_term_colored(CLI_STDOUT), &text, &err) != TN_OK) {
        return cli_report(&err);
    }
    fputs(text, stdout);
    tn_text_free(text);
    return CLI_FINE;
}

static void print_json_models(const tn_report *report)
{
    for (int i = 0; i < tn_report_models(report); i++) {
        tn_checked_model model;
        tn_report_model(report, i, &model);
        cli_json json = cli_json_begin(stdout);
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

static void add_to(tally *t, const tn_report *report)
{
    t->files++;
    t->not_shown += tn_report_not_shown(report);
    for (int i = 0; i < tn_report_models(report); i++) {
        tn_checked_model model;
        tn_report_model(report, i, &model);
        t->models += !model.left_out;
        t->layers += model.layers;
        t->sites += model.dropout_sites;
    }
    for (int i = 0; i < tn_report_count(report); i++) {
        t->found[tn_report_finding(report, i)->severity]++;
    }
}

static cli_exit check_one(const char *model, const cli_values *values,
                          const tn_read_options *options, tally *t)
{
    tn_report *report = NULL;
    tn_error err;
    tn_read_options own = *options;
    cli_exit code = CLI_FINE;
    if (is_stdin(model)) {
        code = check_stdin(&report, model, &own);
    } else if (tn_check(&report, model, &own, &err) != TN_OK) {
        code = cli_report(&err);
    }
    if (code == CLI_FINE && tn_report_filter(report, values->select, values->ignore, &err) != TN_OK) {
        code = cli_usage(*err.help ? err.help : NULL, "%s", err.text);
    }
    if (code == CLI_FINE) {
        add_to(t, report);
        code = print_report(report, values);
        if (values->json || values->format == 2) {
            print_json_models(report);
        }
    }
    tn_report_free(report);
    return code;
}

typedef struct checking {
    const cli_values *values;
    const tn_read_options *options;
    tally *tally;
    cli_exit worst;
} checking;

static void check_file(const char *model, void *user)
{
    checking *c = user;
    cli_exit code = check_one(model, c->values, c->options, c->tally);
    c->worst = code > c->worst ? code : c->worst;
}

/* --- the closing line --- */

static void print_count(int64_t n, const char *one, const char *many, const char *before)
{
    printf("%s%lld %s", before, (long long)n, n == 1 ? one : many);
}

static void print_looked_at(const tally *t)
{
    print_count(t->models, "model", "models", "");
    print_count(t->layers, "layer", "layers", ", ");
    print_count(t->sites, "dropout site", "dropout sites", ", ");
    if (t->files != 1) {
        print_count(t->files, "file", "files", " in ");
    }
}

static void print_closing(const tally *t, const char *model)
{
    bool wrong = t->found[TN_ERROR] || t->found[TN_WARNING];
    cli_style style = t->found[TN_ERROR] ? CLI_RED : wrong ? CLI_YELLOW : CLI_GREEN;
    if (t->files == 1) {
        printf("%s: ", is_stdin(model) ? "<stdin>" : model);
    }
    printf("%s", cli_style_on(CLI_STDOUT, style));
    if (!wrong) {
        printf("%s", t->models ? "nothing wrong" : "no model was checked");
    }
    if (t->found[TN_ERROR]) {
        print_count(t->found[TN_ERROR], "error", "errors", "");
    }
    if (t->found[TN_WARNING]) {
        print_count(t->found[TN_WARNING], "warning", "warnings", t->found[TN_ERROR] ? ", " : "");
    }
    printf("%s", cli_style_off(CLI_STDOUT));
    if (t->found[TN_ADVICE]) {
        print_count(t->found[TN_ADVICE], "piece of advice", "pieces of advice", ", ");
    }
    if (t->not_shown) {
        print_count(t->not_shown, "more is not shown", "more are not shown", ", ");
    }
    printf(" (");
    print_looked_at(t);
    printf(")\n");
}

static void print_json_closing(const tally *t)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "checked");
    cli_json_int(&json, "files", t->files);
    cli_json_int(&json, "models", t->models);
    cli_json_int(&json, "layers", t->layers);
    cli_json_int(&json, "dropout_sites", t->sites);
    cli_json_int(&json, "errors", t->found[TN_ERROR]);
    cli_json_int(&json, "warnings", t->found[TN_WARNING]);
    cli_json_int(&json, "advice", t->found[TN_ADVICE]);
    cli_json_int(&json, "not_shown", t->not_shown);
    cli_json_end(&json);
}

/* --- --explain --- */

static void list_rules(void)
{
    for (int i = 0; i < tn_rules(); i++) {
        const char *name;
        tn_severity severity;
        const char *code = tn_rule(i, &name, &severity);
        printf("%s  %-8s %s\n", code, tn_severity_name(severity), name);
    }
}

static cli_exit explain(const char *code)
{
    char upper[16];
    if (strcmp(code, "all") == 0) {
        list_rules();
        return CLI_FINE;
    }
    snprintf(upper, sizeof upper, "%s", code);
    for (char *c = upper; *c; c++) {
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    }
    const char *page = tn_rule_page(upper);
    if (!page) {
        return cli_usage("'thinnet check --explain all' lists the rules", "there is no rule '%s'",
                         code);
    }
    fputs(page, stdout);
    return CLI_FINE;
}

static cli_exit run(const cli_values *values)
{
    tn_read_options options = {0};
    tally t = {0};
    cli_exit worst = CLI_FINE;
    if (values->explain) {
        return explain(values->explain);
    }
    if (values->n_arguments == 0) {
        return cli_usage("thinnet check net.py", "'check' needs a model's file");
    }
    if (values->input && !cli_parse_input(values->input, &options)) {
        return CLI_USAGE;
    }
    checking c = {values, &options, &t, CLI_FINE};
    for (int i = 0; i < values->n_arguments; i++) {
        if (!cli_each_python_file(values->arguments[i], check_file, &c)) {
            check_file(values->arguments[i], &c);
        }
    }
    worst = c.worst;
    if (t.files && (values->json || values->format == 2)) {
        print_json_closing(&t);
    } else if (t.files && values->format == 0) {
        print_closing(&t, values->arguments[0]);
    }
    return worst == CLI_FINE && (t.found[TN_ERROR] || t.found[TN_WARNING]) ? CLI_FINDINGS : worst;
}

static const cli_option options[] = {
    {"input", .kind = CLI_TEXT, CLI_AT(input), .value = "CxHxW",
     .text = "shape of one sample, as 3x32x32 or 784; if not given, what the first layer takes "
             "where that is enough"},
    {"format", .kind = CLI_CHOICE, CLI_AT(format), .value = "text|concise|json|github", .fallback = "text",
     .text = "how findings are printed"},
    {"select", .kind = CLI_TEXT, CLI_AT(select), .value = "CODES",
     .text = "only rules whose codes begin so, as TN2,TN301"},
    {"ignore", .kind = CLI_TEXT, CLI_AT(ignore), .value = "CODES",
     .text = "no rules whose codes begin so; '# thinnet: ignore[TN204]' in the source silences "
             "a line"},
    {"explain", .kind = CLI_TEXT, CLI_AT(explain), .value = "CODE",
     .text = "show the page of a rule, as TN101; all lists the rules"},
    {0},
};
static const cli_group group = {"Options", options};

const cli_command cli_command_check = {
    .name = "check",
    .summary = "says what is wrong with a model's source, like a compiler",
    .usage = "FILE.py[:CALL]|FOLDER ... [--input CxHxW] [options]",
    .description = "A FILE.py without a call has all of its classes checked that can be made "
                   "without arguments.\n"
                   "A FOLDER is all .py files below it; - is stdin.\n"
                   "Exit code 1 where there are errors or warnings; advice is no fault.\n"
                   "  thinnet check 'net.py:SimpleCNN()' --input 3x32x32",
    .max_arguments = CLI_MAX_ARGUMENTS,
    .groups = {&group, &cli_common_group},
    .run = run,
};
