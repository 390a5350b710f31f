/* A result file: whole or not at all. */
#ifndef TN_CLI_OUT_FILE_H
#define TN_CLI_OUT_FILE_H

#include <stdio.h>
#include "cli/command.h"

typedef struct cli_out_file {
    FILE *stream;     /* write here */
    const char *path; /* borrowed; "-" is stdout */
    char *temporary;  /* owned; NULL when written in place: stdout, a pipe, a device */
} cli_out_file;

/* A regular file is written beside its place and renamed by commit. What goes wrong is told. */
cli_exit cli_out_file_open(cli_out_file *out, const char *path);
/* Ends the file well when `code` is CLI_FINE, and returns it or what went wrong; else leaves the
 * old file as it was. */
cli_exit cli_out_file_close(cli_out_file *file, cli_exit code);
/* Whether a file can be made at `path` (NULL is fine): asked before long work rather than after it.
 */
cli_exit cli_check_place(const char *path);

/* A folder and those that lead to it, unless they are there. `help` says how to name another one. */
cli_exit cli_make_folder(const char *path, const char *help);

#endif
