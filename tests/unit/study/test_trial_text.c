/* Rows of trials: every number reads back, the same trial gives the same bytes, and no text breaks its row. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/trial_text.h"

static tn__trial_point points[2] = {{2.3, 2.2, 0.1}, {1.5, INFINITY, 0.25}};

static tn__trial made_trial(const char *arm)
{
    tn__trial trial = {.id = "0123456789abcdef0123456789abcdef",
                       .seed = 18446744073709551615u,
                       .epochs = 2,
                       .train_loss = 0.1,
                       .train_accuracy = 1.0 / 3,
                       .seconds = 0.25,
                       .n_curve = 2,
                       .curve = points};
    trial.train = (tn_score){100, 0.5, 0.75, NAN};
    trial.validation = (tn_score){20, 1e-300, 0.7, NAN};
    strcpy(trial.arm, arm);
    return trial;
}

static char *row_of(tn__trial_format format, const tn__trial *trial, bool seconds)
{
    static char text[2000];
    tn__buf out = TN_BUF_INIT;
    tn__trial_text_row(&out, format, trial, seconds);
    /* Memory may be short in this test; then it is not the row's text that is tested. */
    strcpy(text, tn__buf_ok(&out) && out.length < sizeof text ? tn__buf_text(&out) : "");
    tn__buf_release(&out);
    return text;
}

static void test_csv__is_head_and_rows_of_as_many_fields(void **state)
{
    (void)state;
    tn__trial trial = made_trial("fc1=Dropout(0.5);input=Dropout(0.1)");
    tn__buf head = TN_BUF_INIT;
    tn__trial_text_head(&head, TN__TRIAL_CSV, false);
    const char *row = row_of(TN__TRIAL_CSV, &trial, false);
    int commas = 0;
    for (const char *c = tn__buf_text(&head); *c; c++) commas += *c == ',';
    for (const char *c = row; *c; c++) commas -= *c == ',';
    assert_int_equal(commas, 0);
    assert_string_equal(row,
                        "0123456789abcdef0123456789abcdef,\"fc1=Dropout(0.5);input=Dropout(0.1)\",18446744073709551615,done,2,"
                        "0.1,0.3333333333333333,100,0.5,0.75,nan,20,1e-300,0.7,nan,0,,,\n");
    tn__buf_release(&head);
    assert_non_null(strstr(row_of(TN__TRIAL_CSV, &trial, true), ",0.25\n"));
}

static void test_csv__quotes_are_doubled(void **state)
{
    (void)state;
    tn__trial trial = made_trial("a\"b,c");
    assert_non_null(strstr(row_of(TN__TRIAL_CSV, &trial, false), ",\"a\"\"b,c\","));
}

static void test_json__is_read_by_a_parser(void **state)
{
    (void)state;
    tn__trial trial = made_trial("Schicht_\xC3\xA4\"\\\x01");
    trial.seed = 7; /* Jansson's integers end at 2^63 */
    json_error_t why;
    json_t *row = json_loads(row_of(TN__TRIAL_JSONL, &trial, true), 0, &why);
    assert_non_null(row);
    assert_string_equal(json_string_value(json_object_get(row, "arm")), trial.arm);
    assert_true(json_real_value(json_object_get(row, "train_accuracy")) == 1.0 / 3);
    assert_true(json_is_null(json_object_get(row, "test")));
    const json_t *curve = json_object_get(row, "curve");
    assert_int_equal(json_array_size(curve), 2);
    assert_true(json_is_null(json_object_get(json_array_get(curve, 1), "validation_loss")));
    json_decref(row);
}

static void test_json__bytes_that_are_no_text_are_shown_as_such(void **state)
{
    static const char *const arms[] = {"\xFF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xC0\x80"};
    (void)state;
    for (size_t i = 0; i < sizeof arms / sizeof *arms; i++) {
        tn__trial trial = made_trial(arms[i]);
        trial.seed = 7;
        json_error_t why;
        json_t *row = json_loads(row_of(TN__TRIAL_JSONL, &trial, false), 0, &why);
        assert_non_null(row);
        assert_int_equal(strncmp(json_string_value(json_object_get(row, "arm")), "\xEF\xBF\xBD", 3), 0);
        json_decref(row);
    }
}

static void test_diverged__has_words_for_what_is_no_number(void **state)
{
    (void)state;
    tn__trial trial = made_trial("base");
    trial.state = TN__TRIAL_DIVERGED;
    trial.train_loss = INFINITY;
    trial.train_accuracy = -INFINITY;
    assert_non_null(strstr(row_of(TN__TRIAL_CSV, &trial, false), ",diverged,2,inf,-inf,"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv__is_head_and_rows_of_as_many_fields),
        cmocka_unit_test(test_csv__quotes_are_doubled),
        cmocka_unit_test(test_json__is_read_by_a_parser),
        cmocka_unit_test(test_json__bytes_that_are_no_text_are_shown_as_such),
        cmocka_unit_test(test_diverged__has_words_for_what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
