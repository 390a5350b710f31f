/* A class may leave to those that extend it what it reads itself, and they may stand in files of their own beside it. Looked for
 * only where an error would be said, so that a folder is rarely read. */
#include "source/children.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "source/sources.h"

#define MAX_FILE ((uint64_t)4 << 20)

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Whether `text` has the word before `end`, NULL: its own end. */
static bool has_word(const char *text, const char *end, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = strstr(text, word); at && (!end || at < end); at = strstr(at + 1, word)) {
        if ((at == text || !is_word(at[-1])) && !is_word(at[length])) {
            return true;
        }
    }
    return false;
}

#define CLASS "class "

/* The first class from `from` on that begins a line; NULL: none. */
static const char *next_class(const char *text, const char *from)
{
    const char *at = strstr(from, CLASS);
    while (at && at != text && at[-1] != '\n') {
        at = strstr(at + 1, CLASS);
    }
    return at;
}

/* class Name: the file has one of its own. */
static bool defines(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = next_class(text, text); at; at = next_class(text, at + 1)) {
        const char *own = at + strlen(CLASS);
        if (strncmp(own, name, length) == 0 && !is_word(own[length])) {
            return true;
        }
    }
    return false;
}

/* class Child(Name): of another file's Name */
static bool extends(const char *text, const char *name)
{
    if (defines(text, name)) {
        return false;
    }
    for (const char *at = next_class(text, text); at; at = next_class(text, at + 1)) {
        const char *open = at + strcspn(at, "(:\n");
        if (*open == '(' && has_word(open, open + strcspn(open, ")"), name)) {
            return true;
        }
    }
    return false;
}

/* self.attribute = ..., attribute = ..., def attribute(...): */
static bool sets(const char *text, const char *attribute)
{
    size_t length = strlen(attribute);
    for (const char *at = strstr(text, attribute); at; at = strstr(at + 1, attribute)) {
        const char *after = at + length + strspn(at + length, " ");
        bool is_whole = (at == text || !is_word(at[-1])) && !is_word(at[length]);
        bool assigned = (*after == '=' && after[1] != '=') || *after == ':';
        bool defined = at - text >= 4 && strncmp(at - 4, "def ", 4) == 0;
        if (is_whole && (assigned || defined)) {
            return true;
        }
    }
    return false;
}

static bool names(const char *text, const char *attribute)
{
    return has_word(text, NULL, attribute);
}

typedef bool attribute_search(const char *text, const char *attribute);

static bool file_has(const char *path, const char *name, const char *attribute, attribute_search *search)
{
    struct stat info;
    tn__file_view view = {0};
    if (stat(path, &info) || !S_ISREG(info.st_mode) || tn__file_open(&view, path, MAX_FILE, NULL)) {
        return false;
    }
    char *text = view.size <= MAX_FILE ? tn__alloc(view.size + 1, 1) : NULL;
    if (text && view.size) {
        memcpy(text, view.data, view.size);
    }
    bool found = text && extends(text, name) && search(text, attribute);
    tn__free(text);
    tn__file_close(&view);
    return found;
}

static bool is_python(const char *name)
{
    size_t length = strlen(name);
    return length > 3 && strcmp(name + length - 3, ".py") == 0;
}

/* What is looked for, and how many files were read for it. */
typedef struct child_search {
    const char *file, *name, *attribute;
    attribute_search *search;
    int n_files;
} child_search;

static bool folder_has(child_search *s, const char *folder, bool and_below);

/* One entry of a folder: a file, or a folder below it. */
static bool entry_has(child_search *s, const char *path, const char *name, bool and_below)
{
    struct stat info;
    if (is_python(name)) {
        s->n_files++;
        return strcmp(path, s->file) != 0 && file_has(path, s->name, s->attribute, s->search);
    }
    bool is_package = and_below && !strchr(name, '.') && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    return is_package && folder_has(s, path, false);
}

static bool folder_has(child_search *s, const char *folder, bool and_below)
{
    char path[PATH_MAX];
    DIR *list = opendir(folder);
    bool found = false;
    for (struct dirent *one; list && !found && s->n_files < TN_SOURCES_MAX_FILES && (one = readdir(list));) {
        if (snprintf(path, sizeof path, "%s/%s", folder, one->d_name) < (int)sizeof path) {
            found = entry_has(s, path, one->d_name, and_below);
        }
    }
    if (list) {
        closedir(list);
    }
    return found;
}

/* Writes the folder that `path` stands in; false: it is the root, or none is named. */
static bool folder_of(char *out, size_t size, const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    if (length == 0 || length >= size) {
        return false;
    }
    memmove(out, path, length);
    out[length] = '\0';
    return true;
}

/* Beside the file, in the package around its folder, and in that one's other folders: models/base/model.py is the base of
 * models/unet/model.py. */
static bool children_have(const char *file, const char *name, const char *attribute, attribute_search *search)
{
    char folder[PATH_MAX], above[PATH_MAX], mark[PATH_MAX];
    struct stat info;
    child_search s = {.file = file, .name = name, .attribute = attribute, .search = search};
    if (!file || !folder_of(folder, sizeof folder, file)) {
        return false;
    }
    bool is_package = snprintf(mark, sizeof mark, "%s/__init__.py", folder) < (int)sizeof mark && stat(mark, &info) == 0;
    return folder_has(&s, folder, true) || (is_package && folder_of(above, sizeof above, folder) && folder_has(&s, above, true));
}

bool tn__children_set(const char *file, const char *name, const char *attribute)
{
    return children_have(file, name, attribute, sets);
}

bool tn__children_use(const char *file, const char *name, const char *attribute)
{
    return children_have(file, name, attribute, names);
}
