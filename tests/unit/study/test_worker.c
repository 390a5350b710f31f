/* Leases and the worker's loop: every trial runs, by one worker; workers that are killed or stopped cost only what they were
 * at; the table is the same for any number of workers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "study/trial_record.h"
#include "study/worker.h"

#define N 60

static const tn__manifest manifest = {"1.0", "net", "digits", "single"};
static const tn__lease_options quick = {0.05, 0.5};
static char root[64], folder[80], lease_folder[100];

static int setup(void **state)
{
    (void)state;
    strcpy(root, "/tmp/thinnet-worker-XXXXXX");
    if (!mkdtemp(root)) return -1;
    snprintf(folder, sizeof folder, "%s/study", root);
    snprintf(lease_folder, sizeof lease_folder, "%s/study/leases", root);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    return system(command);
}

/* Whether an allocation will fail: nothing is expected of time then, and cases that only repeat others are left out. */
static bool is_tortured(void)
{
    const char *fail_at = getenv("TN_MEM_FAIL_AT");
    return fail_at && strcmp(fail_at, "0") != 0;
}

static void pause_for(double seconds)
{
    if (is_tortured()) seconds /= 20;
    struct timespec time = {(time_t)seconds, (long)(1e9 * (seconds - floor(seconds)))};
    while (nanosleep(&time, &time) != 0) {}
}

/* --- a plan of trials that only take time --- */

static volatile sig_atomic_t asked_to_stop;

static void on_term(int number)
{
    (void)number;
    asked_to_stop = 1;
}

typedef struct job_of_worker {
    char id[TN__TRIAL_ID];
    double seconds; /* that a trial takes */
    int log;        /* a byte a trial that began; -1: none */
    int fails_at;   /* this trial cannot be run; -1: none */
} worker_job;

static const char *id_of(void *user, int64_t i)
{
    worker_job *job = user;
    snprintf(job->id, sizeof job->id, "%032llx", (unsigned long long)i * 7919);
    return job->id;
}

static bool is_stopped(void *user)
{
    (void)user;
    return asked_to_stop;
}

static tn_status run_trial(void *user, int64_t i, tn__trial *out, tn_error *err)
{
    worker_job *job = user;
    if (i == job->fails_at) return tn__fail(err, TN_NO_MEMORY, "trial %d", (int)i);
    unsigned char byte = (unsigned char)i;
    if (job->log >= 0 && write(job->log, &byte, 1) != 1) return tn__fail(err, TN_IO, "log");
    for (double until = tn__clock_seconds() + job->seconds; tn__clock_seconds() < until; pause_for(0.001))
        if (asked_to_stop) return tn__fail(err, TN_INTERRUPTED, "stopped");
    strcpy(out->id, id_of(user, i));
    snprintf(out->arm, sizeof out->arm, "arm %d", (int)(i % 6));
    out->seed = (uint64_t)i;
    out->validation = (tn_score){10, sqrt((double)i), 0.5, NAN};
    out->seconds = tn__clock_seconds();
    return TN_OK;
}

static tn__worker_plan plan_of(worker_job *job)
{
    return (tn__worker_plan){.n = N, .id = id_of, .run = run_trial, .stop = is_stopped, .user = job, .poll = 0.05};
}

/* A worker as a program would be one; its exit code is the status. */
static int work(worker_job job, tn__lease_options options)
{
    tn__store *store = NULL;
    tn__leases *leases = NULL;
    int64_t ran;
    tn_status status;
    TN_TRY(tn__store_open(&store, folder, &manifest, NULL));
    TN_TRY(tn__leases_open(&leases, lease_folder, options, NULL));
    tn__worker_plan plan = plan_of(&job);
    TN_TRY(tn__worker_run(store, leases, &plan, &ran, NULL));
done:
    tn__leases_close(leases);
    tn__store_close(store);
    return (int)status;
}

static pid_t start_worker(worker_job job, tn__lease_options options)
{
    pid_t child = fork();
    if (child != 0) return child;
    signal(SIGTERM, on_term);
    _exit(work(job, options));
}

static int wait_for(pid_t child)
{
    int code;
    assert_int_equal(waitpid(child, &code, 0), child);
    return WIFEXITED(code) ? WEXITSTATUS(code) : -WTERMSIG(code);
}

/* The whole table as text, without what differs between runs. */
static tn_status add_row(void *user, const tn__trial *trial, tn_error *err)
{
    (void)err;
    tn__buf_printf(user, "%s %s %llu %.17g\n", trial->id, trial->arm, (unsigned long long)trial->seed, trial->validation.loss);
    return TN_OK;
}

static char *table(void)
{
    tn__buf rows = TN_BUF_INIT;
    tn__store *store = NULL;
    assert_int_equal(tn__store_open(&store, folder, NULL, NULL), TN_OK);
    assert_int_equal(tn__store_count(store), N);
    assert_int_equal(tn__store_each(store, add_row, &rows, NULL), TN_OK);
    tn__store_close(store);
    return tn__buf_take(&rows);
}

static void assert_whole_table(void)
{
    tn__buf expected = TN_BUF_INIT;
    worker_job job = {.log = -1, .fails_at = -1};
    for (int i = 0; i < N; i++) { /* the ids rise with i */
        tn__trial trial = {0};
        assert_int_equal(run_trial(&job, i, &trial, NULL), TN_OK);
        add_row(&expected, &trial, NULL);
    }
    char *rows = table();
    assert_non_null(rows);
    assert_true(tn__buf_ok(&expected));
    assert_string_equal(rows, tn__buf_text(&expected));
    tn__buf_release(&expected);
    tn__free(rows);
}

static int leases_left(void)
{
    int n = 0;
    DIR *list = opendir(lease_folder);
    for (struct dirent *entry; list && (entry = readdir(list));) n += entry->d_name[0] != '.';
    if (list) closedir(list);
    return n;
}

/* --- leases --- */

static tn__leases *leases_opened(void)
{
    tn__leases *leases = NULL;
    assert_int_equal(tn__leases_open(&leases, root, quick, NULL), TN_OK);
    return leases;
}

static bool claims(tn__leases *leases, const char *id)
{
    bool got = false;
    assert_int_equal(tn__lease_claim(leases, &got, id, NULL), TN_OK);
    return got;
}

static void test_lease__one_owner(void **state)
{
    (void)state;
    tn__leases *a = leases_opened(), *b = leases_opened();
    assert_true(claims(a, "x"));
    assert_false(claims(a, "x"));
    assert_false(claims(b, "x"));
    assert_true(claims(b, "xy"));
    pause_for(0.8); /* longer than the expiry, but a is alive */
    assert_false(claims(b, "x"));
    pause_for(0.2);
    assert_false(claims(b, "x"));
    tn__lease_release(a, "x");
    assert_true(claims(b, "x"));
    tn__leases_close(b);
    assert_true(claims(a, "x"));
    tn__leases_close(a);
}

static void test_lease__refuses_bad_names(void **state)
{
    (void)state;
    tn__leases *leases = leases_opened();
    bool got = true;
    assert_int_equal(tn__lease_claim(leases, &got, "../x", NULL), TN_BAD_ARGUMENT);
    assert_int_equal(tn__lease_claim(leases, &got, "", NULL), TN_BAD_ARGUMENT);
    assert_int_equal(tn__lease_claim(leases, &got, "a.1", NULL), TN_BAD_ARGUMENT);
    assert_false(got);
    tn__leases_close(leases);
    assert_int_equal(tn__leases_open(&leases, root, (tn__lease_options){5, 6}, NULL), TN_BAD_ARGUMENT);
    assert_int_equal(tn__leases_open(&leases, "/dev/null/x", quick, NULL), TN_IO);
}

static void write_lease(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Another machine's lease whose beat stands still: taken after the expiry, not before, and by one of many. */
static void test_lease__expired_is_taken_by_one(void **state)
{
    (void)state;
    tn__leases *many[8];
    int taken = 0;
    write_lease("x.0", "boot/pid:[1] process 5 start 7 host far beat 3\n");
    for (int i = 0; i < 8; i++) many[i] = leases_opened();
    for (int i = 0; i < 8; i++) assert_false(claims(many[i], "x"));
    pause_for(0.3);
    for (int i = 0; i < 8; i++) assert_false(claims(many[i], "x"));
    pause_for(0.3);
    for (int i = 0; i < 8; i++) taken += claims(many[i], "x");
    assert_int_equal(taken, 1);
    for (int i = 0; i < 8; i++) tn__leases_close(many[i]);
    assert_true(access(root, F_OK) == 0);
    tn__leases *last = leases_opened();
    assert_true(claims(last, "x")); /* the old file went with the new one */
    tn__leases_close(last);
}

/* A lease whose owner was killed on this machine is free at once, without the wait. */
static void test_lease__of_a_dead_process(void **state)
{
    (void)state;
    int ends[2];
    char byte = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        tn__leases *leases = NULL;
        bool got = false;
        if (tn__leases_open(&leases, root, (tn__lease_options){10, 1000}, NULL) == TN_OK)
            (void)!tn__lease_claim(leases, &got, "x", NULL);
        if (write(ends[1], &got, 1) != 1) _exit(1);
        pause();
        _exit(0);
    }
    assert_int_equal(read(ends[0], &byte, 1), 1);
    tn__leases *leases = NULL;
    assert_int_equal(tn__leases_open(&leases, root, (tn__lease_options){10, 1000}, NULL), TN_OK);
    bool early = claims(leases, "x");
    kill(child, SIGKILL);
    assert_int_equal(wait_for(child), -SIGKILL);
    assert_true(byte);
    assert_false(early);
    assert_true(claims(leases, "x"));
    tn__leases_close(leases);
    close(ends[0]);
    close(ends[1]);
}

static void test_lease__hostile_files(void **state)
{
    (void)state;
    char longest[4000];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    write_lease("x.0", longest);
    write_lease("y.0", "");
    write_lease("z.99999999999999999999", "z");
    write_lease("v.-7", "v");
    write_lease("w.1x", "w");
    tn__leases *leases = leases_opened();
    assert_false(claims(leases, "x"));
    assert_false(claims(leases, "y"));
    assert_true(claims(leases, "z"));
    assert_true(claims(leases, "v"));
    assert_true(claims(leases, "w"));
    pause_for(0.55);
    assert_true(claims(leases, "x"));
    assert_true(claims(leases, "y"));
    tn__leases_close(leases);
}

/* --- workers --- */

static void workers_give_the_same_table(int n)
{
    pid_t workers[7];
    for (int w = 0; w < n; w++) workers[w] = start_worker((worker_job){.seconds = 0.002, .log = -1, .fails_at = -1}, quick);
    for (int w = 0; w < n; w++) assert_int_equal(wait_for(workers[w]), TN_OK);
    assert_whole_table();
    assert_int_equal(leases_left(), 0);
}

static void test_worker__one(void **state)
{
    (void)state;
    workers_give_the_same_table(1);
}

static void test_worker__two(void **state)
{
    (void)state;
    if (is_tortured()) skip();
    workers_give_the_same_table(2);
}

static void test_worker__four(void **state)
{
    (void)state;
    if (is_tortured()) skip();
    workers_give_the_same_table(4);
}

static void test_worker__seven(void **state)
{
    (void)state;
    if (is_tortured()) skip();
    workers_give_the_same_table(7);
}

/* With nobody killed or paused, no trial runs twice. */
static void test_worker__runs_each_trial_once(void **state)
{
    (void)state;
    if (is_tortured()) skip();
    int ends[2], times[N] = {0};
    unsigned char byte;
    pid_t workers[3];
    assert_int_equal(pipe(ends), 0);
    for (int w = 0; w < 3; w++)
        workers[w] = start_worker((worker_job){.seconds = 0.003, .log = ends[1], .fails_at = -1}, (tn__lease_options){1, 100});
    for (int w = 0; w < 3; w++) assert_int_equal(wait_for(workers[w]), TN_OK);
    close(ends[1]);
    while (read(ends[0], &byte, 1) == 1) times[byte]++;
    close(ends[0]);
    for (int i = 0; i < N; i++) assert_int_equal(times[i], 1);
}

/* Some are killed in the middle of a trial; those that are left do the rest, and only what was in flight runs again. */
static void test_worker__killed(void **state)
{
    (void)state;
    if (is_tortured()) skip();
    int ends[2], begun = 0;
    unsigned char byte;
    pid_t workers[4];
    assert_int_equal(pipe(ends), 0);
    for (int w = 0; w < 4; w++)
        workers[w] = start_worker((worker_job){.seconds = 0.02, .log = ends[1], .fails_at = -1}, (tn__lease_options){1, 100});
    for (int w = 0; w < 3; w++) {
        pause_for(0.04);
        kill(workers[w], SIGKILL);
        assert_int_equal(wait_for(workers[w]), -SIGKILL);
    }
    assert_int_equal(wait_for(workers[3]), TN_OK);
    close(ends[1]);
    while (read(ends[0], &byte, 1) == 1) begun++;
    close(ends[0]);
    assert_in_range(begun, N, N + 3);
    assert_whole_table();
}

static void test_worker__ends_cleanly_on_sigterm(void **state)
{
    (void)state;
    if (is_tortured()) skip();
    pid_t worker = start_worker((worker_job){.seconds = 0.05, .log = -1, .fails_at = -1}, (tn__lease_options){10, 100});
    pause_for(0.2);
    kill(worker, SIGTERM);
    double begin = tn__clock_seconds();
    assert_int_equal(wait_for(worker), TN_INTERRUPTED);
    assert_true(tn__clock_seconds() - begin < 5);
    assert_int_equal(leases_left(), 0);
    workers_give_the_same_table(1);
}

static void test_worker__waits_for_others_and_stops(void **state)
{
    (void)state;
    if (is_tortured()) skip();
    tn__store *store = NULL;
    tn__leases *other = NULL;
    assert_int_equal(tn__store_open(&store, folder, &manifest, NULL), TN_OK);
    assert_int_equal(tn__leases_open(&other, lease_folder, quick, NULL), TN_OK);
    worker_job first = {.log = -1, .fails_at = -1};
    assert_true(claims(other, id_of(&first, 0)));
    pid_t worker = start_worker((worker_job){.log = -1, .fails_at = -1}, quick);
    int64_t done = 0;
    for (int i = 0; i < 100 && done < N - 1; i++) {
        pause_for(0.05);
        assert_int_equal(tn__store_refresh(store, NULL), TN_OK);
        done = tn__store_count(store);
    }
    pause_for(0.2); /* the last one is held by a living worker: this one waits */
    kill(worker, SIGTERM);
    assert_int_equal(wait_for(worker), TN_INTERRUPTED);
    assert_int_equal(done, N - 1);
    tn__leases_close(other);
    tn__store_close(store);
}

static void test_worker__gives_up_at_a_failure(void **state)
{
    (void)state;
    assert_int_equal(wait_for(start_worker((worker_job){.log = -1, .fails_at = 5}, quick)), TN_NO_MEMORY);
    assert_int_equal(leases_left(), 0);
    workers_give_the_same_table(1);
}

/* --- threads of one worker --- */

typedef struct thread_of_worker {
    tn__store *store;
    tn__leases *leases;
    worker_job job;
    int64_t ran;
    tn_status status;
} thread_of_worker;

static void *run_thread(void *argument)
{
    thread_of_worker *thread = argument;
    tn__worker_plan plan = plan_of(&thread->job);
    thread->status = tn__worker_run(thread->store, thread->leases, &plan, &thread->ran, NULL);
    return NULL;
}

static void test_worker__threads_share_a_store(void **state)
{
    (void)state;
    pthread_t ids[3];
    thread_of_worker threads[3] = {0};
    tn__store *store = NULL;
    tn__leases *leases = NULL;
    assert_int_equal(tn__store_open(&store, folder, &manifest, NULL), TN_OK);
    assert_int_equal(tn__leases_open(&leases, lease_folder, quick, NULL), TN_OK);
    for (int t = 0; t < 3; t++) {
        threads[t] = (thread_of_worker){store, leases, {.seconds = 0.002, .log = -1, .fails_at = -1}, 0, TN_INTERNAL};
        assert_int_equal(pthread_create(&ids[t], NULL, run_thread, &threads[t]), 0);
    }
    for (int t = 0; t < 3; t++) assert_int_equal(pthread_join(ids[t], NULL), 0);
    int64_t ran = 0;
    for (int t = 0; t < 3; t++) {
        assert_int_equal(threads[t].status, TN_OK);
        ran += threads[t].ran;
    }
    assert_int_equal(ran, N);
    tn__leases_close(leases);
    tn__store_close(store);
    assert_whole_table();
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_lease__one_owner),
        CASE(test_lease__refuses_bad_names),
        CASE(test_lease__expired_is_taken_by_one),
        CASE(test_lease__of_a_dead_process),
        CASE(test_lease__hostile_files),
        CASE(test_worker__one),
        CASE(test_worker__two),
        CASE(test_worker__four),
        CASE(test_worker__seven),
        CASE(test_worker__runs_each_trial_once),
        CASE(test_worker__killed),
        CASE(test_worker__ends_cleanly_on_sigterm),
        CASE(test_worker__waits_for_others_and_stops),
        CASE(test_worker__gives_up_at_a_failure),
        CASE(test_worker__threads_share_a_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
