#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/study_view.h"
#include "cli/text_table.h"
#include "thinnet/study_folder.h"

/* --- one trial --- */

typedef struct search {
    const char *prefix;
    bool json;
    int found;
} search;

static void print_score(const char *part, const tn_score *score)
{
    if (score->n == 0) {
        return;
    }
    if (isnan(score->accuracy)) {
        printf("%-12s RMSE %.6g, loss %.6g, %lld samples\n", part, score->rmse, score->loss, (long long)score->n);
    } else {
        printf("%-12s accuracy %.2f %%, loss %.6g, %lld samples\n", part, 100 * score->accuracy, score->loss,
               (long long)score->n);
    }
}

static bool print_curve(const tn_study_trial *trial)
{
    static const char *const heads[] = {"epoch", "training loss", "validation loss", "validation score"};
    cli_table table;
    cli_table_init(&table, ">>>>");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        cli_table_cell(&table, "%s", heads[i]);
    }
    cli_table_line(&table);
    for (int i = 0; i < trial->n_curve; i++) {
        cli_table_cell(&table, "%d", i + 1);
        cli_table_cell(&table, "%.5g", trial->curve[i].train_loss);
        cli_table_cell(&table, "%.5g", trial->curve[i].validation_loss);
        cli_table_cell(&table, "%.5g", trial->curve[i].validation_score);
    }
    bool printed = cli_table_print(&table);
    cli_table_release(&table);
    return printed;
}

static void json_trial(const tn_study_trial *trial)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "trial");
    cli_json_text(&json, "id", trial->id);
    cli_json_text(&json, "arm", trial->arm);
    cli_json_int(&json, "seed", (int64_t)trial->seed);
    cli_json_text(&json, "state", trial->state);
    cli_json_int(&json, "epochs", trial->epochs);
    cli_json_score(&json, "train", &trial->train);
    cli_json_score(&json, "validation", &trial->validation);
    cli_json_score(&json, "test", &trial->test);
    cli_json_number(&json, "seconds", trial->seconds);
    cli_json_end(&json);
}

static void print_trial(const tn_study_trial *trial)
{
    printf("trial        %s\narm          %s\nseed         %llu\nstate        %s after %lld epochs, %.3g s\n", trial->id,
           trial->arm, (unsigned long long)trial->seed, trial->state, (long long)trial->epochs, trial->seconds);
    print_score("training", &trial->train);
    print_score("validation", &trial->validation);
    print_score("test", &trial->test);
    if (trial->n_curve > 0) {
        putchar('\n');
        print_curve(trial);
    }
}

static tn_status find(void *user, const tn_study_trial *trial, tn_error *err)
{
    search *s = user;
    (void)err;
    if (strncmp(trial->id, s->prefix, strlen(s->prefix)) != 0) {
        return TN_OK;
    }
    if (s->found++ > 0 && !s->json) {
        putchar('\n');
    }
    (s->json ? json_trial : print_trial)(trial);
    return TN_OK;
}

static cli_exit show_trial(tn_study_folder *folder, const cli_values *values)
{
    const char *place = values->arguments[0], *prefix = values->arguments[1];
    search s = {.prefix = prefix, .json = values->json};
    tn_error err;
    if (tn_study_folder_each(folder, find, &s, &err) != TN_OK) {
        return cli_report(&err);
    }
    if (s.found > 0) {
        return CLI_FINE;
    }
    char help[4200];
    snprintf(help, sizeof help, "'thinnet study export csv %s' lists all", place);
    return cli_bad_input(help, "%s has no trial whose id begins with '%s'", place, prefix);
}

/* --- the study --- */

static void print_settings(const char *settings)
{
    while (*settings) {
        int length = (int)strcspn(settings, "\n"), key = (int)strcspn(settings, " \n");
        printf("  %-18.*s%.*s\n", key, settings, length > key ? length - key - 1 : 0, settings + key + (length > key));
        settings += length + (settings[length] == '\n');
    }
}

static void print_about(const tn_study_about *about)
{
    printf("model        %s\ndata         %s (%.*s)\ntrials       %lld\nmade by      thinnet %s\n", about->model, about->data,
           (int)strcspn(about->fingerprint, "\n"), about->fingerprint, (long long)about->trials, about->version);
    if (about->torn > 0) {
        printf("torn         %lld bytes of writes that were cut off, or are under way; they count for nothing\n",
               (long long)about->torn);
    }
    printf("settings\n");
    print_settings(about->settings);
}

static void json_about(const tn_study_about *about)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "study");
    cli_json_text(&json, "model", about->model);
    cli_json_text(&json, "source", about->source);
    cli_json_text(&json, "data", about->data);
    cli_json_text(&json, "settings", about->settings);
    cli_json_int(&json, "trials", about->trials);
    cli_json_int(&json, "torn_bytes", about->torn);
    cli_json_text(&json, "version", about->version);
    cli_json_end(&json);
}

/* The answer needs the data; without them the rest is shown all the same. */
static cli_exit show_answer(const cli_values *values)
{
    tn_study *study;
    tn_error err;
    bool whole;
    tn_status status = tn_study_reopen(&study, values->arguments[0], NULL, &err);
    if (status != TN_OK) {
        return cli_report(&err);
    }
    status = tn_study_peek(study, &whole, &err);
    cli_exit code = status == TN_OK ? CLI_FINE : cli_report(&err);
    if (code == CLI_FINE && values->json) {
        cli_study_json(tn_study_answer(study));
    } else if (code == CLI_FINE) {
        putchar('\n');
        code = cli_study_print(tn_study_answer(study), values->all);
        if (!whole) {
            printf("The study is not finished: thinnet study worker %s\n", values->arguments[0]);
        }
    }
    tn_study_free(study);
    return code;
}

static cli_exit run(const cli_values *values)
{
    tn_study_folder *folder;
    tn_error err;
    if (tn_study_folder_open(&folder, values->arguments[0], &err) != TN_OK) {
        return cli_report(&err);
    }
    cli_exit code = CLI_FINE;
    if (values->n_arguments > 1) {
        code = show_trial(folder, values);
    } else {
        tn_study_about about = tn_study_folder_about(folder);
        (values->json ? json_about : print_about)(&about);
    }
    tn_study_folder_close(folder);
    return code == CLI_FINE && values->n_arguments == 1 ? show_answer(values) : code;
}

static const cli_option options[] = {
    {"all", .kind = CLI_FLAG, CLI_AT(all), .text = "show all arms in the table"},
    {0},
};
static const cli_group group = {"What is shown", options};

const cli_command cli_subcommand_show = {
    .name = "study show",
    .summary = "what a study is of, and what its trials say so far; or one trial",
    .usage = "DIR [TRIAL]",
    .description = "Trains nothing and writes nothing. TRIAL is the beginning of a trial's id, as 'study export' lists them.",
    .min_arguments = 1,
    .max_arguments = 2,
    .groups = {&group, &cli_common_group},
    .run = run,
};
