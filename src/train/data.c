/* Data sets in memory: three parts, normalised when a batch is gathered. */
#include "train/data.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "format/class_names.h"
#include "format/data_format.h"
#include "format/idx.h"
#include "random/sampler.h"
#include "train/normalisation.h"

#define DIGITS_TRAIN 1397
#define TEST_SEED 0
#define READY_NUMBERS (1 << 20) /* 4 MiB: about what the caches hold; beyond, bytes and a table are read faster */
extern const unsigned char tn__digits_images[], tn__digits_labels[];
extern const size_t tn__digits_images_size, tn__digits_labels_size;

struct tn_data {
    char *name;
    const char *format;
    tn__samples part[3]; /* by tn_part */
    int64_t classes;
    tn_normalisation normalisation;
    float *table;    /* [n][256]: a byte's normalised value, per channel or for all; NULL without bytes */
    float *ready[3]; /* [n][shape]: a small part's samples, normalised; NULL: it is large, or as its numbers are */
};

tn_data_options tn_data_options_default(void)
{
    return (tn_data_options){.test_fraction = 0.2, .normalise = true};
}

/* --- normalisation --- */

/* The part's samples, normalised, where they are few: a study gathers each of them hundreds of times. */
static tn_status make_ready(float **out, const tn_data *data, const tn_normalisation *norm, const float *table, int part,
                            tn_error *err)
{
    const tn__samples *s = &data->part[part];
    int64_t sample = tn__shape_count(&s->shape);
    *out = NULL;
    if (s->n == 0 || sample == 0 || sample > READY_NUMBERS / s->n || (!s->bytes && norm->n == 0)) return TN_OK;
    float *x = tn__alloc((size_t)(s->n * sample), sizeof *x);
    if (!x) return tn__no_memory(err, (uint64_t)(s->n * sample) * sizeof *x);
    for (int64_t i = 0; i < s->n; i++) tn__normalise_sample(norm, table, s, i, x + i * sample);
    *out = x;
    return TN_OK;
}

static void release_normalised(tn_data *data)
{
    tn__normalisation_release(&data->normalisation);
    tn__free(data->table);
    for (int p = 0; p < 3; p++) tn__free(data->ready[p]);
}

/* Takes *norm over in place of what there was; on failure frees it, and nothing has changed. */
static tn_status adopt(tn_data *data, tn_normalisation *norm, tn_error *err)
{
    float *table = NULL, *ready[3] = {NULL};
    tn_status status = tn__normalisation_table(&table, norm, &data->part[TN_TRAIN], err);
    for (int p = 0; p < 3 && status == TN_OK; p++) status = make_ready(&ready[p], data, norm, table, p, err);
    if (status != TN_OK) {
        for (int p = 0; p < 3; p++) tn__free(ready[p]);
        tn__free(table);
        tn__normalisation_release(norm);
        return status;
    }
    release_normalised(data);
    data->normalisation = *norm;
    data->table = table;
    memcpy(data->ready, ready, sizeof ready);
    return TN_OK;
}

static tn_status normalise(tn_data *data, bool wanted, tn_error *err)
{
    tn_normalisation norm;
    tn_status status = tn__normalisation_measure(&norm, &data->part[TN_TRAIN], wanted, err);
    return status == TN_OK ? adopt(data, &norm, err) : status;
}

tn_status tn_data_set_normalisation(tn_data *data, const tn_normalisation *n, tn_error *err)
{
    tn_normalisation copy;
    tn_status status = tn__normalisation_copy(&copy, n, &data->part[TN_TRAIN], err);
    return status == TN_OK ? adopt(data, &copy, err) : status;
}

/* --- class names --- */

tn_status tn__data_print_classes(const tn_data *data, char **out, tn_error *err)
{
    *out = NULL;
    return data->part[TN_TRAIN].class_names ? tn__classes_print(&data->part[TN_TRAIN], out, err) : TN_OK;
}

static tn_status refuse_class(const tn_data *data, const tn__samples *known, const tn__samples *all, tn_error *err)
{
    int64_t c = 0;
    while (c < known->classes && strcmp(known->class_names[c], all->class_names[c]) == 0) c++;
    tn_status status = tn__fail(err, TN_MISMATCH,
                                "%s has the class '%.80s', which is not among the %lld that the weights were trained for",
                                data->name, all->class_names[c], (long long)known->classes);
    tn__help(err, "use data with the same target, or train anew");
    return status;
}

tn_status tn__data_use_classes(tn_data *data, const char *text, tn_error *err)
{
    tn__samples parts[4] = {data->part[0], data->part[1], data->part[2]}, known = {0};
    if (!data->part[TN_TRAIN].class_names) return TN_OK;
    tn_status status = tn__classes_parse(&known, text, err);
    if (status == TN_OK && !tn__samples_name_classes(&parts[3], known.class_names, known.classes))
        status = tn__no_memory(err, 64);
    /* Lists are sorted, so one that holds all classes of the data is the common list, in the same order. */
    if (status == TN_OK) {
        status = tn__classes_share(parts, 4, err);
        for (int p = 0; p < 3; p++) data->part[p] = parts[p];
        data->classes = parts[TN_TRAIN].classes;
    }
    if (status == TN_OK && data->classes > known.classes) status = refuse_class(data, &known, &parts[3], err);
    tn__samples_release(&parts[3]);
    tn__samples_release(&known);
    return status;
}

/* --- parts --- */

static tn_status check_fraction(const char *name, double fraction, tn_error *err)
{
    if (fraction >= 0 && fraction < 1) return TN_OK;
    return tn__fail(err, TN_BAD_ARGUMENT, "the %s fraction is %g; it must be from 0 to below 1", name, fraction);
}

/* Moves samples into a new order. */
static tn_status permute(tn__samples *s, const int64_t *order, tn_error *err)
{
    tn__samples copy = {0};
    tn_status status = tn__samples_append(&copy, s, err);
    int64_t sample = tn__shape_count(&s->shape);
    for (int64_t i = 0; status == TN_OK && i < s->n; i++) {
        int64_t from = order[i];
        if (s->bytes) memcpy(s->bytes + i * sample, copy.bytes + from * sample, (size_t)sample);
        if (s->numbers) memcpy(s->numbers + i * sample, copy.numbers + from * sample, (size_t)sample * sizeof(float));
        if (s->labels) s->labels[i] = copy.labels[from];
        if (s->values) memcpy(s->values + i * s->outputs, copy.values + from * s->outputs, (size_t)s->outputs * sizeof(float));
    }
    tn__samples_release(&copy);
    return status;
}

/* The last `n` of a random order, so that those left are a random choice too when they are cut to a limit. */
static tn_status draw(tn__samples *from, int64_t n, uint64_t seed, tn__samples *out, tn_error *err)
{
    int64_t *order = tn__alloc((size_t)from->n, sizeof *order);
    if (!order) return tn__no_memory(err, (uint64_t)from->n * sizeof *order);
    tn_generator g;
    tn_generator_seed(&g, seed);
    tn_random_permutation(&g, order, from->n);
    tn_status status = permute(from, order, err);
    if (status == TN_OK) status = tn__samples_split(from, n, out, err);
    tn__free(order);
    return status;
}

/* A random share of the training part becomes the validation part. */
static tn_status split_validation(tn_data *data, const tn_data_options *o, tn_error *err)
{
    tn__samples *train = &data->part[TN_TRAIN];
    int64_t n = (int64_t)((double)train->n * o->validation_fraction + 0.5);
    if (n < 1 || n >= train->n)
        return tn__fail(err, TN_BAD_ARGUMENT, "a validation fraction of %g leaves %lld of %lld samples for training",
                        o->validation_fraction, (long long)(train->n - n), (long long)train->n);
    return draw(train, n, o->split_seed, &data->part[TN_VALIDATION], err);
}

/* Tables are often sorted, by class or by time, so their last rows would make a poor test. The draw has a seed of its own: what
 * is tested on stays the same however the rest is split. */
static tn_status split_test(tn_data *data, double fraction, tn_error *err)
{
    tn__samples *train = &data->part[TN_TRAIN];
    int64_t n = (int64_t)((double)train->n * fraction + 0.5);
    return n > 0 ? draw(train, n, TEST_SEED, &data->part[TN_TEST], err) : TN_OK;
}

/* All samples, in the source's order, become the training part. */
static tn_status join_parts(tn_data *data, tn_error *err)
{
    tn_status status = tn__samples_append(&data->part[TN_TRAIN], &data->part[TN_TEST], err);
    tn__samples_release(&data->part[TN_TEST]);
    return status;
}

static tn_status read_validation(tn_data *data, const tn_data_options *o, tn_error *err)
{
    const tn__csv_options csv = {o->target, o->regression, o->unlabelled};
    const tn__data_format *format = tn__data_format_find(o->validation);
    tn__samples unused = {0};
    if (!format) return tn__data_format_refuse(o->validation, err);
    tn_status status = format->read(o->validation, &csv, &data->part[TN_VALIDATION], &unused, err);
    tn__samples_release(&unused);
    return status == TN_OK ? tn__samples_check_alike(&data->part[TN_TRAIN], &data->part[TN_VALIDATION], o->validation, err)
                           : status;
}

static tn_status make_parts(tn_data *data, const tn_data_options *o, tn_error *err)
{
    tn__samples *train = &data->part[TN_TRAIN], *test = &data->part[TN_TEST];
    tn_status status = check_fraction("test", o->test_fraction, err);
    if (status == TN_OK) status = check_fraction("validation", o->validation_fraction, err);
    if (status == TN_OK && o->whole && test->n > 0) status = join_parts(data, err);
    if (status == TN_OK && !o->whole && test->n == 0) status = split_test(data, o->test_fraction, err);
    if (status == TN_OK && train->n == 0) status = tn__fail(err, TN_BAD_FORMAT, "%s leaves no samples for training", data->name);
    if (status == TN_OK && test->n > 0) status = tn__samples_check_alike(train, test, "the test part", err);
    if (status == TN_OK && o->limit > 0 && o->limit < train->n) train->n = o->limit;
    if (status == TN_OK && o->validation)
        status = read_validation(data, o, err);
    else if (status == TN_OK && o->validation_fraction > 0)
        status = split_validation(data, o, err);
    if (status == TN_OK) status = tn__classes_share(data->part, 3, err);
    for (int p = 0; p < 3; p++)
        if (data->part[p].classes > data->classes) data->classes = data->part[p].classes;
    return status == TN_OK ? normalise(data, o->normalise, err) : status;
}

tn_status tn__data_resplit(tn_data **out, const tn_data *from, double fraction, uint64_t seed, int64_t limit, tn_error *err)
{
    const tn_data_options o = {.validation_fraction = fraction, .split_seed = seed};
    tn_data *data = tn__alloc(1, sizeof *data);
    if (!data) return tn__no_memory(err, sizeof *data);
    tn_status status = TN_OK;
    data->format = from->format;
    data->classes = from->classes;
    data->name = tn__strdup(from->name);
    if (!data->name) status = tn__no_memory(err, strlen(from->name));
    for (int p = 0; status == TN_OK && p < 3; p++) status = tn__samples_append(&data->part[p], &from->part[p], err);
    if (status == TN_OK && fraction > 0) status = split_validation(data, &o, err);
    if (status == TN_OK && limit > 0 && limit < data->part[TN_TRAIN].n) data->part[TN_TRAIN].n = limit;
    if (status == TN_OK) status = normalise(data, from->normalisation.n > 0, err);
    if (status == TN_OK)
        *out = data;
    else
        tn_data_free(data);
    return status;
}

/* --- life --- */

static tn_status read_digits(tn_data *data, tn_error *err)
{
    tn__samples *train = &data->part[TN_TRAIN];
    tn_status status = tn__idx_parse(train, tn__digits_images, tn__digits_images_size, tn__digits_labels, tn__digits_labels_size,
                                     err);
    if (status != TN_OK) return status;
    train->byte_scale = 1.0f / 16;
    return tn__samples_split(train, train->n - DIGITS_TRAIN, &data->part[TN_TEST], err);
}

static tn_status read_path(tn_data *data, const char *source, const tn_data_options *o, tn_error *err)
{
    const tn__csv_options csv = {o->target, o->regression, o->unlabelled};
    const tn__data_format *format = tn__data_format_find(source);
    if (format && o->unlabelled && format != &tn__format_csv)
        return tn__fail(err, TN_UNSUPPORTED, "only tables can be without targets, and %s is none", source);
    if (format) {
        data->format = format->name;
        return format->read(source, &csv, &data->part[TN_TRAIN], &data->part[TN_TEST], err);
    }
    return tn__data_format_refuse(source, err);
}

static tn_status open_into(tn_data *data, const char *source, const tn_data_options *o, tn_error *err)
{
    data->name = tn__strdup(source);
    if (!data->name) return tn__no_memory(err, strlen(source));
    data->format = "IDX";
    if (o->unlabelled && (o->target || strcmp(source, "digits") == 0))
        return tn__fail(err, TN_BAD_ARGUMENT,
                        o->target ? "a table without targets has no target column"
                                  : "only tables can be without targets, and digits is none");
    tn_status status = strcmp(source, "digits") == 0 ? read_digits(data, err) : read_path(data, source, o, err);
    return status == TN_OK ? make_parts(data, o, err) : status;
}

tn_status tn_data_open(tn_data **out, const char *source, const tn_data_options *options, tn_error *err)
{
    tn_data_options defaults = tn_data_options_default();
    tn_data *data = tn__alloc(1, sizeof *data);
    if (!data) return tn__no_memory(err, sizeof *data);
    tn_status status = open_into(data, source, options ? options : &defaults, err);
    if (status != TN_OK) {
        tn_data_free(data);
        return status;
    }
    *out = data;
    return TN_OK;
}

/* A sample's numbers; 0 when it has none, or when n samples of them and `outputs` values cannot be counted. */
static int64_t checked_sample(const tn_shape *sample, int64_t n_train, int64_t n_test, int64_t outputs)
{
    int64_t n, size, bytes;
    if (sample->rank < 0 || sample->rank > TN_MAX_DIMS || sample->batch >= 0 || n_train < 1 || n_test < 0 || outputs < 1)
        return 0;
    size = tn__shape_count(sample);
    bool fits = size > 0 && size <= INT32_MAX && !__builtin_add_overflow(n_train, n_test, &n) &&
                !__builtin_mul_overflow(n, (size > outputs ? size : outputs) * (int64_t)sizeof(int64_t), &bytes);
    return fits ? size : 0;
}

static tn_status check_finite(const char *what, const float *x, int64_t n, int64_t each, tn_error *err)
{
    for (int64_t i = 0; x && i < n * each; i++)
        if (!isfinite(x[i]))
            return tn__fail(err, TN_BAD_ARGUMENT, "%s %lld holds a value that is not finite", what, (long long)(i / each));
    return TN_OK;
}

static tn_status check_labels(const int64_t *labels, int64_t n, int64_t *classes, tn_error *err)
{
    for (int64_t i = 0; labels && i < n; i++) {
        if (labels[i] < 0 || labels[i] >= INT32_MAX)
            return tn__fail(err, TN_BAD_ARGUMENT, "label %lld of sample %lld is %s", (long long)labels[i], (long long)i,
                            labels[i] < 0 ? "negative" : "too large");
        if (labels[i] >= *classes) *classes = labels[i] + 1;
    }
    return TN_OK;
}

static tn_status fill_from_memory(tn_data *data, const tn__samples *all, int64_t n_test, const tn_data_options *options,
                                  tn_error *err)
{
    tn_data_options o = *options;
    o.test_fraction = 0;
    data->format = "memory";
    data->name = tn__strdup("memory");
    if (!data->name) return tn__no_memory(err, 7);
    tn_status status = tn__samples_append(&data->part[TN_TRAIN], all, err);
    if (status == TN_OK && n_test > 0) status = tn__samples_split(&data->part[TN_TRAIN], n_test, &data->part[TN_TEST], err);
    return status == TN_OK ? make_parts(data, &o, err) : status;
}

tn_status tn_data_from_memory(tn_data **out, const float *x, const int64_t *labels, const float *values, int64_t n_train,
                              int64_t n_test, const tn_shape *sample, int64_t outputs, const tn_data_options *options,
                              tn_error *err)
{
    tn_data_options defaults = tn_data_options_default();
    int64_t each = checked_sample(sample, n_train, n_test, outputs);
    if (!x || !labels == !values || each == 0)
        return tn__fail(err, TN_BAD_ARGUMENT, "data from memory needs samples, and labels or values");
    tn__samples all = {.n = n_train + n_test,
                       .shape = *sample,
                       .numbers = (float *)x,
                       .labels = (int64_t *)labels,
                       .values = (float *)values,
                       .outputs = outputs,
                       .tabular = sample->rank == 1};
    tn_status status = check_labels(labels, all.n, &all.classes, err);
    if (status == TN_OK) status = check_finite("sample", x, all.n, each, err);
    if (status == TN_OK) status = check_finite("the target of sample", values, all.n, outputs, err);
    if (status != TN_OK) return status;
    tn_data *data = tn__alloc(1, sizeof *data);
    if (!data) return tn__no_memory(err, sizeof *data);
    status = fill_from_memory(data, &all, n_test, options ? options : &defaults, err);
    if (status != TN_OK) {
        tn_data_free(data);
        return status;
    }
    *out = data;
    return TN_OK;
}

void tn_data_free(tn_data *data)
{
    if (!data) return;
    for (int p = 0; p < 3; p++) tn__samples_release(&data->part[p]);
    release_normalised(data);
    tn__free(data->name);
    tn__free(data);
}

/* --- questions --- */

int64_t tn_data_count(const tn_data *data, tn_part part)
{
    return data->part[part].n;
}

tn_shape tn_data_shape(const tn_data *data)
{
    return data->part[TN_TRAIN].shape;
}

int64_t tn_data_classes(const tn_data *data)
{
    return data->part[TN_TRAIN].labels ? data->classes : 0;
}

int64_t tn_data_outputs(const tn_data *data)
{
    return data->part[TN_TRAIN].values ? data->part[TN_TRAIN].outputs : 1;
}

const char *tn_data_name(const tn_data *data)
{
    return data->name;
}

const char *tn_data_format(const tn_data *data)
{
    return data->format;
}

const tn_normalisation *tn_data_normalisation(const tn_data *data)
{
    return &data->normalisation;
}

uint64_t tn__hash(uint64_t hash, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    for (size_t i = 0; p && i < n; i++) hash = (hash ^ p[i]) * 0x100000001b3u;
    return hash;
}

uint64_t tn_data_fingerprint(const tn_data *data)
{
    uint64_t hash = TN_HASH_START;
    for (int p = 0; p < 3; p++) {
        const tn__samples *s = &data->part[p];
        size_t numbers = (size_t)(s->n * tn__shape_count(&s->shape));
        hash = tn__hash(hash, &s->n, sizeof s->n);
        hash = tn__hash(hash, s->shape.dim, sizeof s->shape.dim);
        hash = tn__hash(hash, s->bytes, numbers);
        hash = tn__hash(hash, s->numbers, numbers * sizeof(float));
        hash = tn__hash(hash, s->labels, (size_t)s->n * sizeof *s->labels);
        hash = tn__hash(hash, s->values, (size_t)(s->n * s->outputs) * sizeof *s->values);
    }
    return hash;
}

/* --- gathering --- */

void tn_data_gather(const tn_data *data, tn_part part, const int64_t *index, int64_t n, float *x, int64_t *labels, float *values)
{
    const tn__samples *s = &data->part[part];
    const tn_normalisation *norm = &data->normalisation;
    const float *ready = data->ready[part];
    int64_t sample = tn__shape_count(&s->shape);
    for (int64_t i = 0; i < n; i++) {
        int64_t at = index[i];
        if (ready)
            memcpy(x + i * sample, ready + at * sample, (size_t)sample * sizeof *x);
        else
            tn__normalise_sample(norm, data->table, s, at, x + i * sample);
        if (labels && s->labels) labels[i] = s->labels[at];
        for (int64_t o = 0; values && s->values && o < s->outputs; o++)
            values[i * s->outputs + o] = (s->values[at * s->outputs + o] - norm->target_mean) / norm->target_std;
    }
}
