/* The inside of tn__onednn, for the files that call oneDNN. Its header is used at build time only. */
#ifndef TN_KERNEL_ONEDNN_API_H
#define TN_KERNEL_ONEDNN_API_H

#include <oneapi/dnnl/dnnl.h>

#include "kernel/onednn.h"

struct tn__onednn {
    void *library;
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    void (*omp_set_num_threads)(int);
    int (*omp_get_max_threads)(void);
#define FUNCTION(result, name, arguments) result(*name) arguments;
#include "kernel/onednn_functions.def"
#undef FUNCTION
};

/* Sets OpenMP to one thread for calls from this thread, and back: our own team does the threading. */
int tn__onednn_enter(const tn__onednn *onednn);
void tn__onednn_leave(const tn__onednn *onednn, int before);

#endif
