/* Data sets: what is learned from, in up to three parts.
 *
 * Features are float32 samples of one shape (1x28x28 for MNIST), targets are class labels (int64) or float values.
 * Values are normalised with the training part's statistics when a batch is gathered. */
#ifndef THINNET_DATA_H
#define THINNET_DATA_H

#include "thinnet/tensor.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_data tn_data;
typedef enum tn_part { TN_TRAIN, TN_VALIDATION, TN_TEST } tn_part;

/* x <- (x - mean) / std. One mean and std for all features of an image set (or one a channel for CIFAR), one a
 * column for tables; a zero std counts as 1. Regression targets are standardised likewise. */
typedef struct tn_normalisation {
    int n;                         /* 0: none; else 1 (all), C (channels) or D (columns) */
    float *mean, *std;             /* [n], owned by whoever holds the struct */
    float target_mean, target_std; /* 0 and 1 for classification */
} tn_normalisation;

typedef struct tn_data_options {
    const char *target;         /* CSV: name or 0-based index of the target column; NULL: the last */
    bool regression;            /* CSV: the target is a number to predict, not a class */
    bool unlabelled;            /* CSV: no column is a target, for prediction alone; all labels or values are 0 */
    double test_fraction;       /* where the source has no test part: a random share, always the same one; default 0.2 */
    bool whole;                 /* no test part: all samples are the training part, in the source's order */
    double validation_fraction; /* of the training part, drawn by `split_seed`; default 0 */
    const char *validation;     /* or a path of its own, same format */
    uint64_t split_seed;
    int64_t limit;  /* at most this many training samples, 0: all */
    bool normalise; /* default true */
} tn_data_options;
TN_API tn_data_options tn_data_options_default(void);

/* `source`: "digits" (embedded), a folder or file: IDX plain or .gz (MNIST, Fashion-MNIST), CIFAR-10 binary batches, CSV/TSV
 * plain or .gz. The format is recognised from content. *out is owned: tn_data_free. */
TN_API TN_NODISCARD tn_status tn_data_open(tn_data **out, const char *source, const tn_data_options *options, tn_error *err);
/* The same from memory, copied. x: [n][shape], labels: [n] in [0, classes) or NULL, values: [n][outputs] or NULL. All go to
 * `part`s by n_train, n_test (n = n_train + n_test). */
TN_API TN_NODISCARD tn_status tn_data_from_memory(tn_data **out, const float *x, const int64_t *labels, const float *values,
                                                  int64_t n_train, int64_t n_test, const tn_shape *sample, int64_t outputs,
                                                  const tn_data_options *options, tn_error *err);
TN_API void tn_data_free(tn_data *data);

TN_API int64_t tn_data_count(const tn_data *data, tn_part part);
TN_API tn_shape tn_data_shape(const tn_data *data);                        /* of one sample, no batch dimension: [1, 28, 28] */
TN_API int64_t tn_data_classes(const tn_data *data);                       /* 0 for regression */
TN_API int64_t tn_data_outputs(const tn_data *data);                       /* regression: values a sample; classification: 1 */
TN_API const char *tn_data_name(const tn_data *data);                      /* "digits", or the path; borrowed */
TN_API const char *tn_data_format(const tn_data *data);                    /* "IDX", "CIFAR-10", "CSV", "memory" */
TN_API uint64_t tn_data_fingerprint(const tn_data *data);                  /* hash of all samples and targets */
TN_API const tn_normalisation *tn_data_normalisation(const tn_data *data); /* borrowed */
/* Replaces it, e.g. by the one stored with weights; n must fit. Copied. */
TN_API TN_NODISCARD tn_status tn_data_set_normalisation(tn_data *data, const tn_normalisation *normalisation, tn_error *err);
/* Replaces it by the one that tn_train stored with the weights in `path`, and numbers the classes of tables as they were numbered
 * then, which is TN_MISMATCH for a class that was not there. Weights from elsewhere have neither, and the data keep their own. */
TN_API TN_NODISCARD tn_status tn_data_use_weights(tn_data *data, const char *path, bool lenient, tn_error *err);

/* Gathers samples index[0..n) of a part, normalised: x [n][shape], and labels [n] or values [n][outputs] where not NULL. Indices
 * must be in [0, count). Allocates nothing. */
TN_API void tn_data_gather(const tn_data *data, tn_part part, const int64_t *index, int64_t n, float *x, int64_t *labels,
                           float *values);

#ifdef __cplusplus
}
#endif
#endif
