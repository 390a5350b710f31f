#include "cli/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/term.h"

#define MAX_LINE 400 /* bytes of a source line; a longer one is not shown */

/* What is kept instead of being printed. */
static struct {
    FILE *stream;
    char *text;
    size_t size;
} kept;

static FILE *out(void)
{
    return kept.stream ? kept.stream : stderr;
}

void cli_fault_keep(void)
{
    if (!kept.stream) {
        kept.stream = open_memstream(&kept.text, &kept.size); /* out of memory: everything is printed */
    }
}

void cli_fault_release(bool tell)
{
    if (!kept.stream) {
        return;
    }
    fclose(kept.stream);
    kept.stream = NULL;
    if (tell && kept.text) {
        fwrite(kept.text, 1, kept.size, stderr);
    }
    free(kept.text);
    kept.text = NULL;
}

static void print_head(const char *word, cli_style style)
{
    fprintf(out(), "%sthinnet: %s%s%s:%s ", cli_style_on(CLI_STDERR, CLI_BOLD), cli_style_on(CLI_STDERR, style), word,
            cli_style_on(CLI_STDERR, CLI_BOLD), cli_style_off(CLI_STDERR));
}

/* Texts may quote files: what could drive a terminal comes out as "?". */
static void print_plain(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    for (size_t i = 0; i < length; i++) {
        bool control = (s[i] < ' ' && s[i] != '\n' && s[i] != '\t') || s[i] == 127;
        bool c1 = s[i] == 0xC2 && i + 1 < length && s[i + 1] >= 0x80 && s[i + 1] < 0xA0;
        fputc(control || c1 ? '?' : s[i], out());
        i += c1;
    }
}

static void print_help(const char *help)
{
    if (help && *help) {
        fprintf(out(), "  %shelp:%s ", cli_style_on(CLI_STDERR, CLI_CYAN), cli_style_off(CLI_STDERR));
        print_plain(help, strlen(help));
        fputc('\n', out());
    }
}

/* Line `number` of the file into line[size], without its end; false when it cannot be had or is
 * longer. */
static bool read_line(const char *file, int64_t number, char *line, size_t size)
{
    FILE *stream = fopen(file, "r");
    bool found = false;
    if (!stream) {
        return false;
    }
    for (int64_t i = 1; i <= number && fgets(line, (int)size, stream);) {
        bool whole = strchr(line, '\n') || feof(stream);
        if (i == number) {
            found = whole;
            break;
        }
        i += whole;
    }
    fclose(stream);
    line[strcspn(line, "\r\n")] = '\0';
    return found;
}

/* The source line with a caret below; tabs and characters of several bytes keep their width. */
static void print_source(const tn_error *err)
{
    char line[MAX_LINE], below[MAX_LINE];
    if (err->line < 1 || err->column < 1 || !read_line(err->file, err->line, line, sizeof line)) {
        return;
    }
    size_t n = 0;
    for (size_t i = 0; line[i] && (int64_t)i + 1 < err->column; i++) {
        if (((unsigned char)line[i] & 0xC0) != 0x80) {
            below[n++] = line[i] == '\t' ? '\t' : ' ';
        }
    }
    below[n] = '\0';
    fprintf(out(), " %5lld | ", (long long)err->line);
    print_plain(line, strlen(line));
    fprintf(out(), "\n       | %s%s^%s\n", below, cli_style_on(CLI_STDERR, CLI_RED), cli_style_off(CLI_STDERR));
}

static bool is_python(const char *file)
{
    size_t length = strlen(file);
    return length > 3 && strcmp(file + length - 3, ".py") == 0;
}

/* FILE:LINE:COL, unless all that is known is the file and the text names it. */
static void print_place(const tn_error *err)
{
    bool exact = err->line > 0 || err->offset >= 0;
    if (!*err->file || (!exact && strstr(err->text, err->file))) {
        return;
    }
    print_plain(err->file, strlen(err->file));
    if (err->line > 0) {
        fprintf(out(), ":%lld", (long long)err->line);
        if (err->column > 0) {
            fprintf(out(), ":%lld", (long long)err->column);
        }
    } else if (err->offset >= 0) {
        fprintf(out(), ": byte %lld", (long long)err->offset);
    }
    fprintf(out(), ": ");
}

cli_exit cli_report(const tn_error *err)
{
    cli_progress_clear();
    print_head("error", CLI_RED);
    print_place(err);
    /* The source line comes between what is wrong and the list of what led there. */
    const char *text = *err->text ? err->text : tn_status_text(err->status);
    size_t first = strcspn(text, "\n");
    print_plain(text, first);
    fputc('\n', out());
    if (is_python(err->file)) {
        print_source(err);
    }
    if (text[first]) {
        print_plain(text + first + 1, strlen(text + first + 1));
        fputc('\n', out());
    }
    print_help(err->help);
    if (err->status == TN_INTERRUPTED) {
        return CLI_STOPPED;
    }
    return err->status == TN_NO_MEMORY || err->status == TN_INTERNAL ? CLI_INTERNAL : CLI_BAD_INPUT;
}

static void tell(const char *word, cli_style style, const char *help, const char *format, va_list arguments)
{
    char text[2048];
    vsnprintf(text, sizeof text, format, arguments);
    cli_progress_clear();
    print_head(word, style);
    print_plain(text, strlen(text));
    fputc('\n', out());
    print_help(help);
}

cli_exit cli_bad_input(const char *help, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell("error", CLI_RED, help, format, arguments);
    va_end(arguments);
    return CLI_BAD_INPUT;
}

cli_exit cli_usage(const char *help, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell("error", CLI_RED, help, format, arguments);
    va_end(arguments);
    return CLI_USAGE;
}

void cli_warning(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell("warning", CLI_YELLOW, NULL, format, arguments);
    va_end(arguments);
}

cli_exit cli_no_memory(void)
{
    cli_progress_clear();
    print_head("error", CLI_RED);
    fprintf(out(), "out of memory\n");
    return CLI_INTERNAL;
}
