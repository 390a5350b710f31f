#include "study/trial_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void tn__trial_index_release(tn__trial_index *index)
{
    tn__free(index->entries);
    tn__free(index->slots);
    *index = (tn__trial_index){0};
}

/* The slot that holds id, or the free one where it belongs. Ids are hashes: their first bytes spread well. */
static size_t slot_of(const tn__trial_index *index, const uint8_t id[16])
{
    uint64_t hash;
    memcpy(&hash, id, sizeof hash);
    hash ^= hash >> 32;
    size_t at = (size_t)(hash * 0x9E3779B97F4A7C15u >> 20) & (index->n_slots - 1);
    while (index->slots[at] && memcmp(index->entries[index->slots[at] - 1].id, id, 16) != 0) at = (at + 1) & (index->n_slots - 1);
    return at;
}

tn__trial_entry *tn__trial_index_find(const tn__trial_index *index, const uint8_t id[16])
{
    if (index->n_slots == 0) return NULL;
    uint32_t entry = index->slots[slot_of(index, id)];
    return entry ? &index->entries[entry - 1] : NULL;
}

static tn_status make_room(tn__trial_index *index, tn_error *err)
{
    if (index->n >= UINT32_MAX / 2) return tn__fail(err, TN_UNSUPPORTED, "a store holds at most %u trials", UINT32_MAX / 2);
    if (!tn__grow((void **)&index->entries, &index->capacity, index->n, sizeof *index->entries))
        return tn__no_memory(err, 2 * index->n * sizeof *index->entries);
    if (2 * (index->n + 1) <= index->n_slots) return TN_OK;
    size_t n_slots = index->n_slots ? 2 * index->n_slots : 64;
    uint32_t *slots = tn__alloc(n_slots, sizeof *slots);
    if (!slots) return tn__no_memory(err, n_slots * sizeof *slots);
    tn__free(index->slots);
    index->slots = slots;
    index->n_slots = n_slots;
    for (size_t i = 0; i < index->n; i++) slots[slot_of(index, index->entries[i].id)] = (uint32_t)i + 1;
    return TN_OK;
}

tn_status tn__trial_index_add(tn__trial_index *index, const tn__trial_entry *entry, tn_error *err)
{
    tn__trial_entry *there = tn__trial_index_find(index, entry->id);
    if (there) {
        if (entry->tested && !there->tested) *there = *entry;
        return TN_OK;
    }
    tn_status status = make_room(index, err);
    if (status != TN_OK) return status;
    index->entries[index->n++] = *entry;
    index->slots[slot_of(index, entry->id)] = (uint32_t)index->n;
    return TN_OK;
}

static int by_id(const void *a, const void *b)
{
    return memcmp(((const tn__trial_entry *)a)->id, ((const tn__trial_entry *)b)->id, 16);
}

tn_status tn__trial_index_sorted(tn__trial_entry **out, const tn__trial_index *index, tn_error *err)
{
    tn__trial_entry *sorted = NULL;
    if (index->n > 0) {
        sorted = tn__alloc(index->n, sizeof *sorted);
        if (!sorted) return tn__no_memory(err, index->n * sizeof *sorted);
        memcpy(sorted, index->entries, index->n * sizeof *sorted);
        qsort(sorted, index->n, sizeof *sorted, by_id);
    }
    *out = sorted;
    return TN_OK;
}
