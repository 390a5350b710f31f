/* Activation checkpointing: a net in parts, each of which is run again on the way back but the last.
 *
 *   forward   | 0 1 2 | 3 4 5 | 6 7 8 |   loss   8 7 6 | 3 4 5  5 4 3 | 0 1 2  2 1 0
 *
 * Masks are a function of (seed, step, site, sample, unit), so a part that is run again drops what it dropped before. */
#include "base/mem.h"
#include "net/plan.h"

tn_status tn__plan_cut(tn__plan *plan, tn_error *err)
{
    int wanted = plan->options.training && plan->options.segments > 1 ? plan->options.segments : 1, work = 0, done = 0;
    for (int i = 0; i < plan->n_ops; i++) work += !plan->ops[i].view;
    if (wanted > work) wanted = work > 0 ? work : 1;
    plan->segment_starts = tn__alloc((size_t)wanted + 1, sizeof *plan->segment_starts);
    if (!plan->segment_starts) return tn__no_memory(err, (uint64_t)wanted * sizeof *plan->segment_starts);
    plan->n_segments = wanted;
    for (int i = 0, segment = 0; i < plan->n_ops; i++) {
        if (!plan->ops[i].view && done++ >= (segment + 1) * work / wanted) plan->segment_starts[++segment] = i;
        plan->ops[i].segment = segment;
    }
    plan->segment_starts[wanted] = plan->n_ops;
    return TN_OK;
}

bool tn__plan_runs_again(const tn__plan *plan, int segment)
{
    return segment < plan->n_segments - 1;
}
