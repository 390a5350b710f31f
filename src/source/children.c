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

static bool children_have(const char *file, const char *name, const char *attribute, attribute_search *search)
{
    char folder[PATH_MAX], path[PATH_MAX];
    const char *slash = file ? strrchr(file, '/') : NULL;
    if (!slash || (size_t)(slash - file) >= sizeof folder) {
        return false;
    }
    memcpy(folder, file, (size_t)(slash - file));
    folder[slash - file] = '\0';
    DIR *list = opendir(folder[0] ? folder : "/");
    bool found = false;
    int n = 0;
    for (struct dirent *one; list && !found && n < TN_SOURCES_MAX_FILES && (one = readdir(list));) {
        bool is_other = is_python(one->d_name) && strcmp(one->d_name, slash + 1) != 0;
        if (is_other && snprintf(path, sizeof path, "%s/%s", folder, one->d_name) < (int)sizeof path) {
            found = file_has(path, name, attribute, search);
            n++;
        }
    }
    if (list) {
        closedir(list);
    }
    return found;
}

bool tn__children_set(const char *file, const char *name, const char *attribute)
{
    return children_have(file, name, attribute, sets);
}

bool tn__children_use(const char *file, const char *name, const char *attribute)
{
    return children_have(file, name, attribute, names);
}
