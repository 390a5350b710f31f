/* How values flow from layer to layer of a net, for rules about places. Values are node indices; 0 is the net's input. */
#ifndef TN_CHECK_FLOW_H
#define TN_CHECK_FLOW_H

#include "check/rule.h"

/* The node that made the first input of `value`, behind views: 0 for the net's input. */
int tn__flow_source(const tn_net *net, int value);
/* The one node that takes this value, behind views: 0 when several do, or none. */
int tn__flow_user(const tn_net *net, int value);
/* Whether this value, or a view of it that nobody else takes, is the net's output. */
bool tn__flow_is_output(const tn_net *net, int value);
/* Whether `value` depends on `ancestor`; a value depends on itself. */
bool tn__flow_depends(tn__rule_run *run, const tn_net *net, int value, int ancestor);

/* The kind's row: "relu". */
bool tn__flow_is(const tn_net *net, int value, const char *kind);
unsigned tn__flow_traits(const tn_net *net, int value);
/* Number of dimensions of the first input; -1 when it is not known. */
int tn__flow_input_rank(const tn_net *net, int value);

/* A dropout's probability, and whether it drops anything and leaves something. */
double tn__flow_rate(const tn_net *net, int value);
bool tn__flow_drops(const tn_net *net, int value);

#endif
