/* The other Python files that a model's imports reach: found beside it and in the folders above, read and parsed once for all
 * classes of the file. */
#ifndef TN_SOURCE_SOURCES_H
#define TN_SOURCE_SOURCES_H

#include "python/syntax.h"

#define TN_SOURCES_MAX_FILES 400
#define TN_SOURCES_MAX_BYTES ((size_t)16 << 20) /* of all imported files together */

/* A name that a statement of the file's own level binds. */
typedef struct tn__source_name {
    const char *text; /* in the file */
    uint32_t length, order;
    const tn__syntax *statement;
} tn__source_name;

typedef struct tn__source_file {
    char *path; /* absolute */
    char *text;
    tn__syntax_tree tree;
    tn__source_name *names; /* sorted by length, text and order */
    size_t n_names, names_capacity;
    const tn__syntax **stars; /* from X import *, in order */
    size_t n_stars, stars_capacity;
    size_t n_bytes; /* of the file */
    struct tn__source_file *next;
    struct tn__source_file *newer, *older; /* the cache's, by last use */
    int n_users;                           /* readings that hold it: the cache's too */
} tn__source_file;

typedef struct tn__sources {
    char *main;                      /* absolute path of the file that is read; NULL: it has no place, so nothing is found */
    struct tn__source_place *places; /* every path that was looked for, and what was there */
    size_t n_places, places_capacity;
    tn__source_file *files; /* its own */
    tn__source_file **held; /* the cache's, until release */
    size_t n_held, held_capacity;
    size_t n_files, n_bytes;
    struct tn_source_cache *cache; /* of parsed files that others share; NULL: none */
    bool no_memory;                /* something was lost: the reader fails */
} tn__sources;

/* *out: tn__sources_release. A file that does not exist has no imports. */
void tn__sources_init(tn__sources *out, const char *file);
void tn__sources_release(tn__sources *sources);
void tn__source_file_free(tn__source_file *file);

/* The file of module `dotted` ("layers.mlp", "" for the package itself) in the folder that is `up` folders above the one of file
 * `from`; up < 0: an absolute name, looked for in the folder of the file that is read and in those above. NULL: none, or one
 * limit too many. Borrowed until release. */
const tn__source_file *tn__sources_find(tn__sources *sources, const char *from, int up, const char *dotted);

/* The file that is read itself, of n_bytes and with this text, for all that share the cache: its tree is foreign, and borrowed
 * until release. NULL without a cache, or where the tree has flaws or is of an older text: it has to be parsed. */
const tn__source_file *tn__sources_main(tn__sources *sources, const char *text, size_t length, size_t n_bytes);

/* The names that bind `text`, in order: *n of them. */
const tn__source_name *tn__source_names(const tn__source_file *file, const char *text, size_t length, size_t *n);

#endif
