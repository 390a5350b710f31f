/* A form of a report. */
#ifndef TN_CHECK_RENDERER_H
#define TN_CHECK_RENDERER_H

#include "base/buf.h"
#include "check/rule.h"

#define RENDERER(name) void tn__render_##name(const tn_report *report, bool colour, tn__buf *out);
#include "check/renderers.def"
#undef RENDERER

const char *tn__severity_name(tn_severity severity); /* "error" */
/* Line `line` of the source: its text, not terminated, and its length without the line's end. */
const char *tn__source_line(const tn_report *report, int line, size_t *length);

#endif
