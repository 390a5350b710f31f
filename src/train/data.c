/* Data sets in memory: three parts, normalised when a batch is gathered. */
#include "thinnet/data.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "format/data_format.h"
#include "format/idx.h"
#include "random/sampler.h"

#define DIGITS_TRAIN 1397
extern const unsigned char tn__digits_images[], tn__digits_labels[];
extern const size_t tn__digits_images_size, tn__digits_labels_size;

struct tn_data {
    char *name;
    const char *format;
    tn__samples part[3];     /* by tn_part */
    int64_t classes;
    tn_normalisation normalisation;
    float *table;            /* [n][256]: a byte's normalised value, per channel or for all; NULL without bytes */
};

tn_data_options tn_data_options_default(void)
{
    return (tn_data_options){.test_fraction = 0.2, .normalise = true};
}

/* --- normalisation --- */

/* Which mean and std belongs to number i of a sample. */
static int group_of(const tn_data *data, int64_t i)
{
    const tn_shape *s = &data->part[TN_TRAIN].shape;
    if (data->normalisation.n <= 1) return 0;
    return (int)(i / (tn__shape_count(s) / data->normalisation.n));
}

static float raw_value(const tn__samples *s, int64_t i)
{
    return s->bytes ? (float)s->bytes[i] * s->byte_scale : s->numbers[i];
}

static tn_status allocate_normalisation(tn_data *data, int n, tn_error *err)
{
    tn__free(data->normalisation.mean);
    tn__free(data->normalisation.std);
    data->normalisation = (tn_normalisation){.target_std = 1};
    data->normalisation.mean = tn__alloc((size_t)n + 1, sizeof(float));
    data->normalisation.std = tn__alloc((size_t)n + 1, sizeof(float));
    if (!data->normalisation.mean || !data->normalisation.std) return tn__no_memory(err, (uint64_t)n * 8);
    data->normalisation.n = n;
    return TN_OK;
}

/* Mean and population deviation of values visited by group; a deviation of zero counts as 1. */
static tn_status measure(tn_data *data, tn_error *err)
{
    const tn__samples *train = &data->part[TN_TRAIN];
    tn_normalisation *norm = &data->normalisation;
    int64_t sample = tn__shape_count(&train->shape), total = train->n * sample;
    double *sums = tn__alloc(2 * (size_t)norm->n, sizeof *sums);
    if (!sums) return tn__no_memory(err, 2 * (uint64_t)norm->n * sizeof *sums);
    double count = (double)total / norm->n;
    for (int64_t i = 0; i < total; i++) sums[group_of(data, i % sample)] += (double)raw_value(train, i);
    for (int g = 0; g < norm->n; g++) sums[g] /= count;
    for (int64_t i = 0; i < total; i++) {
        int g = group_of(data, i % sample);
        double difference = (double)raw_value(train, i) - sums[g];
        sums[norm->n + g] += difference * difference;
    }
    for (int g = 0; g < norm->n; g++) {
        double deviation = sqrt(sums[norm->n + g] / count);
        norm->mean[g] = (float)sums[g];
        norm->std[g] = deviation > 0 ? (float)deviation : 1;
    }
    tn__free(sums);
    return TN_OK;
}

static void measure_targets(tn_data *data)
{
    const tn__samples *train = &data->part[TN_TRAIN];
    double mean = 0, squares = 0, n = (double)(train->n * train->outputs);
    for (int64_t i = 0; i < train->n * train->outputs; i++) mean += (double)train->values[i] / n;
    for (int64_t i = 0; i < train->n * train->outputs; i++) squares += pow((double)train->values[i] - mean, 2) / n;
    data->normalisation.target_mean = (float)mean;
    data->normalisation.target_std = squares > 0 ? (float)sqrt(squares) : 1;
}

/* One group for grey images, one a channel for colour, one a column for tables. */
static int groups(const tn__samples *train)
{
    const tn_shape *s = &train->shape;
    if (train->tabular) return (int)tn__shape_count(s);
    return s->rank == 3 ? (int)s->dim[0] : 1;
}

static tn_status fill_table(tn_data *data, tn_error *err)
{
    const tn__samples *train = &data->part[TN_TRAIN];
    int n = data->normalisation.n > 0 ? data->normalisation.n : 1;
    if (!train->bytes) return TN_OK;
    tn__free(data->table);
    data->table = tn__alloc((size_t)n * 256, sizeof *data->table);
    if (!data->table) return tn__no_memory(err, (uint64_t)n * 1024);
    for (int i = 0; i < n * 256; i++) {
        float value = (float)(i % 256) * train->byte_scale;
        data->table[i] = data->normalisation.n ? (value - data->normalisation.mean[i / 256]) / data->normalisation.std[i / 256] : value;
    }
    return TN_OK;
}

static tn_status normalise(tn_data *data, bool wanted, tn_error *err)
{
    tn_status status = allocate_normalisation(data, wanted ? groups(&data->part[TN_TRAIN]) : 0, err);
    if (status == TN_OK && wanted) status = measure(data, err);
    if (status == TN_OK && wanted && data->part[TN_TRAIN].values) measure_targets(data);
    return status == TN_OK ? fill_table(data, err) : status;
}

tn_status tn_data_set_normalisation(tn_data *data, const tn_normalisation *n, tn_error *err)
{
    if (n->n != 0 && n->n != 1 && n->n != groups(&data->part[TN_TRAIN]))
        return tn__fail(err, TN_MISMATCH, "a normalisation of %d groups does not fit data with %d", n->n, groups(&data->part[TN_TRAIN]));
    tn_normalisation copy = *n;
    tn_status status = allocate_normalisation(data, n->n, err);
    if (status != TN_OK) return status;
    memcpy(data->normalisation.mean, copy.mean, (size_t)n->n * sizeof(float));
    memcpy(data->normalisation.std, copy.std, (size_t)n->n * sizeof(float));
    data->normalisation.target_mean = copy.target_mean;
    data->normalisation.target_std = copy.target_std;
    return fill_table(data, err);
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

/* A random share of the training part becomes the validation part. */
static tn_status split_validation(tn_data *data, const tn_data_options *o, tn_error *err)
{
    tn__samples *train = &data->part[TN_TRAIN];
    int64_t n = (int64_t)((double)train->n * o->validation_fraction + 0.5);
    if (n < 1 || n >= train->n)
        return tn__fail(err, TN_BAD_ARGUMENT, "a validation fraction of %g leaves %lld of %lld samples for training",
                        o->validation_fraction, (long long)(train->n - n), (long long)train->n);
    int64_t *order = tn__alloc((size_t)train->n, sizeof *order);
    if (!order) return tn__no_memory(err, (uint64_t)train->n * sizeof *order);
    tn_generator g;
    tn_generator_seed(&g, o->split_seed);
    tn_random_permutation(&g, order, train->n);
    tn_status status = permute(train, order, err);
    if (status == TN_OK) status = tn__samples_split(train, n, &data->part[TN_VALIDATION], err);
    tn__free(order);
    return status;
}

static tn_status read_validation(tn_data *data, const tn_data_options *o, tn_error *err)
{
    const tn__csv_options csv = {o->target, o->regression};
    const tn__data_format *format = tn__data_format_find(o->validation);
    tn__samples unused = {0};
    if (!format) return tn__fail(err, TN_BAD_FORMAT, "%s is no data that thinnet knows", o->validation);
    tn_status status = format->read(o->validation, &csv, &data->part[TN_VALIDATION], &unused, err);
    tn__samples_release(&unused);
    if (status == TN_OK && !tn__shape_equal(&data->part[TN_VALIDATION].shape, &data->part[TN_TRAIN].shape))
        return tn__fail(err, TN_MISMATCH, "the samples of %s are not shaped like those of %s", o->validation, data->name);
    return status;
}

static tn_status make_parts(tn_data *data, const tn_data_options *o, tn_error *err)
{
    tn__samples *train = &data->part[TN_TRAIN], *test = &data->part[TN_TEST];
    tn_status status = check_fraction("test", o->test_fraction, err);
    if (status == TN_OK) status = check_fraction("validation", o->validation_fraction, err);
    int64_t n_test = (int64_t)((double)train->n * o->test_fraction + 0.5);
    if (status == TN_OK && test->n == 0 && n_test > 0) status = tn__samples_split(train, n_test, test, err);
    if (status == TN_OK && train->n == 0) status = tn__fail(err, TN_BAD_FORMAT, "%s leaves no samples for training", data->name);
    if (status == TN_OK && test->n > 0 && !tn__shape_equal(&train->shape, &test->shape))
        status = tn__fail(err, TN_MISMATCH, "the test samples of %s are not shaped like its training samples", data->name);
    if (status == TN_OK && o->limit > 0 && o->limit < train->n) train->n = o->limit;
    if (status == TN_OK && o->validation) status = read_validation(data, o, err);
    else if (status == TN_OK && o->validation_fraction > 0) status = split_validation(data, o, err);
    for (int p = 0; p < 3; p++)
        if (data->part[p].classes > data->classes) data->classes = data->part[p].classes;
    return status == TN_OK ? normalise(data, o->normalise, err) : status;
}

/* --- life --- */

static tn_status read_digits(tn_data *data, tn_error *err)
{
    tn__samples *train = &data->part[TN_TRAIN];
    tn_status status = tn__idx_parse(train, tn__digits_images, tn__digits_images_size, tn__digits_labels, tn__digits_labels_size, err);
    if (status != TN_OK) return status;
    train->byte_scale = 1.0f / 16;
    return tn__samples_split(train, train->n - DIGITS_TRAIN, &data->part[TN_TEST], err);
}

static tn_status read_path(tn_data *data, const char *source, const tn_data_options *o, tn_error *err)
{
    const tn__csv_options csv = {o->target, o->regression};
    const tn__data_format *format = tn__data_format_find(source);
    if (format) {
        data->format = format->name;
        return format->read(source, &csv, &data->part[TN_TRAIN], &data->part[TN_TEST], err);
    }
    tn_status status;
    if (!tn__file_exists(source)) status = tn__fail(err, TN_IO, "there is no file or folder %s", source);
    else status = tn__fail(err, TN_BAD_FORMAT, "%s is no data that thinnet knows", source);
    tn__at_file(err, source);
    tn__help(err, "give digits (built in), a folder with MNIST's IDX files, CIFAR-10's .bin files, or a CSV file");
    return status;
}

static tn_status open_into(tn_data *data, const char *source, const tn_data_options *o, tn_error *err)
{
    data->name = tn__strdup(source);
    if (!data->name) return tn__no_memory(err, strlen(source));
    data->format = "IDX";
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

static tn_status check_memory(const int64_t *labels, int64_t n, tn__samples *all, tn_error *err)
{
    for (int64_t i = 0; labels && i < n; i++) {
        if (labels[i] < 0) return tn__fail(err, TN_BAD_ARGUMENT, "label %lld of sample %lld is negative", (long long)labels[i], (long long)i);
        if (labels[i] >= all->classes) all->classes = labels[i] + 1;
    }
    for (int64_t i = 0; i < n * tn__shape_count(&all->shape); i++)
        if (!isfinite(all->numbers[i]))
            return tn__fail(err, TN_BAD_ARGUMENT, "sample %lld holds a value that is not finite", (long long)(i / tn__shape_count(&all->shape)));
    return TN_OK;
}

static tn_status fill_from_memory(tn_data *data, const tn__samples *all, int64_t n_test, const tn_data_options *options, tn_error *err)
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
    if (n_train < 1 || n_test < 0 || !labels == !values || outputs < 1 || tn__shape_count(sample) < 1)
        return tn__fail(err, TN_BAD_ARGUMENT, "data from memory needs samples, and labels or values");
    tn__samples all = {.n = n_train + n_test, .shape = *sample, .numbers = (float *)x, .labels = (int64_t *)labels,
                       .values = (float *)values, .outputs = outputs, .tabular = sample->rank == 1};
    tn_status status = check_memory(labels, all.n, &all, err);
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
    tn__free(data->normalisation.mean);
    tn__free(data->normalisation.std);
    tn__free(data->table);
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

/* FNV-1a of 64 bits (Fowler, Noll, Vo). */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    for (size_t i = 0; p && i < n; i++) hash = (hash ^ p[i]) * 0x100000001b3u;
    return hash;
}

uint64_t tn_data_fingerprint(const tn_data *data)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (int p = 0; p < 3; p++) {
        const tn__samples *s = &data->part[p];
        size_t numbers = (size_t)(s->n * tn__shape_count(&s->shape));
        hash = hash_bytes(hash, &s->n, sizeof s->n);
        hash = hash_bytes(hash, s->shape.dim, sizeof s->shape.dim);
        hash = hash_bytes(hash, s->bytes, numbers);
        hash = hash_bytes(hash, s->numbers, numbers * sizeof(float));
        hash = hash_bytes(hash, s->labels, (size_t)s->n * sizeof *s->labels);
        hash = hash_bytes(hash, s->values, (size_t)(s->n * s->outputs) * sizeof *s->values);
    }
    return hash;
}

/* --- gathering --- */

static void gather_bytes(const tn_data *data, const uint8_t *from, int64_t sample, float *x)
{
    int groups = data->normalisation.n > 1 ? data->normalisation.n : 1;
    int64_t run = sample / groups;
    for (int g = 0; g < groups; g++) {
        const float *table = data->table + 256 * (size_t)g;
        for (int64_t i = 0; i < run; i++) x[g * run + i] = table[from[g * run + i]];
    }
}

static void gather_numbers(const tn_data *data, const float *from, int64_t sample, float *x)
{
    const tn_normalisation *n = &data->normalisation;
    int64_t run = n->n > 1 ? sample / n->n : sample;
    for (int64_t i = 0; i < sample; i++) x[i] = n->n ? (from[i] - n->mean[i / run]) / n->std[i / run] : from[i];
}

void tn_data_gather(const tn_data *data, tn_part part, const int64_t *index, int64_t n, float *x, int64_t *labels, float *values)
{
    const tn__samples *s = &data->part[part];
    const tn_normalisation *norm = &data->normalisation;
    int64_t sample = tn__shape_count(&s->shape);
    for (int64_t i = 0; i < n; i++) {
        int64_t at = index[i];
        if (s->bytes) gather_bytes(data, s->bytes + at * sample, sample, x + i * sample);
        else gather_numbers(data, s->numbers + at * sample, sample, x + i * sample);
        if (labels && s->labels) labels[i] = s->labels[at];
        for (int64_t o = 0; values && s->values && o < s->outputs; o++)
            values[i * s->outputs + o] = (s->values[at * s->outputs + o] - norm->target_mean) / norm->target_std;
    }
}
