#include "format/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MAX_COLUMNS 100000
#define MAX_FIELD 256 /* of one number or class name */

typedef struct field {
    const char *text; /* into the file; not terminated */
    int length;
    int column;       /* 1-based, of its first byte */
} field;

typedef struct reader {
    const char *next, *end;
    char separator;   /* ' ' for runs of blanks */
    int64_t line;     /* of the row last read, 1-based */
    field *fields;
    size_t n, capacity;
    tn_error *err;
} reader;

static tn_status refuse(reader *r, int column, tn_status status)
{
    tn__at_line(r->err, r->line, column);
    return status;
}

/* --- rows --- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_separator(const reader *r, char c)
{
    return r->separator == ' ' ? is_blank(c) : c == r->separator;
}

static tn_status add_field(reader *r, const char *text, const char *end, int column)
{
    while (text < end && is_blank(*text)) text++, column++;
    while (end > text && is_blank(end[-1])) end--;
    if (end - text >= 2 && *text == '"' && end[-1] == '"') text++, end--, column++;
    if (end - text >= MAX_FIELD)
        return refuse(r, column, tn__fail(r->err, TN_BAD_FORMAT, "a field of %zd bytes is too long", (ssize_t)(end - text)));
    if (r->n >= MAX_COLUMNS) return refuse(r, column, tn__fail(r->err, TN_BAD_FORMAT, "more than %d columns", MAX_COLUMNS));
    if (!tn__grow((void **)&r->fields, &r->capacity, r->n, sizeof *r->fields)) return tn__no_memory(r->err, sizeof *r->fields);
    r->fields[r->n++] = (field){text, (int)(end - text), column};
    return TN_OK;
}

/* One past the field that starts at p: its separator or the line's end; separators inside quotes are text. */
static const char *field_end(const reader *r, const char *p, const char *line_end)
{
    bool quoted = false;
    for (; p < line_end && (quoted || !is_separator(r, *p)); p++)
        if (*p == '"') quoted = !quoted;
    return p;
}

/* Splits the next line that is not empty; r->n == 0 at the end of the file. */
static tn_status next_row(reader *r)
{
    r->n = 0;
    while (r->next < r->end && r->n == 0) {
        const char *line = r->next, *end = memchr(line, '\n', (size_t)(r->end - line));
        r->next = end ? end + 1 : r->end;
        if (!end) end = r->end;
        if (end > line && end[-1] == '\r') end--;
        r->line++;
        const char *p = line;
        if (r->separator == ' ')
            while (p < end && is_blank(*p)) p++;
        for (const char *q = p; q < end && is_blank(*q); q++)
            if (q + 1 == end) p = end;
        while (p < end) {
            const char *stop = field_end(r, p, end);
            tn_status status = add_field(r, p, stop, (int)(p - line) + 1);
            if (status != TN_OK) return status;
            if (stop == end) break;
            p = stop + 1;
            if (r->separator == ' ')
                while (p < end && is_blank(*p)) p++;
            else if (p == end) return add_field(r, p, p, (int)(p - line) + 1);
        }
    }
    return TN_OK;
}

/* --- fields --- */

static bool parse_number(const field *f, double *out)
{
    char text[MAX_FIELD + 1], *end;
    if (f->length == 0) return false;
    memcpy(text, f->text, (size_t)f->length);
    text[f->length] = '\0';
    *out = strtod(text, &end);
    return *end == '\0' && end != text;
}

static bool is_header(const reader *r, size_t target)
{
    double number;
    for (size_t i = 0; i < r->n; i++)
        if (i != target && !parse_number(&r->fields[i], &number)) return true;
    return false;
}

static char guess_separator(const char *line, const char *end)
{
    static const char candidates[] = {',', ';', '\t'};
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop) stop = end;
    for (size_t i = 0; i < sizeof candidates; i++)
        if (memchr(line, candidates[i], (size_t)(stop - line))) return candidates[i];
    return ' ';
}

static void start(reader *r, const uint8_t *data, size_t size, tn_error *err)
{
    static const char bom[] = "\xef\xbb\xbf";
    *r = (reader){.next = (const char *)data, .end = (const char *)data + size, .err = err};
    if (size >= 3 && memcmp(data, bom, 3) == 0) r->next += 3;
    const char *line = r->next;
    while (line < r->end && (*line == '\n' || *line == '\r' || *line == ' ')) line++;
    if (line < r->end) r->separator = guess_separator(line, r->end);
    else r->separator = ',';
}

bool tn__csv_recognises(const uint8_t *data, size_t size)
{
    reader r;
    double number;
    bool numbers = false;
    size_t checked = size < 4096 ? size : 4096;
    for (size_t i = 0; i < checked; i++)
        if (data[i] == 0) return false;
    start(&r, data, size, NULL);
    for (int row = 0; row < 2 && !numbers; row++)
        if (next_row(&r) == TN_OK)
            for (size_t i = 0; r.n >= 2 && i < r.n; i++) numbers = numbers || parse_number(&r.fields[i], &number);
    tn__free(r.fields);
    return numbers;
}

/* --- the table --- */

typedef struct table {
    reader rows;
    const tn__csv_options *options;
    size_t columns, target;
    float *numbers;
    size_t numbers_used, numbers_capacity;
    field *targets;
    size_t n, targets_capacity;
} table;

static bool same_text(const field *f, const char *text)
{
    return (size_t)f->length == strlen(text) && memcmp(f->text, text, (size_t)f->length) == 0;
}

/* The target column, by a name of the header or an index. */
static tn_status find_target(table *t, bool *named)
{
    const char *wanted = t->options->target;
    *named = false;
    t->target = t->columns - 1;
    if (!wanted) return TN_OK;
    for (size_t i = 0; i < t->columns; i++)
        if (same_text(&t->rows.fields[i], wanted)) {
            t->target = i;
            *named = true;
            return TN_OK;
        }
    char *end;
    long index = strtol(wanted, &end, 10);
    if (*wanted && *end == '\0' && index >= 0 && (size_t)index < t->columns) {
        t->target = (size_t)index;
        return TN_OK;
    }
    tn_status status = tn__fail(t->rows.err, TN_BAD_ARGUMENT, "there is no column '%.80s' among the %zu columns", wanted, t->columns);
    tn__help(t->rows.err, "name a column of the header, or its index from 0");
    return refuse(&t->rows, 1, status);
}

static tn_status add_number(table *t, const field *f)
{
    double value;
    if (!parse_number(f, &value))
        return refuse(&t->rows, f->column, tn__fail(t->rows.err, TN_BAD_FORMAT, "'%.*s' is not a number", f->length > 60 ? 60 : f->length, f->text));
    if (!isfinite((float)value))
        return refuse(&t->rows, f->column, tn__fail(t->rows.err, TN_BAD_FORMAT, "'%.*s' is not a finite number", f->length > 60 ? 60 : f->length, f->text));
    if (!tn__grow((void **)&t->numbers, &t->numbers_capacity, t->numbers_used, sizeof *t->numbers))
        return tn__no_memory(t->rows.err, t->numbers_used * sizeof *t->numbers);
    t->numbers[t->numbers_used++] = (float)value;
    return TN_OK;
}

static tn_status add_row(table *t)
{
    if (t->rows.n != t->columns)
        return refuse(&t->rows, 1, tn__fail(t->rows.err, TN_BAD_FORMAT, "%zu fields, where the lines before have %zu", t->rows.n, t->columns));
    for (size_t i = 0; i < t->columns; i++) {
        if (i == t->target) continue;
        tn_status status = add_number(t, &t->rows.fields[i]);
        if (status != TN_OK) return status;
    }
    if (!tn__grow((void **)&t->targets, &t->targets_capacity, t->n, sizeof *t->targets))
        return tn__no_memory(t->rows.err, t->n * sizeof *t->targets);
    t->targets[t->n] = t->rows.fields[t->target];
    if (t->targets[t->n].length == 0)
        return refuse(&t->rows, t->targets[t->n].column, tn__fail(t->rows.err, TN_BAD_FORMAT, "the target is empty"));
    t->n++;
    return TN_OK;
}

static tn_status read_rows(table *t)
{
    bool named;
    tn_status status = next_row(&t->rows);
    if (status != TN_OK) return status;
    t->columns = t->rows.n;
    if (t->columns < 2)
        return refuse(&t->rows, 1, tn__fail(t->rows.err, TN_BAD_FORMAT, "a table needs at least two columns, a feature and the target"));
    status = find_target(t, &named);
    if (status != TN_OK) return status;
    if (!named && !is_header(&t->rows, t->target)) status = add_row(t);
    while (status == TN_OK) {
        status = next_row(&t->rows);
        if (status != TN_OK || t->rows.n == 0) break;
        status = add_row(t);
    }
    if (status == TN_OK && t->n == 0) status = tn__fail(t->rows.err, TN_BAD_FORMAT, "the table has no rows");
    return status;
}

/* --- classes --- */

static int compare_text(const field *a, const field *b)
{
    int shorter = a->length < b->length ? a->length : b->length, order = memcmp(a->text, b->text, (size_t)shorter);
    return order ? order : a->length - b->length;
}

static int by_text(const void *a, const void *b)
{
    return compare_text(a, b);
}

static int by_number(const void *a, const void *b)
{
    double x = 0, y = 0;
    parse_number(a, &x);
    parse_number(b, &y);
    return x != y ? (x > y) - (x < y) : 0;
}

static bool all_integers(const field *f, size_t n)
{
    double value;
    for (size_t i = 0; i < n; i++)
        if (!parse_number(&f[i], &value) || value != floor(value)) return false;
    return true;
}

static tn_status label_rows(const table *t, tn__samples *out, tn_error *err)
{
    int (*order)(const void *, const void *) = all_integers(t->targets, t->n) ? by_number : by_text;
    field *classes = tn__alloc(t->n, sizeof *classes);
    out->labels = tn__alloc(t->n, sizeof *out->labels);
    if (!classes || !out->labels) {
        tn__free(classes);
        return tn__no_memory(err, t->n * sizeof *classes);
    }
    memcpy(classes, t->targets, t->n * sizeof *classes);
    qsort(classes, t->n, sizeof *classes, order);
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        if (i == 0 || order(&classes[n - 1], &classes[i]) != 0) classes[n++] = classes[i];
    for (size_t i = 0; i < t->n; i++) {
        const field *found = bsearch(&t->targets[i], classes, n, sizeof *classes, order);
        out->labels[i] = found - classes;
    }
    out->classes = (int64_t)n;
    tn__free(classes);
    return TN_OK;
}

static tn_status value_rows(const table *t, tn__samples *out, tn_error *err)
{
    out->values = tn__alloc(t->n, sizeof *out->values);
    if (!out->values) return tn__no_memory(err, t->n * sizeof *out->values);
    out->outputs = 1;
    for (size_t i = 0; i < t->n; i++) {
        double value;
        if (!parse_number(&t->targets[i], &value) || !isfinite((float)value)) {
            tn_status status = tn__fail(err, TN_BAD_FORMAT, "row %zu: the target '%.*s' is not a finite number", i + 1,
                                        t->targets[i].length > 60 ? 60 : t->targets[i].length, t->targets[i].text);
            tn__help(err, "without --regression it is read as a class");
            return status;
        }
        out->values[i] = (float)value;
    }
    return TN_OK;
}

tn_status tn__csv_parse(tn__samples *out, const uint8_t *data, size_t size, const tn__csv_options *options, tn_error *err)
{
    table t = {.options = options};
    *out = (tn__samples){.tabular = true};
    start(&t.rows, data, size, err);
    tn_status status;
    TN_TRY(read_rows(&t));
    out->n = (int64_t)t.n;
    out->shape = tn__shape_of(1, (int64_t)t.columns - 1);
    TN_TRY(options->regression ? value_rows(&t, out, err) : label_rows(&t, out, err));
    out->numbers = t.numbers;
    t.numbers = NULL;
done:
    tn__free(t.rows.fields);
    tn__free(t.numbers);
    tn__free(t.targets);
    if (status != TN_OK) tn__samples_release(out);
    return status;
}
