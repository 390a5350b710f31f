/* Arms: what a study compares. An arm is a full assignment of dropout to sites, and what else it changes of a training. */
#ifndef TN_STUDY_ARMS_H
#define TN_STUDY_ARMS_H

#include "study/sites.h"
#include "study/trial.h"

#define TN__MAX_ARMS 20000

typedef struct tn__arm {
    char text[TN__ARM_TEXT]; /* canonical; see tn__arms_add */
    tn__standing *standing;  /* [n], in site order; owned */
    int n;
    int site, kind; /* the one site that differs from `against`, and what stands there; -1: several, or nothing */
    double p;       /* NAN where kind is -1 */
    int64_t limit;  /* training samples; 0: all */
    int64_t passes; /* Monte Carlo passes of its evaluation; 0: weight scaling */
    int against;    /* the arm that it is compared with; itself: it is a baseline */
} tn__arm;

typedef struct tn__arms {
    const tn_net *net;      /* as the source has it; borrowed */
    const tn__sites *sites; /* borrowed */
    tn__arm *items;
    int n;
    size_t capacity;
} tn__arms;

/* Begins with arm 0: the source as it is written, "base". */
TN_NODISCARD tn_status tn__arms_init(tn__arms *out, const tn_net *net, const tn__sites *sites, tn_error *err);
void tn__arms_release(tn__arms *arms);

/* What a new arm is; `from_base`: standing[n] replaces what the source has at these sites, and the rest stays. kind -1: nothing
 * stands there. Sites in any order, each once. */
typedef struct tn__arm_plan {
    const tn__standing *standing;
    int n;
    bool from_base;
    int64_t limit, passes;
    int against;
} tn__arm_plan;

/* Adds the arm unless an equal one is there; *index (may be NULL) is its place. The text is "base" for what the source has,
 * "none" for no dropout, else "SITE=Kind(p)" joined by ";" in site order, after "base;" where the rest stays; "@100" and "~20"
 * behind it are the limit and the passes. TN_UNSUPPORTED where that is longer than a trial can tell. */
TN_NODISCARD tn_status tn__arms_add(tn__arms *arms, const tn__arm_plan *plan, int *index, tn_error *err);
/* Adds the arm of such a text. */
TN_NODISCARD tn_status tn__arms_parse(tn__arms *arms, const char *text, int *index, tn_error *err);
/* The arm's net, weights not initialised; owned: tn_net_free. */
TN_NODISCARD tn_status tn__arm_net(tn_net **out, const tn__arms *arms, int arm, tn_error *err);

#endif
