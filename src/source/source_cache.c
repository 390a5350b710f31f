#include "source/source_cache.h"

#include <pthread.h>
#include <string.h>
#include "base/mem.h"

#define N_SLOTS 4096 /* of chains; a run has some thousand files */

struct tn_source_cache {
    pthread_mutex_t lock;
    size_t bytes, max_bytes;
    tn__source_file *slots[N_SLOTS];
};

TN_API tn_status tn_source_cache_new(tn_source_cache **out, size_t max_bytes, tn_error *err)
{
    tn_source_cache *cache = tn__alloc(1, sizeof(*cache));
    if (!cache || pthread_mutex_init(&cache->lock, NULL) != 0) {
        tn__free(cache);
        return tn__no_memory(err, sizeof(*cache));
    }
    cache->max_bytes = max_bytes;
    *out = cache;
    return TN_OK;
}

TN_API void tn_source_cache_free(tn_source_cache *cache)
{
    for (size_t i = 0; cache && i < N_SLOTS; i++) {
        while (cache->slots[i]) {
            tn__source_file *next = cache->slots[i]->next;
            tn__source_file_free(cache->slots[i]);
            cache->slots[i] = next;
        }
    }
    if (cache) {
        pthread_mutex_destroy(&cache->lock);
        tn__free(cache);
    }
}

static size_t slot_of(const char *path)
{
    uint64_t hash = 14695981039346656037ULL; /* FNV-1a */
    for (; *path; path++) {
        hash = (hash ^ (unsigned char)*path) * 1099511628211ULL;
    }
    return (size_t)(hash % N_SLOTS);
}

static tn__source_file *find(const tn_source_cache *cache, const char *path)
{
    tn__source_file *file = cache->slots[slot_of(path)];
    while (file && strcmp(file->path, path)) {
        file = file->next;
    }
    return file;
}

tn__source_file *tn__cache_find(tn_source_cache *cache, const char *path)
{
    if (!cache) {
        return NULL;
    }
    pthread_mutex_lock(&cache->lock);
    tn__source_file *file = find(cache, path);
    pthread_mutex_unlock(&cache->lock);
    return file;
}

tn__source_file *tn__cache_take(tn_source_cache *cache, tn__source_file *file)
{
    if (!cache) {
        return NULL;
    }
    size_t bytes = sizeof(*file) + file->n_bytes + file->tree.arena.total + file->names_capacity * sizeof(*file->names);
    pthread_mutex_lock(&cache->lock);
    tn__source_file *kept = find(cache, file->path); /* another thread was first */
    bool takes = !kept && bytes <= cache->max_bytes - cache->bytes;
    if (takes) {
        size_t slot = slot_of(file->path);
        file->next = cache->slots[slot];
        cache->slots[slot] = file;
        cache->bytes += bytes;
    }
    pthread_mutex_unlock(&cache->lock);
    if (kept) {
        tn__source_file_free(file);
    }
    return kept ? kept : takes ? file : NULL;
}
