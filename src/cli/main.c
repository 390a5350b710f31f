/* The program: finds the command, parses its options, runs it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/fault.h"
#include "cli/ranks.h"
#include "cli/suggest.h"
#include "cli/term.h"

const cli_command *const cli_commands[] = {
#define COMMAND(name) &cli_command_##name,
#include "cli/commands.def"
#undef COMMAND
    NULL,
};

const cli_command *cli_command_find(const char *name)
{
    for (const cli_command *const *command = cli_commands; *command; command++) {
        if (strcmp((*command)->name, name) == 0) {
            return *command;
        }
    }
    return NULL;
}

/* The sub-command that `word` names; NULL when it is none. */
static const cli_command *find_subcommand(const cli_command *command, const char *word)
{
    size_t skip = strlen(command->name) + 1;
    for (const cli_command *const *sub = command->subcommands; sub && *sub; sub++) {
        if (strcmp((*sub)->name + skip, word) == 0) {
            return *sub;
        }
    }
    return NULL;
}

cli_exit cli_unknown_command(const char *name)
{
    char help[80] = "'thinnet --help' lists the commands";
    for (const cli_command *const *command = cli_commands; *command; command++) {
        if (cli_is_near(name, (*command)->name)) {
            snprintf(help, sizeof help, "did you mean 'thinnet %s'?", (*command)->name);
        }
    }
    return cli_usage(help, "there is no command '%s'", name);
}

/* A misspelt sub-command would be taken for a MODEL, which names a file.py. False: it is none. */
static bool refuse_subcommand(const cli_command *command, const char *word)
{
    size_t skip = strlen(command->name) + 1;
    for (const cli_command *const *sub = command->subcommands; sub && *sub && !strstr(word, ".py"); sub++) {
        if (cli_is_near(word, (*sub)->name + skip)) {
            char help[80];
            snprintf(help, sizeof help, "did you mean 'thinnet %s'?", (*sub)->name);
            cli_usage(help, "there is no command '%s %s'", command->name, word);
            return true;
        }
    }
    return false;
}

static cli_exit run_command(const cli_command *command, const cli_values *values)
{
    char help[200];
    if (values->help) {
        cli_print_command_help(command);
        return CLI_FINE;
    }
    snprintf(help, sizeof help, "thinnet %s %s", command->name, command->usage);
    if (values->n_arguments < command->min_arguments) {
        return cli_usage(help, "'%s' needs %s", command->name, command->min_arguments == 1 ? "an argument" : "more arguments");
    }
    if (values->n_arguments > command->max_arguments) {
        return cli_usage(help, "'%s' does not take the argument '%s'", command->name, values->arguments[command->max_arguments]);
    }
    return command->run(values);
}

/* Results that could not be written are a failure, however well all else went: a full disk shows
 * only here. */
static cli_exit finish(cli_exit code)
{
    cli_progress_clear();
    errno = 0;
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return cli_bad_input(NULL, "cannot write to standard output: %s", strerror(errno ? errno : EIO));
    }
    return code;
}

static const char *as_command(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        return "help";
    }
    return strcmp(word, "--version") == 0 ? "version" : word;
}

int main(int argc, char **argv)
{
    static cli_values values;
    cli_term_start(CLI_AUTO, false);
    if (argc < 2) {
        return cli_usage("'thinnet --help' lists the commands", "no command is given");
    }
    const cli_command *command = cli_command_find(as_command(argv[1]));
    if (!command) {
        return cli_unknown_command(argv[1]);
    }
    const cli_command *sub = argc > 2 ? find_subcommand(command, argv[2]) : NULL;
    if (argc > 2 && !sub && refuse_subcommand(command, argv[2])) {
        return CLI_USAGE;
    }
    int skip = sub ? 3 : 2;
    command = sub ? sub : command;
    if (cli_rank() > 0) {
        cli_fault_keep(); /* all ranks have the same command line, and the first says what is wrong with it */
    }
    if (!cli_options_parse(&values, command->groups, argc - skip, argv + skip)) {
        return CLI_USAGE;
    }
    cli_fault_release(false);
    cli_term_start((cli_when)values.color, values.quiet);
    return finish(run_command(command, &values));
}
