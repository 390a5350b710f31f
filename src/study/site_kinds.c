/* A kind fits a site when its unit has a meaning for the shape that flows there, and when the checker finds nothing wrong with a
 * net that has it there and nowhere else. */
#include "study/site_kinds.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "check/net_findings.h"
#include "dropout/kind.h"

#define TRIED_RATE 0.3 /* one that no rule about rates objects to */

int tn__kind_find(const char *torch_class, size_t length)
{
    for (int i = 0; i < tn__layer_kinds_count; i++) {
        const tn__layer_kind *kind = tn__layer_kinds[i];
        bool named = kind->dropout && kind->torch_class && strlen(kind->torch_class) == length;
        if (named && memcmp(kind->torch_class, torch_class, length) == 0) return i;
    }
    return -1;
}

const char *tn__kind_class(int kind)
{
    return tn__layer_kinds[kind]->torch_class;
}

/* Whether the nearest layer before it that is no view is a SELU: what the alpha family is made for (Klambauer et al. 2017). */
static bool follows_selu(const tn_net *net, int value)
{
    while (value > 0) {
        const tn__layer_kind *kind = tn__layer_of(net, value)->kind;
        if (!(kind->traits & (TN_TRAIT_VIEW | TN_TRAIT_DROPOUT))) return strcmp(kind->name, "selu") == 0;
        value = net->nodes[value].in[0];
    }
    return false;
}

/* Channels are dropped where there are positions to share a mask, and units for a whole batch where they are rows or columns of
 * the next layer's product. */
static bool fits_shape(const tn__dropout_kind *kind, const tn__site *site)
{
    const tn_shape *shape = &site->shape;
    if (kind->unit == TN_UNIT_WEIGHT || site->linear) return kind->unit == TN_UNIT_WEIGHT && site->linear;
    if (kind->batchwise) return shape->rank == 2;
    if (kind->unit == TN_UNIT_ELEMENT) return shape->rank >= 2;
    return kind->max_rank ? shape->rank == kind->max_rank : shape->rank > 2;
}

static bool is_alpha(const tn__dropout_kind *kind)
{
    return strstr(kind->torch_class, "Alpha") != NULL;
}

/* Class numbers and words are no signal to drop from. */
static bool feeds_embedding(const tn_net *net, const tn__site *site)
{
    for (int i = 1; i < (int)net->n_nodes && !site->node && !site->linear; i++)
        if (tn__node_uses(&net->nodes[i], site->value) && strcmp(tn__layer_of(net, i)->kind->name, "embedding") == 0) return true;
    return false;
}

typedef struct judge {
    const tn_net *net;
    const tn__sites *sites;
    tn__placement *changes;
    tn_finding *known; /* of the net without dropout */
    int n_known;
    tn_error *err;
} judge;

static tn_status findings_with(judge *j, const tn__standing *standing, int n, tn_finding **out, int *n_out)
{
    tn_net *net;
    int changes = tn__sites_changes(j->sites, j->net, standing, n, j->changes);
    tn_status status = tn__net_place_dropout(&net, j->net, j->changes, changes, j->err);
    if (status != TN_OK) return status;
    status = tn__check_net(out, n_out, net, j->err);
    tn_net_free(net);
    return status;
}

static bool is_known(const judge *j, const tn_finding *one)
{
    for (int i = 0; i < j->n_known; i++)
        if (strcmp(j->known[i].code, one->code) == 0 && strcmp(j->known[i].message, one->message) == 0) return true;
    return false;
}

/* The rule that a dropout at the site breaks into code[8]; "" when it is fine. */
static tn_status find_wrong(judge *j, int site, int kind, char *code)
{
    tn_finding *findings = NULL;
    int n = 0;
    const tn__standing standing = {site, kind, TRIED_RATE};
    tn_status status = findings_with(j, &standing, 1, &findings, &n);
    *code = 0;
    for (int i = 0; status == TN_OK && i < n && !*code; i++)
        if (!is_known(j, &findings[i])) snprintf(code, sizeof findings[i].code, "%s", findings[i].code);
    tn__free(findings);
    return status;
}

static bool stands_there(const judge *j, const tn__site *site, int kind)
{
    const tn__layer *layer = tn__site_existing(site, j->net);
    return layer && layer->kind == tn__layer_kinds[kind];
}

static tn_status fit_kind(judge *j, int i, int kind, bool wrong)
{
    tn__site *site = &j->sites->items[i];
    const tn__dropout_kind *dropout = tn__layer_kinds[kind]->dropout;
    char code[8] = "";
    tn_status status = TN_OK;
    /* What the source has may get another rate, whatever one thinks of it. */
    if (stands_there(j, site, kind)) {
        site->kinds |= (tn__kind_set)1 << kind;
        return TN_OK;
    }
    if (!fits_shape(dropout, site)) return TN_OK;
    if (site->same_channels >= 0 && dropout->unit == TN_UNIT_CHANNEL && !is_alpha(dropout)) return TN_OK;
    if (!wrong && is_alpha(dropout) && !follows_selu(j->net, site->node ? site->node : site->value)) return TN_OK;
    if (!wrong && !site->linear && site->shown == j->net->output)
        snprintf(code, sizeof code, "TN205");
    else if (!wrong)
        status = find_wrong(j, i, kind, code);
    if (status == TN_OK && !*code)
        site->kinds |= (tn__kind_set)1 << kind;
    else if (status == TN_OK)
        memcpy(site->wrong, code, sizeof site->wrong);
    return status;
}

static tn_status fit_all(judge *j, bool wrong)
{
    tn_status status = TN_OK;
    for (int i = 0; i < j->sites->n; i++) {
        if (j->sites->items[i].equal_to >= 0 || feeds_embedding(j->net, &j->sites->items[i])) continue;
        for (int kind = 0; status == TN_OK && kind < tn__layer_kinds_count; kind++)
            if (tn__layer_kinds[kind]->dropout) status = fit_kind(j, i, kind, wrong);
    }
    return status;
}

_Static_assert(sizeof((tn_finding){0}.code) == sizeof((tn__site){0}.wrong), "a rule's code fits");

tn_status tn__sites_fit(tn__sites *sites, const tn_net *net, bool wrong, tn_error *err)
{
    judge j = {.net = net, .sites = sites, .err = err};
    tn_assert(tn__layer_kinds_count <= 64);
    j.changes = tn__alloc(2 * (size_t)sites->n + 1, sizeof *j.changes);
    if (!j.changes) return tn__no_memory(err, 2 * (uint64_t)sites->n * sizeof *j.changes);
    tn_status status = findings_with(&j, NULL, 0, &j.known, &j.n_known);
    if (status == TN_OK) status = fit_all(&j, wrong);
    tn__free(j.changes);
    tn__free(j.known);
    return status;
}
