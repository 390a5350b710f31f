/* SARIF 2.1.0 (OASIS): results[] of a report, and the frame around all of them. Columns count code points from 1, ends exclusive.
 */
#include <string.h>

#include "base/utf8.h"
#include "check/renderer.h"
#include "check/rule.h"
#include "thinnet/version.h"

/* --- places --- */

/* Byte column to code point column. */
static int column_of(const tn_report *report, int line, int column)
{
    const char *text;
    size_t length;
    int n = 1;
    if (!tn__report_line(report, line, &text, &length)) {
        return column;
    }
    for (size_t i = 0; i < length && (int)i + 1 < column; i++) {
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return n;
}

static void put_region(tn__buf *out, const tn_report *report, const tn_span *span)
{
    tn__buf_printf(out, "{\"startLine\":%d,\"startColumn\":%d,\"endLine\":%d,\"endColumn\":%d}", span->line,
                   column_of(report, span->line, span->column), span->end_line,
                   column_of(report, span->end_line, span->end_column));
}

/* A path as a URI reference: an absolute one with file://, else relative to where thinnet runs. */
static void put_uri(tn__buf *out, const char *path)
{
    static const char plain[] = "-._~/!$&'()*+,;=@";
    tn__buf_puts(out, *path == '/' ? "\"file://" : "\"");
    while (path[0] == '.' && path[1] == '/') {
        path += 2;
    }
    for (; *path; path++) {
        bool word = (*path >= 'a' && *path <= 'z') || (*path >= 'A' && *path <= 'Z') || (*path >= '0' && *path <= '9');
        if (word || strchr(plain, *path)) {
            tn__buf_putc(out, *path);
        } else {
            tn__buf_printf(out, "%%%02X", (unsigned)(unsigned char)*path);
        }
    }
    tn__buf_putc(out, '"');
}

static void put_artifact(tn__buf *out, const tn_report *report)
{
    tn__buf_puts(out, "\"artifactLocation\":{\"uri\":");
    put_uri(out, report->reading.file);
    tn__buf_putc(out, '}');
}

static void put_location(tn__buf *out, const tn_report *report, const tn_span *span, const char *text)
{
    tn__buf_puts(out, "{\"physicalLocation\":{");
    put_artifact(out, report);
    if (span->line > 0) {
        tn__buf_puts(out, ",\"region\":");
        put_region(out, report, span);
    }
    tn__buf_putc(out, '}');
    if (*text) {
        tn__buf_puts(out, ",\"message\":{\"text\":");
        tn__utf8_put_json(out, text);
        tn__buf_putc(out, '}');
    }
    tn__buf_putc(out, '}');
}

/* --- results --- */

static void put_message(tn__buf *out, const tn_finding *one)
{
    tn__buf text = TN_BUF_INIT;
    tn__buf_puts(&text, one->message);
    if (*one->primary.text) {
        tn__buf_printf(&text, " (%s)", one->primary.text);
    }
    for (int i = 0; i < one->n_helps; i++) {
        tn__buf_printf(&text, "%s%s", i ? "\n" : "\nhelp: ", one->help[i]);
    }
    tn__buf_puts(out, ",\"message\":{\"text\":");
    tn__utf8_put_json(out, tn__buf_text(&text));
    tn__buf_putc(out, '}');
    out->failed = out->failed || !tn__buf_ok(&text);
    tn__buf_release(&text);
}

static void put_related(tn__buf *out, const tn_report *report, const tn_finding *one)
{
    if (one->n_notes > 0) {
        tn__buf_puts(out, ",\"relatedLocations\":[");
        for (int i = 0; i < one->n_notes; i++) {
            tn__buf_puts(out, i ? "," : "");
            put_location(out, report, &one->notes[i].span, one->notes[i].text);
        }
        tn__buf_putc(out, ']');
    }
}

static void put_fix(tn__buf *out, const tn_report *report, const tn_finding *one)
{
    if (one->n_edits == 0) {
        return;
    }
    tn__buf_puts(out, ",\"fixes\":[{\"description\":{\"text\":");
    tn__utf8_put_json(out, one->fix);
    tn__buf_puts(out, "},\"artifactChanges\":[{");
    put_artifact(out, report);
    tn__buf_puts(out, ",\"replacements\":[");
    for (int i = 0; i < one->n_edits; i++) {
        tn__buf_puts(out, i ? ",{\"deletedRegion\":" : "{\"deletedRegion\":");
        put_region(out, report, &one->edits[i].span);
        tn__buf_puts(out, ",\"insertedContent\":{\"text\":");
        tn__utf8_put_json(out, one->edits[i].text);
        tn__buf_puts(out, "}}");
    }
    tn__buf_puts(out, "]}]}]");
}

static const char *level_of(tn_severity severity)
{
    return severity == TN_ERROR ? "error" : severity == TN_WARNING ? "warning" : "note";
}

void tn__render_sarif(tn__buf *out, const tn_report *report, const tn_render_options *options)
{
    (void)options;
    for (size_t i = 0; i < report->n; i++) {
        const tn_finding *one = &report->findings[i];
        const tn__rule *rule = tn__rule_find(one->code);
        tn__buf_printf(out, "%s{\"ruleId\":\"%s\",\"ruleIndex\":%d,\"level\":\"%s\"", i ? ",\n" : "", one->code,
                       rule ? (int)(rule - tn__rules) : -1, level_of(one->severity));
        put_message(out, one);
        tn__buf_puts(out, ",\"locations\":[");
        put_location(out, report, &one->primary.span, "");
        tn__buf_putc(out, ']');
        put_related(out, report, one);
        put_fix(out, report, one);
        tn__buf_putc(out, '}');
    }
}

/* --- the frame --- */

/* The first paragraph below a heading of the page, as "## What it does\n". */
static void put_paragraph(tn__buf *out, const char *page, const char *head)
{
    const char *at = strstr(page, head), *end;
    tn__buf text = TN_BUF_INIT;
    tn__buf_puts(&text, "");
    if (at) {
        at += strlen(head);
        end = strstr(at, "\n\n");
        for (size_t n = end ? (size_t)(end - at) : strlen(at); n > 0; n--, at++) {
            tn__buf_putc(&text, *at == '\n' ? ' ' : *at);
        }
    }
    tn__utf8_put_json(out, tn__buf_text(&text));
    out->failed = out->failed || !tn__buf_ok(&text);
    tn__buf_release(&text);
}

static void put_rule(tn__buf *out, const tn__rule *rule)
{
    tn__buf_printf(out, "{\"id\":\"%s\",\"name\":\"%s\",\"shortDescription\":{\"text\":", rule->code, rule->name);
    put_paragraph(out, rule->page, "## What it does\n");
    tn__buf_puts(out, "},\"fullDescription\":{\"text\":");
    put_paragraph(out, rule->page, "## Why it matters\n");
    tn__buf_puts(out, "},\"help\":{\"text\":");
    tn__utf8_put_json(out, rule->page);
    tn__buf_puts(out, ",\"markdown\":");
    tn__utf8_put_json(out, rule->page);
    tn__buf_printf(out, "},\"defaultConfiguration\":{\"level\":\"%s\"}}", level_of(rule->severity));
}

void tn__frame_sarif(tn__buf *out)
{
    tn__buf_puts(out, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{"
                      "\"columnKind\":\"unicodeCodePoints\",\"tool\":{\"driver\":{\"name\":\"thinnet\",\"version\":\"" TN_VERSION
                      "\",\"rules\":[\n");
    for (int i = 0; i < tn__rules_count; i++) {
        tn__buf_puts(out, i ? ",\n" : "");
        put_rule(out, &tn__rules[i]);
    }
    tn__buf_puts(out, "]}},\"results\":[\n");
}
