/* A value of an argument: what a Python literal can be in a layer's call. */
#ifndef THINNET_VALUE_H
#define THINNET_VALUE_H

#include "thinnet/tensor.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tn_value_type {
    TN_VALUE_NONE,
    TN_VALUE_BOOL,
    TN_VALUE_INT,
    TN_VALUE_FLOAT,
    TN_VALUE_INTS,
    TN_VALUE_TEXT
} tn_value_type;

typedef struct tn_value {
    tn_value_type type;
    int n_ints;                /* TN_VALUE_INTS */
    double number;             /* TN_VALUE_FLOAT */
    int64_t ints[TN_MAX_DIMS]; /* ints[0] holds BOOL and INT */
    char text[24];             /* TN_VALUE_TEXT, NUL-terminated */
} tn_value;

TN_API tn_value tn_none(void);
TN_API tn_value tn_bool(bool b);
TN_API tn_value tn_int(int64_t i);
TN_API tn_value tn_float(double d);
TN_API tn_value tn_ints(int n, const int64_t *ints);
TN_API tn_value tn_text(const char *text); /* cut at 23 bytes */

/* A named argument of a layer, {"in_features", tn_int(784)}; name NULL: positional. */
typedef struct tn_arg {
    const char *name;
    tn_value value;
} tn_arg;

#ifdef __cplusplus
}
#endif
#endif
