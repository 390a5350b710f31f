/* Workers wait for a generation number to change: first spinning for a moment, since runs follow each other closely, then on a
 * condition. Tasks are handed out by an atomic counter while the run is open. Nobody waits for a worker that has not come yet:
 * one that was asleep may need longer to wake up than the others need for all tasks. */
#include "base/threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"

/* What a step does between two runs takes less: waking up a thread costs some 50 us, more on virtual machines. */
#define SPIN_NS 500000
#define PAUSES 16 /* between looks at the clock */

struct tn__threads {
    int count;   /* with the calling thread */
    int started; /* pthreads that exist */
    pthread_t *ids;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    atomic_uint generation; /* counts runs; changes wake the workers */
    atomic_llong next;      /* the next task to take */
    atomic_bool open;       /* tasks may be taken */
    atomic_int inside;      /* workers that may be taking some */
    bool quit;
    int64_t n_tasks;
    void (*task)(int64_t, void *);
    void *argument;
};

static void take_tasks(tn__threads *t)
{
    for (;;) {
        int64_t i = atomic_fetch_add(&t->next, 1);
        if (i >= t->n_tasks) return;
        t->task(i, t->argument);
    }
}

/* Passes a moment; false when it is time to sleep. `until` begins as 0. */
static bool spin(int64_t *until)
{
#if defined(__x86_64__) || defined(__i386__)
    for (int i = 0; i < PAUSES; i++) __builtin_ia32_pause();
#endif
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    if (*until)
        sched_yield(); /* with more threads than cores, the one waited for */
    else
        *until = ns + SPIN_NS;
    return ns < *until;
}

/* Returns the new generation. */
static unsigned wait_for_work(tn__threads *t, unsigned seen)
{
    unsigned now;
    int64_t until = 0;
    while (now = atomic_load(&t->generation), now == seen && spin(&until)) {}
    if (now != seen) return now;
    pthread_mutex_lock(&t->lock);
    while (now = atomic_load(&t->generation), now == seen) pthread_cond_wait(&t->work, &t->lock);
    pthread_mutex_unlock(&t->lock);
    return now;
}

/* A worker looks whether the run is open only when it counts as inside, and a run is closed before those inside are waited for:
 * so none takes tasks of a run that is over. */
static void *worker(void *argument)
{
    tn__threads *t = argument;
    for (unsigned seen = 0;;) {
        seen = wait_for_work(t, seen);
        if (t->quit) return NULL;
        atomic_fetch_add(&t->inside, 1);
        if (atomic_load(&t->open)) take_tasks(t);
        if (atomic_fetch_sub(&t->inside, 1) != 1) continue;
        pthread_mutex_lock(&t->lock);
        pthread_cond_signal(&t->done);
        pthread_mutex_unlock(&t->lock);
    }
}

static void wait_for_workers(tn__threads *t)
{
    int64_t until = 0;
    while (atomic_load(&t->inside) && spin(&until)) {}
    if (!atomic_load(&t->inside)) return;
    pthread_mutex_lock(&t->lock);
    while (atomic_load(&t->inside)) pthread_cond_wait(&t->done, &t->lock);
    pthread_mutex_unlock(&t->lock);
}

static void start_generation(tn__threads *t)
{
    pthread_mutex_lock(&t->lock);
    atomic_fetch_add(&t->generation, 1);
    pthread_cond_broadcast(&t->work);
    pthread_mutex_unlock(&t->lock);
}

tn_status tn__threads_new(tn__threads **out, int n_threads, tn_error *err)
{
    if (n_threads < 1) return tn__fail(err, TN_BAD_ARGUMENT, "%d threads; at least one is needed", n_threads);
    tn__threads *t = tn__alloc(1, sizeof *t);
    if (!t) return tn__no_memory(err, sizeof *t);
    t->count = n_threads;
    t->ids = tn__alloc((size_t)n_threads, sizeof *t->ids);
    if (!t->ids) {
        tn__free(t);
        return tn__no_memory(err, (uint64_t)n_threads * sizeof *t->ids);
    }
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->work, NULL);
    pthread_cond_init(&t->done, NULL);
    for (; t->started < n_threads - 1; t->started++) {
        int refused = pthread_create(&t->ids[t->started], NULL, worker, t);
        if (!refused) continue;
        tn_status status = tn__fail(err, TN_NO_MEMORY, "cannot start thread %d of %d: %s", t->started + 2, n_threads,
                                    strerror(refused));
        tn__threads_free(t);
        return status;
    }
    *out = t;
    return TN_OK;
}

void tn__threads_free(tn__threads *t)
{
    if (!t) return;
    t->quit = true;
    start_generation(t);
    for (int i = 0; i < t->started; i++) pthread_join(t->ids[i], NULL);
    pthread_cond_destroy(&t->work);
    pthread_cond_destroy(&t->done);
    pthread_mutex_destroy(&t->lock);
    tn__free(t->ids);
    tn__free(t);
}

int tn__threads_count(const tn__threads *threads)
{
    return threads ? threads->count : 1;
}

void tn__threads_run(tn__threads *t, int64_t n_tasks, void (*task)(int64_t, void *), void *argument)
{
    if (!t || t->count == 1 || n_tasks < 2) {
        for (int64_t i = 0; i < n_tasks; i++) task(i, argument);
        return;
    }
    t->n_tasks = n_tasks;
    t->task = task;
    t->argument = argument;
    atomic_store(&t->next, 0);
    atomic_store(&t->open, true);
    start_generation(t);
    take_tasks(t);
    atomic_store(&t->open, false);
    wait_for_workers(t);
}
