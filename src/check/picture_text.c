#include "check/picture_text.h"

#include <stdio.h>
#include <string.h>

void tn__copy_head(char *out, size_t size, const char *text, int most)
{
    size_t used = 0;
    for (int n = 0; *text; n++) {
        size_t length = 1;
        while (((unsigned char)text[length] & 0xC0) == 0x80) {
            length++;
        }
        if (n + 1 >= most && text[length]) {
            snprintf(out + used, size - used, "%s", used + 4 <= size ? "\xE2\x80\xA6" : "");
            return;
        }
        if (used + length + 4 > size) {
            break;
        }
        memcpy(out + used, text, length);
        used += length;
        text += length;
    }
    out[used] = '\0';
}

void tn__copy_tail(char *out, size_t size, const char *text, int most)
{
    size_t length = strlen(text), from = length;
    for (int n = 0; from > 0 && n < most - 1;) {
        from--;
        n += ((unsigned char)text[from] & 0xC0) != 0x80;
    }
    while (length - from + 4 > size) {
        from++;
    }
    while (((unsigned char)text[from] & 0xC0) == 0x80) {
        from++;
    }
    snprintf(out, size, "%s%s", from > 0 ? "\xE2\x80\xA6" : "", text + from);
}

int tn__count_characters(const char *text)
{
    int n = 0;
    for (; *text; text++) {
        n += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return n;
}

void tn__print_shape(const tn_shape *shape, char *out, size_t size)
{
    size_t used = (size_t)snprintf(out, size, shape->rank < 0 ? "?" : "[");
    for (int i = 0; i < shape->rank && used < size; i++) {
        const char *comma = i ? ", " : "";
        if (i == shape->batch && shape->dim[i] == 1) {
            used += (size_t)snprintf(out + used, size - used, "%sN", comma);
        } else if (shape->dim[i] == TN_DIM_UNKNOWN) {
            used += (size_t)snprintf(out + used, size - used, "%s?", comma);
        } else {
            used += (size_t)snprintf(out + used, size - used, "%s%lld%s", comma, (long long)shape->dim[i],
                                     i == shape->batch ? "*N" : "");
        }
    }
    if (used < size && shape->rank >= 0) {
        snprintf(out + used, size - used, "]");
    }
}

void tn__put_xml(tn__buf *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '<': tn__buf_puts(out, "&lt;"); break;
        case '>': tn__buf_puts(out, "&gt;"); break;
        case '&': tn__buf_puts(out, "&amp;"); break;
        case '"': tn__buf_puts(out, "&quot;"); break;
        default: tn__buf_putc(out, (unsigned char)*text < ' ' || *text == 127 ? ' ' : *text);
        }
    }
}

size_t tn__line_length(const char *text, int most)
{
    size_t at = 0, blank = 0;
    for (int n = 0; text[at] && n < most; n++) {
        blank = text[at] == ' ' ? at : blank;
        do {
            at++;
        } while (((unsigned char)text[at] & 0xC0) == 0x80);
    }
    return !text[at] || text[at] == ' ' || !blank ? at : blank;
}
