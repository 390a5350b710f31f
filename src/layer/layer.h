/* A layer kind: one row of layers.def, one file. The row carries all that the rest of thinnet asks
 * about a layer, so the source reader, the checker, the plan, the gradient check, the parity tests
 * and the docs loop over the table and need no edit when a layer is added.
 *
 * Memory layout: a 4-D activation is kept either as PyTorch's [N][C][H][W] ("plain") or as
 * [N][H][W][C] ("channels last"); shapes are always written N, C, H, W. Which one a layer wants is its
 * `layout`; the plan inserts the transpositions. */
#ifndef TN_LAYER_LAYER_H
#define TN_LAYER_LAYER_H

#include "base/error.h"
#include "dropout/kind.h"
#include "kernel/compute.h"
#include "tensor/shape.h"
#include "thinnet/value.h"

#define TN_LAYER_MAX_PARAMS 12
#define TN_LAYER_MAX_STATE 8
#define TN_LAYER_MAX_INPUTS 4

/* What a constructor argument may be. */
typedef enum tn__param_type {
    TN_PARAM_INT,
    TN_PARAM_FLOAT, /* an int is accepted */
    TN_PARAM_BOOL,
    TN_PARAM_PAIR, /* int or 2 ints; stored as 2 ints */
    TN_PARAM_INTS, /* int or any number of ints */
    TN_PARAM_TEXT,
    TN_PARAM_IGNORED /* accepted for compatibility (device, dtype); its value changes nothing here */
} tn__param_type;

typedef struct tn__param {
    const char *name; /* PyTorch's */
    tn__param_type type;
    bool required, nullable;  /* nullable: None is a value */
    tn_value fallback;        /* the default, when not required */
    double min, max;          /* inclusive; min == max: no bounds */
    const char *out_of_range; /* PyTorch's own words, "dropout probability has to be between 0 and 1"; NULL: a general sentence */
    bool extension;           /* PyTorch does not have it: `check` says so */
    bool or_text;             /* a text is a value too (padding='same'); the layer's `check` knows which ones */
} tn__param;

/* A parameter or buffer of the state_dict. */
typedef struct tn__state_spec {
    const char *key; /* "weight" */
    bool buffer;     /* not trained */
    tn_dtype dtype;
    double fill; /* initial value of a buffer, or of a parameter without a draw */
} tn__state_spec;

enum tn__trait {
    TN_TRAIT_ACTIVATION = 1 << 0,
    TN_TRAIT_ZERO_AT_ZERO = 1 << 1,           /* f(0) == 0 */
    TN_TRAIT_POSITIVELY_HOMOGENEOUS = 1 << 2, /* f(cx) == c f(x) for c >= 0: dropout before and after are equal */
    TN_TRAIT_NORMALISES = 1 << 3,             /* uses batch or layer statistics */
    TN_TRAIT_DROPOUT = 1 << 4,                /* drops of what flows */
    TN_TRAIT_SPATIAL = 1 << 5,                /* mixes positions: convolution, pooling */
    TN_TRAIT_LINEAR_MAP = 1 << 6,             /* has a weight matrix or filter */
    TN_TRAIT_VIEW = 1 << 7,                   /* output is the input's memory under another shape */
    TN_TRAIT_POINTWISE = 1 << 8,              /* y[i] depends on x[i] only; y may be x */
    TN_TRAIT_KEEPS_OUTPUT = 1 << 9,           /* backward reads the output */
    TN_TRAIT_KEEPS_INPUT = 1 << 10,           /* backward reads the inputs */
    TN_TRAIT_OUTPUT_HEAD = 1 << 11,           /* softmax, log_softmax */
    TN_TRAIT_BATCH_STATISTICS = 1 << 14,      /* what becomes of a sample in training depends on the others of its batch */
    TN_TRAIT_MOVES_WEIGHT = 1 << 13,          /* can apply plain gradient descent to its first state (tn__run.descend) */
    TN_TRAIT_TAKES_OVER = 1 << 12             /* runs a following activation and dropout in its own passes (epilogue.h) */
};

typedef enum tn__layout {
    TN_LAYOUT_ANY,           /* works on either; output has the input's layout */
    TN_LAYOUT_CHANNELS_LAST, /* 4-D in and out are channels last */
    TN_LAYOUT_PLAIN          /* inputs and output plain */
} tn__layout;

typedef struct tn__layer_kind tn__layer_kind;

/* A layer with its arguments: a module of the net, or one functional call. */
typedef struct tn__layer {
    const tn__layer_kind *kind;
    const char *name; /* module path "features.0"; NULL for a functional call; kept by the graph */
    int n_names;      /* under which a model's source registers it, as one object in two Sequentials; 0: unknown */
    tn_value args[TN_LAYER_MAX_PARAMS]; /* in the order of kind->params, defaults filled in */
    bool given[TN_LAYER_MAX_PARAMS];    /* written by the user, not a default */
} tn__layer;

/* One planned execution of a layer; filled by the plan, constant but for the pointers. */
typedef struct tn__run {
    tn__compute *compute;
    const tn__layer *layer;
    int n_in;
    tn_shape in_shape[TN_LAYER_MAX_INPUTS], out_shape; /* bound: no batch dimension, no unknown */
    bool channels_last;                                /* the layout of 4-D inputs and output */
    const float *in[TN_LAYER_MAX_INPUTS];
    float *out;
    /* backward; a NULL pointer is a gradient that nobody wants */
    float *dout; /* read only, but for what is taken over */
    float *din[TN_LAYER_MAX_INPUTS];
    bool din_add[TN_LAYER_MAX_INPUTS]; /* add to din instead of overwriting */
    void *state[TN_LAYER_MAX_STATE];   /* by index of kind->state; NULL when absent (bias=False) */
    float *dstate[TN_LAYER_MAX_STATE]; /* gradients of parameters */
    bool dstate_add;
    const double *descend; /* not NULL: backward moves state 0 by -*descend times its gradient, which is not kept */
    /* Taken over by a layer with that trait: out and dout are then those of the last of them. A dropout comes after an
     * activation, drops elements by Philox masks, and is prepared and training; after then_relu it drops to 0. */
    const struct tn__run *then_pool; /* conv_block.h only, before the ReLU; NULL: none */
    bool then_relu;
    const struct tn__run *then_activation;            /* epilogue.h; NULL: none, or a ReLU whose zeros tell the way back */
    const struct tn__run *then_dropout;               /* NULL: none */
    const struct tn__run *after_dropout;              /* linear_after_dropout.h only */
    const struct tn__run *kept_inputs, *kept_outputs; /* linear_of_kept.h only */
    /* conv2d.c only: channel dropouts by Philox masks that have dropped channels of the input, and that will drop channels of
     * what becomes of the output. NULL: none. */
    const struct tn__run *live_in, *live_out;
    float *slope;          /* then_activation in a training plan: lives as `saved` does */
    void *saved, *scratch; /* saved lives from forward to backward, or through all Monte Carlo passes; both 64-byte aligned */
    void *prepared;        /* what `prepare` made */
    bool training;         /* of this pass: dropout drops, batch norm uses batch statistics */
    bool for_training;     /* of the plan: backward will be called */
    bool want_din[TN_LAYER_MAX_INPUTS]; /* known already at prepare time */
    bool paper_scaling;
    tn__mask_source *masks;
    uint32_t site; /* this execution's index among those of the net that draw masks */
    int64_t fold;  /* rows of dimension 0 for each sample of the batch; more than 1 after a view has
                      folded dimensions into the batch. 0 is 1 */
} tn__run;

struct tn_generator;

struct tn__layer_kind {
    const char *name;            /* the row's name and file: "conv2d" */
    const char *torch_class;     /* under torch.nn: "Conv2d"; NULL when there is only a function */
    const char *torch_function;  /* under torch.nn.functional or torch: "relu"; NULL when there is only a class */
    const char *summary;         /* one line for docs and --help */
    const tn__param *params;     /* of the class, in PyTorch's order; ended by a NULL name; may be NULL */
    const char *function_params; /* order of the function's arguments after the input, "p training inplace"; names not in
                                    params are accepted and checked by the source reader; NULL: same as params */
    bool takes_anything;         /* all arguments are accepted and ignored, as Identity's are; params is NULL then */
    const tn__state_spec *state; /* ended by a NULL key; may be NULL */
    unsigned traits;
    tn__layout layout;
    int min_inputs, max_inputs;

    /* Constraints across arguments ("in_channels must be divisible by groups"). May be NULL. */
    tn_status (*check)(const tn__layer *layer, tn_error *err);
    /* Output shape from input shapes; dimensions may be unknown or carry the batch. Text says both numbers. */
    tn_status (*shape)(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err);
    /* Shape of state i; false when this layer lacks it (bias=False). NULL when there is no state. */
    bool (*state_shape)(const tn__layer *layer, int i, tn_shape *out);
    /* PyTorch's reset_parameters: draws in PyTorch's order. NULL: every state gets its `fill`. */
    void (*init)(const tn__layer *layer, void *const *state, struct tn_generator *generator);
    /* Multiply-adds of one sample's forward pass, for `summary`. NULL: 0. */
    int64_t (*macs)(const tn__layer *layer, const tn_shape *in, const tn_shape *out);

    size_t (*saved_bytes)(const tn__run *run);         /* NULL: 0 */
    size_t (*scratch_bytes)(const tn__run *run);       /* NULL: 0; shared by all layers, so its content does not last */
    tn_status (*prepare)(tn__run *run, tn_error *err); /* plan time: build primitives. May be NULL */
    void (*unprepare)(tn__run *run);
    void (*forward)(const tn__run *run); /* NULL for a pure view */
    void (*backward)(const tn__run *run);
    /* Which row of activations.def a pointwise activation is; its parameters are the layer's numbers. NULL: it is none. */
    tn__activation (*activation)(const tn__layer *layer);
    /* For layers that draw masks, over what flows (the dropout trait) or over a weight: the kind of the family, with `p`. NULL:
     * none. */
    const tn__dropout_kind *dropout;
};

#define LAYER(name) extern const tn__layer_kind tn__layer_##name;
#include "layer/layers.def"
#undef LAYER

/* All rows, in table order. */
extern const tn__layer_kind *const tn__layer_kinds[];
extern const int tn__layer_kinds_count;
const tn__layer_kind *tn__layer_find_class(const char *torch_class);       /* "Linear"; NULL when unknown */
const tn__layer_kind *tn__layer_find_function(const char *torch_function); /* "relu" */
const tn__layer_kind *tn__layer_find(const char *name);                    /* the row's own name */

int tn__layer_param_index(const tn__layer_kind *kind, const char *name); /* -1 when unknown */
int tn__layer_params_count(const tn__layer_kind *kind);
int tn__layer_states_count(const tn__layer_kind *kind);

/* Fills args from positional and named values: defaults, types, ranges, constraints. A failure has
 * PyTorch's meaning ("__init__() got an unexpected keyword argument 'alpha'"), and *at_argument (may be NULL) is the
 * index in `args` of the argument at fault, or -1. */
TN_NODISCARD tn_status tn__layer_init(tn__layer *out, const tn__layer_kind *kind, const char *name, const tn_arg *args,
                                      int n_args, int *at_argument, tn_error *err);

/* Typed access by name; the parameter must exist. */
int64_t tn__arg_int(const tn__layer *layer, const char *name);
double tn__arg_float(const tn__layer *layer, const char *name);
bool tn__arg_bool(const tn__layer *layer, const char *name);
const tn_value *tn__arg(const tn__layer *layer, const char *name);

#endif
