/* TOML 1.0, as far as texts and lists of texts go: the leaves of a file with their keys and lines. */
#ifndef TN_CHECK_TOML_H
#define TN_CHECK_TOML_H

#include <stddef.h>

#include "base/error.h"

#define TN_TOML_KEYS 8 /* parts of a dotted key; what is nested more deeply is passed over */

typedef struct tn__toml_leaf {
    const char *keys[TN_TOML_KEYS]; /* "tool", "thinnet", "select" */
    int n_keys;
    const char *text; /* of a text, or of one item of a list of texts; NULL: something else */
    int line, column; /* of the value */
} tn__toml_leaf;

/* Calls visit for each value in order; a list gives one call an item. Stops at the first that is not TN_OK. Texts are borrowed
 * for the call. A file that is not TOML is TN_BAD_FORMAT with line and column. */
TN_NODISCARD tn_status tn__toml_each(const char *text, size_t length,
                                     tn_status (*visit)(const tn__toml_leaf *leaf, void *user, tn_error *err), void *user,
                                     tn_error *err);

#endif
