/* Memory, buffers, files and threads. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/threads.h"

/* --- memory --- */

static void test_alloc__is_zeroed_aligned_and_checked(void **state)
{
    (void)state;
    unsigned char *plain = tn__alloc(100, 3), *aligned = tn__alloc_aligned(100, 3);
    assert_non_null(plain);
    assert_non_null(aligned);
    assert_int_equal((uintptr_t)aligned % 64, 0);
    for (int i = 0; i < 300; i++) assert_true(plain[i] == 0 && aligned[i] == 0);
    tn__free(plain);
    tn__free(aligned);
    tn__free(NULL);
    assert_null(tn__alloc(SIZE_MAX / 2, 3));
    assert_null(tn__alloc(SIZE_MAX, 1));
    assert_null(tn__alloc_aligned(SIZE_MAX / 8 + 2, 8));
}

static void test_resize__keeps_content(void **state)
{
    (void)state;
    char *block = tn__resize(NULL, 4, 1);
    assert_non_null(block);
    strcpy(block, "abc");
    for (size_t n = 8; n < 100000; n *= 3) {
        block = tn__resize(block, n, 1);
        assert_non_null(block);
        assert_string_equal(block, "abc");
    }
    assert_null(tn__resize(block, SIZE_MAX, 2));
    assert_string_equal(block, "abc");
    tn__free(block);
}

static void test_fail_at__fails_the_nth_allocation_once(void **state)
{
    (void)state;
    if (!tn__mem_hooked()) skip();
    tn__mem_fail_at(2);
    void *first = tn__alloc(1, 1), *second = tn__alloc(1, 1), *third = tn__alloc(1, 1);
    assert_non_null(first);
    assert_null(second);
    assert_non_null(third);
    tn__free(first);
    tn__free(third);
}

static void test_buf__grows_and_remembers_failure(void **state)
{
    (void)state;
    tn__buf buf = TN_BUF_INIT;
    assert_string_equal(tn__buf_text(&buf), "");
    for (int i = 0; i < 1000; i++) tn__buf_printf(&buf, "%d,", i);
    assert_true(tn__buf_ok(&buf));
    assert_int_equal(strlen(tn__buf_text(&buf)), buf.length);
    tn__buf_clear(&buf);
    tn__buf_puts(&buf, "x");
    char *text = tn__buf_take(&buf);
    assert_non_null(text);
    assert_string_equal(text, "x");
    tn__free(text);
    if (!tn__mem_hooked()) return;
    tn__mem_fail_at(1);
    tn__buf_puts(&buf, "lost");
    tn__buf_puts(&buf, "lost too");
    assert_false(tn__buf_ok(&buf));
    assert_null(tn__buf_take(&buf));
}

static int print_both(char *ours, char *theirs, size_t size, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int expected = vsnprintf(theirs, size, format, args);
    assert_int_equal(tn__vprint(ours, size, format, again), expected);
    va_end(again);
    va_end(args);
    return expected;
}

static void test_vprint__does_what_vsnprintf_does(void **state)
{
    (void)state;
    char ours[64], theirs[64];
    for (size_t size = 1; size <= sizeof ours; size++) {
        print_both(ours, theirs, size, "%s.%s", "torch.nn", "Linear");
        assert_string_equal(ours, theirs);
        print_both(ours, theirs, size, "%s%s of %d, 100%%%s", "", "two", 7, "!");
        assert_string_equal(ours, theirs);
        print_both(ours, theirs, size, "no text at all");
        assert_string_equal(ours, theirs);
        print_both(ours, theirs, size, "%s", "");
        assert_string_equal(ours, theirs);
    }
    assert_int_equal(print_both(NULL, NULL, 0, "%s", "abc"), 3);
}

/* --- files --- */

static char folder[64], path[80];

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/thinnet-test-XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int tear_down(void **state)
{
    char command[120];
    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void content_is(const char *expected)
{
    tn__file_view view;
    tn_error err;
    if (tn__file_open(&view, path, 1000, &err)) fail_msg("%s", err.text);
    assert_int_equal(view.size, strlen(expected));
    if (view.size) assert_memory_equal(view.data, expected, view.size);
    tn__file_close(&view);
}

static void test_file__save_replaces_and_keeps_the_mode(void **state)
{
    (void)state;
    struct stat info;
    tn_error err;
    assert_int_equal(tn__file_save(path, "one", 3, &err), TN_OK);
    content_is("one");
    chmod(path, 0640);
    assert_int_equal(tn__file_save(path, "", 0, &err), TN_OK);
    content_is("");
    stat(path, &info);
    assert_int_equal(info.st_mode & 0777, 0640);
}

/* A new file has the mode that the umask leaves, and what a killed process left behind is in nobody's way. */
static void test_file__new_ones_have_the_usual_mode(void **state)
{
    (void)state;
    struct stat info;
    tn_error err;
    char left[120];
    mode_t old = umask(027);
    snprintf(left, sizeof left, "%s.%ld.0", path, (long)getpid());
    fclose(fopen(left, "w"));
    assert_int_equal(tn__file_save(path, "one", 3, &err), TN_OK);
    umask(old);
    content_is("one");
    stat(path, &info);
    assert_int_equal(info.st_mode & 0777, 0640);
    assert_true(tn__file_exists(left));
}

/* Two savers of one file: the last to commit wins, and neither spoils the other's. */
static void test_file__two_savers_do_not_mix(void **state)
{
    (void)state;
    tn__file_replace one, two;
    tn_error err;
    assert_int_equal(tn__file_replace_open(&one, path, &err), TN_OK);
    assert_int_equal(tn__file_replace_open(&two, path, &err), TN_OK);
    assert_int_equal(tn__file_replace_write(&one, "first", 5, &err), TN_OK);
    assert_int_equal(tn__file_replace_write(&two, "second one", 10, &err), TN_OK);
    assert_int_equal(tn__file_replace_commit(&two, &err), TN_OK);
    content_is("second one");
    assert_int_equal(tn__file_replace_commit(&one, &err), TN_OK);
    content_is("first");
}

/* A device is written in place and full at once. */
static void test_file__a_full_device_is_an_error(void **state)
{
    (void)state;
    tn_error err = {0};
    struct stat info;
    if (!tn__file_exists("/dev/full")) skip();
    assert_int_equal(tn__file_save("/dev/full", "x", 1, &err), TN_IO);
    assert_non_null(strstr(err.text, "/dev/full"));
    assert_int_equal(stat("/dev/full", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
}

static void test_file__abandoned_it_leaves_the_old_one(void **state)
{
    (void)state;
    tn__file_replace file;
    tn_error err;
    char command[120];
    assert_int_equal(tn__file_save(path, "old", 3, &err), TN_OK);
    assert_int_equal(tn__file_replace_open(&file, path, &err), TN_OK);
    assert_int_equal(tn__file_replace_write(&file, "new", 3, &err), TN_OK);
    tn__file_replace_abandon(&file);
    content_is("old");
    snprintf(command, sizeof command, "test \"$(ls %s)\" = file", folder);
    assert_int_equal(system(command), 0);
}

/* Killed at any moment before the rename, a save leaves the old file whole. */
static void test_file__a_killed_save_leaves_the_old_one(void **state)
{
    (void)state;
    tn_error err;
    assert_int_equal(tn__file_save(path, "old", 3, &err), TN_OK);
    pid_t child = fork();
    if (child == 0) {
        tn__file_replace file;
        if (tn__file_replace_open(&file, path, NULL) == TN_OK && tn__file_replace_write(&file, "new", 3, NULL) == TN_OK)
            raise(SIGKILL);
        _exit(1);
    }
    int code;
    waitpid(child, &code, 0);
    assert_true(WIFSIGNALED(code));
    content_is("old");
}

static void test_file__errors_name_the_file(void **state)
{
    (void)state;
    tn__file_view view;
    tn_error err;
    assert_int_equal(tn__file_open(&view, "/nonexistent/x", 10, &err), TN_IO);
    assert_string_equal(err.file, "/nonexistent/x");
    assert_int_equal(tn__file_open(&view, folder, 10, &err), TN_IO);
    assert_int_equal(tn__file_save("/nonexistent/x", "a", 1, &err), TN_IO);
    assert_non_null(strstr(err.text, "/nonexistent/x"));
    assert_int_equal(tn__file_save(path, "too long", 8, &err), TN_OK);
    assert_int_equal(tn__file_open(&view, path, 7, &err), TN_BAD_FORMAT);
}

static void test_file__a_pipe_is_read_whole_within_its_limit(void **state)
{
    (void)state;
    tn__file_view view;
    tn_error err;
    for (int limit = 3; limit <= 100000; limit += 99997) {
        assert_int_equal(mkfifo(path, 0600), 0);
        if (fork() == 0) {
            FILE *f = fopen(path, "w");
            signal(SIGPIPE, SIG_IGN);
            for (int i = 0; i < 80000; i++) fputc('x', f);
            fclose(f);
            _exit(0);
        }
        tn_status status = tn__file_open(&view, path, (uint64_t)limit, &err);
        assert_int_equal(status, limit == 3 ? TN_BAD_FORMAT : TN_OK);
        if (status == TN_OK) {
            assert_int_equal(view.size, 80000);
            tn__file_close(&view);
        }
        wait(NULL);
        unlink(path);
    }
}

/* --- threads --- */

static atomic_int done[1000];

static void count_task(int64_t i, void *argument)
{
    atomic_fetch_add(&done[i], *(int *)argument);
}

static void test_threads__run_every_task_once(void **state)
{
    (void)state;
    int one = 1;
    for (int n = 1; n <= 5; n++) {
        tn__threads *threads;
        tn_error err;
        assert_int_equal(tn__threads_new(&threads, n, &err), TN_OK);
        assert_int_equal(tn__threads_count(threads), n);
        for (int tasks = 0; tasks <= 1000; tasks = tasks * 3 + 1) {
            for (int i = 0; i < 1000; i++) atomic_store(&done[i], 0);
            for (int repeat = 0; repeat < 20; repeat++) tn__threads_run(threads, tasks, count_task, &one);
            for (int i = 0; i < 1000; i++) assert_int_equal(atomic_load(&done[i]), i < tasks ? 20 : 0);
        }
        tn__threads_free(threads);
    }
    assert_int_equal(tn__threads_count(NULL), 1);
    tn__threads *threads;
    assert_int_equal(tn__threads_new(&threads, 0, NULL), TN_BAD_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc__is_zeroed_aligned_and_checked),
        cmocka_unit_test(test_resize__keeps_content),
        cmocka_unit_test(test_fail_at__fails_the_nth_allocation_once),
        cmocka_unit_test(test_buf__grows_and_remembers_failure),
        cmocka_unit_test(test_vprint__does_what_vsnprintf_does),
        cmocka_unit_test_setup_teardown(test_file__save_replaces_and_keeps_the_mode, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file__new_ones_have_the_usual_mode, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file__two_savers_do_not_mix, set_up, tear_down),
        cmocka_unit_test(test_file__a_full_device_is_an_error),
        cmocka_unit_test_setup_teardown(test_file__abandoned_it_leaves_the_old_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file__a_killed_save_leaves_the_old_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file__errors_name_the_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file__a_pipe_is_read_whole_within_its_limit, set_up, tear_down),
        cmocka_unit_test(test_threads__run_every_task_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
