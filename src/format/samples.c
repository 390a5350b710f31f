#include "format/samples.h"

#include <string.h>

#include "base/mem.h"

void tn__samples_release(tn__samples *s)
{
    tn__free(s->bytes);
    tn__free(s->numbers);
    tn__free(s->labels);
    tn__free(s->values);
    *s = (tn__samples){0};
}

/* *to grows from n to n + more items and takes `from`'s. */
static bool extend(void **to, int64_t n, const void *from, int64_t more, size_t item)
{
    if (!from) return true;
    void *larger = tn__resize(*to, (size_t)(n + more) + 1, item);
    if (!larger) return false;
    memcpy((char *)larger + (size_t)n * item, from, (size_t)more * item);
    *to = larger;
    return true;
}

tn_status tn__samples_append(tn__samples *a, const tn__samples *b, tn_error *err)
{
    int64_t old = a->n, outputs = b->outputs;
    size_t sample = (size_t)tn__shape_count(&b->shape);
    if (old > 0 && (!tn__shape_equal(&a->shape, &b->shape) || !a->bytes != !b->bytes || !a->labels != !b->labels))
        return tn__fail(err, TN_MISMATCH, "the parts of the data set hold samples of different shapes");
    bool ok = extend((void **)&a->bytes, old, b->bytes, b->n, sample) &&
              extend((void **)&a->numbers, old, b->numbers, b->n, sample * sizeof *b->numbers) &&
              extend((void **)&a->labels, old, b->labels, b->n, sizeof *b->labels) &&
              extend((void **)&a->values, old, b->values, b->n, (size_t)outputs * sizeof *b->values);
    if (!ok) return tn__no_memory(err, (uint64_t)(old + b->n) * sample);
    if (b->classes > a->classes) a->classes = b->classes;
    a->n = old + b->n;
    a->shape = b->shape;
    a->byte_scale = b->byte_scale;
    a->outputs = b->outputs;
    a->tabular = b->tabular;
    return TN_OK;
}

tn_status tn__samples_split(tn__samples *from, int64_t n, tn__samples *out, tn_error *err)
{
    int64_t first = from->n - n, sample = tn__shape_count(&from->shape);
    tn__samples view = *from;
    view.n = n;
    if (view.bytes) view.bytes += first * sample;
    if (view.numbers) view.numbers += first * sample;
    if (view.labels) view.labels += first;
    if (view.values) view.values += first * from->outputs;
    *out = (tn__samples){0};
    tn_status status = tn__samples_append(out, &view, err);
    if (status == TN_OK) from->n = first;
    else tn__samples_release(out);
    return status;
}
