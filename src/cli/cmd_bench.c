#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/text_table.h"
#include "thinnet/cpu.h"
#include "thinnet/dropout.h"
#include "thinnet/source.h"
#include "thinnet/train.h"

#define MAX_BLOCKS 100
#define SECONDS_DROPOUT 0.3
#define SECONDS_STEP 0.6

static const char models[] =
    "from torch import nn\n"
    "class Dense(nn.Module):\n"
    "    def __init__(self, i, h):\n"
    "        super().__init__()\n"
    "        self.layers = nn.Sequential(nn.Linear(i, h), nn.ReLU(), nn.Dropout(0.5), nn.Linear(h, 10))\n"
    "    def forward(self, x):\n"
    "        return self.layers(x)\n"
    "class Selu(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.layers = nn.Sequential(nn.Linear(64, 50), nn.SELU(), nn.AlphaDropout(0.5), nn.Linear(50, 10))\n"
    "    def forward(self, x):\n"
    "        return self.layers(x)\n"
    "class Wide(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.layers = nn.Sequential(nn.Dropout(0.2), nn.Linear(784, 1024), nn.ReLU(), nn.Dropout(0.5),\n"
    "            nn.Linear(1024, 1024), nn.ReLU(), nn.Dropout(0.5), nn.Linear(1024, 1024), nn.ReLU(),\n"
    "            nn.Dropout(0.5), nn.Linear(1024, 10))\n"
    "    def forward(self, x):\n"
    "        return self.layers(x)\n"
    "class Cnn(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.layers = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Dropout2d(0.5),\n"
    "            nn.MaxPool2d(2, 2), nn.Flatten(), nn.Linear(4096, 10))\n"
    "    def forward(self, x):\n"
    "        return self.layers(x)\n";

typedef struct net_row {
    const char *name, *model;
    int rank;
    int64_t input[3], batch;
} net_row;

static const net_row net_rows[] = {
    {"64-50-10, Dropout", "bench.py:Dense(64, 50)", 1, {64}, 1},
    {"64-50-10, Dropout", "bench.py:Dense(64, 50)", 1, {64}, 32},
    {"64-50-10, Dropout", "bench.py:Dense(64, 50)", 1, {64}, 256},
    {"64-50-10, SELU, AlphaDropout", "bench.py:Selu()", 1, {64}, 64},
    {"784-128-10, Dropout", "bench.py:Dense(784, 128)", 1, {784}, 64},
    {"784-3x1024-10, Dropout", "bench.py:Wide()", 1, {784}, 100},
    {"conv 3-16, Dropout2d, 10", "bench.py:Cnn()", 3, {3, 32, 32}, 64},
};

/* Where results go: JSON lines as they come, or a table at the end. */
typedef struct bench_report {
    bool json;
    cli_table table;
} bench_report;

typedef struct timing {
    double median, low, high; /* seconds; low and high: 10th and 90th percentile */
} timing;

typedef tn_status (*bench_work)(void *what, tn_error *err);

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static tn_status repeat(bench_work work, void *what, int64_t n, double *took, tn_error *err)
{
    double start = now();
    for (int64_t i = 0; i < n; i++) {
        tn_status status = work(what, err);
        if (status != TN_OK) {
            return status;
        }
    }
    *took = now() - start;
    return TN_OK;
}

/* Blocks of about a millisecond, so that the clock's own cost does not show. */
static tn_status time_work(bench_work work, void *what, double seconds, timing *out, tn_error *err)
{
    double took = 0, blocks[MAX_BLOCKS];
    int64_t each = 1;
    int n = 0;
    for (;; each *= 2) {
        tn_status status = repeat(work, what, each, &took, err);
        if (status != TN_OK) {
            return status;
        }
        if (took > 1e-3) {
            break;
        }
    }
    for (double end = now() + seconds; n < MAX_BLOCKS && (n < 5 || now() < end); n++) {
        tn_status status = repeat(work, what, each, &took, err);
        if (status != TN_OK) {
            return status;
        }
        blocks[n] = took / (double)each;
    }
    qsort(blocks, (size_t)n, sizeof *blocks, by_value);
    *out = (timing){blocks[n / 2], blocks[n / 10], blocks[n - 1 - n / 10]};
    return TN_OK;
}

typedef struct arrays {
    tn_dropout_options options;
    float *x, *y;
} arrays;

static tn_status copy_once(void *what, tn_error *err)
{
    arrays *a = what;
    (void)err;
    memcpy(a->y, a->x, (size_t)a->options.spatial * sizeof *a->x);
    __asm__ volatile("" ::: "memory"); /* or the compiler may leave the copy out */
    return TN_OK;
}

static tn_status drop_once(void *what, tn_error *err)
{
    arrays *a = what;
    a->options.step++;
    return tn_dropout_forward(&a->options, true, a->y, a->x, err);
}

static void report_dropout(bench_report *report, int64_t n, double p, timing drop, timing copy)
{
    double ns = 1e9 / (double)n;
    if (report->json) {
        cli_json json = cli_json_begin(stdout);
        cli_json_text(&json, "work", "dropout");
        cli_json_int(&json, "floats", n);
        cli_json_number(&json, "p", p);
        cli_json_number(&json, "ns", drop.median * ns);
        cli_json_number(&json, "ns_low", drop.low * ns);
        cli_json_number(&json, "ns_high", drop.high * ns);
        cli_json_number(&json, "copy_ns", copy.median * ns);
        cli_json_end(&json);
        return;
    }
    char count[28];
    cli_table_cell(&report->table, "dropout p=%g, %s floats", p, cli_thousands(n, count, sizeof count));
    cli_table_cell(&report->table, "%.3f ns each", drop.median * ns);
    cli_table_cell(&report->table, "%.3f to %.3f", drop.low * ns, drop.high * ns);
    cli_table_cell(&report->table, "%.1f copies", drop.median / copy.median);
}

static tn_status bench_dropout(bench_report *report, int64_t n, tn_error *err)
{
    static const double rates[] = {0.5, 0.1};
    arrays a = {.options = tn_dropout_options_default()};
    a.options.spatial = n;
    a.x = calloc((size_t)n, sizeof *a.x);
    a.y = calloc((size_t)n, sizeof *a.y);
    tn_status status = a.x && a.y ? TN_OK : TN_NO_MEMORY;
    if (status != TN_OK) {
        *err = (tn_error){.status = status, .text = "no memory for the arrays of the benchmark"};
    } else {
        for (int64_t i = 0; i < n; i++) {
            a.x[i] = (float)(i % 1000) * 1e-3f;
        }
    }
    for (size_t i = 0; status == TN_OK && i < sizeof rates / sizeof *rates; i++) {
        timing copy, drop;
        a.options.p = rates[i];
        status = time_work(copy_once, &a, SECONDS_DROPOUT, &copy, err);
        if (status == TN_OK) {
            status = time_work(drop_once, &a, SECONDS_DROPOUT, &drop, err);
        }
        if (status == TN_OK) {
            report_dropout(report, n, rates[i], drop, copy);
        }
    }
    free(a.x);
    free(a.y);
    return status;
}

typedef struct stepping {
    tn_trainer *trainer;
    float *x;
    int64_t *labels, batch;
} stepping;

static tn_status step_once(void *what, tn_error *err)
{
    stepping *s = what;
    double loss;
    return tn_trainer_step(s->trainer, s->x, s->labels, NULL, s->batch, &loss, err);
}

/* Made-up samples; the same every time. */
static tn_status make_batch(stepping *s, const net_row *row, tn_error *err)
{
    int64_t n = row->batch;
    for (int d = 0; d < row->rank; d++) {
        n *= row->input[d];
    }
    s->batch = row->batch;
    s->x = malloc((size_t)n * sizeof *s->x);
    s->labels = malloc((size_t)row->batch * sizeof *s->labels);
    if (!s->x || !s->labels) {
        *err = (tn_error){.status = TN_NO_MEMORY, .text = "no memory for the batch of the benchmark"};
        return TN_NO_MEMORY;
    }
    uint32_t state = 1;
    for (int64_t i = 0; i < n; i++) {
        state = state * 1664525u + 1013904223u;
        s->x[i] = (float)(state >> 8) * 0x1p-24f - 0.5f;
    }
    for (int64_t i = 0; i < row->batch; i++) {
        s->labels[i] = i % 10;
    }
    return TN_OK;
}

static void report_step(bench_report *report, const net_row *row, int64_t threads, timing t)
{
    if (report->json) {
        cli_json json = cli_json_begin(stdout);
        cli_json_text(&json, "work", "step");
        cli_json_text(&json, "net", row->name);
        cli_json_int(&json, "batch", row->batch);
        cli_json_int(&json, "threads", threads);
        cli_json_number(&json, "us", t.median * 1e6);
        cli_json_number(&json, "us_low", t.low * 1e6);
        cli_json_number(&json, "us_high", t.high * 1e6);
        cli_json_end(&json);
        return;
    }
    cli_table_cell(&report->table, "step of %s, batch %d", row->name, (int)row->batch);
    cli_table_cell(&report->table, "%.2f us", t.median * 1e6);
    cli_table_cell(&report->table, "%.2f to %.2f", t.low * 1e6, t.high * 1e6);
    cli_table_cell(&report->table, "%.0f samples/s", (double)row->batch / t.median);
}

static tn_status bench_step(bench_report *report, const net_row *row, int64_t threads, tn_error *err)
{
    tn_read_options read = {.input_rank = row->rank, .text = models, .text_length = sizeof models - 1};
    tn_train_options options = tn_train_options_default();
    tn_net *net = NULL;
    stepping s = {0};
    timing t;
    memcpy(read.input, row->input, sizeof row->input);
    options.batch_size = row->batch;
    options.threads = (int)threads;
    options.lr = 0.01;
    tn_status status = tn_net_read(&net, row->model, &read, err);
    if (status == TN_OK && (status = tn_net_init(net, 0, err)) == TN_OK &&
        (status = tn_trainer_new(&s.trainer, net, &options, err)) == TN_OK && (status = make_batch(&s, row, err)) == TN_OK &&
        (status = time_work(step_once, &s, SECONDS_STEP, &t, err)) == TN_OK) {
        report_step(report, row, threads, t);
    }
    free(s.x);
    free(s.labels);
    tn_trainer_free(s.trainer);
    tn_net_free(net);
    return status;
}

static tn_status bench_all(bench_report *report, int64_t threads, tn_error *err)
{
    static const int64_t sizes[] = {1 << 12, 1 << 18, 1 << 24};
    tn_status status = TN_OK;
    for (size_t i = 0; status == TN_OK && i < sizeof sizes / sizeof *sizes; i++) {
        status = bench_dropout(report, sizes[i], err);
    }
    for (size_t i = 0; status == TN_OK && i < sizeof net_rows / sizeof *net_rows; i++) {
        status = bench_step(report, &net_rows[i], threads, err);
    }
    return status;
}

static cli_exit run(const cli_values *values)
{
    bench_report report = {.json = values->json};
    tn_error err = {0};
    cli_table_init(&report.table, "<>>>");
    if (!report.json) {
        cli_table_cell(&report.table, "%s kernels, threads of steps: %d", tn_cpu_variant(), (int)values->threads);
        cli_table_cell(&report.table, "median");
        cli_table_cell(&report.table, "10 to 90 %%");
        cli_table_cell(&report.table, "is");
    }
    tn_status status = bench_all(&report, values->threads, &err);
    bool printed = status != TN_OK || report.json || cli_table_print(&report.table);
    cli_table_release(&report.table);
    if (status != TN_OK) {
        return cli_report(&err);
    }
    return printed ? CLI_FINE : cli_no_memory();
}

static const cli_option bench_options[] = {
    {"threads", .kind = CLI_INT, CLI_AT(threads), .value = "N", .fallback = "1", .min = 1, .max = 1024,
     .text = "worker threads of the training steps"},
    {0},
};
static const cli_group bench_group = {"Timing", bench_options};

const cli_command cli_command_bench = {
    .name = "bench",
    .summary = "how fast dropout and training steps are on this machine",
    .usage = "[--threads N] [--json]",
    .description = "Times dropout beside a copy of the same array, and training steps of some small nets on\n"
                   "made-up data, in some ten seconds. Other work on the machine shows in the figures.",
    .groups = {&bench_group, &cli_common_group},
    .run = run,
};
