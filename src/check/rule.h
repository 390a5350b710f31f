/* A rule: one row of rules.def, one file in rules/. It listens to what the source reader says and
 * is shown executed layers, and adds findings. Rules never format text for a terminal: that is
 * render/. */
#ifndef TN_CHECK_RULE_H
#define TN_CHECK_RULE_H

#include "check/report.h"

typedef struct tn__rule tn__rule;
struct tn__code; /* check/code.h */

/* For a row's `nodes`: every executed layer, whatever its traits. */
#define TN_ALL_NODES (~0u)

/* One rule at work on one report, whose reading is done. */
typedef struct tn__rule_run {
    const tn__rule *rule;
    tn_report *report;
    bool is_guess; /* on_node: the net was run with guessed arguments, so that its sizes and rates tell nothing */
} tn__rule_run;

/* A comment "# thinnet: ignore[TN204, TN3]". */
typedef struct tn__ignore {
    int line;
    size_t start, end; /* of it in the text: from "#" to behind "]" */
    const char *codes; /* between the brackets; NULL without them: all */
    size_t codes_length;
    bool is_used; /* it silences a finding */
} tn__ignore;
/* Whether at least one of its codes begins a rule's. */
bool tn__ignore_is_known(const tn__ignore *comment);

/* What a rule's file defines; unused members are NULL. */
typedef struct tn__rule_body {
    void (*on_diagnostic)(tn__rule_run *run, const tn__diagnostic *diagnostic);
    void (*on_node)(tn__rule_run *run, const tn_net *net, int value);    /* net->nodes[value] */
    void (*on_model)(tn__rule_run *run, const tn__model_reading *model); /* every class that was found */
    void (*on_ignore)(tn__rule_run *run, const tn__ignore *comment);     /* when all other rules have spoken */
    /* Once for a file that has a syntax tree (check/code.h), whatever was understood of its models. */
    void (*on_code)(tn__rule_run *run, const struct tn__code *code);
} tn__rule_body;

struct tn__rule {
    const char *code, *name; /* "TN101", "shape_mismatch" */
    tn_severity severity;
    uint32_t diagnostics; /* bit i: kind i */
    unsigned nodes;
    const tn__rule_body *body;
    const char *page; /* its docs page */
};

extern const tn__rule tn__rules[];
extern const int tn__rules_count;
const tn__rule *tn__rule_find(const char *code); /* NULL when unknown */

/* Adds a finding and returns it for labels and helps: NULL when an equal one is there or memory is
 * short (the report remembers). The pointer is good until the next is added. */
tn_finding *tn__find(tn__rule_run *run, tn__place place, const char *format, ...) TN_PRINTF(3, 4);
/* The diagnostic as it stands: message, label, notes, helps. */
tn_finding *tn__find_diagnostic(tn__rule_run *run, const tn__diagnostic *diagnostic);
/* These accept NULL; one too many is dropped. */
void tn__finding_label(tn_finding *finding, const char *format, ...) TN_PRINTF(2, 3);
void tn__finding_note(tn_finding *finding, tn__place place, const char *format, ...) TN_PRINTF(3, 4);
void tn__finding_help(tn_finding *finding, const char *format, ...) TN_PRINTF(2, 3);
/* Says it as advice, where the rule's own severity would be too much; NULL is fine. */
void tn__finding_soften(tn_finding *finding);

/* --- repairs: fix.c --- */
/* Begins a finding's repair: says what its edits do ("drop inplace=True"). is_safe: it changes nothing but what the finding says.
 * These too accept NULL; an edit that is too long, one too many, or that cannot be made, takes the whole repair back. */
void tn__finding_fix(tn_finding *finding, bool is_safe, const char *format, ...) TN_PRINTF(3, 4);
void tn__finding_edit(tn_finding *finding, tn__place place, const char *format, ...) TN_PRINTF(3, 4);
void tn__finding_take_back(tn_finding *finding); /* not NULL: it offers no repair any more */
/* Edits of the call that stands at `call`, as places of nodes and modules do. A call with *args or **kwargs is left alone. */
/* Gives the parameter that value: the keyword, else position `at` where it stands (-1: never), else the keyword is added. */
void tn__fix_set_argument(tn__rule_run *run, tn_finding *finding, tn__place call, const char *name, int at, const char *value);
/* Takes out the keyword with its comma. */
void tn__fix_drop_argument(tn__rule_run *run, tn_finding *finding, tn__place call, const char *name);
/* nn.Dropout2d(...) -> nn.Dropout1d(...); only where the name follows a dot, since else it may not be imported. */
void tn__fix_rename_callee(tn__rule_run *run, tn_finding *finding, tn__place call, const char *name);
/* Puts a statement first in the function `name` around the place, behind a docstring. Not where the function's text has `unless`.
 */
void tn__fix_first_statement(tn__rule_run *run, tn_finding *finding, tn__place place, const char *name, const char *statement,
                             const char *unless);
/* The place of an argument's value: the keyword, else position `at` (-1: none). False when it does not stand in the call. */
bool tn__call_argument(tn__rule_run *run, tn__place call, const char *name, int at, tn__place *value);
/* The same of the keyword argument that stands at `keyword`. */
void tn__fix_drop_keyword(tn__rule_run *run, tn_finding *finding, tn__place keyword);
/* Whether a number or a product of numbers stands there, and no name: its replacement changes nothing elsewhere. */
bool tn__is_number(const tn_report *report, tn__place place);
/* What stands there, of one line and at most size - 1 bytes of it; else "". Returns out. */
const char *tn__place_text(const tn_report *report, tn__place place, char *out, size_t size);
/* Where a node's layer is made: the constructor's call, or that of a function. */
tn__place tn__node_made(const tn_net *net, int value);
/* Whether a text stands there and not code: "# thinnet: ignore" in a docstring is no comment. */
bool tn__is_in_text(tn__rule_run *run, tn__place place);
/* Whether the place is inside a method whose first parameter is `self`. */
bool tn__is_in_method(tn__rule_run *run, tn__place place);
/* Whether the class around the place is an nn.Module, as far as the file tells: by the name of a base, or of a base's base. */
bool tn__is_in_module(tn__rule_run *run, tn__place place);
/* Whether the place is in a class's __init__, outside loops, comprehensions and functions of its own: what stands there runs once
 * for each object. *name[0 .. *length) is then the class's name. */
bool tn__made_once(tn__rule_run *run, tn__place place, const char **name, size_t *length);

/* The node that made the first input of a node (0: the net's input). */
int tn__node_source(const tn_net *net, int value);
/* "relu1", or "relu" for a functional call. */
const char *tn__node_title(const tn_net *net, int value);

#endif
