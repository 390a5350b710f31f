/* Several processes that train one net together: mpirun starts them, and a module that is loaded at run time (lib/thinnet/mpi.so)
 * lets them speak. Each process opens the team, gives it to tn_train (tn_train_options.team), and closes it.
 *
 * All ranks make the same calls in the same order; a call returns when all ranks have made it. */
#ifndef THINNET_TEAM_H
#define THINNET_TEAM_H

#include "thinnet/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_team tn_team;

/* Joins the other ranks. A rank that is silent for `patience` seconds (0: 300) while another waits for it is taken for dead, and
 * the call that waits fails with TN_IO. *out is owned: tn_team_close. One team a process. */
TN_API TN_NODISCARD tn_status tn_team_open(tn_team **out, const char *module, double patience, tn_error *err);
/* Waits for the other ranks, unless some are lost. NULL is fine. */
TN_API void tn_team_close(tn_team *team);
TN_API int tn_team_rank(const tn_team *team); /* 0 for NULL */
TN_API int tn_team_size(const tn_team *team); /* 1 for NULL */

/* Tells the others how this rank fares, and returns how all do: TN_OK, or the status of the lowest rank that failed. *failed (may
 * be NULL) gets that rank, or -1. *err is this rank's own error before, where mine is not TN_OK, and that rank's after. */
TN_API TN_NODISCARD tn_status tn_team_agree(tn_team *team, tn_status mine, int *failed, tn_error *err);

#ifdef __cplusplus
}
#endif
#endif
