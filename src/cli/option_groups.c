/* The groups of options that several commands share. */
#include <math.h>

#include "cli/command_line.h"
#include "thinnet/train.h"

static const cli_option common_options[] = {
    {"json", .kind = CLI_FLAG, CLI_AT(json), .text = "print machine-readable lines (one JSON object each) on stdout"},
    {"quiet", .letter = 'q', .kind = CLI_FLAG, CLI_AT(quiet), .text = "show no progress"},
    {"color", .alias = "colour", .kind = CLI_CHOICE, CLI_AT(color), .value = "auto|always|never", .fallback = "auto",
     .text = "auto colours on a terminal, unless NO_COLOR is set"},
    {"help", .letter = 'h', .kind = CLI_FLAG, CLI_AT(help), .text = "show this text"},
    {0},
};
const cli_group cli_common_group = {"General options", common_options};

static const cli_option data_options[] = {
    {"data", .kind = CLI_TEXT, CLI_AT(data), .value = "DATA", .fallback = "digits",
     .text = "a file or folder (IDX, CIFAR-10 binary, CSV or TSV, .gz too), or digits, which is "
             "built in"},
    {"target", .kind = CLI_TEXT, CLI_AT(target), .value = "COLUMN",
     .text = "CSV: name or number (from 0) of the column to predict; the last one if not given"},
    {"regression", .kind = CLI_FLAG, CLI_AT(regression), .text = "CSV: the target is a number, not a class"},
    {"test-fraction", .kind = CLI_NUMBER, CLI_AT(test_fraction), .value = "F", .fallback = "0.2", .min = 0, .max = 0.99,
     .text = "share of the samples kept for testing where DATA has no test part of its own"},
    {"validation", .kind = CLI_TEXT, CLI_AT(validation), .value = "F|DATA",
     .text = "validation part: a share of the training part (0.1), or data of its own; none if not "
             "given"},
    {"split-seed", .kind = CLI_SEED, CLI_AT(split_seed), .value = "SEED", .fallback = "0", .text = "draws the split into parts"},
    {"limit", .kind = CLI_INT, CLI_AT(limit), .value = "N", .fallback = "0", .min = 0, .max = INFINITY,
     .text = "use at most N training samples; 0: all"},
    {"raw", .kind = CLI_FLAG, CLI_AT(raw), .text = "do not normalise by the training part's mean and deviation"},
    {0},
};
const cli_group cli_data_group = {"Data", data_options};

static const cli_option training_options[] = {
    {"batch-size", .kind = CLI_INT, CLI_AT(batch_size), .value = "N", .fallback = "64", .min = 1, .max = 1e9,
     .text = "samples a step"},
    {"drop-last", .kind = CLI_FLAG, CLI_AT(drop_last), .text = "leave out an epoch's last batch when it is smaller"},
    {"optimiser", .alias = "optimizer", .kind = CLI_TEXT, CLI_AT(optimiser), .value = "NAME", .fallback = "sgd",
     .names = tn_optimisers, .text = "with PyTorch's formulas"},
    {"lr", .kind = CLI_NUMBER, CLI_AT(lr), .value = "X", .min = 0, .max = 1e6,
     .text = "learning rate; if not given 0.1 for sgd, 1 for adadelta, 0.01 for "
             "rmsprop, 0.001 for adam and adamw"},
    {"momentum", .kind = CLI_NUMBER, CLI_AT(momentum), .value = "X", .fallback = "0", .min = 0, .max = 1e6,
     .text = "of sgd and rmsprop"},
    {"dampening", .kind = CLI_NUMBER, CLI_AT(dampening), .value = "X", .fallback = "0", .min = -1e6, .max = 1e6,
     .text = "of sgd's momentum"},
    {"nesterov", .kind = CLI_FLAG, CLI_AT(nesterov), .text = "Nesterov momentum"},
    {"weight-decay", .kind = CLI_NUMBER, CLI_AT(weight_decay), .value = "X", .min = 0, .max = 1e6,
     .text = "L2 penalty (adamw: decoupled); if not given 0, 0.01 for adamw"},
    {"beta1", .kind = CLI_NUMBER, CLI_AT(beta1), .value = "X", .fallback = "0.9", .min = 0, .max = 0.999999999,
     .text = "of adam and adamw"},
    {"beta2", .kind = CLI_NUMBER, CLI_AT(beta2), .value = "X", .fallback = "0.999", .min = 0, .max = 0.999999999,
     .text = "of adam and adamw"},
    {"alpha", .kind = CLI_NUMBER, CLI_AT(alpha), .value = "X", .fallback = "0.99", .min = 0, .max = 1, .text = "of rmsprop"},
    {"centered", .kind = CLI_FLAG, CLI_AT(centered), .text = "rmsprop by the variance"},
    {"rho", .kind = CLI_NUMBER, CLI_AT(rho), .value = "X", .fallback = "0.9", .min = 0, .max = 1, .text = "of adadelta"},
    {"epsilon", .kind = CLI_NUMBER, CLI_AT(epsilon), .value = "X", .min = 0, .max = 1e6,
     .text = "of all but sgd; if not given 1e-8, 1e-6 for adadelta"},
    {"schedule", .kind = CLI_CHOICE, CLI_AT(schedule), .value = "none|step|cosine|linear|one-cycle|plateau", .fallback = "none",
     .text = "how the learning rate changes over the epochs"},
    {"step-size", .kind = CLI_INT, CLI_AT(step_size), .value = "N", .fallback = "10", .min = 1, .max = 1e9,
     .text = "step: epochs between decays; plateau: epochs without a better loss before one"},
    {"gamma", .kind = CLI_NUMBER, CLI_AT(gamma), .value = "X", .min = 0, .max = 1e6,
     .text = "step, plateau: factor of a decay (0.1 if not given); cosine and linear: final share of the "
             "rate (0 if not given)"},
    {"max-norm", .kind = CLI_NUMBER, CLI_AT(max_norm), .value = "C", .fallback = "0", .min = 0, .max = 1e30,
     .text = "keep each unit's incoming weights within this L2 norm; 0: off"},
    {"clip-norm", .kind = CLI_NUMBER, CLI_AT(clip_norm), .value = "C", .fallback = "0", .min = 0, .max = 1e30,
     .text = "clip the gradient to this L2 norm; 0: off"},
    {"loss", .kind = CLI_CHOICE, CLI_AT(loss), .value = "auto|cross-entropy|mse|nll", .fallback = "auto",
     .text = "auto: cross-entropy for classes (nll if the model ends in log_softmax), mse for numbers"},
    {"label-smoothing", .kind = CLI_NUMBER, CLI_AT(label_smoothing), .value = "X", .fallback = "0", .min = 0, .max = 1,
     .text = "of cross-entropy"},
    {"checkpoint-segments", .kind = CLI_INT, CLI_AT(segments), .value = "N", .fallback = "0", .min = 0, .max = 1e6,
     .text = "keep values between N parts of the net only and run parts again on the way back: less memory, same result"},
    {"threads", .kind = CLI_INT, CLI_AT(threads), .value = "N", .fallback = "1", .min = 1, .max = 1024,
     .text = "worker threads; results do not depend on it"},
    {"rng", .kind = CLI_CHOICE, CLI_AT(rng), .value = "philox|torch|torch-mkl", .fallback = "philox",
     .text = "where masks come from; torch: PyTorch's own on CPU, bit for bit"},
    {"scaling", .kind = CLI_CHOICE, CLI_AT(scaling), .value = "train|test", .fallback = "train",
     .text = "train: kept units are scaled by 1/(1-p) in training (PyTorch's way); test: weights "
             "count 1-p in evaluation (the paper's)"},
    {0},
};
const cli_group cli_training_group = {"Training", training_options};

static const cli_option weights_options[] = {
    {"weights", .kind = CLI_TEXT, CLI_AT(weights), .value = "FILE", .text = "the model's weights, a safetensors file; needed"},
    {"lenient", .kind = CLI_FLAG, CLI_AT(lenient), .text = "accept weights files that only the reference loader accepts"},
    {"part", .kind = CLI_CHOICE, CLI_AT(part), .value = "train|validation|test|all", .fallback = "test",
     .text = "part of the data; all: every sample, in DATA's order"},
    {"mc", .kind = CLI_INT, CLI_AT(mc), .value = "N", .fallback = "0", .min = 0, .max = 1e6,
     .text = "Monte Carlo dropout: average N passes with dropout on; 0: one plain pass"},
    {"seed", .kind = CLI_SEED, CLI_AT(seed), .value = "SEED", .fallback = "0", .text = "of the Monte Carlo masks"},
    {"batch-size", .kind = CLI_INT, CLI_AT(batch_size), .value = "N", .fallback = "256", .min = 1, .max = 1e9,
     .text = "samples a pass; results do not depend on it"},
    {"threads", .kind = CLI_INT, CLI_AT(threads), .value = "N", .fallback = "1", .min = 1, .max = 1024, .text = "worker threads"},
    {"loss", .kind = CLI_CHOICE, CLI_AT(loss), .value = "auto|cross-entropy|mse|nll", .fallback = "auto",
     .text = "auto: cross-entropy for classes (nll if the model ends in log_softmax), mse for numbers"},
    {"scaling", .kind = CLI_CHOICE, CLI_AT(scaling), .value = "auto|train|test", .fallback = "auto",
     .text = "auto: as stored with the weights"},
    {0},
};
const cli_group cli_weights_group = {"Weights", weights_options};
