/* The terminal: colours, width, the progress line, Ctrl-C. */
#ifndef TN_CLI_TERM_H
#define TN_CLI_TERM_H

#include <stdbool.h>
#include "cli/command_line.h"

typedef enum cli_stream { CLI_STDOUT, CLI_STDERR } cli_stream;
typedef enum cli_style { CLI_BOLD, CLI_DIM, CLI_RED, CLI_GREEN, CLI_YELLOW, CLI_CYAN } cli_style;

/* `color` decides for both streams; CLI_AUTO: a terminal that is not "dumb", and NO_COLOR
 * (no-color.org) unset or empty. */
void cli_term_start(cli_when color, bool quiet);
bool cli_term_colored(cli_stream stream);
/* Escape sequences, or "" where there is no colour. */
const char *cli_style_on(cli_stream stream, cli_style style);
const char *cli_style_off(cli_stream stream);

/* Columns of the terminal; 0 where the stream is none, or unknown. */
int cli_term_width(cli_stream stream);

/* --- progress, on stderr: one line that is drawn again on a terminal; nothing there with --quiet
 * --- */
bool cli_progress_is_live(void);
/* Draws [====>   ] 42 % text. fraction in [0, 1]. Does nothing elsewhere than on a terminal. */
void cli_progress_draw(double fraction, const char *text);
/* Removes the line, before anything else is printed. */
void cli_progress_clear(void);
/* The same with lines of their own below it, each cut to the terminal's width: `lines` is text with line ends. */
void cli_progress_draw_block(double fraction, const char *text, const char *lines);
/* A line that stays: on a terminal above the progress line; elsewhere plain. Nothing with --quiet.
 */
void cli_progress_line(const char *text);

/* --- Ctrl-C --- */
/* From now on the first SIGINT or SIGTERM only sets what cli_stopped returns; the second one ends
 * the process. */
void cli_catch_stop(void);
bool cli_stopped(void);

#endif
