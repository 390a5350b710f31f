/* Which names torch has, and which one a misspelt name was meant to be. */
#include "source/torch.h"

#include <string.h>
#include "source/name_marks.h"

#define OPERATION(name, spaces, handler, signature)
#define NN_FUNCTION(name)
#define NN_CLASS(name) #name,
static const char *const classes[] = {
#include "source/torch_names.def"
    NULL};
#undef NN_CLASS
#define NN_CLASS(name) TN_NAME_MARK(#name),
static const uint8_t class_marks[] = {
#include "source/torch_names.def"
};
#undef NN_CLASS
#undef NN_FUNCTION

#define NN_CLASS(name)
#define NN_FUNCTION(name) #name,
static const char *const functions[] = {
#include "source/torch_names.def"
    NULL};
#undef NN_FUNCTION
#define NN_FUNCTION(name) TN_NAME_MARK(#name),
static const uint8_t function_marks[] = {
#include "source/torch_names.def"
};
#undef NN_CLASS
#undef NN_FUNCTION
#undef OPERATION

static bool is_in(const char *const *names, const uint8_t *marks, size_t n, const char *name)
{
    uint8_t mark = tn__name_mark(name, strlen(name));
    size_t at = tn__next_of_mark(marks, n, 0, mark);
    while (at < n && strcmp(names[at], name)) {
        at = tn__next_of_mark(marks, n, at + 1, mark);
    }
    return at < n;
}

bool tn__torch_is_nn_class(const char *name)
{
    return is_in(classes, class_marks, sizeof(class_marks), name);
}

bool tn__torch_is_nn_function(const char *name)
{
    return is_in(functions, function_marks, sizeof(function_marks), name);
}

#define MAX_NAME 64

static int least(int a, int b, int c)
{
    return a < b ? (a < c ? a : c) : b < c ? b : c;
}

int tn__name_distance(const char *a, const char *b)
{
    int n = (int)strnlen(a, MAX_NAME), m = (int)strnlen(b, MAX_NAME);
    int rows[3][MAX_NAME + 1];
    int *before = rows[0], *above = rows[1], *row = rows[2];
    for (int j = 0; j <= m; j++) {
        above[j] = j;
        before[j] = j;
    }
    for (int i = 1; i <= n; i++) {
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before[j - 2] + 1 < row[j]) {
                row[j] = before[j - 2] + 1;
            }
        }
        int *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[m];
}

static const char *nearest(const char *const *names, const char *name)
{
    const char *best = NULL;
    int best_distance = 1 + (int)strlen(name) / 3;
    for (; *names; names++) {
        int distance = tn__name_distance(*names, name);
        if (distance < best_distance || (distance == best_distance && !best)) {
            best = *names;
            best_distance = distance;
        }
    }
    return best;
}

const char *tn__torch_nearest_class(const char *name)
{
    return nearest(classes, name);
}

const char *tn__torch_nearest_function(const char *name)
{
    return nearest(functions, name);
}

/* --- methods --- */

/* torch.nn.Module's own, and what its containers and layers have beside it (PyTorch 2.13). */
static const char *const module_methods[] = {"add_module",
                                             "apply",
                                             "bfloat16",
                                             "buffers",
                                             "children",
                                             "compile",
                                             "cpu",
                                             "cuda",
                                             "double",
                                             "eval",
                                             "extra_repr",
                                             "float",
                                             "forward",
                                             "get_buffer",
                                             "get_extra_state",
                                             "get_parameter",
                                             "get_submodule",
                                             "half",
                                             "ipu",
                                             "load_state_dict",
                                             "modules",
                                             "mtia",
                                             "named_buffers",
                                             "named_children",
                                             "named_modules",
                                             "named_parameters",
                                             "parameters",
                                             "register_backward_hook",
                                             "register_buffer",
                                             "register_forward_hook",
                                             "register_forward_pre_hook",
                                             "register_full_backward_hook",
                                             "register_full_backward_pre_hook",
                                             "register_load_state_dict_post_hook",
                                             "register_load_state_dict_pre_hook",
                                             "register_module",
                                             "register_parameter",
                                             "register_state_dict_post_hook",
                                             "register_state_dict_pre_hook",
                                             "requires_grad_",
                                             "set_extra_state",
                                             "set_submodule",
                                             "share_memory",
                                             "state_dict",
                                             "to",
                                             "to_empty",
                                             "train",
                                             "type",
                                             "xpu",
                                             "zero_grad"};
static const char *const other_methods[] = {"_initialize_weights", "append", "extend", "insert",   "items",   "keys", "pop",
                                            "reset_parameters",    "update", "values", "__call__", "__init__"};

static bool is_one_of(const char *const *names, size_t n, const char *name)
{
    size_t i = 0;
    while (i < n && strcmp(names[i], name) != 0) {
        i++;
    }
    return i < n;
}

bool tn__is_module_method(const char *name)
{
    return is_one_of(module_methods, sizeof(module_methods) / sizeof(module_methods[0]), name);
}

bool tn__has_module_method(const char *name)
{
    return tn__is_module_method(name) || is_one_of(other_methods, sizeof(other_methods) / sizeof(other_methods[0]), name);
}
