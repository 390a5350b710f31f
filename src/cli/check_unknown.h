/* `thinnet check --explain-unknown`: what was not understood, counted by kind, with its places. */
#ifndef TN_CLI_CHECK_UNKNOWN_H
#define TN_CLI_CHECK_UNKNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "thinnet/check.h"

typedef struct cli_unknown {
    char *kind;    /* the message without what is special to the place: "the argument '...' has no value"; owned */
    char *message; /* owned */
    char *file;    /* owned */
    int line, column;
} cli_unknown;

/* Zeroed: none. From malloc; `no_memory`: some are missing. */
typedef struct cli_unknowns {
    cli_unknown *items;
    size_t n, capacity;
    int classes, understood; /* that were looked at, and those of them that were understood from input to output */
    bool no_memory;
} cli_unknowns;

/* Adds what one report has. */
void cli_unknowns_add(cli_unknowns *sum, const tn_report *report);
/* Moves what `one` has to the end of `sum`. */
void cli_unknowns_move(cli_unknowns *sum, cli_unknowns *one);
/* Prints kinds, the most frequent first and within one number in the order of their names, each with its places in the order of
 * files; sorts the items. json: an object a line, "unknown" for a kind and "unknown_place" for each of its places. */
void cli_unknowns_print(cli_unknowns *all, bool json);
void cli_unknowns_release(cli_unknowns *all);

#endif
