/* Arguments for classes that nobody has called: sizes that fit what parameters are named. The checker runs such a class to see
 * how its values flow; what it says of sizes then means nothing, and is not shown. */
#ifndef TN_SOURCE_GUESS_H
#define TN_SOURCE_GUESS_H

#include "base/buf.h"
#include "source/pyvalue.h"

/* Puts "Class(in_features=64, dropout=0.1, config=...)" for the parameters of __init__ (the node of the list, self included) that
 * have no default; `...` stands for what cannot be guessed. */
void tn__guess_call(tn__buf *out, const char *class_name, const tn__syntax *parameters);
/* What an attribute or a key of such an argument is, config.hidden_size: false when its name says nothing. */
bool tn__guess_named(tn__py *out, const char *name);

#endif
