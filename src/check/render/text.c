/* A finding as a good compiler prints it:
 *
 *   error[TN101]: mat1 and mat2 shapes cannot be multiplied (Nx4096 and 1024x10)
 *     --> net.py:18:30
 *      |
 *   18 |         self.fc1 = nn.Linear(16 * 8 * 8, 10)
 *      |                              ^^^^^^^^^^ takes 1024 features
 *      |
 *   24 |         x = torch.flatten(x, 1)
 *      |             ------------------- 16x16x16 = 4096 features come from here
 *      = help: ...
 */
#include "check/renderer.h"

#define TAB 4
#define MAX_LINE 160 /* columns shown of a source line */

typedef struct style {
    const char *strong, *severity, *quiet, *end;
} style;

static style style_of(tn_severity severity, bool colour)
{
    static const char *const colours[] = {"\033[1;31m", "\033[1;33m", "\033[1;36m"};
    if (!colour) return (style){"", "", "", ""};
    return (style){"\033[1m", colours[severity], "\033[1;34m", "\033[0m"};
}

static int digits(int n)
{
    int count = 1;
    while (n >= 10) n /= 10, count++;
    return count;
}

/* Bytes that continue a UTF-8 character take no column of their own; a tab takes TAB. */
static int width_of(char c)
{
    if (c == '\t') return TAB;
    return ((unsigned char)c & 0xc0) != 0x80;
}

static void put_spaces(tn__buf *out, int n)
{
    for (; n > 0; n--) tn__buf_putc(out, ' ');
}

static void put_source(tn__buf *out, const char *line, size_t length)
{
    for (size_t i = 0; i < length && i < MAX_LINE; i++) {
        unsigned char c = (unsigned char)line[i];
        if (c == '\t') put_spaces(out, TAB);
        else if (c < 0x20 || c == 0x7f) tn__buf_putc(out, '?'); /* a terminal must not obey a source file */
        else tn__buf_putc(out, (char)c);
    }
    if (length > MAX_LINE) tn__buf_puts(out, "...");
}

static void put_margin(tn__buf *out, const style *s, int width, int line)
{
    tn__buf_puts(out, s->quiet);
    if (line) tn__buf_printf(out, "%*d |", width, line);
    else tn__buf_printf(out, "%*s |", width, "");
    tn__buf_puts(out, s->end);
}

/* The line under a source line: marks below the span, then its text. */
static void put_marks(tn__buf *out, const tn_label *label, const char *line, size_t length, char mark)
{
    size_t from = label->span.column > 0 ? (size_t)label->span.column - 1 : 0;
    size_t to = label->span.end_line == label->span.line && label->span.end_column > label->span.column
                    ? (size_t)label->span.end_column - 1 : length;
    if (from > length) from = length;
    if (to > length) to = length;
    if (to > MAX_LINE) to = MAX_LINE;
    int marks = 0;
    for (size_t i = 0; i < from && i < MAX_LINE; i++) put_spaces(out, width_of(line[i]));
    for (size_t i = from; i < to; i++)
        for (int w = width_of(line[i]); w > 0; w--, marks++) tn__buf_putc(out, mark);
    if (!marks) tn__buf_putc(out, mark);
    if (label->text[0]) tn__buf_printf(out, " %s", label->text);
}

static void put_label(tn__buf *out, const tn_report *report, const tn_label *label, const style *s, int width, char mark)
{
    size_t length;
    const char *line = tn__source_line(report, label->span.line, &length);
    put_margin(out, s, width, 0);
    tn__buf_putc(out, '\n');
    put_margin(out, s, width, label->span.line);
    tn__buf_putc(out, ' ');
    put_source(out, line, length);
    tn__buf_putc(out, '\n');
    put_margin(out, s, width, 0);
    tn__buf_putc(out, ' ');
    tn__buf_puts(out, mark == '^' ? s->severity : s->quiet);
    put_marks(out, label, line, length, mark);
    tn__buf_puts(out, s->end);
    tn__buf_putc(out, '\n');
}

static int margin_width(const tn_finding *f)
{
    int most = f->primary.span.line;
    for (int i = 0; i < f->n_notes; i++)
        if (f->notes[i].span.line > most) most = f->notes[i].span.line;
    return digits(most);
}

static void put_finding(tn__buf *out, const tn_report *report, const tn_finding *f, bool colour)
{
    style s = style_of(f->severity, colour);
    int width = margin_width(f);
    tn__buf_printf(out, "%s%s[%s]%s%s: %s%s\n", s.severity, tn__severity_name(f->severity), f->code, s.end, s.strong, f->message,
                   s.end);
    tn__buf_printf(out, "%*s%s-->%s %s", width, "", s.quiet, s.end, report->reading.file);
    if (f->primary.span.line) tn__buf_printf(out, ":%d:%d", f->primary.span.line, f->primary.span.column);
    tn__buf_putc(out, '\n');
    if (f->primary.span.line) put_label(out, report, &f->primary, &s, width, '^');
    for (int i = 0; i < f->n_notes; i++) put_label(out, report, &f->notes[i], &s, width, '-');
    for (int i = 0; i < f->n_helps; i++)
        tn__buf_printf(out, "%*s %s= help:%s %s\n", width, "", s.quiet, s.end, f->help[i]);
    tn__buf_putc(out, '\n');
}

void tn__render_text(const tn_report *report, bool colour, tn__buf *out)
{
    for (size_t i = 0; i < report->n; i++) put_finding(out, report, &report->findings[i], colour);
}
