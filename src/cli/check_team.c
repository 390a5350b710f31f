#include "cli/check_team.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/fault.h"

#define MOST_THREADS 64
#define AHEAD 256 /* results that wait for an earlier one: bounds the memory */

typedef struct team {
    const cli_check_plan *plan;
    const cli_check_item *items;
    size_t n, next, handed;    /* items taken, results handed over */
    cli_check_result *results; /* of item i at i % AHEAD */
    bool ready[AHEAD];
    pthread_mutex_t lock;
    pthread_cond_t changed;
} team;

/* The next item's index, n when there is none. */
static size_t take(team *t)
{
    pthread_mutex_lock(&t->lock);
    while (t->next < t->n && t->next >= t->handed + AHEAD) {
        pthread_cond_wait(&t->changed, &t->lock);
    }
    size_t i = t->next >= t->n ? t->n : t->next++;
    pthread_mutex_unlock(&t->lock);
    return i;
}

static void *work(void *argument)
{
    team *t = argument;
    for (size_t i = take(t); i < t->n; i = take(t)) {
        cli_check_file(t->plan, &t->items[i], &t->results[i % AHEAD]);
        pthread_mutex_lock(&t->lock);
        t->ready[i % AHEAD] = true;
        pthread_cond_broadcast(&t->changed);
        pthread_mutex_unlock(&t->lock);
    }
    return NULL;
}

static void hand_over(team *t, size_t i, void (*done)(size_t i, cli_check_result *result, void *user), void *user)
{
    cli_check_result *result = &t->results[i % AHEAD];
    pthread_mutex_lock(&t->lock);
    while (!t->ready[i % AHEAD]) {
        pthread_cond_wait(&t->changed, &t->lock);
    }
    pthread_mutex_unlock(&t->lock);
    done(i, result, user);
    cli_check_result_release(result);
    pthread_mutex_lock(&t->lock);
    t->ready[i % AHEAD] = false;
    t->handed = i + 1;
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
}

/* One after the other, here: for few files, or where no thread can be had. */
static void work_alone(team *t, void (*done)(size_t i, cli_check_result *result, void *user), void *user)
{
    for (size_t i = 0; i < t->n; i++) {
        cli_check_file(t->plan, &t->items[i], &t->results[0]);
        done(i, &t->results[0], user);
        cli_check_result_release(&t->results[0]);
    }
}

static int start(team *t, pthread_t *threads, int wanted)
{
    int n = 0;
    while (n < wanted && pthread_create(&threads[n], NULL, work, t) == 0) {
        n++;
    }
    return n;
}

static int choose_threads(int64_t wanted, size_t n)
{
    int64_t threads = wanted > 0 ? wanted : sysconf(_SC_NPROCESSORS_ONLN);
    threads = threads > MOST_THREADS ? MOST_THREADS : threads;
    return (size_t)threads > n ? (int)n : (int)threads;
}

cli_exit cli_check_team(const cli_check_plan *plan, const cli_check_item *items, size_t n, int64_t n_threads,
                        void (*done)(size_t i, cli_check_result *result, void *user), void *user)
{
    pthread_t threads[MOST_THREADS];
    team t = {.plan = plan, .items = items, .n = n, .results = calloc(AHEAD, sizeof(cli_check_result))};
    if (!t.results) {
        return cli_no_memory();
    }
    pthread_mutex_init(&t.lock, NULL);
    pthread_cond_init(&t.changed, NULL);
    int wanted = choose_threads(n_threads, n), started = wanted > 1 ? start(&t, threads, wanted) : 0;
    if (started == 0) {
        work_alone(&t, done, user);
    }
    for (size_t i = 0; started > 0 && i < n; i++) {
        hand_over(&t, i, done, user);
    }
    for (int i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_cond_destroy(&t.changed);
    pthread_mutex_destroy(&t.lock);
    free(t.results);
    return CLI_FINE;
}
