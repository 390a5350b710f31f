/* Journals: what is put comes back bit for bit; torn, changed and hostile files end the reading and nothing else. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "study/crc32c.h"
#include "study/journal.h"
#include "study/trial_record.h"

static char folder[64], path[80];

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/thinnet-journal-XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/a.journal", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static tn__trial_point points[3] = {{2.3, 2.2, 0.1}, {1.5, INFINITY, 0.25}, {-0.0, NAN, 1}};

static tn__trial made_trial(int i)
{
    tn__trial trial = {
        .seed = (uint64_t)i * 0x9E3779B97F4A7C15u, .state = i % 3 == 2 ? TN__TRIAL_DIVERGED : TN__TRIAL_DONE, .epochs = i};
    snprintf(trial.id, sizeof trial.id, "%032x", (unsigned)i);
    snprintf(trial.arm, sizeof trial.arm, "fc1.relu:after=Dropout(0.%d)", i % 10);
    trial.train_loss = i % 3 == 2 ? NAN : 1.0 / (i + 1);
    trial.validation = (tn_score){100, 0.3 + i, 0.9, NAN};
    for (int b = 0; i % 2 == 1 && b < TN__BINS; b++) trial.bins[b] = (tn__bin_sum){0.05 + b, b, b + i};
    trial.seconds = 0.25;
    trial.n_curve = i % 4;
    trial.curve = points;
    return trial;
}

static void assert_same(const tn__trial *a, const tn__trial *b)
{
    tn__buf left = TN_BUF_INIT, right = TN_BUF_INIT;
    assert_int_equal(tn__trial_encode(&left, a, NULL), TN_OK);
    assert_int_equal(tn__trial_encode(&right, b, NULL), TN_OK);
    assert_int_equal(left.length, right.length);
    assert_memory_equal(left.data, right.data, left.length);
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->arm, b->arm);
    tn__buf_release(&left);
    tn__buf_release(&right);
}

typedef struct progress {
    int n;
    tn__journal_place last;
} progress;

static tn_status visit(void *user, const tn__trial *trial, tn__journal_place place, tn_error *err)
{
    (void)err;
    progress *seen = user;
    tn__trial expected = made_trial(seen->n++);
    assert_same(trial, &expected);
    seen->last = place;
    return TN_OK;
}

static void write_trials(int n)
{
    tn__journal journal = TN_JOURNAL_INIT;
    assert_int_equal(tn__journal_open(&journal, path, NULL), TN_OK);
    for (int i = 0; i < n; i++) {
        tn__trial trial = made_trial(i);
        assert_int_equal(tn__journal_put(&journal, &trial, NULL), TN_OK);
    }
    tn__journal_close(&journal);
}

static int count(int64_t *torn)
{
    progress seen = {0};
    int64_t offset = 0;
    assert_int_equal(tn__journal_read(path, &offset, torn, visit, &seen, NULL), TN_OK);
    return seen.n;
}

static void test_crc32c__known_values(void **state)
{
    (void)state;
    uint8_t bytes[32] = {0};
    assert_int_equal(tn__crc32c("123456789", 9), 0xE3069283);
    assert_int_equal(tn__crc32c(bytes, 32), 0x8A9136AA);
    memset(bytes, 0xFF, 32);
    assert_int_equal(tn__crc32c(bytes, 32), 0x62A8AB43);
}

static void test_journal__gives_back_what_was_put(void **state)
{
    (void)state;
    int64_t torn = -1;
    write_trials(9);
    assert_int_equal(count(&torn), 9);
    assert_int_equal(torn, 0);
    tn__journal again = TN_JOURNAL_INIT; /* and is never continued */
    assert_int_equal(tn__journal_open(&again, path, NULL), TN_IO);
}

static void test_journal__reads_on_and_again(void **state)
{
    (void)state;
    tn__journal journal = TN_JOURNAL_INIT;
    progress seen = {0};
    int64_t offset = 0, torn;
    assert_int_equal(tn__journal_open(&journal, path, NULL), TN_OK);
    for (int i = 0; i < 5; i++) {
        tn__trial trial = made_trial(i), back;
        assert_int_equal(tn__journal_put(&journal, &trial, NULL), TN_OK);
        assert_int_equal(tn__journal_read(path, &offset, &torn, visit, &seen, NULL), TN_OK);
        assert_int_equal(seen.n, i + 1);
        assert_int_equal(tn__journal_read_at(&back, path, seen.last, NULL), TN_OK);
        assert_same(&trial, &back);
        tn__trial_release(&back);
    }
    tn__journal_close(&journal);
}

/* Cut at every byte: all records that are whole are read, and no part of another. */
static void test_journal__cut_anywhere(void **state)
{
    (void)state;
    struct stat info;
    int64_t torn;
    write_trials(4);
    assert_int_equal(stat(path, &info), 0);
    int whole = 4;
    for (off_t size = info.st_size - 1; size >= 0; size--) {
        assert_int_equal(truncate(path, size), 0);
        int n = count(&torn);
        assert_true(n == whole || n == whole - 1);
        assert_true(torn < 600);
        whole = n;
    }
    assert_int_equal(whole, 0);
}

/* One changed bit anywhere hides its record and those after it; nothing wrong is read (visit compares). */
static void test_journal__changed_anywhere(void **state)
{
    (void)state;
    tn__file_view file;
    int64_t torn;
    write_trials(3);
    assert_int_equal(tn__file_open(&file, path, 1 << 20, NULL), TN_OK);
    int fd = open(path, O_WRONLY);
    for (size_t i = 0; i < file.size; i++) {
        uint8_t old = file.data[i], changed = old ^ (uint8_t)(1 << i % 8);
        assert_int_equal(pwrite(fd, &changed, 1, (off_t)i), 1);
        if (i < TN__JOURNAL_HEAD) {
            int64_t offset = 0;
            tn_error err;
            assert_int_equal(tn__journal_read(path, &offset, &torn, visit, NULL, &err), TN_BAD_FORMAT);
            assert_string_equal(err.file, path);
        } else {
            assert_in_range(count(&torn), 0, 2);
            assert_true(torn > 0);
        }
        assert_int_equal(pwrite(fd, &old, 1, (off_t)i), 1);
    }
    close(fd);
    tn__file_close(&file);
    assert_int_equal(count(&torn), 3);
}

/* A disk that is full in the middle of a record: told, taken back, and the next one that fits is kept. */
static void test_journal__full_disk(void **state)
{
    (void)state;
    tn__journal journal = TN_JOURNAL_INIT;
    struct rlimit old, tight;
    tn_error err = {0};
    int64_t torn;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(tn__journal_open(&journal, path, NULL), TN_OK);
    tn__trial first = made_trial(0), second = made_trial(1);
    assert_int_equal(tn__journal_put(&journal, &first, NULL), TN_OK);
    tight = (struct rlimit){(rlim_t)journal.size + 50, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    tn_status status = tn__journal_put(&journal, &second, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status, TN_IO);
    assert_non_null(strstr(err.text, path));
    assert_true(err.help[0] != 0);
    assert_int_equal(count(&torn), 1);
    assert_int_equal(torn, 0);
    assert_int_equal(tn__journal_put(&journal, &second, NULL), TN_OK);
    assert_int_equal(count(&torn), 2);
    tn__journal_close(&journal);
}

static void test_journal__refuses_bad_trials(void **state)
{
    (void)state;
    tn__journal journal = TN_JOURNAL_INIT;
    int64_t torn;
    assert_int_equal(tn__journal_open(&journal, path, NULL), TN_OK);
    tn__trial trial = made_trial(0);
    trial.id[3] = 'G';
    assert_int_equal(tn__journal_put(&journal, &trial, NULL), TN_BAD_ARGUMENT);
    trial = made_trial(0);
    memset(trial.arm, 'x', sizeof trial.arm);
    assert_int_equal(tn__journal_put(&journal, &trial, NULL), TN_BAD_ARGUMENT);
    trial = made_trial(0);
    trial.n_curve = TN__CURVE_MAX + 1;
    assert_int_equal(tn__journal_put(&journal, &trial, NULL), TN_BAD_ARGUMENT);
    trial = made_trial(0);
    assert_int_equal(tn__journal_put(&journal, &trial, NULL), TN_OK);
    tn__journal_close(&journal);
    assert_int_equal(count(&torn), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crc32c__known_values), CASE(test_journal__gives_back_what_was_put),
        CASE(test_journal__reads_on_and_again),      CASE(test_journal__cut_anywhere),
        CASE(test_journal__changed_anywhere),        CASE(test_journal__full_disk),
        CASE(test_journal__refuses_bad_trials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
