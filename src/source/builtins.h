/* The parts of Python's builtin functions: a function each, in the file of its subject, and a row of builtins.def. */
#ifndef TN_SOURCE_BUILTINS_H
#define TN_SOURCE_BUILTINS_H

#include "source/pyevaluator.h"

/* An argument by place or by keyword; ABSENT when it is not given. */
tn__py tn__positional(const tn__py_args *args, size_t i);
tn__py tn__keyword(const tn__py_args *args, const char *name);
tn__py tn__unknown_use(tn__evaluator *ev, const char *name, const tn__syntax *node);

#define TN_BUILTIN(name) tn__py tn__builtin_##name(tn__evaluator *ev, const tn__py_args *args, const tn__syntax *node)
TN_BUILTIN(abs);
TN_BUILTIN(bool);
TN_BUILTIN(int);
TN_BUILTIN(float);
TN_BUILTIN(round);
TN_BUILTIN(pow);
TN_BUILTIN(divmod);
TN_BUILTIN(len);
TN_BUILTIN(range);
TN_BUILTIN(list);
TN_BUILTIN(tuple);
TN_BUILTIN(dict);
TN_BUILTIN(enumerate);
TN_BUILTIN(zip);
TN_BUILTIN(map);
TN_BUILTIN(filter);
TN_BUILTIN(reversed);
TN_BUILTIN(sorted);
TN_BUILTIN(max);
TN_BUILTIN(min);
TN_BUILTIN(sum);
TN_BUILTIN(all);
TN_BUILTIN(any);
TN_BUILTIN(getattr);
TN_BUILTIN(hasattr);
TN_BUILTIN(setattr);
TN_BUILTIN(isinstance);
TN_BUILTIN(issubclass);
TN_BUILTIN(callable);
TN_BUILTIN(type);
TN_BUILTIN(object);
TN_BUILTIN(str);
TN_BUILTIN(print);
#undef TN_BUILTIN

#endif
