/* Which trials a store has and where they lie: 44 bytes a trial, whatever the trials' size. */
#ifndef TN_STUDY_TRIAL_INDEX_H
#define TN_STUDY_TRIAL_INDEX_H

#include <stdbool.h>
#include "study/journal.h"

typedef struct tn__trial_entry {
    uint8_t id[16];
    tn__journal_place place;
    uint32_t file; /* number of the journal */
    bool tested;   /* has a test score, or diverged and will have none */
} tn__trial_entry;

typedef struct tn__trial_index {
    tn__trial_entry *entries; /* in order of arrival */
    size_t n, capacity;
    uint32_t *slots; /* entry + 1, or 0; a power of two of them, at most half of them taken */
    size_t n_slots;
} tn__trial_index;

void tn__trial_index_release(tn__trial_index *index);
/* NULL when the trial is not there; borrowed until the next add. */
tn__trial_entry *tn__trial_index_find(const tn__trial_index *index, const uint8_t id[16]);
/* Keeps the entry unless its id is there. One with a test score replaces one without: trials that run twice end the same but
 * for that. */
TN_NODISCARD tn_status tn__trial_index_add(tn__trial_index *index, const tn__trial_entry *entry, tn_error *err);
/* A copy of the entries in the order of their ids; owned (tn__free), NULL when there are none. */
TN_NODISCARD tn_status tn__trial_index_sorted(tn__trial_entry **out, const tn__trial_index *index, tn_error *err);

#endif
