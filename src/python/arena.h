/* Memory that is freed all at once: the syntax tree, and every value of an evaluation. Bounded, so
 * that hostile source runs out of its allowance before the machine runs out of memory. */
#ifndef TN_PYTHON_ARENA_H
#define TN_PYTHON_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct tn__arena_chunk tn__arena_chunk;
typedef struct tn__arena {
    tn__arena_chunk *chunks;
    size_t used, capacity;      /* of the newest chunk */
    size_t total, limit;        /* bytes over all chunks; 0: no limit */
    bool no_memory, over_limit; /* why the last request was refused; sticky */
} tn__arena;

/* Zeroed, aligned for any type; NULL when refused. */
void *tn__arena_alloc(tn__arena *arena, size_t count, size_t size);
/* The same, not zeroed. */
void *tn__arena_take(tn__arena *arena, size_t count, size_t size);
/* A block of `new_count` elements with the first `count` copied and the others not set; the old block stays until release. */
void *tn__arena_grow(tn__arena *arena, const void *old, size_t count, size_t new_count, size_t size);
/* NUL-terminated copy. */
char *tn__arena_text(tn__arena *arena, const char *text, size_t length);
void tn__arena_release(tn__arena *arena);

/* What an arena holds at one moment, to go back to: blocks that are taken later are freed then, and the others hold again what
 * they held. */
typedef struct tn__arena_copy {
    tn__arena arena;
    char *bytes;
    size_t capacity;
} tn__arena_copy;

/* Takes the place of what *copy (zeroed at first) was a copy of. False: no memory. */
bool tn__arena_keep(tn__arena_copy *copy, const tn__arena *arena);
void tn__arena_return(tn__arena *arena, const tn__arena_copy *copy);
/* Frees most of what was taken since: only tn__arena_return may follow, or tn__arena_release. */
void tn__arena_leave(tn__arena *arena, const tn__arena_copy *copy);
void tn__arena_copy_release(tn__arena_copy *copy);

#endif
