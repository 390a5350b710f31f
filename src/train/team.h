/* The inside of a team, for what trains in one. */
#ifndef TN_TRAIN_TEAM_H
#define TN_TRAIN_TEAM_H

#include <stdbool.h>
#include "thinnet/team.h"
#include "train/wire.h"

enum { TN__GROUP_GATHER, TN__GROUP_HEADER, TN__GROUP_FREE }; /* the last: the first of a reduction's */

struct tn_team {
    const tn__wire *wire;
    void *self; /* of the wire */
    int rank, size;
    double patience; /* seconds */
    bool lost;       /* a rank is gone: nothing is sent any more */
    void *records;   /* [size + 1] of what tn_team_agree exchanges */
};

/* Over any wire; *out is owned: tn_team_close. */
TN_NODISCARD tn_status tn__team_new(tn_team **out, const tn__wire *wire, void *self, double patience, tn_error *err);
/* Returns when the group's messages have come and gone. */
TN_NODISCARD tn_status tn__team_wait(tn_team *team, int group, tn_error *err);
/* Posts the `mine` of every rank into all[rank]; both [bytes] a rank, and untouched until tn__team_wait(group). */
TN_NODISCARD tn_status tn__team_spread(tn_team *team, int group, const void *mine, void *all, size_t bytes, tn_error *err);
TN_NODISCARD tn_status tn__team_broken(tn_team *team, tn_error *err);
/* Refuses ranks whose number is not that of rank 0: `what` is what they do not share. */
TN_NODISCARD tn_status tn__team_compare(tn_team *team, unsigned long long mine, const char *what, tn_error *err);

#endif
