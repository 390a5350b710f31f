#include <stdio.h>

#include "cli/command.h"
#include "cli/json_line.h"
#include "thinnet/version.h"

static cli_exit run(const cli_values *values)
{
    if (values->json) {
        cli_json json = cli_json_begin(stdout);
        cli_json_text(&json, "version", tn_version());
        cli_json_end(&json);
    } else {
        printf("thinnet %s\n", tn_version());
    }
    return CLI_FINE;
}

const cli_command cli_command_version = {
    .name = "version",
    .summary = "the version of this program",
    .usage = "[--json]",
    .groups = {&cli_common_group},
    .run = run,
};
