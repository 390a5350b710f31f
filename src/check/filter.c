/* Which findings are wanted: by code, and by comments in the source.
 *
 *   x = self.drop(x)  # thinnet: ignore[TN204]        these codes; without brackets, all */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "check/filter.h"

#define MARK "# thinnet: ignore"

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

static bool add_comment(tn_report *report, tn__ignore **list, size_t *n, size_t *capacity, size_t at, int line)
{
    if (!tn__grow((void **)list, capacity, *n, sizeof **list)) {
        report->no_memory = true;
        return false;
    }
    const char *text = report->reading.text;
    size_t end = at, behind = at + strlen(MARK);
    while (end < report->reading.length && text[end] != '\n') {
        end++;
    }
    const char *close = behind < end && text[behind] == '[' ? memchr(text + behind, ']', end - behind) : NULL;
    (*list)[(*n)++] = (tn__ignore){.line = line,
                                   .start = at,
                                   .end = close ? (size_t)(close - text) + 1 : behind,
                                   .codes = close ? text + behind + 1 : NULL,
                                   .codes_length = close ? (size_t)(close - text) - behind - 1 : 0};
    return true;
}

/* All such comments in the order of lines; the first of a line counts. */
static size_t find_comments(tn_report *report, tn__ignore **list)
{
    const char *text = report->reading.text;
    size_t n = 0, capacity = 0, from = 0, counted = 0;
    int line = 1;
    for (const char *at; (at = memmem(text + from, report->reading.length - from, MARK, strlen(MARK)));) {
        size_t place = (size_t)(at - text);
        for (; counted < place; counted++) {
            line += text[counted] == '\n';
        }
        if ((n == 0 || (*list)[n - 1].line != line) && !add_comment(report, list, &n, &capacity, place, line)) {
            break;
        }
        from = place + strlen(MARK);
    }
    return n;
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

/* A call of several lines may carry the comment on its first or its last. */
static bool is_not_ignored(const tn_report *report, const tn_finding *one, const void *argument)
{
    const tn__ignores *ignores = argument;
    (void)report;
    bool first = silences(comment_on(ignores, one->primary.span.line), one->code);
    bool last = one->primary.span.end_line != one->primary.span.line &&
                silences(comment_on(ignores, one->primary.span.end_line), one->code);
    return !first && !last;
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
    out->n = find_comments(report, &out->items);
    if (out->n > 0) {
        keep(report, is_not_ignored, out);
    }
}

void tn__ignores_release(tn__ignores *ignores)
{
    tn__free(ignores->items);
    *ignores = (tn__ignores){0};
}
