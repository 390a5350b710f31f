/* Where values, gradients and saved memory lie: pieces that are never needed at the same time share a place.
 *
 * Time runs over the ops forward, the loss, and for each segment from the last to the first the ops again, where they are run
 * again, and backward:
 *
 *   op      0   1   2  ...  n-1  loss   again, segment by segment   backward        end
 *   time    0   1   2  ...  n-1   n     n+1 ...
 *
 * A value lives from the op that writes it to the last that reads it, in backward as far as traits say; one that only a segment
 * which is run again uses lives twice, and not between. A gradient lives from the first op that adds to it to the op whose
 * output's gradient it is. */
#include <string.h>

#include "base/mem.h"
#include "layer/epilogue.h"
#include "net/plan.h"

#define ALIGNMENT 64

static int forward_time(int op)
{
    return op;
}

static int loss_time(const tn__plan *plan)
{
    return plan->n_ops;
}

/* When a segment's turn comes on the way back: those behind it have had theirs. */
static int return_time(const tn__plan *plan, int segment)
{
    return plan->n_ops + 1 + 2 * (plan->n_ops - plan->segment_starts[segment + 1]);
}

static int again_time(const tn__plan *plan, int op)
{
    int segment = plan->ops[op].segment;
    return return_time(plan, segment) + op - plan->segment_starts[segment];
}

static int backward_time(const tn__plan *plan, int op)
{
    int segment = plan->ops[op].segment, start = plan->segment_starts[segment], end = plan->segment_starts[segment + 1];
    return return_time(plan, segment) + (end - start) + (end - 1 - op);
}

static int end_time(const tn__plan *plan)
{
    return 3 * plan->n_ops + 1;
}

/* --- pieces --- */

static int root_of(const tn__plan *plan, int slot)
{
    while (plan->slots[slot].shares >= 0) slot = plan->slots[slot].shares;
    return slot;
}

/* A view of something without a gradient still needs one of its own. */
static int gradient_root_of(const tn__plan *plan, int slot)
{
    for (int from; from = plan->slots[slot].gradient_shares, from >= 0 && plan->slots[from].want_gradient;) slot = from;
    return slot;
}

static tn__piece *value_piece(const tn__plan *plan, int slot)
{
    return &plan->pieces[root_of(plan, slot)];
}

static tn__piece *gradient_piece(const tn__plan *plan, int slot)
{
    return &plan->pieces[plan->n_slots + gradient_root_of(plan, slot)];
}

static tn__piece *saved_piece(const tn__plan *plan, int op)
{
    return &plan->pieces[2 * plan->n_slots + op];
}

static tn__piece *scratch_piece(const tn__plan *plan)
{
    return &plan->pieces[2 * plan->n_slots + plan->n_ops];
}

static int piece_count(const tn__plan *plan)
{
    return 2 * plan->n_slots + plan->n_ops + 1;
}

static size_t slot_bytes(const tn__slot *slot)
{
    return (size_t)tn__shape_count(&slot->shape) * sizeof(float);
}

static void need(tn__piece *piece, size_t bytes)
{
    if (bytes > piece->bytes) piece->bytes = bytes;
}

static void extend(tn__span *span, int time)
{
    if (time < span->from) span->from = time;
    if (time > span->to) span->to = time;
}

static void live(tn__piece *piece, int time)
{
    extend(&piece->span[0], time);
}

/* On the way back, to where the values of a segment that is run again are made anew. */
static void live_again(tn__piece *piece, int time)
{
    extend(&piece->span[1], time);
}

/* --- how long each is needed --- */

/* What a layer saves, and behind that the slopes of what it has taken over. */
static size_t slope_offset(const tn__op *op)
{
    size_t saved = op->kind->saved_bytes ? op->kind->saved_bytes(&op->run) : 0;
    return (saved + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void ask_for_layer_memory(tn__plan *plan)
{
    for (int i = 0; i < plan->n_ops; i++) {
        tn__op *op = &plan->ops[i];
        if (op->view) continue;
        tn__piece *saved = saved_piece(plan, i);
        saved->segment = op->segment;
        need(saved, slope_offset(op) + tn__epilogue_slope_bytes(&op->run));
        need(scratch_piece(plan), op->kind->scratch_bytes ? op->kind->scratch_bytes(&op->run) : 0);
        live(saved, forward_time(i));
        if (!plan->options.training)
            live(saved, end_time(plan));
        else if (tn__plan_runs_again(plan, op->segment))
            live_again(saved, again_time(plan, i));
        if (plan->options.training) live_again(saved, backward_time(plan, i));
    }
    live(scratch_piece(plan), 0);
    live(scratch_piece(plan), end_time(plan));
}

/* An op uses a value in forward, when it is run again, and where `kept` in backward. */
static void use(tn__plan *plan, int op, int slot, bool kept)
{
    tn__piece *piece = value_piece(plan, slot);
    int segment = plan->ops[op].segment;
    piece->between = piece->between || (piece->segment >= 0 && piece->segment != segment);
    piece->segment = segment;
    live(piece, forward_time(op));
    if (plan->options.training && tn__plan_runs_again(plan, segment)) live_again(piece, again_time(plan, op));
    if (plan->options.training && kept) live_again(piece, backward_time(plan, op));
}

/* What ops and the loss do with values. Further Monte Carlo passes start from the values that no dropout has touched. */
static void follow_values(tn__plan *plan)
{
    for (int i = 0; i < plan->n_ops; i++) {
        const tn__op *op = &plan->ops[i];
        unsigned traits = op->taken_over ? 0 : op->kind->traits;
        bool again = plan->options.dropout_on && !plan->options.training;
        use(plan, i, op->out, tn__plan_keeps_output(op));
        for (int k = 0; k < op->run.n_in; k++) {
            use(plan, i, op->in[k], traits & TN_TRAIT_KEEPS_INPUT);
            if (again && plan->slots[op->out].stochastic && !plan->slots[op->in[k]].stochastic)
                live(value_piece(plan, op->in[k]), end_time(plan));
        }
    }
    live(value_piece(plan, plan->input), 0); /* callers may run several passes over one input ... */
    live(value_piece(plan, plan->input), end_time(plan));
    live(value_piece(plan, plan->output), end_time(plan)); /* ... and read the output at any time */
}

static void follow_gradients(tn__plan *plan)
{
    for (int i = 0; i < plan->n_ops; i++) {
        const tn__op *op = &plan->ops[i];
        if (plan->slots[op->out].want_gradient) live(gradient_piece(plan, op->out), backward_time(plan, i));
        for (int k = 0; k < op->run.n_in; k++)
            if (plan->slots[op->in[k]].want_gradient) live(gradient_piece(plan, op->in[k]), backward_time(plan, i));
    }
    if (plan->slots[plan->output].want_gradient) live(gradient_piece(plan, plan->output), loss_time(plan));
}

/* What is not made anew has to last. */
static void join_spans(const tn__plan *plan, tn__piece *piece)
{
    if (piece->span[1].from > piece->span[1].to) return;
    bool anew = piece->segment >= 0 && !piece->between && tn__plan_runs_again(plan, piece->segment);
    if (anew) return;
    extend(&piece->span[0], piece->span[1].to);
    piece->span[1] = (tn__span){end_time(plan), 0};
}

static void describe_pieces(tn__plan *plan)
{
    const tn__span never = {end_time(plan), 0};
    for (int i = 0; i < piece_count(plan); i++) plan->pieces[i] = (tn__piece){.span = {never, never}, .segment = -1};
    for (int i = 0; i < plan->n_slots; i++) {
        need(value_piece(plan, i), slot_bytes(&plan->slots[i]));
        if (plan->slots[i].want_gradient) need(gradient_piece(plan, i), slot_bytes(&plan->slots[i]));
    }
    ask_for_layer_memory(plan);
    follow_values(plan);
    follow_gradients(plan);
    for (int i = 0; i < piece_count(plan); i++) join_spans(plan, &plan->pieces[i]);
}

/* --- places: the largest first, each as low as those placed before it allow --- */

static bool meet(const tn__piece *a, const tn__piece *b)
{
    for (int i = 0; i < 4; i++) {
        const tn__span *s = &a->span[i / 2], *t = &b->span[i % 2];
        if (s->from <= s->to && t->from <= t->to && s->from <= t->to && t->from <= s->to) return true;
    }
    return false;
}

/* The lowest offset where `piece` lies beside none of `placed` that it meets; those are sorted by offset. */
static size_t lowest_place(const tn__piece *piece, tn__piece *const *placed, int n)
{
    size_t at = 0;
    for (int i = 0; i < n; i++) {
        if (!meet(piece, placed[i])) continue;
        if (placed[i]->offset >= at && placed[i]->offset - at >= piece->bytes) break;
        if (placed[i]->offset + placed[i]->bytes > at) at = placed[i]->offset + placed[i]->bytes;
    }
    return at;
}

static void insert_by_offset(tn__piece **placed, int n, tn__piece *piece)
{
    for (; n > 0 && placed[n - 1]->offset > piece->offset; n--) placed[n] = placed[n - 1];
    placed[n] = piece;
}

static tn__piece *largest_unplaced(tn__plan *plan, const bool *done, int *index)
{
    tn__piece *best = NULL;
    for (int i = 0; i < piece_count(plan); i++)
        if (!done[i] && plan->pieces[i].bytes && (!best || plan->pieces[i].bytes > best->bytes))
            best = &plan->pieces[i], *index = i;
    return best;
}

static tn_status find_places(tn__plan *plan, tn__piece **placed, bool *done, tn_error *err)
{
    int n = 0, index = 0;
    for (tn__piece *piece; piece = largest_unplaced(plan, done, &index), piece != NULL; n++) {
        done[index] = true;
        if (piece->bytes > (size_t)PTRDIFF_MAX / 2 - plan->arena_bytes)
            return tn__fail(err, TN_NO_MEMORY, "a batch of %lld needs more memory than can be addressed",
                            (long long)plan->options.batch);
        piece->bytes = (piece->bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        piece->offset = lowest_place(piece, placed, n);
        insert_by_offset(placed, n, piece);
        if (piece->offset + piece->bytes > plan->arena_bytes) plan->arena_bytes = piece->offset + piece->bytes;
    }
    return TN_OK;
}

tn_status tn__plan_lay_out(tn__plan *plan, tn_error *err)
{
    size_t count = (size_t)piece_count(plan);
    plan->pieces = tn__alloc(count, sizeof *plan->pieces);
    tn__piece **placed = tn__alloc(count, sizeof *placed);
    bool *done = tn__alloc(count, sizeof *done);
    tn_status status = plan->pieces && placed && done ? TN_OK : tn__no_memory(err, count * sizeof *plan->pieces);
    if (status == TN_OK) {
        describe_pieces(plan);
        status = find_places(plan, placed, done, err);
    }
    tn__free(placed);
    tn__free(done);
    return status;
}

/* --- with memory behind it --- */

static void *address(const tn__plan *plan, const tn__piece *piece)
{
    return piece->bytes ? (char *)plan->arena + piece->offset : NULL;
}

tn_status tn__plan_place(tn__plan *plan, tn_error *err)
{
    tn_status status = tn__plan_lay_out(plan, err);
    if (status != TN_OK) return status;
    plan->arena = tn__alloc_aligned(plan->arena_bytes + ALIGNMENT, 1);
    if (!plan->arena) return tn__no_memory(err, plan->arena_bytes);
    for (int i = 0; i < plan->n_slots; i++) {
        tn__slot *slot = &plan->slots[i];
        /* Values without numbers (a batch dimension of 0) lie anywhere. */
        slot->data = slot_bytes(slot) ? address(plan, value_piece(plan, i)) : plan->arena;
        if (slot->want_gradient) slot->gradient = slot_bytes(slot) ? address(plan, gradient_piece(plan, i)) : plan->arena;
    }
    for (int i = 0; i < plan->n_ops; i++) {
        tn__op *op = &plan->ops[i];
        op->run.saved = address(plan, saved_piece(plan, i));
        op->run.scratch = address(plan, scratch_piece(plan));
        if (tn__epilogue_slope_bytes(&op->run)) op->run.slope = (float *)((char *)op->run.saved + slope_offset(op));
    }
    return TN_OK;
}
