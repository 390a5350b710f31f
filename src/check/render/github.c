/* Workflow commands of GitHub Actions, which it shows at the lines of a pull request: ::error file=...,line=...::message */
#include "check/renderer.h"

/* In properties, ':' and ',' end something; everywhere '%' and line ends do. */
static void put_escaped(tn__buf *out, const char *text, bool property)
{
    for (; *text; text++) {
        if (*text == '%' || *text == '\r' || *text == '\n' || (property && (*text == ':' || *text == ','))) {
            tn__buf_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
        } else {
            tn__buf_putc(out, *text);
        }
    }
}

static void put_place(tn__buf *out, const tn_report *report, const tn_span *span)
{
    tn__buf_puts(out, "file=");
    put_escaped(out, report->reading.file, true);
    if (span->line > 0) {
        tn__buf_printf(out, ",line=%d,endLine=%d,col=%d", span->line, span->end_line, span->column);
        if (span->end_line == span->line) { // elsewhere GitHub refuses it
            tn__buf_printf(out, ",endColumn=%d", span->end_column);
        }
    }
}

void tn__render_github(tn__buf *out, const tn_report *report, const tn_render_options *options)
{
    static const char *const commands[] = {"error", "warning", "notice"};
    (void)options;
    for (size_t i = 0; i < report->n; i++) {
        const tn_finding *one = &report->findings[i];
        tn__buf_printf(out, "::%s ", commands[one->severity]);
        put_place(out, report, &one->primary.span);
        tn__buf_printf(out, ",title=thinnet %s::", one->code);
        put_escaped(out, one->message, false);
        if (one->n_helps > 0) {
            tn__buf_puts(out, "; help: ");
            put_escaped(out, one->help[0], false);
        }
        tn__buf_putc(out, '\n');
    }
}
