#include "study/worker.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "study/trial_record.h"

#define NAP 0.02 /* seconds: how soon a request to stop is seen */

typedef struct worker {
    tn__store *store;
    tn__leases *leases;
    const tn__worker_plan *plan;
    int64_t ran, missing; /* missing: left to others in this round */
} worker;

static bool stopped(const worker *work)
{
    return work->plan->stop && work->plan->stop(work->plan->user);
}

static tn_status interrupted(tn_error *err)
{
    return tn__fail(err, TN_INTERRUPTED, "the worker was stopped; what it finished is stored");
}

/* The trial belongs to this worker. */
static tn_status run_one(worker *work, int64_t i, tn_error *err)
{
    const tn__worker_plan *plan = work->plan;
    tn__trial trial = {0};
    tn_status status = plan->run(plan->user, i, &trial, err);
    if (status != TN_OK) return status;
    status = tn__store_put(work->store, &trial, err);
    if (plan->release) plan->release(plan->user, &trial);
    if (status == TN_OK) work->ran++;
    return status;
}

/* Between the last look into the store and the claim, another worker may have stored the trial and given its lease back. */
static tn_status try_one(worker *work, int64_t i, tn_error *err)
{
    char id[TN__TRIAL_ID];
    bool got;
    snprintf(id, sizeof id, "%s", work->plan->id(work->plan->user, i));
    if (tn__store_has(work->store, id, work->plan->tested)) return TN_OK;
    tn_status status = tn__lease_claim(work->leases, &got, id, err);
    if (status != TN_OK) return status;
    if (!got) {
        work->missing++;
        return TN_OK;
    }
    status = tn__store_refresh(work->store, err);
    if (status == TN_OK && !tn__store_has(work->store, id, work->plan->tested)) status = run_one(work, i, err);
    tn__lease_release(work->leases, id);
    return status;
}

/* Once through the list. Workers begin at different places, so that they seldom reach for the same trial. */
static tn_status go_round(worker *work, int64_t first, tn_error *err)
{
    tn_status status = TN_OK;
    work->missing = 0;
    for (int64_t i = 0; i < work->plan->n && status == TN_OK; i++)
        status = stopped(work) ? interrupted(err) : try_one(work, (first + i) % work->plan->n, err);
    return status;
}

static tn_status wait_for_others(const worker *work, tn_error *err)
{
    const struct timespec nap = {0, (long)(NAP * 1e9)};
    double until = tn__clock_seconds() + (work->plan->poll > 0 ? work->plan->poll : 1);
    while (tn__clock_seconds() < until) {
        if (stopped(work)) return interrupted(err);
        nanosleep(&nap, NULL);
    }
    return tn__store_refresh(work->store, err);
}

static int64_t first_trial(int64_t n)
{
    char host[65] = "";
    uint64_t hash = (uint64_t)getpid() * 0x9E3779B97F4A7C15u;
    if (gethostname(host, sizeof host - 1) == 0)
        for (const char *c = host; *c; c++) hash = (hash ^ (unsigned char)*c) * 0x100000001B3u;
    return (int64_t)((hash >> 11) % (uint64_t)n);
}

tn_status tn__worker_run(tn__store *store, tn__leases *leases, const tn__worker_plan *plan, int64_t *ran, tn_error *err)
{
    worker work = {.store = store, .leases = leases, .plan = plan};
    tn_status status = tn__store_refresh(store, err);
    if (status == TN_OK && plan->n > 0) {
        int64_t first = plan->in_order ? 0 : first_trial(plan->n);
        for (status = go_round(&work, first, err); status == TN_OK && work.missing > 0;) {
            status = wait_for_others(&work, err);
            if (status == TN_OK) status = go_round(&work, first, err);
        }
    }
    *ran = work.ran;
    return status;
}
