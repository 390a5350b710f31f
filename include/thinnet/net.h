/* A net: layers, how data flows through them, and their weights.
 *
 * Nets come from PyTorch source (source.h) or from calls here. Names, arguments, defaults, state_dict keys
 * and weight shapes are PyTorch's. The functions are not safe for concurrent use of one net; different
 * nets are independent. */
#ifndef THINNET_NET_H
#define THINNET_NET_H

#include "thinnet/value.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_net tn_net;

/* An empty net for inputs of `rank` dimensions without the batch ({1, 28, 28}). *out is owned: tn_net_free. */
TN_API TN_NODISCARD tn_status tn_net_new(tn_net **out, const int64_t *input, int rank, tn_error *err);
TN_API void tn_net_free(tn_net *net); /* NULL is fine */

/* Adds a layer and applies it. `torch_name` is a class of torch.nn ("Linear", "AlphaDropout") or a function of
 * torch.nn.functional ("relu"); `name` becomes the state_dict prefix ("fc1"; NULL for functions); `inputs` are values:
 * 0 is the net's input, others are what earlier calls stored in *out. NULL inputs: the last value. The last
 * value added is the net's output. A shape that does not fit is TN_BAD_SHAPE and leaves the net as it was. */
TN_API TN_NODISCARD tn_status tn_net_add(tn_net *net, int *out, const char *torch_name, const char *name, const tn_arg *args,
                                         int n_args, const int *inputs, int n_inputs, tn_error *err);

/* Draws all weights as PyTorch does after torch.manual_seed(seed), in construction order. A net whose weights were
 * neither initialised nor loaded refuses to train or predict. */
TN_API TN_NODISCARD tn_status tn_net_init(tn_net *net, uint64_t seed, tn_error *err);

/* --- what is in it --- */
typedef struct tn_layer_info {
    const char *name;    /* "fc1", "" for a functional call; borrowed */
    const char *kind;    /* "Linear" or "relu"; "" for what a checker follows without running it; borrowed */
    char arguments[160]; /* "784, 128, bias=False" */
    tn_shape output;     /* with its open batch dimension */
    int64_t parameters;  /* trainable numbers; 0 at a second use of one module */
    int64_t macs;        /* multiply-adds of one sample's forward pass */
    int line, column;    /* in the source file; 0 for nets built by calls */
    int dropout_site;    /* index among the dropout layers, -1 when it is none */
    double p;            /* of a dropout layer */
    int from;            /* index of the layer that made its first input, -1: the net's input */
} tn_layer_info;
TN_API int tn_net_layers(const tn_net *net); /* executed layers in order */
TN_API void tn_net_layer(const tn_net *net, int i, tn_layer_info *out);
TN_API tn_shape tn_net_input(const tn_net *net);
TN_API tn_shape tn_net_output(const tn_net *net);
TN_API int64_t tn_net_parameters(const tn_net *net); /* trainable numbers */
/* Bytes of values, gradients and scratch that a pass over `batch` samples takes beside the weights: forward, or with `training` a
 * training step (without the optimiser's own numbers) whose values are kept between `segments` parts of the net only (0 and 1:
 * all of them; tn_train_options.segments). The input's shape must be known. */
TN_API TN_NODISCARD tn_status tn_net_memory(tn_net *net, int64_t batch, bool training, int segments, int64_t *bytes,
                                            tn_error *err);
TN_API const char *tn_net_name(const tn_net *net); /* class name, "" when built by calls; borrowed */

/* Overrides p of dropout site i, or of all for i == -1; p must be in [0, 1]. */
TN_API TN_NODISCARD tn_status tn_net_set_dropout(tn_net *net, int site, double p, tn_error *err);
TN_API int tn_net_dropout_sites(const tn_net *net);

/* --- weights: the state_dict --- */
typedef struct tn_state_entry {
    const char *key;  /* "fc1.weight"; borrowed */
    tn_tensor tensor; /* borrowed from the net; writing into data is allowed */
    bool buffer;      /* not trained */
} tn_state_entry;
TN_API int tn_net_states(const tn_net *net);
TN_API void tn_net_state(const tn_net *net, int i, tn_state_entry *out);
/* Tells the net that its weights were written through tn_net_state. */
TN_API void tn_net_mark_ready(tn_net *net);

/* Key and value texts that travel in the safetensors header. */
typedef struct tn_metadata {
    const char *key, *value;
} tn_metadata;
/* Writes all states as safetensors, replacing `path` atomically. */
TN_API TN_NODISCARD tn_status tn_net_save(const tn_net *net, const char *path, const tn_metadata *metadata, int n_metadata,
                                          tn_error *err);
/* Loads like load_state_dict(strict=True): every name, shape and dtype must fit, and the error lists all that do not. On
 * failure the net's weights are unchanged. `lenient` accepts what the reference safetensors loader lets pass. */
TN_API TN_NODISCARD tn_status tn_net_load(tn_net *net, const char *path, bool lenient, tn_error *err);
/* The text stored under `key` in the header of a weights file, "" when there is none, into out[size]. */
TN_API TN_NODISCARD tn_status tn_weights_metadata(const char *path, const char *key, char *out, size_t size, bool lenient,
                                                  tn_error *err);

#ifdef __cplusplus
}
#endif
#endif
