#include "train/team.h"

#include <dlfcn.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"

#define DEFAULT_PATIENCE 300.0

tn_status tn__team_new(tn_team **out, const tn__wire *wire, void *self, double patience, tn_error *err)
{
    char why[512] = "";
    tn_team *team = tn__alloc(1, sizeof *team);
    if (!team) return tn__no_memory(err, sizeof *team);
    *team = (tn_team){.wire = wire, .self = self, .patience = patience > 0 ? patience : DEFAULT_PATIENCE};
    if (!wire->start(self, &team->rank, &team->size, why, sizeof why)) {
        tn__free(team);
        return tn__fail(err, TN_UNSUPPORTED, "MPI does not start: %s", why);
    }
    team->records = tn__alloc((size_t)team->size + 1, sizeof(tn_error));
    if (!team->records) {
        tn_status status = tn__no_memory(err, ((uint64_t)team->size + 1) * sizeof(tn_error));
        team->lost = true;
        tn_team_close(team);
        return status;
    }
    *out = team;
    return TN_OK;
}

tn_status tn_team_open(tn_team **out, const char *module, double patience, tn_error *err)
{
    /* Global: MPI opens parts of its own that need its symbols. Never closed: MPI leaves things behind. */
    void *handle = dlopen(module, RTLD_NOW | RTLD_GLOBAL);
    if (!handle) {
        tn_status status = tn__fail(err, TN_UNSUPPORTED, "the MPI module cannot be loaded: %s", dlerror());
        tn__help(err, "install Open MPI, or train in one process, without mpirun");
        return status;
    }
    const tn__wire *wire = dlsym(handle, TN__WIRE_SYMBOL);
    if (!wire || wire->version != TN__WIRE_VERSION)
        return tn__fail(err, TN_MISMATCH, "%s is no MPI module of this thinnet", module);
    return tn__team_new(out, wire, NULL, patience, err);
}

void tn_team_close(tn_team *team)
{
    if (!team) return;
    team->wire->finish(team->self, !team->lost);
    tn__free(team->records);
    tn__free(team);
}

int tn_team_rank(const tn_team *team)
{
    return team ? team->rank : 0;
}

int tn_team_size(const tn_team *team)
{
    return team ? team->size : 1;
}

tn_status tn__team_broken(tn_team *team, tn_error *err)
{
    team->lost = true;
    tn_status status = tn__fail(err, TN_IO, "rank %d hears nothing from another rank any more", team->rank);
    tn__help(err, "start again; with --checkpoint and --resume training goes on after its last whole epoch");
    return status;
}

tn_status tn__team_wait(tn_team *team, int group, tn_error *err)
{
    if (team->lost) return tn__team_broken(team, err);
    double since = tn__clock_seconds();
    tn__wire_state state;
    while (state = team->wire->look(team->self, group), state == TN__WIRE_BUSY) {
        if (tn__clock_seconds() - since > team->patience) return tn__team_broken(team, err);
        sched_yield();
    }
    return state == TN__WIRE_DONE ? TN_OK : tn__team_broken(team, err);
}

tn_status tn__team_spread(tn_team *team, int group, const void *mine, void *all, size_t bytes, tn_error *err)
{
    bool fine = !team->lost;
    for (int k = 1; fine && k < team->size; k++) {
        int to = (team->rank + k) % team->size, from = (team->rank + team->size - k) % team->size;
        fine = team->wire->receive(team->self, from, group, (char *)all + (size_t)from * bytes, bytes) &&
               team->wire->send(team->self, to, group, mine, bytes);
    }
    if (!fine) return tn__team_broken(team, err);
    memmove((char *)all + (size_t)team->rank * bytes, mine, bytes);
    return TN_OK;
}

static tn_status gather(tn_team *team, const void *mine, void *all, size_t bytes, tn_error *err)
{
    tn_status status = tn__team_spread(team, TN__GROUP_GATHER, mine, all, bytes, err);
    return status == TN_OK ? tn__team_wait(team, TN__GROUP_GATHER, err) : status;
}

/* What all ranks have to say would be the same sentence as often as there are ranks. */
static bool same_everywhere(const tn_error *all, int n)
{
    for (int i = 1; i < n; i++)
        if (all[i].status != all[0].status || strcmp(all[i].text, all[0].text) != 0) return false;
    return true;
}

static tn_status take_over(const tn_team *team, const tn_error *all, int rank, tn_error *err)
{
    if (!err) return all[rank].status;
    *err = all[rank];
    if (team->size > 1 && !same_everywhere(all, team->size))
        snprintf(err->text, sizeof err->text, "rank %d: %.2000s", rank, all[rank].text);
    return err->status;
}

tn_status tn_team_agree(tn_team *team, tn_status mine, int *failed, tn_error *err)
{
    if (failed) *failed = mine == TN_OK ? -1 : tn_team_rank(team);
    if (!team || team->lost) return mine == TN_OK && team ? tn__team_broken(team, err) : mine;
    tn_error *all = team->records, *own = all + team->size;
    *own = (tn_error){.offset = -1};
    if (mine != TN_OK && err) *own = *err;
    own->status = mine;
    tn_status status = gather(team, own, all, sizeof *own, err);
    if (status != TN_OK) return mine == TN_OK ? status : mine;
    for (int rank = 0; rank < team->size; rank++) {
        if (all[rank].status == TN_OK) continue;
        if (failed) *failed = rank;
        return take_over(team, all, rank, err);
    }
    return TN_OK;
}

tn_status tn__team_compare(tn_team *team, unsigned long long mine, const char *what, tn_error *err)
{
    unsigned long long *all = team->records, *own = all + team->size;
    *own = mine;
    tn_status status = gather(team, own, all, sizeof *own, err);
    for (int rank = 1; status == TN_OK && rank < team->size; rank++) {
        if (all[rank] == all[0]) continue;
        status = tn__fail(err, TN_MISMATCH, "rank %d does not have the %s of rank 0", rank, what);
        tn__help(err, "all ranks need the same model, data, options and kind of CPU (THINNET_CPU=avx2 makes CPUs alike)");
    }
    return status;
}
