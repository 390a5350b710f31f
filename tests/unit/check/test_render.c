/* How findings are written: the compiler form with its columns, one-liners, JSON. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check/rule.h"

/* A report about `text` with one finding at line:from-to, for the renderers alone. */
static tn_report *make_report(const char *text, int line, int from, int to)
{
    tn_report *report;
    tn_error err;
    tn_read_options options = {.text = text, .text_length = strlen(text)};
    assert_int_equal(tn_check(&report, "net.py", &options, &err), TN_OK);
    report->n = 0; /* whatever the rules say of it */
    tn__rule_run run = {tn__rule_find("TN101"), report};
    assert_non_null(tn__find(&run, (tn__place){line, from, line, to}, "what is wrong"));
    return report;
}

static void assert_rendered(tn_report *report, const char *renderer, const char *expected)
{
    char *text;
    tn_error err;
    assert_int_equal(tn_report_render(report, renderer, NULL, &text, &err), TN_OK);
    assert_string_equal(text, expected);
    tn_text_free(text);
    tn_report_free(report);
}

static void test_text__marks_the_span(void **state)
{
    (void)state;
    tn_report *report = make_report("a = 1\nb = two + 3\n", 2, 5, 8);
    tn__finding_label(&report->findings[0], "here");
    tn__finding_help(&report->findings[0], "write 2");
    assert_rendered(report, "text",
                    "error[TN101]: what is wrong\n"
                    " --> net.py:2:5\n"
                    "  |\n"
                    "2 | b = two + 3\n"
                    "  |     ^^^ here\n"
                    "  |\n"
                    "  = help: write 2\n\n");
}

static void test_text__shows_second_places_in_the_order_of_lines(void **state)
{
    (void)state;
    tn_report *report = make_report("a = 1\n\nb = 2\nc = a\n", 3, 5, 6);
    tn__finding_note(&report->findings[0], (tn__place){4, 5, 4, 6}, "used");
    tn__finding_note(&report->findings[0], (tn__place){1, 1, 1, 2}, "made");
    tn__finding_note(&report->findings[0], (tn__place){4, 1, 4, 2}, "kept");
    assert_rendered(report, "text",
                    "error[TN101]: what is wrong\n"
                    " --> net.py:3:5\n"
                    "  |\n"
                    "1 | a = 1\n"
                    "  | - made\n"
                    "...\n"
                    "3 | b = 2\n"
                    "  |     ^\n"
                    "4 | c = a\n"
                    "  |     - used\n"
                    "  | - kept\n\n");
}

static void test_text__counts_columns_not_bytes(void **state)
{
    (void)state;
    /* A tab, an umlaut (2 bytes, 1 column), two ideographs (3 bytes, 2 columns each), a combining
     * accent (0 columns). */
    const char *source = "if 1:\n\tx = '\xC3\xBC\xE6\xBC\xA2\xE5\xAD\x97"
                         "e\xCC\x81' + y\n";
    int column = (int)(strchr(source, 'y') - strchr(source, '\n'));
    assert_rendered(make_report(source, 2, column, column + 1), "text",
                    "error[TN101]: what is wrong\n"
                    " --> net.py:2:22\n"
                    "  |\n"
                    "2 |     x = '\xC3\xBC\xE6\xBC\xA2\xE5\xAD\x97"
                    "e\xCC\x81' + y\n"
                    "  |                    ^\n\n");
}

static void test_text__keeps_control_characters_from_the_terminal(void **state)
{
    (void)state;
    assert_rendered(make_report("x = '\033[31m\xC2\x9B'\n", 1, 1, 2), "text",
                    "error[TN101]: what is wrong\n"
                    " --> net.py:1:1\n"
                    "  |\n"
                    "1 | x = '?[31m?'\n"
                    "  | ^\n\n");
}

static void test_text__cuts_long_lines_around_the_mark(void **state)
{
    char source[2048];
    char *text;
    tn_error err;
    (void)state;
    memset(source, ' ', sizeof source);
    memcpy(source, "x = (", 5);
    memcpy(source + 1000, "1)", 3);
    tn_report *report = make_report(source, 1, 1001, 1002);
    assert_int_equal(tn_report_render(report, "text", NULL, &text, &err), TN_OK);
    const char *line = strstr(text, "1 | "), *mark = strchr(text, '^');
    assert_non_null(line);
    assert_non_null(mark);
    /* The mark stands below the 1 that it points to: each line has four columns before its text. */
    const char *below = strchr(line, '\n') + 1;
    assert_int_equal(strchr(line + 4, '1') - line, mark - below);
    assert_true(strcspn(line, "\n") < 200);
    tn_text_free(text);
    tn_report_free(report);
}

/* Everything fits into a narrow terminal, and the marks stand below what they mark. */
static void test_text__fits_the_terminal(void **state)
{
    (void)state;
    tn_report *report = make_report("abc = function(first_argument, second_argument, third_argument, fourth)\n", 1, 7, 15);
    tn__finding_label(&report->findings[0], "this function is one");
    tn__finding_note(&report->findings[0], (tn__place){1, 49, 1, 63}, "the third one has a label longer than a line");
    tn__finding_help(&report->findings[0], "write something else, which is shorter");
    char *text;
    tn_error err;
    assert_int_equal(tn_report_render(report, "text", &(tn_render_options){.width = 36}, &text, &err), TN_OK);
    assert_string_equal(text, "error[TN101]: what is wrong\n"
                              " --> net.py:1:7\n"
                              "  |\n"
                              "1 | abc = function(first_argument...\n"
                              "  |       ^^^^^^^^\n"
                              "  |       this function is one\n"
                              "1 | ...ment, third_argument, fourth)\n"
                              "  |          --------------\n"
                              "  | the third one has a label longer\n"
                              "  | than a line\n"
                              "  |\n"
                              "  = help: write something else,\n"
                              "          which is shorter\n\n");
    tn_text_free(text);
    tn_report_free(report);
}

static void test_text__marks_the_first_line_of_a_longer_span(void **state)
{
    (void)state;
    tn_report *report = make_report("x = (1 +\n     2)\n", 1, 5, 6);
    report->findings[0].primary.span.end_line = 2;
    report->findings[0].primary.span.end_column = 8;
    assert_rendered(report, "text",
                    "error[TN101]: what is wrong\n"
                    " --> net.py:1:5\n"
                    "  |\n"
                    "1 | x = (1 +\n"
                    "  |     ^^^^\n\n");
}

static void test_text__survives_places_outside_the_text(void **state)
{
    static const int places[][3] = {{0, 0, 0}, {99, 1, 2}, {1, 500, 600}, {1, -3, -1}, {2, 1, 1}};
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        tn_error err;
        char *text;
        tn_report *report = make_report("x = 1\n", places[i][0], places[i][1], places[i][2]);
        assert_int_equal(tn_report_render(report, "text", &(tn_render_options){.colour = true}, &text, &err), TN_OK);
        assert_non_null(strstr(text, "what is wrong"));
        tn_text_free(text);
        tn_report_free(report);
    }
}

static void test_text__colours_only_when_asked(void **state)
{
    char *plain, *coloured;
    tn_error err;
    (void)state;
    tn_report *report = make_report("x = 1\n", 1, 1, 2);
    assert_int_equal(tn_report_render(report, "text", NULL, &plain, &err), TN_OK);
    assert_int_equal(tn_report_render(report, "text", &(tn_render_options){.colour = true}, &coloured, &err), TN_OK);
    assert_null(strchr(plain, '\033'));
    assert_non_null(strstr(coloured, "\033[1;31merror[TN101]\033[0m"));
    tn_text_free(plain);
    tn_text_free(coloured);
    tn_report_free(report);
}

static void test_concise__is_a_line(void **state)
{
    (void)state;
    assert_rendered(make_report("x = 1\n", 1, 5, 6), "concise", "net.py:1:5: error[TN101]: what is wrong\n");
}

static void test_json__escapes(void **state)
{
    (void)state;
    tn_report *report = make_report("x = 1\n", 1, 5, 6);
    tn__finding_label(&report->findings[0], "a \"b\"\\\t\xC3\xBC\xFF");
    tn__finding_note(&report->findings[0], (tn__place){1, 1, 1, 2}, "n");
    tn__finding_help(&report->findings[0], "h");
    assert_rendered(report, "json",
                    "{\"event\": \"finding\", \"file\": \"net.py\", \"code\": \"TN101\", "
                    "\"severity\": \"error\", \"line\": 1, \"column\": 5, "
                    "\"end_line\": 1, \"end_column\": 6, \"message\": \"what is wrong\", "
                    "\"label\": \"a \\\"b\\\"\\\\\\u0009\xC3\xBC\\ufffd\", "
                    "\"notes\": [{\"line\": 1, \"column\": 1, \"end_line\": 1, \"end_column\": 2, "
                    "\"text\": \"n\"}], \"help\": [\"h\"]}\n");
}

static void test_render__refuses_an_unknown_form(void **state)
{
    char *text;
    tn_error err;
    (void)state;
    tn_report *report = make_report("x = 1\n", 1, 1, 2);
    assert_int_equal(tn_report_render(report, "sarif2", NULL, &text, &err), TN_BAD_ARGUMENT);
    tn_report_free(report);
}

static void test_check__survives_every_failed_allocation(void **state)
{
    static const char source[] = "from torch import nn\nclass Net(nn.Module):\n    def "
                                 "__init__(self):\n        super().__init__()\n"
                                 "        self.drop = nn.Dropout(p=1.5)\n    def forward(self, "
                                 "x):\n        return self.drop(x)\n";
    tn_read_options options = {.text = source, .text_length = sizeof source - 1};
    tn_status status = TN_NO_MEMORY;
    (void)state;
    if (!tn__mem_hooked()) {
        skip();
    }
    for (uint64_t n = 1; status != TN_OK; n++) {
        tn_report *report = NULL;
        char *text = NULL;
        tn_error err;
        assert_true(n < 100000);
        tn__mem_fail_at(n);
        status = tn_check(&report, "net.py", &options, &err);
        if (status == TN_OK) {
            status = tn_report_render(report, "text", NULL, &text, &err);
        }
        tn__mem_fail_at(0);
        assert_true(status == TN_OK || status == TN_NO_MEMORY);
        tn_text_free(text);
        tn_report_free(report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text__marks_the_span),
        cmocka_unit_test(test_text__shows_second_places_in_the_order_of_lines),
        cmocka_unit_test(test_text__counts_columns_not_bytes),
        cmocka_unit_test(test_text__keeps_control_characters_from_the_terminal),
        cmocka_unit_test(test_text__cuts_long_lines_around_the_mark),
        cmocka_unit_test(test_text__fits_the_terminal),
        cmocka_unit_test(test_text__marks_the_first_line_of_a_longer_span),
        cmocka_unit_test(test_text__survives_places_outside_the_text),
        cmocka_unit_test(test_text__colours_only_when_asked),
        cmocka_unit_test(test_concise__is_a_line),
        cmocka_unit_test(test_json__escapes),
        cmocka_unit_test(test_render__refuses_an_unknown_form),
        cmocka_unit_test(test_check__survives_every_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
