/* The source as code, for rules about what stands around a model or what no execution reaches: torch's names behind imports,
 * classes and their methods, what a name holds, and what is left of an expression in evaluation.
 *
 * Nothing is executed. Where an answer is not certain, it is "unknown", and a rule stays quiet. */
#ifndef TN_CHECK_CODE_H
#define TN_CHECK_CODE_H

#include "check/rule.h"

#define TN_DOTTED 160 /* bytes of a dotted name with its NUL; longer ones are none */

/* A node with all that holds it. */
typedef struct tn__spot {
    const tn__syntax *node;
    const struct tn__spot *up; /* NULL: the module */
} tn__spot;

#define TN_CODE_IMPORTS 256 /* names that imports bind; more are not known */

typedef struct tn__code {
    const char *text;
    const tn__syntax *root;
    tn__rule_run *run;
    struct {
        const tn__syntax *module, *one; /* from module import one */
    } imports[TN_CODE_IMPORTS];
    int n_imports;
} tn__code;

/* The code of a report, for any rule that `run` is set to. False when the text has no tree, or is not about torch. */
bool tn__code_open(tn__code *out, tn_report *report);
/* Shows every node of that kind below `up`, outermost first. `look` returns false to end the walk. */
typedef bool tn__code_visitor(void *context, const tn__code *code, const tn__spot *spot);
bool tn__code_walk(const tn__code *code, const tn__spot *up, uint8_t kind, tn__code_visitor *look, void *context);

/* --- names --- */
bool tn__code_is(const tn__code *code, const tn__syntax *node, const char *word);
bool tn__code_same(const tn__code *code, const tn__syntax *a, const tn__syntax *b); /* the same text */
/* Whether the node's text holds `word`, in any case of letters. */
bool tn__code_mentions(const tn__code *code, const tn__syntax *node, const char *word);
/* "torch.nn.functional.dropout" for F.dropout behind its imports, "self.drop" as it stands; "" for what is no dotted name. */
const char *tn__code_dotted(const tn__code *code, const tn__syntax *node, char out[TN_DOTTED]);
/* The dotted name of what a call calls. */
const char *tn__code_callee(const tn__code *code, const tn__syntax *call, char out[TN_DOTTED]);
/* "Dropout2d" where the node calls torch.nn.Dropout2d, and "dropout2d" for torch.nn.functional.dropout2d; else "". */
const char *tn__code_nn_class(const tn__code *code, const tn__syntax *node, char out[TN_DOTTED]);
const char *tn__code_nn_function(const tn__code *code, const tn__syntax *node, char out[TN_DOTTED]);
bool tn__code_makes_dropout(const tn__code *code, const tn__syntax *node); /* nn.Dropout(...) and its kin */
/* A call's argument by keyword or position (-1: keyword only): its value. NULL when it is not given. */
const tn__syntax *tn__code_argument(const tn__code *code, const tn__syntax *call, const char *name, int at);
bool tn__code_has_splat(const tn__syntax *call); /* *args or **kwargs: what is not given may be in there */
/* A number as it is written. */
bool tn__code_number(const tn__code *code, const tn__syntax *node, double *out);
const tn__syntax *tn__code_bare(const tn__syntax *node); /* without parentheses around */

/* --- where something stands --- */
const tn__spot *tn__code_function(const tn__spot *spot); /* the nearest function around; NULL: none */
/* The class whose method holds the spot; NULL outside. */
const tn__spot *tn__code_class(const tn__spot *spot);
bool tn__code_function_is(const tn__code *code, const tn__spot *function, const char *name);
/* A class of this file by name; a method of a class. NULL when there is none. */
const tn__syntax *tn__code_find_class(const tn__code *code, const char *name, size_t length);
const tn__syntax *tn__code_method(const tn__code *code, const tn__syntax *class_, const char *name);
/* Whether it is a torch module as far as this file tells; *closed: all its bases are torch.nn.Module or classes of this file. */
bool tn__code_is_module(const tn__code *code, const tn__syntax *class_, bool *closed);
/* Whether the class, or a class of this file that it makes objects of, makes a layer whose torch.nn name begins so. */
bool tn__code_has_layer(const tn__code *code, const tn__syntax *class_, const char *prefix);
/* The X of self.X, an identifier; NULL for all else. */
const tn__syntax *tn__code_self_attribute(const tn__code *code, const tn__syntax *node);
/* What a class assigns to self.NAME; *n counts the assignments, and the last is returned. */
const tn__syntax *tn__code_assigned(const tn__code *code, const tn__syntax *class_, const tn__syntax *name, int *n);
/* What the local name at `use` was last assigned before it in its function; NULL when unknown. */
const tn__syntax *tn__code_local(const tn__code *code, const tn__spot *use);

/* --- evaluation --- */
typedef enum tn__truth { TN_FALSE, TN_TRUE, TN_UNSURE } tn__truth;
/* What a condition is when self.training is False. */
tn__truth tn__code_condition(const tn__code *code, const tn__syntax *condition);
/* Whether evaluation may come here: FALSE behind `if self.training` or an early return. */
tn__truth tn__code_reached(const tn__code *code, const tn__spot *spot);
/* Whether a rate is certainly more than zero in evaluation. */
tn__truth tn__code_drops(const tn__code *code, const tn__spot *rate);

#endif
