/* What the reader found in a model's source, with places: the raw material of the checker's
 * findings.
 *
 * Columns count bytes from 1, as clang's do; ends are exclusive. */
#ifndef TN_PYTHON_DIAGNOSTIC_H
#define TN_PYTHON_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"
#include "base/place.h"

/* ERROR: PyTorch would stop, or the model cannot be built. NOTE: reading goes on. */
typedef enum tn__diagnostic_level { TN_DIAGNOSTIC_ERROR, TN_DIAGNOSTIC_NOTE } tn__diagnostic_level;

typedef enum tn__diagnostic_kind {
#define DIAGNOSTIC(name, level, text) TN_DIAG_##name,
#include "python/diagnostics.def"
#undef DIAGNOSTIC
    TN_DIAG_COUNT
} tn__diagnostic_kind;

#define TN_DIAG_LABELS 4
#define TN_DIAG_TEXT 240

typedef struct tn__diagnostic_label {
    tn__place place;
    char text[TN_DIAG_TEXT];
} tn__diagnostic_label;

typedef struct tn__diagnostic {
    tn__diagnostic_kind kind;
    tn__diagnostic_level level;                 /* the kind's own */
    bool is_written;                            /* it stands in the text, whatever the class is given */
    tn__place place;                            /* line 0: the whole file, or the MODEL text */
    char message[400];                          /* one sentence, in PyTorch's meaning, no full stop at its end */
    char label[TN_DIAG_TEXT];                   /* short text under the caret, "" for none */
    tn__diagnostic_label notes[TN_DIAG_LABELS]; /* second places that explain */
    int n_notes;
    char help[TN_DIAG_LABELS][TN_DIAG_TEXT]; /* repairs, best first */
    int n_helps;
    char fix[TN_DIAG_TEXT - 80]; /* what the edit does; "" without one */
    tn__place edit;              /* what it replaces; empty: an insertion */
    char replacement[TN_DIAG_TEXT - 80];
} tn__diagnostic;

/* At most this many are kept; the rest is only counted. */
#define TN_DIAG_MAX 200

typedef struct tn__diagnostics {
    tn__diagnostic *items; /* in the order of discovery, no two with one place and message */
    size_t n, capacity;
    size_t n_dropped;
    tn__place here; /* where the file that is read has got to: the place of what happens in an imported one */
    bool no_memory; /* one was lost: the reader fails with TN_NO_MEMORY */
} tn__diagnostics;

#define TN_DIAGNOSTICS_INIT                                                                                                      \
    {                                                                                                                            \
        0                                                                                                                        \
    }

/* The kind's name ("UNKNOWN_KEYWORD"), its level and what it means; borrowed. */
const char *tn__diagnostic_name(tn__diagnostic_kind kind);
tn__diagnostic_level tn__diagnostic_level_of(tn__diagnostic_kind kind);
const char *tn__diagnostic_meaning(tn__diagnostic_kind kind);

/* Adds one, and returns it for labels and helps; NULL when it repeats an earlier one or there is no
 * room. The pointer is good until the next is added. */
tn__diagnostic *tn__diagnose(tn__diagnostics *list, tn__diagnostic_kind kind, tn__place place, const char *format, ...)
    TN_PRINTF(4, 5);
/* These accept NULL; a label or help too many is dropped. */
void tn__diagnostic_label_set(tn__diagnostic *diagnostic, const char *format, ...) TN_PRINTF(2, 3);
void tn__diagnostic_note(tn__diagnostic *diagnostic, tn__place place, const char *format, ...) TN_PRINTF(3, 4);
void tn__diagnostic_help(tn__diagnostic *diagnostic, const char *format, ...) TN_PRINTF(2, 3);
void tn__diagnostic_written(tn__diagnostic *diagnostic); /* sets is_written */
/* A repair as an edit: `replacement` instead of what stands at `place`. NULL and texts that are too long: none. */
void tn__diagnostic_edit(tn__diagnostic *diagnostic, const char *fix, tn__place place, const char *replacement);

/* Adds copies; false where memory ran short. */
bool tn__diagnostics_append(tn__diagnostics *to, const tn__diagnostics *from);

/* The first of the list at that level, by order of discovery; NULL when there is none. */
const tn__diagnostic *tn__diagnostics_first(const tn__diagnostics *list, tn__diagnostic_level level);
bool tn__diagnostics_have(const tn__diagnostics *list, tn__diagnostic_kind kind);
/* All of it, in place of what *to had; false where memory ran short. */
bool tn__diagnostics_copy(tn__diagnostics *to, const tn__diagnostics *from);
void tn__diagnostics_release(tn__diagnostics *list);

#endif
