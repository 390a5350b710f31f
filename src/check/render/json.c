/* One JSON object a line and finding. Columns count bytes from 1; ends are exclusive. */
#include "base/utf8.h"
#include "check/renderer.h"

static void put_span(tn__buf *out, const tn_span *span)
{
    tn__buf_printf(out, "\"line\": %d, \"column\": %d, \"end_line\": %d, \"end_column\": %d", span->line, span->column,
                   span->end_line, span->end_column);
}

static void put_notes(tn__buf *out, const tn_finding *one)
{
    for (int i = 0; i < one->n_notes; i++) {
        tn__buf_puts(out, i ? ", {" : "{");
        put_span(out, &one->notes[i].span);
        tn__buf_puts(out, ", \"text\": ");
        tn__utf8_put_json(out, one->notes[i].text);
        tn__buf_putc(out, '}');
    }
}

static void put_fix(tn__buf *out, const tn_finding *one)
{
    if (one->n_edits == 0) {
        return;
    }
    tn__buf_puts(out, ", \"fix\": {\"text\": ");
    tn__utf8_put_json(out, one->fix);
    tn__buf_printf(out, ", \"safe\": %s, \"edits\": [", one->is_safe ? "true" : "false");
    for (int i = 0; i < one->n_edits; i++) {
        tn__buf_puts(out, i ? ", {" : "{");
        put_span(out, &one->edits[i].span);
        tn__buf_puts(out, ", \"text\": ");
        tn__utf8_put_json(out, one->edits[i].text);
        tn__buf_putc(out, '}');
    }
    tn__buf_puts(out, "]}");
}

static void put_finding(tn__buf *out, const tn_report *report, const tn_finding *one)
{
    tn__buf_puts(out, "{\"event\": \"finding\", \"file\": ");
    tn__utf8_put_json(out, report->reading.file);
    tn__buf_printf(out, ", \"code\": \"%s\", \"severity\": \"%s\", ", one->code, tn_severity_name(one->severity));
    put_span(out, &one->primary.span);
    tn__buf_puts(out, ", \"message\": ");
    tn__utf8_put_json(out, one->message);
    tn__buf_puts(out, ", \"label\": ");
    tn__utf8_put_json(out, one->primary.text);
    tn__buf_puts(out, ", \"notes\": [");
    put_notes(out, one);
    tn__buf_puts(out, "], \"help\": [");
    for (int i = 0; i < one->n_helps; i++) {
        tn__buf_puts(out, i ? ", " : "");
        tn__utf8_put_json(out, one->help[i]);
    }
    tn__buf_putc(out, ']');
    put_fix(out, one);
    tn__buf_puts(out, "}\n");
}

void tn__render_json(tn__buf *out, const tn_report *report, const tn_render_options *options)
{
    (void)options;
    for (size_t i = 0; i < report->n; i++) {
        put_finding(out, report, &report->findings[i]);
    }
}
