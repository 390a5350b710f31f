/* One JSON object a line and finding. Columns count bytes from 1; ends are exclusive. */
#include "check/renderer.h"

/* Length of the UTF-8 character at s, 0 when there is none (RFC 3629: no overlong forms, no
 * surrogates). */
static int utf8_length(const unsigned char *s)
{
    int n = s[0] < 0x80                   ? 1
            : s[0] >= 0xC2 && s[0] < 0xE0 ? 2
            : (s[0] & 0xF0) == 0xE0       ? 3
            : s[0] >= 0xF0 && s[0] < 0xF5 ? 4
                                          : 0;
    for (int i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
    bool outside = (s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xF4 && s[1] > 0x8F);
    return n > 1 && (overlong || outside) ? 0 : n;
}

static void put_text(tn__buf *out, const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    tn__buf_putc(out, '"');
    while (*s) {
        int n = utf8_length(s);
        if (n == 0) {
            tn__buf_puts(out, "\\ufffd");
            s++;
        } else if (*s == '"' || *s == '\\') {
            tn__buf_printf(out, "\\%c", *s++);
        } else if (*s < ' ' || *s == 127) {
            tn__buf_printf(out, "\\u%04x", *s++);
        } else {
            tn__buf_add(out, s, (size_t)n);
            s += n;
        }
    }
    tn__buf_putc(out, '"');
}

static void put_span(tn__buf *out, const tn_span *span)
{
    tn__buf_printf(out, "\"line\": %d, \"column\": %d, \"end_line\": %d, \"end_column\": %d",
                   span->line, span->column, span->end_line, span->end_column);
}

static void put_notes(tn__buf *out, const tn_finding *one)
{
    for (int i = 0; i < one->n_notes; i++) {
        tn__buf_puts(out, i ? ", {" : "{");
        put_span(out, &one->notes[i].span);
        tn__buf_puts(out, ", \"text\": ");
        put_text(out, one->notes[i].text);
        tn__buf_putc(out, '}');
    }
}

static void put_fix(tn__buf *out, const tn_finding *one)
{
    if (one->n_edits == 0) {
        return;
    }
    tn__buf_puts(out, ", \"fix\": {\"text\": ");
    put_text(out, one->fix);
    tn__buf_printf(out, ", \"safe\": %s, \"edits\": [", one->is_safe ? "true" : "false");
    for (int i = 0; i < one->n_edits; i++) {
        tn__buf_puts(out, i ? ", {" : "{");
        put_span(out, &one->edits[i].span);
        tn__buf_puts(out, ", \"text\": ");
        put_text(out, one->edits[i].text);
        tn__buf_putc(out, '}');
    }
    tn__buf_puts(out, "]}");
}

static void put_finding(tn__buf *out, const tn_report *report, const tn_finding *one)
{
    tn__buf_puts(out, "{\"event\": \"finding\", \"file\": ");
    put_text(out, report->reading.file);
    tn__buf_printf(out, ", \"code\": \"%s\", \"severity\": \"%s\", ", one->code,
                   tn_severity_name(one->severity));
    put_span(out, &one->primary.span);
    tn__buf_puts(out, ", \"message\": ");
    put_text(out, one->message);
    tn__buf_puts(out, ", \"label\": ");
    put_text(out, one->primary.text);
    tn__buf_puts(out, ", \"notes\": [");
    put_notes(out, one);
    tn__buf_puts(out, "], \"help\": [");
    for (int i = 0; i < one->n_helps; i++) {
        tn__buf_puts(out, i ? ", " : "");
        put_text(out, one->help[i]);
    }
    tn__buf_putc(out, ']');
    put_fix(out, one);
    tn__buf_puts(out, "}\n");
}

void tn__render_json(tn__buf *out, const tn_report *report, bool colour)
{
    (void)colour;
    for (size_t i = 0; i < report->n; i++) {
        put_finding(out, report, &report->findings[i]);
    }
}
