/* Which findings are wanted: by code, and by comments in the source.
 *
 *   x = self.drop(x)  # thinnet: ignore[TN204]        these codes; without brackets, all */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "check/filter.h"

#define WORD "thinnet:"

/* --- prefixes of codes, "TN2,TN101" --- */

static bool begins_with(const char *code, const char *prefix, size_t length)
{
    return length > 0 && strncasecmp(code, prefix, length) == 0;
}

/* Whether one of the comma-separated prefixes in list[0..length) begins `code`; blanks around them do not matter. */
static bool list_has(const char *list, size_t length, const char *code)
{
    for (size_t i = 0; i < length;) {
        size_t end = i;
        while (end < length && list[end] != ',') {
            end++;
        }
        size_t first = i, last = end;
        while (first < last && list[first] == ' ') {
            first++;
        }
        while (last > first && list[last - 1] == ' ') {
            last--;
        }
        if (begins_with(code, list + first, last - first)) {
            return true;
        }
        i = end + 1;
    }
    return false;
}

/* Each prefix must begin some rule's code: a misspelt one would silently select nothing. */
tn_status tn_codes_check(const char *codes, tn_error *err)
{
    do {
        size_t length = strcspn(codes, ",");
        bool known = false;
        for (int i = 0; i < tn__rules_count; i++) {
            known = known || list_has(codes, length, tn__rules[i].code);
        }
        if (!known) {
            tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "no rule's code begins with '%.*s'",
                                        (int)(length < 40 ? length : 40), codes);
            tn__help(err, "'thinnet check --explain all' lists the rules");
            return status;
        }
        codes += length + (codes[length] == ',');
    } while (*codes);
    return TN_OK;
}

/* Keeps the findings for which `wanted` says so, in order. */
static void keep(tn_report *report, bool (*wanted)(const tn_report *, const tn_finding *, const void *), const void *argument)
{
    size_t kept = 0;
    for (size_t i = 0; i < report->n; i++) {
        if (wanted(report, &report->findings[i], argument)) {
            report->findings[kept++] = report->findings[i];
        }
    }
    report->n = kept;
}

static bool is_selected(const tn_report *report, const tn_finding *one, const void *argument)
{
    const char *const *lists = argument;
    (void)report;
    return (!lists[0] || list_has(lists[0], strlen(lists[0]), one->code)) &&
           (!lists[1] || !list_has(lists[1], strlen(lists[1]), one->code));
}

tn_status tn_report_filter(tn_report *report, const char *select, const char *ignore, tn_error *err)
{
    const char *const lists[] = {select, ignore};
    for (int i = 0; i < 2; i++) {
        tn_status status = lists[i] ? tn_codes_check(lists[i], err) : TN_OK;
        if (status != TN_OK) {
            return status;
        }
    }
    keep(report, is_selected, lists);
    return TN_OK;
}

static bool is_no_gap(const tn_report *report, const tn_finding *one, const void *argument)
{
    (void)report, (void)argument;
    return !one->is_gap;
}

void tn__report_drop_gaps(tn_report *report)
{
    size_t before = report->n;
    keep(report, is_no_gap, NULL);
    report->dropped_gaps += (int)(before - report->n);
}

int tn_report_dropped_gaps(const tn_report *report)
{
    return report->dropped_gaps;
}

/* --- comments --- */

static size_t skip_blanks(const char *text, size_t at, size_t end)
{
    while (at < end && (text[at] == ' ' || text[at] == '\t')) {
        at++;
    }
    return at;
}

static bool goes_on(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* The comment around text[word], where "thinnet:" stands, in a line that ends at `end`. Blanks are free; brackets that are not
 * closed hold the rest of the line. */
static bool read_comment(tn__ignore *out, const char *text, size_t word, size_t end)
{
    static const char what[] = "ignore";
    size_t start = word, behind = skip_blanks(text, word + strlen(WORD), end) + strlen(what);
    while (start > 0 && (text[start - 1] == ' ' || text[start - 1] == '\t')) {
        start--;
    }
    if (start == 0 || text[start - 1] != '#' || behind > end || strncmp(text + behind - strlen(what), what, strlen(what)) != 0 ||
        (behind < end && goes_on(text[behind]))) {
        return false;
    }
    size_t open = skip_blanks(text, behind, end);
    *out = (tn__ignore){.start = start - 1, .end = behind};
    if (open < end && text[open] == '[') {
        const char *close = memchr(text + open, ']', end - open);
        out->end = close ? (size_t)(close - text) + 1 : end;
        out->codes = text + open + 1;
        out->codes_length = out->end - open - (close ? 2 : 1);
    }
    return true;
}

static void add_comment(tn_report *report, tn__ignores *list, size_t *capacity, const tn__ignore *one)
{
    if (!tn__grow((void **)&list->items, capacity, list->n, sizeof *list->items)) {
        report->no_memory = true;
        return;
    }
    list->items[list->n++] = *one;
}

/* All such comments in the order of lines; the first of a line counts. */
static void find_comments(tn_report *report, tn__ignores *list)
{
    const char *text = report->reading.text;
    size_t capacity = 0, from = 0, counted = 0, length = report->reading.length;
    int line = 1;
    for (const char *at; !report->no_memory && (at = memmem(text + from, length - from, WORD, strlen(WORD)));) {
        tn__ignore one;
        size_t place = (size_t)(at - text);
        const char *newline = memchr(at, '\n', length - place);
        for (; counted < place; counted++) {
            line += text[counted] == '\n';
        }
        bool is_first = list->n == 0 || list->items[list->n - 1].line != line;
        if (is_first && read_comment(&one, text, place, newline ? (size_t)(newline - text) : length)) {
            one.line = line;
            add_comment(report, list, &capacity, &one);
        }
        from = place + strlen(WORD);
    }
}

static tn__ignore *comment_on(const tn__ignores *ignores, int line)
{
    size_t low = 0, high = ignores->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ignores->items[middle].line < line) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < ignores->n && ignores->items[low].line == line ? &ignores->items[low] : NULL;
}

static bool silences(tn__ignore *comment, const char *code)
{
    bool does = comment && (!comment->codes || list_has(comment->codes, comment->codes_length, code));
    if (does) {
        comment->is_used = true;
    }
    return does;
}

/* A call of several lines may carry the comment on its first or its last, and one with codes on any, beside an argument. */
static bool is_not_ignored(const tn_report *report, const tn_finding *one, const void *argument)
{
    const tn_span *span = &one->primary.span;
    bool ignored = false;
    (void)report;
    for (int line = span->line; line <= span->end_line; line++) {
        tn__ignore *comment = comment_on(argument, line);
        bool counts = comment && (comment->codes || line == span->line || line == span->end_line);
        ignored = (counts && silences(comment, one->code)) || ignored;
    }
    return !ignored;
}

bool tn__ignore_is_known(const tn__ignore *comment)
{
    for (int i = 0; comment->codes && i < tn__rules_count; i++) {
        if (list_has(comment->codes, comment->codes_length, tn__rules[i].code)) {
            return true;
        }
    }
    return !comment->codes;
}

void tn__report_drop_ignored(tn_report *report, tn__ignores *out)
{
    *out = (tn__ignores){0};
    find_comments(report, out);
    if (out->n > 0) {
        keep(report, is_not_ignored, out);
    }
}

void tn__ignores_release(tn__ignores *ignores)
{
    tn__free(ignores->items);
    *ignores = (tn__ignores){0};
}
