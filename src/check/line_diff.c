#include "check/line_diff.h"

#include <string.h>

#include "base/mem.h"

#define AROUND 3         /* lines of context, as diff -u has them */
#define TELLING 8        /* bytes of a line that is not one like another: more than a bracket or `else:` */
#define MOST_CHANGED 400 /* lines that may be left out of both texts together before they are taken to differ to the end */

typedef struct change_list {
    tn__change *items;
    size_t n, capacity;
} change_list;

void tn__put_changed(tn__buf *out, const char *bytes, size_t from, size_t to, const tn__change *changes, size_t n,
                     const char *line_end)
{
    size_t at = from;
    for (size_t i = 0; i < n; i++) {
        if (changes[i].start < from || changes[i].end > to) {
            continue;
        }
        tn__buf_add(out, bytes + at, changes[i].start - at);
        for (const char *c = changes[i].text; *c; c++) {
            if (*c == '\n' && line_end) {
                tn__buf_puts(out, line_end);
            } else {
                tn__buf_putc(out, *c);
            }
        }
        at = changes[i].end;
    }
    tn__buf_add(out, bytes + at, to - at);
}

/* --- lines --- */

typedef struct source {
    const char *bytes;
    size_t length;
    const tn__change *changes;
    size_t n;
    const char *line_end;
} source;

static size_t line_start(const source *s, size_t at)
{
    while (at > 0 && s->bytes[at - 1] != '\n') {
        at--;
    }
    return at;
}

/* Behind the line's end. */
static size_t line_after(const source *s, size_t at)
{
    const char *end = at < s->length ? memchr(s->bytes + at, '\n', s->length - at) : NULL;
    return end ? (size_t)(end - s->bytes) + 1 : s->length;
}

static size_t lines_back(const source *s, size_t at, int lines)
{
    for (int i = 0; i < lines && at > 0; i++) {
        at = line_start(s, at - 1);
    }
    return at;
}

static size_t lines_on(const source *s, size_t at, int lines)
{
    for (int i = 0; i < lines; i++) {
        at = line_after(s, at);
    }
    return at;
}

static long count_lines(const char *bytes, size_t length)
{
    long n = 0;
    for (size_t i = 0; i < length; i++) {
        n += bytes[i] == '\n' || i + 1 == length;
    }
    return n;
}

static void put_lines(tn__buf *out, char sign, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        const char *end = memchr(bytes + i, '\n', length - i);
        size_t n = end ? (size_t)(end - bytes) + 1 - i : length - i;
        tn__buf_putc(out, sign);
        tn__buf_add(out, bytes + i, n);
        i += n;
        if (!end) {
            tn__buf_puts(out, "\n\\ No newline at end of file\n");
        }
    }
}

/* --- hunks --- */

/* Lines bytes[start .. end) that changes[first .. last) touch. */
typedef struct block {
    size_t start, end, first, last;
} block;

/* Behind the last line that it touches: none, where it puts whole lines between two. */
static size_t end_of_change(const source *s, const tn__change *change)
{
    size_t n = strlen(change->text);
    bool whole = line_start(s, change->start) == change->start && line_start(s, change->end) == change->end &&
                 (n == 0 || change->text[n - 1] == '\n');
    return whole ? change->end : line_after(s, change->end);
}

static block next_block(const source *s, size_t first)
{
    block b = {line_start(s, s->changes[first].start), end_of_change(s, &s->changes[first]), first, first + 1};
    while (b.last < s->n && line_start(s, s->changes[b.last].start) <= b.end) {
        size_t end = end_of_change(s, &s->changes[b.last]);
        b.end = end > b.end ? end : b.end;
        b.last++;
    }
    return b;
}

/* Length of the lines, ends included, with which both texts begin. */
static size_t same_head(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t same = 0, least = n_a < n_b ? n_a : n_b;
    for (size_t i = 0; i < least && a[i] == b[i]; i++) {
        same = a[i] == '\n' ? i + 1 : same;
    }
    return same;
}

/* The same of their ends; both end a line there. */
static size_t same_tail(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t same = 0, least = n_a < n_b ? n_a : n_b;
    for (size_t i = 0; i < least && a[n_a - 1 - i] == b[n_b - 1 - i]; i++) {
        bool begins = i + 1 == n_a || a[n_a - 2 - i] == '\n', begins_too = i + 1 == n_b || b[n_b - 2 - i] == '\n';
        same = begins && begins_too ? i + 1 : same;
    }
    return same;
}

/* An insertion leaves the line before which it stands as it was: such lines are context. */
static void put_block(tn__buf *out, const source *s, const block *b, long *added)
{
    tn__buf made = TN_BUF_INIT;
    const char *old = s->bytes + b->start;
    size_t n = b->end - b->start;
    tn__buf_puts(&made, "");
    tn__put_changed(&made, s->bytes, b->start, b->end, s->changes + b->first, b->last - b->first, s->line_end);
    if (!tn__buf_ok(&made)) {
        out->failed = true;
        return;
    }
    size_t head = same_head(old, n, made.data, made.length);
    size_t tail = same_tail(old + head, n - head, made.data + head, made.length - head);
    put_lines(out, ' ', old, head);
    put_lines(out, '-', old + head, n - head - tail);
    put_lines(out, '+', made.data + head, made.length - head - tail);
    put_lines(out, ' ', old + n - tail, tail);
    *added += count_lines(made.data, made.length) - count_lines(old, n);
    tn__buf_release(&made);
}

/* The hunk that begins with changes[first]: how many changes it holds; *shift is what earlier ones have added in lines. */
static size_t put_hunk(tn__buf *out, const source *s, size_t first, long *shift)
{
    tn__buf body = TN_BUF_INIT;
    block b = next_block(s, first);
    size_t start = lines_back(s, b.start, AROUND), at = start, end;
    long added = 0;
    for (;;) {
        put_lines(&body, ' ', s->bytes + at, b.start - at);
        put_block(&body, s, &b, &added);
        at = b.end;
        end = lines_on(s, at, AROUND);
        if (b.last == s->n || line_start(s, s->changes[b.last].start) > lines_on(s, end, AROUND)) {
            break;
        }
        b = next_block(s, b.last);
    }
    put_lines(&body, ' ', s->bytes + at, end - at);
    long before = count_lines(s->bytes, start), old = count_lines(s->bytes + start, end - start);
    tn__buf_printf(out, "@@ -%ld,%ld +%ld,%ld @@\n", before + (old > 0), old, before + *shift + (old + added > 0), old + added);
    if (tn__buf_ok(&body)) {
        tn__buf_add(out, body.data, body.length);
    } else {
        out->failed = true;
    }
    tn__buf_release(&body);
    *shift += added;
    return b.last;
}

void tn__put_diff(tn__buf *out, const char *file, const char *bytes, size_t length, const tn__change *changes, size_t n,
                  const char *line_end)
{
    source s = {bytes, length, changes, n, line_end};
    long shift = 0;
    if (n > 0) {
        tn__buf_printf(out, "--- %s\n+++ %s\n", file, file);
    }
    for (size_t i = 0; i < n;) {
        i = put_hunk(out, &s, i, &shift);
    }
}

/* --- two texts --- */

/* The lines that are left of one of them. */
typedef struct rest {
    const char *at, *end;
} rest;

static rest behind(rest r, int lines)
{
    for (int i = 0; i < lines && r.at < r.end; i++) {
        const char *end = memchr(r.at, '\n', (size_t)(r.end - r.at));
        r.at = end ? end + 1 : r.end;
    }
    return r;
}

static bool same_line(rest a, rest b)
{
    size_t n_a = (size_t)(behind(a, 1).at - a.at), n_b = (size_t)(behind(b, 1).at - b.at);
    return n_a == n_b && memcmp(a.at, b.at, n_a) == 0;
}

/* Whether both go on alike: with a line that says something, or with two. */
static bool go_on_alike(rest a, rest b)
{
    size_t blanks = 0, length = (size_t)(behind(a, 1).at - a.at);
    while (blanks < length && a.at[blanks] == ' ') {
        blanks++;
    }
    return same_line(a, b) && (length - blanks > TELLING || same_line(behind(a, 1), behind(b, 1)));
}

/* Where both go on alike, or to the end, with the fewest lines left out; *a and *b move there. */
static void meet_again(rest *a, rest *b)
{
    for (int lines = 1; lines <= MOST_CHANGED; lines++) {
        for (int i = 0; i <= lines; i++) {
            rest x = behind(*a, i), y = behind(*b, lines - i);
            if (go_on_alike(x, y)) {
                *a = x;
                *b = y;
                return;
            }
        }
    }
    a->at = a->end;
    b->at = b->end;
}

/* A change of whole lines; its text is a copy. */
static bool add_change(change_list *list, const char *bytes, rest before, rest after, rest made, rest made_after)
{
    if (!tn__grow((void **)&list->items, &list->capacity, list->n, sizeof *list->items)) {
        return false;
    }
    char *text = tn__strndup(made.at, (size_t)(made_after.at - made.at));
    list->items[list->n] = (tn__change){(size_t)(before.at - bytes), (size_t)(after.at - bytes), text};
    list->n += text != NULL;
    return text != NULL;
}

void tn__put_text_diff(tn__buf *out, const char *file, const char *bytes, size_t length, const char *made, size_t made_length)
{
    change_list list = {0};
    rest a = {bytes, bytes + length}, b = {made, made + made_length};
    while (!out->failed && (a.at < a.end || b.at < b.end)) {
        rest a_start = a, b_start = b;
        if (same_line(a, b)) {
            a = behind(a, 1);
            b = behind(b, 1);
            continue;
        }
        meet_again(&a, &b);
        out->failed = !add_change(&list, bytes, a_start, a, b_start, b);
    }
    tn__put_diff(out, file, bytes, length, list.items, list.n, NULL);
    for (size_t i = 0; i < list.n; i++) {
        tn__free((char *)list.items[i].text);
    }
    tn__free(list.items);
}
