/* The whole state of a training run, in one safetensors file: weights, optimiser, generator, best weights,
 * counters. A run that is killed and resumed ends with the same bytes as one left alone. */
#ifndef TN_TRAIN_CHECKPOINT_H
#define TN_TRAIN_CHECKPOINT_H

#include "train/schedule.h"
#include "train/trainer.h"

typedef struct tn__run_state {
    tn_trainer *trainer;
    int64_t epoch; /* epochs done */
    int64_t epochs_since_best;
    double best_loss;
    tn__plateau plateau;
    void *best; /* the best weights as tn__states_copy_out leaves them; NULL without early stopping */
} tn__run_state;

TN_NODISCARD tn_status tn__checkpoint_save(const tn__run_state *run, const tn_data *data, const char *path, tn_error *err);
/* Refuses a checkpoint of another net, other data or other options, naming the difference. */
TN_NODISCARD tn_status tn__checkpoint_load(tn__run_state *run, const tn_data *data, const char *path, tn_error *err);

/* A number that runs share which could go on from each other's checkpoints. */
uint64_t tn__settings_hash(const tn_trainer *trainer, const tn_data *data);

/* options.save: the weights with what eval and predict need to use them again. */
TN_NODISCARD tn_status tn__save_trained(const tn_trainer *trainer, const tn_data *data, tn_error *err);

#endif
