#include "format/class_names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

typedef struct name {
    const char *text;
    int length;
    double number;
    int64_t *label; /* where the class's number goes */
} name;

static int by_text(const void *a, const void *b)
{
    const name *x = a, *y = b;
    int order = memcmp(x->text, y->text, (size_t)(x->length < y->length ? x->length : y->length));
    return order ? order : x->length - y->length;
}

static int by_number(const void *a, const void *b)
{
    double x = ((const name *)a)->number, y = ((const name *)b)->number;
    return (x > y) - (x < y);
}

/* Fills in the names' numbers; whether all are integers. */
static bool all_integers(name *names, size_t n, const tn__csv_rows *rows)
{
    for (size_t i = 0; i < n; i++) {
        const tn__csv_field field = {.text = names[i].text, .length = names[i].length};
        double *value = &names[i].number;
        if (!tn__csv_number(rows, &field, value) || !isfinite(*value) || *value != floor(*value)) return false;
    }
    return true;
}

/* Sorts the names and numbers the distinct ones; *out, [*n_out] owned texts, and through name.label. */
static tn_status number_names(name *names, size_t n, const tn__csv_rows *rows, char ***out, int64_t *n_out, tn_error *err)
{
    int (*order)(const void *, const void *) = all_integers(names, n, rows) ? by_number : by_text;
    size_t distinct = 0;
    qsort(names, n, sizeof *names, order);
    for (size_t i = 0; i < n; i++) {
        distinct += i == 0 || order(&names[i - 1], &names[i]) != 0;
        *names[i].label = (int64_t)distinct - 1;
    }
    char **texts = tn__alloc(distinct + 1, sizeof *texts);
    bool ok = texts;
    for (size_t i = 0; ok && i < n; i++) {
        char **text = &texts[*names[i].label];
        if (!*text) ok = (*text = tn__strndup(names[i].text, (size_t)names[i].length));
    }
    if (ok) {
        *out = texts;
        *n_out = (int64_t)distinct;
        return TN_OK;
    }
    for (size_t i = 0; texts && i < distinct; i++) tn__free(texts[i]);
    tn__free(texts);
    return tn__no_memory(err, n * sizeof *texts);
}

tn_status tn__classes_label(tn__samples *out, const tn__csv_rows *rows, const tn__csv_field *targets, size_t n, tn_error *err)
{
    name *names = tn__alloc(n, sizeof *names);
    out->labels = tn__alloc(n, sizeof *out->labels);
    tn_status status = names && out->labels ? TN_OK : tn__no_memory(err, n * sizeof *names);
    for (size_t i = 0; status == TN_OK && i < n; i++) names[i] = (name){targets[i].text, targets[i].length, 0, &out->labels[i]};
    if (status == TN_OK) status = number_names(names, n, rows, &out->class_names, &out->classes, err);
    tn__free(names);
    return status;
}

/* --- several parts --- */

static bool same_names(const tn__samples *a, const tn__samples *b)
{
    bool same = a->classes == b->classes;
    for (int64_t i = 0; same && i < a->classes; i++) same = strcmp(a->class_names[i], b->class_names[i]) == 0;
    return same;
}

/* All names of all parts, each with its place in `map`. */
static size_t collect(name *names, int64_t *map, const tn__samples *parts, int n_parts)
{
    size_t n = 0;
    for (int p = 0; p < n_parts; p++)
        for (int64_t c = 0; parts[p].class_names && c < parts[p].classes; c++, n++)
            names[n] = (name){parts[p].class_names[c], (int)strlen(parts[p].class_names[c]), 0, &map[n]};
    return n;
}

static tn_status unite(tn__samples *parts, int n_parts, size_t n, tn_error *err)
{
    tn__samples common = {0};
    tn__csv_rows rows = {0};
    int64_t *map = tn__alloc(n, sizeof *map), *next = map;
    name *names = tn__alloc(n, sizeof *names);
    tn_status status = map && names ? TN_OK : tn__no_memory(err, n * sizeof *names);
    if (status == TN_OK) status = tn__csv_rows_init(&rows, NULL, 0, err);
    if (status == TN_OK)
        status = number_names(names, collect(names, map, parts, n_parts), &rows, &common.class_names, &common.classes, err);
    for (int p = 0; status == TN_OK && p < n_parts; p++) {
        if (!parts[p].class_names) continue;
        for (int64_t i = 0; i < parts[p].n; i++) parts[p].labels[i] = next[parts[p].labels[i]];
        next += parts[p].classes;
        if (!tn__samples_name_classes(&parts[p], common.class_names, common.classes)) status = tn__no_memory(err, n);
    }
    tn__csv_rows_release(&rows);
    tn__samples_release(&common);
    tn__free(map);
    tn__free(names);
    return status;
}

tn_status tn__classes_share(tn__samples *parts, int n_parts, tn_error *err)
{
    const tn__samples *first = NULL;
    size_t n = 0;
    bool differ = false;
    for (int p = 0; p < n_parts; p++) {
        if (!parts[p].class_names) continue;
        n += (size_t)parts[p].classes;
        if (first)
            differ = differ || !same_names(first, &parts[p]);
        else
            first = &parts[p];
    }
    return differ ? unite(parts, n_parts, n, err) : TN_OK;
}

/* --- as text: names separated by blanks, all but printable ASCII as %XX --- */

tn_status tn__classes_print(const tn__samples *samples, char **out, tn_error *err)
{
    tn__buf buf = TN_BUF_INIT;
    for (int64_t c = 0; c < samples->classes; c++) {
        if (c) tn__buf_putc(&buf, ' ');
        for (const char *p = samples->class_names[c]; *p; p++) {
            if (*p > ' ' && *p < 127 && *p != '%')
                tn__buf_putc(&buf, *p);
            else
                tn__buf_printf(&buf, "%%%02X", (unsigned)(unsigned char)*p);
        }
    }
    *out = tn__buf_take(&buf);
    return *out ? TN_OK : tn__no_memory(err, (uint64_t)samples->classes);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes one name in place, which it never makes longer. */
static bool decode(char *text)
{
    char *to = text;
    for (const char *p = text; *p; p++) {
        if (*p != '%') {
            *to++ = *p;
            continue;
        }
        int high = digit(p[1]), low = high < 0 ? -1 : digit(p[2]);
        if (low < 0 || high + low == 0) return false;
        *to++ = (char)(high * 16 + low);
        p += 2;
    }
    *to = '\0';
    return true;
}

tn_status tn__classes_parse(tn__samples *out, const char *text, tn_error *err)
{
    size_t n = 1;
    for (const char *p = text; *p; p++) n += *p == ' ';
    char **names = tn__alloc(n, sizeof *names);
    if (!names) return tn__no_memory(err, n * sizeof *names);
    out->class_names = names;
    out->classes = (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        size_t length = strcspn(text, " ");
        names[i] = tn__strndup(text, length);
        if (!names[i]) return tn__no_memory(err, length);
        if (!*names[i] || !decode(names[i])) return tn__fail(err, TN_BAD_FORMAT, "the list of classes is damaged");
        text += length + 1;
    }
    return TN_OK;
}
