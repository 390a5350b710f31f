/* Uses of every row of layers.def, for tests that loop over all. A row without one fails in
 * test_gradients. */
#ifndef TN_TESTS_LAYER_CASES_H
#define TN_TESTS_LAYER_CASES_H

#include "layer/layer.h"
#include "values.h"

#define MAX_ARGS 6

typedef struct layer_case {
    const char *row;
    tn_arg args[MAX_ARGS];
    int n_args, n_in;
    tn_shape in[2];
    bool channels_last, evaluation;
    float low, high; /* inputs are uniform in this range */
    int whole;       /* > 0: inputs are integers below it and have no slope */
} layer_case;

#define FLAT S(2, 5, 7)
#define IMAGE S(4, 2, 3, 5, 4)

static const layer_case cases[] = {
    {"adaptive_avg_pool2d", {{0, P(2, 3)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"adaptive_avg_pool2d", {{0, I(1)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"adaptive_max_pool2d", {{0, P(2, 3)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"adaptive_max_pool2d", {{0, I(1)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"add", {{0}}, 0, 2, {FLAT, FLAT}, false, false, -1, 1, 0},
    {"add", {{0}}, 0, 2, {IMAGE, S(3, 3, 1, 1)}, false, false, -1, 1, 0},
    {"alpha_dropout", {{"p", R(0.4)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"alpha_dropout", {{"p", R(0.4)}, {"alpha", R(1.5)}}, 2, 1, {FLAT}, false, false, -1, 1, 0},
    {"alpha_dropout", {{"p", R(0.4)}, {"alpha", R(1.0)}}, 2, 1, {IMAGE}, true, false, -1, 1, 0},
    {"avg_pool1d", {{0, I(3)}, {0, I(2)}, {0, I(1)}}, 3, 1, {S(3, 2, 3, 9)}, false, false, -1, 1, 0},
    {"avg_pool2d", {{0, I(2)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"avg_pool2d",
     {{0, I(3)}, {"stride", I(2)}, {"padding", I(1)}, {"count_include_pad", B(0)}},
     4,
     1,
     {IMAGE},
     true,
     false,
     -1,
     1,
     0},
    {"avg_pool2d", {{0, I(2)}, {"ceil_mode", B(1)}}, 2, 1, {IMAGE}, true, false, -1, 1, 0},
    {"batch_norm1d", {{0, I(7)}}, 1, 1, {FLAT}, false, false, -1, 2, 0},
    {"batch_norm1d", {{0, I(7)}}, 1, 1, {FLAT}, false, true, -1, 2, 0},
    {"batch_norm1d", {{0, I(6)}}, 1, 1, {S(3, 4, 6, 5)}, false, false, -1, 2, 0},
    {"batch_norm1d", {{0, I(6)}}, 1, 1, {S(3, 4, 6, 5)}, false, true, -1, 2, 0},
    {"batch_norm1d", {{0, I(7)}, {"momentum", {.type = TN_VALUE_NONE}}, {"affine", B(0)}}, 3, 1, {FLAT}, false, false, -1, 2, 0},
    {"batch_norm2d", {{0, I(3)}}, 1, 1, {IMAGE}, true, false, -1, 2, 0},
    {"batch_norm2d", {{0, I(3)}, {"affine", B(0)}, {"track_running_stats", B(0)}}, 3, 1, {IMAGE}, true, true, -1, 2, 0},
    {"cat", {{"dim", I(1)}}, 1, 2, {IMAGE, S(4, 2, 2, 5, 4)}, false, false, -1, 1, 0},
    {"conv1d", {{0, I(6)}, {0, I(4)}, {0, I(3)}}, 3, 1, {S(3, 2, 6, 7)}, false, false, -1, 1, 0},
    {"conv1d",
     {{0, I(6)}, {0, I(4)}, {0, I(2)}, {"groups", I(2)}, {"stride", I(2)}, {"padding", I(1)}},
     6,
     1,
     {S(3, 2, 6, 7)},
     false,
     false,
     -1,
     1,
     0},
    {"conv2d", {{0, I(3)}, {0, I(4)}, {0, I(3)}, {"padding", I(1)}}, 4, 1, {IMAGE}, true, false, -1, 1, 0},
    {"conv2d", {{0, I(3)}, {0, I(2)}, {0, P(2, 3)}, {"stride", P(2, 1)}, {"bias", B(0)}}, 5, 1, {IMAGE}, true, false, -1, 1, 0},
    {"conv2d",
     {{0, I(4)}, {0, I(6)}, {0, I(3)}, {"groups", I(2)}, {"padding", T("same")}, {"dilation", I(2)}},
     6,
     1,
     {S(4, 2, 4, 6, 5)},
     true,
     false,
     -1,
     1,
     0},
    {"conv2d",
     {{0, I(4)}, {0, I(4)}, {0, I(3)}, {"groups", I(4)}, {"padding", I(1)}},
     5,
     1,
     {S(4, 2, 4, 4, 4)},
     true,
     false,
     -1,
     1,
     0},
    {"dropout", {{"p", R(0.5)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"dropout", {{"p", R(0.3)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"dropout", {{"p", R(0.3)}}, 1, 1, {FLAT}, false, true, -1, 1, 0},
    {"dropout1d", {{"p", R(0.5)}}, 1, 1, {S(3, 3, 4, 5)}, false, false, -1, 1, 0},
    {"dropout2d", {{"p", R(0.5)}}, 1, 1, {S(4, 3, 6, 2, 2)}, true, false, -1, 1, 0},
    {"dropout2d", {{"p", R(0.5)}}, 1, 1, {S(4, 3, 6, 2, 2)}, false, false, -1, 1, 0},
    {"dropout2d", {{"p", R(0.5)}}, 1, 1, {S(3, 3, 6, 4)}, false, false, -1, 1, 0},
    {"dropout3d", {{"p", R(0.5)}}, 1, 1, {S(5, 2, 3, 2, 2, 2)}, false, false, -1, 1, 0},
    {"elu", {{"alpha", R(0.7)}}, 1, 1, {FLAT}, false, false, -2, 2, 0},
    {"embedding", {{0, I(11)}, {0, I(4)}}, 2, 1, {S(2, 5, 3)}, false, false, 0, 0, 11},
    {"embedding", {{0, I(6)}, {0, I(2)}, {0, I(-1)}}, 3, 1, {S(1, 9)}, false, false, 0, 0, 5},
    {"feature_alpha_dropout", {{"p", R(0.4)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"flatten", {{0}}, 0, 1, {IMAGE}, false, false, -1, 1, 0},
    {"flatten", {{0, I(2)}, {0, I(-1)}}, 2, 1, {IMAGE}, false, false, -1, 1, 0},
    {"batchwise_dropout", {{"p", R(0.4)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"batchwise_dropout", {{"p", R(0.5)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"gaussian_dropout", {{"p", R(0.4)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"gelu", {{0}}, 0, 1, {FLAT}, false, false, -3, 3, 0},
    {"gelu", {{"approximate", T("tanh")}}, 1, 1, {FLAT}, false, false, -3, 3, 0},
    {"group_norm", {{0, I(3)}, {0, I(6)}}, 2, 1, {S(4, 2, 6, 3, 2)}, false, false, -1, 2, 0},
    {"group_norm", {{0, I(1)}, {0, I(7)}, {"affine", B(0)}}, 3, 1, {FLAT}, false, false, -1, 2, 0},
    {"hardsigmoid", {{0}}, 0, 1, {FLAT}, false, false, -5, 5, 0},
    {"hardswish", {{0}}, 0, 1, {FLAT}, false, false, -5, 5, 0},
    {"identity", {{0, I(3)}, {"anything", R(0.5)}}, 2, 1, {FLAT}, false, false, -1, 1, 0},
    {"layer_norm", {{0, I(7)}}, 1, 1, {FLAT}, false, false, -1, 2, 0},
    {"layer_norm", {{0, P(5, 4)}, {"elementwise_affine", B(0)}}, 2, 1, {IMAGE}, false, false, -1, 2, 0},
    {"leaky_relu", {{0, R(0.2)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"linear", {{0, I(7)}, {0, I(4)}}, 2, 1, {FLAT}, false, false, -1, 1, 0},
    {"linear", {{0, I(4)}, {0, I(3)}, {"bias", B(0)}}, 3, 1, {S(3, 2, 3, 4)}, false, false, -1, 1, 0},
    {"log_softmax", {{"dim", I(-1)}}, 1, 1, {FLAT}, false, false, -2, 2, 0},
    {"log_softmax", {{"dim", I(1)}}, 1, 1, {IMAGE}, false, false, -2, 2, 0},
    {"max_pool1d", {{0, I(2)}}, 1, 1, {S(3, 2, 3, 9)}, false, false, -1, 1, 0},
    {"max_pool1d", {{0, I(3)}, {0, I(2)}, {0, I(1)}, {"ceil_mode", B(1)}}, 4, 1, {S(3, 2, 3, 8)}, false, false, -1, 1, 0},
    {"max_pool2d", {{0, I(2)}}, 1, 1, {IMAGE}, true, false, -1, 1, 0},
    {"max_pool2d", {{0, I(3)}, {"stride", I(1)}, {"padding", I(1)}}, 3, 1, {IMAGE}, true, false, -1, 1, 0},
    {"max_pool2d", {{0, I(2)}, {"dilation", I(2)}, {"ceil_mode", B(1)}}, 3, 1, {IMAGE}, true, false, -1, 1, 0},
    {"mean", {{0, P(2, 3)}}, 1, 1, {IMAGE}, false, false, -1, 1, 0},
    {"mean", {{0, I(1)}, {"keepdim", B(1)}}, 2, 1, {IMAGE}, false, false, -1, 1, 0},
    {"mish", {{0}}, 0, 1, {FLAT}, false, false, -3, 3, 0},
    {"multiply", {{0}}, 0, 2, {FLAT, FLAT}, false, false, -1, 1, 0},
    {"multiply", {{0}}, 0, 2, {FLAT, S(1, 7)}, false, false, -1, 1, 0},
    {"permute", {{0, {.type = TN_VALUE_INTS, .n_ints = 4, .ints = {0, 3, -3, 2}}}}, 1, 1, {IMAGE}, false, false, -1, 1, 0},
    {"permute", {{0, P(1, 0)}}, 1, 1, {FLAT}, false, false, -1, 1, 0},
    {"relu", {{0}}, 0, 1, {FLAT}, false, false, -1, 1, 0},
    {"relu6", {{0}}, 0, 1, {FLAT}, false, false, -2, 9, 0},
    {"reshape", {{0, P(1, -1)}, {"batch_dim", I(0)}}, 2, 1, {IMAGE}, false, false, -1, 1, 0},
    {"selu", {{0}}, 0, 1, {FLAT}, false, false, -2, 2, 0},
    {"sigmoid", {{0}}, 0, 1, {FLAT}, false, false, -4, 4, 0},
    {"silu", {{0}}, 0, 1, {FLAT}, false, false, -4, 4, 0},
    {"softmax", {{"dim", I(1)}}, 1, 1, {FLAT}, false, false, -2, 2, 0},
    {"softmax", {{"dim", I(1)}}, 1, 1, {IMAGE}, false, false, -2, 2, 0},
    {"softplus", {{"beta", R(2)}, {"threshold", R(3)}}, 2, 1, {FLAT}, false, false, -4, 4, 0},
    {"tanh", {{0}}, 0, 1, {FLAT}, false, false, -2, 2, 0},
};
#define N_CASES ((int)(sizeof cases / sizeof *cases))

#endif
