#include "format/samples.h"

#include <string.h>

#include "base/mem.h"

static void free_names(char **names, int64_t n)
{
    for (int64_t i = 0; names && i < n; i++) tn__free(names[i]);
    tn__free(names);
}

void tn__samples_release(tn__samples *s)
{
    tn__free(s->bytes);
    tn__free(s->numbers);
    tn__free(s->labels);
    free_names(s->class_names, s->classes);
    tn__free(s->values);
    tn__free(s->columns);
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

bool tn__samples_name_classes(tn__samples *s, char *const *names, int64_t n)
{
    char **copies = tn__alloc((size_t)n + 1, sizeof *copies);
    bool ok = copies;
    for (int64_t i = 0; ok && i < n; i++) ok = (copies[i] = tn__strdup(names[i]));
    if (!ok) {
        free_names(copies, n);
        return false;
    }
    free_names(s->class_names, s->classes);
    s->class_names = copies;
    s->classes = n;
    return true;
}

/* An empty part takes over what the columns and classes are called. */
static bool copy_names(tn__samples *a, const tn__samples *b)
{
    if (b->columns && !a->columns && !(a->columns = tn__strdup(b->columns))) return false;
    return !b->class_names || a->class_names || tn__samples_name_classes(a, b->class_names, b->classes);
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
              extend((void **)&a->values, old, b->values, b->n, (size_t)outputs * sizeof *b->values) &&
              (old > 0 || copy_names(a, b));
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
    if (status == TN_OK)
        from->n = first;
    else
        tn__samples_release(out);
    return status;
}

tn_status tn__samples_check_alike(const tn__samples *train, const tn__samples *other, const char *name, tn_error *err)
{
    if (!tn__shape_equal(&train->shape, &other->shape)) {
        char ours[96], theirs[96];
        return tn__fail(err, TN_MISMATCH, "the samples of %s have the shape %s, but those for training have %s", name,
                        tn__shape_print(&other->shape, theirs, sizeof theirs), tn__shape_print(&train->shape, ours, sizeof ours));
    }
    if (!train->labels != !other->labels || (train->values && train->outputs != other->outputs))
        return tn__fail(err, TN_MISMATCH, "the targets of %s are not of the kind that training has", name);
    if (!train->bytes != !other->bytes || train->byte_scale != other->byte_scale)
        return tn__fail(err, TN_MISMATCH, "the pixels of %s do not have the scale of those for training", name);
    if (train->columns && other->columns && strcmp(train->columns, other->columns) != 0) {
        tn_status status = tn__fail(err, TN_MISMATCH,
                                    "the header of %s names other columns than the training data's, or in another order", name);
        tn__help(err, "give both tables the same columns in the same order");
        return status;
    }
    return TN_OK;
}
