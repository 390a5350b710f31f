#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

void tn__buf_release(tn__buf *buf)
{
    tn__free(buf->data);
    *buf = (tn__buf)TN_BUF_INIT;
}

void tn__buf_clear(tn__buf *buf)
{
    buf->length = 0;
    buf->failed = false;
    if (buf->data) buf->data[0] = '\0';
}

/* Room for `more` bytes and a NUL. */
static bool reserve(tn__buf *buf, size_t more)
{
    if (buf->failed) return false;
    if (more > (size_t)PTRDIFF_MAX - buf->length - 1) return !(buf->failed = true);
    size_t wanted = buf->length + more + 1, capacity = buf->capacity ? buf->capacity : 64;
    if (wanted <= buf->capacity) return true;
    while (capacity < wanted) capacity *= 2;
    char *larger = tn__resize(buf->data, capacity, 1);
    if (!larger) return !(buf->failed = true);
    buf->data = larger;
    buf->capacity = capacity;
    return true;
}

void tn__buf_add(tn__buf *buf, const void *bytes, size_t length)
{
    if (!reserve(buf, length)) return;
    if (length) memcpy(buf->data + buf->length, bytes, length);
    buf->length += length;
    buf->data[buf->length] = '\0';
}

void tn__buf_puts(tn__buf *buf, const char *text)
{
    tn__buf_add(buf, text, strlen(text));
}

void tn__buf_putc(tn__buf *buf, char c)
{
    tn__buf_add(buf, &c, 1);
}

void tn__buf_printf(tn__buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0) buf->failed = true;
    if (length >= 0 && reserve(buf, (size_t)length)) {
        vsnprintf(buf->data + buf->length, (size_t)length + 1, format, again);
        buf->length += (size_t)length;
    }
    va_end(again);
    va_end(args);
}

bool tn__buf_ok(const tn__buf *buf)
{
    return !buf->failed;
}

char *tn__buf_take(tn__buf *buf)
{
    if (!reserve(buf, 0)) {
        tn__buf_release(buf);
        return NULL;
    }
    char *text = buf->data;
    text[buf->length] = '\0';
    *buf = (tn__buf)TN_BUF_INIT;
    return text;
}

const char *tn__buf_text(const tn__buf *buf)
{
    return buf->data ? buf->data : "";
}

/* Any other than %s: not for print_texts. */
static bool has_numbers(const char *format)
{
    while ((format = strchr(format, '%'))) {
        if (format[1] != 's') return true;
        format += 2;
    }
    return false;
}

/* At most `size` bytes with the NUL are written; the length is that of the whole text. */
static size_t print_texts(char *out, size_t size, const char *format, va_list args)
{
    size_t length = 0;
    while (*format) {
        bool given = *format == '%';
        const char *text = given ? va_arg(args, const char *) : format;
        text = text ? text : "(null)";
        size_t n = given ? strlen(text) : strcspn(format, "%"), room = length < size ? size - length : 0;
        memcpy(out + (room ? length : 0), text, n < room ? n : room);
        length += n;
        format += given ? 2 : n;
    }
    out[length < size ? length : size - 1] = '\0';
    return length;
}

int tn__vprint(char *out, size_t size, const char *format, va_list args)
{
    return size == 0 || has_numbers(format) ? vsnprintf(out, size, format, args) : (int)print_texts(out, size, format, args);
}
