/* The inside of a tn_study. */
#ifndef TN_STUDY_STUDY_H
#define TN_STUDY_STUDY_H

#include "study/designs.h"
#include "study/handout.h"
#include "study/results.h"
#include "study/runner.h"
#include "study/study_settings.h"
#include "study/store.h"

/* The arms that get fresh seeds. */
#define TN__FINALISTS 4
#define TN__TEST_SEEDS 20 /* with which the winner and the baseline are tested */

typedef struct tn__finalist {
    int arm, seeds; /* fresh ones */
    tn__paired effect;
    double p_adjusted;
} tn__finalist;

/* The one look at the test data: of an arm, over the seeds that were looked at. */
typedef struct tn__test_look {
    double scores[2 * TN__MAX_SEEDS];
    int n;
    tn__bin_sum bins[TN__BINS];
    bool has_bins;
} tn__test_look;

struct tn_study {
    tn_study_options options;
    tn__settings_copy settings; /* of a folder that was reopened: what `options` borrows from */
    char *model, *source;       /* MODEL as it was given, its file's bytes; owned */
    size_t source_length;
    tn_data *data;
    tn_net *net; /* as the source has it */
    const tn__design *design;
    tn__sites sites;
    tn__arms arms;
    tn__splits *splits;
    tn__runner runner;
    tn__store *store;
    const tn__handout *handout; /* NULL: trials are shared through the folder */
    tn__results results;
    int screen_seeds, n_rates;
    double *rates;
    /* what the run found */
    bool *given_up; /* [arms] */
    tn__finalist finalists[TN__FINALISTS];
    int n_finalists;
    int winner;   /* arm, -1: none */
    bool is_open; /* more seeds could change the answer */
    bool was_stopped;
    tn__test_look tests[2]; /* of the baseline, of the winner */
    char *patch;            /* owned; NULL: none */
    char no_patch[512];     /* why a winner has none */
    /* the answer, rebuilt when something is learned */
    struct tn__answer_parts *parts;
    tn_answer answer;
};

/* --- running (running.c) --- */

/* One trial that a stage wants. */
typedef struct tn__wanted {
    int arm, seed; /* seed: index in results; options.train.seed is added */
} tn__wanted;

/* What the stages of one tn_study_run share. */
typedef struct tn__stage {
    tn_study *study;
    const char *name;
    tn_on_study progress;
    void *user;
    double started;   /* of the run */
    int64_t ran;      /* trials by this process so far */
    bool stored_only; /* trains nothing: TN_INTERRUPTED where a trial is not in the folder */
    bool no_files;    /* makes the answer only */
} tn__stage;

/* Returns when every wanted trial is in the folder and in study->results. TN_INTERRUPTED on request, or when the time is used up.
 */
TN_NODISCARD tn_status tn__stage_run(tn__stage *stage, const tn__wanted *wanted, int64_t n, tn_error *err);
/* Trains the baseline and the winner once more for a look at the test data. */
TN_NODISCARD tn_status tn__stage_test(tn__stage *stage, tn_error *err);

/* --- choosing (choosing.c) --- */
TN_NODISCARD tn_status tn__study_screen(tn__stage *stage, tn_error *err);
/* Fresh seeds for the best arms, and what may be claimed of them; then study->winner is known. */
TN_NODISCARD tn_status tn__study_confirm(tn__stage *stage, tn_error *err);
/* For designs that select nothing: all arms with all seeds. */
TN_NODISCARD tn_status tn__study_compare(tn__stage *stage, tn_error *err);

/* --- answering (answer.c, sentence.c) --- */
TN_NODISCARD tn_status tn__study_make_answer(tn_study *study, tn_error *err);
void tn__answer_parts_free(struct tn__answer_parts *parts);
/* The answer in words, owned by the caller (tn__free); the arms of study->answer are there. */
TN_NODISCARD tn_status tn__study_sentence(const tn_study *study, char **out, tn_error *err);
/* The smallest effect of interest in the score's own unit. */
double tn__study_margin(const tn_study *study);
/* The seeds that an arm's effect is taken from: [*first, *end) of results. */
void tn__study_seeds_of(const tn_study *study, int arm, int *first, int *end);
const tn__finalist *tn__study_finalist(const tn_study *study, int arm); /* NULL: it is none */

#endif
