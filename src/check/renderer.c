/* Chooses a renderer. */
#include "check/renderer.h"

#include <string.h>

#include "base/mem.h"

static const struct {
    const char *name;
    void (*render)(tn__buf *out, const tn_report *report, bool colour);
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

tn_status tn_report_render(const tn_report *report, const char *renderer, bool colour, char **out, tn_error *err)
{
    size_t i;
    tn__buf text = TN_BUF_INIT;
    tn_status status = find_renderer(renderer, &i, err);
    if (status != TN_OK) {
        return status;
    }
    tn__buf_puts(&text, "");
    renderers[i].render(&text, report, colour);
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

/* Length of the UTF-8 character at s, 0 when there is none (RFC 3629: no overlong forms, no
 * surrogates). */
static int utf8_length(const unsigned char *s)
{
    int n = s[0] < 0x80 ? 1 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : (s[0] & 0xF0) == 0xE0 ? 3 : s[0] >= 0xF0 && s[0] < 0xF5 ? 4 : 0;
    for (int i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
    bool outside = (s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xF4 && s[1] > 0x8F);
    return n > 1 && (overlong || outside) ? 0 : n;
}

void tn__put_json_text(tn__buf *out, const char *text)
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

void tn__put_plain(tn__buf *out, const char *text)
{
    for (; *text; text++) {
        bool control = (unsigned char)*text < ' ' || *text == 127;
        tn__buf_putc(out, control ? '?' : *text);
    }
}
