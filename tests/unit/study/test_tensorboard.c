/* Event files, byte by byte; tests/study/events.py has TensorBoard itself read them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "study/crc32c.h"
#include "study/tensorboard.h"

static void test_begin__is_the_version_record(void **state)
{
    /* 24 bytes of Event: wall time 1.0 (field 1, 64 bits), "brain.Event:2" (field 3). */
    static const unsigned char event[] = "\x09\0\0\0\0\0\0\xF0\x3F\x1A\x0D"
                                         "brain.Event:2";
    tn__buf out = TN_BUF_INIT;
    (void)state;
    tn__events_begin(&out, 1.0);
    if (!tn__buf_ok(&out)) return;
    assert_int_equal(out.length, 8 + 4 + 24 + 4);
    assert_memory_equal(out.data, "\x18\0\0\0\0\0\0\0", 8);
    assert_memory_equal(out.data + 12, event, 24);
    /* The sum of the length 24, which every TensorFlow event file begins with. */
    assert_memory_equal(out.data + 8, "\xA3\x7F\x4B\x22", 4);
    tn__buf_release(&out);
}

static void test_scalar__long_tags_and_steps_take_more_bytes(void **state)
{
    tn__buf out = TN_BUF_INIT;
    char tag[301];
    (void)state;
    memset(tag, 'x', 300);
    tag[300] = 0;
    tn__events_scalar(&out, 2.0, 300, tag, 0.5);
    if (!tn__buf_ok(&out)) return;
    const unsigned char *at = (const unsigned char *)out.data + 12;
    assert_memory_equal(at + 9, "\x10\xAC\x02", 3);                              /* step 300 */
    assert_memory_equal(at + 12, "\x2A\xB7\x02\x0A\xB4\x02\x0A\xAC\x02xxx", 12); /* summary 311, value 308, tag 300 */
    assert_memory_equal(at + out.length - 16 - 5, "\x15\0\0\0\x3F", 5);          /* simple_value 0.5f */
    tn__buf_release(&out);
}

static void test_write_trial__folder_names_hold_only_what_folders_take(void **state)
{
    static tn__trial_point points[1] = {{1, 2, 0.5}};
    char folder[64] = "/tmp/thinnet-events-XXXXXX", path[300];
    tn__trial trial = {
        .id = "0123456789abcdef0123456789abcdef", .arm = "../a b=Dropout(0.5)", .seed = 3, .n_curve = 1, .curve = points};
    tn__file_view file;
    (void)state;
    assert_non_null(mkdtemp(folder));
    tn_status status = tn__events_write_trial(folder, &trial, 5, NULL);
    snprintf(path, sizeof path, "%s/_._a_b=Dropout(0.5)/3/events.out.tfevents.0000000000.thinnet.%s", folder, trial.id);
    if (status == TN_OK && tn__file_open(&file, path, 10000, NULL) == TN_OK) {
        assert_true(file.size > 150);
        tn__file_close(&file);
    } else {
        assert_int_equal(status, TN_NO_MEMORY);
    }
    char command[400];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

static void test_write_trial__a_file_in_the_way_is_told(void **state)
{
    char path[64] = "/tmp/thinnet-events-XXXXXX";
    tn__trial trial = {.id = "0123456789abcdef0123456789abcdef", .arm = "base"};
    tn_error err = {0};
    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    tn_status status = tn__events_write_trial(path, &trial, 5, &err);
    unlink(path);
    assert_true(status == TN_IO || status == TN_NO_MEMORY);
    if (status == TN_IO) assert_non_null(strstr(err.text, path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_begin__is_the_version_record),
        cmocka_unit_test(test_scalar__long_tags_and_steps_take_more_bytes),
        cmocka_unit_test(test_write_trial__folder_names_hold_only_what_folders_take),
        cmocka_unit_test(test_write_trial__a_file_in_the_way_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
