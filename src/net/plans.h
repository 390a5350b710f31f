/* The plans of one net for the few batch sizes that a caller uses: its usual one and a remainder. */
#ifndef TN_NET_PLANS_H
#define TN_NET_PLANS_H

#include "net/plan.h"

typedef struct tn__plans {
    tn_net *net;              /* borrowed */
    tn__plan_options options; /* .batch: the usual size */
    tn__plan *usual, *other;  /* owned; NULL until asked for */
} tn__plans;

void tn__plans_init(tn__plans *out, tn_net *net, const tn__plan_options *options);
void tn__plans_release(tn__plans *plans);
/* The plan for n samples, borrowed until a third size is asked for. Allocates only when n is new. */
TN_NODISCARD tn_status tn__plans_get(tn__plans *plans, int64_t n, tn__plan **out, tn_error *err);

#endif
