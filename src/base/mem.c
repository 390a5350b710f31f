/* Every block starts with a small header that remembers where malloc's own block began, so that aligned and plain
 * blocks are freed alike. */
#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PLAIN 16 /* malloc's own alignment on the platforms we know */
#define ALIGNED 64
#define HUGE_PAGE ((size_t)2 << 20)
#define HUGE_FROM ((size_t)8 << 20) /* aligned blocks from this size on ask for huge pages */

#ifdef TN_MEM_HOOKS
#include <stdatomic.h>

static _Atomic uint64_t n_allocations, n_live;
static _Atomic int64_t until_failure; /* 0: never */

static bool refused(void)
{
    atomic_fetch_add(&n_allocations, 1);
    return atomic_load(&until_failure) > 0 && atomic_fetch_sub(&until_failure, 1) == 1;
}

static void count_live(int change)
{
    atomic_fetch_add(&n_live, (uint64_t)change);
}

uint64_t tn__mem_count(void)
{
    return atomic_load(&n_allocations);
}

uint64_t tn__mem_live(void)
{
    return atomic_load(&n_live);
}

void tn__mem_fail_at(uint64_t n)
{
    atomic_store(&until_failure, (int64_t)n);
}

bool tn__mem_hooked(void)
{
    return true;
}
#else
static bool refused(void)
{
    return false;
}

static void count_live(int change)
{
    (void)change;
}

uint64_t tn__mem_count(void)
{
    return 0;
}

uint64_t tn__mem_live(void)
{
    return 0;
}

void tn__mem_fail_at(uint64_t n)
{
    (void)n;
}

bool tn__mem_hooked(void)
{
    return false;
}
#endif

/* The header lies in the bytes just before the block. */
static void **origin_of(void *block)
{
    return (void **)block - 1;
}

static bool total_size(size_t count, size_t size, size_t alignment, size_t *out)
{
    if (size && count > (size_t)PTRDIFF_MAX / size) return false;
    if (count * size > (size_t)PTRDIFF_MAX - alignment) return false;
    *out = count * size + alignment;
    return true;
}

/* Fewer address look-ups: reading and writing memory larger than the caches is up to twice as fast. calloc gives memory of this
 * size straight from the system, untouched, so its pages can still become huge ones. Refusal does no harm. */
static void want_huge_pages(char *raw, size_t total)
{
#ifdef MADV_HUGEPAGE
    uintptr_t first = ((uintptr_t)raw + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    uintptr_t end = ((uintptr_t)raw + total) / HUGE_PAGE * HUGE_PAGE;
    int saved = errno;
    if (end > first) (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
    errno = saved;
#else
    (void)raw, (void)total;
#endif
}

static void *allocate(size_t count, size_t size, size_t alignment, void *(*get)(size_t))
{
    size_t total;
    if (refused() || !total_size(count, size, alignment, &total)) return NULL;
    if (alignment > PLAIN) total += alignment;
    char *raw = get(total);
    if (!raw) return NULL;
    if (alignment > PLAIN && total >= HUGE_FROM) want_huge_pages(raw, total);
    uintptr_t start = ((uintptr_t)raw + PLAIN + alignment - 1) / alignment * alignment;
    void *block = (void *)start;
    *origin_of(block) = raw;
    count_live(1);
    return block;
}

static void *zeroed(size_t total)
{
    return calloc(1, total);
}

void *tn__alloc(size_t count, size_t size)
{
    return allocate(count, size, PLAIN, zeroed);
}

void *tn__alloc_unset(size_t count, size_t size)
{
    return allocate(count, size, PLAIN, malloc);
}

void *tn__alloc_aligned(size_t count, size_t size)
{
    return allocate(count, size, ALIGNED, zeroed);
}

void *tn__resize(void *old, size_t count, size_t size)
{
    size_t total;
    if (!old) return tn__alloc(count, size);
    if (refused() || !total_size(count, size, PLAIN, &total)) return NULL;
    char *raw = realloc(*origin_of(old), total);
    if (!raw) return NULL;
    void *block = raw + PLAIN;
    *origin_of(block) = raw;
    return block;
}

void tn__free(void *block)
{
    if (!block) return;
    free(*origin_of(block));
    count_live(-1);
}

char *tn__strndup(const char *text, size_t length)
{
    char *copy = tn__alloc(length + 1, 1);
    if (copy) memcpy(copy, text, length);
    return copy;
}

char *tn__strdup(const char *text)
{
    return tn__strndup(text, strlen(text));
}

bool tn__grow(void **items, size_t *capacity, size_t count, size_t item_size)
{
    if (count < *capacity) return true;
    size_t wanted = *capacity ? *capacity * 2 : 8;
    if (wanted <= *capacity) return false;
    void *larger = tn__resize(*items, wanted, item_size);
    if (!larger) return false;
    *items = larger;
    *capacity = wanted;
    return true;
}
