#include "check/columns.h"

#include "base/utf8.h"

size_t tn__next_character(const char *s, size_t n, long *code)
{
    size_t length = tn__utf8_length(s, n);
    *code = length ? tn__utf8_code(s, length) : -1;
    return length ? length : 1;
}

/* 0 for combining marks, 2 for East Asian wide characters and emoji (Unicode Standard Annex 11, the blocks that matter in
 * source), else 1. */
static int character_width(long code)
{
    static const struct {
        long first, last;
        int width;
    } ranges[] = {
        {0x0300, 0x036F, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05BD, 0}, {0x064B, 0x065F, 0},   {0x1100, 0x115F, 2},
        {0x1AB0, 0x1AFF, 0},   {0x1DC0, 0x1DFF, 0},   {0x200B, 0x200F, 0}, {0x20D0, 0x20FF, 0},   {0x2E80, 0x303E, 2},
        {0x3041, 0xA4CF, 2},   {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2}, {0xFE00, 0xFE0F, 0},   {0xFE20, 0xFE2F, 0},
        {0xFE30, 0xFE6F, 2},   {0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2}, {0x1F300, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2},
        {0x1F900, 0x1F9FF, 2}, {0x20000, 0x3FFFD, 2},
    };
    for (size_t i = 0; code >= 0x300 && i < sizeof ranges / sizeof *ranges; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last) {
            return ranges[i].width;
        }
    }
    return code == '\t' ? TN_TAB_COLUMNS : 1;
}

int tn__columns(const char *text, size_t bytes)
{
    int width = 0;
    for (size_t i = 0; i < bytes;) {
        long code;
        i += tn__next_character(text + i, bytes - i, &code);
        width += character_width(code);
    }
    return width;
}

size_t tn__bytes_within(const char *text, size_t bytes, int columns)
{
    size_t i = 0;
    while (i < bytes) {
        long code;
        size_t n = tn__next_character(text + i, bytes - i, &code);
        columns -= character_width(code);
        if (columns < 0) {
            break;
        }
        i += n;
    }
    return i;
}
