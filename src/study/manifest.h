/* study.json: what a study's folder belongs to. Whoever opens the folder must agree with it. */
#ifndef TN_STUDY_MANIFEST_H
#define TN_STUDY_MANIFEST_H

#include "base/error.h"

#define TN__STORE_FORMAT 1 /* of the folder: a reader of another format refuses it */

/* Texts that must agree; all borrowed, none NULL. They may have many lines: a model's source, a setting a line. */
typedef struct tn__manifest {
    const char *version;  /* of thinnet */
    const char *model;    /* source and call */
    const char *data;     /* name and fingerprint */
    const char *settings; /* design and training, in an order that never changes */
} tn__manifest;

/* A manifest read from disk: owns its texts. */
typedef struct tn__manifest_copy {
    tn__manifest texts;
    char *owned[4];
} tn__manifest_copy;

/* Writes study.json unless there is one. Of processes that come at once one wins, and the others find its file. */
TN_NODISCARD tn_status tn__manifest_write(const char *path, const tn__manifest *manifest, tn_error *err);
/* TN_BAD_FORMAT for what is no study.json, TN_MISMATCH for one of another format. *out: tn__manifest_release. */
TN_NODISCARD tn_status tn__manifest_read(tn__manifest_copy *out, const char *path, tn_error *err);
void tn__manifest_release(tn__manifest_copy *manifest);
/* TN_MISMATCH that shows the first line that differs, unless all texts agree. */
TN_NODISCARD tn_status tn__manifest_compare(const tn__manifest *stored, const tn__manifest *wanted, const char *folder,
                                            tn_error *err);

#endif
