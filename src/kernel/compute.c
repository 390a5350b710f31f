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

/* Measured: below this a call of oneDNN costs more than it saves. */
#define OWN_GEMM_WORK (64 * 64 * 64)

bool tn__gemm_wants_onednn(int64_t m, int64_t n, int64_t k)
{
    return (double)m * (double)n * (double)k > OWN_GEMM_WORK * 4.0;
}

static void run_piece(const tn__compute *compute, const tn__gemm *g)
{
    bool small = (double)g->m * (double)g->n * (double)g->k <= OWN_GEMM_WORK;
    if (compute->onednn && !small && g->k > 0) tn__onednn_gemm(compute->onednn, g);
    else compute->kernels->gemm(g);
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
    run_piece(p->compute, &g);
}

void tn__gemm_run(const tn__compute *compute, const tn__gemm *g)
{
    int64_t length = g->n >= g->m ? g->n : g->m;
    if ((double)g->m * (double)g->n * (double)g->k < 2e6 || length < 128) {
        run_piece(compute, g);
        return;
    }
    /* Two pieces: more would read the other matrix more often than the threads of a small machine gain. */
    pieces p = {compute, g, (length / 2 + 31) / 32 * 32, g->n >= g->m};
    tn__threads_run(compute->threads, (length + p.size - 1) / p.size, run_task, &p);
}
