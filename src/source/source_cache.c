#include "source/source_cache.h"

#include <pthread.h>
#include <string.h>
#include "base/mem.h"

#define N_SLOTS 4096 /* of chains; a run has some thousand files */

struct tn_source_cache {
    pthread_mutex_t lock;
    size_t bytes, max_bytes;
    tn__source_file *slots[N_SLOTS];
    tn__source_file *newest, *oldest; /* by their last use */
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

static size_t bytes_of(const tn__source_file *file)
{
    return sizeof(*file) + file->n_bytes + file->tree.arena.total + file->names_capacity * sizeof(*file->names);
}

/* --- by last use --- */
static void unlink_file(tn_source_cache *cache, tn__source_file *file)
{
    *(file->newer ? &file->newer->older : &cache->newest) = file->older;
    *(file->older ? &file->older->newer : &cache->oldest) = file->newer;
}

static void link_newest(tn_source_cache *cache, tn__source_file *file)
{
    file->newer = NULL;
    file->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = file;
    cache->newest = file;
}

/* For a reading that begins to use it. */
static void use(tn_source_cache *cache, tn__source_file *file)
{
    file->n_users++;
    unlink_file(cache, file);
    link_newest(cache, file);
}

static void drop(tn_source_cache *cache, tn__source_file *file)
{
    tn__source_file **at = &cache->slots[slot_of(file->path)];
    while (*at != file) {
        at = &(*at)->next;
    }
    *at = file->next;
    unlink_file(cache, file);
    cache->bytes -= bytes_of(file);
    tn__source_file_free(file);
}

/* Drops what nobody uses, the longest unused first, until there is room for so many bytes. */
static bool make_room(tn_source_cache *cache, size_t bytes)
{
    if (bytes > cache->max_bytes) {
        return false;
    }
    for (tn__source_file *file = cache->oldest; file && bytes > cache->max_bytes - cache->bytes;) {
        tn__source_file *newer = file->newer;
        if (file->n_users == 0) {
            drop(cache, file);
        }
        file = newer;
    }
    return bytes <= cache->max_bytes - cache->bytes;
}

/* --- for readings --- */
tn__source_file *tn__cache_find(tn_source_cache *cache, const char *path)
{
    if (!cache) {
        return NULL;
    }
    pthread_mutex_lock(&cache->lock);
    tn__source_file *file = find(cache, path);
    if (file) {
        use(cache, file);
    }
    pthread_mutex_unlock(&cache->lock);
    return file;
}

void tn__cache_release(tn_source_cache *cache, tn__source_file *file)
{
    pthread_mutex_lock(&cache->lock);
    file->n_users--;
    pthread_mutex_unlock(&cache->lock);
}

tn__source_file *tn__cache_take(tn_source_cache *cache, tn__source_file *file)
{
    if (!cache) {
        return NULL;
    }
    size_t bytes = bytes_of(file);
    pthread_mutex_lock(&cache->lock);
    tn__source_file *kept = find(cache, file->path); /* another thread was first */
    bool takes = !kept && make_room(cache, bytes);
    if (takes) {
        size_t slot = slot_of(file->path);
        file->next = cache->slots[slot];
        cache->slots[slot] = file;
        cache->bytes += bytes;
        link_newest(cache, file);
        file->n_users = 1;
    } else if (kept) {
        use(cache, kept);
    }
    pthread_mutex_unlock(&cache->lock);
    if (kept) {
        tn__source_file_free(file);
    }
    return kept ? kept : takes ? file : NULL;
}
