/* The Python files of a folder. */
#ifndef CLI_PYTHON_FILES_H
#define CLI_PYTHON_FILES_H

#include <stdbool.h>

/* Calls visit(path, user) for each .py file below `folder`, sorted; hidden folders, links to folders and what cannot be read are
 * passed over. False when `folder` is no folder. */
bool cli_each_python_file(const char *folder, void (*visit)(const char *path, void *user), void *user);

#endif
