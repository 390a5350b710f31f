#include "layer/epilogue.h"

#include <string.h>

#include "layer/dropout_layer.h"
#include "layer/pointwise.h"
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

bool tn__has_epilogue(const tn__run *run)
{
    return run->then_relu || run->then_activation;
}

size_t tn__epilogue_slope_bytes(const tn__run *run)
{
    return run->then_activation && run->for_training ? (size_t)tn__shape_count(&run->out_shape) * sizeof(float) : 0;
}

/* --- forward --- */

typedef struct epilogue {
    const tn__run *run;
    const float *bias;
    const tn__dropout *dropout; /* NULL: none that draws */
    tn__mask_source masks;
    int64_t sample_rows; /* rows of the matrix a sample of the dropout */
    tn__activation kind; /* with its parameters: of then_activation */
    float parameter[2];
} epilogue;

static void finish_by_slopes(const epilogue *e, const float *bias, const uint32_t *bits, int64_t at, int64_t rows,
                             int64_t columns)
{
    const tn__run *run = e->run;
    tn__finish f = {.kind = e->kind, .parameter = e->parameter, .bias = bias, .bits = bits};
    if (e->dropout) f.drop = e->dropout->drop;
    run->compute->kernels->bias_activation(run->out + at, run->slope ? run->slope + at : NULL, rows, columns, &f);
}

/* So many rows and columns from (row, column) of the output on; bits NULL: no mask. */
static void finish_rows(const epilogue *e, const uint32_t *bits, int64_t row, int64_t column, int64_t rows, int64_t columns)
{
    const tn__run *run = e->run;
    const float *bias = e->bias ? e->bias + column : NULL;
    int64_t at = row * columns_of(run) + column;
    if (run->then_relu)
        run->compute->kernels->bias_relu(run->out + at, bias, bits, rows, columns, columns,
                                         e->dropout ? e->dropout->drop.scale : 1);
    else
        finish_by_slopes(e, bias, bits, at, rows, columns);
}

/* The masks of whole rows that are samples. */
static void draw_rows(const epilogue *e, const tn__mask_source *masks, uint32_t *bits, int64_t rows, int64_t columns)
{
    const tn__kernels *k = e->run->compute->kernels;
    int64_t row_words = (columns + 31) / 32;
    bool one = e->dropout->kind->batchwise;
    k->mask_rows(bits, one ? 1 : rows, columns, one ? 0 : masks->first_sample, &masks->key, &e->dropout->rate);
    for (int64_t r = 1; one && r < rows; r++) memcpy(bits + r * row_words, bits, (size_t)row_words * sizeof *bits);
}

/* Rows of one sample each and of one step, so narrow that several samples' masks are drawn at once. */
static void narrow_rows(const epilogue *e, const tn__mask_source *masks, int64_t first, int64_t rows)
{
    uint32_t bits[UNITS / 32];
    int64_t columns = columns_of(e->run), at_once = UNITS / ((columns + 31) / 32 * 32);
    tn__mask_source from = *masks;
    for (int64_t r = 0, here; r < rows; r += here, from.first_sample += (uint64_t)here) {
        here = rows - r < at_once ? rows - r : at_once;
        draw_rows(e, &from, bits, here, columns);
        finish_rows(e, bits, first + r, 0, here, columns);
    }
}

/* One row, which is part of a sample. */
static void wide_row(const epilogue *e, const tn__mask_source *masks, int64_t row)
{
    uint32_t bits[UNITS / 32];
    int64_t columns = columns_of(e->run), unit = row % e->sample_rows * columns;
    uint64_t sample = e->dropout->kind->batchwise ? 0 : masks->first_sample;
    for (int64_t c = 0, here; c < columns; c += here) {
        here = columns - c < UNITS ? columns - c : UNITS;
        e->run->compute->kernels->mask_bits(bits, unit + c, here, sample, &masks->key, &e->dropout->rate);
        finish_rows(e, bits, row, c, 1, here);
    }
}

static void forward_rows(const tn__run *run, int64_t first, int64_t rows, const void *detail)
{
    const epilogue *e = detail;
    int64_t columns = columns_of(run), end = first + rows;
    bool narrow = e->sample_rows == 1 && columns <= UNITS / 2;
    if (!e->dropout) {
        finish_rows(e, NULL, first, 0, rows, columns);
        return;
    }
    for (int64_t r = first, n; r < end; r += n) {
        n = narrow ? end - r : 1;
        tn__mask_source masks = tn__masks_from(&e->masks, r / e->sample_rows, &n);
        if (narrow)
            narrow_rows(e, &masks, r, n);
        else
            wide_row(e, &masks, r);
    }
}

static const tn__dropout *dropout_of(const tn__run *run)
{
    const tn__dropout *d = run->then_dropout ? run->then_dropout->prepared : NULL;
    return d && d->p > 0 ? d : NULL;
}

void tn__epilogue_forward(const tn__run *run, const float *bias)
{
    epilogue e = {.run = run, .bias = bias, .dropout = dropout_of(run)};
    if (run->then_activation) {
        e.kind = run->then_activation->layer->kind->activation(run->then_activation->layer);
        tn__activation_parameters(run->then_activation->layer, e.parameter);
    }
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
    const tn__kernels *k = run->compute->kernels;
    int64_t stride = columns_of(run), first = i * w->per_task, n = stride - first < w->per_task ? stride - first : w->per_task;
    float *dout = run->dout + first, *dbias = w->dbias ? w->dbias + first : NULL;
    if (run->then_relu)
        k->bias_relu_grad(dout, dbias, run->out + first, rows_of(run), n, stride, w->scale, run->dstate_add);
    else
        k->slope_grad(dout, dbias, run->slope + first, rows_of(run), n, stride, w->scale, run->dstate_add);
}

void tn__epilogue_backward(const tn__run *run, float *dbias)
{
    const tn__dropout *d = dropout_of(run);
    int64_t n = columns_of(run), per_task = (tn__rows_per_task(rows_of(run)) + 63) / 64 * 64;
    columns w = {run, dbias, d ? d->drop.scale : 1, per_task};
    tn__threads_run(run->compute->threads, (n + per_task - 1) / per_task, backward_columns, &w);
}
