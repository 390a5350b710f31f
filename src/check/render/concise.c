/* One line a finding: file:line:column: severity TNxxx: message. */
#include "check/renderer.h"

void tn__render_concise(const tn_report *report, bool colour, tn__buf *out)
{
    (void)colour;
    for (size_t i = 0; i < report->n; i++) {
        const tn_finding *f = &report->findings[i];
        tn__buf_printf(out, "%s:%d:%d: %s %s: %s\n", report->reading.file, f->primary.span.line, f->primary.span.column,
                       tn__severity_name(f->severity), f->code, f->message);
    }
}
