/* Training, with PyTorch's formulas and defaults.
 *
 * Two levels: a tn_trainer takes batches from the caller, one step a call; tn_train runs whole epochs over a tn_data with
 * validation, early stopping, checkpoints and a report after each epoch. A step allocates nothing after the first. */
#ifndef THINNET_TRAIN_H
#define THINNET_TRAIN_H

#include "thinnet/data.h"
#include "thinnet/net.h"
#include "thinnet/team.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tn_loss { TN_LOSS_CROSS_ENTROPY, TN_LOSS_MSE, TN_LOSS_NLL } tn_loss;
typedef enum tn_schedule {
    TN_SCHEDULE_NONE,
    TN_SCHEDULE_STEP,      /* StepLR */
    TN_SCHEDULE_COSINE,    /* CosineAnnealingLR over all epochs */
    TN_SCHEDULE_LINEAR,    /* LinearLR over all epochs */
    TN_SCHEDULE_ONE_CYCLE, /* OneCycleLR over all steps, lr being the peak; cycles momentum or beta1 too, where there is one */
    TN_SCHEDULE_PLATEAU    /* ReduceLROnPlateau on the validation loss, or the training loss where there is none */
} tn_schedule;
/* What fits: cross entropy for classes (nll where the net ends in log_softmax), the mean squared error for numbers. */
TN_API tn_loss tn_loss_for(const tn_net *net, const tn_data *data);
/* Where masks come from: Philox counters (default, fast, any thread count), or PyTorch's own CPU draws, bit for bit. */
typedef enum tn_rng { TN_RNG_PHILOX, TN_RNG_TORCH, TN_RNG_TORCH_MKL } tn_rng;

typedef struct tn_train_options {
    int64_t epochs;     /* 10 */
    int64_t batch_size; /* 64 */
    bool drop_last;     /* false: the last batch of an epoch may be smaller */
    tn_loss loss;
    const char *optimiser;      /* "sgd" (default), "adadelta", "adam", "adamw", "rmsprop"; tn_optimisers() lists them */
    double lr;                  /* 0: the optimiser's default (sgd .1, adam and adamw .001, rmsprop .01, adadelta 1) */
    double momentum, dampening; /* sgd, rmsprop (momentum only); 0 */
    bool nesterov;
    double weight_decay; /* -1: the optimiser's default (0; adamw .01) */
    double beta1, beta2; /* adam, adamw: .9, .999 */
    double alpha;        /* rmsprop: .99 */
    bool centered;       /* rmsprop */
    double rho;          /* adadelta: .9 */
    double epsilon;      /* -1: the optimiser's default (1e-8; adadelta 1e-6) */
    tn_schedule schedule;
    int64_t step_size;      /* step: epochs between decays; plateau: epochs without a better loss before one; 10 */
    double gamma;           /* step, plateau: factor of a decay, NAN: .1; linear, cosine: final factor, NAN: 0 */
    double max_norm;        /* each unit's incoming weight vector is kept within this L2 norm after a step; 0: off */
    double clip_norm;       /* global gradient L2 norm, as torch.nn.utils.clip_grad_norm_; 0: off */
    double label_smoothing; /* cross entropy; [0, 1] */
    uint64_t seed;          /* weights, shuffles and masks */
    int threads;            /* 1 */
    tn_rng rng;
    bool paper_scaling; /* --scaling test: dropout does not scale while training, evaluation multiplies by 1-p */
    int segments;       /* activation checkpointing, as torch.utils.checkpoint.checkpoint_sequential(segments): values are kept
                           between so many parts of the net only, and parts are run again on the way back; the same bits, less
                           memory, up to a forward pass more. 0 and 1: off. Needs TN_RNG_PHILOX, whose masks can be drawn again */
    int64_t patience;   /* early stopping: epochs without a better validation loss; 0: off. Best weights are restored */
    const char *save;   /* weights path, NULL: none */
    const char *checkpoint; /* where the whole training state goes after each epoch, NULL: none */
    const char *resume;     /* a checkpoint to go on from; ends with the same bytes as an unbroken run */
    int64_t shards; /* a batch is cut into so many, whose gradients are added over a fixed tree; 0: 1, or 8 in a team (or the
                       batch size, if that is less). tn_train only; needs TN_RNG_PHILOX. Batch norm takes its statistics of a
                       shard, and asks for a number other than 0 */
    tn_team *team;  /* several processes share the shards: the results are the same bytes for any number of ranks. All ranks
                       give the same options, net and data; only rank 0 writes files. Borrowed; NULL: this process alone */
    const char *model_text; /* recorded with the weights: the MODEL argument */
} tn_train_options;
TN_API tn_train_options tn_train_options_default(void);
TN_API const char *const *tn_optimisers(void); /* names, ended by NULL */

typedef struct tn_score {
    int64_t n;
    double loss;     /* mean */
    double accuracy; /* share of right classes; regression: NAN */
    double rmse;     /* regression, in the target's own unit; classification: NAN */
} tn_score;

typedef struct tn_epoch {
    int64_t epoch, epochs; /* epoch counts from 1 */
    int64_t step, steps;   /* within this epoch */
    double lr;
    double train_loss; /* mean over the epoch's batches so far, with dropout on */
    double train_accuracy;
    tn_score validation; /* n == 0 when there is none */
    double seconds;      /* since training began */
    bool epoch_done;
    bool best; /* best validation loss so far */
} tn_epoch;

/* Called after each epoch and, at most some 20 times a second, between steps. Return false to stop; the net keeps the weights so
 * far. */
typedef bool (*tn_on_progress)(const tn_epoch *epoch, void *user);

typedef struct tn_train_result {
    int64_t epochs_run, steps;
    double train_loss, seconds;
    tn_score validation;
    bool stopped_early, interrupted;
} tn_train_result;

/* Trains `net` (initialised or loaded before) on the training part of `data`. Non-finite loss is TN_NOT_FINITE and names the step
 * and the layer where the first such value appeared. `out` may be NULL. */
TN_API TN_NODISCARD tn_status tn_train(tn_net *net, tn_data *data, const tn_train_options *options, tn_on_progress progress,
                                       void *user, tn_train_result *out, tn_error *err);

/* --- one step at a time --- */
typedef struct tn_trainer tn_trainer;
/* net is borrowed and must outlive the trainer. options->batch_size is the largest batch. *out is owned: tn_trainer_free. */
TN_API TN_NODISCARD tn_status tn_trainer_new(tn_trainer **out, tn_net *net, const tn_train_options *options, tn_error *err);
TN_API void tn_trainer_free(tn_trainer *trainer);
/* x [n][sample], labels [n] (cross entropy, nll) or values [n][outputs] (mse); the other one NULL. *loss gets the mean loss
 * before the step. Where x is aligned to 64 bytes it is read where it lies; else it is copied first. */
TN_API TN_NODISCARD tn_status tn_trainer_step(tn_trainer *trainer, const float *x, const int64_t *labels, const float *values,
                                              int64_t n, double *loss, tn_error *err);
TN_API void tn_trainer_set_lr(tn_trainer *trainer, double lr);
/* The last step's output [n][outputs], borrowed until the next step. */
TN_API const float *tn_trainer_output(const tn_trainer *trainer);

#ifdef __cplusplus
}
#endif
#endif
