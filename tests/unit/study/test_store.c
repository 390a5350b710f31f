/* Stores: what was put is there after any restart, from any process; other studies are refused with the difference. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "study/store.h"
#include "study/trial_record.h"

#define KILLS 100
#define MANY 400

static const tn__manifest manifest = {"1.0", "class Net:\n    p = 0.5\n    caf\xC3\xA9 \xE9\n", "digits 0011",
                                      "design single\nepochs 3"};
static char root[64], folder[80];

static int setup(void **state)
{
    (void)state;
    strcpy(root, "/tmp/thinnet-store-XXXXXX");
    if (!mkdtemp(root)) return -1;
    snprintf(folder, sizeof folder, "%s/study", root);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    return system(command);
}

static tn__trial_point points[2] = {{2, 1.5, 0.25}, {1, NAN, 0.5}};

/* Trial i of a study: its numbers follow from i alone. */
static tn__trial made_trial(int i)
{
    tn__trial trial = {.seed = (uint64_t)i, .epochs = 2, .n_curve = 2, .curve = points};
    snprintf(trial.id, sizeof trial.id, "%08x%024x", (unsigned)i * 2654435761u, (unsigned)i);
    snprintf(trial.arm, sizeof trial.arm, "fc%d=Dropout(0.5)", i);
    trial.validation = (tn_score){100, 1.0 / (i + 1), 0.5, NAN};
    return trial;
}

static tn__store *opened(void)
{
    tn__store *store = NULL;
    tn_error err = {0};
    tn_status status = tn__store_open(&store, folder, &manifest, &err);
    if (status != TN_OK) print_message("%s\n", err.text);
    assert_int_equal(status, TN_OK);
    return store;
}

static void put(tn__store *store, int i)
{
    tn__trial trial = made_trial(i);
    trial.seconds = (double)clock();
    assert_int_equal(tn__store_put(store, &trial, NULL), TN_OK);
}

static bool has(tn__store *store, int i)
{
    tn__trial trial = made_trial(i);
    return tn__store_has(store, trial.id, false);
}

typedef struct walked {
    int n;
    char last[TN__TRIAL_ID];
} walked;

static tn_status check_trial(void *user, const tn__trial *trial, tn_error *err)
{
    walked *walk = user;
    (void)err;
    assert_true(strcmp(walk->last, trial->id) < 0);
    strcpy(walk->last, trial->id);
    tn__trial expected = made_trial((int)trial->seed);
    assert_string_equal(trial->id, expected.id);
    assert_string_equal(trial->arm, expected.arm);
    assert_true(trial->validation.loss == expected.validation.loss);
    assert_int_equal(trial->n_curve, 2);
    assert_true(isnan(trial->curve[1].validation_loss));
    walk->n++;
    return TN_OK;
}

static int count(tn__store *store)
{
    walked walk = {0};
    assert_int_equal(tn__store_each(store, check_trial, &walk, NULL), TN_OK);
    assert_int_equal(walk.n, tn__store_count(store));
    return walk.n;
}

/* --- one process --- */

static void test_store__resumes(void **state)
{
    (void)state;
    for (int round = 0; round < 5; round++) {
        tn__store *store = opened();
        assert_int_equal(count(store), round * 10);
        for (int i = 0; i < 10; i++) {
            assert_false(has(store, round * 10 + i));
            put(store, round * 10 + i);
            assert_true(has(store, round * 10 + i));
        }
        put(store, 0);
        assert_int_equal(count(store), round * 10 + 10);
        assert_false(tn__store_has(store, "no id", false));
        tn__store_close(store);
    }
}

static void test_store__keeps_a_later_test_score(void **state)
{
    (void)state;
    tn__store *store = opened();
    tn__trial trial = made_trial(3), back;
    put(store, 3);
    trial.test = (tn_score){50, 0.25, 0.9, NAN};
    assert_int_equal(tn__store_put(store, &trial, NULL), TN_OK);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(tn__store_get(store, &back, trial.id, NULL), TN_OK);
        assert_int_equal(back.test.n, 50);
        assert_true(back.test.loss == 0.25);
        tn__trial_release(&back);
        assert_int_equal(count(store), 1);
        tn__store_close(store);
        store = opened();
    }
    tn__store_close(store);
}

static void test_store__unknown_trial(void **state)
{
    (void)state;
    tn__store *store = opened();
    tn__trial trial = made_trial(1);
    tn_error err;
    assert_int_equal(tn__store_get(store, &trial, trial.id, &err), TN_BAD_ARGUMENT);
    assert_non_null(strstr(err.text, trial.id));
    tn__store_close(store);
}

/* --- other studies --- */

static void refused(tn__manifest other, const char *what, const char *stored, const char *now)
{
    tn__store *store = NULL;
    tn_error err = {0};
    assert_int_equal(tn__store_open(&store, folder, &other, &err), TN_MISMATCH);
    if (!strstr(err.text, what) || !strstr(err.text, stored) || !strstr(err.text, now)) fail_msg("%s", err.text);
    assert_true(err.help[0] != 0);
}

static void test_store__refuses_other_studies(void **state)
{
    (void)state;
    tn__store_close(opened());
    tn__manifest other = manifest;
    other.version = "1.1";
    refused(other, "thinnet version", "'1.0'", "'1.1'");
    other = manifest;
    other.model = "class Net:\n    p = 0.25\n    caf\xC3\xA9 \xE9\n";
    refused(other, "model, line 2", "'    p = 0.5'", "'    p = 0.25'");
    other.model = "class Net:\n    p = 0.5\n    caf\xC3\xA9 \xC3\xA9\n";
    refused(other, "model, line 3", "caf", "caf");
    other.model = "class Net:\n";
    refused(other, "model, line 2", "'    p = 0.5'", "now ''");
    other = manifest;
    other.data = "digits 0012";
    refused(other, "data", "0011", "0012");
    other = manifest;
    other.settings = "design single\nepochs 4";
    refused(other, "settings, line 2", "'epochs 3'", "'epochs 4'");
    tn__store_close(opened());
}

static void write_text(const char *path, const char *text)
{
    assert_int_equal(tn__file_save(path, text, strlen(text), NULL), TN_OK);
}

static void test_store__refuses_what_is_no_study(void **state)
{
    (void)state;
    tn__store *store = NULL;
    tn_error err;
    char path[100];
    assert_int_equal(tn__store_open(&store, folder, NULL, &err), TN_BAD_FORMAT);
    assert_true(access(folder, F_OK) != 0);
    assert_int_equal(mkdir(folder, 0777), 0);
    snprintf(path, sizeof path, "%s/thesis.tex", folder);
    write_text(path, "x");
    assert_int_equal(tn__store_open(&store, folder, &manifest, &err), TN_MISMATCH);
    assert_non_null(strstr(err.text, "thesis.tex"));
    unlink(path);
    snprintf(path, sizeof path, "%s/study.json", folder);
    static const char *const bad[] = {"", "{", "[1]", "{}", "{\"format\": 1}", "{\"format\": 1, \"thinnet\": 3}", "\xFF\xFE"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_text(path, bad[i]);
        assert_int_equal(tn__store_open(&store, folder, &manifest, &err), TN_BAD_FORMAT);
        assert_string_equal(err.file, path);
    }
    write_text(path, "{\"format\": 7, \"thinnet\": \"9.9\"}");
    assert_int_equal(tn__store_open(&store, folder, &manifest, &err), TN_MISMATCH);
    assert_non_null(strstr(err.text, "format 7 (thinnet 9.9)"));
}

/* --- many writers --- */

static void test_store__two_stores_on_one_folder(void **state)
{
    (void)state;
    tn__store *a = opened(), *b = opened();
    for (int i = 0; i < 20; i++) put(i % 2 ? a : b, i);
    put(a, 0); /* b has it, which a does not know */
    assert_int_equal(count(a), 11);
    assert_int_equal(tn__store_refresh(a, NULL), TN_OK);
    assert_int_equal(tn__store_refresh(b, NULL), TN_OK);
    assert_int_equal(count(a), 20);
    assert_int_equal(count(b), 20);
    tn__store_close(a);
    tn__store_close(b);
}

typedef struct part {
    tn__store *store;
    int first;
} part;

static void *put_share(void *argument)
{
    part *share = argument;
    for (int i = 0; i < 50; i++) {
        tn__trial trial = made_trial(share->first + i);
        if (tn__store_put(share->store, &trial, NULL) != TN_OK) return NULL;
        if (i % 10 == 0 && tn__store_refresh(share->store, NULL) != TN_OK) return NULL;
    }
    return argument;
}

static void test_store__threads_put_at_once(void **state)
{
    (void)state;
    pthread_t threads[4];
    part shares[4];
    void *good;
    tn__store *store = opened();
    for (int t = 0; t < 4; t++) {
        shares[t] = (part){store, 40 * t}; /* ten are put by two threads */
        assert_int_equal(pthread_create(&threads[t], NULL, put_share, &shares[t]), 0);
    }
    for (int t = 0; t < 4; t++) {
        assert_int_equal(pthread_join(threads[t], &good), 0);
        assert_non_null(good);
    }
    assert_int_equal(count(store), 170);
    tn__store_close(store);
    store = opened();
    assert_int_equal(count(store), 170);
    tn__store_close(store);
}

/* --- kills --- */

/* A child that puts what is missing and tells each number once it is stored. */
static pid_t start_child(int pipe_end)
{
    pid_t child = fork();
    if (child != 0) return child;
    tn__store *store = NULL;
    if (tn__store_open(&store, folder, &manifest, NULL) != TN_OK) _exit(1);
    for (int i = 0; i < MANY; i++) {
        tn__trial trial = made_trial(i);
        if (tn__store_has(store, trial.id, false)) continue;
        if (tn__store_put(store, &trial, NULL) != TN_OK || write(pipe_end, &i, sizeof i) != sizeof i) _exit(2);
    }
    _exit(0);
}

static void pause_for(long microseconds)
{
    struct timespec time = {0, microseconds * 1000};
    nanosleep(&time, NULL);
}

/* kill -9 at a hundred random moments, from before the first file to the middle of the work: whatever a put reported as stored
 * is there, the store opens, and the end is the same as without kills. */
static void test_store__killed_at_a_hundred_moments(void **state)
{
    (void)state;
    bool told[MANY] = {0};
    int ends[2], i, code, lost = 0, at_work = 0;
    unsigned random = 12345;
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    for (int kill_number = 0; kill_number < KILLS; kill_number++) {
        pid_t child = start_child(ends[1]);
        random = random * 1103515245u + 12345u;
        pause_for((long)((random >> 8) % 4000));
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &code, 0), child);
        at_work += WIFSIGNALED(code);
        while (read(ends[0], &i, sizeof i) == sizeof i) told[i] = true;
        if (kill_number % 10 && kill_number < KILLS - 1) continue;
        tn__store *store = opened();
        for (int t = 0; t < MANY; t++) lost += told[t] && !has(store, t);
        count(store);
        tn__store_close(store);
    }
    assert_int_equal(lost, 0);
    assert_true(at_work > 0);
    pid_t child = start_child(ends[1]);
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
    close(ends[0]);
    close(ends[1]);
    tn__store *store = opened();
    assert_int_equal(count(store), MANY);
    tn__store_close(store);
}

/* --- full disk --- */

static void test_store__goes_on_after_a_full_disk(void **state)
{
    (void)state;
    struct rlimit old, tight;
    tn__store *store = opened();
    tn_status status = TN_OK;
    int i = 0;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    tight = (struct rlimit){2000, old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    for (; i < 50 && status == TN_OK; i++) {
        tn__trial trial = made_trial(i);
        status = tn__store_put(store, &trial, NULL);
    }
    tn_status merged = tn__store_merge(store, NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status, TN_IO);
    assert_int_equal(merged, TN_IO);
    assert_in_range(i, 2, 20);
    assert_int_equal(count(store), i - 1);
    put(store, i - 1);
    tn__store_close(store);
    store = opened();
    assert_int_equal(count(store), i);
    assert_int_equal(tn__store_torn(store), 0);
    tn__store_close(store);
}

/* --- SQLite --- */

static int64_t ask(const char *sql)
{
    char path[100];
    sqlite3 *db;
    sqlite3_stmt *statement;
    snprintf(path, sizeof path, "%s/trials.db", folder);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}

static int files_in_folder(void)
{
    int n = 0;
    DIR *list = opendir(folder);
    for (struct dirent *entry; (entry = readdir(list));) n += entry->d_name[0] != '.';
    closedir(list);
    return n;
}

static void test_store__merges_into_sqlite(void **state)
{
    (void)state;
    tn__store *store = opened();
    for (int round = 0; round < 2; round++) { /* the second replaces the first */
        for (int i = 0; i < 30; i++) put(store, 30 * round + i);
        assert_int_equal(tn__store_merge(store, NULL), TN_OK);
        assert_int_equal(ask("SELECT count(*) FROM trials"), 30 * round + 30);
    }
    assert_int_equal(ask("SELECT count(*) FROM curves WHERE validation_loss IS NULL AND epoch = 2"), 60);
    assert_int_equal(ask("SELECT seed FROM trials WHERE arm = 'fc17=Dropout(0.5)'"), 17);
    assert_int_equal(ask("SELECT count(*) FROM trials JOIN runs USING(id) WHERE state = 'done' AND test_loss IS NULL"), 60);
    assert_int_equal(ask("SELECT value = 'digits 0011' FROM study WHERE key = 'data'"), 1);
    assert_int_equal(files_in_folder(), 3); /* study.json, journals, trials.db */
    tn__store_close(store);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_store__resumes),
        CASE(test_store__keeps_a_later_test_score),
        CASE(test_store__unknown_trial),
        CASE(test_store__refuses_other_studies),
        CASE(test_store__refuses_what_is_no_study),
        CASE(test_store__two_stores_on_one_folder),
        CASE(test_store__threads_put_at_once),
        CASE(test_store__killed_at_a_hundred_moments),
        CASE(test_store__goes_on_after_a_full_disk),
        CASE(test_store__merges_into_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
