/* Checked memory: every allocation of the library goes through here.
 *
 * Sizes are count x size with overflow checked. NULL means refused (too large, or out of memory);
 * callers turn it into tn__no_memory(). Memory from any of these is freed with tn__free(NULL ok).
 * With TN_MEM_HOOKS (test builds) a process-wide counter counts allocations and can make the nth
 * fail; release builds have no such state. */
#ifndef TN_BASE_MEM_H
#define TN_BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *tn__alloc(size_t count, size_t size);             /* zeroed */
void *tn__alloc_unset(size_t count, size_t size);       /* not zeroed */
void *tn__alloc_aligned(size_t count, size_t size);     /* zeroed, 64-byte aligned, large ones in huge pages where the
                                                           system gives them; tn__free frees it too */
void *tn__resize(void *old, size_t count, size_t size); /* like realloc; on NULL the old block lives on;
                                                           not for aligned blocks; new bytes not zeroed */
void tn__free(void *block);
char *tn__strdup(const char *text);
char *tn__strndup(const char *text, size_t length);

/* Makes room for one more element in a growing array: on success *items has capacity > count. */
bool tn__grow(void **items, size_t *capacity, size_t count, size_t item_size);

/* Test hooks; without TN_MEM_HOOKS the first two return 0 and the third does nothing. */
uint64_t tn__mem_count(void);     /* allocations so far in this process */
uint64_t tn__mem_live(void);      /* blocks that are not freed */
void tn__mem_fail_at(uint64_t n); /* the nth allocation from now fails (1 = the next); 0 = never */
bool tn__mem_hooked(void);

#endif
