/* Arguments for classes that nobody has called: sizes that fit what parameters are named. The checker runs such a class to see how its
 * values flow; what it says of sizes then means nothing, and is not shown. */
#ifndef TN_SOURCE_GUESS_H
#define TN_SOURCE_GUESS_H

#include "base/buf.h"
#include "source/syntax.h"

/* Puts "Class(in_features=64, dropout=0.1)" for the parameters of __init__ (the node of the list, self included) that have no default.
 * False when one of them cannot be guessed. */
bool tn__guess_call(tn__buf *out, const char *class_name, const tn__syntax *parameters);

#endif
