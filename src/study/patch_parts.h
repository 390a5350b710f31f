/* The parts of tn__patch_write: edits of a text, places in its syntax tree, what to write where, the net that must come out,
 * and the diff. */
#ifndef TN_STUDY_PATCH_PARTS_H
#define TN_STUDY_PATCH_PARTS_H

#include "base/buf.h"
#include "python/syntax.h"
#include "source/read.h"
#include "study/patch.h"

/* --- patch_edits.c: replacements of bytes, at rest until they are applied --- */
typedef struct tn__edit {
    size_t start, end; /* bytes of the old text */
    char *text;        /* owned */
    long rank;         /* among insertions at one place: the lower first, then in the order of their coming */
    int number;
} tn__edit;

typedef struct tn__edits {
    tn__edit *items;
    size_t n, capacity;
    bool failed; /* no memory; sticky */
} tn__edits;

void tn__edits_release(tn__edits *edits);
void tn__edits_cut(tn__edits *edits, size_t n); /* forgets all but the first n */
/* Adds one; the text is copied. A replacement that is there already is not added. */
void tn__edits_add(tn__edits *edits, size_t start, size_t end, long rank, const char *text, size_t length);
void tn__edits_printf(tn__edits *edits, size_t start, size_t end, long rank, const char *format, ...) TN_PRINTF(5, 6);
/* Sorts them; false where two overlap. */
bool tn__edits_order(tn__edits *edits);
/* The bytes [from, to) of text with the ordered edits first to last - 1, which lie there, added to buf. */
void tn__edits_apply(const tn__edits *edits, size_t first, size_t last, const char *text, size_t from, size_t to, tn__buf *buf);

/* --- patch_syntax.c: places --- */
/* A node and what it stands in, outermost first. */
typedef struct tn__path {
    const tn__syntax *nodes[TN_SYNTAX_DEPTH];
    int n; /* 0: there is no such place */
} tn__path;

/* The innermost node with exactly that span. */
void tn__path_find(tn__path *out, const tn__syntax_tree *tree, tn__place place);
const tn__syntax *tn__path_node(const tn__path *path);                       /* NULL when n is 0 */
const tn__syntax *tn__path_up(const tn__path *path, int levels);             /* NULL beyond the root */
const tn__syntax *tn__path_last(const tn__path *path, tn__syntax_kind kind); /* the innermost of that kind around it */
const tn__syntax *tn__path_statement(const tn__path *path);                  /* a block's member; NULL: none */
bool tn__syntax_is(const tn__syntax_tree *tree, const tn__syntax *node, const char *text);
size_t tn__line_start(const char *text, size_t at);
size_t tn__next_line(const char *text, size_t length, size_t at); /* the start of the line after `at`, or the text's end */
/* Nothing but a comment shares the node's lines with it. */
bool tn__syntax_owns_lines(const tn__syntax_tree *tree, const tn__syntax *node);
/* The statement of a class body that defines that method; NULL: none. */
const tn__syntax *tn__class_method(const tn__syntax_tree *tree, const tn__syntax *class_node, const char *name);

/* --- patch_match.c: the net that must come out --- */
/* A number that is the same for two nets with the same flow of the same layers, and nearly never else. Weights are told
 * apart by their order. */
uint64_t tn__net_signature(const tn_net *net, const tn__patch_change *changes, int n_changes);
/* The dropout nodes that feed the output. */
int tn__net_dropouts(const tn_net *net, const tn__patch_change *changes, int n_changes);
/* Whether the change is of the weights of a Linear. */
bool tn__changes_weights(const tn_net *net, const tn__patch_change *change);
/* Whether `after` is `before` with those changes. */
bool tn__net_matches(const tn_net *after, const tn_net *before, const tn__patch_change *changes, int n_changes);

/* --- the writer's state --- */
/* A dropout that moves keeps its attribute: a removed one, the giver, leaves it to an added one. */
typedef struct tn__heir {
    const tn__patch_change *heir, *giver;
    const tn__syntax *class_node; /* whose attribute it is */
    char name[48];                /* "" while nothing has been left */
    bool used;
} tn__heir;

typedef struct tn__patcher {
    tn__reading *reading;
    const tn_net *net;
    tn__syntax_tree tree;
    tn__edits edits;
    const tn__patch_change *changes;
    int n_changes;
    char names[32][48];     /* attributes given away so far, so that no two are alike */
    bool names_wide;        /* new names are new in the whole file, not only in their class: where classes inherit */
    int n_names, n_members; /* names of members of an OrderedDict */
    struct tn__heir *heirs;
    int n_heirs;
    tn__path a, b; /* for the parts to work in */
} tn__patcher;

/* --- patch_targets.c --- */
/* The name that the statement gives to the value that `node`, a part of it, computes, where it does nothing else; NULL. */
const tn__syntax *tn__patch_target(const tn__patcher *patcher, const tn__syntax *node, const tn__syntax *statement, int value);

/* --- patch_ways.c: ways to make one change; each adds its edits or returns false --- */
enum { TN_PATCH_WAYS = 6 };
/* The rate that a call gives, by name or in that position; NULL: none. */
const tn__syntax *tn__patch_rate(const tn__patcher *patcher, const tn__syntax *call, int position);
bool tn__patch_way(tn__patcher *patcher, const tn__patch_change *change, int way);

/* --- patch_weights.c --- */
/* Puts DropConnect on a Linear, F.linear(x, F.dropout(self.fc.weight, 0.5, self.training), self.fc.bias) for self.fc(x), gives it
 * another rate, or takes it away. */
bool tn__patch_weights(tn__patcher *patcher, const tn__patch_change *change);

/* --- patch_declare.c: how the file writes things --- */
/* A dropout's constructor as the file writes its layers, "nn.Dropout(0.3)"; adds an import where it is needed. */
bool tn__patch_constructor(tn__patcher *patcher, const char *kind, double p, char *out, size_t size);
/* torch.nn.functional as the file calls it, "F"; adds an import where it is needed. */
bool tn__patch_functional(tn__patcher *patcher, char *out, size_t size);
/* The name of the method's first parameter, "self". */
bool tn__patch_self(const tn__patcher *patcher, const tn__syntax *function, char *out, size_t size);
/* How often the class says self.NAME; with names_wide, the file. */
int tn__patch_count_uses(const tn__patcher *patcher, const tn__syntax *class_node, const char *self, const char *name);
/* Declares `self.NAME = nn.Dropout(0.3)` in the __init__ of the class and gives its name. `near`: the constructor behind
 * whose statement it should stand (in front of it for a dropout of the input), line 0: none. */
bool tn__patch_declare(tn__patcher *patcher, const tn__syntax *class_node, const tn__patch_change *change, tn__place near,
                       char *name, size_t size);
void tn__patch_number(double p, char *out, size_t size); /* the shortest that reads back as p */

/* --- patch_diff.c --- */
/* The unified diff, and the whole new text, of a file whose bytes are `raw` and whose text as read is `text`. */
TN_NODISCARD tn_status tn__patch_diff(tn__buf *diff, tn__buf *source, const char *path, const char *raw, size_t raw_length,
                                      const char *text, size_t length, const tn__edits *edits, tn_error *err);

#endif
