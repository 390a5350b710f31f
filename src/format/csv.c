#include "format/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "format/class_names.h"
#include "format/csv_rows.h"

bool tn__csv_recognises(const uint8_t *data, size_t size)
{
    tn__csv_rows r;
    double number;
    bool numbers = false;
    tn_status status = tn__csv_rows_init(&r, data, size, NULL);
    for (int row = 0; status == TN_OK && row < 2 && !numbers; row++) {
        status = tn__csv_rows_next(&r);
        for (size_t i = 0; status == TN_OK && i < r.n; i++) numbers = numbers || tn__csv_number(&r, &r.fields[i], &number);
    }
    tn__csv_rows_release(&r);
    return numbers;
}

/* --- the table --- */

typedef struct table {
    tn__csv_rows rows;
    const tn__csv_options *options;
    size_t columns, target; /* target: `columns` where there is none */
    bool skipped;           /* a first line of counts, which has no names of columns */
    char *names;            /* of the columns, a line each; NULL without a header */
    float *numbers;
    size_t numbers_used, numbers_capacity;
    tn__csv_field *targets;
    size_t n, targets_capacity;
} table;

/* --- the first row: a header, or a sample already --- */

static bool is_number(const table *t, size_t column)
{
    double number;
    return tn__csv_number(&t->rows, &t->rows.fields[column], &number);
}

/* Most names of features are words. One word among numbers is a mistake in a sample, and not to be passed over. */
static bool is_header(const table *t, size_t target)
{
    size_t numbers = 0, words = 0;
    for (size_t i = 0; i < t->columns; i++) {
        if (i == target || t->rows.fields[i].length == 0) continue;
        if (is_number(t, i))
            numbers++;
        else
            words++;
    }
    return !t->skipped && words > numbers;
}

/* The column of this name; `columns` when there is none. */
static size_t named_column(const table *t, const char *name)
{
    size_t i = 0, length = strlen(name);
    for (; i < t->columns; i++) {
        const tn__csv_field *f = &t->rows.fields[i];
        if ((size_t)f->length == length && memcmp(f->text, name, length) == 0) break;
    }
    return i;
}

/* The index that the text is; `columns` when it is none. */
static size_t indexed_column(const table *t, const char *text)
{
    char *end;
    unsigned long index = strtoul(text, &end, 10);
    bool digits = *text >= '0' && *text <= '9' && *end == '\0';
    return digits && index < t->columns ? index : t->columns;
}

/* The target column. A number is an index unless a header uses it as a name. */
static tn_status find_target(table *t, bool *header)
{
    const char *wanted = t->options->target;
    if (t->options->unlabelled) {
        t->target = t->columns;
        *header = is_header(t, t->target);
        return TN_OK;
    }
    size_t named = wanted ? named_column(t, wanted) : t->columns, index = wanted ? indexed_column(t, wanted) : t->columns - 1;
    bool found = named < t->columns && !t->skipped, indexed = index < t->columns;
    if (found && (!indexed || is_header(t, named))) {
        t->target = named;
        *header = true;
    } else if (indexed) {
        t->target = index;
        *header = is_header(t, index);
    } else {
        tn_status status = tn__fail(t->rows.err, TN_BAD_ARGUMENT, "there is no column '%.80s' among the %zu columns", wanted,
                                    t->columns);
        tn__help(t->rows.err, "name a column of the header, or its index from 0 to %zu", t->columns - 1);
        tn__at_line(t->rows.err, t->rows.line, 1);
        return status;
    }
    return TN_OK;
}

static tn_status keep_names(table *t)
{
    tn__buf buf = TN_BUF_INIT;
    for (size_t i = 0; i < t->columns; i++) {
        tn__buf_add(&buf, t->rows.fields[i].text, (size_t)t->rows.fields[i].length);
        tn__buf_putc(&buf, '\n');
    }
    t->names = tn__buf_take(&buf);
    return t->names ? TN_OK : tn__no_memory(t->rows.err, t->columns);
}

/* scikit-learn's tables begin with "samples,features,class names...", which need not have as many fields as their rows. It is
 * taken for that only where both counts are right. */
static tn_status skip_counts(table *t)
{
    double samples, features;
    if (t->columns < 3 || !tn__csv_number(&t->rows, &t->rows.fields[0], &samples) ||
        !tn__csv_number(&t->rows, &t->rows.fields[1], &features))
        return TN_OK;
    for (size_t i = 2; i < t->columns; i++)
        if (is_number(t, i)) return TN_OK;
    tn__csv_rows ahead = t->rows;
    size_t columns = 0, lines = 0;
    tn_status status;
    ahead.fields = NULL;
    ahead.capacity = 0;
    ahead.err = NULL; /* what is wrong further down is said when it is read */
    for (; (status = tn__csv_rows_next(&ahead)) == TN_OK && ahead.n > 0 && (double)lines <= samples; lines++) columns = ahead.n;
    tn__free(ahead.fields);
    t->skipped = status == TN_OK && (double)lines == samples && (double)columns == features + 1;
    if (status == TN_NO_MEMORY) return tn__no_memory(t->rows.err, t->columns * sizeof *t->rows.fields);
    status = t->skipped ? tn__csv_rows_next(&t->rows) : TN_OK;
    t->columns = t->rows.n;
    return status;
}

/* --- samples --- */

static tn_status add_number(table *t, const tn__csv_field *f)
{
    double value;
    if (!tn__csv_number(&t->rows, f, &value)) {
        tn_status status = tn__csv_refuse(&t->rows, f, "is not a number");
        tn__help(t->rows.err,
                 memchr(f->text, ',', (size_t)f->length)
                     ? "write decimals with a point"
                     : "features must be numbers: fill in what is missing, and turn words into numbers or drop their column");
        return status;
    }
    if (!isfinite((float)value)) return tn__csv_refuse(&t->rows, f, "is not a finite number of float32");
    if (!tn__grow((void **)&t->numbers, &t->numbers_capacity, t->numbers_used, sizeof *t->numbers))
        return tn__no_memory(t->rows.err, 2 * t->numbers_used * sizeof *t->numbers);
    t->numbers[t->numbers_used++] = (float)value;
    return TN_OK;
}

static tn_status add_target(table *t)
{
    if (t->target == t->columns) {
        t->n++;
        return TN_OK;
    }
    const tn__csv_field *target = &t->rows.fields[t->target];
    if (target->length == 0) {
        tn_status status = tn__fail(t->rows.err, TN_BAD_FORMAT, "the target is empty");
        tn__at_line(t->rows.err, target->line, target->column);
        return status;
    }
    if (!tn__grow((void **)&t->targets, &t->targets_capacity, t->n, sizeof *t->targets))
        return tn__no_memory(t->rows.err, 2 * t->n * sizeof *t->targets);
    t->targets[t->n++] = *target;
    return TN_OK;
}

static tn_status add_row(table *t)
{
    if (t->rows.n != t->columns) {
        tn_status status = tn__fail(t->rows.err, TN_BAD_FORMAT, "%zu fields, where the lines before have %zu", t->rows.n,
                                    t->columns);
        tn__help(t->rows.err, "every line needs the same columns; put quotes around fields that hold the separator");
        tn__at_line(t->rows.err, t->rows.line, 1);
        return status;
    }
    for (size_t i = 0; i < t->columns; i++) {
        if (i == t->target) continue;
        tn_status status = add_number(t, &t->rows.fields[i]);
        if (status != TN_OK) return status;
    }
    return add_target(t);
}

static tn_status read_first_row(table *t)
{
    bool header = false;
    tn_status status = tn__csv_rows_next(&t->rows);
    t->columns = t->rows.n;
    if (status == TN_OK) status = skip_counts(t);
    if (status != TN_OK) return status;
    if (t->columns == 0) return tn__fail(t->rows.err, TN_BAD_FORMAT, "the table is empty");
    if (t->columns < 2 && !t->options->unlabelled) {
        status = tn__fail(t->rows.err, TN_BAD_FORMAT, "a table needs at least two columns, a feature and the target");
        tn__help(t->rows.err, "columns are separated by commas, semicolons, tabs or blanks");
        tn__at_line(t->rows.err, t->rows.line, 1);
        return status;
    }
    status = find_target(t, &header);
    if (status != TN_OK) return status;
    return header ? keep_names(t) : add_row(t);
}

static tn_status read_rows(table *t)
{
    tn_status status = read_first_row(t);
    while (status == TN_OK) {
        status = tn__csv_rows_next(&t->rows);
        if (status != TN_OK || t->rows.n == 0) break;
        status = add_row(t);
    }
    if (status == TN_OK && t->n == 0) status = tn__fail(t->rows.err, TN_BAD_FORMAT, "the table has no rows under its header");
    return status;
}

/* A target of 0 for each sample. */
static tn_status zero_rows(const table *t, tn__samples *out, tn_error *err)
{
    bool values = t->options->regression;
    void *zeros = tn__alloc(t->n, values ? sizeof *out->values : sizeof *out->labels);
    if (!zeros) return tn__no_memory(err, t->n * sizeof *out->labels);
    if (values) {
        out->values = zeros;
        out->outputs = 1;
    } else {
        out->labels = zeros;
        out->classes = 1;
    }
    return TN_OK;
}

static tn_status value_rows(const table *t, tn__samples *out, tn_error *err)
{
    out->values = tn__alloc(t->n, sizeof *out->values);
    if (!out->values) return tn__no_memory(err, t->n * sizeof *out->values);
    out->outputs = 1;
    for (size_t i = 0; i < t->n; i++) {
        double value;
        if (!tn__csv_number(&t->rows, &t->targets[i], &value) || !isfinite((float)value)) {
            tn_status status = tn__csv_refuse(&t->rows, &t->targets[i], "is not a finite number, which regression needs");
            tn__help(err, "without --regression it is read as a class");
            return status;
        }
        out->values[i] = (float)value;
    }
    return TN_OK;
}

static tn_status read_targets(const table *t, tn__samples *out, tn_error *err)
{
    if (t->options->unlabelled) return zero_rows(t, out, err);
    return t->options->regression ? value_rows(t, out, err) : tn__classes_label(out, &t->rows, t->targets, t->n, err);
}

tn_status tn__csv_parse(tn__samples *out, const uint8_t *data, size_t size, const tn__csv_options *options, tn_error *err)
{
    table t = {.options = options};
    *out = (tn__samples){.tabular = true};
    tn_status status;
    TN_TRY(tn__csv_rows_init(&t.rows, data, size, err));
    TN_TRY(read_rows(&t));
    out->n = (int64_t)t.n;
    out->shape = tn__shape_of(1, (int64_t)t.columns - (t.target < t.columns));
    TN_TRY(read_targets(&t, out, err));
    out->numbers = t.numbers;
    out->columns = t.names;
    t.numbers = NULL;
    t.names = NULL;
done:
    tn__csv_rows_release(&t.rows);
    tn__free(t.numbers);
    tn__free(t.targets);
    tn__free(t.names);
    if (status != TN_OK) tn__samples_release(out);
    return status;
}
