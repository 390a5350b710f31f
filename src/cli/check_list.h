/* The files that a `thinnet check` looks at, with the settings of their projects. */
#ifndef TN_CLI_CHECK_LIST_H
#define TN_CLI_CHECK_LIST_H

#include "cli/check_file.h"

typedef struct cli_settings_of {
    char *folder;          /* owned */
    tn_settings *settings; /* owned; NULL: none */
} cli_settings_of;

typedef struct cli_check_list {
    cli_check_item *items; /* in the order of the arguments, folders' files sorted */
    size_t n, capacity;
    cli_settings_of *folders; /* what was looked up */
    size_t n_folders, folders_capacity;
    tn_settings *given; /* of --config */
    bool no_settings;   /* --config none */
    bool unread;        /* a folder could not be read, which was told */
} cli_check_list;

/* Files, FILE.py:CALL, folders and "-" of the command line. A fault is told; the list is to be released in any case. */
cli_exit cli_check_list_open(cli_check_list *out, const cli_values *values);
void cli_check_list_release(cli_check_list *list);

#endif
