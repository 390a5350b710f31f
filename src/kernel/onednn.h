/* oneDNN, loaded when a plan first has use for it: linking it would cost every start of the program some 27 ms. */
#ifndef TN_KERNEL_ONEDNN_H
#define TN_KERNEL_ONEDNN_H

#include "kernel/compute.h"

/* NULL when this machine has no oneDNN 2.x that we can use. Each opening is closed once. */
tn__onednn *tn__onednn_open(void);
void tn__onednn_close(tn__onednn *onednn);

#endif
