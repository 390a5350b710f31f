/* Where a text is no Python: the places at which Python itself would stop, by our own reader, which reads on behind each. A
 * tree that was recovered (grammar.h) knows only that something is wrong, and may say so half a file away. */
#ifndef TN_PYTHON_FAULTS_H
#define TN_PYTHON_FAULTS_H

#include "python/diagnostic.h"

/* Puts these in place of what was said from diagnostic `said` on of text[0 .. length), as far as our own reader comes. */
void tn__faults_say(tn__diagnostics *diagnostics, size_t said, const char *text, size_t length);

#endif
