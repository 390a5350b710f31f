/* The checker: findings about a model's source, like a compiler's. */
#ifndef THINNET_CHECK_H
#define THINNET_CHECK_H

#include "thinnet/source.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ERROR: certainly wrong, it stops or does not do what it says. WARNING: usually wrong. ADVICE: worth a look. */
typedef enum tn_severity { TN_ERROR, TN_WARNING, TN_ADVICE } tn_severity;

/* A range of the source, 1-based; columns count bytes, end exclusive. line 0: the whole file. */
typedef struct tn_span {
    int line, column, end_line, end_column;
} tn_span;

typedef struct tn_label {
    tn_span span;
    char text[240];
} tn_label;

/* A replacement of source text; an empty span inserts. Places are those of the source as it is read: without a byte order mark,
 * line ends as one "\n". */
#define TN_MAX_EDITS 4
typedef struct tn_edit {
    tn_span span;
    char text[160];
} tn_edit;

#define TN_MAX_LABELS 4
typedef struct tn_finding {
    char code[8]; /* "TN101" */
    tn_severity severity;
    char message[400];             /* one sentence */
    tn_label primary;              /* the place, with a short text under the caret ("" for none) */
    tn_label notes[TN_MAX_LABELS]; /* second places that explain */
    int n_notes;
    char help[TN_MAX_LABELS][240]; /* repairs, best first */
    int n_helps;
    char fix[160];               /* what the edits do, "pass training=self.training"; "" without edits */
    tn_edit edits[TN_MAX_EDITS]; /* applied together or not at all; they do not overlap */
    int n_edits;
    bool is_gap;  /* TN901 to TN904: it tells what was not understood, not what is wrong */
    bool is_safe; /* the edits repair what the finding says and change nothing else; others need a look first */
} tn_finding;

typedef struct tn_report tn_report;

/* Checks one model: MODEL as in source.h; a file without a call has every class that can be instantiated checked. options as for
 * reading (may be NULL). Findings are a success: the status is only for a file that cannot be read and a MODEL that does not fit
 * it. *out is owned: tn_report_free. */
TN_API TN_NODISCARD tn_status tn_check(tn_report **out, const char *model, const tn_read_options *options, tn_error *err);
TN_API void tn_report_free(tn_report *report); /* NULL is fine */
TN_API int tn_report_count(const tn_report *report);
TN_API const tn_finding *tn_report_finding(const tn_report *report, int i); /* borrowed; sorted by place */
TN_API const char *tn_report_file(const tn_report *report);                 /* borrowed */

/* The classes that were looked at. */
typedef struct tn_checked_model {
    const char *name; /* borrowed */
    int line;
    bool understood;           /* its net could be built from input to output */
    bool guessed;              /* with guessed arguments, since it has no defaults and no call was given */
    int layers, dropout_sites; /* executed, as far as it was understood */
    const char *left_out;      /* why it was not instantiated; NULL when it was; borrowed */
} tn_checked_model;
TN_API int tn_report_models(const tn_report *report);
TN_API void tn_report_model(const tn_report *report, int i, tn_checked_model *out);
/* An executed layer of one of these classes, with its places: what an editor shows under the cursor. Where an error stops a
 * class, its layers before that count. */
typedef struct tn_checked_layer {
    int model; /* index of its class */
    tn_layer_info info;
    tn_shape input;     /* of its first input */
    tn_span call, made; /* where it is called, and where it is constructed (line 0: a function) */
} tn_checked_layer;
TN_API int tn_report_layers(const tn_report *report);
TN_API void tn_report_layer(const tn_report *report, int i, tn_checked_layer *out);
/* Findings beyond what a report holds. */
TN_API int64_t tn_report_not_shown(const tn_report *report);
/* Gaps that tn_report_configure (settings.h) has taken out of it. */
TN_API int tn_report_dropped_gaps(const tn_report *report);

/* Whether each of the comma-separated prefixes ("TN2,tn301") begins a rule's code; TN_BAD_ARGUMENT names the first that does
 * not. An empty text is none. */
TN_API TN_NODISCARD tn_status tn_codes_check(const char *codes, tn_error *err);
/* Keeps the findings whose code begins with one of the prefixes of `select` (as above; NULL: all) and with none of those of
 * `ignore` (NULL: none). A prefix that begins no rule's code is TN_BAD_ARGUMENT. Findings that a comment
 * "# thinnet: ignore[TN204]" on their line silences ("# thinnet: ignore": all) are never in a report. */
TN_API TN_NODISCARD tn_status tn_report_filter(tn_report *report, const char *select, const char *ignore, tn_error *err);

/* What a file becomes when the repairs of findings are made. */
typedef struct tn_fixed {
    char *text; /* the whole file, its line ends and byte order mark kept; NULL when there is no repair; owned */
    size_t length;
    char *diff;     /* the same as a unified diff; NULL when there is no repair; owned */
    int n_findings; /* that are repaired */
    char *before;   /* the file as it was; NULL when there is no repair; owned */
    size_t before_length;
} tn_fixed;
/* Makes the repairs that are safe, with `unsafe` all, in the source as it was checked; of two that overlap the second is left
 * out. No file is written. A file that has changed since is TN_MISMATCH; one that is not UTF-8 is TN_UNSUPPORTED.
 * tn_fixed_release. */
TN_API TN_NODISCARD tn_status tn_report_fix(const tn_report *report, bool unsafe, tn_fixed *out, tn_error *err);
/* Adds a round of repairs to those before: `next` was made of what `sum` has become ({0}: the first round). Its parts move to
 * `sum`, and it is left empty. On failure both stay as they are. `file` stands in the diff. */
TN_API TN_NODISCARD tn_status tn_fixed_add(tn_fixed *sum, tn_fixed *next, const char *file, tn_error *err);
/* Writes the text to `path`, whole or not at all; the file keeps its mode, a link stays a link. */
TN_API TN_NODISCARD tn_status tn_fixed_save(const tn_fixed *fixed, const char *path, tn_error *err);
TN_API void tn_fixed_release(tn_fixed *fixed);

/* The terminal that a text is for; {0}: none. Only "text" knows of it. */
typedef struct tn_render_options {
    bool colour; /* with escape sequences */
    int width;   /* in columns: lines are broken, and source lines cut, so that they fit; 0: whatever comes */
} tn_render_options;
/* `renderer`: "text" (compiler form with source lines), "concise" (a line each), "github" (workflow commands), "json" (an object
 * a line), "sarif" (the results of a SARIF 2.1.0 log, which belong into its frame). options may be NULL. The text is owned: free
 * with tn_text_free. */
TN_API TN_NODISCARD tn_status tn_report_render(const tn_report *report, const char *renderer, const tn_render_options *options,
                                               char **out, tn_error *err);
TN_API void tn_text_free(char *text);
/* A picture of class `model` (as tn_report_model counts) as SVG: how its values flow, with the dropout sites marked and the
 * findings at their places; where it stops, that too. Light and dark. The text is owned: tn_text_free. A class without a net, and
 * one of more than some thousand layers, are TN_UNSUPPORTED. */
TN_API TN_NODISCARD tn_status tn_report_draw(const tn_report *report, int model, char **out, tn_error *err);
/* What stands around the rendered reports: `before` the first, `between` two that are not empty, `after` the last. Empty texts
 * but for "sarif". */
typedef struct tn_frame {
    char *before;                /* owned: tn_text_free */
    const char *between, *after; /* borrowed, live for ever */
} tn_frame;
TN_API TN_NODISCARD tn_status tn_render_frame(const char *renderer, tn_frame *out, tn_error *err);

/* The rules, by code in rising order. name: "shape_mismatch". Outputs may be NULL. Returns the code. */
TN_API int tn_rules(void);
TN_API const char *tn_rule(int i, const char **name, tn_severity *severity);
TN_API const char *tn_severity_name(tn_severity severity); /* "error", "warning", "advice" */
/* The page of a rule ("TN101") as Markdown; borrowed, NULL when there is none. */
TN_API const char *tn_rule_page(const char *code);

#ifdef __cplusplus
}
#endif
#endif
