/* Models that no class defines: model = nn.Sequential(...) at the file's own level, and what the script does to them afterwards.
 */
#ifndef TN_SOURCE_VARIABLES_H
#define TN_SOURCE_VARIABLES_H

#include "source/run.h"

/* Where the evaluator runs a script (ev->runs_script), in the order of assignments. */
struct tn__variable {
    const tn__syntax *name; /* the target of its assignment */
    tn__py_object *object;
    tn__variable *next;
};

/* After an assignment: keeps the model that it made, if it did. */
void tn__note_variable(tn__evaluator *ev, const tn__syntax *statement);
/* Whether a call or a loop of the script makes or changes a module or a list: it is run then. */
bool tn__builds_model(tn__evaluator *ev, const tn__syntax *statement);
/* What a statement that is not run may have changed is unknown. */
void tn__spoil_models(tn__evaluator *ev, const tn__syntax *statement);

/* The file's models that are variables, with what their names last held at the end; those that other models hold are used.
 * diagnostics: what the script that makes them is at fault for. */
TN_NODISCARD tn_status tn__list_variables(tn__class_list *out, const tn__syntax_tree *tree, tn__sources *sources,
                                          tn__diagnostics *diagnostics, tn_error *err);

#endif
