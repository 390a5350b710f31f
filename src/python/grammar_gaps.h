/* Where the grammar and Python part: what the grammar refuses and Python takes, and what it takes and Python refuses. */
#ifndef TN_PYTHON_GRAMMAR_GAPS_H
#define TN_PYTHON_GRAMMAR_GAPS_H

#include "python/syntax.h"

/* What of Python stands at that byte, where the grammar has an error, that may be none: a few words; NULL: nothing is known. */
const char *tn__grammar_gap(const char *text, size_t length, uint32_t at);

/* The first statement of a block, or of a file, that starts a line in another column than the first one does; NULL: none. */
const tn__syntax *tn__indented_alone(const tn__syntax *block);

/* What Python 3 says of a node that the grammar takes; NULL: nothing. Static text. */
const char *tn__refused_by_python(const tn__syntax *node);

/* `print >>file, x` of Python 2 compiles in Python 3, and is a TypeError once it runs. */
bool tn__prints_to_file(const tn__syntax *node);

#endif
