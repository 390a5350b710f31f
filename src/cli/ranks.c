#include "cli/ranks.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/fault.h"

static int number_of(const char *name, int fallback)
{
    const char *text = getenv(name);
    int number = text ? atoi(text) : fallback;
    return number < 0 ? fallback : number;
}

int cli_rank(void)
{
    return number_of("OMPI_COMM_WORLD_RANK", 0);
}

int cli_ranks(void)
{
    return number_of("OMPI_COMM_WORLD_SIZE", 1);
}

const char *cli_mpi_module(void)
{
    const char *path = getenv("THINNET_MPI");
    return path ? path : TN_MPI_MODULE;
}

cli_exit cli_open_team(tn_team **out)
{
    tn_error err;
    const char *patience = getenv("THINNET_MPI_WAIT");
    *out = NULL;
    if (!getenv("OMPI_COMM_WORLD_SIZE")) {
        return CLI_FINE;
    }
    if (tn_team_open(out, cli_mpi_module(), patience ? atof(patience) : 0, &err) == TN_OK) {
        if (cli_rank() > 0) {
            cli_fault_keep();
        }
        return CLI_FINE;
    }
    /* Mostly all ranks fail alike: mpirun ends the others as soon as the first has told why. */
    sleep(cli_rank() > 0 ? 3 : 0);
    return cli_report(&err);
}

cli_exit cli_agree(tn_team *team, cli_exit code)
{
    int failed;
    tn_error err = {.offset = code}; /* which travels with it */
    if (!team) {
        return code;
    }
    tn_status status = tn_team_agree(team, code == CLI_FINE ? TN_OK : TN_BAD_ARGUMENT, &failed, &err);
    if (code == CLI_FINE && status != TN_OK && failed < 0) {
        code = cli_report(&err); /* the others are gone */
        failed = cli_rank();
    } else if (failed >= 0) {
        code = (cli_exit)err.offset;
    }
    cli_fault_release(failed == cli_rank());
    if (code == CLI_FINE && cli_rank() > 0) {
        cli_fault_keep();
    }
    return code;
}
