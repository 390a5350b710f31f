/* One row of the tensor operations in torch_names.def. */
#ifndef TN_SOURCE_OPERATIONS_H
#define TN_SOURCE_OPERATIONS_H

#include "source/follow.h"

#define TN_OPERATION_MAX_BOUND 5

typedef struct tn__operation {
    const char *name;
    unsigned spaces;
    /* in: TN_OPERATION_MAX_BOUND values in the places of the signature, ABSENT where nothing was given */
    tn__py (*run)(tn__evaluator *ev, const struct tn__operation *op, const tn__py *in, const tn__syntax *node);
    const char *signature;
} tn__operation;

/* Handlers that know shapes only, in shape_operations.c. */
#define SHAPE_OPERATION(name) tn__py name(tn__evaluator *ev, const tn__operation *op, const tn__py *in, const tn__syntax *node);
SHAPE_OPERATION(tn__op_keep)   /* the first tensor's shape */
SHAPE_OPERATION(tn__op_part)   /* the same values, the first tensor's shape */
SHAPE_OPERATION(tn__op_any)    /* any shape */
SHAPE_OPERATION(tn__op_select) /* parts of it, of any shape */
SHAPE_OPERATION(tn__op_pair)   /* two tensors of any shape */
SHAPE_OPERATION(tn__op_parts)  /* a row of parts of it: unbind, split */
SHAPE_OPERATION(tn__op_stack)
SHAPE_OPERATION(tn__op_expand)
SHAPE_OPERATION(tn__op_like) /* the second tensor's shape */
SHAPE_OPERATION(tn__op_matmul)
SHAPE_OPERATION(tn__op_extreme) /* max, min */
#undef SHAPE_OPERATION

/* What the methods give that take a number or a fact out of a tensor; ABSENT: it is none of them. */
tn__py tn__tensor_number(const char *name);
bool tn__is_tensor_method(const char *name); /* of torch_names.def */
/* torch.zeros, x.new_zeros and the like: a tensor of its own; ABSENT when the name is none of theirs. */
tn__py tn__new_constant(tn__evaluator *ev, const char *name, const tn__py_args *args, const tn__syntax *node);
/* A function of torch.nn.functional that thinnet does not run. */
tn__py tn__follow_function(tn__evaluator *ev, const char *name, const tn__py_args *args, const tn__syntax *node);
/* The places of dimension `dim` from `start` (-1: not known) on, as many as `part`, the shape of what is taken, has of them: a
 * layer where the net can be run, else a node of that shape. */
tn__py tn__tensor_stretch(tn__evaluator *ev, const char *what, tn__py tensor, int dim, int64_t start, const tn_shape *part,
                          const tn__syntax *node);
/* A view of the same numbers, by all sizes of its shape. */
tn__py tn__tensor_reshaped(tn__evaluator *ev, tn__py tensor, const tn_shape *shape, const tn__syntax *node);
/* A layer's parameter as a tensor; other values pass through. */
tn__py tn__state_tensor(tn__evaluator *ev, tn__py value, const tn__syntax *node);

#endif
