/* Which errors of a class that was run by its defaults say nothing about it. */
#ifndef TN_SOURCE_DOUBTS_H
#define TN_SOURCE_DOUBTS_H

#include "python/diagnostic.h"
#include "source/run.h"

/* Makes those of `found` that are doubtful "not understood". file: its absolute path, text: its own, NUL-terminated; both may be
 * NULL. */
void tn__doubt(const char *file, const char *text, tn__diagnostics *found, const tn__class_entry *entry);

/* The same for what a whole file misses: one that is no Python throughout, or a piece of something larger. */
void tn__doubt_names(tn__diagnostics *found, const tn__syntax_tree *tree);

#endif
