/* Trials side by side: threads that take what the folder lacks, and a caller's thread that shows how far they are. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "study/study.h"
#include "study/tensorboard.h"
#include "study/trial_record.h"
#include "study/worker.h"

#define LOOK 0.1 /* seconds between two looks at the workers */
#define BEST 5

/* One list of trials at work. */
typedef struct crew {
    tn__stage *stage;
    tn_study *study;
    const tn__wanted *wanted;
    int64_t n;
    bool test; /* they count with a test score only */
    char (*ids)[TN__TRIAL_ID];
    tn__leases *leases;
    pthread_cond_t done;  /* the last thread has ended */
    pthread_mutex_t lock; /* for all below, and for the study's results */
    int64_t ran;
    int running;      /* threads */
    tn_status status; /* the first failure */
    tn_error err;
} crew;

static uint64_t seed_of(const tn_study *study, int seed)
{
    return study->options.train.seed + (uint64_t)seed;
}

/* --- what workers call --- */

static const char *id_of(void *user, int64_t i)
{
    return ((crew *)user)->ids[i];
}

static bool must_stop(void *user)
{
    return atomic_load(&((crew *)user)->study->runner.stop);
}

static tn_status write_events(const tn_study *study, tn__trial *trial, tn_error *err)
{
    tn_status status = tn__events_write_trial(study->options.log_dir, trial, (double)time(NULL), err);
    if (status != TN_OK) tn__trial_release(trial);
    return status;
}

static tn_status run_trial(void *user, int64_t i, tn__trial *out, tn_error *err)
{
    crew *c = user;
    const tn__wanted *w = &c->wanted[i];
    tn_status status = tn__runner_run(&c->study->runner, w->arm, seed_of(c->study, w->seed), c->test, out, err);
    if (status == TN_OK && c->study->options.log_dir) status = write_events(c->study, out, err);
    if (status != TN_OK) return status;
    pthread_mutex_lock(&c->lock);
    tn__results_put(&c->study->results, w->arm, w->seed, out);
    c->ran++;
    pthread_mutex_unlock(&c->lock);
    return TN_OK;
}

static void release_trial(void *user, tn__trial *trial)
{
    (void)user;
    tn__trial_release(trial);
}

/* The first failure stops the others. */
static void finish(crew *c, tn_status status, const tn_error *err)
{
    pthread_mutex_lock(&c->lock);
    if (status != TN_OK && c->status == TN_OK) {
        c->status = status;
        c->err = *err;
    }
    if (status != TN_OK) atomic_store(&c->study->runner.stop, true);
    if (--c->running == 0) pthread_cond_signal(&c->done);
    pthread_mutex_unlock(&c->lock);
}

static void *work(void *user)
{
    crew *c = user;
    tn_error err;
    int64_t ran;
    const tn__worker_plan plan = {.n = c->n,
                                  .id = id_of,
                                  .run = run_trial,
                                  .release = release_trial,
                                  .stop = must_stop,
                                  .tested = c->test,
                                  .user = c,
                                  .poll = 0.05,
                                  .in_order = !c->study->settings.owned};
    tn_status status = tn__worker_run(c->study->store, c->leases, &plan, &ran, &err);
    finish(c, status, &err);
    return NULL;
}

/* --- progress --- */

typedef struct standing_arm {
    int arm;
    tn__paired effect;
} standing_arm;

static int by_effect(const void *a, const void *b)
{
    double x = ((const standing_arm *)a)->effect.mean, y = ((const standing_arm *)b)->effect.mean;
    return (x < y) - (x > y);
}

/* The best arms so far into best[BEST], with the lock held; returns how many. */
static int find_best(const tn_study *study, tn_answer_arm *best)
{
    standing_arm top[BEST + 1];
    int n = 0;
    for (int arm = 0; arm < study->arms.n; arm++) {
        int against = study->arms.items[arm].against, first, end;
        tn__study_seeds_of(study, arm, &first, &end);
        standing_arm one = {arm, tn__results_effect(&study->results, arm, against, first, end, study->options.confidence)};
        if (arm == against || one.effect.n == 0) continue;
        top[n++] = one;
        qsort(top, (size_t)n, sizeof *top, by_effect);
        if (n > BEST) n = BEST;
    }
    for (int i = 0; i < n; i++) {
        const tn__arm *arm = &study->arms.items[top[i].arm];
        const tn__paired *e = &top[i].effect;
        best[i] = (tn_answer_arm){.text = arm->text,
                                  .site = arm->site,
                                  .kind = arm->kind < 0 ? "" : tn__kind_class(arm->kind),
                                  .p = arm->p,
                                  .n = e->n,
                                  .effect = e->mean,
                                  .low = e->low,
                                  .high = e->high};
    }
    return n;
}

static int64_t count_done(const crew *c)
{
    int64_t n = 0;
    for (int64_t i = 0; i < c->n; i++) n += tn__store_has(c->study->store, c->ids[i], c->test);
    return n;
}

static int64_t count_left(const tn_study *study)
{
    int64_t n = 0;
    for (int i = 0; i < study->arms.n; i++) n += !study->given_up[i];
    return n;
}

/* Shows how far the crew is; false when the run is to stop. */
static bool look(crew *c, int64_t begun_with, double since)
{
    tn__stage *stage = c->stage;
    tn_answer_arm best[BEST + 1];
    double now = tn__clock_seconds(), limit = c->study->options.seconds;
    int64_t done = count_done(c);
    pthread_mutex_lock(&c->lock);
    tn_study_progress p = {.stage = stage->name,
                           .done = done,
                           .trials = c->n,
                           .ran = stage->ran + c->ran,
                           .arms_left = count_left(c->study),
                           .seconds = now - stage->started,
                           .left = NAN,
                           .best = best};
    p.n_best = find_best(c->study, best);
    pthread_mutex_unlock(&c->lock);
    if (done > begun_with) p.left = (now - since) / (double)(done - begun_with) * (double)(c->n - done);
    bool in_time = limit <= 0 || p.seconds < limit;
    return in_time && (!stage->progress || stage->progress(&p, stage->user));
}

/* Waits until the last thread is done, or until it is time for a look; false when all are done. */
static bool wait_for_look(crew *c)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += (long)(LOOK * 1e9);
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&c->lock);
    int waited = 0;
    while (c->running > 0 && waited == 0) waited = pthread_cond_timedwait(&c->done, &c->lock, &until);
    bool running = c->running > 0;
    pthread_mutex_unlock(&c->lock);
    return running;
}

static void watch(crew *c)
{
    double since = tn__clock_seconds();
    int64_t begun_with = count_done(c);
    do {
        if (!look(c, begun_with, since)) atomic_store(&c->study->runner.stop, true);
    } while (wait_for_look(c));
}

/* --- a list --- */

static tn_status start_threads(crew *c, pthread_t *threads, int n, tn_error *err)
{
    int started = 0;
    for (; started < n; started++) {
        pthread_mutex_lock(&c->lock);
        c->running++;
        pthread_mutex_unlock(&c->lock);
        if (pthread_create(&threads[started], NULL, work, c) != 0) {
            finish(c, TN_OK, NULL);
            break;
        }
    }
    if (started > 0) watch(c);
    for (int i = 0; i < started; i++) pthread_join(threads[i], NULL);
    return started > 0 ? TN_OK : tn__fail(err, TN_NO_MEMORY, "the system gives no thread for a trial");
}

static tn_status run_crew(crew *c, tn_error *err)
{
    int jobs = c->study->options.jobs;
    pthread_t *threads = tn__alloc((size_t)jobs, sizeof *threads);
    if (!threads) return tn__no_memory(err, (uint64_t)jobs * sizeof *threads);
    tn_status status = start_threads(c, threads, jobs, err);
    tn__free(threads);
    c->stage->ran += c->ran;
    if (status == TN_OK && c->status != TN_OK) {
        status = c->status;
        if (err) *err = c->err;
    }
    return status;
}

static tn_status open_leases(tn_study *study, tn__leases **out, tn_error *err)
{
    tn__buf path = TN_BUF_INIT;
    tn__buf_printf(&path, "%s/leases", tn__store_folder(study->store));
    tn_status status = tn__buf_ok(&path) ? tn__leases_open(out, path.data, (tn__lease_options)TN_LEASE_OPTIONS_INIT, err)
                                         : tn__no_memory(err, path.length);
    tn__buf_release(&path);
    if (status == TN_OK && study->handout) tn__leases_delegate(*out, study->handout);
    return status;
}

/* Results of other processes, and of an earlier run. */
static tn_status collect(crew *c, tn_error *err)
{
    for (int64_t i = 0; i < c->n; i++) {
        const tn__wanted *w = &c->wanted[i];
        tn__trial trial;
        if (tn__results_has(&c->study->results, w->arm, w->seed)) continue;
        if (!tn__store_has(c->study->store, c->ids[i], false)) continue;
        tn_status status = tn__store_get(c->study->store, &trial, c->ids[i], err);
        if (status != TN_OK) return status;
        tn__results_put(&c->study->results, w->arm, w->seed, &trial);
        tn__trial_release(&trial);
    }
    return TN_OK;
}

static tn_status run_missing(crew *c, tn_error *err)
{
    tn_status status = tn__store_refresh(c->study->store, err);
    if (status == TN_OK) status = collect(c, err);
    if (status != TN_OK || count_done(c) == c->n) return status;
    if (c->stage->stored_only) return tn__fail(err, TN_INTERRUPTED, "the study is not finished");
    status = open_leases(c->study, &c->leases, err);
    if (status != TN_OK) return status;
    status = run_crew(c, err);
    tn__leases_close(c->leases);
    tn_status collected = collect(c, status == TN_OK ? err : NULL);
    return status == TN_OK ? collected : status;
}

static tn_status run_list(tn__stage *stage, const tn__wanted *wanted, int64_t n, bool test, tn_error *err)
{
    crew c = {.stage = stage, .study = stage->study, .wanted = wanted, .n = n, .test = test};
    if (n == 0) return TN_OK;
    c.ids = tn__alloc((size_t)n, sizeof *c.ids);
    if (!c.ids) return tn__no_memory(err, (uint64_t)n * sizeof *c.ids);
    if (pthread_mutex_init(&c.lock, NULL) != 0) {
        tn__free(c.ids);
        return tn__no_memory(err, sizeof c.lock);
    }
    if (pthread_cond_init(&c.done, NULL) != 0) {
        pthread_mutex_destroy(&c.lock);
        tn__free(c.ids);
        return tn__no_memory(err, sizeof c.done);
    }
    for (int64_t i = 0; i < n; i++)
        tn__runner_id(&stage->study->runner, wanted[i].arm, seed_of(stage->study, wanted[i].seed), c.ids[i]);
    tn_status status = run_missing(&c, err);
    pthread_cond_destroy(&c.done);
    pthread_mutex_destroy(&c.lock);
    tn__free(c.ids);
    return status;
}

tn_status tn__stage_run(tn__stage *stage, const tn__wanted *wanted, int64_t n, tn_error *err)
{
    return run_list(stage, wanted, n, false, err);
}

/* --- test data --- */

static void add_look(const tn_study *study, tn__test_look *test, const tn__trial *trial)
{
    if (trial->state != TN__TRIAL_DONE || trial->test.n == 0) return;
    test->scores[test->n++] = study->results.lower ? trial->test.rmse : trial->test.accuracy;
    for (int b = 0; b < TN__BINS; b++) {
        test->bins[b].confidence += trial->bins[b].confidence;
        test->bins[b].right += trial->bins[b].right;
        test->bins[b].n += trial->bins[b].n;
    }
    test->has_bins = !study->results.lower;
}

/* What the store knows of the test data, in the order of wanted: baseline, winner, baseline, ... */
static tn_status collect_looks(tn_study *study, const tn__wanted *wanted, int n, tn_error *err)
{
    tn_status status = TN_OK;
    for (int i = 0; i < n && status == TN_OK; i++) {
        char id[TN__TRIAL_ID];
        tn__trial trial;
        tn__runner_id(&study->runner, wanted[i].arm, seed_of(study, wanted[i].seed), id);
        if (!tn__store_has(study->store, id, true)) continue;
        status = tn__store_get(study->store, &trial, id, err);
        if (status != TN_OK) break;
        add_look(study, &study->tests[i % 2], &trial);
        tn__trial_release(&trial);
    }
    return status;
}

/* Weights are not kept, so a trial that is to be tested is trained again; it ends the same. */
tn_status tn__stage_test(tn__stage *stage, tn_error *err)
{
    tn_study *study = stage->study;
    int first, end, arms[2] = {study->arms.items[study->winner].against, study->winner};
    if (tn_data_count(study->data, TN_TEST) == 0) return TN_OK;
    tn__study_seeds_of(study, study->winner, &first, &end);
    if (end - first > TN__TEST_SEEDS) end = first + TN__TEST_SEEDS;
    int n = 2 * (end - first);
    tn__wanted *wanted = tn__alloc((size_t)n, sizeof *wanted);
    if (!wanted) return tn__no_memory(err, (uint64_t)n * sizeof *wanted);
    for (int i = 0; i < n; i++) wanted[i] = (tn__wanted){arms[i % 2], first + i / 2};
    tn_status status = run_list(stage, wanted, n, true, err);
    tn_status collected = collect_looks(study, wanted, n, status == TN_OK ? err : NULL);
    tn__free(wanted);
    return status == TN_OK ? collected : status;
}
