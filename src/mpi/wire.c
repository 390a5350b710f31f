/* Messages between the ranks that train one net (src/train/wire.h says what is promised). Requests that nobody waits for are
 * moved on by `look`, which training calls between two layers. */
#include "train/wire.h"

#include <mpi.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>

#define TAG 7200 /* and one more a group */

typedef struct group {
    MPI_Request *requests;
    int n, capacity;
} group;

/* MPI is one a process, and so is this. */
static struct {
    group groups[TN__WIRE_GROUPS];
    bool started;
} wire;

static bool start(void *self, int *rank, int *size, char *why, size_t why_size)
{
    int provided;
    (void)self;
    if (wire.started) {
        snprintf(why, why_size, "a process is in one team only");
        return false;
    }
    wire.started = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided) == MPI_SUCCESS;
    if (!wire.started) {
        snprintf(why, why_size, "MPI_Init_thread failed");
        return false;
    }
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_rank(MPI_COMM_WORLD, rank);
    MPI_Comm_size(MPI_COMM_WORLD, size);
    return true;
}

/* Room for one more request; NULL: out of memory. */
static MPI_Request *next_request(int number)
{
    group *g = &wire.groups[number];
    if (g->n == g->capacity) {
        int capacity = g->capacity ? 2 * g->capacity : 16;
        MPI_Request *more = realloc(g->requests, (size_t)capacity * sizeof *more);
        if (!more) return NULL;
        g->requests = more;
        g->capacity = capacity;
    }
    return &g->requests[g->n++];
}

static bool is_postable(int number, size_t bytes)
{
    return number >= 0 && number < TN__WIRE_GROUPS && bytes <= INT32_MAX;
}

static bool send(void *self, int to, int number, const void *data, size_t bytes)
{
    (void)self;
    MPI_Request *request = is_postable(number, bytes) ? next_request(number) : NULL;
    return request && MPI_Isend(data, (int)bytes, MPI_BYTE, to, TAG + number, MPI_COMM_WORLD, request) == MPI_SUCCESS;
}

static bool receive(void *self, int from, int number, void *data, size_t bytes)
{
    (void)self;
    MPI_Request *request = is_postable(number, bytes) ? next_request(number) : NULL;
    return request && MPI_Irecv(data, (int)bytes, MPI_BYTE, from, TAG + number, MPI_COMM_WORLD, request) == MPI_SUCCESS;
}

static tn__wire_state look(void *self, int number)
{
    int done = 1;
    group *g = &wire.groups[number];
    (void)self;
    if (g->n > 0 && MPI_Testall(g->n, g->requests, &done, MPI_STATUSES_IGNORE) != MPI_SUCCESS) return TN__WIRE_BROKEN;
    if (!done) return TN__WIRE_BUSY;
    g->n = 0;
    return TN__WIRE_DONE;
}

/* Finalising waits for all ranks, and must not where some are dead. */
static void finish(void *self, bool all_there)
{
    (void)self;
    if (all_there) MPI_Finalize();
    for (int i = 0; all_there && i < TN__WIRE_GROUPS; i++) {
        free(wire.groups[i].requests);
        wire.groups[i] = (group){0};
    }
}

extern const tn__wire thinnet_wire;
__attribute__((visibility("default"))) const tn__wire thinnet_wire = {TN__WIRE_VERSION, start, send, receive, look, finish};
