/* What a study found, as plain data: all that the sentence, the table, report.html and --json say.
 *
 * Texts are UTF-8 and borrowed from the study (nothing here is freed by a reader of the answer). A number that is not
 * known is NAN. `score` is the study's measure: accuracy for classes (higher is better), RMSE for regression (lower is
 * better, and effects are then positive where RMSE falls). */
#ifndef THINNET_ANSWER_H
#define THINNET_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An executed layer, for the picture. */
typedef struct tn_answer_layer {
    const char *name;    /* "fc1"; "" for a function */
    const char *kind;    /* "Linear", "relu" */
    const char *shape;   /* of its output: "N x 50" */
    int from[4], n_from; /* layers that made its inputs, -1: the net's input */
    bool dropout;        /* a dropout of the source */
} tn_answer_layer;

/* A place where dropout can stand. */
typedef struct tn_answer_site {
    const char *name;      /* "fc1.relu:after", "input" */
    int line, column;      /* in the source */
    int layer;             /* whose output flows through it; -1: the net's input */
    const char *shape;     /* of what flows there: "N x 50" */
    const char *existing;  /* "Dropout(0.5)" where the source has one; NULL: none */
    int equal_to;          /* the site whose placements are the same function; -1: none */
    const char *why_equal; /* "relu(c*x) = c*relu(x) for c >= 0"; NULL where equal_to is -1 */
    int same_channels;     /* the site whose channel dropout is the same function as here and is tried there; -1: none */
    const char *kinds;     /* that fit and are tried: "Dropout, GaussianDropout"; "": none */
    const char *wrong;     /* the rule that refuses every kind that would fit here; "": none does */
} tn_answer_site;

typedef struct tn_answer_point {
    double train_loss, validation_loss, validation_score;
} tn_answer_point;

/* An arm: a full assignment of dropout to sites. */
typedef struct tn_answer_arm {
    const char *text;    /* canonical: "base", or "fc1.relu:after=Dropout(0.3)" */
    const char *command; /* repeats this arm alone; NULL: none */
    int site;            /* the one site that it changes, -1 where several or none */
    const char *kind;    /* "Dropout"; "" where site is -1 */
    double p;
    int n;                               /* seeds with a result */
    double score, low_score, high_score; /* validation mean over seeds and its interval */
    double effect, low, high;            /* mean paired difference to the baseline and its interval, in score's unit */
    double p_value, p_adjusted;          /* two-sided; adjusted by Holm's procedure */
    int diverged;                        /* seeds whose loss became infinite or not a number */
    bool stopped;                        /* given up early as hopeless */
    bool fresh;                          /* its numbers come from fresh seeds, which no choice has seen */
    int64_t samples;                     /* it learns from; 0: all */
    int64_t passes;                      /* Monte Carlo passes of its evaluation; 0: weight scaling */
    double train_score;                  /* of the trained net on its training data, dropout off */
    double gap;                          /* validation loss minus training loss, dropout off: the generalisation gap */
    const tn_answer_point *curve;        /* [epochs] means over seeds */
    int epochs;
    const char *against; /* the arm that it is compared with; NULL: it is a baseline itself */
} tn_answer_arm;

/* Predictions of one confidence range. */
typedef struct tn_answer_bin {
    double confidence, accuracy; /* means; NAN where count is 0 */
    int64_t count;
} tn_answer_bin;

/* The one look at the test data. */
typedef struct tn_answer_test {
    double score, low, high;   /* mean over seeds and its interval */
    double ece;                /* expected calibration error; NAN: none */
    const tn_answer_bin *bins; /* reliability; NULL for regression */
    int n_bins;
} tn_answer_test;

typedef struct tn_answer_setting {
    const char *name, *value; /* "optimiser", "sgd, lr 0.1" */
} tn_answer_setting;

typedef struct tn_answer {
    const char *sentence;     /* the answer, one sentence; more may follow */
    const char *model, *call; /* "net.py", "SimpleFCN(64, 50, 10)" */
    const char *data, *fingerprint;
    const char *design;  /* "single" */
    const char *measure; /* "accuracy" or "RMSE" */
    bool percent;        /* scores are shares: shown times 100 */
    double confidence;   /* of all intervals: 0.95 */
    const tn_answer_setting *settings;
    int n_settings;
    const tn_answer_layer *layers;
    int n_layers;
    const tn_answer_site *sites;
    int n_sites;
    const tn_answer_arm *arms; /* by samples, all last; then by passes; then by effect, best first */
    int n_arms;
    int baseline, winner;                      /* arms; winner -1: nothing helps, or it cannot be told yet */
    tn_answer_test baseline_test, winner_test; /* score NAN: not looked at */
    const char *patch;                         /* unified diff of the model's source; NULL: none */
    const char *no_patch;                      /* why a winner has none; "": it has one, or there is no winner */
    const char *command;                       /* repeats the study */
    const char *version;                       /* thinnet's */
} tn_answer;

#ifdef __cplusplus
}
#endif
#endif
