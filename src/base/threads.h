/* A fixed team of worker threads that runs numbered tasks.
 *
 * Which thread runs a task never matters: work is cut into tasks by its size alone (never by the
 * thread count), and each task writes only its own part, so results are the same for any team. */
#ifndef TN_BASE_THREADS_H
#define TN_BASE_THREADS_H

#include <stdint.h>
#include "base/error.h"

typedef struct tn__threads tn__threads;

/* n_threads >= 1 counts the calling thread; 1 starts none. */
TN_NODISCARD tn_status tn__threads_new(tn__threads **out, int n_threads, tn_error *err);
void tn__threads_free(tn__threads *threads);
int tn__threads_count(const tn__threads *threads); /* 1 for NULL */
/* Runs task(i, argument) for i in [0, n_tasks) and returns when all are done. Allocates nothing.
 * threads == NULL runs them here, in order. Not reentrant. */
void tn__threads_run(tn__threads *threads, int64_t n_tasks, void (*task)(int64_t i, void *argument), void *argument);

#endif
