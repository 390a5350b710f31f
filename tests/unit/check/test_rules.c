/* Every rule has a page and fixtures, and they agree: each fixture gives the findings that it names
 * and no others. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/rule.h"

#define MAX_EXPECTED 16

/* tests/check/<code>/{bad,good}_*.py. Comments in it: "# model: Net(8)" and "# input: 3x32x32" say
 * how it is checked;
 * "# expect: TN101 error 11:30" names a finding. */
typedef struct fixture {
    char model[700];
    tn_read_options options;
    char expected[MAX_EXPECTED][64];
    bool found[MAX_EXPECTED];
    int n_expected;
} fixture;

static char *read_whole(const char *path)
{
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        return NULL;
    }
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    size_t length = fread(text, 1, (1 << 16) - 1, stream);
    fclose(stream);
    assert_true(length < (1 << 16) - 1);
    return text;
}

static void read_input(const char *text, tn_read_options *options)
{
    while (*text) {
        char *end;
        options->input[options->input_rank++] = strtoll(text, &end, 10);
        assert_true(end != text && options->input_rank < TN_MAX_DIMS);
        text = *end ? end + 1 : end;
    }
}

static void read_comment(fixture *out, const char *line)
{
    const char *comment = strstr(line, "# ");
    if (!comment) {
        return;
    }
    if (!strncmp(comment, "# model: ", 9)) {
        size_t used = strlen(out->model);
        snprintf(out->model + used, sizeof out->model - used, ":%s", comment + 9);
    } else if (!strncmp(comment, "# input: ", 9)) {
        read_input(comment + 9, &out->options);
    } else if (!strncmp(comment, "# expect: ", 10)) {
        assert_true(out->n_expected < MAX_EXPECTED);
        snprintf(out->expected[out->n_expected++], sizeof out->expected[0], "%s", comment + 10);
    }
}

static void open_fixture(fixture *out, const char *path)
{
    char *text = read_whole(path);
    assert_non_null(text);
    memset(out, 0, sizeof *out);
    snprintf(out->model, sizeof out->model, "%s", path);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        read_comment(out, line);
    }
    free(text);
}

static void expect_finding(fixture *f, const tn_finding *finding)
{
    char text[64];
    snprintf(text, sizeof text, "%s %s %d:%d", finding->code, tn_severity_name(finding->severity), finding->primary.span.line,
             finding->primary.span.column);
    for (int i = 0; i < f->n_expected; i++) {
        if (!f->found[i] && !strcmp(f->expected[i], text)) {
            f->found[i] = true;
            return;
        }
    }
    fail_msg("%s: not expected: %s: %s", f->model, text, finding->message);
}

/* Checks one fixture; the number of findings with this code. */
static int run_fixture(const char *path, const char *code)
{
    fixture f;
    tn_report *report;
    tn_error err;
    int n = 0;
    open_fixture(&f, path);
    if (tn_check(&report, f.model, &f.options, &err) != TN_OK) {
        fail_msg("%s: %s", f.model, err.text);
    }
    for (int i = 0; i < tn_report_count(report); i++) {
        const tn_finding *finding = tn_report_finding(report, i);
        bool is_limit = !strncmp(finding->code, "TN9", 3) && strncmp(code, "TN9", 3) != 0;
        if (!is_limit) { // what thinnet does not understand yet is no part of another rule's contract
            expect_finding(&f, finding);
        }
        n += !strcmp(finding->code, code);
        assert_true(finding->primary.span.end_line >= finding->primary.span.line);
    }
    for (int i = 0; i < f.n_expected; i++) {
        if (!f.found[i]) {
            fail_msg("%s: not found: %s", f.model, f.expected[i]);
        }
    }
    tn_report_free(report);
    return n;
}

static void run_fixtures(const tn__rule *rule)
{
    char folder[400], path[700];
    int n_bad = 0, n_good = 0;
    snprintf(folder, sizeof folder, "%s/tests/check/%s", TN_SOURCE_DIR, rule->code);
    DIR *entries = opendir(folder);
    if (!entries) {
        fail_msg("%s has no fixtures in %s", rule->code, folder);
    }
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        bool bad = !strncmp(entry->d_name, "bad_", 4), good = !strncmp(entry->d_name, "good_", 5);
        if (!strstr(entry->d_name, ".py")) {
            continue; /* a folder of files that fixtures need */
        }
        assert_true(bad || good);
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        int n = run_fixture(path, rule->code);
        if (bad != (n > 0)) {
            fail_msg("%s gives %d findings of %s", path, n, rule->code);
        }
        n_bad += bad;
        n_good += good;
    }
    closedir(entries);
    if (n_bad == 0 || n_good == 0) {
        fail_msg("%s has %d firing and %d quiet fixtures", rule->code, n_bad, n_good);
    }
}

static void test_rules__fixtures_give_what_they_name(void **state)
{
    (void)state;
    for (int i = 0; i < tn__rules_count; i++) {
        run_fixtures(&tn__rules[i]);
    }
}

/* "TN101-shape-mismatch.md" from a rule. */
static void page_name(const tn__rule *rule, char *out, size_t size)
{
    snprintf(out, size, "%s-%s.md", rule->code, rule->name);
    for (char *c = out; *c; c++) {
        *c = *c == '_' ? '-' : *c;
    }
}

static void test_rules__pages_agree_with_the_table(void **state)
{
    static const char *const heads[] = {"## What it does", "## Why it matters", "## Example",
                                        "## Instead",      "## Limits",         "## Sources"};
    (void)state;
    for (int i = 0; i < tn__rules_count; i++) {
        char name[100], path[600], title[120];
        page_name(&tn__rules[i], name, sizeof name);
        snprintf(path, sizeof path, "%s/docs/rules/%s", TN_SOURCE_DIR, name);
        char *page = read_whole(path);
        if (!page) {
            fail_msg("%s is missing", path);
        }
        snprintf(title, sizeof title, "# %.*s %.*s (%s)\n", 5, name, (int)strlen(name) - 9, name + 6,
                 tn_severity_name(tn__rules[i].severity));
        assert_memory_equal(page, title, strlen(title));
        const char *at = page;
        for (size_t k = 0; k < sizeof heads / sizeof *heads; k++) {
            at = strstr(at, heads[k]);
            if (!at) {
                fail_msg("%s lacks '%s', or has it out of order", path, heads[k]);
            }
        }
        assert_string_equal(page, tn_rule_page(tn__rules[i].code));
        free(page);
    }
    assert_null(tn_rule_page("TN999"));
}

static bool is_rule_file(const char *entry)
{
    for (int i = 0; i < tn__rules_count; i++) {
        char name[100];
        page_name(&tn__rules[i], name, sizeof name);
        if (!strcmp(entry, name) || !strcmp(entry, tn__rules[i].code)) {
            return true;
        }
    }
    return false;
}

static void test_rules__no_page_or_fixture_is_an_orphan(void **state)
{
    static const char *const folders[] = {"docs/rules", "tests/check"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        char path[600];
        snprintf(path, sizeof path, "%s/%s", TN_SOURCE_DIR, folders[i]);
        DIR *entries = opendir(path);
        assert_non_null(entries);
        for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
            if (!strncmp(entry->d_name, "TN", 2) && !is_rule_file(entry->d_name)) {
                fail_msg("%s/%s belongs to no rule", folders[i], entry->d_name);
            }
        }
        closedir(entries);
    }
}

static void test_rules__codes_rise_and_are_unique(void **state)
{
    (void)state;
    for (int i = 1; i < tn__rules_count; i++) {
        assert_true(strcmp(tn__rules[i - 1].code, tn__rules[i].code) < 0);
    }
}

/* A kind of diagnostic that no rule hears would be silence; these are silent on purpose. */
static void test_rules__every_diagnostic_has_one_rule(void **state)
{
    const uint32_t quiet = 1u << TN_DIAG_MODEL | 1u << TN_DIAG_TRAINING_BRANCH;
    (void)state;
    for (int kind = 0; kind < TN_DIAG_COUNT; kind++) {
        int heard = 0;
        for (int i = 0; i < tn__rules_count; i++) {
            heard += (tn__rules[i].diagnostics >> kind) & 1;
        }
        if (heard != ((quiet >> kind) & 1 ? 0 : 1)) {
            fail_msg("%d rules hear %s", heard, tn__diagnostic_name((tn__diagnostic_kind)kind));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules__fixtures_give_what_they_name),    cmocka_unit_test(test_rules__pages_agree_with_the_table),
        cmocka_unit_test(test_rules__no_page_or_fixture_is_an_orphan), cmocka_unit_test(test_rules__codes_rise_and_are_unique),
        cmocka_unit_test(test_rules__every_diagnostic_has_one_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
