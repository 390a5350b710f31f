/* The study: where and how dropout belongs in a net, measured on the user's data.
 *
 * An arm is the net with dropout at certain sites; a trial is an arm trained with one seed. All arms of one seed start from the
 * same weights, see the same samples in the same order and are scored on the same validation samples, so that their differences
 * to the baseline (the source as it is written) hold no luck that both share. A design screens its arms with a few seeds; the
 * best few get fresh seeds, and only these count for what is claimed. Test data are looked at once, for the winner and the
 * baseline.
 *
 * A study is a folder, which keeps every trial as soon as it is done: opening the same study again goes on where it stopped, and
 * several processes, on any machines that share the folder, may run one study at once. */
#ifndef THINNET_STUDY_H
#define THINNET_STUDY_H

#include "thinnet/answer.h"
#include "thinnet/data.h"
#include "thinnet/train.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_study_options {
    const char *design;        /* "single"; tn_study_design lists them */
    const char *sites, *kinds; /* comma-separated names that the arms are limited to; NULL: all that fit */
    const char *rates;         /* comma-separated, in (0, 1); NULL: 0.1,0.2,0.3,0.5,0.7 (rates: 0.1 to 0.9) */
    const char *arm;           /* only this arm and the baseline, as answers write it; NULL */
    int64_t seeds;      /* of the screening, 2 to 1000; 0: 5, or 10 for designs that select nothing. The first is train.seed */
    int64_t more_seeds; /* the most fresh ones for each of the best arms, 2 to 1000; 30 */
    int64_t trials;     /* budget; 0: none */
    double seconds;     /* budget, after which the answer is what is known; 0: none */
    double confidence;  /* of intervals and claims; 0.95 */
    double margin;      /* effects below this are of no interest: share of right classes, or of the baseline's RMSE; 0.005 */
    double validation_fraction; /* of the training part, drawn anew for each seed; 0.2. Unused when data.validation names a set */
    bool include_wrong;         /* also placements that the checker calls wrong */
    int jobs;                   /* trials side by side; 1 */
    const char *folder;         /* is made, with those that lead to it; NULL: the study can be looked at, but not run */
    const char *mpi;            /* path of the MPI module: rank 0 hands trials out to all ranks; NULL: no MPI */
    const char *log_dir;        /* gets TensorBoard's event files of the trials that this process runs; NULL */
    tn_data_options data;
    tn_train_options train; /* of every trial; its threads should be 1 */
    bool choose_loss;       /* true: tn_loss_for, whatever train.loss says */
} tn_study_options;
TN_API tn_study_options tn_study_options_default(void);
/* The designs in order; NULL behind the last. *summary (may be NULL) says what one is. */
TN_API const char *tn_study_design(int i, const char **summary);

typedef struct tn_study tn_study;
/* Reads MODEL and the data, finds the sites, makes the arms, and opens the folder, which is refused with TN_MISMATCH when it
 * holds another study. Texts in `options` must outlive the study. *out is owned: tn_study_free. */
TN_API TN_NODISCARD tn_status tn_study_open(tn_study **out, const char *model, const char *data, const tn_study_options *options,
                                            tn_error *err);
/* The study that a folder holds, to run it too or to look at it. Of `options` (NULL: the defaults) only jobs, seconds, log_dir
 * and mpi count. */
TN_API TN_NODISCARD tn_status tn_study_reopen(tn_study **out, const char *folder, const tn_study_options *options, tn_error *err);
TN_API void tn_study_free(tn_study *study); /* NULL is fine */

typedef struct tn_study_progress {
    const char *stage;         /* "screening", "fresh seeds", "test data" */
    int64_t done, trials;      /* of this stage */
    int64_t ran;               /* trials by this process so far */
    int64_t arms_left;         /* not given up */
    double seconds, left;      /* since the start; estimated for this stage, NAN: not known yet */
    const tn_answer_arm *best; /* by effect, with what is known; fields of the curve are empty */
    int n_best;
} tn_study_progress;

/* Called some ten times a second on the thread that runs the study. Return false to stop. */
typedef bool (*tn_on_study)(const tn_study_progress *progress, void *user);

/* Runs what the folder lacks and makes the answer; report.html and best.patch are written into the folder. TN_INTERRUPTED when
 * `progress` said stop: the answer then says what is known. */
TN_API TN_NODISCARD tn_status tn_study_run(tn_study *study, tn_on_study progress, void *user, tn_error *err);
/* Makes the answer and the files from what the folder holds, and trains nothing. *whole (may be NULL) says whether the study is
 * finished; a run would go on where it is not. */
TN_API TN_NODISCARD tn_status tn_study_look(tn_study *study, bool *whole, tn_error *err);
/* The same without the files: writes nothing at all. */
TN_API TN_NODISCARD tn_status tn_study_peek(tn_study *study, bool *whole, tn_error *err);
/* Borrowed; before a run, the sites and arms without results. */
TN_API const tn_answer *tn_study_answer(const tn_study *study);
TN_API int64_t tn_study_trials(const tn_study *study); /* that the folder holds */

#ifdef __cplusplus
}
#endif
#endif
