/* A study's options as text: for its folder, for the ids of its trials, and as a command line. */
#ifndef TN_STUDY_STUDY_SETTINGS_H
#define TN_STUDY_STUDY_SETTINGS_H

#include "base/buf.h"
#include "thinnet/study.h"

/* "key value" lines in an order that never changes; texts that are NULL are left out. trial_only: what every trial depends on. */
void tn__settings_print(const tn_study_options *options, bool trial_only, tn__buf *out);
/* The same as options of `thinnet study`, where they differ from the defaults. The arm is left out for with_arm false. */
void tn__settings_command(const tn_study_options *options, bool with_arm, tn__buf *out);

/* Options that were read from such lines. */
typedef struct tn__settings_copy {
    tn_study_options options; /* texts are borrowed from `owned` */
    char *owned;
} tn__settings_copy;
/* TN_BAD_FORMAT for a key or value that no version of thinnet wrote. *out: tn__free(out->owned). */
TN_NODISCARD tn_status tn__settings_parse(tn__settings_copy *out, const char *text, tn_error *err);

/* A name and a value for people, row i of those that say how trials are trained; false behind the last. */
bool tn__settings_row(const tn_study_options *options, int i, const char **name, char *value, size_t size);

/* "'it is' quoted" for a shell. */
void tn__print_quoted(tn__buf *out, const char *text);

#endif
