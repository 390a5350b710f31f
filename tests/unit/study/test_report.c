/* report.html: what is escaped, what is left out, how large it gets. tests/report looks at the same pages as HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "made_answer.h"
#include "study/html.h"
#include "study/report.h"

static char *render(made_answer *made)
{
    char *text = NULL;
    tn_error err;
    tn_status status = made ? tn__report_text(&text, &made->answer, &err) : TN_NO_MEMORY;
    free(made);
    if (status != TN_OK) fail_msg("%s", made ? err.text : "out of memory");
    return text;
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part)) n++;
    return n;
}

static void check_text(const char *given, const char *expected)
{
    tn__buf buf = TN_BUF_INIT;
    tn__html_text(&buf, given);
    assert_string_equal(tn__buf_text(&buf), expected);
    tn__buf_release(&buf);
}

static void test_text__is_escaped_and_made_utf8(void **state)
{
    (void)state;
    check_text("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;");
    check_text("\xC3\xA9\xF0\x9F\x98\x80\t\n", "\xC3\xA9\xF0\x9F\x98\x80\t\n");
    check_text("\x01x\x7F\xC2\x85", "\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD");
    check_text("\xFF", "\xEF\xBF\xBD");
    check_text("\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD");                                 /* overlong */
    check_text("\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");                 /* surrogate */
    check_text("\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); /* beyond Unicode */
    check_text("x\xE2\x82", "x\xEF\xBF\xBD\xEF\xBF\xBD");                               /* cut off */
    check_text(NULL, "");
}

static void check_short(const char *given, int most, const char *expected)
{
    tn__buf buf = TN_BUF_INIT;
    tn__html_short(&buf, given, most);
    assert_string_equal(tn__buf_text(&buf), expected);
    tn__buf_release(&buf);
}

static void test_short__keeps_both_ends_of_characters(void **state)
{
    (void)state;
    check_short("abcdefg", 7, "abcdefg");
    check_short("abcdefgh", 7,
                "abc\xE2\x80\xA6"
                "fgh");
    check_short("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 3, "\xC3\xA9\xE2\x80\xA6\xC3\xA9");
}

static void check_number(double value, int decimals, bool sign, const char *expected)
{
    tn__buf buf = TN_BUF_INIT;
    tn__html_number(&buf, value, decimals, sign);
    assert_string_equal(tn__buf_text(&buf), expected);
    tn__buf_release(&buf);
}

static void test_number__is_rounded_and_signed(void **state)
{
    (void)state;
    check_number(1.25, 1, true, "+1.3");
    check_number(-0.996, 2, true,
                 "\xE2\x88\x92"
                 "1.00");
    check_number(-0.001, 2, true, "0.00");
    check_number(0.05, 2, false, "0.05");
    check_number(12345, 0, false, "12345");
    check_number(NAN, 2, true, "\xE2\x80\x93");
    check_number(INFINITY, 2, true, "\xE2\x88\x9E");
    check_number(1e300, 2, false, "> 10^15");
}

static void test_scale__has_round_marks_around_the_values(void **state)
{
    (void)state;
    tn__scale scale = tn__scale_new(-0.7, 2.3, 0, 100, 5);
    assert_true(scale.low <= -0.7 && scale.high >= 2.3);
    assert_true(scale.step == 0.5 && scale.decimals == 1);
    assert_true(tn__scale_at(&scale, scale.low) == 0 && tn__scale_at(&scale, scale.high) == 100);
    assert_true(tn__scale_at(&scale, 1e9) == 100 && tn__scale_at(&scale, NAN) == 0);
    tn__scale one = tn__scale_new(3, 3, 0, 100, 5);
    assert_true(one.low < 3 && one.high > 3);
    tn__scale none = tn__scale_new(INFINITY, -INFINITY, 0, 100, 5);
    assert_true(none.low == 0 && none.high == 1);
}

static void test_report__has_every_part(void **state)
{
    (void)state;
    static const char *const parts[] = {"net", "effects", "rates", "learning", "gap", "reliability", "arms", "patch", "repeat"};
    char *text = render(made_plain());
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        char section[40], link[40];
        snprintf(section, sizeof(section), "<section id=\"%s\"", parts[i]);
        snprintf(link, sizeof(link), "<a href=\"#%s\">", parts[i]);
        assert_int_equal(count(text, section), 1);
        assert_int_equal(count(text, link), 1);
    }
    assert_int_equal(count(text, "<h1>Dropout(0.4) after relu (line 32) raises"), 1);
    assert_true(strstr(text, "<h1>") < strstr(text, "<svg"));
    assert_int_equal(count(text, "thinnet study &#39;net.py:Net(64, 10)&#39; --data digits --arm"), 61);
    assert_int_equal(count(text, "3 diverged"), 1);
    assert_int_equal(count(text, "stopped early"), 1);
    assert_true(strlen(text) < 400000);
    tn__free(text);
}

static void test_report__loads_nothing(void **state)
{
    (void)state;
    char *text = render(made_plain());
    assert_int_equal(count(text, "http"), 1); /* http-equiv */
    assert_int_equal(count(text, "src="), 0);
    assert_int_equal(count(text, "@import"), 0);
    assert_int_equal(count(text, "url("), 0);
    tn__free(text);
}

static void test_report__hostile_texts_are_texts(void **state)
{
    (void)state;
    char *plain = render(made_plain()), *text = render(made_hostile());
    assert_int_equal(count(text, "<script"), 1);
    assert_int_equal(count(text, "</script"), 1);
    assert_int_equal(count(text, "<img"), 0);
    assert_int_equal(count(text, "<!--"), 0);
    assert_int_equal(count(text, "<section"), count(plain, "<section"));
    assert_int_equal(count(text, "{{title}}"), 0);
    assert_true(count(text, "{{body}}") > 100); /* their own, as text */
    tn__free(plain);
    tn__free(text);
}

static void test_report__says_what_is_missing(void **state)
{
    (void)state;
    char *text = render(made_empty());
    assert_non_null(strstr(text, "The data cannot tell yet"));
    assert_int_equal(count(text, "<section"), 1);
    assert_int_equal(count(text, "<nav"), 1);
    tn__free(text);
}

static void test_report__without_a_winner_has_no_patch(void **state)
{
    (void)state;
    char *text = render(made_regression());
    assert_null(strstr(text, "<section id=\"patch\""));
    assert_null(strstr(text, "<section id=\"reliability\""));
    assert_null(strstr(text, "points"));
    assert_null(strstr(text, "class=\"winner\""));
    assert_non_null(strstr(text, "0.4321"));
    assert_non_null(strstr(text, "Validation RMSE"));
    tn__free(text);
}

static void test_report__stays_under_a_million_bytes(void **state)
{
    (void)state;
    char *text = render(made_large());
    assert_true(strlen(text) < 1000000);
    char *huge = render(made_huge());
    size_t length = strlen(huge);
    tn__free(huge);
    assert_true(length < 1000000);
    assert_non_null(strstr(text, "arms with smaller effects are left out"));
    assert_non_null(strstr(text, "<code>base</code> <b>as it is</b>"));
    tn__free(text);
}

static void test_report__is_the_same_in_every_locale(void **state)
{
    (void)state;
    char *plain = render(made_plain());
    bool other = setlocale(LC_ALL, "de_DE.UTF-8") != NULL;
    char *text = render(made_plain());
    setlocale(LC_ALL, "C");
    assert_string_equal(plain, text);
    tn__free(plain);
    tn__free(text);
    if (!other) skip();
}

static void test_write__replaces_or_refuses(void **state)
{
    (void)state;
    char path[] = "/tmp/thinnet-report-XXXXXX";
    int fd = mkstemp(path);
    made_answer *made = made_plain();
    tn_error err;
    if (fd < 0 || !made) fail();
    close(fd);
    tn_status status = tn__report_write(path, &made->answer, &err);
    tn__file_view view = {0};
    tn_status opened = tn__file_open(&view, path, 1000000, &err);
    bool page = opened == TN_OK && view.size > 1000 && !memcmp(view.data, "<!DOCTYPE html>", 15);
    tn__file_close(&view);
    unlink(path);
    tn_status refused = tn__report_write("/nonexistent/report.html", &made->answer, &err);
    free(made);
    assert_int_equal(status, TN_OK);
    assert_true(page);
    assert_int_equal(refused, TN_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text__is_escaped_and_made_utf8),
        cmocka_unit_test(test_short__keeps_both_ends_of_characters),
        cmocka_unit_test(test_number__is_rounded_and_signed),
        cmocka_unit_test(test_scale__has_round_marks_around_the_values),
        cmocka_unit_test(test_report__has_every_part),
        cmocka_unit_test(test_report__loads_nothing),
        cmocka_unit_test(test_report__hostile_texts_are_texts),
        cmocka_unit_test(test_report__says_what_is_missing),
        cmocka_unit_test(test_report__without_a_winner_has_no_patch),
        cmocka_unit_test(test_report__stays_under_a_million_bytes),
        cmocka_unit_test(test_report__is_the_same_in_every_locale),
        cmocka_unit_test(test_write__replaces_or_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
