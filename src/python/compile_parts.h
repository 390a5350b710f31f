/* The parts of compile_faults.h, one file a part: values (parameters, arguments, targets, strings), names (global, nonlocal),
 * and what a scope around decides. */
#ifndef TN_PYTHON_COMPILE_PARTS_H
#define TN_PYTHON_COMPILE_PARTS_H

#include <limits.h>
#include "python/syntax.h"

/* VALUES: of a list, a set or a dictionary that a comprehension makes. A lambda's is one of a function. */
typedef enum compile_kind { OF_FILE, OF_CLASS, OF_FUNCTION, OF_VALUES, OF_GENERATOR } compile_kind;

typedef struct compile_scope {
    const struct compile_scope *outer;
    const tn__syntax *node; /* whose it is; the file's root */
    compile_kind kind;
    bool is_async, in_loop;     /* in_loop: where it is read */
    bool yields;                /* so far */
    const tn__syntax *returned; /* the first statement that returns a value */
} compile_scope;

typedef struct compile_reading {
    tn__diagnostics *diagnostics;
    int n;                /* said */
    int fault_line;       /* of tn__compile_faults_say */
    uint32_t end;         /* of the text */
    uint32_t futures_end; /* where imports from __future__ may stand no longer */
    size_t searched;      /* nodes, for names */
} compile_reading;

/* --- places and words (compile_faults.c) --- */
void tn__compile_say(compile_reading *r, tn__place place, const char *format, ...) TN_PRINTF(3, 4);
/* The node, or the first character of one that has several lines. */
tn__place tn__compile_place(const tn__syntax *node);

/* For "%.*s" */
#define COMPILE_NAME(node) (int)((node)->end - (node)->start < 60 ? (node)->end - (node)->start : 60), tn__syntax_text(node)

bool tn__compile_same(const tn__syntax *a, const tn__syntax *b);      /* the same text */
bool tn__compile_is(const tn__syntax *node, const char *text);        /* its whole text */
bool tn__compile_begins(const tn__syntax *node, const char *word);    /* with more behind it */
const tn__syntax *tn__compile_parameter(const tn__syntax *parameter); /* its name; NULL: it has none */

/* --- values (compile_values.c) --- */
void tn__compile_parameters(compile_reading *r, const tn__syntax *parameters);
void tn__compile_arguments(compile_reading *r, const tn__syntax *arguments);
void tn__compile_target(compile_reading *r, const tn__syntax *target, const char *verb); /* of `with` and `del`; NULL: none */
void tn__compile_targets(compile_reading *r, const tn__syntax *target);                  /* of a loop */
void tn__compile_assignment(compile_reading *r, const tn__syntax *node);
/* What a statement takes as one value: a star needs others beside it there, and `:=` brackets around it. NULL: none. */
void tn__compile_value(compile_reading *r, const tn__syntax *value);
void tn__compile_string(compile_reading *r, const tn__syntax *string);
void tn__compile_strings(compile_reading *r, const tn__syntax *joined); /* side by side */

/* --- names (compile_names.c) --- */
void tn__compile_declaration(compile_reading *r, const compile_scope *s, const tn__syntax *statement);

#endif
