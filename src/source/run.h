/* One model of a parsed file, a class or a variable: constructed, named, put into a net, and its forward run. */
#ifndef TN_SOURCE_RUN_H
#define TN_SOURCE_RUN_H

#include "source/pyevaluator.h"
#include "thinnet/source.h"

typedef struct tn__start tn__start; /* start.h */

typedef struct tn__run_request {
    tn__start *starts;           /* TN_STARTS of them, kept between the runs of one file */
    const tn__syntax_tree *tree; /* of the file */
    tn__sources *sources;        /* for its imports; NULL: none is followed */
    const char *file;            /* its path, for the net */
    const char *class_name;
    const tn__syntax *variable;  /* the target of `model = nn.Sequential(...)`, then class_name is its text; NULL: a class */
    bool without_script;         /* what the file's own level is at fault for is said elsewhere */
    const tn__syntax_tree *call; /* of "Net(784, 50)"; NULL: no arguments */
    tn_shape input;              /* rank 0: derived from the first layer */
    tn_shape derived;            /* what that gave; rank 0: nothing */
    bool want_part;              /* a net that ends where something is not understood is welcome */
    bool forgives;               /* the arguments are guesses: sizes that do not fit say nothing */
    bool keeps_stopped;          /* a net that ends at an error is kept up to there, for pictures */
    uint64_t steps;              /* that the run took */
    bool is_part;                /* that is what it got; the net's output is -1 */
} tn__run_request;

/* *out is owned (tn_net_free), NULL when an error, or an unknown where no part is wanted, stopped it before its output.
 * Diagnostics are a success. */
TN_NODISCARD tn_status tn__run_class(tn_net **out, tn__run_request *request, tn__diagnostics *diagnostics, tn_error *err);

/* What the file defines: classes, or variables (variables.h). The names are owned: tn__class_list_release. */
typedef struct tn__class_entry {
    char *name;
    tn__place place;
    bool is_module, has_defaults; /* can be instantiated without arguments */
    bool is_used;                 /* named inside another class */
    bool is_base;                 /* another class of the file inherits from it, or it is made for that */
    bool has_forward;
    const tn__syntax *variable; /* as in a request */
    bool is_whole;              /* a variable that no other model takes a part of */
    char *guess;                /* a call to try where there are no defaults; NULL: none; owned */
} tn__class_entry;
typedef struct tn__class_list {
    tn__class_entry *items;
    size_t n, capacity;
} tn__class_list;
TN_NODISCARD tn_status tn__list_classes(tn__class_list *out, const tn__syntax_tree *tree, tn__sources *sources,
                                        tn__diagnostics *diagnostics, tn_error *err);
void tn__class_list_release(tn__class_list *list);

#endif
