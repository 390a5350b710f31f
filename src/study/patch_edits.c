#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "study/patch_parts.h"

void tn__edits_cut(tn__edits *edits, size_t n)
{
    while (edits->n > n) tn__free(edits->items[--edits->n].text);
}

void tn__edits_release(tn__edits *edits)
{
    tn__edits_cut(edits, 0);
    tn__free(edits->items);
    *edits = (tn__edits){0};
}

/* Two changes may ask for one replacement, as of a rate that both were given. Insertions are each their own. */
static bool stands_already(const tn__edits *edits, size_t start, size_t end, const char *text, size_t length)
{
    for (size_t i = 0; start < end && i < edits->n; i++) {
        const tn__edit *edit = &edits->items[i];
        if (edit->start == start && edit->end == end && strlen(edit->text) == length && !memcmp(edit->text, text, length))
            return true;
    }
    return false;
}

void tn__edits_add(tn__edits *edits, size_t start, size_t end, long rank, const char *text, size_t length)
{
    if (stands_already(edits, start, end, text, length)) return;
    if (edits->failed || !tn__grow((void **)&edits->items, &edits->capacity, edits->n, sizeof(*edits->items))) {
        edits->failed = true;
        return;
    }
    char *copy = tn__strndup(text, length);
    if (!copy) {
        edits->failed = true;
        return;
    }
    edits->items[edits->n] = (tn__edit){start, end, copy, rank, (int)edits->n};
    edits->n++;
}

void tn__edits_printf(tn__edits *edits, size_t start, size_t end, long rank, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (length < 0 || (size_t)length >= sizeof(text)) {
        edits->failed = true;
        return;
    }
    tn__edits_add(edits, start, end, rank, text, (size_t)length);
}

/* By place; there, insertions come before what is replaced. */
static int compare(const void *a, const void *b)
{
    const tn__edit *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    bool x_inserts = x->end == x->start, y_inserts = y->end == y->start;
    if (x_inserts != y_inserts) return x_inserts ? -1 : 1;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    return x->number - y->number;
}

bool tn__edits_order(tn__edits *edits)
{
    if (edits->n > 1) qsort(edits->items, edits->n, sizeof(*edits->items), compare);
    for (size_t i = 1; i < edits->n; i++) {
        if (edits->items[i].start < edits->items[i - 1].end) return false;
    }
    return true;
}

void tn__edits_apply(const tn__edits *edits, size_t first, size_t last, const char *text, size_t from, size_t to, tn__buf *buf)
{
    size_t at = from;
    for (size_t i = first; i < last; i++) {
        const tn__edit *edit = &edits->items[i];
        tn__buf_add(buf, text + at, edit->start - at);
        tn__buf_puts(buf, edit->text);
        at = edit->end;
    }
    tn__buf_add(buf, text + at, to - at);
}
