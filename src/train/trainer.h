/* The inside of a trainer, for the epoch loop and checkpoints. */
#ifndef TN_TRAIN_TRAINER_H
#define TN_TRAIN_TRAINER_H

#include "net/plans.h"
#include "train/loss.h"
#include "train/optimiser.h"

typedef struct tn__shards tn__shards;

struct tn_trainer {
    tn_net *net;              /* borrowed */
    tn_train_options options; /* resolved; its texts are borrowed from the caller */
    tn_train_options current; /* the same, but for what a schedule has changed for this step */
    const tn__optimiser *optimiser;
    int n_slots;        /* optimiser slots in use */
    tn__shards *shards; /* NULL: batches are not cut (train/shards.h) */
    bool shards_chosen; /* by the caller, not by default */
    tn__threads *threads;
    float **gradients;                     /* by state of the net; NULL for buffers and what layers move themselves */
    float **slots[TN_OPTIMISER_MAX_SLOTS]; /* the same */
    float *memory;                         /* behind all of them */
    tn__plans plans;
    tn__plan *last; /* of the last step; NULL before */
    double lr;
    int64_t step; /* steps done */
};

/* The part of a step between the batch, already gathered into tn__plan_input(plan), and the updated weights. Allocates
 * nothing. Targets must be in range. */
TN_NODISCARD tn_status tn__trainer_step_planned(tn_trainer *trainer, tn__plan *plan, const tn__targets *targets, double *loss,
                                                tn_error *err);
/* Moves the weights by the gradients of step trainer->step. */
void tn__trainer_update(tn_trainer *trainer, const tn__kernels *kernels);
/* TN_NOT_FINITE with the step and the layer of this plan where the loss went wrong. */
tn_status tn__trainer_report_nonfinite(const tn_trainer *trainer, const tn__plan *plan, double loss, tn_error *err);
/* Whether the loss can be taken of the net's output: rank, and the number of classes or values. */
TN_NODISCARD tn_status tn__check_output(const tn_net *net, tn_loss loss, int64_t classes_or_values, tn_error *err);

#endif
