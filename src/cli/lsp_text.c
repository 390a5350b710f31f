#include "cli/lsp_text.h"

#include <stdlib.h>
#include <string.h>

const char *lsp_line(const lsp_document *document, int line, size_t *length)
{
    const char *at = document->text, *end = document->text + document->length;
    int here = 1;
    for (; here < line && at < end; at++) {
        at += *at == '\r' && at + 1 < end && at[1] == '\n';
        here += *at == '\n' || *at == '\r';
    }
    if (here != line) {
        return NULL;
    }
    const char *stop = at;
    while (stop < end && *stop != '\n' && *stop != '\r') {
        stop++;
    }
    *length = (size_t)(stop - at);
    return at;
}

/* Units of the character that begins with this byte; in UTF-8 a byte is one, else 0 for what follows a first byte. */
static int units(lsp_encoding encoding, unsigned char byte)
{
    bool follows = (byte & 0xC0) == 0x80, is_pair = encoding == LSP_UTF16 && byte >= 0xF0;
    return encoding == LSP_UTF8 ? 1 : follows ? 0 : is_pair ? 2 : 1;
}

static json_t *make_position(const lsp_document *document, const lsp_options *options, int line, int column)
{
    size_t length;
    const char *text = line > 0 ? lsp_line(document, line, &length) : NULL;
    int character = 0;
    for (size_t i = 0; text && i < length && (int)i + 1 < column; i++) {
        character += units(options->encoding, (unsigned char)text[i]);
    }
    return json_pack("{s:i, s:i}", "line", line > 0 ? line - 1 : 0, "character", character);
}

json_t *lsp_range(const lsp_document *document, const lsp_options *options, const tn_span *span)
{
    return json_pack("{s:o, s:o}", "start", make_position(document, options, span->line, span->column), "end",
                     make_position(document, options, span->end_line, span->end_column));
}

bool lsp_place(const lsp_document *document, const lsp_options *options, const json_t *position, int *line, int *column)
{
    const json_t *l = json_object_get(position, "line"), *c = json_object_get(position, "character");
    json_int_t number = json_integer_value(l), wanted = json_integer_value(c), at = 0;
    size_t length, i = 0;
    if (!json_is_integer(l) || !json_is_integer(c) || number < 0 || wanted < 0 || number > INT32_MAX - 1) {
        return false;
    }
    const char *text = lsp_line(document, (int)number + 1, &length);
    while (text && i < length && at < wanted) {
        at += units(options->encoding, (unsigned char)text[i]);
        i++;
    }
    while (text && i < length && ((unsigned char)text[i] & 0xC0) == 0x80) {
        i++;
    }
    *line = (int)number + 1;
    *column = (int)i + 1;
    return true;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

char *lsp_path(const char *uri)
{
    static const char scheme[] = "file://";
    if (strncmp(uri, scheme, strlen(scheme)) != 0) {
        return strdup("untitled.py");
    }
    const char *at = strchr(uri + strlen(scheme), '/'); // behind the host, which is mostly empty
    char *path = at ? strdup(at) : strdup("untitled.py"), *to = path;
    for (const char *from = at; path && at && *from; from++) {
        bool escaped = *from == '%' && hex(from[1]) >= 0 && hex(from[2]) >= 0 && (hex(from[1]) || hex(from[2]));
        *to++ = escaped ? (char)(hex(from[1]) << 4 | hex(from[2])) : *from;
        from += escaped ? 2 : 0;
    }
    if (path && at) {
        *to = '\0';
    }
    return path;
}
