/* What carries messages between the ranks of a team: a module that is loaded at run time (src/mpi), or a test's own.
 *
 * Messages belong to groups. Between two ranks, those of one group arrive in the order in which they were sent, and are received
 * in the order of the posted receives. Nothing is copied: what was posted stays untouched until `look` finds its group done. */
#ifndef TN_TRAIN_WIRE_H
#define TN_TRAIN_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#define TN__WIRE_VERSION 1
#define TN__WIRE_SYMBOL "thinnet_wire" /* a const tn__wire */
#define TN__WIRE_GROUPS 1024

typedef enum tn__wire_state { TN__WIRE_DONE, TN__WIRE_BUSY, TN__WIRE_BROKEN } tn__wire_state;

/* All calls come from one thread. false: broken. */
typedef struct tn__wire {
    int version;
    /* False with the reason in why[size]. */
    bool (*start)(void *self, int *rank, int *size, char *why, size_t why_size);
    bool (*send)(void *self, int to, int group, const void *data, size_t bytes);
    bool (*receive)(void *self, int from, int group, void *data, size_t bytes);
    /* Whether all that was posted in the group has happened; moves messages on. A group without posts is done. */
    tn__wire_state (*look)(void *self, int group);
    void (*finish)(void *self, bool all_there); /* waits for the others, if all are there */
} tn__wire;

#endif
