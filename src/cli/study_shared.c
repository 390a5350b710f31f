#include "cli/study_shared.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/fault.h"
#include "cli/ranks.h"
#include "cli/study_view.h"
#include "cli/term.h"

static int default_jobs(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

/* "90", "90s", "10m" or "2h" in seconds; false for other texts. */
static bool parse_time(const char *text, double *out)
{
    char *end;
    double number = strtod(text, &end);
    double unit = *end == 'h' ? 3600 : *end == 'm' ? 60 : *end == 's' || !*end ? 1 : 0;
    *out = number * unit;
    return end > text && unit > 0 && (!*end || !end[1]) && *out > 0 && isfinite(*out);
}

/* mpirun tells its processes so; without the module they share the work through the folder. */
static void choose_mpi(tn_study_options *out)
{
    const char *path = cli_mpi_module();
    if (cli_ranks() < 2) {
        return;
    }
    if (access(path, R_OK) == 0) {
        out->mpi = path;
    } else if (cli_study_speaks()) {
        cli_warning("there is no MPI module %s: the ranks share the trials through the folder's leases", path);
    }
}

bool cli_study_speaks(void)
{
    return cli_rank() == 0;
}

cli_exit cli_study_running(tn_study_options *out, const cli_values *values)
{
    out->jobs = values->jobs ? (int)values->jobs : default_jobs();
    out->log_dir = values->log_dir;
    choose_mpi(out);
    if (values->time && !parse_time(values->time, &out->seconds)) {
        return cli_usage("--time 90s, --time 10m, --time 2h", "--time: '%s' is no time", values->time);
    }
    return CLI_FINE;
}

typedef struct session {
    const tn_study *study;
    bool json;
} session;

static bool on_progress(const tn_study_progress *progress, void *user)
{
    const session *s = user;
    if (cli_study_speaks()) {
        cli_study_show(progress, tn_study_answer(s->study), s->json);
    }
    return !cli_stopped();
}

cli_exit cli_study_run(tn_study *study, bool json, bool *stopped)
{
    session s = {study, json};
    tn_error err;
    cli_catch_stop();
    tn_status status = tn_study_run(study, on_progress, &s, &err);
    cli_progress_clear();
    if (stopped) {
        *stopped = status == TN_INTERRUPTED;
    }
    return status == TN_OK || status == TN_INTERRUPTED ? CLI_FINE : cli_report(&err);
}

void cli_study_places(const tn_answer *answer, const char *folder)
{
    printf("\nreport: %s/report.html\n", folder);
    if (answer->patch) {
        printf("patch:  %s/best.patch (git apply, or patch -p1)\n", folder);
    } else if (*answer->no_patch) {
        printf("no patch: %s\n", answer->no_patch);
    }
}
