/* A rule, and the report that it adds findings to. */
#ifndef TN_CHECK_RULE_H
#define TN_CHECK_RULE_H

#include "net/graph.h"
#include "source/read.h"
#include "thinnet/check.h"

struct tn_report {
    tn__reading reading;      /* keeps the source text for renderers */
    tn_finding *findings;
    size_t n, capacity;
    bool no_memory;
};

/* What a graph rule sees: one use of a dropout layer. */
typedef struct tn__site {
    const tn_net *net;
    int node;                 /* the dropout */
    const tn__layer *layer;
    const tn__layer *before;  /* the layer whose output it takes; NULL: the net's input */
    int before_node;
    const tn__layer *after;   /* the only layer that takes its output; NULL: none, or several */
    int after_node;
} tn__site;

/* A new finding to fill in, with its code and severity; NULL when there is no memory (the report remembers). */
tn_finding *tn__finding_add(tn_report *report, const char *code, tn_severity severity, tn__place place);
void tn__finding_note(tn_finding *finding, tn__place place, const char *format, ...) TN_PRINTF(3, 4);
void tn__finding_help(tn_finding *finding, const char *format, ...) TN_PRINTF(2, 3);
/* "relu1" or, for a function, its name. */
const char *tn__layer_title(const tn__layer *layer);

/* Fills *finding and returns true when the rule has something to say about this site. */
#define READER_RULE(code, name, severity, kind)
#define GRAPH_RULE(code, name, severity) bool tn__rule_##name(const tn__site *site, tn_finding *finding);
#include "check/rules.def"
#undef READER_RULE
#undef GRAPH_RULE

#endif
