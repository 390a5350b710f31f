#include "python/arena.h"

#include <stdint.h>
#include <string.h>
#include "base/mem.h"

#ifndef TN_ARENA_CHUNK /* the fuzzer's inputs are small */
#define TN_ARENA_CHUNK ((size_t)1 << 16)
#endif
#define ALIGNMENT 16

struct tn__arena_chunk {
    tn__arena_chunk *next;
    size_t used; /* where another chunk is newer; keeps the bytes after the header aligned */
};

static bool add_chunk(tn__arena *arena, size_t bytes)
{
    size_t capacity = bytes > TN_ARENA_CHUNK ? bytes : TN_ARENA_CHUNK;
    if (arena->limit && (capacity > arena->limit || arena->total > arena->limit - capacity)) {
        arena->over_limit = true;
        return false;
    }
    tn__arena_chunk *chunk = tn__alloc_unset(1, sizeof(tn__arena_chunk) + capacity);
    if (!chunk) {
        arena->no_memory = true;
        return false;
    }
    if (arena->chunks) {
        arena->chunks->used = arena->used;
    }
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->used = 0;
    arena->capacity = capacity;
    arena->total += capacity;
    return true;
}

void *tn__arena_take(tn__arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2) {
        arena->over_limit = true;
        return NULL;
    }
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (bytes == 0) {
        bytes = ALIGNMENT;
    }
    if (!arena->chunks || bytes > arena->capacity - arena->used) {
        if (!add_chunk(arena, bytes)) {
            return NULL;
        }
    }
    void *block = (char *)(arena->chunks + 1) + arena->used;
    arena->used += bytes;
    return block;
}

void *tn__arena_alloc(tn__arena *arena, size_t count, size_t size)
{
    void *block = tn__arena_take(arena, count, size);
    return block ? memset(block, 0, count * size) : NULL;
}

void *tn__arena_grow(tn__arena *arena, const void *old, size_t count, size_t new_count, size_t size)
{
    char *block = tn__arena_take(arena, new_count, size);
    if (!block) {
        return NULL;
    }
    if (count) {
        memcpy(block, old, count * size);
    }
    return block;
}

char *tn__arena_text(tn__arena *arena, const char *text, size_t length)
{
    char *copy = tn__arena_take(arena, length + 1, 1);
    if (copy && length) {
        memcpy(copy, text, length);
    }
    if (copy) {
        copy[length] = '\0';
    }
    return copy;
}

static void free_chunks(tn__arena *arena, const tn__arena_chunk *last)
{
    while (arena->chunks != last) {
        tn__arena_chunk *next = arena->chunks->next;
        tn__free(arena->chunks);
        arena->chunks = next;
    }
}

void tn__arena_release(tn__arena *arena)
{
    free_chunks(arena, NULL);
    size_t limit = arena->limit;
    *arena = (tn__arena){.limit = limit};
}

/* --- copies --- */
static size_t used_of(const tn__arena *arena, const tn__arena_chunk *chunk)
{
    return chunk == arena->chunks ? arena->used : chunk->used;
}

bool tn__arena_keep(tn__arena_copy *copy, const tn__arena *arena)
{
    size_t bytes = 0;
    for (const tn__arena_chunk *chunk = arena->chunks; chunk; chunk = chunk->next) {
        bytes += used_of(arena, chunk);
    }
    if (bytes > copy->capacity) {
        tn__arena_copy_release(copy);
        copy->bytes = tn__alloc_unset(bytes, 1);
        if (!copy->bytes) {
            return false;
        }
        copy->capacity = bytes;
    }
    copy->arena = *arena;
    char *to = copy->bytes;
    for (const tn__arena_chunk *chunk = arena->chunks; chunk; chunk = chunk->next) {
        memcpy(to, chunk + 1, used_of(arena, chunk));
        to += used_of(arena, chunk);
    }
    return true;
}

void tn__arena_leave(tn__arena *arena, const tn__arena_copy *copy)
{
    free_chunks(arena, copy->arena.chunks);
    *arena = copy->arena;
}

void tn__arena_return(tn__arena *arena, const tn__arena_copy *copy)
{
    tn__arena_leave(arena, copy);
    const char *from = copy->bytes;
    for (tn__arena_chunk *chunk = arena->chunks; chunk; chunk = chunk->next) {
        memcpy(chunk + 1, from, used_of(arena, chunk));
        from += used_of(arena, chunk);
    }
}

void tn__arena_copy_release(tn__arena_copy *copy)
{
    tn__free(copy->bytes);
    *copy = (tn__arena_copy){0};
}
