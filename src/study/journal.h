/* A journal: trials as one process finished them, appended to a file that nobody else writes.
 *
 *   "thinnet journal1" | record ...        record: payload length 4 | CRC-32C of the payload 4 | payload (trial_record.h)
 *
 * A record is one write and then synced, so that a kill or crash can tear the last one only. Reading ends at the first record
 * that is not whole: whatever follows is not believed. A journal is never continued after a restart; each process begins a
 * new one. So a torn end stays where it is and hides nothing. */
#ifndef TN_STUDY_JOURNAL_H
#define TN_STUDY_JOURNAL_H

#include "base/buf.h"
#include "study/trial.h"

#define TN__JOURNAL_HEAD 16 /* bytes before the first record */

typedef struct tn__journal {
    int fd;
    char *path;
    int64_t size; /* bytes that are whole and synced */
    bool broken;  /* a failed write could not be taken back, or a sync failed */
    tn__buf record;
} tn__journal;
#define TN_JOURNAL_INIT                                                                                                          \
    {                                                                                                                            \
        .fd = -1                                                                                                                 \
    }

/* Makes the file, which must not exist yet. */
TN_NODISCARD tn_status tn__journal_open(tn__journal *out, const char *path, tn_error *err);
void tn__journal_close(tn__journal *journal); /* fine on INIT */
/* Appends. TN_OK: it is on disk. Else the journal is as it was before, or `broken`, and takes no more. */
TN_NODISCARD tn_status tn__journal_put(tn__journal *journal, const tn__trial *trial, tn_error *err);

/* Where a record lies, for reading it again. */
typedef struct tn__journal_place {
    int64_t offset;
    uint32_t length; /* of the payload */
} tn__journal_place;
typedef tn_status (*tn__journal_visit)(void *user, const tn__trial *trial, tn__journal_place place, tn_error *err);

/* Visits the whole records from *offset (0: the beginning) and moves *offset behind the last one; *torn gets the bytes after
 * it, which a writer at work may still complete. A status other than TN_OK that visit returns ends the reading. TN_BAD_FORMAT
 * for a file that is no journal. */
TN_NODISCARD tn_status tn__journal_read(const char *path, int64_t *offset, int64_t *torn, tn__journal_visit visit, void *user,
                                        tn_error *err);
/* One record again; out->curve is owned. */
TN_NODISCARD tn_status tn__journal_read_at(tn__trial *out, const char *path, tn__journal_place place, tn_error *err);

#endif
