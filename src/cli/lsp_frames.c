#include "cli/lsp_frames.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void drop_taken(lsp_frames *frames)
{
    if (frames->taken > 0) {
        frames->n -= frames->taken;
        memmove(frames->bytes, frames->bytes + frames->taken, frames->n);
        frames->taken = 0;
    }
}

bool lsp_frames_add(lsp_frames *frames, const char *bytes, size_t n)
{
    drop_taken(frames);
    if (n > frames->capacity - frames->n) {
        size_t wanted = frames->n + n;
        wanted += wanted / 2;
        char *larger = wanted > frames->n ? realloc(frames->bytes, wanted) : NULL;
        if (!larger) {
            return false;
        }
        frames->bytes = larger;
        frames->capacity = wanted;
    }
    if (n > 0) {
        memcpy(frames->bytes + frames->n, bytes, n);
        frames->n += n;
    }
    return true;
}

/* Behind the empty line; 0: it has not come. */
static size_t find_body(const lsp_frames *frames)
{
    size_t end = frames->n < LSP_MAX_HEADERS ? frames->n : LSP_MAX_HEADERS;
    for (size_t i = 0; i + 4 <= end; i++) {
        if (memcmp(frames->bytes + i, "\r\n\r\n", 4) == 0) {
            return i + 4;
        }
    }
    return 0;
}

/* "  123" with blanks around; false for anything else, and beyond the limit. */
static bool read_number(const char *text, size_t n, size_t *out)
{
    size_t i = 0, digits = 0, value = 0;
    while (i < n && (text[i] == ' ' || text[i] == '\t')) {
        i++;
    }
    for (; i < n && text[i] >= '0' && text[i] <= '9'; i++, digits++) {
        value = value * 10 + (size_t)(text[i] - '0');
        if (value > LSP_MAX_BODY) {
            return false;
        }
    }
    while (i < n && (text[i] == ' ' || text[i] == '\t')) {
        i++;
    }
    *out = value;
    return digits > 0 && i == n;
}

/* The one Content-Length among the headers bytes[0 .. n). */
static bool read_headers(const char *bytes, size_t n, size_t *length)
{
    static const char name[] = "Content-Length:";
    bool found = false;
    for (size_t i = 0; i + 2 < n;) { // the last two bytes are the empty line
        const char *end = memmem(bytes + i, n - i, "\r\n", 2);
        size_t line = end ? (size_t)(end - bytes) - i : n - i;
        if (line >= strlen(name) && strncasecmp(bytes + i, name, strlen(name)) == 0) {
            if (found || !read_number(bytes + i + strlen(name), line - strlen(name), length)) {
                return false;
            }
            found = true;
        }
        i += line + 2;
    }
    return found;
}

lsp_next lsp_frames_next(lsp_frames *frames, const char **body, size_t *length)
{
    size_t size;
    drop_taken(frames);
    if (frames->broken) {
        return LSP_BROKEN;
    }
    size_t start = find_body(frames);
    if (start == 0) {
        frames->broken = frames->n >= LSP_MAX_HEADERS;
        return frames->broken ? LSP_BROKEN : LSP_MORE;
    }
    if (!read_headers(frames->bytes, start, &size)) {
        frames->broken = true;
        return LSP_BROKEN;
    }
    if (frames->n - start < size) {
        return LSP_MORE;
    }
    *body = frames->bytes + start;
    *length = size;
    frames->taken = start + size;
    return LSP_MESSAGE;
}

void lsp_frames_release(lsp_frames *frames)
{
    free(frames->bytes);
    *frames = (lsp_frames){0};
}
