/* The evaluator of Python: expressions, statements, functions and classes of one file.
 *
 * It never stops on what it does not know: that is an `unknown` value with a reason and a place.
 * What Python itself would refuse is an error diagnostic, and an unknown value that needs no
 * further word. Steps, depth and memory are bounded; beyond them `stopped` is set and every call
 * returns at once. */
#ifndef TN_SOURCE_PYEVALUATOR_H
#define TN_SOURCE_PYEVALUATOR_H

#include "source/pyvalue.h"
#include "source/sources.h"

#ifndef TN_EVAL_STEPS /* the fuzzer sets smaller bounds */
#define TN_EVAL_STEPS 5000000
#endif
#ifndef TN_EVAL_BYTES
#define TN_EVAL_BYTES ((size_t)96 << 20)
#endif
#define TN_EVAL_DEPTH 1200 /* nested C calls of the evaluator */
#define TN_EVAL_CALLS 100  /* nested Python calls */
#define TN_EVAL_ITSELF                                                                                                           \
    30 /* calls of one function within itself, where the checker follows, and rounds of a loop that may have been left */

typedef enum tn__flow { FLOW_NEXT, FLOW_BREAK, FLOW_CONTINUE, FLOW_RETURN, FLOW_RAISE, FLOW_STOP } tn__flow;

typedef enum tn__stop { STOP_NOT, STOP_NO_MEMORY, STOP_LIMIT, STOP_PROBED } tn__stop;

/* A call of torch.nn.init on one state, or the construction of a layer, in source order. */
typedef struct tn__init_event {
    tn__py_object *layer;
    const char *state;  /* NULL: the layer's construction */
    tn__init_step step; /* function, arguments, texts and place */
    struct tn__init_event *next;
} tn__init_event;

typedef struct tn__variable tn__variable; /* variables.h */

typedef struct tn__evaluator {
    tn__arena arena;
    const tn__syntax_tree *tree;
    tn__diagnostics *diagnostics;
    tn_error error; /* of the layer calls below; too big for the stack of a recursion */
    tn__scope *globals;
    tn__sources *sources;   /* other files that imports may reach; NULL: none */
    tn__py_module *modules; /* those that one has */
    tn__py_list stars;      /* MODULEs whose names the file has imported with * */
    bool stars_of_branches; /* some of them by branches that only may be taken */
    uint64_t steps;
    const tn__syntax *last; /* the newest step's node: the place of a limit */
    int depth, calls;
    tn__stop stopped;
    uint64_t faults;    /* errors and unknowns so far, whether or not they were said */
    bool raising;       /* an exception is on its way up */
    const char *raised; /* its text */
    tn__place raised_at;
    int handlers;         /* enclosing try statements with an except clause, in all running calls */
    int wrapped;          /* running functions that are */
    int doubts_arguments; /* given to what an object of several bases may not have as its own */
    int training_guards;  /* enclosing branches that run only while training */
    tn__py returned;
    tn_net *net; /* NULL while constructing */
    bool in_forward;
    bool follows;     /* for the checker: what cannot be executed is a node too, see follow.h */
    bool vague;       /* something was followed so far that is not known in full: an error behind it is not certain */
    bool mixed;       /* so was a condition: one object may stand for two */
    bool merged;      /* one does, or has got what each of two ways adds to it */
    bool forgives;    /* arguments and shapes are guesses: a size that does not fit says nothing */
    bool guesses;     /* the arguments of the class are: what others would have run may have bound more names */
    bool by_defaults; /* nobody has called the class: another object may come in place of those that its defaults make */
    bool has_enums;   /* a class of the file, or of one that it imports, is an enumeration: its members are their values */
    bool asked_type;  /* forward asked whether its tensor is something else */
    int undecided;    /* enclosing branches that only may be taken */
    const tn__syntax *branch;   /* the innermost of these; NULL: none */
    int asked_rank;             /* while probing: how many sizes the file takes the input to have; 0: it does not say */
    tn__py_list gaps;           /* TENSORs of nodes that stand for something unknown */
    bool probing;               /* a first pass that only looks which layer gets the input */
    tn_shape probed;            /* the input shape that it asks for; rank 0: none found */
    const tn__py_tensor *input; /* forward's own */
    bool probed_indices;        /* an embedding came before it: its input has sequences of any length */
    tn_shape
        derived; /* the input where it is what a layer asked for, until that layer has got it; rank 0: it has, or it is not */
    bool names_input; /* that layer is being applied: if the input reaches it changed, it was not the input's shape */
    bool runs_script; /* for models that are variables: also what makes and changes those, see variables.h */
    tn__variable *variables;
    tn__init_event *first_event, *last_event;
} tn__evaluator;

/* Arguments of one call, stars already spread. */
typedef struct tn__py_arg {
    const char *name; /* NULL: positional */
    tn__py value;
    const tn__syntax *node; /* the argument's expression */
} tn__py_arg;
typedef struct tn__py_args {
    tn__py_arg *items;
    size_t n, capacity;
    bool unknown_rest; /* *args or **kwargs of unknown content were spread too */
} tn__py_args;

/* --- pyevaluator.c --- */
/* Counts one step; false when the evaluation has to end. */
bool tn__step(tn__evaluator *ev, const tn__syntax *node);
/* Ends the evaluation with a LIMIT diagnostic, once. */
void tn__stop_at_limit(tn__evaluator *ev, const tn__syntax *node, const char *what);
bool tn__charge(tn__evaluator *ev, const tn__syntax *node, uint64_t steps);
/* Notes a refused allocation; returns unknown. Any PY_ABSENT or NULL from the arena must pass here.
 */
tn__py tn__out_of_memory(tn__evaluator *ev, const tn__syntax *node);
tn__py tn__or_memory(tn__evaluator *ev, const tn__syntax *node, tn__py value);
tn__py tn__unknown(tn__evaluator *ev, const tn__syntax *node, const char *format, ...) TN_PRINTF(3, 4);
/* One that stands for the argument `name` of a class that nobody has called. */
tn__py tn__unknown_argument(tn__evaluator *ev, const char *name, const tn__syntax *node);
/* Anything else that is the caller's business. */
tn__py tn__unknown_of_caller(tn__evaluator *ev, const tn__syntax *node, const char *reason);
/* The same for what depends on a guess for one. */
tn__py tn__unknown_guessed(tn__evaluator *ev, const tn__syntax *node);
bool tn__is_argument(tn__py value);
/* An unknown that was reported already. */
tn__py tn__reported(tn__evaluator *ev, const tn__syntax *node);
/* Reports an unknown that the net depends on, once; returns it. Other values pass through. */
tn__py tn__report_unknown(tn__evaluator *ev, tn__py value);
/* What Python would raise: inside try it goes to the handler, else it is diagnosed and evaluation
 * goes on. The result may be NULL; *ev->last... labels are added to it. */
tn__diagnostic *tn__error_at(tn__evaluator *ev, tn__diagnostic_kind kind, const tn__syntax *node, const char *format, ...)
    TN_PRINTF(4, 5);
/* The same of what stands in the text, whatever values flow there. */
tn__diagnostic *tn__text_error_at(tn__evaluator *ev, tn__diagnostic_kind kind, const tn__syntax *node, const char *format, ...)
    TN_PRINTF(4, 5);
/* The same where only the value matters: an unknown that is reported. */
tn__py tn__type_error(tn__evaluator *ev, const tn__syntax *node, const char *format, ...) TN_PRINTF(3, 4);
const char *tn__span_text(tn__evaluator *ev, const tn__syntax *node); /* copied; "" when memory is short */
const char *tn__format(tn__evaluator *ev, const char *format, ...)
    TN_PRINTF(2, 3); /* in the arena, at most 400 bytes; never NULL */
tn__scope *tn__new_scope(tn__evaluator *ev, tn__scope *outer);
tn__py tn__lookup(tn__evaluator *ev, tn__scope *scope, const tn__syntax *identifier);
bool tn__bind(tn__evaluator *ev, tn__scope *scope, const char *name, tn__py value);
tn__py tn__text(tn__evaluator *ev, const char *text);
tn__py tn__str_value(tn__evaluator *ev, const char *text, size_t length);
tn__py tn__list_value(tn__evaluator *ev, tn__py_type type); /* empty */
bool tn__push(tn__evaluator *ev, tn__py list, tn__py item);
/* Items of anything iterable as a LIST value; unknown when it is not known. */
tn__py tn__iterate(tn__evaluator *ev, tn__py value, const tn__syntax *node);
bool tn__reserve_arguments(tn__evaluator *ev, tn__py_args *args, size_t capacity); /* for so many in all */
bool tn__add_argument(tn__evaluator *ev, tn__py_args *args, const char *name, tn__py value, const tn__syntax *node);

/* --- expressions.c --- */
tn__py tn__eval(tn__evaluator *ev, tn__scope *scope, const tn__syntax *node);
bool tn__eval_arguments(tn__evaluator *ev, tn__scope *scope, const tn__syntax *list, tn__py_args *out);
/* --- literals.c --- */
tn__py tn__eval_number(tn__evaluator *ev, const tn__syntax *node);
tn__py tn__eval_string(tn__evaluator *ev, tn__scope *scope, const tn__syntax *node);
/* --- operators.c --- */
tn__py tn__binary(tn__evaluator *ev, const char *op, tn__py a, tn__py b, const tn__syntax *node);
tn__py tn__unary(tn__evaluator *ev, char op, tn__py a, const tn__syntax *node);
/* 1, 0 or -1 */
int tn__compare(tn__evaluator *ev, const char *op, tn__py a, tn__py b, const tn__syntax *node);
/* --- subscripts.c --- */
tn__py tn__subscript(tn__evaluator *ev, tn__py value, tn__py key, const tn__syntax *node);
bool tn__set_subscript(tn__evaluator *ev, tn__py value, tn__py key, tn__py item, const tn__syntax *node);
/* --- statements.c, assignments.c --- */
tn__flow tn__exec(tn__evaluator *ev, tn__scope *scope, const tn__syntax *block);
tn__flow tn__exec_one(tn__evaluator *ev, tn__scope *scope, const tn__syntax *statement);
bool tn__assign(tn__evaluator *ev, tn__scope *scope, const tn__syntax *target, tn__py value);
void tn__forget_assigned(tn__evaluator *ev, tn__scope *scope, const tn__syntax *block, const tn__syntax *condition);
/* --- bound_later.c --- */
/* Whether code of the file that may not have run binds the name for all, or sets the attribute in another method. */
bool tn__is_bound_globally(const tn__evaluator *ev, const char *name);
/* The same for code of all functions, which other arguments would run. */
bool tn__is_bound_somewhere(const tn__evaluator *ev, const char *name);
/* Whether code of the file sets an attribute of that name, or of any name. */
bool tn__may_set_attribute(const tn__evaluator *ev, const char *name);
bool tn__is_set_by_method(const tn__py_class *class_, const char *name);
/* Whether `self.name` is read in an __init__ that alone sets it, by statements that do not end before: whatever the arguments. */
bool tn__is_read_before_set(const tn__evaluator *ev, const tn__py_class *class_, const tn__syntax *read, const char *name);
bool tn__assigns_attribute(const tn__syntax *node, const char *name); /* self.name = ... stands in it */
/* A name that the program which runs the file puts into it: a notebook's, what its magics bind, c.NotebookApp of Jupyter's
 * settings, a template's __MARK__. */
bool tn__is_given_by_host(const tn__syntax *identifier, const char *name);
/* The identifier's own function binds the name in a loop, a try or a branch on an object's state. */
bool tn__may_be_bound_here(const tn__evaluator *ev, const tn__syntax *identifier, const char *name);
/* `owner`, which holds None or a list now, is something that other code sets too: an attribute, a part, a name that files or
 * functions share. */
bool tn__may_hold_another(tn__evaluator *ev, const tn__syntax *owner, bool is_none);
/* setattr(self, name, ...), self.__dict__: attributes whose names the class does not spell. */
bool tn__has_names_of_others(const tn__py_class *class_);
/* --- imports.c --- */
void tn__import(tn__evaluator *ev, tn__scope *scope, const tn__syntax *node);
/* The value behind a LAZY one; others pass through. */
tn__py tn__imported(tn__evaluator *ev, tn__py value);
tn__py tn__lazy_module(tn__evaluator *ev, tn__scope *scope, const tn__syntax *import);
/* A name of an imported file: ABSENT when it has none such. */
tn__py tn__module_name(tn__evaluator *ev, tn__py_module *module, const char *text, size_t length);
tn__py tn__module_attribute(tn__evaluator *ev, tn__py_module *module, const char *name, const tn__syntax *node, bool may_lack);
/* --- functions.c --- */
tn__py tn__define_function(tn__evaluator *ev, tn__scope *scope, const tn__syntax *node);
tn__py tn__call(tn__evaluator *ev, tn__py callee, const tn__py_args *args, const tn__syntax *node);
tn__py tn__call_function(tn__evaluator *ev, tn__py_function *function, tn__py self, const tn__py_args *args,
                         const tn__syntax *node);
/* --- classes.c --- */
tn__py tn__define_class(tn__evaluator *ev, tn__scope *scope, const tn__syntax *node);
tn__py tn__instantiate(tn__evaluator *ev, tn__py_class *class_, const tn__py_args *args, const tn__syntax *node);
/* Through the resolution order, from behind `after` (NULL: from the start). NULL when absent. */
tn__py *tn__class_find(const tn__py_class *class_, const tn__py_class *after, const char *name);
/* The __init__ behind `after`. NULL with *hidden: torch's own comes before one that there is, as in class Linear(nn.Linear,
 * Mixin). */
tn__py *tn__class_init(const tn__py_class *class_, const tn__py_class *after, bool *hidden);
bool tn__is_subclass(const tn__py_class *class_, const tn__py_class *other);
bool tn__is_module_class(const tn__py_class *class_);
tn__py tn__super_attribute(tn__evaluator *ev, const tn__py_bound *super, const char *name, const tn__syntax *node);
/* --- attributes.c --- */
tn__py tn__attribute(tn__evaluator *ev, tn__py value, const char *name, const tn__syntax *node, bool may_lack);
/* An attribute or item of something unknown: of an argument that nobody gave, what its name lets one guess. */
tn__py tn__part_of_argument(tn__py unknown, const char *name);
bool tn__set_attribute(tn__evaluator *ev, tn__py value, const char *name, tn__py item, const tn__syntax *node);
/* The same under a name that is not known. */
void tn__set_somewhere(tn__evaluator *ev, tn__py_object *object, tn__py item);
/* --- builtins.c, methods.c --- */
bool tn__is_builtin(const char *name, size_t length);
tn__py tn__call_builtin(tn__evaluator *ev, const char *name, const tn__py_args *args, tn__scope *scope, const tn__syntax *node);
bool tn__has_method(tn__py value, const char *name);
/* Sorts in place, stable as Python's; spare has room for n. False when two items cannot be
 * compared. */
bool tn__sort(tn__evaluator *ev, tn__py *items, tn__py *spare, size_t n, const tn__syntax *node);
tn__py tn__call_method(tn__evaluator *ev, const tn__py_bound *method, const tn__py_args *args, const tn__syntax *node);
/* --- modules.c --- */
tn__py_object *tn__new_object(tn__evaluator *ev, tn__py_form form, const tn__syntax *call);
bool tn__is_module(tn__py value);
/* Methods of any module that return it as it is, as far as a net goes: to(), eval(), ... */
bool tn__returns_module(const char *name);
tn__py tn__call_module_method(tn__evaluator *ev, tn__py_object *object, const char *name, const tn__py_args *args,
                              const tn__syntax *node);
/* Fills a Sequential, ModuleList or ModuleDict from its constructor's arguments. */
void tn__fill_container(tn__evaluator *ev, tn__py_object *object, const tn__py_args *args, const tn__syntax *node);
bool tn__register_module(tn__evaluator *ev, tn__py_object *object, const char *name, tn__py module, const tn__syntax *node);
/* It and the modules inside: their weights are held by more than its attributes. */
void tn__keep_modules(tn__evaluator *ev, tn__py_object *object);
tn__py tn__children(tn__evaluator *ev, tn__py_object *object); /* LIST */

#endif
