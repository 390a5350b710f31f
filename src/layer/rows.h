/* Work cut into rows for the threads. */
#ifndef TN_LAYER_ROWS_H
#define TN_LAYER_ROWS_H

#include "layer/layer.h"

/* Rows of a task: some 65536 numbers. */
int64_t tn__rows_per_task(int64_t columns);
/* piece(run, first row, rows, detail) for all of [0, rows), in tasks whose size depends on
 * `columns` alone: the results are the same for any number of threads as long as each row is its
 * own. */
void tn__for_rows(const tn__run *run, int64_t rows, int64_t columns,
                  void (*piece)(const tn__run *run, int64_t first, int64_t rows, const void *detail), const void *detail);

#endif
