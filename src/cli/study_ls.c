#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/text_table.h"
#include "thinnet/study_folder.h"

#define DEFAULT_PLACE "thinnet-out"

typedef struct listing {
    cli_table table;
    bool json, damaged;
    int n;
} listing;

/* A date that sorts as it reads; "" for 0. */
static void print_date(double seconds, char *out, size_t size)
{
    time_t time = (time_t)seconds;
    struct tm parts;
    *out = '\0';
    if (seconds > 0 && localtime_r(&time, &parts)) {
        strftime(out, size, "%Y-%m-%d %H:%M", &parts);
    }
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static void add_json(const char *path, const tn_study_about *about)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "study");
    cli_json_text(&json, "folder", path);
    cli_json_text(&json, "model", about->model);
    cli_json_text(&json, "data", about->data);
    cli_json_text(&json, "design", about->design);
    cli_json_int(&json, "trials", about->trials);
    cli_json_int(&json, "torn_bytes", about->torn);
    cli_json_number(&json, "changed", about->changed);
    cli_json_text(&json, "version", about->version);
    cli_json_end(&json);
}

static void add_row(listing *list, const char *path, const tn_study_about *about)
{
    char date[40];
    print_date(about->changed, date, sizeof date);
    cli_table_cell(&list->table, "%s", path);
    cli_table_cell(&list->table, "%s", about->model);
    cli_table_cell(&list->table, "%s", last_part(about->data));
    cli_table_cell(&list->table, "%s", about->design);
    cli_table_cell(&list->table, "%lld", (long long)about->trials);
    cli_table_cell(&list->table, "%s", date);
}

/* A study that cannot be read does not hide the others. */
static void add_study(listing *list, const char *path)
{
    tn_study_folder *folder;
    tn_error err;
    if (tn_study_folder_open(&folder, path, &err) != TN_OK) {
        cli_report(&err);
        list->damaged = true;
        return;
    }
    tn_study_about about = tn_study_folder_about(folder);
    if (list->json) {
        add_json(path, &about);
    } else {
        add_row(list, path, &about);
    }
    list->n++;
    tn_study_folder_close(folder);
}

/* The studies among the folders of `path`, by name. */
static bool add_below(listing *list, const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    if (n < 0) {
        return false;
    }
    for (int i = 0; i < n; i++) {
        char below[4096];
        int length = snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && length < (int)sizeof below && tn_study_folder_is(below)) {
            add_study(list, below);
        }
        free(entries[i]);
    }
    free(entries);
    return true;
}

static cli_exit add_place(listing *list, const char *path)
{
    if (tn_study_folder_is(path)) {
        add_study(list, path);
        return CLI_FINE;
    }
    return add_below(list, path) ? CLI_FINE : cli_bad_input("name folders that hold studies", "there is no folder %s", path);
}

static void print_head(cli_table *table)
{
    static const char *const heads[] = {"study", "model", "data", "design", "trials", "last trial"};
    cli_table_init(table, "<<<<><");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        cli_table_cell(table, "%s", heads[i]);
    }
    cli_table_line(table);
}

static cli_exit print_list(const listing *list)
{
    if (list->json) {
        return CLI_FINE;
    }
    if (list->n == 0) {
        printf("no studies\n");
        return CLI_FINE;
    }
    return cli_table_print(&list->table) ? CLI_FINE : cli_no_memory();
}

static cli_exit run(const cli_values *values)
{
    listing list = {.json = values->json};
    cli_exit code = CLI_FINE;
    print_head(&list.table);
    if (values->n_arguments == 0) {
        add_below(&list, DEFAULT_PLACE);
    }
    for (int i = 0; i < values->n_arguments && code == CLI_FINE; i++) {
        code = add_place(&list, values->arguments[i]);
    }
    if (code == CLI_FINE) {
        code = print_list(&list);
    }
    cli_table_release(&list.table);
    return code == CLI_FINE && list.damaged ? CLI_BAD_INPUT : code;
}

const cli_command cli_subcommand_ls = {
    .name = "study ls",
    .summary = "the studies of a folder, with their models, data and numbers of trials",
    .usage = "[FOLDER...]",
    .description = "Lists FOLDER if it is a study, else the studies in it; " DEFAULT_PLACE " if none is named.",
    .max_arguments = CLI_ANY_NUMBER,
    .groups = {&cli_common_group},
    .run = run,
};
