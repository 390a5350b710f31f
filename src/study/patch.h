/* A placement of dropout written into the model's own source, as a unified diff.
 *
 * The edited text is read again, and is given out only when its net is the asked one: the same layers, weights and draws in
 * the same flow, with exactly those dropouts. So a change that the source cannot take in one place (a line that runs for
 * several layers) is refused and never written wrongly. */
#ifndef TN_STUDY_PATCH_H
#define TN_STUDY_PATCH_H

#include "base/error.h"
#include "thinnet/source.h"

/* One change. Values and nodes are those of the net as it is read (net/graph.h): value 0 is the input, value i the output of
 * node i. */
typedef struct tn__patch_change {
    int node;        /* a dropout of the source that gets another kind or rate, or goes; or a Linear whose weights are dropped; 0:
                        dropout        is added */
    int value, user; /* added: on what flows from `value` to node `user`, or to all its users for 0 */
    const char *kind; /* class of torch.nn, "Dropout"; NULL: the dropout goes */
    double p;
} tn__patch_change;

/* *diff: for `git apply` and `patch -p1` from the folder that MODEL's path is relative to (from the file's own where the path
 * is absolute or climbs); "" when nothing changes. *source (NULL is fine): the whole new text, in the file's own encoding and
 * line ends, *length bytes and a NUL. Both are owned by the caller (tn__free). `model` and `options` are what the net was
 * read with. TN_UNSUPPORTED names the first change that the source cannot take. */
TN_NODISCARD tn_status tn__patch_write(char **diff, char **source, size_t *length, const char *model,
                                       const tn_read_options *options, const tn__patch_change *changes, int n, tn_error *err);

#endif
