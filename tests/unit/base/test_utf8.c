/* UTF-8 as RFC 3629 has it, against its own definition over all code points. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

static bool is_scalar(unsigned long code)
{
    return code < 0x110000 && !(code >= 0xD800 && code < 0xE000);
}

static void test_put__then_length_and_code_give_it_back(void **state)
{
    (void)state;
    tn__buf buf = TN_BUF_INIT;
    for (unsigned long code = 0; code < 0x110100; code++) {
        tn__buf_clear(&buf);
        tn__utf8_put(&buf, code);
        size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 || !is_scalar(code) ? 3 : 4;
        assert_int_equal(buf.length, n);
        assert_int_equal(tn__utf8_length(buf.data, n), n);
        assert_int_equal(tn__utf8_code(buf.data, n), is_scalar(code) ? code : 0xFFFD);
        if (n > 1) {
            assert_int_equal(tn__utf8_length(buf.data, n - 1), 0);
        }
    }
    tn__buf_release(&buf);
}

/* Of all starts of three bytes, as many are characters as there are scalars of up to three bytes, and those of four begin well.
 */
static void test_length__takes_no_other_bytes(void **state)
{
    (void)state;
    int64_t count[5] = {0};
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            for (unsigned third = 0; third < 256; third++) {
                char text[] = {(char)first, (char)second, (char)third, (char)0x80};
                count[tn__utf8_length(text, sizeof text)]++;
            }
        }
    }
    assert_int_equal(count[1], 0x80L * 256 * 256);
    assert_int_equal(count[2], (0x800L - 0x80) * 256);
    assert_int_equal(count[3], 0x10000L - 0x800 - 0x800);
    assert_int_equal(count[4], (0x110000L - 0x10000) / 64);
    assert_int_equal(tn__utf8_length("", 0), 0);
    assert_int_equal(tn__utf8_length("\xE2\x80", TN_UTF8_LONGEST), 0); /* the NUL ends it */
}

static void print(char *out, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tn__utf8_vprint(out, size, format, arguments);
    va_end(arguments);
}

static void test_vprint__cuts_between_characters(void **state)
{
    (void)state;
    static const char whole[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z"; /* 1, 2, 3, 4 and 1 bytes */
    static const size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
    for (size_t room = 0; room < sizeof kept / sizeof *kept; room++) {
        char *out = malloc(room + 1);
        print(out, room + 1, "%s", whole);
        assert_int_equal(strlen(out), kept[room]);
        assert_memory_equal(out, whole, kept[room]);
        free(out);
    }
}

static void test_put_json__escapes_and_replaces(void **state)
{
    (void)state;
    tn__buf buf = TN_BUF_INIT;
    tn__utf8_put_json(&buf, "\"\\\n\x7F\xC3\xA9\xC3(\xED\xA0\x80");
    assert_string_equal(tn__buf_text(&buf), "\"\\\"\\\\\\u000a\\u007f\xC3\xA9\\ufffd(\\ufffd\\ufffd\\ufffd\"");
    tn__buf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put__then_length_and_code_give_it_back),
        cmocka_unit_test(test_length__takes_no_other_bytes),
        cmocka_unit_test(test_vprint__cuts_between_characters),
        cmocka_unit_test(test_put_json__escapes_and_replaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
