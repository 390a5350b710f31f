/* Files are replaced whole or not at all; what cannot be replaced is written in place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/thinnet-file-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char name[100];
    static const char *const names[] = {"a", "pipe"};
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof name, "%s/%s", folder, names[i]);
        unlink(name);
    }
    return rmdir(folder);
}

static const char *in_folder(char *out, size_t size, const char *name)
{
    snprintf(out, size, "%s/%s", folder, name);
    return out;
}

static void assert_content(const char *path, const char *expected)
{
    tn__file_view view;
    tn_error err;
    assert_int_equal(tn__file_open(&view, path, 1000, &err), TN_OK);
    assert_int_equal(view.size, strlen(expected));
    assert_memory_equal(view.data, expected, view.size);
    tn__file_close(&view);
}

static void test_replace__commit_replaces_and_abandon_does_not(void **state)
{
    char path[100];
    tn__file_replace file;
    tn_error err;
    (void)state;
    in_folder(path, sizeof path, "a");
    assert_int_equal(tn__file_save(path, "old", 3, &err), TN_OK);
    assert_int_equal(tn__file_replace_open(&file, path, &err), TN_OK);
    assert_int_equal(tn__file_replace_write(&file, "new", 3, &err), TN_OK);
    assert_content(path, "old");
    tn__file_replace_abandon(&file);
    assert_content(path, "old");
    assert_int_equal(tn__file_replace_open(&file, path, &err), TN_OK);
    assert_int_equal(tn__file_replace_write(&file, "newer", 5, &err), TN_OK);
    assert_int_equal(tn__file_replace_commit(&file, &err), TN_OK);
    assert_content(path, "newer");
}

static void test_replace__a_pipe_stays_a_pipe(void **state)
{
    char path[100], text[8] = "";
    struct stat info;
    tn_error err;
    (void)state;
    in_folder(path, sizeof path, "pipe");
    assert_int_equal(mkfifo(path, 0600), 0);
    int fd = open(path, O_RDWR | O_NONBLOCK);
    assert_true(fd >= 0);
    assert_int_equal(tn__file_save(path, "abc", 3, &err), TN_OK);
    assert_int_equal(read(fd, text, sizeof text - 1), 3);
    assert_string_equal(text, "abc");
    close(fd);
    assert_int_equal(stat(path, &info), 0);
    assert_true(S_ISFIFO(info.st_mode));
}

static void test_replace__every_failed_allocation_leaves_the_old_file(void **state)
{
    char path[100];
    tn_error err;
    tn_status status = TN_NO_MEMORY;
    (void)state;
    if (!tn__mem_hooked()) {
        skip();
    }
    in_folder(path, sizeof path, "a");
    assert_int_equal(tn__file_save(path, "old", 3, &err), TN_OK);
    for (uint64_t n = 1; n <= 2; n++) { /* the path and the temporary's */
        tn__mem_fail_at(n);
        status = tn__file_save(path, "new", 3, &err);
        tn__mem_fail_at(0);
        assert_int_equal(status, TN_NO_MEMORY);
        assert_content(path, "old");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_replace__commit_replaces_and_abandon_does_not, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_replace__a_pipe_stays_a_pipe, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_replace__every_failed_allocation_leaves_the_old_file, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
