/* The choice of providers, and the cutting of large products into pieces for threads. */
#include "kernel/compute.h"

#include <stddef.h>

#include "kernel/onednn.h"

tn_status tn__compute_init(tn__compute *out, const char *isa, tn__threads *threads, tn_error *err)
{
    *out = (tn__compute){.kernels = isa ? tn__kernels_for(isa) : tn__kernels_best(), .threads = threads};
    if (out->kernels) return TN_OK;
    tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "this CPU cannot run the kernels of '%s'", isa);
    tn__help(err, "`thinnet cpu` lists what it can run");
    return status;
}

void tn__compute_release(tn__compute *compute)
{
    tn__onednn_close(compute->onednn);
    compute->onednn = NULL;
}

void tn__compute_want_onednn(tn__compute *compute)
{
    if (!compute->onednn_asked) compute->onednn = tn__onednn_open();
    compute->onednn_asked = true;
}

/* --- pieces: along n or m, whichever is longer --- */

typedef struct pieces {
    const tn__compute *compute;
    const tn__gemm *gemm;
    int64_t size;
    bool along_n;
    int64_t count; /* the last takes what is left */
} pieces;

static void run_task(int64_t i, void *argument)
{
    const pieces *p = argument;
    tn__gemm g = *p->gemm;
    int64_t first = i * p->size;
    bool last = i == p->count - 1;
    if (p->along_n) {
        g.n = last ? g.n - first : p->size;
        g.b += first * (g.transpose_b ? g.ldb : 1);
        g.c += first;
    } else {
        g.m = last ? g.m - first : p->size;
        g.a += first * (g.transpose_a ? 1 : g.lda);
        g.c += first * g.ldc;
    }
    p->compute->kernels->gemm(&g);
}

#define PIECE_WORK 6e5 /* multiply-adds that are worth handing out: some 10 us */
#define PIECES_A_THREAD 2

/* Some pieces a thread, since each reads all of the other operand. No sum is cut, and a last piece is never so small that another
 * way of summing would serve it: the results do not depend on the pieces. */
void tn__gemm_run(const tn__compute *compute, const tn__gemm *g)
{
    double work = (double)g->m * (double)g->n * (double)g->k;
    int threads = work < 2 * PIECE_WORK ? 1 : tn__threads_count(compute->threads);
    if (threads < 2) {
        compute->kernels->gemm(g);
        return;
    }
    double most = threads * PIECES_A_THREAD;
    int64_t n_pieces = (int64_t)(work / PIECE_WORK < most ? work / PIECE_WORK : most);
    bool along_n = g->n >= g->m;
    int64_t length = along_n ? g->n : g->m, whole = along_n ? 64 : 24; /* panels, or tiles, of every instruction set */
    pieces p = {compute, g, (length / n_pieces + whole - 1) / whole * whole, along_n};
    p.count = length / p.size > 0 ? length / p.size : 1;
    tn__threads_run(compute->threads, p.count, run_task, &p);
}
