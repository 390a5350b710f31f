/* Python's builtin functions of numbers. */
#include "source/builtins.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef tn__evaluator evaluator;
typedef tn__py_args arguments;
typedef tn__syntax syntax;

tn__py tn__builtin_abs(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = tn__positional(args, 0);
    int64_t i;
    if (tn__py_as_int(a, &i)) {
        return i < 0 ? tn__unary(ev, '-', tn__py_of_int(i), node) : tn__py_of_int(i);
    }
    return a.type == PY_FLOAT                 ? tn__py_of_float(fabs(a.as.f))
           : a.type == PY_SIZE && ev->follows ? tn__py_of_size(TN_DIM_UNKNOWN)
                                              : tn__unknown_use(ev, "abs", node);
}

tn__py tn__builtin_bool(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = args->n ? tn__positional(args, 0) : tn__py_of_bool(false);
    int truth = tn__py_truth(a);
    return a.type == PY_TRAINING ? a : truth < 0 ? tn__unknown_use(ev, "bool", node) : tn__py_of_bool(truth);
}

static tn__py of_double(evaluator *ev, double value, const syntax *node)
{
    if (!(value >= -9.2e18 && value <= 9.2e18)) {
        return isfinite(value) ? tn__unknown(ev, node, "this integer is larger than 64 bits")
                               : tn__type_error(ev, node, "ValueError: cannot convert float %f to integer", value);
    }
    return tn__py_of_int((int64_t)value);
}

tn__py tn__builtin_int(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = args->n ? tn__positional(args, 0) : tn__py_of_int(0);
    int64_t i;
    if (tn__py_as_int(a, &i)) {
        return tn__py_of_int(i);
    }
    if (a.type == PY_FLOAT) {
        return of_double(ev, a.as.f, node);
    }
    if (a.type == PY_STR && args->n == 1) {
        char *end;
        i = strtoll(a.as.str->text, &end, 10);
        return *end || end == a.as.str->text ? tn__type_error(ev, node, "ValueError: invalid literal for int()")
                                             : tn__py_of_int(i);
    }
    return a.type == PY_SIZE ? a : tn__unknown_use(ev, "int", node);
}

tn__py tn__builtin_float(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = args->n ? tn__positional(args, 0) : tn__py_of_float(0);
    if (tn__py_is_number(a)) {
        bool gated = a.gated;
        a = tn__py_of_float(tn__py_number(a));
        a.gated = gated;
        return a;
    }
    if (a.type == PY_STR) {
        char *end;
        double value = strtod(a.as.str->text, &end);
        return *end || end == a.as.str->text ? tn__type_error(ev, node, "ValueError: could not convert string to float")
                                             : tn__py_of_float(value);
    }
    return a.type == PY_SIZE && ev->follows ? tn__py_of_size(TN_DIM_UNKNOWN) : tn__unknown_use(ev, "float", node);
}

tn__py tn__builtin_round(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py a = tn__positional(args, 0);
    int64_t digits;
    if (a.type == PY_INT) {
        return a;
    }
    if (a.type == PY_FLOAT && args->n == 1) {
        return of_double(ev, rint(a.as.f), node);
    }
    if (a.type == PY_FLOAT && tn__py_as_int(tn__positional(args, 1), &digits) && digits >= 0 && digits < 16) {
        double scale = pow(10, (double)digits);
        return tn__py_of_float(rint(a.as.f * scale) / scale);
    }
    return a.type == PY_SIZE && ev->follows ? tn__py_of_size(TN_DIM_UNKNOWN) : tn__unknown_use(ev, "round", node);
}

tn__py tn__builtin_pow(evaluator *ev, const arguments *args, const syntax *node)
{
    return args->n == 2 ? tn__binary(ev, "**", tn__positional(args, 0), tn__positional(args, 1), node)
                        : tn__unknown_use(ev, "pow", node);
}

tn__py tn__builtin_divmod(evaluator *ev, const arguments *args, const syntax *node)
{
    tn__py pair = tn__list_value(ev, PY_TUPLE);
    tn__push(ev, pair, tn__binary(ev, "//", tn__positional(args, 0), tn__positional(args, 1), node));
    tn__push(ev, pair, tn__binary(ev, "%", tn__positional(args, 0), tn__positional(args, 1), node));
    return pair;
}
