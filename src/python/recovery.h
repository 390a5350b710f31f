/* What the grammar's own recovery loses: a fault may swallow the classes behind it. */
#ifndef TN_PYTHON_RECOVERY_H
#define TN_PYTHON_RECOVERY_H

#include <stdbool.h>
#include <tree_sitter/api.h>

/* If the tree of text[0 .. length) lacks a class or function that begins a line: blanks the statement of the file's own level
 * that holds the first fault, line ends apart, so that the text can be parsed again, and tells that fault. False: nothing is
 * lost, or nothing can be done about it. */
bool tn__recover(char *text, size_t length, TSNode root, TSNode *fault);

#endif
