/* The worker's loop: runs what a store lacks of a list of trials, side by side with any number of workers in other threads,
 * processes or machines. */
#ifndef TN_STUDY_WORKER_H
#define TN_STUDY_WORKER_H

#include "study/lease.h"
#include "study/store.h"

/* What is to be done; the same list, in any order, for every worker. All functions may be called from the threads that called
 * tn__worker_run. */
typedef struct tn__worker_plan {
    int64_t n;
    const char *(*id)(void *user, int64_t i); /* of trial i; borrowed until the next call */
    /* Trains trial i. Diverged trials are TN_OK with their state; TN_INTERRUPTED: given up because of stop. The curve may be
     * borrowed from `user` or owned by *out: `release` is called after it is stored. */
    tn_status (*run)(void *user, int64_t i, tn__trial *out, tn_error *err);
    void (*release)(void *user, tn__trial *trial); /* may be NULL */
    bool (*stop)(void *user);                      /* asked often; may be NULL */
    bool tested;                                   /* a trial is done only with its test score (see tn__store_has) */
    void *user;
    bool in_order; /* begins with the first trial that is free; else somewhere, so that many workers seldom reach for the same one
                    */
    double poll;   /* seconds between looks when all that is left is leased to others; 0: one second */
} tn__worker_plan;

/* Returns when every trial is stored (TN_OK), when stop says so (TN_INTERRUPTED), or at the first failure. *ran counts the
 * trials that this call ran and stored. May be called by several threads at once with one store and one tn__leases. */
TN_NODISCARD tn_status tn__worker_run(tn__store *store, tn__leases *leases, const tn__worker_plan *plan, int64_t *ran,
                                      tn_error *err);

#endif
