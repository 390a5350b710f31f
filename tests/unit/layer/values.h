/* Short words for tables of layers: arguments (an int, a pair, a float, a bool, a text) and shapes without a batch. */
#ifndef TN_TESTS_LAYER_VALUES_H
#define TN_TESTS_LAYER_VALUES_H

#include "layer/layer.h"

#define I(v)                                                                                                                     \
    {                                                                                                                            \
        .type = TN_VALUE_INT, .ints = { v }                                                                                      \
    }
#define P(a, b)                                                                                                                  \
    {                                                                                                                            \
        .type = TN_VALUE_INTS, .n_ints = 2, .ints = { a, b }                                                                     \
    }
#define R(v)                                                                                                                     \
    {                                                                                                                            \
        .type = TN_VALUE_FLOAT, .number = v                                                                                      \
    }
#define B(v)                                                                                                                     \
    {                                                                                                                            \
        .type = TN_VALUE_BOOL, .ints = { v }                                                                                     \
    }
#define T(v)                                                                                                                     \
    {                                                                                                                            \
        .type = TN_VALUE_TEXT, .text = v                                                                                         \
    }
#define S(r, ...)                                                                                                                \
    {                                                                                                                            \
        .rank = r, .batch = -1, .dim = { __VA_ARGS__ }                                                                           \
    }

#endif
