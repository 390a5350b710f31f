/* Arguments that nobody gave. Where the checker runs a class that nobody has called, what no guess fits (a configuration, a function, a
 * module) is given by its name alone: its parts are guessed by their names, its calls on tensors are operations of the net, and
 * conditions on it are followed both ways. */
#ifndef TN_SOURCE_GIVEN_H
#define TN_SOURCE_GIVEN_H

#include "source/follow.h"

/* An unknown that stands for such an argument or for what was made of it. */
tn__py tn__given(tn__evaluator *ev, const tn__syntax *node, const char *name);
bool tn__is_given(tn__py value);
/* In a run with guessed arguments: a number, a text or None, which may be a guess or a default in the place of something else. */
bool tn__may_be_given(tn__py value);
/* given.name or given["name"] */
tn__py tn__given_part(tn__evaluator *ev, tn__py given, const char *name, const tn__syntax *node);
/* As a number, where one is needed; other values pass through. */
tn__py tn__given_number(tn__py value);
/* As a count of things, where nothing says how many. */
tn__py tn__given_count(tn__py value);
/* As parameter `at` of a layer. */
tn_value tn__given_argument(tn__py given, const tn__param *param);
/* What a loop over it sees. */
tn__py tn__given_items(tn__evaluator *ev, tn__py given);
tn__py tn__call_given(tn__evaluator *ev, tn__py given, const tn__py_args *args, const tn__syntax *node);
/* a op b where one of them is given. */
tn__py tn__given_binary(tn__evaluator *ev, const char *op, tn__py a, tn__py b, const tn__syntax *node);

#endif
