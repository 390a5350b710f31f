/* The trials of a study's folder, without its model and data: to list, to export, to look for one.
 *
 * study.h makes and runs studies. All functions may be called while other processes run the study. */
#ifndef THINNET_STUDY_FOLDER_H
#define THINNET_STUDY_FOLDER_H

#include "thinnet/answer.h"
#include "thinnet/train.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_study_folder tn_study_folder;
/* TN_BAD_FORMAT where there is no study, TN_MISMATCH for one of another format. *out is owned: tn_study_folder_close. */
TN_API TN_NODISCARD tn_status tn_study_folder_open(tn_study_folder **out, const char *path, tn_error *err);
TN_API void tn_study_folder_close(tn_study_folder *folder); /* NULL is fine */
/* Whether `path` is a folder with a study.json. */
TN_API bool tn_study_folder_is(const char *path);

/* Texts are borrowed from the folder. */
typedef struct tn_study_about {
    const char *version;     /* of the thinnet that made it */
    const char *model;       /* "net.py:SimpleFCN(64, 50, 10)" */
    const char *source;      /* of that file */
    const char *data;        /* as it was named */
    const char *fingerprint; /* "fingerprint ..." of the data */
    const char *settings;    /* "key value" lines */
    char design[32];
    int64_t trials;
    int64_t torn;   /* bytes of writes that were cut off, or are under way */
    double changed; /* when a trial was last stored, in seconds since 1970; 0: never */
} tn_study_about;
TN_API tn_study_about tn_study_folder_about(tn_study_folder *folder);

/* All texts and the curve are borrowed for the call of visit. */
typedef struct tn_study_trial {
    const char *id, *arm, *state; /* state: "done", "diverged" or "stopped" */
    uint64_t seed;
    int64_t epochs;
    double train_loss, train_accuracy; /* of the last epoch, dropout on */
    tn_score train, validation, test;  /* dropout off; n is 0 for what was not looked at */
    double seconds;
    const tn_answer_point *curve;
    int n_curve;
} tn_study_trial;

/* Visits the trials in the order of their ids, one in memory at a time. A status other than TN_OK that visit returns ends it and
 * is returned. */
typedef tn_status (*tn_visit_trial)(void *user, const tn_study_trial *trial, tn_error *err);
TN_API TN_NODISCARD tn_status tn_study_folder_each(tn_study_folder *folder, tn_visit_trial visit, void *user, tn_error *err);

typedef enum tn_trial_format {
    TN_TRIALS_CSV,  /* a head line; texts quoted as RFC 4180 says; nan, inf and -inf; no score: empty */
    TN_TRIALS_JSONL /* an object a line, with the learning curve; what is not finite, and no score: null */
} tn_trial_format;
/* Takes the next bytes; false ends the export with TN_INTERRUPTED. */
typedef bool (*tn_write_text)(void *user, const char *bytes, size_t length);
/* A row a trial, in the order of ids: the same trials give the same bytes. With `seconds` also how long each took, which no two
 * runs share. */
TN_API TN_NODISCARD tn_status tn_study_folder_export(tn_study_folder *folder, tn_trial_format format, bool seconds,
                                                     tn_write_text write, void *user, tn_error *err);
/* A TensorBoard event file a trial: LOG_DIR/ARM/SEED/events.out.tfevents... */
TN_API TN_NODISCARD tn_status tn_study_folder_events(tn_study_folder *folder, const char *log_dir, tn_error *err);

#ifdef __cplusplus
}
#endif
#endif
