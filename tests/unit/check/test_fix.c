/* Repairs: what rules say to change, and what the file becomes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/rule.h"

static tn_report *report_on(const char *text)
{
    tn_report *report;
    tn_error err;
    tn_read_options options = {.text = text, .text_length = strlen(text)};
    assert_int_equal(tn_check(&report, "net.py", &options, &err), TN_OK);
    report->n = 0; /* whatever the rules say of it */
    return report;
}

/* A new finding with a repair to come; a report has few, so that the pointer stays good. */
static tn_finding *finding_with_fix(tn__rule_run *run, const char *message, bool safe)
{
    tn_finding *one = tn__find(run, (tn__place){1, 1, 1, 2}, "%s", message);
    assert_non_null(one);
    tn__finding_fix(one, safe, "repair");
    return one;
}

/* The place of `part` in the report's text. */
static tn__place place_of(const tn_report *report, const char *part)
{
    const char *at = strstr(report->reading.text, part);
    assert_non_null(at);
    tn__place place = {1, 1, 0, 0};
    for (const char *c = report->reading.text; c < at; c++) {
        place.column = *c == '\n' ? 1 : place.column + 1;
        place.line += *c == '\n';
    }
    place.end_line = place.line;
    place.end_column = place.column;
    for (const char *c = part; *c; c++) {
        place.end_column = *c == '\n' ? 1 : place.end_column + 1;
        place.end_line += *c == '\n';
    }
    return place;
}

static void assert_fixed(tn_report *report, const char *expected)
{
    tn_fixed fixed;
    tn_error err;
    assert_int_equal(tn_report_fix(report, false, &fixed, &err), TN_OK);
    if (expected) {
        assert_non_null(fixed.text);
        assert_string_equal(fixed.text, expected);
        assert_int_equal(fixed.length, strlen(expected));
    } else {
        assert_null(fixed.text);
        assert_null(fixed.diff);
    }
    tn_fixed_release(&fixed);
    tn_report_free(report);
}

/* Sets name=value (position at) in the call, expects the text; NULL: no repair. */
static void set(const char *text, const char *call, const char *name, int at, const char *value, const char *expected)
{
    tn_report *report = report_on(text);
    tn__rule_run run = {tn__rule_find("TN401"), report};
    tn__fix_set_argument(&run, finding_with_fix(&run, "m", true), place_of(report, call), name, at, value);
    assert_fixed(report, expected);
}

static void drop(const char *text, const char *call, const char *name, const char *expected)
{
    tn_report *report = report_on(text);
    tn__rule_run run = {tn__rule_find("TN401"), report};
    tn__fix_drop_argument(&run, finding_with_fix(&run, "m", true), place_of(report, call), name);
    assert_fixed(report, expected);
}

static void test_set_argument__replaces_or_adds(void **state)
{
    (void)state;
    set("f(x, p=.5)\n", "f(x, p=.5)", "p", 1, "0.1", "f(x, p=0.1)\n");
    set("f(x, .5)\n", "f(x, .5)", "p", 1, "0.1", "f(x, 0.1)\n");
    set("f(x)\n", "f(x)", "p", 1, "0.1", "f(x, p=0.1)\n");
    set("f()\n", "f()", "p", 0, "0.1", "f(p=0.1)\n");
    set("f(x,)\n", "f(x,)", "p", -1, "0.1", "f(x, p=0.1,)\n");
    set("f(x, # why\n  y)\n", "f(x, # why\n  y)", "p", -1, "0.1", "f(x, # why\n  y, p=0.1)\n");
    set("f(g(x, p=3), q=1)\n", "f(g(x, p=3), q=1)", "p", -1, "2", "f(g(x, p=3), q=1, p=2)\n");
}

static void test_set_argument__refuses_what_it_cannot_know(void **state)
{
    (void)state;
    set("f(*x)\n", "f(*x)", "p", 1, "0.1", NULL);
    set("f(x, **k)\n", "f(x, **k)", "p", 1, "0.1", NULL);
    set("f(i for i in x)\n", "f(i for i in x)", "p", 1, "0.1", NULL);
    set("f(x)\n", "(x)", "p", 1, "0.1", NULL); /* no call stands there */
}

static void test_drop_argument__takes_one_comma_along(void **state)
{
    (void)state;
    drop("f(x, p=1)\n", "f(x, p=1)", "p", "f(x)\n");
    drop("f(p=1, q=2)\n", "f(p=1, q=2)", "p", "f(q=2)\n");
    drop("f(p=1)\n", "f(p=1)", "p", "f()\n");
    drop("f(p=1,)\n", "f(p=1,)", "p", "f()\n");
    drop("f(x,\n  p=1,\n  q=2)\n", "f(x,\n  p=1,\n  q=2)", "p", "f(x,\n  q=2)\n");
    drop("f(x, p='#', q=2)\n", "f(x, p='#', q=2)", "p", "f(x, q=2)\n");
    drop("f(x, # why\n  p=1)\n", "f(x, # why\n  p=1)", "p", NULL); /* the comment would go too */
    drop("f(x)\n", "f(x)", "p", NULL);
}

static void test_rename_callee__only_behind_a_dot(void **state)
{
    (void)state;
    tn_report *report = report_on("a = nn.Dropout2d(p)\n");
    tn__rule_run run = {tn__rule_find("TN301"), report};
    tn__fix_rename_callee(&run, finding_with_fix(&run, "m", true), place_of(report, "nn.Dropout2d(p)"), "Dropout1d");
    assert_fixed(report, "a = nn.Dropout1d(p)\n");
    report = report_on("a = Dropout2d(p)\n");
    run.report = report;
    tn__fix_rename_callee(&run, finding_with_fix(&run, "m", true), place_of(report, "Dropout2d(p)"), "Dropout1d");
    assert_fixed(report, NULL);
}

static void first(const char *text, const char *expected)
{
    tn_report *report = report_on(text);
    tn__rule_run run = {tn__rule_find("TN401"), report};
    tn_finding *one = finding_with_fix(&run, "m", true);
    tn__fix_first_statement(&run, one, place_of(report, "f(x)"), "g", "h()", "h(");
    assert_fixed(report, expected);
}

static void test_first_statement__goes_behind_a_docstring(void **state)
{
    (void)state;
    first("def g(x):\n    f(x)\n", "def g(x):\n    h()\n    f(x)\n");
    first("class A:\n\tdef g(x):\n\t\t'd'\n\n\t\ty\n\t\tf(x)\n", "class A:\n\tdef g(x):\n\t\t'd'\n\n\t\th()\n\t\ty\n\t\tf(x)\n");
    first("def g(x):\n    # why\n    if x:\n        f(x)\n", "def g(x):\n    # why\n    h()\n    if x:\n        f(x)\n");
    first("def g(x): f(x)\n", NULL);
    first("def k(x):\n    f(x)\n", NULL);
    first("def g(x):\n    f(x)\n    h(1)\n", NULL);
}

static void assert_in(const char *text, bool method, bool module)
{
    tn_report *report = report_on(text);
    tn__rule_run run = {tn__rule_find("TN401"), report};
    assert_int_equal(tn__is_in_method(&run, place_of(report, "f(x)")), method);
    assert_int_equal(tn__is_in_module(&run, place_of(report, "f(x)")), module);
    tn_report_free(report);
}

static void test_is_in__tells_methods_and_modules(void **state)
{
    (void)state;
    assert_in("f(x)\n", false, false);
    assert_in("def g(self, x):\n    return f(x)\n", false, false);
    assert_in("class A:\n    def g(self, x):\n        return f(x)\n", true, false);
    assert_in("class A(nn.Module):\n    def g(self, x):\n        return f(x)\n", true, true);
    assert_in("class A(nn.Module):\n    def g(this, x):\n        return f(x)\n", false, true);
    assert_in("class A(Module):\n    def g(self, x):\n        h = lambda y: f(x)\n        return h\n", true, true);
    assert_in(
        "class B(nn.Sequential):\n    pass\n@d\nclass C(B):\n    pass\nclass A(C):\n    def g(self, x):\n        return f(x)\n",
        true, true);
    assert_in("class A(A, Odd):\n    def g(self, x):\n        return f(x)\n", true, false);
    assert_in("class A(B):\n    def g(self, x):\n        return f(x)\nclass B(A):\n    pass\n", true, false);
}

/* Replaces `part` by `with` in a finding of its own. */
static void replace(tn__rule_run *run, const char *part, const char *with, bool safe)
{
    tn_finding *one = finding_with_fix(run, part, safe);
    tn__finding_edit(one, place_of(run->report, part), "%s", with);
}

static void test_fix__keeps_bom_and_line_ends(void **state)
{
    (void)state;
    tn_report *report = report_on("\xEF\xBB\xBFx = 1\r\ny = '\xC3\xBC' + b\r\nz\r\n");
    tn__rule_run run = {tn__rule_find("TN101"), report};
    replace(&run, "x = 1", "x = 2\nw = 3", true);
    replace(&run, "b", "c", true);
    assert_fixed(report, "\xEF\xBB\xBFx = 2\r\nw = 3\r\ny = '\xC3\xBC' + c\r\nz\r\n");
}

static void test_fix__leaves_unsafe_and_overlapping_ones(void **state)
{
    tn_fixed fixed;
    tn_error err;
    (void)state;
    tn_report *report = report_on("aa + bb + cc\n");
    tn__rule_run run = {tn__rule_find("TN101"), report};
    replace(&run, "aa + bb", "dd", true);
    replace(&run, "bb + cc", "ee", true);
    replace(&run, "cc", "ff", false);
    assert_int_equal(tn_report_fix(report, false, &fixed, &err), TN_OK);
    assert_string_equal(fixed.text, "dd + cc\n");
    assert_int_equal(fixed.n_findings, 1);
    tn_fixed_release(&fixed);
    assert_int_equal(tn_report_fix(report, true, &fixed, &err), TN_OK);
    assert_string_equal(fixed.text, "dd + ff\n");
    assert_int_equal(fixed.n_findings, 2);
    tn_fixed_release(&fixed);
    tn_report_free(report);
}

static void test_fix__one_repair_of_two_findings_is_made_once(void **state)
{
    (void)state;
    tn_report *report = report_on("f(x)\n");
    tn__rule_run run = {tn__rule_find("TN101"), report};
    for (int i = 0; i < 2; i++) {
        tn__fix_set_argument(&run, finding_with_fix(&run, i ? "one" : "two", true), place_of(report, "f(x)"), "p", -1, "1");
    }
    assert_fixed(report, "f(x, p=1)\n");
}

static void test_fix__refuses_a_result_that_does_not_parse(void **state)
{
    tn_fixed fixed;
    tn_error err;
    (void)state;
    tn_report *report = report_on("x = (1)\n");
    tn__rule_run run = {tn__rule_find("TN101"), report};
    replace(&run, "1)", "2", true);
    assert_int_equal(tn_report_fix(report, false, &fixed, &err), TN_INTERNAL);
    tn_report_free(report);
}

static void test_fix__offers_nothing_beside_a_syntax_error(void **state)
{
    (void)state;
    static const char model[] = "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
                                "        self.fc = nn.Linear(8, 4)\n\n    def forward(self, x):\n        return self.fc(x)\n";
    char broken[sizeof model + 16];
    snprintf(broken, sizeof broken, "%sx = (1 +\n", model);
    const struct {
        const char *text;
        bool is_offered;
    } cases[] = {{model, true}, {broken, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tn_report *report;
        tn_fixed fixed;
        tn_error err;
        tn_read_options options = {.text = cases[i].text, .text_length = strlen(cases[i].text)};
        assert_int_equal(tn_check(&report, "net.py", &options, &err), TN_OK);
        assert_true(tn_report_count(report) > 0);
        assert_int_equal(tn_report_fix(report, true, &fixed, &err), TN_OK);
        assert_int_equal(fixed.n_findings > 0, cases[i].is_offered);
        tn_fixed_release(&fixed);
        tn_report_free(report);
    }
}

static void test_fix__refuses_other_encodings(void **state)
{
    tn_fixed fixed;
    tn_error err;
    (void)state;
    tn_report *report = report_on("# coding: latin-1\nx = '\xFC'\n");
    tn__rule_run run = {tn__rule_find("TN101"), report};
    replace(&run, "x", "y", true);
    assert_int_equal(tn_report_fix(report, false, &fixed, &err), TN_UNSUPPORTED);
    tn_report_free(report);
}

static void write_file(const char *path, const char *text)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

static void test_fix__refuses_a_file_that_has_changed(void **state)
{
    char folder[] = "/tmp/thinnet-fix-XXXXXX", path[64];
    tn_report *report;
    tn_fixed fixed;
    tn_error err;
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/net.py", folder);
    write_file(path, "x = 1\n");
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(tn_check(&report, path, NULL, &err), TN_OK);
    tn__rule_run run = {tn__rule_find("TN101"), report};
    replace(&run, "1", "2", true);
    assert_int_equal(tn_report_fix(report, false, &fixed, &err), TN_OK);
    write_file(path, "x = 1 \n");
    tn_fixed other;
    assert_int_equal(tn_report_fix(report, false, &other, &err), TN_MISMATCH);
    assert_int_equal(tn_fixed_save(&fixed, path, &err), TN_OK);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
    assert_int_equal(about.st_size, 6);
    assert_int_equal(chmod(path, 0440), 0);
    if (access(path, W_OK) != 0) { /* it never is for root */
        assert_int_equal(tn_fixed_save(&fixed, path, &err), TN_IO);
    }
    tn_fixed_release(&fixed);
    tn_report_free(report);
    unlink(path);
    rmdir(folder);
}

static void test_diff__has_hunks_with_context(void **state)
{
    tn_fixed fixed;
    tn_error err;
    (void)state;
    tn_report *report = report_on("a1\na2\na3\na4\na5\na6\na7\na8\na9\nb1\nb2\nb3\nb4\nb5\nb6");
    tn__rule_run run = {tn__rule_find("TN101"), report};
    replace(&run, "a5", "A5\nnew", true);
    replace(&run, "a6", "A6", true);
    replace(&run, "b6", "B6", true);
    assert_int_equal(tn_report_fix(report, false, &fixed, &err), TN_OK);
    assert_string_equal(fixed.diff, "--- net.py\n+++ net.py\n"
                                    "@@ -2,8 +2,9 @@\n a2\n a3\n a4\n-a5\n-a6\n+A5\n+new\n+A6\n a7\n a8\n a9\n"
                                    "@@ -12,4 +13,4 @@\n b3\n b4\n b5\n-b6\n\\ No newline at end of file\n"
                                    "+B6\n\\ No newline at end of file\n");
    tn_fixed_release(&fixed);
    tn_report_free(report);
}

static void test_diff__shows_an_insertion_alone(void **state)
{
    tn_fixed fixed;
    tn_error err;
    (void)state;
    tn_report *report = report_on("a\nb\nc\n");
    tn__rule_run run = {tn__rule_find("TN101"), report};
    tn__finding_edit(finding_with_fix(&run, "m", true), (tn__place){2, 1, 2, 1}, "new\n");
    assert_int_equal(tn_report_fix(report, false, &fixed, &err), TN_OK);
    assert_string_equal(fixed.diff, "--- net.py\n+++ net.py\n@@ -1,3 +1,4 @@\n a\n+new\n b\n c\n");
    tn_fixed_release(&fixed);
    tn_report_free(report);
}

static void test_finding_edit__too_much_takes_the_repair_back(void **state)
{
    char text[400];
    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    tn_report *report = report_on("a = b\n");
    tn__rule_run run = {tn__rule_find("TN101"), report};
    tn_finding *one = finding_with_fix(&run, "m", true);
    tn__finding_edit(one, place_of(report, "a"), "c");
    tn__finding_edit(one, place_of(report, "b"), "%s", text);
    assert_int_equal(one->n_edits, 0);
    tn__finding_edit(one, place_of(report, "a"), "c"); /* stays taken back */
    assert_fixed(report, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_argument__replaces_or_adds),
        cmocka_unit_test(test_set_argument__refuses_what_it_cannot_know),
        cmocka_unit_test(test_drop_argument__takes_one_comma_along),
        cmocka_unit_test(test_rename_callee__only_behind_a_dot),
        cmocka_unit_test(test_first_statement__goes_behind_a_docstring),
        cmocka_unit_test(test_is_in__tells_methods_and_modules),
        cmocka_unit_test(test_fix__keeps_bom_and_line_ends),
        cmocka_unit_test(test_fix__leaves_unsafe_and_overlapping_ones),
        cmocka_unit_test(test_fix__one_repair_of_two_findings_is_made_once),
        cmocka_unit_test(test_fix__refuses_a_result_that_does_not_parse),
        cmocka_unit_test(test_fix__offers_nothing_beside_a_syntax_error),
        cmocka_unit_test(test_fix__refuses_other_encodings),
        cmocka_unit_test(test_fix__refuses_a_file_that_has_changed),
        cmocka_unit_test(test_diff__has_hunks_with_context),
        cmocka_unit_test(test_diff__shows_an_insertion_alone),
        cmocka_unit_test(test_finding_edit__too_much_takes_the_repair_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
