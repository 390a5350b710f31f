#include <stdio.h>
#include <string.h>

#include "cli/fault.h"
#include "cli/out_file.h"
#include "thinnet/study_folder.h"

static const struct {
    const char *name;
    tn_trial_format format;
} formats[] = {{"csv", TN_TRIALS_CSV}, {"jsonl", TN_TRIALS_JSONL}};

static bool write_text(void *user, const char *bytes, size_t length)
{
    return fwrite(bytes, 1, length, user) == length;
}

static cli_exit export_rows(tn_study_folder *folder, tn_trial_format format, const cli_values *values)
{
    cli_out_file file;
    tn_error err;
    cli_exit code = cli_out_file_open(&file, values->out ? values->out : "-");
    if (code != CLI_FINE) {
        return code;
    }
    tn_status status = tn_study_folder_export(folder, format, values->with_seconds, write_text, file.stream, &err);
    /* A write that failed shows when the file is closed, with its reason. */
    code = status == TN_OK || status == TN_INTERRUPTED ? CLI_FINE : cli_report(&err);
    return cli_out_file_close(&file, code);
}

static cli_exit export_events(tn_study_folder *folder, const cli_values *values)
{
    tn_error err;
    if (!values->out) {
        return cli_usage("--out runs, then: tensorboard --logdir runs", "'study export tensorboard' needs --out FOLDER");
    }
    return tn_study_folder_events(folder, values->out, &err) == TN_OK ? CLI_FINE : cli_report(&err);
}

static cli_exit export_as(tn_study_folder *folder, const cli_values *values)
{
    const char *name = values->arguments[0];
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            return export_rows(folder, formats[i].format, values);
        }
    }
    if (strcmp(name, "tensorboard") == 0) {
        return export_events(folder, values);
    }
    return cli_usage("thinnet study export csv|jsonl|tensorboard DIR", "trials are not exported as '%s'", name);
}

static cli_exit run(const cli_values *values)
{
    tn_study_folder *folder;
    tn_error err;
    if (tn_study_folder_open(&folder, values->arguments[1], &err) != TN_OK) {
        return cli_report(&err);
    }
    cli_exit code = export_as(folder, values);
    tn_study_folder_close(folder);
    return code;
}

static const cli_option options[] = {
    {"out", .kind = CLI_TEXT, CLI_AT(out), .value = "FILE",
     .text = "the file; stdout if not given. For tensorboard the log folder"},
    {"seconds", .kind = CLI_FLAG, CLI_AT(with_seconds),
     .text = "also how long each trial took; without it, equal trials give equal bytes"},
    {0},
};
static const cli_group group = {"Output", options};

const cli_command cli_subcommand_export = {
    .name = "study export",
    .summary = "a study's trials as CSV, as JSON lines with learning curves, or as TensorBoard's event files",
    .usage = "csv|jsonl|tensorboard DIR [--out FILE]",
    .description = "One row a trial, in the order of their ids. DIR/trials.db has the same as SQLite tables.",
    .min_arguments = 2,
    .max_arguments = 2,
    .groups = {&group, &cli_common_group},
    .run = run,
};
