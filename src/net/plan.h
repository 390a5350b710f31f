/* A net made ready to run for one batch size.
 *
 * Planning binds the batch, chooses the memory layout of every value, shares memory where a value needs no
 * copy, allocates everything at once and builds the primitives of the layers. Passes then allocate nothing.
 *
 *   nodes (graph.h)  ->  slots: a piece of memory with a shape, a layout and perhaps a gradient
 *                        ops:   calls of layers from slots to a slot, in order
 *
 * A node's value may have two slots: plain [N][C][H][W] and channels last [N][H][W][C]; transposing ops, which
 * belong to no node, lead from one to the other. A slot may lie in another slot's memory: views always do, and
 * pointwise layers where nobody needs the input afterwards. */
#ifndef TN_NET_PLAN_H
#define TN_NET_PLAN_H

#include "net/graph.h"

typedef struct tn__plan_options {
    int64_t batch;   /* >= 1 */
    bool training;   /* backward will be called */
    bool dropout_on; /* training, or Monte Carlo prediction */
    bool paper_scaling;
    tn__mask_origin origin;
    const char *isa;         /* NULL: the best of this CPU */
    tn__threads *threads;    /* borrowed; NULL: one thread */
    float *const *gradients; /* training: one array a state of the net (NULL for buffers); borrowed */
    int segments;          /* training: keep values only between so many parts of the net, and run each part once more on the way
                              back (activation checkpointing); 0 and 1: keep all. Philox masks only */
    const double *descend; /* training: not NULL lets layers move a parameter themselves, w -= *descend * dw, where
                              tn__state_moves and it has no array; borrowed */
} tn__plan_options;

typedef struct tn__slot {
    tn_shape shape; /* bound */
    bool channels_last;
    bool stochastic; /* depends on a dropout that is on */
    bool want_gradient;
    int shares;             /* its memory is that of this slot, -1: its own */
    int gradient_shares;    /* the same for the gradient */
    int readers;            /* ops that read it, and 1 for the net's output */
    float *data, *gradient; /* gradient NULL when not wanted */
} tn__slot;

typedef struct tn__op {
    tn__run run;                      /* pointers filled in */
    const tn__layer_kind *kind;       /* whose functions run it: the layer's, or one of the plan's own */
    int node;                         /* of the graph; for a transposition, the node whose value is transposed */
    int in[TN_LAYER_MAX_INPUTS], out; /* slots */
    bool view;                        /* nothing to do forward: out is in's memory */
    bool taken_over;                  /* a view, since the layer before does its work */
    int segment;
} tn__op;

/* A part of the plan's memory with the times for which it is needed: [0] on the way forward, or all in one; [1] when its segment
 * is run again. */
typedef struct tn__span {
    int from, to; /* inclusive; from > to: never */
} tn__span;
typedef struct tn__piece {
    size_t bytes, offset;
    tn__span span[2];
    int segment;  /* of the ops that use it, -1: none yet */
    bool between; /* ops of several segments use it */
} tn__piece;

typedef struct tn__plan {
    tn_net *net; /* borrowed */
    tn__plan_options options;
    tn__node *nodes; /* the net's, perhaps in a better order */
    int *taken_by;   /* by node: the first convolution whose block it belongs to, itself included; 0: none */
    tn__compute compute;
    tn__mask_source masks;
    tn__slot *slots;
    int n_slots;
    tn__op *ops;
    int n_ops, n_segments;
    int *segment_starts; /* [n_segments + 1], ops */
    int (*slot_of)[2];   /* by value: its plain and its channels-last slot, -1 when there is none */
    int input, output;   /* slots, both plain */
    tn__piece *pieces;   /* [2 n_slots + n_ops + 1]: values, gradients, what ops save, scratch */
    void *arena;         /* values, gradients, saved and scratch memory */
    size_t arena_bytes;
} tn__plan;

/* Whether a plan with `descend` can do without a gradient array of this state: its layer can move it, and only one op uses it. */
bool tn__state_moves(const tn_net *net, size_t state);
/* *out is owned: tn__plan_free. The net must be ready (weights drawn or loaded) and outlive the plan. */
/* Bytes of values, gradients, saved and scratch memory that such a plan takes. The net needs no weights, and options no
 * gradients. */
TN_NODISCARD tn_status tn__plan_measure(tn_net *net, const tn__plan_options *options, int64_t *bytes, tn_error *err);
TN_NODISCARD tn_status tn__plan_new(tn__plan **out, tn_net *net, const tn__plan_options *options, tn_error *err);
void tn__plan_free(tn__plan *plan);

/* Where the caller puts the batch, [N][sample], before a forward pass. */
float *tn__plan_input(const tn__plan *plan);
/* Passes read the batch at x instead, until this is called with what tn__plan_input was before. False: they cannot, as x is not
 * aligned to 64 bytes, or the output is the input. */
bool tn__plan_borrow_input(tn__plan *plan, float *x);
const float *tn__plan_output(const tn__plan *plan);
/* Where the caller puts d(loss)/d(output) before a backward pass; training plans only. */
float *tn__plan_output_gradient(const tn__plan *plan);
int64_t tn__plan_outputs(const tn__plan *plan); /* numbers a sample in the output */

/* The masks of the next pass are those of (seed, step) and of samples first_sample .. first_sample + N - 1. */
void tn__plan_set_masks(tn__plan *plan, uint64_t seed, uint32_t step, uint64_t first_sample);
void tn__plan_forward(tn__plan *plan);
/* The same for a batch that is N / n times the same n samples: the k-th time with the masks of step + k. For Philox masks. */
void tn__plan_set_masks_of_steps(tn__plan *plan, uint64_t seed, uint32_t step, uint64_t first_sample, int64_t n);
/* Runs only what depends on a dropout: a further Monte Carlo pass over the same batch. */
void tn__plan_forward_again(tn__plan *plan);
/* Overwrites every gradient array of the options. */
void tn__plan_backward(tn__plan *plan);
/* The same, with `after` called after each op, from the last to the first: what only later ops use is final then. */
void tn__plan_backward_watched(tn__plan *plan, void (*after)(void *user, int op), void *user);

/* The first node whose value holds an infinity or NaN in the last forward pass, -1 when none does. Runs the pass again. */
int tn__plan_find_nonfinite(const tn__plan *plan);

/* --- between the files of the plan --- */
/* Decides where each piece lies (arena_bytes, pieces), and does so with memory behind it. */
TN_NODISCARD tn_status tn__plan_lay_out(tn__plan *plan, tn_error *err);
TN_NODISCARD tn_status tn__plan_place(tn__plan *plan, tn_error *err);
TN_NODISCARD tn_status tn__plan_slots(tn__plan *plan, tn_error *err);
/* Brings max pooling before ReLU and channel dropout in plan->nodes. */
void tn__plan_pool_first(tn__plan *plan);
/* Cuts the ops into options.segments parts of about as many that do something. */
TN_NODISCARD tn_status tn__plan_cut(tn__plan *plan, tn_error *err);
bool tn__plan_runs_again(const tn__plan *plan, int segment);
/* Finds first convolutions that become blocks (layer/conv_block.h), with what follows them: fills plan->taken_by. */
void tn__plan_find_blocks(tn__plan *plan);
/* Among plan->nodes, the only node that reads a value; 0 when there are several or it is the net's output. */
int tn__plan_only_reader(const tn__plan *plan, int value);
/* The op that makes a slot, NULL for the net's input; and the only op that reads it, NULL when there are others or none. */
tn__op *tn__plan_maker(const tn__plan *plan, int slot);
tn__op *tn__plan_reader(const tn__plan *plan, int slot);
const tn__layer *tn__plan_layer_of(const tn__plan *plan, int value);
/* Gives activations and dropouts to the layers before them, where those take them over and nobody else wants to see what lies
 * between.
 */
void tn__plan_take_over(tn__plan *plan);
/* Tells convolutions of channel dropouts before and behind them (tn__run.live_in, live_out). */
void tn__plan_find_live_channels(tn__plan *plan);
/* Whether backward reads what an op wrote; not what an op that was taken over would have. */
bool tn__plan_keeps_output(const tn__op *op);
/* Whether an op is one of the plan's own, from one layout to the other. */
bool tn__plan_transposes(const tn__op *op);
/* Gives Linears beside a BatchwiseDropout only the units that it keeps, where that is quicker. */
void tn__plan_keep_units(tn__plan *plan);

#endif
