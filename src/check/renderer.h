/* A renderer: one row of renderers.def, one file in render/. */
#ifndef TN_CHECK_RENDERER_H
#define TN_CHECK_RENDERER_H

#include "base/buf.h"
#include "check/report.h"

#define RENDERER(name, frame, between, after)                                                                                    \
    void tn__render_##name(tn__buf *out, const tn_report *report, const tn_render_options *options);
#include "check/renderers.def"
#undef RENDERER
void tn__frame_sarif(tn__buf *out);

/* A text from outside with control characters, which could drive a terminal, as "?". */
void tn__put_plain(tn__buf *out, const char *text);
void tn__put_plain_bytes(tn__buf *out, const char *text, size_t length);

#endif
