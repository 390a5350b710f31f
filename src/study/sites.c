#include "study/sites.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "layer/linear.h"
#include "study/site_kinds.h"

typedef struct finder {
    const tn_net *net;
    tn__sites *sites;
    size_t capacity;
    tn_error *err;
} finder;

static bool is_dropout(const tn_net *net, int value)
{
    return value > 0 && tn__layer_of(net, value)->kind->traits & TN_TRAIT_DROPOUT;
}

/* The value that flows where dropouts are passed through. */
static int undropped(const tn_net *net, int value)
{
    while (is_dropout(net, value)) value = net->nodes[value].in[0];
    return value;
}

/* How many nodes use the value; *last is one of them. */
static int users_of(const tn_net *net, int value, int *last)
{
    int n = 0;
    for (int i = value + 1; i < (int)net->n_nodes; i++)
        if (tn__node_uses(&net->nodes[i], value)) {
            *last = i;
            n++;
        }
    return n;
}

/* --- names --- */

/* "fc1", or for a function what it is applied to as well: "fc1.relu". */
static void title(const tn_net *net, int value, char *out, size_t size)
{
    value = undropped(net, value);
    const tn__layer *layer = value > 0 ? tn__layer_of(net, value) : NULL;
    if (!layer) {
        snprintf(out, size, "input");
    } else if (layer->name) {
        snprintf(out, size, "%s", layer->name);
    } else {
        char before[TN__SITE_NAME];
        title(net, net->nodes[value].in[0], before, sizeof before);
        snprintf(out, size, "%.60s.%.24s", before, layer->kind->torch_function ? layer->kind->torch_function : layer->kind->name);
    }
}

static bool is_taken(const tn__sites *sites, const char *name)
{
    return tn__sites_named(sites, name, strlen(name)) >= 0;
}

/* A module that is used twice, or a function twice on the same value, gets a number. Names hold nothing that an arm's text
 * uses for itself. */
static void name_site(const finder *f, tn__site *site)
{
    char base[TN__SITE_NAME - 8], user[40], whole[TN__SITE_NAME];
    title(f->net, site->shown, whole, sizeof whole);
    snprintf(base, sizeof base, "%.40s%s", whole, site->linear ? ".weight" : "");
    if (site->node == 0 && site->user > 0) {
        const tn__layer *to = tn__layer_of(f->net, site->user);
        snprintf(user, sizeof user, "%.36s", to->name ? to->name : to->kind->name);
        snprintf(base, sizeof base, "%.40s>%s", whole, user);
    }
    for (char *c = base; *c; c++)
        if (strchr(";=@ ()\"'", *c)) *c = '_';
    snprintf(site->name, sizeof site->name, "%s", base);
    for (int i = 2; is_taken(f->sites, site->name); i++) snprintf(site->name, sizeof site->name, "%.80s#%d", base, i);
}

int tn__sites_named(const tn__sites *sites, const char *name, size_t length)
{
    for (int i = 0; i < sites->n; i++)
        if (strlen(sites->items[i].name) == length && memcmp(sites->items[i].name, name, length) == 0) return i;
    return -1;
}

/* --- sites --- */

static tn_shape weight_shape(const tn_net *net, int linear)
{
    const tn__module *module = &net->modules[net->nodes[linear].module];
    return net->states[module->first_state].shape;
}

/* The call in forward; where that runs several layers, as of an nn.Sequential, the line that makes this one. */
static tn__place place_of(const tn_net *net, int node)
{
    tn__place call = net->nodes[node].place, made = net->modules[net->nodes[node].module].place;
    bool several = false;
    for (size_t i = 1; i < net->n_nodes && made.line; i++) {
        tn__place other = net->modules[net->nodes[i].module].place;
        several = several || (other.line && tn__place_same(net->nodes[i].place, call) && !tn__place_same(other, made));
    }
    return several ? made : call;
}

static tn_status add_site(finder *f, tn__site site)
{
    tn__sites *sites = f->sites;
    if (!tn__grow((void **)&sites->items, &f->capacity, (size_t)sites->n, sizeof *sites->items))
        return tn__no_memory(f->err, sizeof *sites->items);
    site.shown = site.node ? undropped(f->net, site.node) : site.linear ? site.linear : site.value;
    int at = site.node ? site.node : site.shown ? site.shown : site.user;
    if (at == 0) users_of(f->net, 0, &at);
    site.place = site.shown ? place_of(f->net, at) : f->net->nodes[at].place;
    site.shape = site.linear ? weight_shape(f->net, site.linear) : f->net->nodes[site.node ? site.node : site.value].shape;
    site.equal_to = site.same_channels = -1;
    name_site(f, &site);
    sites->items[sites->n++] = site;
    return TN_OK;
}

/* The edges that leave a value, where there are several. An edge into a dropout of the source is that dropout's site. */
static tn_status add_edges(finder *f, int value)
{
    tn_status status = TN_OK;
    for (int user = value + 1; status == TN_OK && user < (int)f->net->n_nodes; user++)
        if (tn__node_uses(&f->net->nodes[user], value) && !is_dropout(f->net, user))
            status = add_site(f, (tn__site){.value = value, .user = user});
    return status;
}

/* A layer that is used twice has one weight. */
static bool is_first_use(const tn_net *net, int node)
{
    bool first = true;
    for (int i = 1; i < node; i++) first = first && net->nodes[i].module != net->nodes[node].module;
    return first;
}

static tn_status add_value(finder *f, int value)
{
    int last = 0, users = users_of(f->net, value, &last);
    tn_status status = TN_OK;
    if (value > 0 && tn__is_linear(tn__layer_of(f->net, value)) && is_first_use(f->net, value))
        status = add_site(f, (tn__site){.linear = value});
    if (status != TN_OK) return status;
    if (is_dropout(f->net, value))
        status = add_site(f, (tn__site){.node = value});
    else if (users != 1 || !is_dropout(f->net, last))
        status = add_site(f, (tn__site){.value = value});
    return status == TN_OK && users > 1 ? add_edges(f, value) : status;
}

/* --- placements that are equal by proof --- */

static int site_after(const tn__sites *sites, int node)
{
    for (int i = 0; i < sites->n; i++)
        if (sites->items[i].node == 0 && sites->items[i].linear == 0 && sites->items[i].value == node &&
            sites->items[i].user == 0)
            return i;
    return -1;
}

/* The value that the site's dropout takes. */
static int value_of(const tn__site *site)
{
    return site->node ? site->node : site->value;
}

/* The one node that the site's dropout, or its value's, flows to. 0: none, or several. */
static int only_user(const tn_net *net, const tn__site *site)
{
    int user = 0;
    if (site->linear) return 0;
    if (site->node == 0 && site->user > 0) return site->user;
    return users_of(net, value_of(site), &user) == 1 ? user : 0;
}

/* Why a dropout of `value` before `node` is the same function as one behind it; NULL where it is not. */
static const char *why_same(const tn_net *net, int value, int node)
{
    const tn__layer_kind *kind = tn__layer_of(net, node)->kind;
    const unsigned relu = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_POSITIVELY_HOMOGENEOUS;
    const tn__node *n = &net->nodes[node];
    bool scales = kind == &tn__layer_divide || (kind == &tn__layer_multiply && (n->n_in == 1 || n->in[0] != n->in[1]));
    if (kind->traits & TN_TRAIT_VIEW) return "a view moves no unit";
    if (kind == &tn__layer_narrow) return "what is cut off does not matter";
    if (scales && tn__shape_equal(&net->nodes[value].shape, &n->shape)) return "a product drops with its factor";
    return (kind->traits & relu) == relu ? "f(c*x) = c*f(x) for c >= 0" : NULL;
}

/* The site of what `node` makes, or of the source's dropout that takes it; -1: there is none. */
static int site_behind(const finder *f, int node)
{
    int last = 0, behind = site_after(f->sites, node);
    if (behind >= 0 || users_of(f->net, node, &last) != 1 || !is_dropout(f->net, last)) return behind;
    for (int i = 0; i < f->sites->n; i++)
        if (f->sites->items[i].node == last) return i;
    return -1;
}

/* The site behind the one node that `site` flows into, where both are the same placement; -1: there is none. */
static int same_behind(const finder *f, int site, const char **why)
{
    const tn__site *before = &f->sites->items[site];
    int user = only_user(f->net, before);
    return user && !is_dropout(f->net, user) && (*why = why_same(f->net, value_of(before), user)) ? site_behind(f, user) : -1;
}

/* Which of two equal sites stands for both: the source's dropout, then the one where more kinds fit, then the later one. */
static bool stands_for(const tn__site *a, const tn__site *b)
{
    if (!a->node != !b->node) return a->node != 0;
    return a->shape.rank > b->shape.rank;
}

static int root_of(const tn__sites *sites, int i)
{
    while (sites->items[i].equal_to >= 0) i = sites->items[i].equal_to;
    return i;
}

static void merge_equal(finder *f)
{
    for (int i = f->sites->n - 1; i >= 0; i--) {
        const char *why;
        int behind = same_behind(f, i, &why);
        if (behind < 0) continue;
        int root = root_of(f->sites, behind);
        tn__site *here = &f->sites->items[i], *there = &f->sites->items[root];
        if (here->node && there->node) continue; /* two dropouts of the source: either may go */
        tn__site *merged = stands_for(here, there) ? there : here;
        merged->equal_to = merged == there ? i : root;
        merged->why_equal = why;
    }
    for (int i = 0; i < f->sites->n; i++)
        if (f->sites->items[i].equal_to >= 0) f->sites->items[i].equal_to = root_of(f->sites, i);
}

/* Pooling each channel by itself commutes with dropping whole channels, for maxima because a kept channel's scale is positive. */
static bool pools_channels(const tn_net *net, int node)
{
    const tn__layer_kind *kind = tn__layer_of(net, node)->kind;
    const unsigned pooling = TN_TRAIT_SPATIAL | TN_TRAIT_POSITIVELY_HOMOGENEOUS;
    return (kind->traits & pooling) == pooling && !(kind->traits & TN_TRAIT_LINEAR_MAP) && net->nodes[node].shape.rank > 2;
}

static void find_same_channels(finder *f)
{
    for (int i = 0; i < f->sites->n; i++) {
        int user = only_user(f->net, &f->sites->items[i]),
            behind = user && pools_channels(f->net, user) ? site_behind(f, user) : -1;
        if (behind < 0) continue;
        int first = root_of(f->sites, i), second = root_of(f->sites, behind);
        bool moves_first = f->sites->items[second].node && !f->sites->items[first].node;
        tn__site *moved = &f->sites->items[moves_first ? first : second];
        if (first != second && moved->same_channels < 0 && !moved->node) moved->same_channels = moves_first ? second : first;
    }
}

tn_status tn__sites_find(tn__sites *out, const tn_net *net, bool wrong, tn_error *err)
{
    finder f = {.net = net, .sites = out, .err = err};
    tn_status status = TN_OK;
    *out = (tn__sites){0};
    for (int value = 0; status == TN_OK && value < (int)net->n_nodes; value++) status = add_value(&f, value);
    if (status == TN_OK) merge_equal(&f);
    if (status == TN_OK) find_same_channels(&f);
    if (status == TN_OK) status = tn__sites_fit(out, net, wrong, err);
    if (status != TN_OK) tn__sites_release(out);
    return status;
}

void tn__sites_release(tn__sites *sites)
{
    tn__free(sites->items);
    *sites = (tn__sites){0};
}

/* --- what stands --- */

const tn__layer *tn__site_existing(const tn__site *site, const tn_net *net)
{
    bool exists = site->node || (site->linear && tn__drops_weights(net, site->linear));
    return exists ? tn__layer_of(net, site->linear ? site->linear : site->node) : NULL;
}

int tn__sites_standing(const tn__sites *sites, const tn_net *net, tn__standing *standing)
{
    int n = 0;
    for (int i = 0; i < sites->n; i++) {
        const tn__layer *layer = tn__site_existing(&sites->items[i], net);
        if (!layer) continue;
        const char *name = layer->kind->torch_class;
        standing[n++] = (tn__standing){i, tn__kind_find(name, strlen(name)), tn__arg_float(layer, "p")};
    }
    return n;
}

/* Keeps the source's own dropout, with all of its arguments, where nothing changes. */
static bool is_as_written(const tn_net *net, const tn__site *site, const tn__standing *s)
{
    const tn__layer *layer = tn__site_existing(site, net);
    return layer && strcmp(layer->kind->torch_class, tn__kind_class(s->kind)) == 0 && tn__arg_float(layer, "p") == s->p;
}

int tn__sites_changes(const tn__sites *sites, const tn_net *net, const tn__standing *standing, int n, tn__placement *changes)
{
    int made = 0, at = 0;
    for (int i = 0; i < sites->n; i++) {
        const tn__site *site = &sites->items[i];
        const tn__standing *s = at < n && standing[at].site == i ? &standing[at++] : NULL;
        if (s && is_as_written(net, site, s)) continue;
        if (s)
            changes[made++] = (tn__placement){.node = site->linear ? site->linear : site->node,
                                              .value = site->node ? 0 : site->value,
                                              .user = site->node ? 0 : site->user,
                                              .kind = tn__kind_class(s->kind),
                                              .p = s->p};
        else if (tn__site_existing(site, net))
            changes[made++] = (tn__placement){.node = site->linear ? site->linear : site->node};
    }
    return made;
}
