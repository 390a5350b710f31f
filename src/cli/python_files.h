/* The Python files of a folder. */
#ifndef CLI_PYTHON_FILES_H
#define CLI_PYTHON_FILES_H

#include <stdbool.h>

typedef void cli_visit(const char *path, void *user);
typedef void cli_unread(const char *folder, const char *why, void *user);

/* Calls visit(path, user) for each .py file below `folder`, sorted, and unread(path, why, user) for each folder that cannot be
 * read. Links to folders and those of cli_is_passed_over are left out. False when `folder` is no folder. */
bool cli_each_python_file(const char *folder, cli_visit *visit, cli_unread *unread, void *user);
/* A folder below another, of this name, that holds nobody's own code: hidden ones, installed packages, virtual environments. */
bool cli_is_passed_over(const char *path, const char *name);

#endif
