/* Where dropout can stand in a net, and where it stands in its source.
 *
 * A site is what flows on an edge of the net without its dropouts: a value on the way to all of its users, or to one of several;
 * or the weight of a layer. Placements that are the same function by proof have one site that stands for them; the others say so
 * and get no arms. */
#ifndef TN_STUDY_SITES_H
#define TN_STUDY_SITES_H

#include <stdbool.h>
#include "net/graph.h"
#include "net/placement.h"

#define TN__SITE_NAME 96

/* Kinds of dropout by their place in layer/layers.def, as bits. */
typedef uint64_t tn__kind_set;

typedef struct tn__site {
    char name[TN__SITE_NAME]; /* "input", "fc1.relu" (what a relu makes of fc1), "conv1>add" (on the way to one of several users),
                                 "fc1.weight" */
    int node;                 /* the dropout of the source that stands here; 0: none */
    int linear;               /* the Linear whose weights are meant (DropConnect); 0: what flows is */
    int value, user;          /* else, as in net/placement.h */
    int shown;                /* the value whose output flows here, for pictures: that of the source's dropout's input */
    tn__place place;          /* in the source */
    tn_shape shape;           /* of what flows here, with its batch */
    tn__kind_set kinds;       /* that fit and are tried here; none where equal_to >= 0 */
    int same_channels;        /* the site whose channel dropout is the same function as here, and which gets its arms; -1: none */
    char wrong[8];            /* the rule that refuses kinds that fit the shape; "": none does */
    int equal_to;             /* the site that stands for this one; -1: none */
    const char *why_equal;    /* static */
} tn__site;

typedef struct tn__sites {
    tn__site *items; /* in the order of the data's flow */
    int n;
} tn__sites;

/* `wrong`: also the placements that the checker calls wrong. *out: tn__sites_release. */
TN_NODISCARD tn_status tn__sites_find(tn__sites *out, const tn_net *net, bool wrong, tn_error *err);
void tn__sites_release(tn__sites *sites);
int tn__sites_named(const tn__sites *sites, const char *name, size_t length); /* -1: none */

/* The index of a class of the dropout family in layer/layers.def; -1: unknown. */
int tn__kind_find(const char *torch_class, size_t length);
const char *tn__kind_class(int kind); /* "Dropout" */

/* The dropout, or the DropConnect, that the source has at a site; NULL: none. */
const tn__layer *tn__site_existing(const tn__site *site, const tn_net *net);

/* What stands at a site. */
typedef struct tn__standing {
    int site, kind;
    double p;
} tn__standing;

/* What stands in the source, in site order: standing[sites->n]; returns how many. */
int tn__sites_standing(const tn__sites *sites, const tn_net *net, tn__standing *standing);
/* The changes that make the net's dropouts exactly those of standing[n] (in site order, one a site): changes[2 * sites->n],
 * returns how many. `kind` texts are static. */
int tn__sites_changes(const tn__sites *sites, const tn_net *net, const tn__standing *standing, int n, tn__placement *changes);

#endif
