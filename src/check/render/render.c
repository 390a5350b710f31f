/* The table of renderers, and what they share. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "check/renderer.h"

const char *tn__severity_name(tn_severity severity)
{
    return severity == TN_ERROR ? "error" : severity == TN_WARNING ? "warning" : "advice";
}

const char *tn__source_line(const tn_report *report, int line, size_t *length)
{
    const char *at = report->reading.text, *end = at + report->reading.length;
    *length = 0;
    if (!at) return "";
    for (int i = 1; i < line; i++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        if (!next) return "";
        at = next + 1;
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    *length = (size_t)((stop ? stop : end) - at);
    if (*length && at[*length - 1] == '\r') --*length;
    return at;
}

tn_status tn_report_render(const tn_report *report, const char *renderer, bool colour, char **out, tn_error *err)
{
    static const struct {
        const char *name;
        void (*render)(const tn_report *, bool, tn__buf *);
    } renderers[] = {
#define RENDERER(name) {#name, tn__render_##name},
#include "check/renderers.def"
#undef RENDERER
    };
    for (size_t i = 0; i < sizeof renderers / sizeof *renderers; i++) {
        if (strcmp(renderers[i].name, renderer) != 0) continue;
        tn__buf buf = TN_BUF_INIT;
        renderers[i].render(report, colour, &buf);
        *out = tn__buf_take(&buf);
        return *out ? TN_OK : tn__no_memory(err, 64);
    }
    return tn__fail(err, TN_BAD_ARGUMENT, "there is no renderer '%s'", renderer);
}

void tn_text_free(char *text)
{
    tn__free(text);
}
