#include "cli/check_closing.h"

#include "cli/json_line.h"
#include "cli/term.h"

void cli_tally_add(cli_tally *sum, const cli_tally *one)
{
    sum->files += one->files;
    sum->models += one->models;
    sum->layers += one->layers;
    sum->sites += one->sites;
    sum->repaired += one->repaired;
    sum->repairable += one->repairable;
    sum->not_shown += one->not_shown;
    sum->gaps += one->gaps;
    for (int i = 0; i <= TN_ADVICE; i++) {
        sum->found[i] += one->found[i];
    }
}

static void print_count(int64_t n, const char *one, const char *many, const char *before)
{
    printf("%s%lld %s", before, (long long)n, n == 1 ? one : many);
}

static void print_looked_at(const cli_tally *t)
{
    print_count(t->models, "model", "models", "");
    print_count(t->layers, "layer", "layers", ", ");
    print_count(t->sites, "dropout site", "dropout sites", ", ");
    if (t->files != 1) {
        print_count(t->files, "file", "files", " in ");
    }
}

static void print_found(const cli_tally *t)
{
    bool wrong = t->found[TN_ERROR] || t->found[TN_WARNING];
    printf("%s", cli_style_on(CLI_STDOUT, t->found[TN_ERROR] ? CLI_RED : wrong ? CLI_YELLOW : CLI_GREEN));
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
}

void cli_print_closing(const cli_tally *t, const char *model, const cli_values *values)
{
    if (model) {
        printf("%s: ", cli_is_stdin(model) ? "<stdin>" : model);
    }
    if (values->fix) {
        printf("%d repaired, ", t->repaired);
    }
    print_found(t);
    printf(" (");
    print_looked_at(t);
    printf(")\n");
    if (t->gaps) {
        print_count(t->gaps, "place is", "places are", "");
        printf(" not understood; --explain-unknown shows which\n");
    }
    if (t->repairable && !values->fix) {
        printf("%d can be repaired by --fix; --diff shows how\n", t->repairable);
    }
}

void cli_print_json_closing(const cli_tally *t, const cli_values *values)
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
    cli_json_int(&json, "not_understood", t->gaps);
    if (values->fix) {
        cli_json_int(&json, "repaired", t->repaired);
    }
    cli_json_int(&json, "repairable", t->repairable);
    cli_json_end(&json);
}

void cli_print_diff_closing(const cli_tally *t)
{
    fprintf(stderr, "%d finding%s would be repaired\n", t->repaired, t->repaired == 1 ? "" : "s");
}
