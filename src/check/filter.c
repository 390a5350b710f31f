/* Which findings are wanted: by code, and by comments in the source.
 *
 *   x = self.drop(x)  # thinnet: ignore[TN204]        these codes; without brackets, all */
#include <string.h>

#include "check/filter.h"

#define MARK "# thinnet: ignore"

/* --- prefixes of codes, "TN2,TN101" --- */

static bool begins_with(const char *code, const char *prefix, size_t length)
{
    return length > 0 && strncmp(code, prefix, length) == 0;
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
static tn_status check_list(const char *list, tn_error *err)
{
    while (*list) {
        size_t length = strcspn(list, ",");
        bool known = false;
        for (int i = 0; i < tn__rules_count; i++) {
            known = known || list_has(list, length, tn__rules[i].code);
        }
        if (!known) {
            tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "no rule's code begins with '%.*s'", (int)(length < 40 ? length : 40), list);
            tn__help(err, "'thinnet check --explain all' lists the rules");
            return status;
        }
        list += length + (list[length] == ',');
    }
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
        tn_status status = lists[i] ? check_list(lists[i], err) : TN_OK;
        if (status != TN_OK) {
            return status;
        }
    }
    keep(report, is_selected, lists);
    return TN_OK;
}

/* --- comments --- */

static const char *find_mark(const char *line, size_t length)
{
    size_t mark = strlen(MARK);
    for (size_t i = 0; i + mark <= length; i++) {
        if (memcmp(line + i, MARK, mark) == 0) {
            return line + i;
        }
    }
    return NULL;
}

static bool line_ignores(const tn_report *report, int number, const char *code)
{
    const char *line;
    size_t length;
    if (!tn__report_line(report, number, &line, &length)) {
        return false;
    }
    const char *at = find_mark(line, length);
    if (!at) {
        return false;
    }
    at += strlen(MARK);
    size_t rest = length - (size_t)(at - line);
    const char *end = rest > 0 && *at == '[' ? memchr(at, ']', rest) : NULL;
    return end ? list_has(at + 1, (size_t)(end - at - 1), code) : true;
}

/* A call of several lines may carry the comment on its first or its last. */
static bool is_not_ignored(const tn_report *report, const tn_finding *one, const void *argument)
{
    const tn_span *span = &one->primary.span;
    (void)argument;
    return !line_ignores(report, span->line, one->code) && !line_ignores(report, span->end_line, one->code);
}

void tn__report_drop_ignored(tn_report *report)
{
    keep(report, is_not_ignored, NULL);
}
