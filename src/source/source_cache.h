/* Parsed files that several readings share, on any threads. Beyond its bound the cache drops those that nobody uses, the longest
 * unused first, so that its size does not depend on the number of files. */
#ifndef TN_SOURCE_SOURCE_CACHE_H
#define TN_SOURCE_SOURCE_CACHE_H

#include "source/sources.h"
#include "thinnet/source.h"

/* The file at `path`, if the cache has it: borrowed until tn__cache_release. cache NULL: it has nothing. */
tn__source_file *tn__cache_find(tn_source_cache *cache, const char *path);
/* Hands over a file that was just parsed. Returns the one to use, which the cache owns: tn__cache_release. NULL when it took
 * none, and the caller keeps its own: there is no cache, or no room beside what is used. */
tn__source_file *tn__cache_take(tn_source_cache *cache, tn__source_file *file);
/* Once for each that find and take gave. */
void tn__cache_release(tn_source_cache *cache, tn__source_file *file);

#endif
