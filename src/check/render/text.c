/* The compiler form:
 *
 *     error[TN101]: RuntimeError: fc1 (Linear) takes 1024 features, but is given 4096
 *       --> net.py:19:30
 *        |
 *     19 |         self.fc1 = nn.Linear(16 * 8 * 8, 10)
 *        |                              ^^^^^^^^^^^ in_features = 1024
 *     ...
 *     26 |         x = torch.flatten(x, 1)
 *        |             ------------------- 16x16x16 = 4096 features a sample come from here
 *        |
 *        = help: nn.Linear(16 * 16 * 16, 10)
 */
#include <stdio.h>
#include <string.h>

#include "check/columns.h"
#include "check/renderer.h"

#define MAX_COLUMNS 140  /* of a source line where no terminal limits them; a longer one is shown around its mark */
#define LEAST_COLUMNS 30 /* on however narrow a terminal */

typedef enum tint { PLAIN, BOLD, BLUE, RED, YELLOW, GREEN } tint;

typedef struct page {
    tn__buf *out;
    const tn_report *report;
    bool colour;
    int width;  /* of the terminal; 0: none */
    int margin; /* digits of the largest line number */
} page;

static void switch_style(const page *p, tint style)
{
    static const char *const codes[] = {"\033[0m", "\033[1m", "\033[1;34m", "\033[1;31m", "\033[1;33m", "\033[1;32m"};
    if (p->colour) {
        tn__buf_puts(p->out, codes[style]);
    }
}

static void put_styled(const page *p, tint style, const char *text)
{
    switch_style(p, style);
    tn__buf_puts(p->out, text);
    switch_style(p, PLAIN);
}

static tint severity_style(tn_severity severity)
{
    return severity == TN_ERROR ? RED : severity == TN_WARNING ? YELLOW : GREEN;
}

/* --- breaking lines --- */

static void put_margin(const page *p, const char *number)
{
    switch_style(p, BLUE);
    tn__buf_printf(p->out, "%*s |", p->margin, number);
    switch_style(p, PLAIN);
}

/* Columns behind the margin, "12 | ". */
static int room_of(const page *p)
{
    int left = p->width - p->margin - 3;
    return p->width <= 0 ? MAX_COLUMNS : left < LEAST_COLUMNS ? LEAST_COLUMNS : left;
}

/* The next line of a text: `indent` columns in, behind a margin where the text is a label. */
static void break_line(const page *p, int indent, bool is_label, tint style)
{
    tn__buf_putc(p->out, '\n');
    if (is_label) {
        put_margin(p, "");
        tn__buf_putc(p->out, ' ');
        switch_style(p, style);
    }
    tn__buf_printf(p->out, "%*s", indent, "");
}

/* Words that begin at `column`; those that would pass `width` (0: none does) go on in a line of their own. */
static void put_words(const page *p, const char *text, int column, int width, int indent, bool is_label, tint style)
{
    int begun = column;
    while (*text) {
        size_t length = strcspn(text, " ");
        int columns = tn__columns(text, length);
        if (column > begun && width > 0 && column + 1 + columns > width) {
            break_line(p, indent, is_label, style);
            column = begun = indent;
        } else if (column > begun) {
            tn__buf_putc(p->out, ' ');
            column++;
        }
        tn__put_plain_bytes(p->out, text, length);
        column += columns;
        text += length + (text[length] == ' ');
    }
}

/* --- the source line --- */

/* The part of a line that is shown: from `start`, `shift` columns in; all of it where it is short. */
typedef struct window {
    const char *line;
    size_t start, end, length;
    int shift;
} window;

#define DOTS "..."
#define DOTS_COLUMNS 3

/* Of a long line, its beginning where that holds what is marked, line[from .. to), else what is around the mark. */
static window choose_window(const char *line, size_t length, size_t from, size_t to, int room)
{
    window w = {line, 0, length, length, 0};
    int before = tn__columns(line, from), marked = tn__columns(line + from, to - from), shown = room - 2 * DOTS_COLUMNS;
    if (tn__columns(line, length) <= room) {
        return w;
    }
    if (before + marked > room - DOTS_COLUMNS) {
        int lead = marked < shown ? (shown - marked) / 2 : shown / 4;
        lead = lead > before ? before : lead;
        w.start = tn__bytes_within(line, length, before - lead);
        w.shift = w.start > 0 ? DOTS_COLUMNS : 0;
    }
    if (tn__columns(line + w.start, length - w.start) > room - w.shift) {
        w.end = w.start + tn__bytes_within(line + w.start, length - w.start, room - w.shift - DOTS_COLUMNS);
    }
    return w;
}

/* Tabs as blanks; what could drive a terminal as "?". */
static void put_window(const page *p, const window *w)
{
    tn__buf_puts(p->out, w->start > 0 ? DOTS : "");
    for (size_t i = w->start; i < w->end;) {
        long code;
        size_t n = tn__next_character(w->line + i, w->end - i, &code);
        if (code == '\t') {
            tn__buf_printf(p->out, "%*s", TN_TAB_COLUMNS, "");
        } else if (code < ' ' || code == 127 || (code >= 0x80 && code < 0xA0)) {
            tn__buf_putc(p->out, '?');
        } else {
            tn__buf_add(p->out, w->line + i, n);
        }
        i += n;
    }
    tn__buf_puts(p->out, w->end < w->length ? DOTS : "");
}

static void put_marks(const page *p, int count, char mark, tint style)
{
    switch_style(p, style);
    for (int i = 0; i < count; i++) {
        tn__buf_putc(p->out, mark);
    }
}

/* --- labels --- */

typedef struct mark {
    const tn_label *label;
    bool primary;
} mark;

static size_t clip(long column, size_t length)
{
    return column < 1 ? 0 : (size_t)column - 1 < length ? (size_t)column - 1 : length;
}

/* The label's text behind its marks, which end at `column`; where it does not fit there, below them. */
static void put_label_text(const page *p, const char *text, int from, int column, tint style)
{
    int room = p->width > 0 ? room_of(p) : 0, columns = tn__columns(text, strlen(text));
    if (room == 0 || column + 1 + columns <= room) {
        tn__buf_putc(p->out, ' ');
        put_words(p, text, column + 1, room, 0, true, style);
        return;
    }
    int indent = from + columns <= room ? from : columns < room ? room - columns : 0;
    break_line(p, indent, true, style);
    put_words(p, text, indent, room, indent, true, style);
}

/* The line of carets below a source line, with the label's text. */
static void put_label(const page *p, const window *w, size_t from, size_t to, const mark *m, tint style)
{
    from = from < w->start ? w->start : from > w->end ? w->end : from;
    to = to < from ? from : to > w->end ? w->end : to;
    int first = w->shift + tn__columns(w->line + w->start, from - w->start), marked = tn__columns(w->line + from, to - from);
    marked = marked > 0 ? marked : 1;
    put_margin(p, "");
    tn__buf_printf(p->out, " %*s", first, "");
    put_marks(p, marked, m->primary ? '^' : '-', style);
    if (*m->label->text) {
        put_label_text(p, m->label->text, first, first + marked, style);
    }
    switch_style(p, PLAIN);
    tn__buf_putc(p->out, '\n');
}

static void put_source_line(const page *p, const window *w, int line)
{
    char number[16];
    snprintf(number, sizeof number, "%d", line);
    put_margin(p, number);
    tn__buf_putc(p->out, ' ');
    put_window(p, w);
    tn__buf_putc(p->out, '\n');
}

/* Primary and notes in the order of lines; those without a place are left out. */
static int sort_marks(const tn_finding *one, mark *marks)
{
    int n = 0;
    for (int i = -1; i < one->n_notes; i++) {
        mark m = {i < 0 ? &one->primary : &one->notes[i], i < 0};
        if (m.label->span.line < 1) {
            continue;
        }
        int at = n++;
        for (; at > 0 && marks[at - 1].label->span.line > m.label->span.line; at--) {
            marks[at] = marks[at - 1];
        }
        marks[at] = m;
    }
    return n;
}

static void put_snippet(const page *p, const tn_finding *one)
{
    mark marks[TN_MAX_LABELS + 1];
    int n = sort_marks(one, marks), shown = 0;
    window last = {0};
    put_margin(p, "");
    tn__buf_putc(p->out, '\n');
    for (int i = 0; i < n; i++) {
        const tn_span *span = &marks[i].label->span;
        const char *line;
        size_t length;
        if (!tn__report_line(p->report, span->line, &line, &length)) {
            continue;
        }
        size_t from = clip(span->column, length), to = span->end_line > span->line ? length : clip(span->end_column, length);
        window w = choose_window(line, length, from, to < from ? from : to, room_of(p));
        if (shown && span->line > shown + 1) {
            put_styled(p, BLUE, "...\n");
        }
        if (span->line != shown || w.start != last.start) {
            put_source_line(p, &w, span->line);
        }
        put_label(p, &w, from, to, &marks[i], marks[i].primary ? severity_style(one->severity) : BLUE);
        shown = span->line;
        last = w;
    }
}

/* --- a finding --- */

static void put_head(const page *p, const tn_finding *one)
{
    const char *severity = tn_severity_name(one->severity);
    switch_style(p, severity_style(one->severity));
    tn__buf_printf(p->out, "%s[%s]", severity, one->code);
    switch_style(p, PLAIN);
    switch_style(p, BOLD);
    tn__buf_puts(p->out, ": ");
    put_words(p, one->message, (int)(strlen(severity) + strlen(one->code)) + 4, p->width, 2, false, BOLD);
    switch_style(p, PLAIN);
    tn__buf_putc(p->out, '\n');
}

static void put_place(const page *p, const tn_finding *one)
{
    tn__buf_printf(p->out, "%*s", p->margin, "");
    put_styled(p, BLUE, "--> ");
    tn__put_plain(p->out, p->report->reading.file);
    if (one->primary.span.line > 0) {
        tn__buf_printf(p->out, ":%d:%d", one->primary.span.line, one->primary.span.column);
    }
    tn__buf_putc(p->out, '\n');
}

static void put_closing(const page *p, const tn_finding *one)
{
    if (one->n_helps > 0 && one->primary.span.line > 0) {
        put_margin(p, "");
        tn__buf_putc(p->out, '\n');
    }
    for (int i = 0; i < one->n_helps; i++) {
        tn__buf_printf(p->out, "%*s ", p->margin, "");
        put_styled(p, BLUE, "= ");
        put_styled(p, BOLD, "help: ");
        int column = p->margin + 9; // of "= help: "
        put_words(p, one->help[i], column, p->width, column, false, PLAIN);
        tn__buf_putc(p->out, '\n');
    }
    tn__buf_putc(p->out, '\n');
}

static int margin_of(const tn_finding *one)
{
    int largest = one->primary.span.line, digits = 1;
    for (int i = 0; i < one->n_notes; i++) {
        largest = one->notes[i].span.line > largest ? one->notes[i].span.line : largest;
    }
    for (; largest >= 10; largest /= 10) {
        digits++;
    }
    return digits;
}

void tn__render_text(tn__buf *out, const tn_report *report, const tn_render_options *options)
{
    for (size_t i = 0; i < report->n; i++) {
        const tn_finding *one = &report->findings[i];
        page p = {out, report, options->colour, options->width, margin_of(one)};
        put_head(&p, one);
        put_place(&p, one);
        if (one->primary.span.line > 0) {
            put_snippet(&p, one);
        }
        put_closing(&p, one);
    }
}
