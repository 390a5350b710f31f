#include "layer/bias_relu.h"

#include "layer/dropout_layer.h"
#include "layer/rows.h"

#define UNITS 4096 /* whose bits are drawn at a time, on the stack */

static int64_t columns_of(const tn__run *run)
{
    return run->out_shape.dim[run->out_shape.rank - 1];
}

static int64_t rows_of(const tn__run *run)
{
    return tn__shape_product(&run->out_shape, 0, run->out_shape.rank - 1);
}

/* --- forward --- */

typedef struct epilogue {
    const tn__run *run;
    const float *bias;
    const tn__dropout *dropout; /* NULL: none that draws */
    tn__mask_source masks;
    int64_t sample_rows; /* rows of the matrix a sample of the dropout */
} epilogue;

/* Rows of one sample each and of one step, so narrow that several samples' masks are drawn at once. */
static void narrow_rows(const epilogue *e, const tn__mask_source *masks, float *y, int64_t rows, int64_t columns)
{
    const tn__kernels *k = e->run->compute->kernels;
    uint32_t bits[UNITS / 32];
    int64_t at_once = UNITS / ((columns + 31) / 32 * 32);
    for (int64_t r = 0, here; r < rows; r += here) {
        here = rows - r < at_once ? rows - r : at_once;
        k->mask_rows(bits, here, columns, masks->first_sample + (uint64_t)r, &masks->key, &e->dropout->rate);
        k->bias_relu(y + r * columns, e->bias, bits, here, columns, columns, e->dropout->drop.scale);
    }
}

/* One row, from unit `at` of its sample on. */
static void wide_row(const epilogue *e, const tn__mask_source *masks, float *y, int64_t at, int64_t columns)
{
    const tn__kernels *k = e->run->compute->kernels;
    uint32_t bits[UNITS / 32];
    for (int64_t c = 0, here; c < columns; c += here) {
        here = columns - c < UNITS ? columns - c : UNITS;
        k->mask_bits(bits, at + c, here, masks->first_sample, &masks->key, &e->dropout->rate);
        k->bias_relu(y + c, e->bias ? e->bias + c : NULL, bits, 1, here, columns, e->dropout->drop.scale);
    }
}

static void forward_rows(const tn__run *run, int64_t first, int64_t rows, const void *detail)
{
    const epilogue *e = detail;
    int64_t columns = columns_of(run), end = first + rows;
    bool narrow = e->sample_rows == 1 && columns <= UNITS / 2;
    if (!e->dropout) {
        run->compute->kernels->bias_relu(run->out + first * columns, e->bias, NULL, rows, columns, columns, 1);
        return;
    }
    for (int64_t r = first, n; r < end; r += n) {
        n = narrow ? end - r : 1;
        tn__mask_source masks = tn__masks_from(&e->masks, r / e->sample_rows, &n);
        if (narrow)
            narrow_rows(e, &masks, run->out + r * columns, n, columns);
        else
            wide_row(e, &masks, run->out + r * columns, r % e->sample_rows * columns, columns);
    }
}

static const tn__dropout *dropout_of(const tn__run *run)
{
    const tn__dropout *d = run->then_dropout ? run->then_dropout->prepared : NULL;
    return d && d->p > 0 ? d : NULL;
}

void tn__bias_relu_forward(const tn__run *run, const float *bias)
{
    epilogue e = {.run = run, .bias = bias, .dropout = dropout_of(run)};
    if (e.dropout) {
        e.masks = tn__dropout_layer_masks(run->then_dropout);
        e.masks.key.site = e.dropout->site;
        e.sample_rows = run->out_shape.rank > 1 ? rows_of(run) / run->out_shape.dim[0] : 1;
    }
    tn__for_rows(run, rows_of(run), columns_of(run), forward_rows, &e);
}

/* --- backward: by columns, whose sums are the bias' gradient --- */

typedef struct columns {
    const tn__run *run;
    float *dbias;
    float scale;
    int64_t per_task;
} columns;

static void backward_columns(int64_t i, void *argument)
{
    const columns *w = argument;
    const tn__run *run = w->run;
    int64_t stride = columns_of(run), first = i * w->per_task, n = stride - first < w->per_task ? stride - first : w->per_task;
    run->compute->kernels->bias_relu_grad(run->dout + first, w->dbias ? w->dbias + first : NULL, run->out + first, rows_of(run),
                                          n, stride, w->scale, run->dstate_add);
}

void tn__bias_relu_backward(const tn__run *run, float *dbias)
{
    const tn__dropout *d = dropout_of(run);
    int64_t n = columns_of(run), per_task = (tn__rows_per_task(rows_of(run)) + 63) / 64 * 64;
    columns w = {run, dbias, d ? d->drop.scale : 1, per_task};
    tn__threads_run(run->compute->threads, (n + per_task - 1) / per_task, backward_columns, &w);
}
