/* A command: one row of commands.def, one file cmd_<name>.c that ends with its cli_command. */
#ifndef TN_CLI_COMMAND_H
#define TN_CLI_COMMAND_H

#include "cli/command_line.h"

/* Exit codes, as `thinnet --help` states them. */
typedef enum cli_exit {
    CLI_FINE = 0,
    CLI_FINDINGS = 1,  /* check found something wrong */
    CLI_USAGE = 2,     /* the command line is wrong */
    CLI_BAD_INPUT = 3, /* a file, model or data set is wrong */
    CLI_INTERNAL = 4,  /* thinnet is wrong, or memory is short */
    CLI_STOPPED = 130  /* Ctrl-C; what was known is kept */
} cli_exit;

#define CLI_MAX_GROUPS 6

typedef struct cli_command {
    const char *name;
    const char *summary;                          /* one line for `thinnet --help` */
    const char *usage;                            /* what follows "thinnet NAME" */
    const char *description;                      /* paragraphs for `thinnet NAME --help`; lines of at most 100 columns */
    const struct cli_command *const *subcommands; /* that the first argument may name; ended by NULL. NULL: none */
    int min_arguments, max_arguments;             /* besides options */
    const cli_group *groups[CLI_MAX_GROUPS + 1];  /* ended by NULL */
    cli_exit (*run)(const cli_values *values);
} cli_command;

#define COMMAND(name) extern const cli_command cli_command_##name;
#include "cli/commands.def"
#undef COMMAND

extern const cli_command *const cli_commands[];        /* in table order, ended by NULL */
const cli_command *cli_command_find(const char *name); /* NULL when unknown */
cli_exit cli_unknown_command(const char *name);        /* with what may have been meant */

/* Sub-commands are named with their command: "study ls" in study_commands.def, file study_ls.c. */
#define SUBCOMMAND(name) extern const cli_command cli_subcommand_##name;
#include "cli/study_commands.def"
#undef SUBCOMMAND

/* --- help.c --- */
void cli_print_help(void); /* of the program, on stdout */
void cli_print_command_help(const cli_command *command);

#endif
