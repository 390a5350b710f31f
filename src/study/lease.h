/* Leases: at most one worker runs a trial, on however many machines, through files alone.
 *
 *   DIR/leases/ID.G     G = 0, 1, ...: the file with the largest G names the trial's owner
 *
 * A claim makes a file that must not exist yet (a hard link to a written one, so that no lease lacks its owner). The owner writes
 * a new beat into it every few seconds. Who finds a lease whose beat did not change for `expiry` seconds of his own clock (no two
 * machines' clocks are compared) makes the file with G + 1, which again only one can. An owner on the same machine whose process
 * is gone has expired at once.
 *
 * Leases save time and guard nothing: a trial that two workers ran, because one was stopped for longer than `expiry`, ends
 * the same twice and is stored once. */
#ifndef TN_STUDY_LEASE_H
#define TN_STUDY_LEASE_H

#include <stdbool.h>
#include "base/error.h"
#include "study/handout.h"

typedef struct tn__leases tn__leases;

typedef struct tn__lease_options {
    double beat;   /* seconds between two beats */
    double expiry; /* seconds without a new beat after which a lease may be taken over; several beats */
} tn__lease_options;
#define TN_LEASE_OPTIONS_INIT                                                                                                    \
    {                                                                                                                            \
        5, 60                                                                                                                    \
    }

/* Makes the folder; starts a thread that beats for all leases held. *out is owned: tn__leases_close. */
TN_NODISCARD tn_status tn__leases_open(tn__leases **out, const char *folder, tn__lease_options options, tn_error *err);
/* Gives back what is held. NULL is fine. */
void tn__leases_close(tn__leases *leases);
/* From now on claims go to `handout`, and to files only when nobody answers there. */
void tn__leases_delegate(tn__leases *leases, const tn__handout *handout);
/* *got says whether `id` (a file name of at most 64 bytes) is this worker's now. Look then whether the trial is stored: its last
 * owner may have finished it a moment ago. Fine from any thread. */
TN_NODISCARD tn_status tn__lease_claim(tn__leases *leases, bool *got, const char *id, tn_error *err);
/* After the trial is stored, or given up. Nothing happens for what is not held. */
void tn__lease_release(tn__leases *leases, const char *id);

#endif
