/* Two nets are compared by a hash of each value: what made it, from which values. The changes are made in the hashes of the
 * old net, so no net is built for it. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "layer/linear.h"
#include "study/patch_parts.h"

#define UNSET UINT64_MAX

static uint64_t mix(uint64_t hash, uint64_t with)
{
    hash ^= with + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2);
    hash ^= hash >> 31;
    hash *= 0xBF58476D1CE4E5B9u; /* of splitmix64's finisher */
    return hash ^ (hash >> 29);
}

static uint64_t hash_text(const char *text)
{
    uint64_t hash = 7;
    for (; *text; text++) hash = mix(hash, (unsigned char)*text);
    return hash;
}

static uint64_t hash_value(const tn_value *value)
{
    uint64_t bits, hash = value->type;
    switch (value->type) {
    case TN_VALUE_BOOL:
    case TN_VALUE_INT: return mix(hash, (uint64_t)value->ints[0]);
    case TN_VALUE_FLOAT: memcpy(&bits, &value->number, sizeof(bits)); return mix(hash, isnan(value->number) ? 1 : bits);
    case TN_VALUE_INTS:
        for (int i = 0; i < value->n_ints; i++) hash = mix(hash, (uint64_t)value->ints[i]);
        return hash;
    case TN_VALUE_TEXT: return mix(hash, hash_text(value->text));
    default: return hash;
    }
}

static uint64_t hash_layer(const tn__layer *layer)
{
    uint64_t hash = hash_text(layer->kind->name);
    for (int i = 0; i < tn__layer_params_count(layer->kind); i++) {
        if (layer->kind->params[i].type == TN_PARAM_IGNORED || !strcmp(layer->kind->params[i].name, "inplace")) continue;
        hash = mix(hash, hash_value(&layer->args[i]));
    }
    return hash;
}

/* A dropout that a change asks for. One of the same kind keeps its other arguments. */
static uint64_t hash_wanted(const tn_net *net, const tn__patch_change *change)
{
    const tn__layer_kind *kind = tn__layer_find_class(change->kind);
    const tn__layer *old = change->node ? tn__layer_of(net, change->node) : NULL;
    tn_arg p = {"p", tn_float(change->p)};
    tn__layer layer;
    if (old && old->kind == kind) {
        layer = *old;
        layer.args[tn__layer_param_index(kind, "p")] = p.value;
    } else if (!kind || tn__layer_init(&layer, kind, NULL, &p, 1, NULL, NULL) != TN_OK) {
        return 0;
    }
    return hash_layer(&layer);
}

static const tn__patch_change *change_of(const tn__patch_change *changes, int n, int node)
{
    for (int i = 0; i < n; i++) {
        if (changes[i].node == node) return &changes[i];
    }
    return NULL;
}

static bool is_dropped(const tn_net *net, int node, const tn__patch_change *change)
{
    return (change && !change->kind) || tn__layer_of(net, node)->kind == tn__layer_find("identity");
}

/* Modules with weights are numbered; others have no identity. */
static uint64_t weights_number(const tn_net *net, int module)
{
    uint64_t n = 0;
    for (int i = 0; i <= module; i++) n += net->modules[i].n_states > 0;
    return net->modules[module].n_states > 0 ? n : 0;
}

typedef struct signer {
    const tn_net *net;
    const tn__patch_change *changes;
    int n_changes;
    uint64_t *hashes;
} signer;

bool tn__changes_weights(const tn_net *net, const tn__patch_change *change)
{
    return change->node > 0 && tn__is_linear(tn__layer_of(net, change->node));
}

/* The change of the weights of node i's layer, which is for all uses of the layer. */
static const tn__patch_change *weights_change(const signer *s, int i)
{
    for (int k = 0; k < s->n_changes; k++) {
        const tn__patch_change *change = &s->changes[k];
        bool here = tn__changes_weights(s->net, change) && s->net->nodes[change->node].module == s->net->nodes[i].module;
        if (here) return change;
    }
    return NULL;
}

static uint64_t hash_dropping(const tn__layer *layer, const tn__patch_change *change)
{
    tn__layer dropping;
    tn_status status = tn__linear_dropping(&dropping, layer, change->kind ? change->p : NAN, NULL);
    return status == TN_OK ? hash_layer(&dropping) : 0;
}

/* What node `user` (0: the output) gets where it asks for `value`. */
static uint64_t hash_input(const signer *s, int value, int user)
{
    uint64_t hash = s->hashes[value];
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < s->n_changes; i++) {
            const tn__patch_change *change = &s->changes[i];
            bool here = !change->node && change->kind && change->value == value &&
                        (pass ? change->user && change->user == user : !change->user);
            if (here) hash = mix(mix(hash_wanted(s->net, change), 1), hash);
        }
    }
    return hash;
}

static uint64_t hash_node(const signer *s, int i)
{
    const tn__node *node = &s->net->nodes[i];
    const tn__patch_change *weights = weights_change(s, i), *change = weights ? NULL : change_of(s->changes, s->n_changes, i);
    const tn__layer *layer = &s->net->modules[node->module].layer;
    if (is_dropped(s->net, i, change)) return hash_input(s, node->in[0], i);
    uint64_t hash = weights ? hash_dropping(layer, weights) : change ? hash_wanted(s->net, change) : hash_layer(layer);
    bool dropout = (layer->kind->traits & TN_TRAIT_DROPOUT) != 0;
    if (!dropout) hash = mix(hash, 2 + weights_number(s->net, node->module));
    for (int k = 0; k < node->n_in; k++) hash = mix(dropout ? mix(hash, 1) : hash, hash_input(s, node->in[k], i));
    return hash;
}

uint64_t tn__net_signature(const tn_net *net, const tn__patch_change *changes, int n_changes)
{
    signer s = {net, changes, n_changes, tn__alloc(net->n_nodes, sizeof(uint64_t))};
    if (!s.hashes) return UNSET;
    for (int64_t i = 0; i < net->nodes[0].shape.rank; i++) s.hashes[0] = mix(s.hashes[0], (uint64_t)net->nodes[0].shape.dim[i]);
    for (size_t i = 1; i < net->n_nodes; i++) s.hashes[i] = hash_node(&s, (int)i);
    uint64_t hash = hash_input(&s, net->output, 0);
    tn__free(s.hashes);
    return mix(hash, net->n_init_steps);
}

/* Dropouts that nothing uses are counted too: a patch adds none. */
int tn__net_dropouts(const tn_net *net, const tn__patch_change *changes, int n_changes)
{
    int n = 0;
    for (size_t i = 1; i < net->n_nodes; i++) {
        bool dropout = (tn__layer_of(net, i)->kind->traits & TN_TRAIT_DROPOUT) != 0;
        const tn__patch_change *change = change_of(changes, n_changes, (int)i);
        n += dropout && !(change && !change->kind);
    }
    for (int i = 0; i < n_changes; i++) n += !changes[i].node && changes[i].kind;
    return n;
}

bool tn__net_matches(const tn_net *after, const tn_net *before, const tn__patch_change *changes, int n_changes)
{
    uint64_t a = tn__net_signature(after, NULL, 0), b = tn__net_signature(before, changes, n_changes);
    return a != UNSET && a == b && tn__net_dropouts(after, NULL, 0) == tn__net_dropouts(before, changes, n_changes);
}
