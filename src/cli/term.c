#include "cli/term.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A program has one terminal: this is its state. */
static struct {
    bool colored[2], live, quiet, drawn, wide_bar;
    int lines; /* below the progress line */
} term;

static volatile sig_atomic_t stopped;

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

static bool can_color(int fd, cli_when color)
{
    const char *kind = getenv("TERM");
    if (color != CLI_AUTO) {
        return color == CLI_ALWAYS;
    }
    return isatty(fd) && kind && *kind && strcmp(kind, "dumb") != 0 && !is_set("NO_COLOR");
}

static bool speaks_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) {
            return strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "utf-8");
        }
    }
    return false;
}

void cli_term_start(cli_when color, bool quiet)
{
    const char *kind = getenv("TERM");
    term.colored[CLI_STDOUT] = can_color(STDOUT_FILENO, color);
    term.colored[CLI_STDERR] = can_color(STDERR_FILENO, color);
    term.quiet = quiet;
    term.live = !quiet && isatty(STDERR_FILENO) && kind && *kind && strcmp(kind, "dumb") != 0;
    term.wide_bar = speaks_utf8();
}

bool cli_term_colored(cli_stream stream)
{
    return term.colored[stream];
}

const char *cli_style_on(cli_stream stream, cli_style style)
{
    static const char *const codes[] = {"\033[1m", "\033[2m", "\033[1;31m", "\033[1;32m", "\033[1;33m", "\033[1;36m"};
    return term.colored[stream] ? codes[style] : "";
}

const char *cli_style_off(cli_stream stream)
{
    return term.colored[stream] ? "\033[0m" : "";
}

int cli_term_width(cli_stream stream)
{
    struct winsize size;
    int fd = stream == CLI_STDOUT ? STDOUT_FILENO : STDERR_FILENO;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static int stderr_width(void)
{
    int width = cli_term_width(CLI_STDERR);
    return width > 0 ? width : 80;
}

bool cli_progress_is_live(void)
{
    return term.live;
}

static void draw_bar(int width, double fraction)
{
    int filled = (int)(fraction * width);
    fprintf(stderr, "%s", cli_style_on(CLI_STDERR, CLI_GREEN));
    for (int i = 0; i < filled; i++) {
        fputs(term.wide_bar ? "\xE2\x94\x81" : "=", stderr);
    }
    fprintf(stderr, "%s%s", cli_style_off(CLI_STDERR), cli_style_on(CLI_STDERR, CLI_DIM));
    for (int i = filled; i < width; i++) {
        fputs(term.wide_bar ? (cli_term_colored(CLI_STDERR) ? "\xE2\x94\x81" : " ") : " ", stderr);
    }
    fprintf(stderr, "%s", cli_style_off(CLI_STDERR));
}

void cli_progress_draw(double fraction, const char *text)
{
    if (!term.live) {
        return;
    }
    int width = stderr_width(), bar = width >= 100 ? 30 : width / 4;
    int room = width - bar - 9; /* "[", "] ", "100 %  " and the last column, which would wrap */
    fraction = fraction < 0 ? 0 : fraction > 1 ? 1 : fraction;
    fprintf(stderr, "\r[");
    draw_bar(bar, fraction);
    fprintf(stderr, "] %3d %% %.*s\033[K", (int)(fraction * 100), room > 0 ? room : 0, text);
    fflush(stderr);
    term.drawn = true;
}

/* Prints at most `width` columns, where each character of UTF-8 takes one. */
static void print_cut(const char *text, size_t length, int width)
{
    for (size_t i = 0; i < length; i++) {
        width -= ((unsigned char)text[i] & 0xC0) != 0x80;
        if (width < 0) {
            break;
        }
        fputc(text[i], stderr);
    }
}

void cli_progress_draw_block(double fraction, const char *text, const char *lines)
{
    if (!term.live) {
        return;
    }
    int width = stderr_width() - 1;
    cli_progress_clear();
    cli_progress_draw(fraction, text);
    for (const char *line = lines; *line;) {
        size_t length = strcspn(line, "\n");
        fputc('\n', stderr);
        print_cut(line, length, width);
        term.lines++;
        line += length + (line[length] == '\n');
    }
    fflush(stderr);
}

void cli_progress_clear(void)
{
    if (term.drawn) {
        if (term.lines > 0) {
            fprintf(stderr, "\033[%dA", term.lines);
        }
        fprintf(stderr, "\r\033[J");
        fflush(stderr);
        term.drawn = false;
        term.lines = 0;
    }
}

void cli_progress_line(const char *text)
{
    if (term.quiet) {
        return;
    }
    cli_progress_clear();
    fprintf(stderr, "%s\n", text);
}

static void on_stop(int number)
{
    (void)number;
    stopped = 1;
}

void cli_catch_stop(void)
{
    struct sigaction action = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool cli_stopped(void)
{
    return stopped;
}
