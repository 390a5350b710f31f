/* One JSON object a line, a finding each. */
#include "check/renderer.h"

static void put_text(tn__buf *out, const char *text)
{
    tn__buf_putc(out, '"');
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p == '"' || *p == '\\') tn__buf_printf(out, "\\%c", *p);
        else if (*p < 0x20) tn__buf_printf(out, "\\u%04x", *p);
        else tn__buf_putc(out, (char)*p);
    }
    tn__buf_putc(out, '"');
}

static void put_label(tn__buf *out, const tn_label *label)
{
    tn__buf_printf(out, "{\"line\": %d, \"column\": %d, \"end_line\": %d, \"end_column\": %d, \"text\": ", label->span.line,
                   label->span.column, label->span.end_line, label->span.end_column);
    put_text(out, label->text);
    tn__buf_putc(out, '}');
}

static void put_finding(tn__buf *out, const tn_report *report, const tn_finding *f)
{
    tn__buf_puts(out, "{\"file\": ");
    put_text(out, report->reading.file);
    tn__buf_printf(out, ", \"code\": \"%s\", \"severity\": \"%s\", \"message\": ", f->code, tn__severity_name(f->severity));
    put_text(out, f->message);
    tn__buf_puts(out, ", \"place\": ");
    put_label(out, &f->primary);
    tn__buf_puts(out, ", \"notes\": [");
    for (int i = 0; i < f->n_notes; i++) {
        if (i) tn__buf_puts(out, ", ");
        put_label(out, &f->notes[i]);
    }
    tn__buf_puts(out, "], \"help\": [");
    for (int i = 0; i < f->n_helps; i++) {
        if (i) tn__buf_puts(out, ", ");
        put_text(out, f->help[i]);
    }
    tn__buf_puts(out, "]}\n");
}

void tn__render_json(const tn_report *report, bool colour, tn__buf *out)
{
    (void)colour;
    for (size_t i = 0; i < report->n; i++) put_finding(out, report, &report->findings[i]);
}
