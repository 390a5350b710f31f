/* Python's builtin functions: which there are, and a call of one. */
#include "source/builtins.h"

#include <string.h>
#include "source/name_marks.h"

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

tn__py tn__positional(const arguments *args, size_t i)
{
    return i < args->n && !args->items[i].name ? args->items[i].value : PY_VALUE_ABSENT;
}

tn__py tn__keyword(const arguments *args, const char *name)
{
    for (size_t i = 0; i < args->n; i++) {
        if (args->items[i].name && !strcmp(args->items[i].name, name)) {
            return args->items[i].value;
        }
    }
    return PY_VALUE_ABSENT;
}

tn__py tn__unknown_use(evaluator *ev, const char *name, const syntax *node)
{
    return tn__unknown(ev, node, "thinnet does not know the result of this %s()", name);
}

static const struct {
    const char *name;
    tn__py (*call)(evaluator *ev, const arguments *args, const syntax *node);
} builtins[] = {
#define BUILTIN(name, function) {#name, function},
#include "source/builtins.def"
#undef BUILTIN
};
static const uint8_t marks[] = {
#define BUILTIN(name, function) TN_NAME_MARK(#name),
#include "source/builtins.def"
#undef BUILTIN
};

static int find_builtin(const char *name, size_t length)
{
    uint8_t mark = tn__name_mark(name, length);
    for (size_t i = 0; (i = tn__next_of_mark(marks, sizeof(marks), i, mark)) < sizeof(marks); i++) {
        if (!strcmp(builtins[i].name, name)) {
            return (int)i;
        }
    }
    return -1;
}

bool tn__is_builtin(const char *name, size_t length)
{
    return find_builtin(name, length) >= 0;
}

tn__py tn__call_builtin(evaluator *ev, const char *name, const arguments *args, tn__scope *scope, const syntax *node)
{
    (void)scope;
    int at = find_builtin(name, strlen(name));
    if (at < 0 || !builtins[at].call) {
        return tn__unknown_use(ev, name, node);
    }
    for (size_t i = 0; i < args->n; i++) {
        tn__py value = args->items[i].value;
        bool passes = builtins[at].call == tn__builtin_print || builtins[at].call == tn__builtin_hasattr ||
                      builtins[at].call == tn__builtin_getattr || builtins[at].call == tn__builtin_setattr ||
                      builtins[at].call == tn__builtin_dict;
        if (tn__is_argument(value) && builtins[at].call == tn__builtin_len) {
            return tn__py_of_int(2); /* as many as there are when it is looped over */
        }
        if (value.type == PY_UNKNOWN && !passes) {
            return value;
        }
    }
    return builtins[at].call(ev, args, node);
}
