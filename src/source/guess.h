/* Arguments for classes that nobody has called: sizes that fit what parameters are named. The checker runs such a class to see how its
 * values flow; what it says of sizes then means nothing, and is not shown. */
#ifndef TN_SOURCE_GUESS_H
#define TN_SOURCE_GUESS_H

#include "base/buf.h"
#include "source/syntax.h"

/* Puts "Class(in_features=64, dropout=0.1)" for the parameters of __init__ (the node of the list, self included) that have no default
 * and whose value can be guessed. */
void tn__guess_call(tn__buf *out, const char *class_name, const tn__syntax *parameters);
/* What a parameter of that name may be, as Python; NULL: no number. */
const char *tn__guess_value(const char *name, size_t length);

#endif
