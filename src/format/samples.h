/* What the data readers read: samples with targets, of one part. */
#ifndef TN_FORMAT_SAMPLES_H
#define TN_FORMAT_SAMPLES_H

#include "base/error.h"
#include "tensor/shape.h"

typedef struct tn__samples {
    int64_t n;
    tn_shape shape; /* of one sample */
    uint8_t *bytes; /* [n][shape], or NULL; a byte b stands for b * byte_scale */
    float byte_scale;
    float *numbers;  /* [n][shape], or NULL */
    int64_t *labels; /* [n] in [0, classes), or NULL */
    int64_t classes;
    char **class_names; /* [classes], each owned; NULL where labels are numbers from the start */
    float *values;      /* [n][outputs], or NULL */
    int64_t outputs;
    bool tabular;  /* columns have units of their own: each is normalised by itself */
    char *columns; /* names of the feature columns and the target in the file's order, a line each; NULL: not known */
} tn__samples;

void tn__samples_release(tn__samples *samples);
/* Appends b, whose shape and targets must be of a's kind, to a (which may be empty). b is left as it is. */
TN_NODISCARD tn_status tn__samples_append(tn__samples *a, const tn__samples *b, tn_error *err);
/* Moves the last `n` samples of `from` into `out`. */
TN_NODISCARD tn_status tn__samples_split(tn__samples *from, int64_t n, tn__samples *out, tn_error *err);
/* The classes' names become copies of these n; false on lack of memory, which changes nothing. */
bool tn__samples_name_classes(tn__samples *samples, char *const *names, int64_t n);
/* TN_MISMATCH unless samples of `other`, from `name`, mean the same as those of `train`: shape, numbers or bytes and their
 * scale, columns, and the kind of target. */
TN_NODISCARD tn_status tn__samples_check_alike(const tn__samples *train, const tn__samples *other, const char *name,
                                               tn_error *err);

#endif
