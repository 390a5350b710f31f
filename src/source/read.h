/* Reading a source file into nets and diagnostics: what `tn_net_read` and the checker stand on. */
#ifndef TN_SOURCE_READ_H
#define TN_SOURCE_READ_H

#include "net/graph.h"
#include "python/diagnostic.h"
#include "source/sources.h"
#include "thinnet/source.h"

/* One class of the file, instantiated and run; or a variable that holds a model. */
typedef struct tn__model_reading {
    char *name;      /* of the class or the variable; owned */
    tn__place place; /* of its name in the file */
    tn_net *net;     /* owned; NULL when an error or an unknown value stopped it before its output */
    tn_net *stopped; /* where an error stopped it, what it was until then; its output is -1; owned */
    bool is_block;   /* a variable that may be a part of another model: the net's output is -1 */
    bool is_part;    /* the net ends where something was not understood; its output is -1 */
    bool is_guess;   /* run with guessed arguments, since it has no defaults: how values flow is known, sizes and rates are not */
    const char *left_out; /* why it was not instantiated ("its arguments have no defaults"); NULL
                             when it was; static text */
} tn__model_reading;

typedef struct tn__reading {
    char *file; /* path as in MODEL; owned */
    char *text; /* the source, NUL-terminated (it may hold NULs itself); owned */
    size_t length;
    size_t n_bytes;       /* of the file; 0: the text was given, and the file may have another */
    tn__syntax_tree tree; /* of the text; the root NULL where it could not be parsed */
    tn__diagnostics diagnostics;
    tn__model_reading *models; /* the one asked for, or all nn.Module classes of the file */
    size_t n_models, models_capacity;
    tn__sources sources;      /* the files that imports reached */
    struct tn__start *starts; /* of runs, while it is read */
    bool want_parts;          /* for the checker */
} tn__reading;

#define TN_READING_INIT                                                                                                          \
    {                                                                                                                            \
        0                                                                                                                        \
    }

/* Reads MODEL (see thinnet/source.h) with options (may be NULL). Diagnostics are a success: the
 * status is only for a file that cannot be read (TN_IO), a MODEL text without a file, or no memory.
 * With `FILE.py` alone and `all` set, every class that is an nn.Module and whose arguments have
 * defaults is instantiated, else the file must have exactly one such class. *out is owned:
 * tn__reading_release, also after a failure. */
TN_NODISCARD tn_status tn__read_model(tn__reading *out, const char *model, const tn_read_options *options, bool all,
                                      tn_error *err);
void tn__reading_release(tn__reading *reading);

/* A diagnostic as an error: BAD_SOURCE, BAD_SHAPE or UNSUPPORTED by its kind, with file, place,
 * notes and helps. */
tn_status tn__diagnostic_fail(const tn__diagnostic *diagnostic, const char *file, tn_error *err);

#endif
