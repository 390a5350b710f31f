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

/* --- pieces: along n or m, whichever is longer, by the shape alone --- */

typedef struct pieces {
    const tn__compute *compute;
    const tn__gemm *gemm;
    int64_t size;
    bool along_n;
} pieces;

static void run_task(int64_t i, void *argument)
{
    const pieces *p = argument;
    tn__gemm g = *p->gemm;
    int64_t first = i * p->size;
    if (p->along_n) {
        g.n = g.n - first < p->size ? g.n - first : p->size;
        g.b += first * (g.transpose_b ? g.ldb : 1);
        g.c += first;
    } else {
        g.m = g.m - first < p->size ? g.m - first : p->size;
        g.a += first * (g.transpose_a ? 1 : g.lda);
        g.c += first * g.ldc;
    }
    p->compute->kernels->gemm(&g);
}

#define PIECE_WORK 1.5e6 /* multiply-adds that are worth handing out */
#define MOST_PIECES 16

void tn__gemm_run(const tn__compute *compute, const tn__gemm *g)
{
    double work = (double)g->m * (double)g->n * (double)g->k;
    int64_t length = g->n >= g->m ? g->n : g->m, n_pieces = work < MOST_PIECES * PIECE_WORK ? (int64_t)(work / PIECE_WORK) : MOST_PIECES;
    if (n_pieces < 2) {
        compute->kernels->gemm(g);
        return;
    }
    bool along_n = g->n >= g->m;
    int64_t whole = along_n ? 32 : 24; /* panels, or tiles, of every instruction set */
    pieces p = {compute, g, (length / n_pieces + whole - 1) / whole * whole, along_n};
    tn__threads_run(compute->threads, (length + p.size - 1) / p.size, run_task, &p);
}
