/* net.py:6:28: error[TN101]: message */
#include "check/renderer.h"

void tn__render_concise(tn__buf *out, const tn_report *report, const tn_render_options *options)
{
    (void)options;
    for (size_t i = 0; i < report->n; i++) {
        const tn_finding *one = &report->findings[i];
        tn__put_plain(out, report->reading.file);
        if (one->primary.span.line > 0) {
            tn__buf_printf(out, ":%d:%d", one->primary.span.line, one->primary.span.column);
        }
        tn__buf_printf(out, ": %s[%s]: ", tn_severity_name(one->severity), one->code);
        tn__put_plain(out, one->message);
        tn__buf_putc(out, '\n');
    }
}
