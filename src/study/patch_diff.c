/* A unified diff from edits: their lines are known, so nothing has to be compared but the ends of each changed part.
 *
 * Unchanged lines are the file's own bytes. Changed ones are written in its encoding and with its line ends. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "study/patch_parts.h"

enum { CONTEXT = 3 };

/* Lines as offsets: line i is [at[i], at[i + 1]), its end of line included. */
typedef struct line_list {
    size_t *at;
    size_t n;
} line_list;

/* Part of the old text that becomes other lines. */
typedef struct part {
    size_t first, last; /* old lines [first, last) */
    char *text;         /* the new lines, owned */
    line_list lines;
    size_t skip, end; /* new lines [skip, end) differ from the old ones */
} part;

typedef struct part_list {
    part *items;
    size_t n, capacity;
} part_list;

typedef struct old_file {
    const char *raw, *text;
    line_list raw_lines, lines;
    bool crlf, latin1, bom;
} old_file;

static bool split(line_list *out, const char *text, size_t length)
{
    out->n = 0;
    for (size_t i = 0; i < length; i++) out->n += text[i] == '\n';
    out->n += length > 0 && text[length - 1] != '\n';
    out->at = tn__alloc(out->n + 1, sizeof(*out->at));
    size_t line = 0;
    for (size_t i = 0; out->at && i < length; i++) {
        if (text[i] == '\n' && line + 1 <= out->n) out->at[++line] = i + 1;
    }
    if (out->at) out->at[out->n] = length;
    return out->at != NULL;
}

static size_t line_of(const line_list *lines, size_t at)
{
    size_t low = 0, high = lines->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (lines->at[middle + 1] <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* --- which lines change --- */
static void edit_lines(const old_file *file, const tn__edit *edit, size_t *first, size_t *last)
{
    size_t n = strlen(edit->text);
    bool whole_text = n == 0 ? edit->end > edit->start : edit->text[n - 1] == '\n';
    *first = line_of(&file->lines, edit->start);
    *last = line_of(&file->lines, edit->end);
    bool at_starts = file->lines.at[*first] == edit->start && file->lines.at[*last] == edit->end;
    if (!(whole_text && at_starts)) ++*last;
    if (*last > file->lines.n) *last = file->lines.n;
    if (*first >= file->lines.n && file->lines.n && !(whole_text && at_starts)) *first = file->lines.n - 1;
}

/* Drops lines at both ends that came out as they were. */
static void trim(part *p, const old_file *file)
{
    const line_list *old = &file->lines;
    p->skip = 0;
    p->end = p->lines.n;
    for (;;) {
        size_t length = p->first < p->last ? old->at[p->first + 1] - old->at[p->first] : 0;
        bool same = p->first < p->last && p->skip < p->end && p->lines.at[p->skip + 1] - p->lines.at[p->skip] == length &&
                    !memcmp(p->text + p->lines.at[p->skip], file->text + old->at[p->first], length);
        if (!same) break;
        p->first++;
        p->skip++;
    }
    for (;;) {
        size_t length = p->first < p->last ? old->at[p->last] - old->at[p->last - 1] : 0;
        bool same = p->first < p->last && p->skip < p->end && p->lines.at[p->end] - p->lines.at[p->end - 1] == length &&
                    !memcmp(p->text + p->lines.at[p->end - 1], file->text + old->at[p->last - 1], length);
        if (!same) break;
        p->last--;
        p->end--;
    }
}

static bool add_part(part_list *parts, const old_file *file, const tn__edits *edits, size_t from, size_t to, size_t first,
                     size_t last)
{
    tn__buf text = TN_BUF_INIT;
    part one = {.first = first, .last = last};
    tn__edits_apply(edits, from, to, file->text, file->lines.at[first], file->lines.at[last], &text);
    size_t length = text.length;
    one.text = tn__buf_take(&text);
    if (!one.text || !split(&one.lines, one.text, length) ||
        !tn__grow((void **)&parts->items, &parts->capacity, parts->n, sizeof(one))) {
        tn__free(one.text);
        tn__free(one.lines.at);
        return false;
    }
    trim(&one, file);
    if (one.first == one.last && one.skip == one.end) { /* edits that undo each other */
        tn__free(one.text);
        tn__free(one.lines.at);
        return true;
    }
    parts->items[parts->n++] = one;
    return true;
}

static bool find_parts(part_list *parts, const old_file *file, const tn__edits *edits)
{
    for (size_t i = 0; i < edits->n;) {
        size_t first, last, k = i + 1, next_first, next_last;
        edit_lines(file, &edits->items[i], &first, &last);
        for (; k < edits->n; k++) {
            edit_lines(file, &edits->items[k], &next_first, &next_last);
            if (next_first > last) break;
            last = next_last > last ? next_last : last;
        }
        if (!add_part(parts, file, edits, i, k, first, last)) return false;
        i = k;
    }
    return true;
}

/* --- writing --- */
/* A new line in the file's own bytes; false where its encoding lacks a character. */
static bool add_new_line(const old_file *file, const char *text, size_t length, tn__buf *buf)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n' && file->crlf) tn__buf_putc(buf, '\r');
        if (c < 0x80 || !file->latin1) {
            tn__buf_putc(buf, (char)c);
        } else if ((c & 0xFC) == 0xC0 && i + 1 < length) {
            tn__buf_putc(buf, (char)((c << 6) | ((unsigned char)text[++i] & 0x3F)));
        } else {
            return false;
        }
    }
    return true;
}

static void add_old_lines(const old_file *file, char sign, size_t first, size_t last, tn__buf *diff)
{
    for (size_t i = first; i < last; i++) {
        size_t start = file->raw_lines.at[i], end = file->raw_lines.at[i + 1];
        tn__buf_putc(diff, sign);
        tn__buf_add(diff, file->raw + start, end - start);
        if (file->raw[end - 1] != '\n') tn__buf_puts(diff, "\n\\ No newline at end of file\n");
    }
}

static bool add_new_lines(const old_file *file, const part *p, tn__buf *diff)
{
    for (size_t i = p->skip; i < p->end; i++) {
        size_t start = p->lines.at[i], end = p->lines.at[i + 1];
        tn__buf_putc(diff, '+');
        if (file->bom && p->first == 0 && i == p->skip) tn__buf_puts(diff, "\xEF\xBB\xBF");
        if (!add_new_line(file, p->text + start, end - start, diff)) return false;
        if (p->text[end - 1] != '\n') tn__buf_puts(diff, "\n\\ No newline at end of file\n");
    }
    return true;
}

/* Parts first to last - 1 with their context; `moved` is how many lines the file has grown before them. */
static bool add_hunk(const old_file *file, const part *first, const part *last, long moved, tn__buf *diff)
{
    size_t from = first->first > CONTEXT ? first->first - CONTEXT : 0, to = last[-1].last + CONTEXT;
    long grown = 0;
    to = to > file->raw_lines.n ? file->raw_lines.n : to;
    for (const part *p = first; p < last; p++) grown += (long)(p->end - p->skip) - (long)(p->last - p->first);
    long old_n = (long)(to - from), new_n = old_n + grown;
    /* A side without lines is named by the line before it. */
    tn__buf_printf(diff, "@@ -%ld,%ld +%ld,%ld @@\n", (long)from + (old_n > 0), old_n, (long)from + moved + (new_n > 0), new_n);
    size_t at = from;
    for (const part *p = first; p < last; p++) {
        add_old_lines(file, ' ', at, p->first, diff);
        add_old_lines(file, '-', p->first, p->last, diff);
        if (!add_new_lines(file, p, diff)) return false;
        at = p->last;
    }
    add_old_lines(file, ' ', at, to, diff);
    return true;
}

static bool add_hunks(const old_file *file, const part_list *parts, tn__buf *diff)
{
    long moved = 0;
    for (size_t i = 0; i < parts->n;) {
        size_t k = i + 1;
        while (k < parts->n && parts->items[k].first <= parts->items[k - 1].last + 2 * CONTEXT) k++;
        if (!add_hunk(file, &parts->items[i], &parts->items[k], moved, diff)) return false;
        for (; i < k; i++) {
            const part *p = &parts->items[i];
            moved += (long)(p->end - p->skip) - (long)(p->last - p->first);
        }
    }
    return true;
}

static bool add_source(const old_file *file, const part_list *parts, tn__buf *source)
{
    size_t at = 0;
    for (size_t i = 0; i <= parts->n; i++) {
        const part *p = i < parts->n ? &parts->items[i] : NULL;
        size_t to = p ? p->first : file->raw_lines.n;
        tn__buf_add(source, file->raw + file->raw_lines.at[at], file->raw_lines.at[to] - file->raw_lines.at[at]);
        if (!p) break;
        if (file->bom && p->first == 0) tn__buf_puts(source, "\xEF\xBB\xBF");
        size_t start = p->lines.at[p->skip], end = p->lines.at[p->end];
        if (!add_new_line(file, p->text + start, end - start, source)) return false;
        at = p->last;
    }
    return true;
}

/* A name as git writes it: in quotes with escapes where it holds what would end it. */
static void add_name(tn__buf *buf, char side, const char *path)
{
    bool quoted = strpbrk(path, "\"\\\n\t\r") != NULL;
    tn__buf_printf(buf, "%s%c/", quoted ? "\"" : "", side);
    for (; *path; path++) {
        const char *escape = quoted ? strchr("\"\"\\\\\nn\tt\rr", *path) : NULL;
        if (escape) tn__buf_putc(buf, '\\');
        tn__buf_putc(buf, escape ? (*path == '"' || *path == '\\' ? *path : escape[1]) : *path);
    }
    if (quoted) tn__buf_putc(buf, '"');
}

static void add_names(tn__buf *diff, const char *path)
{
    const char *slash = strrchr(path, '/');
    while (!strncmp(path, "./", 2)) path += 2;
    if (slash && (*path == '/' || strstr(path, ".."))) path = slash + 1;
    const char *tab = strchr(path, ' ') ? "\t" : ""; /* where a name with spaces ends */
    tn__buf_puts(diff, "--- ");
    add_name(diff, 'a', path);
    tn__buf_printf(diff, "%s\n+++ ", tab);
    add_name(diff, 'b', path);
    tn__buf_printf(diff, "%s\n", tab);
}

/* --- the whole --- */
static bool is_latin1(const char *raw, size_t raw_length, const char *text, size_t length)
{
    size_t high = 0, read = 0;
    for (size_t i = 0; i < raw_length; i++) high += (unsigned char)raw[i] >= 0x80;
    for (size_t i = 0; i < length; i++) read += (unsigned char)text[i] >= 0x80;
    return read == 2 * high && high > 0; /* each such byte became two */
}

static tn_status open_old(old_file *file, const char *raw, size_t raw_length, const char *text, size_t length, tn_error *err)
{
    file->raw = raw;
    file->text = text;
    if (!split(&file->raw_lines, raw, raw_length) || !split(&file->lines, text, length)) return tn__no_memory(err, length);
    file->bom = raw_length >= 3 && !memcmp(raw, "\xEF\xBB\xBF", 3);
    file->crlf = file->raw_lines.n > 0 && file->raw_lines.at[1] >= 2 && !memcmp(raw + file->raw_lines.at[1] - 2, "\r\n", 2);
    file->latin1 = is_latin1(raw + (file->bom ? 3 : 0), raw_length - (file->bom ? 3 : 0), text, length);
    if (file->raw_lines.n == file->lines.n) return TN_OK;
    return tn__fail(err, TN_UNSUPPORTED, "the source has line ends of several kinds, which a patch cannot keep");
}

tn_status tn__patch_diff(tn__buf *diff, tn__buf *source, const char *path, const char *raw, size_t raw_length, const char *text,
                         size_t length, const tn__edits *edits, tn_error *err)
{
    tn_status status = TN_OK;
    old_file file = {0};
    part_list parts = {0};
    TN_TRY(open_old(&file, raw, raw_length, text, length, err));
    if (!find_parts(&parts, &file, edits)) TN_TRY(tn__no_memory(err, length));
    if (parts.n) add_names(diff, path);
    if (!add_hunks(&file, &parts, diff) || !add_source(&file, &parts, source)) {
        TN_TRY(tn__fail(err, TN_UNSUPPORTED, "the source's encoding lacks a character of the patch"));
    }
    if (!tn__buf_ok(diff) || !tn__buf_ok(source)) TN_TRY(tn__no_memory(err, length));
done:
    for (size_t i = 0; i < parts.n; i++) {
        tn__free(parts.items[i].text);
        tn__free(parts.items[i].lines.at);
    }
    tn__free(parts.items);
    tn__free(file.raw_lines.at);
    tn__free(file.lines.at);
    return status;
}
