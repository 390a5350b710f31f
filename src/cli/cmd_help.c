#include "cli/command.h"

static cli_exit run(const cli_values *values)
{
    if (values->n_arguments == 0) {
        cli_print_help();
        return CLI_FINE;
    }
    const cli_command *command = cli_command_find(values->arguments[0]);
    if (!command) {
        return cli_unknown_command(values->arguments[0]);
    }
    cli_print_command_help(command);
    return CLI_FINE;
}

const cli_command cli_command_help = {
    .name = "help",
    .summary = "this text, or a command's",
    .usage = "[COMMAND]",
    .max_arguments = 1,
    .groups = {&cli_common_group},
    .run = run,
};
