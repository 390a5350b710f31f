/* What the trees take and Python does not, though no token is out of place: what its parser and its compiler refuse of
 * parameters, arguments, targets and scopes, each where CPython stops. */
#ifndef TN_PYTHON_COMPILE_FAULTS_H
#define TN_PYTHON_COMPILE_FAULTS_H

#include "python/syntax.h"

/* Says the first few of a file's tree, whose text has `length` bytes; how many. `fault_line`: the first line that is no Python
 * for another reason; INT_MAX: none is. With one, only lines before it are judged, and only what needs no statement around it. */
int tn__compile_faults_say(tn__diagnostics *diagnostics, const tn__syntax *root, size_t length, int fault_line);

#endif
