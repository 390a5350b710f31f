#include "base/utf8.h"

size_t tn__utf8_length(const char *text, size_t n)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t length = n == 0 ? 0 : s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : s[0] < 0xF5 ? 4 : 0;
    if (length > n) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool overlong = length > 2 && ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90));
    bool outside = length > 2 && ((s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xF4 && s[1] > 0x8F));
    return overlong || outside ? 0 : length;
}

long tn__utf8_code(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    long code = length == 1 ? s[0] : s[0] & (0xFF >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        code = code << 6 | (s[i] & 0x3F);
    }
    return code;
}

void tn__utf8_put(tn__buf *out, unsigned long code)
{
    if (code >= 0x110000 || (code >= 0xD800 && code < 0xE000)) {
        code = 0xFFFD;
    }
    int rest = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3; /* bytes behind the first, six bits each */
    static const unsigned char first[] = {0, 0xC0, 0xE0, 0xF0};
    tn__buf_putc(out, (char)(first[rest] | code >> 6 * rest));
    while (rest-- > 0) {
        tn__buf_putc(out, (char)(0x80 | (code >> 6 * rest & 0x3F)));
    }
}

/* How much of text[0 .. n) is left without the beginning of a character at its end. */
static size_t whole(const char *text, size_t n)
{
    size_t last = n;
    while (last > 0 && n - last < TN_UTF8_LONGEST && ((unsigned char)text[last - 1] & 0xC0) == 0x80) {
        last--;
    }
    bool begins = last > 0 && (unsigned char)text[last - 1] >= 0xC0;
    return begins && tn__utf8_length(text + last - 1, n - last + 1) == 0 ? last - 1 : n;
}

void tn__utf8_vprint(char *out, size_t size, const char *format, va_list arguments)
{
    int length = tn__vprint(out, size, format, arguments);
    if (length < 0 || (size_t)length >= size) {
        out[length < 0 ? 0 : whole(out, size - 1)] = '\0';
    }
}

void tn__utf8_put_json(tn__buf *out, const char *text)
{
    tn__buf_putc(out, '"');
    while (*text) {
        size_t n = tn__utf8_length(text, TN_UTF8_LONGEST);
        unsigned char c = (unsigned char)*text;
        if (n == 0) {
            tn__buf_puts(out, "\\ufffd");
        } else if (c == '"' || c == '\\') {
            tn__buf_printf(out, "\\%c", c);
        } else if (c < ' ' || c == 127) {
            tn__buf_printf(out, "\\u%04x", c);
        } else {
            tn__buf_add(out, text, n);
        }
        text += n ? n : 1;
    }
    tn__buf_putc(out, '"');
}
