/* Chooses a renderer. */
#include "check/renderer.h"

#include <string.h>

#include "base/mem.h"

static const struct {
    const char *name;
    void (*render)(tn__buf *out, const tn_report *report, bool colour);
} renderers[] = {
#define RENDERER(name) {#name, tn__render_##name},
#include "check/renderers.def"
#undef RENDERER
};

tn_status tn_report_render(const tn_report *report, const char *renderer, bool colour, char **out,
                           tn_error *err)
{
    for (size_t i = 0; i < sizeof renderers / sizeof *renderers; i++) {
        if (strcmp(renderers[i].name, renderer) != 0) {
            continue;
        }
        tn__buf text = TN_BUF_INIT;
        tn__buf_puts(&text, "");
        renderers[i].render(&text, report, colour);
        char *taken = tn__buf_take(&text);
        if (!taken) {
            return tn__no_memory(err, 0);
        }
        *out = taken;
        return TN_OK;
    }
    tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "there is no renderer '%s'", renderer);
    tn__help(err, "use text, concise, github or json");
    return status;
}

void tn_text_free(char *text)
{
    tn__free(text);
}

void tn__put_plain(tn__buf *out, const char *text)
{
    for (; *text; text++) {
        bool control = (unsigned char)*text < ' ' || *text == 127;
        tn__buf_putc(out, control ? '?' : *text);
    }
}
