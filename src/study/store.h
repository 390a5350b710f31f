/* A study's folder: its trials, safe from kills, full disks and other processes.
 *
 *   DIR/study.json              what the study is of (manifest.h)
 *   DIR/journals/NAME.journal   one a process; the truth
 *   DIR/leases/                 who runs which trial now (lease.h)
 *   DIR/trials.db               SQLite, made from the journals by tn__store_merge; may be deleted at any time
 *
 * Any number of processes, on any number of machines, may have one folder open: none writes a file that another writes.
 * All functions may be called from any thread. */
#ifndef TN_STUDY_STORE_H
#define TN_STUDY_STORE_H

#include <stdbool.h>
#include "study/manifest.h"
#include "study/trial.h"

typedef struct tn__store tn__store;

/* Makes the folder and those that lead to it, or resumes the study in it; TN_MISMATCH with the difference when that is another
 * one. manifest NULL: whatever study is there, which must be one. Nothing is written before the first put but study.json.
 * *out is owned: tn__store_close. */
TN_NODISCARD tn_status tn__store_open(tn__store **out, const char *folder, const tn__manifest *manifest, tn_error *err);
void tn__store_close(tn__store *store); /* NULL is fine */

/* On disk when it returns TN_OK. A trial that is there already is not written again, unless this one adds a test score. After
 * a failure the store is as it was, and the put may be tried again. */
TN_NODISCARD tn_status tn__store_put(tn__store *store, const tn__trial *trial, tn_error *err);
/* As of the last open, put or refresh; false for a text that is no id. tested: with its test score, unless it diverged. */
bool tn__store_has(tn__store *store, const char *id, bool tested);
int64_t tn__store_count(tn__store *store);
/* Learns of what other processes put since. */
TN_NODISCARD tn_status tn__store_refresh(tn__store *store, tn_error *err);

/* Visits the trials in the order of their ids, one in memory at a time, borrowed for the call. A status other than TN_OK that
 * visit returns ends it and is returned. visit may call the store. */
typedef tn_status (*tn__store_visit)(void *user, const tn__trial *trial, tn_error *err);
TN_NODISCARD tn_status tn__store_each(tn__store *store, tn__store_visit visit, void *user, tn_error *err);
/* One trial; out->curve is owned (tn__trial_release). TN_BAD_ARGUMENT when it is not there. */
TN_NODISCARD tn_status tn__store_get(tn__store *store, tn__trial *out, const char *id, tn_error *err);

const tn__manifest *tn__store_manifest(const tn__store *store); /* as stored; borrowed from the store */
const char *tn__store_folder(const tn__store *store);           /* borrowed */
/* Bytes at the ends of journals that are no whole record: writes that were cut off, or are under way. */
int64_t tn__store_torn(tn__store *store);
/* When a trial was last put, by the clock of the file system, in seconds since 1970; 0: never. */
double tn__store_changed(tn__store *store);

/* Writes DIR/trials.db from what the store knows (refresh first): a new file beside it, renamed over the old one, so that no
 * two processes ever write one SQLite file. Equal trials give equal bytes in its tables `trials` and `curves`; seconds, which
 * no two runs share, are in `runs`. */
TN_NODISCARD tn_status tn__store_merge(tn__store *store, tn_error *err);

#endif
