#include "cli/python_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEEPEST 64 /* folders within folders */
#define LONGEST 4096

typedef struct walk {
    cli_visit *visit;
    cli_unread *unread;
    void *user;
} walk;

static bool is_python(const char *name)
{
    size_t length = strlen(name);
    return length > 3 && strcmp(name + length - 3, ".py") == 0;
}

static bool holds(const char *folder, const char *name)
{
    char path[LONGEST];
    return snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path && access(path, F_OK) == 0;
}

/* Environments have names of all kinds, but venv writes pyvenv.cfg into its own, and conda the folder conda-meta. */
bool cli_is_passed_over(const char *path, const char *name)
{
    return name[0] == '.' || strcmp(name, "site-packages") == 0 || strcmp(name, "node_modules") == 0 ||
           holds(path, "pyvenv.cfg") || holds(path, "conda-meta");
}

static int is_wanted(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void walk_folder(const walk *w, const char *folder, int depth);

static void look_at(const walk *w, const char *folder, const char *name, int depth)
{
    char path[LONGEST];
    struct stat about;
    size_t length = strlen(folder);
    bool is_here = strcmp(folder, ".") == 0; /* net.py, as one would name it, not ./net.py */
    const char *slash = is_here || (length > 0 && folder[length - 1] == '/') ? "" : "/";
    if (snprintf(path, sizeof path, "%s%s%s", is_here ? "" : folder, slash, name) >= (int)sizeof path ||
        lstat(path, &about) != 0) {
        return;
    }
    if (S_ISDIR(about.st_mode)) {
        if (!cli_is_passed_over(path, name)) {
            walk_folder(w, path, depth + 1);
        }
    } else if (is_python(name) && stat(path, &about) == 0 && S_ISREG(about.st_mode)) { /* a pipe would be waited for */
        w->visit(path, w->user);
    }
}

static void walk_folder(const walk *w, const char *folder, int depth)
{
    struct dirent **entries;
    int n = depth < DEEPEST ? scandir(folder, &entries, is_wanted, alphasort) : -1;
    if (n < 0) {
        w->unread(folder, depth < DEEPEST ? strerror(errno) : "it is more than 64 folders down", w->user);
    }
    for (int i = 0; i < n; i++) {
        look_at(w, folder, entries[i]->d_name, depth);
        free(entries[i]);
    }
    if (n >= 0) {
        free(entries);
    }
}

bool cli_each_python_file(const char *folder, cli_visit *visit, cli_unread *unread, void *user)
{
    struct stat about;
    if (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode)) {
        return false;
    }
    walk_folder(&(walk){visit, unread, user}, folder, 0);
    return true;
}
