/* Classes of other files that extend one of this file. */
#ifndef TN_SOURCE_CHILDREN_H
#define TN_SOURCE_CHILDREN_H

#include <stdbool.h>

/* Whether a file in the folder of `file` has a class that extends class `name`, and sets or defines `attribute`. Only texts are
 * looked at: a class of that name in a third file counts too. file NULL: no. */
bool tn__children_set(const char *file, const char *name, const char *attribute);
/* The same for a file that so much as names `attribute`. */
bool tn__children_use(const char *file, const char *name, const char *attribute);

#endif
