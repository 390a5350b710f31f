/* How the benchmark's C programs take and order times, and how they time a training step; C and C++. */
#ifndef TN_BENCH_TIMING_H
#define TN_BENCH_TIMING_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MOST_BLOCKS 400

/* One training step of `net`; not 0 ends the timing. */
typedef int step_function(void *net);

static inline double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Runs `steps` steps and sets *seconds to what they took. */
static inline int run_steps(step_function *step, void *net, long steps, double *seconds)
{
    double start = seconds_now();
    for (long i = 0; i < steps; i++) {
        int failed = step(net);
        if (failed) return failed;
    }
    *seconds = seconds_now() - start;
    return 0;
}

/* What a program times: prints one line of figures; not 0 ends it. */
typedef int block_function(void *argument);

/* One block, or where THINNET_BENCH_TURNS is set one at each line of standard input (turns.py). */
static inline int time_in_turns(block_function *block, void *argument)
{
    char line[16];
    int failed = 0;
    if (!getenv("THINNET_BENCH_TURNS")) return block(argument);
    printf("ready\n");
    while (!failed && !fflush(stdout) && fgets(line, sizeof line, stdin)) failed = block(argument);
    return failed;
}

typedef struct timed_steps {
    step_function *step;
    void *net;
    double seconds;
} timed_steps;

/* Steps in blocks of about 2 ms, so that the clock's own cost does not show, for `seconds` and at least 5 blocks. Prints
 * microseconds a step: median, 10th and 90th percentile of the blocks. Returns what a failed step returned, or 0. */
static inline int time_some_steps(void *argument)
{
    const timed_steps *timed = (const timed_steps *)argument;
    step_function *step = timed->step;
    void *net = timed->net;
    double took = 0, block[MOST_BLOCKS];
    long steps = 1;
    int n = 0, failed = run_steps(step, net, 1, &took);
    while (!failed && took < 2e-3) failed = run_steps(step, net, steps *= 2, &took);
    for (double end = seconds_now() + timed->seconds; !failed && n < MOST_BLOCKS && (seconds_now() < end || n < 5); n++) {
        failed = run_steps(step, net, steps, &took);
        block[n] = took / (double)steps * 1e6;
    }
    if (failed) return failed;
    qsort(block, (size_t)n, sizeof *block, by_value);
    printf("%.3f %.3f %.3f\n", block[n / 2], block[n / 10], block[n - 1 - n / 10]);
    return 0;
}

static inline int time_steps(step_function *step, void *net, double seconds)
{
    timed_steps timed = {step, net, seconds};
    return time_in_turns(time_some_steps, &timed);
}

#endif
