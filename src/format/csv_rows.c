#include "format/csv_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MAX_COLUMNS 100000
#define MAX_FIELD 256 /* of one number or class name */
#define SHOWN 60      /* of a field in a message */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_separator(const tn__csv_rows *r, char c)
{
    return r->separator == ' ' ? is_blank(c) : c == r->separator;
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && is_blank(*p)) p++;
    return p;
}

/* --- the first line --- */

/* The first separator that stands outside quotes. A comma comes last: it may be a decimal comma between the others. */
static char guess_separator(const char *line, const char *stop)
{
    static const char candidates[] = {'\t', ';', ','};
    bool seen[sizeof candidates] = {false}, quoted = false;
    for (const char *p = line; p < stop; p++) {
        bool opens = p == line || is_blank(p[-1]) || memchr(candidates, p[-1], sizeof candidates);
        if (*p == '"' && (quoted || opens)) quoted = !quoted;
        const char *found = quoted ? NULL : memchr(candidates, *p, sizeof candidates);
        if (found) seen[found - candidates] = true;
    }
    for (size_t i = 0; i < sizeof candidates; i++)
        if (seen[i]) return candidates[i];
    return ' ';
}

tn_status tn__csv_rows_init(tn__csv_rows *rows, const uint8_t *data, size_t size, tn_error *err)
{
    static const char bom[] = "\xef\xbb\xbf";
    *rows = (tn__csv_rows){.err = err};
    rows->numbers = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    if (!rows->numbers) return tn__no_memory(err, 0);
    if (size == 0) return TN_OK;
    rows->next = (const char *)data;
    rows->end = rows->next + size;
    if (size >= 3 && memcmp(data, bom, 3) == 0) rows->next += 3;
    rows->newline = memchr(data, '\n', size) ? '\n' : '\r';
    const char *line = rows->next;
    while (line < rows->end && (*line == '\n' || *line == '\r' || *line == ' ')) line++;
    const char *stop = line;
    while (stop < rows->end && *stop != rows->newline) stop++;
    rows->separator = guess_separator(line, stop);
    return TN_OK;
}

void tn__csv_rows_release(tn__csv_rows *rows)
{
    if (rows->numbers) freelocale(rows->numbers);
    tn__free(rows->fields);
    *rows = (tn__csv_rows){0};
}

/* --- rows --- */

static tn_status refuse_at(const tn__csv_rows *r, int column, tn_status status)
{
    tn__at_line(r->err, r->line, column);
    return status;
}

static tn_status add_field(tn__csv_rows *r, const char *text, const char *end, int column)
{
    const char *first = skip_blanks(text, end);
    column += (int)(first - text);
    while (end > first && is_blank(end[-1])) end--;
    if (end - first >= 2 && *first == '"' && end[-1] == '"') first++, end--, column++;
    if (end - first >= MAX_FIELD)
        return refuse_at(r, column,
                         tn__fail(r->err, TN_BAD_FORMAT, "a field of %lld bytes is too long", (long long)(end - first)));
    if (r->n >= MAX_COLUMNS) return refuse_at(r, column, tn__fail(r->err, TN_BAD_FORMAT, "more than %d columns", MAX_COLUMNS));
    if (!tn__grow((void **)&r->fields, &r->capacity, r->n, sizeof *r->fields))
        return tn__no_memory(r->err, 2 * r->n * sizeof *r->fields);
    r->fields[r->n++] = (tn__csv_field){first, (int)(end - first), r->line, column};
    return TN_OK;
}

/* One past the field that starts at p: its separator or the line's end. Separators are text inside quotes, and a quote opens
 * only at a field's beginning: 5" is a length. NULL when the quote is not closed on the line. */
static const char *field_end(const tn__csv_rows *r, const char *p, const char *line_end)
{
    const char *first = skip_blanks(p, line_end);
    bool quoted = first < line_end && *first == '"';
    if (quoted) {
        for (p = first + 1; p < line_end && (*p != '"' || (p + 1 < line_end && p[1] == '"')); p++)
            if (*p == '"') p++; /* a doubled quote is one of the text */
        if (p >= line_end) return NULL;
    }
    while (p < line_end && !is_separator(r, *p)) p++;
    return p;
}

static tn_status cut_line(tn__csv_rows *r, const char *line, const char *end)
{
    bool blanks = r->separator == ' ';
    const char *p = blanks ? skip_blanks(line, end) : line;
    if (skip_blanks(line, end) == end) return TN_OK;
    for (bool more = true; more;) {
        int column = (int)(p - line) + 1;
        const char *stop = field_end(r, p, end);
        if (!stop) {
            tn_status status = tn__fail(r->err, TN_BAD_FORMAT, "a quote opens here that does not close on its line");
            tn__help(r->err, "write one sample a line, without line breaks inside quotes");
            return refuse_at(r, column, status);
        }
        tn_status status = add_field(r, p, stop, column);
        if (status != TN_OK) return status;
        more = stop < end;
        if (more) p = stop + 1;
        if (more && blanks) p = skip_blanks(p, end), more = p < end;
    }
    return TN_OK;
}

tn_status tn__csv_rows_next(tn__csv_rows *r)
{
    tn_status status = TN_OK;
    r->n = 0;
    while (status == TN_OK && r->next < r->end && r->n == 0) {
        const char *line = r->next, *end = memchr(line, r->newline, (size_t)(r->end - line));
        r->next = end ? end + 1 : r->end;
        if (!end) end = r->end;
        if (end > line && end[-1] == '\r') end--;
        r->line++;
        if (end - line > INT32_MAX - 1)
            return refuse_at(r, 0, tn__fail(r->err, TN_BAD_FORMAT, "a line of %lld bytes is too long", (long long)(end - line)));
        const char *nul = memchr(line, '\0', (size_t)(end - line));
        if (nul)
            return refuse_at(r, (int)(nul - line) + 1, tn__fail(r->err, TN_BAD_FORMAT, "a zero byte; this is no text in UTF-8"));
        status = cut_line(r, line, end);
    }
    return status;
}

/* --- fields --- */

bool tn__csv_number(const tn__csv_rows *rows, const tn__csv_field *field, double *out)
{
    char text[MAX_FIELD + 1], *end;
    if (field->length == 0) return false;
    memcpy(text, field->text, (size_t)field->length);
    text[field->length] = '\0';
    *out = strtod_l(text, &end, rows->numbers);
    return end == text + field->length;
}

tn_status tn__csv_refuse(const tn__csv_rows *rows, const tn__csv_field *field, const char *words)
{
    int length = field->length < SHOWN ? field->length : SHOWN;
    char shown[SHOWN + 1];
    memcpy(shown, field->text, (size_t)length);
    shown[length] = '\0';
    tn_status status = tn__fail(rows->err, TN_BAD_FORMAT, "'%s' %s", shown, words);
    tn__at_line(rows->err, field->line, field->column);
    return status;
}
