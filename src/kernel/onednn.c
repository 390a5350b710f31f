#include "kernel/onednn.h"

#include <dlfcn.h>

#include "base/mem.h"
#include "kernel/onednn_api.h"

static bool bind(tn__onednn *d)
{
#define FUNCTION(result, name, arguments)                                                                                        \
    *(void **)&d->name = dlsym(d->library, "dnnl_" #name);                                                                       \
    if (!d->name) return false;
#include "kernel/onednn_functions.def"
#undef FUNCTION
    *(void **)&d->omp_set_num_threads = dlsym(d->library, "omp_set_num_threads");
    *(void **)&d->omp_get_max_threads = dlsym(d->library, "omp_get_max_threads");
    return d->omp_set_num_threads && d->omp_get_max_threads;
}

tn__onednn *tn__onednn_open(void)
{
    tn__onednn *d = tn__alloc(1, sizeof *d);
    if (!d) return NULL;
    d->library = dlopen("libdnnl.so.2", RTLD_NOW | RTLD_LOCAL);
    if (d->library && bind(d) && d->engine_create(&d->engine, dnnl_cpu, 0) == dnnl_success &&
        d->stream_create(&d->stream, d->engine, dnnl_stream_default_flags) == dnnl_success)
        return d;
    tn__onednn_close(d);
    return NULL;
}

void tn__onednn_close(tn__onednn *d)
{
    if (!d) return;
    if (d->stream) d->stream_destroy(d->stream);
    if (d->engine) d->engine_destroy(d->engine);
    /* The library stays mapped: OpenMP's threads cannot be unloaded safely. */
    tn__free(d);
}

int tn__onednn_enter(const tn__onednn *d)
{
    int before = d->omp_get_max_threads();
    if (before != 1) d->omp_set_num_threads(1);
    return before;
}

void tn__onednn_leave(const tn__onednn *d, int before)
{
    if (before != 1) d->omp_set_num_threads(before);
}
