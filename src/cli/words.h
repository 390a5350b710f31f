/* Texts that are broken at blanks, so that a terminal does not break them within words. */
#ifndef TN_CLI_WORDS_H
#define TN_CLI_WORDS_H

#include "cli/term.h"

/* Columns for help and pages on this stream: those of its terminal, but 100 at most; 100 without one. */
int cli_line_width(cli_stream stream);
/* Prints text[0 .. length), whose first word stands at column `at`; words that would pass `width` go on in a line of their own,
 * indented. Line ends and several blanks count as one blank. */
void cli_print_words(cli_stream stream, const char *text, size_t length, int at, int indent, int width);
/* A message: as wide as the terminal, in one line where there is none. `at`: columns that stand before it. */
void cli_print_message(cli_stream stream, const char *text, int at, int indent);
/* A page of Markdown on stdout: its paragraphs and lists broken for the terminal, its headings bold. Without a terminal as it
 * is. */
void cli_print_page(const char *markdown);

#endif
