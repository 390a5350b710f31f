/* Drawing and applying masks beside memcpy of the same array, in turns.
 *
 *   bench_mask_kernels [NUMBERS [THREADS [ISA]]]     262144, 1, the best of this CPU
 *
 * A line a rate: nanoseconds a number and how many copies that is, medians of all turns with the 10th and 90th percentile of
 * the ratio within one turn. Threads work on equal parts of one array. Arrays are in huge pages where the system has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/threads.h"
#include "kernel/kernel.h"
#include "timing.h"

#define MOST_TURNS 401

typedef struct work {
    const tn__kernels *k;
    tn__threads *threads;
    float *x, *y;
    uint32_t *bits;
    int64_t n, part; /* part: a thread's numbers, a multiple of 128 */
    tn__mask_pass pass;
} work;

typedef void task(int64_t i, void *w);

static int64_t part_of(const work *w, int64_t i)
{
    int64_t rest = w->n - i * w->part;
    return rest < w->part ? rest : w->part;
}

static void copy(int64_t i, void *argument)
{
    work *w = argument;
    memcpy(w->y + i * w->part, w->x + i * w->part, (size_t)part_of(w, i) * sizeof *w->y);
    __asm__ volatile("" ::: "memory"); /* the copy must happen */
}

static void draw(int64_t i, void *argument)
{
    work *w = argument;
    w->k->mask_bits(w->bits + i * w->part / 32, i * w->part, part_of(w, i), w->pass.sample, &w->pass.key, &w->pass.rate);
}

static void forward(int64_t i, void *argument)
{
    work *w = argument;
    w->k->mask_draw_apply(w->y + i * w->part, w->x + i * w->part, NULL, i * w->part, part_of(w, i), &w->pass);
}

static void forward_and_store(int64_t i, void *argument)
{
    work *w = argument;
    w->k->mask_draw_apply(w->y + i * w->part, w->x + i * w->part, w->bits + i * w->part / 32, i * w->part, part_of(w, i),
                          &w->pass);
}

static void backward(int64_t i, void *argument)
{
    work *w = argument;
    w->k->mask_scale(w->y + i * w->part, w->x + i * w->part, w->bits + i * w->part / 32, 1, part_of(w, i), w->pass.drop.scale,
                     false);
}

static task *const tasks[] = {copy, draw, forward, forward_and_store, backward};
static const char *const names[] = {"memcpy", "draw", "forward", "forward, bits kept", "backward of bits"};
#define N_TASKS 5

static double time_of(work *w, task *run)
{
    int64_t parts = (w->n + w->part - 1) / w->part;
    double start = seconds_now();
    tn__threads_run(w->threads, parts, run, w);
    return (seconds_now() - start) * 1e9 / (double)w->n;
}

static double percentile(double *values, int n, int percent)
{
    qsort(values, (size_t)n, sizeof *values, by_value);
    return values[(n - 1) * percent / 100];
}

static void bench_rate(work *w, double p, int turns)
{
    static double took[N_TASKS][MOST_TURNS], ratio[MOST_TURNS];
    w->pass.rate = tn__rate_of(p);
    w->pass.drop.scale = 1 / (float)w->pass.rate.keep;
    for (int turn = -2; turn < turns; turn++) /* two to warm up */
        for (int t = 0; t < N_TASKS; t++) {
            double ns = time_of(w, tasks[t]);
            if (turn >= 0) took[t][turn] = ns;
        }
    printf("p=%-5g", p);
    for (int t = 0; t < N_TASKS; t++) {
        for (int i = 0; i < turns; i++) ratio[i] = took[t][i] / took[0][i];
        if (t)
            printf(" | %s", names[t]);
        else
            printf(" %s", names[t]);
        double low = percentile(ratio, turns, 10), middle = percentile(ratio, turns, 50), high = percentile(ratio, turns, 90);
        if (t) printf(" %.2fx [%.2f, %.2f]", middle, low, high);
    }
    for (int t = 0; t < N_TASKS; t++) printf("%s%.4f", t ? " " : " | ns ", percentile(took[t], turns, 50));
    printf("\n");
}

int main(int argc, char **argv)
{
    static const double rates[] = {0.5, 0.25, 0.1, 0.2, 0.9};
    int64_t n = argc > 1 ? atoll(argv[1]) : 1 << 18;
    int n_threads = argc > 2 ? atoi(argv[2]) : 1;
    work w = {.k = argc > 3 ? tn__kernels_for(argv[3]) : tn__kernels_best(), .n = n, .pass = {.key = {1, 2, 3}}};
    if (n < 1 || n_threads < 1 || !w.k) return fprintf(stderr, "bench_mask_kernels [NUMBERS [THREADS [ISA]]]\n"), 2;
    w.part = ((n + n_threads - 1) / n_threads + 127) / 128 * 128;
    w.x = tn__alloc_aligned((size_t)n, sizeof *w.x);
    w.y = tn__alloc_aligned((size_t)n, sizeof *w.y);
    w.bits = tn__alloc_aligned((size_t)n / 32 + 4, sizeof *w.bits);
    if (!w.x || !w.y || !w.bits || tn__threads_new(&w.threads, n_threads, NULL) != TN_OK) return 3;
    for (int64_t i = 0; i < n; i++) w.x[i] = (float)(i % 100) - 50;
    w.pass.stream = n * (int64_t)sizeof *w.x >= TN_STREAM_BYTES;
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) bench_rate(&w, rates[r], n > 1 << 21 ? 21 : MOST_TURNS);
    tn__threads_free(w.threads);
    tn__free(w.x), tn__free(w.y), tn__free(w.bits);
    return 0;
}
