/* Parsed files that several readings share, on any threads. */
#ifndef TN_SOURCE_SOURCE_CACHE_H
#define TN_SOURCE_SOURCE_CACHE_H

#include "source/sources.h"
#include "thinnet/source.h"

/* The file at `path`, if the cache has it: borrowed until the cache is freed. cache NULL: it has nothing. */
tn__source_file *tn__cache_find(tn_source_cache *cache, const char *path);
/* Hands over a file that was just parsed. Returns the one to use, which the cache owns; NULL when it took none, and the caller
 * keeps its own: beyond the bound, or without memory. */
tn__source_file *tn__cache_take(tn_source_cache *cache, tn__source_file *file);

#endif
