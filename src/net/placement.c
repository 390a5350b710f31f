#include "net/placement.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "layer/linear.h"

typedef struct placer {
    const tn_net *from;
    tn_net *to;
    const tn__placement *changes;
    int n;
    int *values; /* [from->n_nodes] the value in `to` */
    tn_error *err;
} placer;

static bool is_dropout(const tn_net *net, int node)
{
    return tn__layer_of(net, node)->kind->traits & TN_TRAIT_DROPOUT;
}

static bool is_of_weights(const char *torch_class)
{
    const tn__layer_kind *kind = torch_class ? tn__layer_find_class(torch_class) : NULL;
    return kind && kind->dropout && kind->dropout->unit == TN_UNIT_WEIGHT;
}

/* Whether it puts DropConnect on a layer, changes its rate or takes it away. */
static bool changes_weights(const tn_net *net, const tn__placement *c)
{
    bool goes = !c->kind && c->node > 0 && c->node < (int)net->n_nodes && tn__drops_weights(net, c->node);
    return goes || is_of_weights(c->kind);
}

static tn_status check_rate(const tn__placement *c, tn_error *err)
{
    return c->p >= 0 && c->p <= 1 ? TN_OK : tn__fail(err, TN_BAD_ARGUMENT, "p is %g; it must be in [0, 1]", c->p);
}

static tn_status check_weights(const tn_net *net, const tn__placement *c, tn_error *err)
{
    if (c->node < 1 || c->node >= (int)net->n_nodes || !tn__is_linear(tn__layer_of(net, c->node)))
        return tn__fail(err, TN_BAD_ARGUMENT, "node %d is no Linear, whose weights %s drops", c->node, c->kind);
    return c->kind ? check_rate(c, err) : TN_OK;
}

static tn_status check_change(const tn_net *net, const tn__placement *c, tn_error *err)
{
    int nodes = (int)net->n_nodes;
    if (changes_weights(net, c)) return check_weights(net, c, err);
    if (c->node < 0 || c->node >= nodes || (c->node > 0 && !is_dropout(net, c->node)))
        return tn__fail(err, TN_BAD_ARGUMENT, "node %d is no dropout of the net", c->node);
    if (c->node > 0 && !c->kind) return TN_OK;
    if (c->node == 0 && (c->value < 0 || c->value >= nodes))
        return tn__fail(err, TN_BAD_ARGUMENT, "the net has no value %d", c->value);
    if (c->node == 0 && (c->user < 0 || c->user >= nodes || (c->user > 0 && !tn__node_uses(&net->nodes[c->user], c->value))))
        return tn__fail(err, TN_BAD_ARGUMENT, "node %d does not use value %d", c->user, c->value);
    const tn__layer_kind *kind = c->kind ? tn__layer_find_class(c->kind) : NULL;
    if (!kind || !(kind->traits & TN_TRAIT_DROPOUT))
        return tn__fail(err, TN_BAD_ARGUMENT, "'%s' is no dropout", c->kind ? c->kind : "");
    return check_rate(c, err);
}

bool tn__drops_weights(const tn_net *net, int node)
{
    const tn__layer_kind *kind = tn__layer_of(net, node)->kind;
    return kind->dropout && kind->dropout->unit == TN_UNIT_WEIGHT;
}

/* The layer of module i, whose weights a change may drop. */
static tn_status placed_layer(const placer *p, size_t i, tn__layer *out)
{
    *out = p->from->modules[i].layer;
    for (int k = 0; k < p->n; k++) {
        const tn__placement *c = &p->changes[k];
        if (c->node && p->from->nodes[c->node].module == (int)i && changes_weights(p->from, c))
            return tn__linear_dropping(out, &p->from->modules[i].layer, c->kind ? c->p : NAN, p->err);
    }
    return TN_OK;
}

static tn_status copy_module(placer *p, size_t i)
{
    tn__layer layer;
    int id;
    tn_status status = placed_layer(p, i, &layer);
    return status == TN_OK ? tn__net_add_module(p->to, &id, &layer, p->from->modules[i].place, p->err) : status;
}

static tn_status copy_modules(placer *p)
{
    const tn_net *from = p->from;
    tn_status status = tn__net_set_name(p->to, from->name ? from->name : "", from->file, p->err);
    for (size_t i = 0; status == TN_OK && i < from->n_modules; i++) status = copy_module(p, i);
    // The source's own steps replace those of construction: they hold its torch.nn.init calls too.
    p->to->n_init_steps = 0;
    for (size_t i = 0; status == TN_OK && i < from->n_init_steps; i++)
        status = tn__net_add_init_step(p->to, &from->init_steps[i], p->err);
    return status;
}

/* Applies a new dropout to *value, which becomes its output. */
static tn_status drop(placer *p, const tn__placement *c, int *value, tn__place place)
{
    tn__layer layer;
    int module;
    const tn_arg arg = {"p", tn_float(c->p)};
    tn_status status = tn__layer_init(&layer, tn__layer_find_class(c->kind), NULL, &arg, 1, NULL, p->err);
    if (status == TN_OK) status = tn__net_add_module(p->to, &module, &layer, place, p->err);
    if (status == TN_OK) status = tn__net_apply(p->to, value, module, value, 1, place, p->err);
    return status;
}

/* Adds what the changes put on the edge from `value` to `user`; *current is its value in the new net. */
static tn_status drop_on_edge(placer *p, int value, int user, int *current)
{
    tn_status status = TN_OK;
    for (int i = 0; status == TN_OK && i < p->n; i++) {
        const tn__placement *c = &p->changes[i];
        if (c->node == 0 && c->value == value && c->user == user)
            status = drop(p, c, current, p->from->nodes[user ? user : value].place);
    }
    return status;
}

/* What becomes of a dropout of the net. */
static const tn__placement *change_of(const placer *p, int node)
{
    for (int i = 0; i < p->n; i++)
        if (p->changes[i].node == node && !changes_weights(p->from, &p->changes[i])) return &p->changes[i];
    return NULL;
}

static tn_status copy_node(placer *p, int i)
{
    const tn__node *node = &p->from->nodes[i];
    const tn__placement *change = change_of(p, i);
    int in[TN_LAYER_MAX_INPUTS], *value = &p->values[i];
    tn_status status = TN_OK;
    for (int k = 0; status == TN_OK && k < node->n_in; k++) {
        bool again = false;
        in[k] = p->values[node->in[k]];
        for (int j = 0; j < k && !again; j++)
            if (node->in[j] == node->in[k]) in[k] = in[j], again = true; // x + x: one draw for one value
        if (!again) status = drop_on_edge(p, node->in[k], i, &in[k]);
    }
    if (status != TN_OK) return status;
    *value = in[0];
    if (change && !change->kind) return TN_OK;
    if (change) return drop(p, change, value, node->place);
    return tn__net_apply(p->to, value, node->module, in, node->n_in, node->place, p->err);
}

static tn_status copy_nodes(placer *p)
{
    tn_status status = drop_on_edge(p, 0, 0, &p->values[0]);
    for (int i = 1; status == TN_OK && i < (int)p->from->n_nodes; i++) {
        status = copy_node(p, i);
        if (status == TN_OK) status = drop_on_edge(p, i, 0, &p->values[i]);
    }
    p->to->output = p->values[p->from->output];
    return status;
}

tn_status tn__net_place_dropout(tn_net **out, const tn_net *net, const tn__placement *changes, int n, tn_error *err)
{
    placer p = {.from = net, .changes = changes, .n = n, .err = err};
    tn_status status = TN_OK;
    for (int i = 0; status == TN_OK && i < n; i++) status = check_change(net, &changes[i], err);
    if (status != TN_OK) return status;
    p.values = tn__alloc(net->n_nodes, sizeof *p.values);
    if (!p.values) return tn__no_memory(err, net->n_nodes * sizeof *p.values);
    status = tn__net_new_shaped(&p.to, &net->nodes[0].shape, err);
    if (status == TN_OK) status = copy_modules(&p);
    if (status == TN_OK) status = copy_nodes(&p);
    tn__free(p.values);
    if (status == TN_OK)
        *out = p.to;
    else
        tn_net_free(p.to);
    return status;
}
