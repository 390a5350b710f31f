/* Following values through what thinnet cannot execute, for the checker: each such operation is a node of the net too, of a kind
 * that no table has and nothing can run, so that rules see where values come from and go to. */
#ifndef TN_SOURCE_FOLLOW_H
#define TN_SOURCE_FOLLOW_H

#include "source/torch.h"

typedef enum tn__follow_kind {
    FOLLOW_OPERATION, /* known, but by its shape only */
    FOLLOW_VIEW,      /* parts and permutations: the values are the same */
    FOLLOW_FITTED,    /* the same value, with a number of dimensions that was guessed for a layer */
    FOLLOW_ACTIVATION,
    FOLLOW_LINEAR, /* layers with weights: transposed convolutions, recurrent layers, attention */
    FOLLOW_NORM,
    FOLLOW_JOIN, /* one of its inputs: a condition that thinnet cannot decide chose */
    FOLLOW_GAP   /* not understood: what is behind it is followed from here */
} tn__follow_kind;

#define TN_UNKNOWN_SHAPE ((tn_shape){.rank = -1, .batch = -1})

/* The result of operation `what` on the tensors among `values`, under that shape (rank -1: not known). A node where the checker
 * follows the net, else a tensor of which only the shape is known. */
tn__py tn__follow(tn__evaluator *ev, tn__follow_kind kind, const char *what, const tn__py *values, size_t n,
                  const tn_shape *shape, const tn__syntax *node);
/* For one tensor. */
tn__py tn__follow_one(tn__evaluator *ev, tn__follow_kind kind, const char *what, tn__py tensor, const tn_shape *shape,
                      const tn__syntax *node);
/* The same for the tensors among the arguments. */
tn__py tn__follow_args(tn__evaluator *ev, tn__follow_kind kind, const char *what, const tn__py_args *args, const tn_shape *shape,
                       const tn__syntax *node);
/* An unknown that was made of tensors is a gap in the net; other values pass through. `self`: the tensor whose method it was, or
 * ABSENT. */
tn__py tn__or_gap(tn__evaluator *ev, tn__py value, tn__py self, const tn__py_args *args, const tn__syntax *node);
/* Something unknown called: an argument that nobody gave is an operation on the tensors that it gets, of unknown shape; its get()
 * and pop() of a name are guesses. */
tn__py tn__call_unknown(tn__evaluator *ev, tn__py callee, const tn__py_args *args, const tn__syntax *node);
/* An unknown in the place of a tensor. */
tn__py tn__gap(tn__evaluator *ev, tn__py unknown, const tn__syntax *node);
/* What a layer may be given, as a tensor with a node; a shape that does not fit the layer is taken for unknown. */
tn__py tn__fit(tn__evaluator *ev, const tn__layer *layer, tn__py tensor, const tn__syntax *node);
/* One value of two, for a condition that is not decided. */
tn__py tn__join(tn__evaluator *ev, tn__py a, tn__py b, const tn__syntax *node);
/* Runs `yes` and, from the same state, `no` by run_no (either NULL: nothing), and joins what they leave and return. */
tn__flow tn__both_ways(tn__evaluator *ev, tn__scope *scope, const tn__syntax *yes, const tn__syntax *no,
                       tn__flow (*run_no)(tn__evaluator *, tn__scope *, const tn__syntax *), const tn__syntax *node);
/* The same of the two values of A if CONDITION else B. */
tn__py tn__both_values(tn__evaluator *ev, tn__scope *scope, const tn__syntax *yes, const tn__syntax *no, const tn__syntax *node);
/* "thinnet cannot WHAT: reason" of a condition, or of what a loop runs over: for the checker, which follows both ways. */
void tn__note_undecided(tn__evaluator *ev, const tn__syntax *condition, const char *what, tn__py value);
/* Whether the output depends on no gap; the gaps on its way are reported. */
bool tn__report_gaps(tn__evaluator *ev, int output);
/* A call by dotted name of what passes its argument on, or is known by its shape only. ABSENT: none of them. */
tn__py tn__follow_call(tn__evaluator *ev, const char *dotted, const tn__py_args *args, const tn__syntax *node);
/* X.apply of a torch.autograd.Function: its forward, with a context. */
tn__py tn__function_apply(tn__evaluator *ev, tn__py_class *class_, const tn__syntax *node);
/* A class of torch.nn that thinnet cannot execute, applied: ABSENT when its shape rule is not known either. */
tn__py tn__follow_layer(tn__evaluator *ev, const tn__py_object *object, const tn__py_args *args, const tn__syntax *node);

#endif
