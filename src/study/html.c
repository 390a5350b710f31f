#include "study/html.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* C1 controls and the noncharacters are as unwelcome in HTML as C0 is. */
static bool is_control(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    if (length == 1) return (at[0] < 0x20 && at[0] != '\t' && at[0] != '\n') || at[0] == 0x7F;
    if (length == 2) return at[0] == 0xC2 && at[1] < 0xA0;
    return length == 3 && at[0] == 0xEF && at[1] == 0xBF && at[2] >= 0xBE;
}

/* Adds one character and returns its bytes. */
static size_t add_character(tn__buf *buf, const char *text)
{
    size_t length = tn__utf8_length(text, TN_UTF8_LONGEST);
    if (length == 0 || is_control(text, length)) {
        tn__buf_puts(buf, REPLACEMENT);
        return length ? length : 1;
    }
    switch (*text) {
    case '&': tn__buf_puts(buf, "&amp;"); break;
    case '<': tn__buf_puts(buf, "&lt;"); break;
    case '>': tn__buf_puts(buf, "&gt;"); break;
    case '"': tn__buf_puts(buf, "&quot;"); break;
    case '\'': tn__buf_puts(buf, "&#39;"); break;
    default: tn__buf_add(buf, text, length);
    }
    return length;
}

void tn__html_text(tn__buf *buf, const char *text)
{
    while (text && *text) text += add_character(buf, text);
}

void tn__html_short(tn__buf *buf, const char *text, int most)
{
    int n = 0, i = 0;
    for (const char *at = text; at && *at; n++) {
        size_t length = tn__utf8_length(at, TN_UTF8_LONGEST);
        at += length ? length : 1;
    }
    int head = (most - 1) / 2, tail = n - (most - 1 - head);
    for (const char *at = text; at && *at; i++) {
        size_t length = tn__utf8_length(at, TN_UTF8_LONGEST);
        if (n <= most || i < head || i >= tail) {
            add_character(buf, at);
        } else if (i == head) {
            tn__buf_puts(buf, "\xE2\x80\xA6");
        }
        at += length ? length : 1;
    }
}

/* printf's decimal point is the locale's, and may be several bytes. */
void tn__html_number(tn__buf *buf, double value, int decimals, bool sign)
{
    if (isnan(value)) {
        tn__buf_puts(buf, "\xE2\x80\x93");
        return;
    }
    if (isinf(value)) {
        tn__buf_puts(buf, value < 0 ? "\xE2\x88\x92\xE2\x88\x9E" : "\xE2\x88\x9E");
        return;
    }
    if (fabs(value) >= 1e15) {
        tn__buf_puts(buf, value < 0 ? "< \xE2\x88\x92"
                                      "10^15"
                                    : "> 10^15");
        return;
    }
    double scaled = round(fabs(value) * pow(10, decimals));
    long long whole = (long long)(scaled / pow(10, decimals));
    long long part = (long long)(scaled - (double)whole * pow(10, decimals));
    bool zero = whole == 0 && part == 0;
    if (value < 0 && !zero) tn__buf_puts(buf, "\xE2\x88\x92");
    if (value > 0 && !zero && sign) tn__buf_putc(buf, '+');
    tn__buf_printf(buf, "%lld", whole);
    if (decimals > 0) tn__buf_printf(buf, ".%0*lld", decimals, part);
}

/* A coordinate: one decimal, a plain minus. */
static void add_coordinate(tn__buf *buf, double value)
{
    long tenths = isfinite(value) && fabs(value) < 1e7 ? lround(value * 10) : 0;
    long size = tenths < 0 ? -tenths : tenths;
    tn__buf_printf(buf, size % 10 ? "%s%ld.%ld" : "%s%ld", tenths < 0 ? "-" : "", size / 10, size % 10);
}

static void add_directive(tn__buf *buf, char what, va_list *args)
{
    switch (what) {
    case 't': tn__html_short(buf, va_arg(*args, const char *), TN_HTML_MOST); break;
    case 'm': tn__html_short(buf, va_arg(*args, const char *), TN_HTML_NAME); break;
    case 'r': tn__buf_puts(buf, va_arg(*args, const char *)); break;
    case 'i': tn__buf_printf(buf, "%d", va_arg(*args, int)); break;
    case 'x': add_coordinate(buf, va_arg(*args, double)); break;
    default: tn__buf_putc(buf, what);
    }
}

void tn__html(tn__buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    while (*format) {
        size_t plain = strcspn(format, "%");
        tn__buf_add(buf, format, plain);
        format += plain;
        if (*format && format[1]) {
            add_directive(buf, format[1], &args);
            format += 2;
        } else if (*format) {
            format++;
        }
    }
    va_end(args);
}

static double round_step(double rough)
{
    double power = pow(10, floor(log10(rough))), part = rough / power;
    return (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10) * power;
}

tn__scale tn__scale_new(double low, double high, double start, double end, int marks)
{
    if (!isfinite(low) || !isfinite(high) || low > high) {
        low = 0;
        high = 1;
    }
    if (high - low < 1e-9 * (1 + fabs(low))) {
        double room = low == 0 ? 1 : fabs(low) / 10;
        low -= room;
        high += room;
    }
    double step = round_step((high - low) / marks);
    tn__scale scale = {.start = start, .end = end, .step = step, .first = floor(low / step + 1e-9) * step};
    scale.low = scale.first;
    scale.high = ceil(high / step - 1e-9) * step;
    double decimals = -floor(log10(step) + 1e-9);
    scale.decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : (int)decimals;
    return scale;
}

double tn__scale_at(const tn__scale *scale, double value)
{
    double share = (value - scale->low) / (scale->high - scale->low);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return scale->start + (isnan(share) ? 0 : share) * (scale->end - scale->start);
}
