/* Blocks in blocks: Python counts their levels, and refuses the hundredth. */
#ifndef TN_PYTHON_INDENTATION_H
#define TN_PYTHON_INDENTATION_H

#include <stdbool.h>
#include <stddef.h>
#include "base/place.h"

/* The first line that is indented one level deeper than Python reads, and the lines [*from, *to) of the statement of the file's
 * own level that holds it, in bytes; false: there is none. */
bool tn__indented_too_deeply(const char *text, size_t length, tn__place *place, size_t *from, size_t *to);

/* Whether a line is indented by other characters than its block, so that it depends on the width of a tab where it belongs:
 * Python's TabError. *place: its first word. */
bool tn__mixes_tabs(const char *text, size_t length, tn__place *place);

#endif
