/* Where the runs of one file start: behind its own level, and behind the construction of a class' object. Both are run once for
 * all runs that start there, since all that a run changes lies in the evaluator and its arena, of which there are copies; where
 * those are large, they are run again. */
#ifndef TN_SOURCE_START_H
#define TN_SOURCE_START_H

#include "source/pyevaluator.h"
#include "source/run.h"

/* An evaluation at one moment. */
typedef struct tn__moment {
    bool is_kept;
    tn__evaluator ev; /* its diagnostics: of the run that came there first */
    tn__arena_copy memory;
    tn__diagnostics said;
} tn__moment;

#define TN_STARTS 3 /* ways to run a file's own level: for classes by their own arguments, by guessed ones, for variables */

typedef struct tn__start {
    tn__evaluator *ev;           /* NULL: nothing was run yet */
    tn__moment file, made;       /* behind the file's own level; behind the construction, if there is a class_name */
    const char *class_name;      /* of what the object is; borrowed, and told apart by its place, as the call is */
    const tn__syntax_tree *call; /* that made it */
    tn__py_object *root;         /* the object; NULL: it cannot be made */
} tn__start;

/* The one that the request begins at. */
static inline tn__start *tn__start_of(const tn__run_request *request)
{
    return &request->starts[request->variable ? 2 : request->forgives];
}

/* Brings start->ev to the moment behind the construction of what `request` is about, having said what was said until then. */
TN_NODISCARD tn_status tn__start_class(tn__start *start, const tn__run_request *request, tn__diagnostics *diagnostics,
                                       tn_error *err);
/* Frees what the run took that began there. */
void tn__start_leave(tn__start *start);
void tn__start_release(tn__start *start);

#endif
