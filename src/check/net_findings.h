/* What the rules say of a net that has no source of its own: one that a study changed. */
#ifndef TN_CHECK_NET_FINDINGS_H
#define TN_CHECK_NET_FINDINGS_H

#include "net/graph.h"
#include "thinnet/check.h"

/* Findings at error and warning level about the executed layers of `net`, in the rules' order. *out is owned (tn__free), NULL
 * for none. */
TN_NODISCARD tn_status tn__check_net(tn_finding **out, int *n, const tn_net *net, tn_error *err);

#endif
