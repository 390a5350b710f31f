/* The file's own level: definitions and constants are run, a script's loops and calls are not. */
#ifndef TN_SOURCE_SCRIPT_H
#define TN_SOURCE_SCRIPT_H

#include "source/pyevaluator.h"

/* Freed by tn__free_evaluator; NULL: no memory. All that is given is borrowed. */
tn__evaluator *tn__new_evaluator(const tn__syntax_tree *tree, tn__sources *sources, tn__diagnostics *diagnostics);
void tn__free_evaluator(tn__evaluator *ev);
tn_status tn__evaluator_status(const tn__evaluator *ev, tn_error *err); /* whether memory ran short */

/* The body of `if __name__ == "__main__":`, NULL for other statements. */
const tn__syntax *tn__main_body(const tn__syntax *statement);

/* False where it did not come to the file's end. */
bool tn__run_file(tn__evaluator *ev);

/* The function of that name which the file's own level defines; NULL where there is none. */
const tn__syntax *tn__script_function(const tn__syntax_tree *tree, const char *name, size_t length);

#endif
