/* Chooses a renderer. */
#include "check/renderer.h"

#include <string.h>

#include "base/mem.h"

static const struct {
    const char *name;
    void (*render)(tn__buf *out, const tn_report *report, const tn_render_options *options);
    void (*frame)(tn__buf *out); /* what stands before the first report; NULL: nothing */
    const char *between, *after;
} renderers[] = {
#define RENDERER(name, frame, between, after) {#name, tn__render_##name, frame, between, after},
#include "check/renderers.def"
#undef RENDERER
};
#define N_RENDERERS (sizeof renderers / sizeof *renderers)

static tn_status find_renderer(const char *name, size_t *out, tn_error *err)
{
    for (size_t i = 0; i < N_RENDERERS; i++) {
        if (strcmp(renderers[i].name, name) == 0) {
            *out = i;
            return TN_OK;
        }
    }
    tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "there is no renderer '%s'", name);
    tn__help(err, "use text, concise, github, json or sarif");
    return status;
}

static tn_status take_text(tn__buf *text, char **out, tn_error *err)
{
    char *taken = tn__buf_take(text);
    if (!taken) {
        return tn__no_memory(err, 0);
    }
    *out = taken;
    return TN_OK;
}

tn_status tn_report_render(const tn_report *report, const char *renderer, const tn_render_options *options, char **out,
                           tn_error *err)
{
    size_t i;
    tn__buf text = TN_BUF_INIT;
    tn_status status = find_renderer(renderer, &i, err);
    if (status != TN_OK) {
        return status;
    }
    tn__buf_puts(&text, "");
    renderers[i].render(&text, report, options ? options : &(tn_render_options){0});
    return take_text(&text, out, err);
}

tn_status tn_render_frame(const char *renderer, tn_frame *out, tn_error *err)
{
    size_t i;
    tn__buf text = TN_BUF_INIT;
    tn_frame frame = {0};
    tn_status status = find_renderer(renderer, &i, err);
    if (status != TN_OK) {
        return status;
    }
    tn__buf_puts(&text, "");
    if (renderers[i].frame) {
        renderers[i].frame(&text);
    }
    frame.between = renderers[i].between;
    frame.after = renderers[i].after;
    status = take_text(&text, &frame.before, err);
    if (status == TN_OK) {
        *out = frame;
    }
    return status;
}

void tn_text_free(char *text)
{
    tn__free(text);
}

void tn__put_plain_bytes(tn__buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool control = (unsigned char)text[i] < ' ' || text[i] == 127;
        tn__buf_putc(out, control ? '?' : text[i]);
    }
}

void tn__put_plain(tn__buf *out, const char *text)
{
    tn__put_plain_bytes(out, text, strlen(text));
}
