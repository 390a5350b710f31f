#include "cli/words.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define WIDEST 100
#define NARROWEST 40

int cli_line_width(cli_stream stream)
{
    int width = cli_term_width(stream);
    return width <= 0 || width > WIDEST ? WIDEST : width < NARROWEST ? NARROWEST : width;
}

/* Characters of UTF-8, each a column. */
static int count_columns(const char *text, size_t length)
{
    int n = 0;
    for (size_t i = 0; i < length; i++) {
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return n;
}

void cli_print_words(cli_stream stream, const char *text, size_t length, int at, int indent, int width)
{
    FILE *out = stream == CLI_STDOUT ? stdout : stderr;
    const char *end = text + length;
    for (bool first = true;; first = false) {
        text += strspn(text, " \n");
        if (text >= end) {
            return;
        }
        size_t word = strcspn(text, " \n");
        word = word < (size_t)(end - text) ? word : (size_t)(end - text);
        int columns = count_columns(text, word);
        if (!first && columns >= width - at) {
            fprintf(out, "\n%*s", indent, "");
            at = indent;
        } else if (!first) {
            fputc(' ', out);
            at++;
        }
        fwrite(text, 1, word, out);
        at += columns;
        text += word;
    }
}

void cli_print_message(cli_stream stream, const char *text, int at, int indent)
{
    int width = cli_term_width(stream);
    cli_print_words(stream, text, strlen(text), at, indent, width > 0 ? width : INT_MAX);
}

/* --- Markdown --- */

/* What begins a block of its own: a heading, an item, a row of a table, code. */
static bool begins_block(const char *line)
{
    return *line == '#' || *line == '|' || *line == ' ' || *line == '\n' || strncmp(line, "- ", 2) == 0 ||
           strncmp(line, "```", 3) == 0;
}

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return line + (*line == '\n');
}

/* From "```" to "```". */
static const char *print_code(const char *line)
{
    const char *end = next_line(line);
    while (*end && strncmp(end, "```", 3) != 0) {
        end = next_line(end);
    }
    end = next_line(end);
    fwrite(line, 1, (size_t)(end - line), stdout);
    return end;
}

/* A paragraph or an item, whose later lines begin with blanks. */
static const char *print_paragraph(const char *line)
{
    bool item = line[0] == '-';
    const char *end = next_line(line);
    while (*end && (!begins_block(end) || (item && end[0] == ' '))) {
        end = next_line(end);
    }
    cli_print_words(CLI_STDOUT, line, (size_t)(end - line), 0, item ? 2 : 0, cli_line_width(CLI_STDOUT));
    putchar('\n');
    return end;
}

void cli_print_page(const char *markdown)
{
    if (cli_term_width(CLI_STDOUT) <= 0) {
        fputs(markdown, stdout);
        return;
    }
    while (*markdown) {
        const char *end = next_line(markdown);
        if (strncmp(markdown, "```", 3) == 0) {
            markdown = print_code(markdown);
        } else if (*markdown == '#') {
            printf("%s%.*s%s", cli_style_on(CLI_STDOUT, CLI_BOLD), (int)(end - markdown), markdown, cli_style_off(CLI_STDOUT));
            markdown = end;
        } else if (*markdown == '|' || *markdown == ' ' || *markdown == '\n') {
            fwrite(markdown, 1, (size_t)(end - markdown), stdout);
            markdown = end;
        } else {
            markdown = print_paragraph(markdown);
        }
    }
}
