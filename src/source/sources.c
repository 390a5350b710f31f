#include "source/sources.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "source/model_text.h"
#include "source/source_cache.h"

#define MAX_ANCESTORS 8

typedef tn__syntax syntax;

/* A path that was looked for. */
typedef struct tn__source_place {
    char *path;
    tn__source_file *file; /* NULL: nothing there, or nothing readable */
} place;

void tn__sources_init(tn__sources *out, const char *file)
{
    char path[PATH_MAX];
    *out = (tn__sources){0};
    if (realpath(file, path)) {
        out->main = tn__strdup(path);
        out->no_memory = !out->main;
    }
}

void tn__source_file_free(tn__source_file *file)
{
    tn__syntax_release(&file->tree);
    tn__free(file->path);
    tn__free(file->text);
    tn__free(file->names);
    tn__free(file->stars);
    tn__free(file);
}

void tn__sources_release(tn__sources *sources)
{
    while (sources->files) {
        tn__source_file *next = sources->files->next;
        tn__source_file_free(sources->files);
        sources->files = next;
    }
    for (size_t i = 0; i < sources->n_held; i++) {
        tn__cache_release(sources->cache, sources->held[i]);
    }
    for (size_t i = 0; i < sources->n_places; i++) {
        tn__free(sources->places[i].path);
    }
    tn__free(sources->held);
    tn__free(sources->places);
    tn__free(sources->main);
    *sources = (tn__sources){0};
}

/* --- the names of a file --- */
static bool add_name(tn__source_file *file, const syntax *name, const syntax *statement)
{
    if (!tn__grow((void **)&file->names, &file->names_capacity, file->n_names, sizeof(*file->names))) {
        return false;
    }
    file->names[file->n_names] = (tn__source_name){tn__syntax_text(name), name->end - name->start, (uint32_t)file->n_names,
                                                   statement};
    file->n_names++;
    return true;
}

/* The first part of a dotted name: what `import a.b` binds. */
static const syntax *first_part(const syntax *name)
{
    return name && name->kind == SYN_DOTTED_NAME && name->first ? name->first : name;
}

static bool add_imported(tn__source_file *file, const syntax *node, const syntax *statement)
{
    for (const syntax *one = node->first; one; one = one->next) {
        if (one->kind == SYN_WILDCARD_IMPORT) {
            if (!tn__grow((void **)&file->stars, &file->stars_capacity, file->n_stars, sizeof(*file->stars))) {
                return false;
            }
            file->stars[file->n_stars++] = node;
        } else if (one->field == FIELD_NAME) {
            const syntax *alias = one->kind == SYN_ALIASED_IMPORT ? tn__syntax_child(one, FIELD_ALIAS) : first_part(one);
            if (alias && !add_name(file, alias, statement)) {
                return false;
            }
        }
    }
    return true;
}

static bool add_targets(tn__source_file *file, const syntax *target, const syntax *statement, int depth)
{
    if (!target || target->kind == SYN_ATTRIBUTE || target->kind == SYN_SUBSCRIPT || depth > 20) {
        return true;
    }
    if (target->kind == SYN_IDENTIFIER) {
        return add_name(file, target, statement);
    }
    for (const syntax *one = target->first; one; one = one->next) {
        if (!add_targets(file, one, statement, depth + 1)) {
            return false;
        }
    }
    return true;
}

/* `statement`: the one of the file's own level that `node` is a part of. */
static bool add_names(tn__source_file *file, const syntax *node, const syntax *statement, int depth)
{
    switch (node->kind) {
    case SYN_IMPORT_STATEMENT:
    case SYN_IMPORT_FROM_STATEMENT: return add_imported(file, node, statement);
    case SYN_FUNCTION_DEFINITION:
    case SYN_CLASS_DEFINITION: {
        const syntax *name = tn__syntax_child(node, FIELD_NAME);
        return !name || add_name(file, name, statement);
    }
    case SYN_ASSIGNMENT:
        if (!add_targets(file, tn__syntax_child(node, FIELD_LEFT), statement, 0)) {
            return false;
        }
        node = tn__syntax_child(node, FIELD_RIGHT);
        return !node || node->kind != SYN_ASSIGNMENT || depth > 50 || add_names(file, node, statement, depth + 1);
    case SYN_DECORATED_DEFINITION:
    case SYN_EXPRESSION_STATEMENT:
    case SYN_TRY_STATEMENT:
    case SYN_IF_STATEMENT:
    case SYN_ELSE_CLAUSE:
    case SYN_ELIF_CLAUSE:
    case SYN_EXCEPT_CLAUSE:
    case SYN_BLOCK:
    case SYN_MODULE:
        for (const syntax *one = node->first; one && depth < 50; one = one->next) {
            if (!add_names(file, one, depth == 0 ? one : statement, depth + 1)) {
                return false;
            }
        }
        return true;
    default: return true;
    }
}

static int compare_text(const tn__source_name *a, const char *text, size_t length)
{
    return a->length != length ? (a->length < length ? -1 : 1) : memcmp(a->text, text, length);
}

static int compare_names(const void *a, const void *b)
{
    const tn__source_name *x = a, *y = b;
    int order = compare_text(x, y->text, y->length);
    return order ? order : x->order < y->order ? -1 : 1;
}

const tn__source_name *tn__source_names(const tn__source_file *file, const char *text, size_t length, size_t *n)
{
    size_t low = 0, high = file->n_names;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_text(&file->names[middle], text, length) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *n = 0;
    while (low + *n < file->n_names && !compare_text(&file->names[low + *n], text, length)) {
        ++*n;
    }
    return *n ? &file->names[low] : NULL;
}

/* --- finding and reading --- */
/* What may be read beside what was read already. */
static bool has_room(const tn__sources *sources, size_t bytes)
{
    return bytes <= TN_SOURCE_MAX_BYTES && sources->n_files < TN_SOURCES_MAX_FILES &&
           sources->n_bytes + bytes <= TN_SOURCES_MAX_BYTES;
}

static tn_status parse(tn__source_file *file, size_t length)
{
    tn_error err;
    if (memchr(file->text, '\0', length)) {
        return TN_BAD_SOURCE;
    }
    tn_status status = tn__syntax_parse_foreign(&file->tree, file->text, length, &err);
    if (status == TN_OK && file->tree.root && !add_names(file, file->tree.root, NULL, 0)) {
        status = TN_NO_MEMORY;
    }
    if (status == TN_OK && file->n_names > 0) {
        qsort(file->names, file->n_names, sizeof(*file->names), compare_names);
    }
    return status;
}

/* The file at `path`, whose text[length], taken over, was n_bytes. NULL for what is no source that can be read: an importing file
 * is none the worse for it. */
static tn__source_file *new_file(tn__sources *sources, const char *path, char *text, size_t length, size_t n_bytes)
{
    tn__source_file *file = text ? tn__alloc(1, sizeof(*file)) : NULL;
    if (!file) {
        tn__free(text);
        sources->no_memory = true;
        return NULL;
    }
    *file = (tn__source_file){.text = text, .n_bytes = n_bytes, .path = tn__strdup(path)};
    tn_status status = file->path ? parse(file, length) : TN_NO_MEMORY;
    if (status != TN_OK) {
        sources->no_memory = sources->no_memory || status == TN_NO_MEMORY;
        tn__source_file_free(file);
        return NULL;
    }
    return file;
}

static tn__source_file *read_new(tn__sources *sources, const char *path)
{
    tn_error err;
    tn__file_view view = {0};
    struct stat about;
    char *text = NULL;
    int line, column;
    size_t length;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode) || about.st_size < 0 || !has_room(sources, (size_t)about.st_size) ||
        tn__file_open(&view, path, TN_SOURCE_MAX_BYTES, &err) != TN_OK) {
        return NULL;
    }
    tn_status status = tn__source_text(&text, &length, (const char *)view.data, view.size, &line, &column, &err);
    tn__source_file *file = status == TN_OK ? new_file(sources, path, text, length, view.size) : NULL;
    sources->no_memory = sources->no_memory || status == TN_NO_MEMORY;
    tn__file_close(&view);
    return file;
}

/* Keeps a file of the cache until release. NULL where there is none, or no memory. */
static tn__source_file *hold(tn__sources *sources, tn__source_file *file)
{
    if (file && !tn__grow((void **)&sources->held, &sources->held_capacity, sources->n_held, sizeof(tn__source_file *))) {
        tn__cache_release(sources->cache, file);
        sources->no_memory = true;
        return NULL;
    }
    if (file) {
        sources->held[sources->n_held++] = file;
    }
    return file;
}

/* Hands a new file (NULL: none) to the others; what the cache does not take is the reading's own. */
static tn__source_file *share(tn__sources *sources, tn__source_file *fresh)
{
    tn__source_file *taken = fresh ? tn__cache_take(sources->cache, fresh) : NULL, *file = hold(sources, taken);
    if (fresh && !taken) {
        file = fresh;
        file->next = sources->files;
        sources->files = file;
    }
    return file;
}

/* The bounds count files of the cache too, so that results do not depend on it. */
static tn__source_file *read_file(tn__sources *sources, const char *path)
{
    tn__source_file *file = hold(sources, tn__cache_find(sources->cache, path));
    if (file && !has_room(sources, file->n_bytes)) {
        return NULL;
    }
    file = file ? file : share(sources, read_new(sources, path));
    if (file) {
        sources->n_files++;
        sources->n_bytes += file->n_bytes;
    }
    return file;
}

static const tn__source_file *look(tn__sources *sources, const char *path)
{
    for (size_t i = 0; i < sources->n_places; i++) {
        if (!strcmp(sources->places[i].path, path)) {
            return sources->places[i].file;
        }
    }
    if (!tn__grow((void **)&sources->places, &sources->places_capacity, sources->n_places, sizeof(*sources->places))) {
        sources->no_memory = true;
        return NULL;
    }
    char *copy = tn__strdup(path);
    if (!copy) {
        sources->no_memory = true;
        return NULL;
    }
    tn__source_file *file = read_file(sources, path);
    sources->places[sources->n_places++] = (place){copy, file};
    return file;
}

static const tn__source_file *find_in(tn__sources *sources, const char *folder, size_t length, const char *dotted)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%.*s/%s", (int)length, folder, dotted);
    if (n < 0 || (size_t)n + 20 > sizeof(path)) {
        return NULL;
    }
    for (char *c = path + length; *c; c++) {
        *c = *c == '.' ? '/' : *c;
    }
    const tn__source_file *file = NULL;
    if (*dotted) {
        memcpy(path + n, ".py", 4);
        file = look(sources, path);
    }
    if (!file) {
        memcpy(path + n, *dotted ? "/__init__.py" : "__init__.py", *dotted ? 13 : 12);
        file = look(sources, path);
    }
    return file;
}

const tn__source_file *tn__sources_main(tn__sources *sources, const char *text, size_t length, size_t n_bytes)
{
    if (!sources->cache || !sources->main) {
        return NULL;
    }
    tn__source_file *file = hold(sources, tn__cache_find(sources->cache, sources->main));
    file = file ? file : share(sources, new_file(sources, sources->main, tn__strndup(text, length), length, n_bytes));
    bool same = file && file->tree.length == length && memcmp(file->text, text, length) == 0;
    return same && !file->tree.is_flawed ? file : NULL;
}

/* The length of the folder that is `up` above the file's own; 0: there is none. */
static size_t folder_above(const char *path, int up)
{
    size_t length = strlen(path);
    for (int i = 0; i <= up && length > 0; i++) {
        do {
            length--;
        } while (length > 0 && path[length] != '/');
    }
    return length;
}

const tn__source_file *tn__sources_find(tn__sources *sources, const char *from, int up, const char *dotted)
{
    if (!sources->main || sources->no_memory) {
        return NULL;
    }
    from = from ? from : sources->main;
    if (up >= 0) {
        size_t length = folder_above(from, up);
        return length ? find_in(sources, from, length, dotted) : NULL;
    }
    for (int i = 0; i < MAX_ANCESTORS && *dotted; i++) {
        size_t length = folder_above(sources->main, i);
        const tn__source_file *file = length ? find_in(sources, sources->main, length, dotted) : NULL;
        if (file) {
            return file;
        }
    }
    return NULL;
}
