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
 *        = help: nn.Linear(16*16*16, 10)
 */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "check/renderer.h"

#define TAB_COLUMNS 4
#define MAX_COLUMNS 140 /* of a source line; a longer one is shown around its mark */
#define COLUMNS_BEFORE 60

typedef enum tint { PLAIN, BOLD, BLUE, RED, YELLOW, GREEN } tint;

typedef struct page {
    tn__buf *out;
    const tn_report *report;
    bool colour;
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

/* --- columns --- */

/* The character at s[0 .. n): its bytes; *code gets its number, or -1 where it is no UTF-8. */
static size_t next_character(const char *s, size_t n, long *code)
{
    size_t length = tn__utf8_length(s, n);
    *code = length ? tn__utf8_code(s, length) : -1;
    return length ? length : 1;
}

/* Columns of a terminal: 0 for combining marks, 2 for East Asian wide characters and emoji (Unicode
 * Standard Annex 11, the blocks that matter in source), else 1. */
static int character_width(long code)
{
    static const struct {
        long first, last;
        int width;
    } ranges[] = {
        {0x0300, 0x036F, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05BD, 0}, {0x064B, 0x065F, 0},   {0x1100, 0x115F, 2},
        {0x1AB0, 0x1AFF, 0},   {0x1DC0, 0x1DFF, 0},   {0x200B, 0x200F, 0}, {0x20D0, 0x20FF, 0},   {0x2E80, 0x303E, 2},
        {0x3041, 0xA4CF, 2},   {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2}, {0xFE00, 0xFE0F, 0},   {0xFE20, 0xFE2F, 0},
        {0xFE30, 0xFE6F, 2},   {0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2}, {0x1F300, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2},
        {0x1F900, 0x1F9FF, 2}, {0x20000, 0x3FFFD, 2},
    };
    for (size_t i = 0; code >= 0x300 && i < sizeof ranges / sizeof *ranges; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last) {
            return ranges[i].width;
        }
    }
    return code == '\t' ? TAB_COLUMNS : 1;
}

/* Columns of the first `bytes` bytes of a line. */
static int width_of(const char *line, size_t bytes)
{
    int width = 0;
    for (size_t i = 0; i < bytes;) {
        long code;
        i += next_character(line + i, bytes - i, &code);
        width += character_width(code);
    }
    return width;
}

/* --- the source line --- */

/* The part of a line that is shown: from `start`, `shift` columns in; all of it where it is short.
 */
typedef struct window {
    const char *line;
    size_t start, end;
    int shift;
} window;

static window choose_window(const char *line, size_t length, size_t mark)
{
    window w = {line, 0, length, 0};
    if (length <= MAX_COLUMNS) {
        return w;
    }
    if (mark > COLUMNS_BEFORE) {
        w.start = mark - COLUMNS_BEFORE;
        while (w.start < mark && ((unsigned char)line[w.start] & 0xC0) == 0x80) {
            w.start++;
        }
    }
    if (length - w.start > MAX_COLUMNS) {
        w.end = w.start + MAX_COLUMNS;
        while (w.end > w.start && ((unsigned char)line[w.end] & 0xC0) == 0x80) {
            w.end--;
        }
    }
    w.shift = w.start > 0 ? 3 : 0;
    return w;
}

/* Tabs as blanks; what could drive a terminal as "?". */
static void put_window(const page *p, const window *w)
{
    tn__buf_puts(p->out, w->start > 0 ? "..." : "");
    for (size_t i = w->start; i < w->end;) {
        long code;
        size_t n = next_character(w->line + i, w->end - i, &code);
        if (code == '\t') {
            tn__buf_printf(p->out, "%*s", TAB_COLUMNS, "");
        } else if (code < ' ' || code == 127 || (code >= 0x80 && code < 0xA0)) {
            tn__buf_putc(p->out, '?');
        } else {
            tn__buf_add(p->out, w->line + i, n);
        }
        i += n;
    }
}

static void put_margin(const page *p, const char *number)
{
    switch_style(p, BLUE);
    tn__buf_printf(p->out, "%*s |", p->margin, number);
    switch_style(p, PLAIN);
}

static void put_marks(const page *p, int count, char mark, tint style)
{
    switch_style(p, style);
    for (int i = 0; i < (count > 0 ? count : 1); i++) {
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

/* The line of carets below a source line, with the label's text. */
static void put_label(const page *p, const window *w, size_t length, const mark *m, tint style)
{
    const tn_span *span = &m->label->span;
    size_t from = clip(span->column, length), to = span->end_line > span->line ? length : clip(span->end_column, length);
    from = from < w->start ? w->start : from > w->end ? w->end : from;
    to = to < from ? from : to > w->end ? w->end : to;
    put_margin(p, "");
    tn__buf_printf(p->out, " %*s", w->shift + width_of(w->line + w->start, from - w->start), "");
    put_marks(p, width_of(w->line + from, to - from), m->primary ? '^' : '-', style);
    if (*m->label->text) {
        tn__buf_putc(p->out, ' ');
        tn__put_plain(p->out, m->label->text);
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
    put_margin(p, "");
    tn__buf_putc(p->out, '\n');
    for (int i = 0; i < n; i++) {
        const tn_span *span = &marks[i].label->span;
        const char *line;
        size_t length;
        if (!tn__report_line(p->report, span->line, &line, &length)) {
            continue;
        }
        window w = choose_window(line, length, clip(span->column, length));
        bool again = span->line == shown && length <= MAX_COLUMNS;
        if (shown && span->line > shown + 1) {
            put_styled(p, BLUE, "...\n");
        }
        if (!again) {
            put_source_line(p, &w, span->line);
        }
        put_label(p, &w, length, &marks[i], marks[i].primary ? severity_style(one->severity) : BLUE);
        shown = span->line;
    }
}

/* --- a finding --- */

static void put_head(const page *p, const tn_finding *one)
{
    switch_style(p, severity_style(one->severity));
    tn__buf_printf(p->out, "%s[%s]", tn_severity_name(one->severity), one->code);
    switch_style(p, PLAIN);
    switch_style(p, BOLD);
    tn__buf_puts(p->out, ": ");
    tn__put_plain(p->out, one->message);
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
        tn__put_plain(p->out, one->help[i]);
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

void tn__render_text(tn__buf *out, const tn_report *report, bool colour)
{
    for (size_t i = 0; i < report->n; i++) {
        const tn_finding *one = &report->findings[i];
        page p = {out, report, colour, margin_of(one)};
        put_head(&p, one);
        put_place(&p, one);
        if (one->primary.span.line > 0) {
            put_snippet(&p, one);
        }
        put_closing(&p, one);
    }
}
