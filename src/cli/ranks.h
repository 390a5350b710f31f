/* Ranks of one mpirun, of which only the first shows anything. */
#ifndef TN_CLI_RANKS_H
#define TN_CLI_RANKS_H

#include "cli/command.h"
#include "thinnet/team.h"

/* As mpirun tells its processes; 0 of 1 without it. */
int cli_rank(void);
int cli_ranks(void);
/* The module that speaks with MPI: THINNET_MPI, or where it is installed. */
const char *cli_mpi_module(void);

/* The team of all ranks, NULL without mpirun; from here on what goes wrong on other ranks than the first waits for cli_agree.
 * *out is owned: tn_team_close. */
cli_exit cli_open_team(tn_team **out);
/* How all ranks fare: CLI_FINE, or the code of the lowest rank that failed, which tells why. */
cli_exit cli_agree(tn_team *team, cli_exit code);

#endif
