#include "layer/rows.h"

#define PIECE (1 << 16) /* numbers a task: enough to be worth handing out */

typedef struct work {
    const tn__run *run;
    int64_t rows, per_task;
    void (*piece)(const tn__run *, int64_t, int64_t, const void *);
    const void *detail;
} work;

static void run_task(int64_t i, void *argument)
{
    const work *w = argument;
    int64_t first = i * w->per_task, left = w->rows - first;
    w->piece(w->run, first, left < w->per_task ? left : w->per_task, w->detail);
}

int64_t tn__rows_per_task(int64_t columns)
{
    return columns < PIECE ? PIECE / (columns > 0 ? columns : 1) : 1;
}

void tn__for_rows(const tn__run *run, int64_t rows, int64_t columns,
                  void (*piece)(const tn__run *, int64_t, int64_t, const void *), const void *detail)
{
    if (rows > 0 && rows * columns <= PIECE) { /* what follows would take as long as a small net's layer */
        piece(run, 0, rows, detail);
        return;
    }
    int64_t per_task = tn__rows_per_task(columns);
    work w = {run, rows, per_task, piece, detail};
    if (rows > 0) tn__threads_run(run->compute->threads, (rows + per_task - 1) / per_task, run_task, &w);
}
