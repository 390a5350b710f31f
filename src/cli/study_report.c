#include <stdio.h>

#include "cli/fault.h"
#include "cli/study_shared.h"
#include "cli/study_view.h"
#include "thinnet/study.h"

static cli_exit print_answer(const tn_study *study, const cli_values *values, bool whole)
{
    const tn_answer *answer = tn_study_answer(study);
    if (values->json) {
        cli_study_json(answer);
        return CLI_FINE;
    }
    cli_exit code = cli_study_print(answer, values->all);
    if (!whole) {
        printf("The study is not finished: thinnet study worker %s\n", values->arguments[0]);
    }
    cli_study_places(answer, values->arguments[0]);
    return code;
}

static cli_exit run(const cli_values *values)
{
    tn_study *study;
    tn_error err;
    bool whole;
    if (tn_study_reopen(&study, values->arguments[0], NULL, &err) != TN_OK) {
        return cli_report(&err);
    }
    cli_exit code = tn_study_look(study, &whole, &err) == TN_OK ? print_answer(study, values, whole) : cli_report(&err);
    tn_study_free(study);
    return code;
}

static const cli_option options[] = {
    {"all", .kind = CLI_FLAG, CLI_AT(all), .text = "show all arms in the table"},
    {0},
};
static const cli_group group = {"What is shown", options};

const cli_command cli_subcommand_report = {
    .name = "study report",
    .summary = "writes report.html, best.patch and trials.db from the trials that are there",
    .usage = "DIR",
    .description = "Trains nothing: a study that is not finished is reported as far as it is known.",
    .min_arguments = 1,
    .max_arguments = 1,
    .groups = {&group, &cli_common_group},
    .run = run,
};
