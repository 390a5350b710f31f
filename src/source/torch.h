/* The torch side of the evaluator: names, layers, tensors. */
#ifndef TN_SOURCE_TORCH_H
#define TN_SOURCE_TORCH_H

#include "source/pyevaluator.h"

/* --- torch_names.c: the tables --- */
bool tn__torch_is_nn_class(const char *name);    /* a class of torch.nn, whether or not thinnet has it */
bool tn__torch_is_nn_function(const char *name); /* of torch.nn.functional */
/* The nearest of torch.nn's (or functional's) names for a did-you-mean; NULL when none is near. */
const char *tn__torch_nearest_class(const char *name);
const char *tn__torch_nearest_function(const char *name);
/* Distance of two names in insertions, deletions, replacements and swaps; at most 64 bytes are
 * looked at. */
int tn__name_distance(const char *a, const char *b);

bool tn__is_module_method(const char *name);  /* of torch.nn.Module itself */
bool tn__has_module_method(const char *name); /* or of one of its containers and layers */

/* --- torch.c --- */
tn__py tn__torch_attribute(tn__evaluator *ev, tn__py base, const char *name, const tn__syntax *node, bool may_lack);
tn__py tn__torch_call(tn__evaluator *ev, const char *dotted, const tn__py_args *args, const tn__syntax *node);
/* "Linear" from "torch.nn.Linear"; NULL when the name is no class path of torch.nn. */
const char *tn__torch_nn_name(const char *dotted);

/* --- construct.c --- */
/* Constructs torch.nn.`torch_class`; into `object` when a subclass calls super().__init__, else a
 * new one. */
tn__py tn__construct(tn__evaluator *ev, tn__py_object *object, const char *torch_class, const tn__py_args *args,
                     const tn__syntax *node);
/* A layer of which only the class is known, for the checker. */
tn__py tn__construct_unknown(tn__evaluator *ev, const char *torch_class, const char *why, const tn__syntax *node);
/* Turns a value into a layer's argument; false when it has no such form. */
bool tn__argument_value(tn__py value, tn_value *out);
/* A functional layer with its own arguments (none for the inputs); NULL after a diagnostic. */
tn__layer *tn__functional_layer(tn__evaluator *ev, const tn__layer_kind *kind, const tn_arg *arguments, const tn__syntax **nodes,
                                int n, const char *function, const tn__syntax *node);

/* --- apply.c --- */
tn__py tn__apply_module(tn__evaluator *ev, tn__py_object *object, const tn__py_args *args, const tn__syntax *node);
/* What torch itself does with the module, whatever forward its class defines. */
tn__py tn__apply_torch(tn__evaluator *ev, tn__py_object *object, const tn__py_args *args, const tn__syntax *node);
/* Adds the layer to the net and applies it to tensors. `object`: whose module it is, NULL for a
 * functional call. */
tn__py tn__apply_layer(tn__evaluator *ev, const tn__layer *layer, tn__py_object *object, const tn__py *inputs, int n_inputs,
                       const tn__syntax *node);
tn__py tn__new_tensor(tn__evaluator *ev, int value, const tn_shape *shape, const tn__syntax *node);
tn__py tn__shape_only(tn__evaluator *ev, const tn_shape *shape, tn__py why, const tn__syntax *node);

/* --- tensors.c --- */
tn__py tn__tensor_attribute(tn__evaluator *ev, tn__py tensor, const char *name, const tn__syntax *node, bool may_lack);
/* A TENSOR_METHOD that nobody calls: where tensors have no such method, `tensor` is an object of the caller, and this a part of
 * it. */
tn__py tn__tensor_part(tn__evaluator *ev, tn__py method, const tn__syntax *node);
tn__py tn__tensor_method(tn__evaluator *ev, tn__py tensor, const char *name, const tn__py_args *args, const tn__syntax *node);
tn__py tn__torch_function(tn__evaluator *ev, const char *space, const char *name, const tn__py_args *args,
                          const tn__syntax *node);
tn__py tn__size_value(int64_t dim, bool batch);
tn__py tn__shape_value(tn__evaluator *ev, const tn_shape *shape, const tn__syntax *node);

/* --- functional.c --- */
tn__py tn__functional_call(tn__evaluator *ev, const tn__layer_kind *kind, const char *function, const tn__py_args *args,
                           const tn__syntax *node);

/* --- tensor_operators.c --- */
/* The tensor under another shape; `what` thinnet cannot execute yet. */
tn__py tn__tensor_shaped(tn__evaluator *ev, tn__py tensor, const tn_shape *shape, const char *what, const tn__syntax *node);
tn__py tn__tensor_subscript(tn__evaluator *ev, tn__py tensor, tn__py key, const tn__syntax *node);

tn__py tn__tensor_binary(tn__evaluator *ev, const char *op, tn__py a, tn__py b, const tn__syntax *node);
/* --- views.c --- */
typedef struct tn__fold { /* a view that put `rows` samples' worth of features into the batch */
    tn__place place;
    tn_shape before, after;
    int from_value;                   /* in the net, -1: none */
    int64_t features, per_sample;     /* view(-1, features) of per_sample features a sample */
    bool keeps_rows;                  /* the last dimension is as it was: its rows may have a label each */
    struct tn__py_object *first_user; /* the layer with weights that took it first; NULL: none yet */
    tn__place used_at;
} tn__fold;
tn__py tn__view_flatten(tn__evaluator *ev, tn__py tensor, int64_t from, int64_t to, const tn__syntax *node);
/* sizes: LIST or TUPLE of ints, sizes and one -1. */
tn__py tn__view_reshape(tn__evaluator *ev, tn__py tensor, tn__py sizes, const tn__syntax *node);

/* --- shape_errors.c --- */
/* Says that `layer` does not take `inputs`, with the flow that led there; ev->error holds the
 * layer's words. */
void tn__explain_shape(tn__evaluator *ev, const tn__layer *layer, const tn__py_object *object, const tn__py *inputs, int n_inputs,
                       const tn__syntax *node);
/* The same where arguments are guesses: only numbers that both layers are written with are compared. */
void tn__explain_written(tn__evaluator *ev, const tn__layer *layer, const tn__py_object *object, tn__py input,
                         const tn__syntax *node);
void tn__explain_fold(tn__evaluator *ev, const tn__fold *fold);

/* --- init_calls.c --- */
/* A call of torch.nn.init; false when the name is not one of its functions. */
bool tn__init_call(tn__evaluator *ev, const char *name, const tn__py_args *args, const tn__syntax *node, tn__py *out);
void tn__record_construction(tn__evaluator *ev, tn__py_object *object, const tn__syntax *node);

#endif
