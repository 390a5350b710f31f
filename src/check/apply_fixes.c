/* Makes the repairs of findings in the bytes of the file.
 *
 *   file   BOM x = a\r\n y\r\n      bytes as they are
 *   text       x = a\n   y\n        what was read, and what the places of edits count in
 *
 * Both have the same lines; a column is the same number of bytes into its line, behind the byte order mark. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "check/line_diff.h"
#include "check/report.h"
#include "source/model_text.h"

typedef struct job {
    const tn_report *report;
    const char *bytes;
    size_t length;
    size_t *lines; /* where each line of the file begins; as many as the text has */
    const char *line_end;
    tn__change *changes; /* accepted, sorted by place */
    size_t n, capacity;
} job;

/* --- the bytes --- */

/* Where the lines begin, if the file is the text but for BOM and line ends. */
static bool map_lines(job *j)
{
    const char *text = j->report->reading.text;
    size_t at = j->length >= 3 && memcmp(j->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0, line = 0, i = 0;
    j->lines[line++] = at;
    for (; at < j->length && i < j->report->reading.length; i++) {
        bool ends = j->bytes[at] == '\r' || j->bytes[at] == '\n';
        if (text[i] != (ends ? '\n' : j->bytes[at])) {
            return false;
        }
        bool two = j->bytes[at] == '\r' && at + 1 < j->length && j->bytes[at + 1] == '\n';
        j->line_end = !ends || j->line_end ? j->line_end : two ? "\r\n" : j->bytes[at] == '\r' ? "\r" : "\n";
        at += two ? 2 : 1;
        if (ends) {
            j->lines[line++] = at;
        }
    }
    return at == j->length && i == j->report->reading.length;
}

static tn_status refuse_bytes(const job *j, tn_error *err)
{
    char *text = NULL;
    size_t length;
    int bad_line, bad_column;
    tn_status status = tn__source_text(&text, &length, j->bytes, j->length, &bad_line, &bad_column, err);
    if (status == TN_OK) {
        bool same = length == j->report->reading.length && memcmp(text, j->report->reading.text, length) == 0;
        status = same ? tn__fail(err, TN_UNSUPPORTED, "repairs are made in UTF-8 only, and this file is not")
                      : tn__fail(err, TN_MISMATCH, "the file has changed since it was checked");
        tn__at_file(err, j->report->reading.file);
    }
    tn__free(text);
    return status;
}

static tn_status look_at_bytes(job *j, tn_error *err)
{
    j->lines = tn__alloc(j->report->n_lines, sizeof *j->lines);
    if (!j->lines) {
        return tn__no_memory(err, j->report->n_lines * sizeof *j->lines);
    }
    return map_lines(j) ? TN_OK : refuse_bytes(j, err);
}

/* --- which repairs --- */

static bool offset_of(const job *j, int line, int column, size_t *out)
{
    if (line < 1 || (size_t)line > j->report->n_lines || column < 1) {
        return false;
    }
    size_t start = j->lines[line - 1];
    size_t end = (size_t)line < j->report->n_lines ? j->lines[line] : j->length;
    *out = start + (size_t)column - 1;
    return *out <= end;
}

static bool to_change(const job *j, const tn_edit *edit, tn__change *out)
{
    const tn_span *span = &edit->span;
    out->text = edit->text;
    return offset_of(j, span->line, span->column, &out->start) && offset_of(j, span->end_line, span->end_column, &out->end) &&
           out->start <= out->end;
}

static bool is_same(const tn__change *a, const tn__change *b)
{
    return a->start == b->start && a->end == b->end && strcmp(a->text, b->text) == 0;
}

/* Those that touch are kept apart too: which of two insertions at one place comes first is anybody's guess. */
static bool touches(const tn__change *a, const tn__change *b)
{
    return a->start <= b->end && b->start <= a->end;
}

typedef enum verdict { NEW, MADE_ALREADY, IN_THE_WAY } verdict;

static verdict judge(const job *j, const tn__change *one)
{
    for (size_t i = 0; i < j->n; i++) {
        if (is_same(&j->changes[i], one)) {
            return MADE_ALREADY;
        }
        if (touches(&j->changes[i], one)) {
            return IN_THE_WAY;
        }
    }
    return NEW;
}

/* All edits of a finding or none. False when memory is short. */
static bool accept(job *j, const tn_finding *one, int *n_findings)
{
    tn__change changes[TN_MAX_EDITS];
    verdict verdicts[TN_MAX_EDITS];
    for (int i = 0; i < one->n_edits; i++) {
        if (!to_change(j, &one->edits[i], &changes[i]) || (verdicts[i] = judge(j, &changes[i])) == IN_THE_WAY) {
            return true;
        }
    }
    for (int i = 0; i < one->n_edits; i++) {
        if (verdicts[i] == MADE_ALREADY) {
            continue;
        }
        if (!tn__grow((void **)&j->changes, &j->capacity, j->n, sizeof *j->changes)) {
            return false;
        }
        j->changes[j->n++] = changes[i];
    }
    ++*n_findings;
    return true;
}

static int compare_changes(const void *a, const void *b)
{
    const tn__change *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

static bool choose(job *j, bool unsafe, int *n_findings)
{
    for (size_t i = 0; i < j->report->n; i++) {
        const tn_finding *one = &j->report->findings[i];
        if (one->n_edits > 0 && (one->is_safe || unsafe) && !accept(j, one, n_findings)) {
            return false;
        }
    }
    if (j->n > 0) {
        qsort(j->changes, j->n, sizeof *j->changes, compare_changes);
    }
    return true;
}

/* --- the result --- */

static int count_syntax_errors(const char *text, size_t length)
{
    tn__syntax_tree tree = {0};
    tn__diagnostics said = TN_DIAGNOSTICS_INIT;
    tn_status status = tn__syntax_parse(&tree, text, length, &said, NULL);
    int n = status == TN_OK ? (int)said.n + (int)said.n_dropped : -1;
    tn__syntax_release(&tree);
    tn__diagnostics_release(&said);
    return n;
}

/* Edits come from the syntax tree, so this never fails but by a fault of a rule: the file must not pay for it. */
static tn_status still_parses(const job *j, const tn__buf *made, tn_error *err)
{
    int before = count_syntax_errors(j->bytes, j->length), after = count_syntax_errors(made->data, made->length);
    if (before < 0 || after < 0) {
        return tn__no_memory(err, made->length);
    }
    if (after > before) {
        tn_status status = tn__fail(err, TN_INTERNAL,
                                    "the repairs would leave the file with a syntax error; it is left as it is");
        tn__at_file(err, j->report->reading.file);
        return status;
    }
    return TN_OK;
}

static tn_status make(const job *j, tn_fixed *out, tn_error *err)
{
    tn__buf made = TN_BUF_INIT, diff = TN_BUF_INIT;
    tn__put_changed(&made, j->bytes, 0, j->length, j->changes, j->n, j->line_end);
    tn__put_diff(&diff, j->report->reading.file, j->bytes, j->length, j->changes, j->n, j->line_end);
    char *before = tn__strndup(j->bytes, j->length);
    bool has_all = tn__buf_ok(&made) && tn__buf_ok(&diff) && before;
    tn_status status = has_all ? still_parses(j, &made, err) : tn__no_memory(err, j->length);
    if (status == TN_OK) {
        out->before = before;
        out->before_length = j->length;
        before = NULL;
        out->length = made.length;
        out->text = tn__buf_take(&made);
        out->diff = tn__buf_take(&diff);
    }
    tn__buf_release(&made);
    tn__buf_release(&diff);
    tn__free(before);
    return status;
}

static tn_status run(job *j, bool unsafe, tn_fixed *out, tn_error *err)
{
    tn_fixed fixed = {0};
    tn_status status = look_at_bytes(j, err);
    if (status == TN_OK && !choose(j, unsafe, &fixed.n_findings)) {
        status = tn__no_memory(err, j->n * sizeof *j->changes);
    }
    if (status == TN_OK && j->n > 0) {
        status = make(j, &fixed, err);
    }
    if (status == TN_OK) {
        *out = fixed;
    }
    tn__free(j->lines);
    tn__free(j->changes);
    return status;
}

static bool has_repair(const tn_report *report, bool unsafe)
{
    for (size_t i = 0; i < report->n; i++) {
        if (report->findings[i].n_edits > 0 && (report->findings[i].is_safe || unsafe)) {
            return true;
        }
    }
    return false;
}

tn_status tn_report_fix(const tn_report *report, bool unsafe, tn_fixed *out, tn_error *err)
{
    job j = {.report = report, .bytes = report->given, .length = report->given_length};
    if (!has_repair(report, unsafe)) {
        *out = (tn_fixed){0};
        return TN_OK;
    }
    if (report->given) {
        return run(&j, unsafe, out, err);
    }
    tn__file_view view;
    tn_status status = tn__file_open(&view, report->reading.file, TN_SOURCE_MAX_BYTES, err);
    if (status == TN_OK) {
        j.bytes = (const char *)view.data;
        j.length = view.size;
        status = run(&j, unsafe, out, err);
        tn__file_close(&view);
    }
    return status;
}

tn_status tn_fixed_add(tn_fixed *sum, tn_fixed *next, const char *file, tn_error *err)
{
    if (!sum->text || !next->text) {
        if (next->text) {
            *sum = *next;
            *next = (tn_fixed){0};
        }
        return TN_OK;
    }
    tn__buf diff = TN_BUF_INIT;
    tn__buf_puts(&diff, "");
    tn__put_text_diff(&diff, file, sum->before, sum->before_length, next->text, next->length);
    if (!tn__buf_ok(&diff)) {
        tn__buf_release(&diff);
        return tn__no_memory(err, next->length);
    }
    tn__free(sum->text);
    tn__free(sum->diff);
    sum->text = next->text;
    sum->length = next->length;
    sum->n_findings += next->n_findings;
    sum->diff = tn__buf_take(&diff);
    next->text = NULL;
    tn_fixed_release(next);
    return TN_OK;
}

tn_status tn_fixed_save(const tn_fixed *fixed, const char *path, tn_error *err)
{
    char *real = realpath(path, NULL);
    const char *to = real ? real : path;
    bool refused = real && access(real, W_OK) != 0; // a rename would pass over what its owner has forbidden
    tn_status status = refused ? tn__io_error(err, "write", path, errno) : tn__file_save(to, fixed->text, fixed->length, err);
    free(real);
    return status;
}

void tn_fixed_release(tn_fixed *fixed)
{
    tn__free(fixed->text);
    tn__free(fixed->diff);
    tn__free(fixed->before);
    *fixed = (tn_fixed){0};
}
