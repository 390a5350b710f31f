#include <stdio.h>
#include <time.h>

#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/study_shared.h"
#include "cli/term.h"
#include "thinnet/study_folder.h"

/* Whoever makes the study may be started later than its workers. */
static bool wait_for(const char *folder, int64_t seconds)
{
    const struct timespec nap = {0, 200000000};
    for (int64_t i = 0; i < 5 * seconds && !tn_study_folder_is(folder) && !cli_stopped(); i++) {
        nanosleep(&nap, NULL);
    }
    return tn_study_folder_is(folder);
}

static cli_exit tell(const tn_study *study, const cli_values *values, bool stopped)
{
    const char *folder = values->arguments[0];
    long long trials = (long long)tn_study_trials(study);
    if (!cli_study_speaks()) {
        return cli_stopped() ? CLI_STOPPED : CLI_FINE;
    }
    if (values->json) {
        cli_json json = cli_json_begin(stdout);
        cli_json_text(&json, "event", "worker");
        cli_json_text(&json, "folder", folder);
        cli_json_int(&json, "trials", trials);
        cli_json_bool(&json, "finished", !stopped);
        cli_json_end(&json);
    } else {
        printf("%s: %s with %lld trials\n", folder, stopped ? "stopped" : "finished", trials);
    }
    return cli_stopped() ? CLI_STOPPED : CLI_FINE;
}

static cli_exit run(const cli_values *values)
{
    const char *folder = values->arguments[0];
    tn_study_options options = tn_study_options_default();
    tn_study *study;
    tn_error err;
    bool stopped;
    cli_exit code = cli_study_running(&options, values);
    if (code != CLI_FINE) {
        return code;
    }
    cli_catch_stop();
    if (values->wait > 0 && !wait_for(folder, values->wait) && cli_stopped()) {
        return CLI_STOPPED;
    }
    if (tn_study_reopen(&study, folder, &options, &err) != TN_OK) {
        return cli_report(&err);
    }
    code = cli_study_run(study, values->json, &stopped);
    code = code == CLI_FINE ? tell(study, values, stopped) : code;
    tn_study_free(study);
    return code;
}

static const cli_option options[] = {
    {"jobs", .kind = CLI_INT, CLI_AT(jobs), .value = "N", .fallback = "0", .min = 0, .max = 1024,
     .text = "trials side by side; 0: one a processor"},
    {"time", .kind = CLI_TEXT, CLI_AT(time), .value = "90s|10m|2h", .text = "end after this time"},
    {"wait", .kind = CLI_INT, CLI_AT(wait), .value = "SECONDS", .fallback = "0", .min = 0, .max = 1e6,
     .text = "wait so long for a study that is not there yet"},
    {"log-dir", .kind = CLI_TEXT, CLI_AT(log_dir), .value = "DIR", .text = "write TensorBoard's event files of its trials there"},
    {0},
};
static const cli_group group = {"Work", options};

const cli_command cli_subcommand_worker = {
    .name = "study worker",
    .summary = "works on a study beside any number of other workers, on any machines that share the folder",
    .usage = "DIR [--jobs N] [--time 2h]",
    .description = "Takes trials that nobody else has, until the study is finished. A worker that is killed costs the trials\n"
                   "it was at; another worker takes them over. SIGTERM and Ctrl-C end it cleanly, with exit code 130.",
    .min_arguments = 1,
    .max_arguments = 1,
    .groups = {&group, &cli_common_group},
    .run = run,
};
