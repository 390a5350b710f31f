/* The values that the evaluator computes with: Python's, with tensors known by shape only and
 * `unknown` as a value.
 *
 * All live in the evaluation's arena; nothing is freed one by one. */
#ifndef TN_SOURCE_PYVALUE_H
#define TN_SOURCE_PYVALUE_H

#include "net/graph.h"
#include "python/arena.h"
#include "python/syntax.h"
#include "tensor/shape.h"

typedef enum tn__py_type {
    PY_ABSENT, /* no value: an argument that was not given */
    PY_NONE,
    PY_BOOL,
    PY_INT,
    PY_FLOAT,
    PY_STR,
    PY_TUPLE,
    PY_LIST,
    PY_DICT,
    PY_RANGE,
    PY_SIZE,     /* a size as a multiple of the batch size N: as.i times N; as.i == TN_DIM_UNKNOWN: any
                    size */
    PY_TRAINING, /* self.training (as.b), or its opposite (!as.b) */
    PY_TENSOR,
    PY_STATE, /* a parameter or buffer of a layer: self.fc1.weight */
    PY_OBJECT,
    PY_CLASS,
    PY_FUNCTION,
    PY_BOUND,
    PY_PARTIAL, /* functools.partial(f, ...) */
    PY_SUPER,
    PY_TORCH,         /* a dotted name of torch or another imported module: "torch.nn.Linear" */
    PY_TENSOR_METHOD, /* x.view, not called yet */
    PY_METHOD,        /* a method of a list, dict or str, not called yet */
    PY_BUILTIN,       /* a Python builtin, by name */
    PY_ELLIPSIS,
    PY_SLICE,
    PY_MODULE, /* another file, imported */
    PY_LAZY,   /* an imported name that nobody has used yet */
    PY_UNKNOWN
} tn__py_type;

typedef struct tn__py tn__py;
typedef struct tn__py_str {
    size_t length;
    const char *text;
} tn__py_str; /* text NUL-terminated */
typedef struct tn__py_list {
    tn__py *items;
    size_t n, capacity;
} tn__py_list;
typedef struct tn__py_dict tn__py_dict;
typedef struct tn__py_tensor tn__py_tensor;
typedef struct tn__py_object tn__py_object;
typedef struct tn__py_class tn__py_class;
typedef struct tn__py_function tn__py_function;
typedef struct tn__py_bound tn__py_bound;
typedef struct tn__py_module tn__py_module;
typedef struct tn__py_lazy tn__py_lazy;
typedef struct tn__py_unknown {
    const char *reason;
    tn__place place;
    bool is_argument; /* of a class that nobody has called, or a part of one: what it does is its caller's business */
} tn__py_unknown;

struct tn__py {
    uint8_t type;
    bool gated; /* a number that is zero when self.training is false */
    union {
        bool b;
        int64_t i;
        double f;
        const tn__py_str *str; /* STR, TORCH, BUILTIN */
        tn__py_list *list;     /* TUPLE, LIST; RANGE and SLICE: three items, start, stop, step */
        tn__py_dict *dict;
        tn__py_tensor *tensor;
        tn__py_object *object;
        tn__py_class *class_;
        tn__py_function *function;
        tn__py_bound *bound; /* BOUND, SUPER, STATE, TENSOR_METHOD, METHOD */
        const tn__py_unknown *unknown;
        tn__py_module *module;
        tn__py_lazy *lazy;
    } as;
};

/* Insertion-ordered, hashed. */
struct tn__py_dict {
    tn__py *keys, *values; /* a deleted entry has key.type PY_ABSENT */
    size_t n, capacity, live;
    uint32_t *slots; /* index + 1, open addressing; n_slots a power of two */
    size_t n_slots;
};

/* A tensor of the forward pass. */
struct tn__py_tensor {
    int value;                 /* in the net, -1: only its shape is known */
    tn_shape shape;            /* rank -1: nothing known */
    bool raw;                  /* still the net's input as far as features go; for deriving the input shape */
    const tn__py_unknown *why; /* for value == -1: what thinnet cannot execute */
    struct tn__fold *fold;     /* the view that moved features into the batch, NULL for none */
};

typedef enum tn__py_form {
    FORM_PLAIN,  /* not an nn.Module */
    FORM_MODULE, /* an nn.Module with a forward of its own */
    FORM_LAYER,  /* a row of the layer table */
    FORM_SEQUENTIAL,
    FORM_MODULE_LIST,
    FORM_MODULE_DICT,
    FORM_OPAQUE /* a torch.nn class that thinnet does not have, or a class with an unknown base */
} tn__py_form;

struct tn__py_object {
    tn__py_form form;
    tn__py_class *class_; /* NULL for an object of a torch class */
    const char *torch;    /* "Linear", "Sequential"; NULL where the class says all */
    const char *why;      /* FORM_OPAQUE: the reason, "thinnet does not have nn.LSTM yet"; NULL: none known */
    bool initialised;     /* Module.__init__ has run */
    bool used, in_forward;
    bool is_off;     /* eval() was called of it while the net runs */
    bool has_more;   /* attributes whose names are not known */
    bool in_list;    /* a container of torch's holds it */
    bool kept;       /* a module whose weights something else may hold: parameters() of it was taken, or its name is not known */
    bool incomplete; /* an error or an unknown stopped or disturbed its __init__ */
    tn__py_dict *attributes; /* modules in it are its children, in order of registration */
    tn__layer *layer;        /* FORM_LAYER */
    const struct tn__py_args
        *made_with;             /* the constructor's arguments, of a class of torch.nn that thinnet does not run; may be NULL */
    const tn__syntax *call;     /* that constructed it */
    const tn__syntax *branch;   /* in which that stands, of those that only may be taken; NULL: in none */
    const char *path;           /* "features.0" once the root is complete; NULL: not registered */
    int module;                 /* in the net, -1: not yet */
    struct tn__py_object *next; /* all layers, in order of construction */
};

struct tn__py_class {
    const char *name;
    const tn__syntax *node;
    tn__py_list bases;    /* CLASS, TORCH or UNKNOWN */
    tn__py_class **order; /* method resolution order, itself first; n_order */
    size_t n_order;
    const char *torch_base; /* "Module", "Sequential", "Linear": the torch.nn class below, NULL when none */
    bool unknown_base, dataclass;
    bool has_only_fields; /* Python's own dataclass, bases too: it takes no other keywords than its fields */
    bool mixed; /* several bases, here or above: which of their methods runs, and what it sets, is the business of all of them */
    tn__py_dict *attributes;
};

/* Names of one function call, class body or file. */
typedef struct tn__scope {
    tn__py_dict *names;
    struct tn__scope *outer;
    tn__py_module *module; /* the scope of an imported file itself */
    bool is_class_body;
    tn__py_class *class_;      /* whose method runs here: for super() */
    tn__py self;               /* its first argument */
    tn__py returned;           /* what it may have returned already, by a branch that only may be taken; or ABSENT */
    int breaks, returns;       /* how often such a branch may have left the running loop, and the function */
    const tn__syntax *globals; /* not used by name lookups: the last `global` statement */
} tn__scope;

struct tn__py_function {
    const char *name;
    const tn__syntax *node; /* function_definition or lambda */
    tn__scope *scope;       /* where it was defined */
    tn__py_class *class_;   /* whose method it is */
    tn__py_dict *defaults;  /* by parameter name */
    bool wrapped;           /* by a decorator that thinnet does not know: it may keep what the function makes */
    int active;             /* running calls of it */
    int entered_at;         /* how many undecided branches enclose the outermost of these */
    int guessed;            /* calls within it that stand in further ones */
    enum { FUNCTION_PLAIN, FUNCTION_STATIC, FUNCTION_CLASS, FUNCTION_PROPERTY, FUNCTION_UNKNOWN } decoration;
};

/* An imported file, of which each statement runs when a name that it binds is first used. */
struct tn__py_module {
    const struct tn__source_file *file;
    tn__scope *scope;
    bool *done;    /* for each of the file's names: its statement has run, or is running */
    bool searched; /* now, for a name that may come from a `*` */
    tn__py_module *next;
};

struct tn__py_lazy {
    const char *from, *dotted, *name; /* the importing file (NULL: the one that is read); name NULL: the module itself */
    int up;                           /* as tn__sources_find has it */
    bool busy;
    const tn__syntax *node;
};

struct tn__py_bound {
    tn__py self;
    tn__py function;                 /* BOUND: FUNCTION */
    tn__py_class *after;             /* SUPER: look behind this class */
    const char *name;                /* STATE's key, or a method's name */
    double dropped;                  /* STATE: the rate of a dropout over it; 0: none */
    bool taken;                      /* a layer has used what that left */
    const struct tn__py_args *given; /* PARTIAL: of `function`, which may be any callable */
};

tn__py tn__py_of_bool(bool b);
tn__py tn__py_of_int(int64_t i);
tn__py tn__py_of_float(double f);
#define PY_VALUE_NONE ((tn__py){.type = PY_NONE})
#define PY_VALUE_ABSENT ((tn__py){.type = PY_ABSENT})

/* These give PY_ABSENT when the arena refuses; its flags say why. */
tn__py tn__py_of_text(tn__arena *arena, const char *text, size_t length);
tn__py tn__py_of_torch(tn__arena *arena, const char *name);
tn__py tn__py_of_torch_in(tn__arena *arena, const tn__py_str *module, const char *name); /* MODULE.NAME */
tn__py tn__py_new_list(tn__arena *arena, tn__py_type type, size_t capacity);             /* TUPLE, LIST, RANGE, SLICE */
tn__py tn__py_new_dict(tn__arena *arena);
tn__py tn__py_of_size(int64_t times_n);
void tn__py_reverse(tn__py_list *list);
bool tn__py_append(tn__arena *arena, tn__py_list *list, tn__py item);

/* Keys are none, bool, int, float, str and tuples of them; others compare by identity. NULL:
 * absent. */
tn__py *tn__dict_get(const tn__py_dict *dict, tn__py key);
bool tn__dict_set(tn__arena *arena, tn__py_dict *dict, tn__py key, tn__py value);
bool tn__dict_remove(tn__py_dict *dict, tn__py key);
tn__py *tn__dict_get_text(const tn__py_dict *dict, const char *name);
bool tn__dict_set_text(tn__arena *arena, tn__py_dict *dict, const char *name, tn__py value);
/* Keys by text that is not NUL-terminated, and its hash, for names that are looked up in several scopes. */
uint64_t tn__hash_text(const char *text, size_t length);
tn__py *tn__dict_get_hashed(const tn__py_dict *dict, const char *text, size_t length, uint64_t hash);

/* 1, 0, or -1 where it depends on something unknown. */
int tn__py_truth(tn__py value);
int tn__py_equal(tn__py a, tn__py b);
bool tn__py_is_number(tn__py value); /* bool, int, float */
double tn__py_number(tn__py value);
bool tn__py_as_int(tn__py value, int64_t *out); /* bool or int */
bool tn__py_is_text(tn__py value, const char *text);
/* "int", "str", "list": what type(value).__name__ gives. */
const char *tn__py_type_name(tn__py value);
/* As repr() or str() would, cut to size; for messages and f-strings. */
void tn__py_print(tn__py value, bool quoted, char *text, size_t size);

#endif
