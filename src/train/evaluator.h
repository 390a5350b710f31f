/* Scoring a net on a part of a data set, in eval mode. Used between epochs and by `predict`. */
#ifndef TN_TRAIN_EVALUATOR_H
#define TN_TRAIN_EVALUATOR_H

#include "net/plans.h"
#include "thinnet/team.h"
#include "train/loss.h"

/* Of one batch. */
typedef struct tn__evaluator_sums {
    double loss, squares;
    int64_t right;
} tn__evaluator_sums;

typedef struct tn__evaluator {
    tn_net *net;         /* borrowed */
    const tn_data *data; /* borrowed */
    tn_part part;
    tn_loss loss;
    tn__plans plans;
    int64_t batch;
    int64_t *index, *labels;  /* [batch] */
    float *values;            /* [batch][outputs]; NULL for classes */
    tn_team *team;            /* borrowed; NULL: alone */
    int64_t most;             /* batches of a rank, at most */
    tn__evaluator_sums *sums; /* [ranks][most], and once more for what this rank sends; NULL: alone */
} tn__evaluator;

/* plan: what the caller wants of its plans; .batch is the batch size. Checks that net and data fit. */
TN_NODISCARD tn_status tn__evaluator_init(tn__evaluator *out, tn_net *net, const tn_data *data, tn_part part, tn_loss loss,
                                          const tn__plan_options *plan, tn_error *err);
/* From now on the ranks of `team` (NULL is fine) score every so many batches each; the score is the same bits. */
TN_NODISCARD tn_status tn__evaluator_share(tn__evaluator *evaluator, tn_team *team, tn_error *err);
void tn__evaluator_release(tn__evaluator *evaluator);

/* Gathers samples first .. first+n-1, `copies` times one after the other, into the plan for n * copies and runs nothing yet. n <=
 * batch. */
TN_NODISCARD tn_status tn__evaluator_load(tn__evaluator *evaluator, int64_t first, int64_t n, int64_t copies, tn__plan **out,
                                          tn_error *err);
TN_NODISCARD tn_status tn__evaluator_score(tn__evaluator *evaluator, tn_score *out, tn_error *err);

/* A score from sums: squared errors are in the standardised target's unit. */
tn_score tn__score_of(const tn_data *data, tn_loss loss, int64_t n, double loss_sum, int64_t right, double squares);
/* Whether samples of `data` are what `net` takes. */
TN_NODISCARD tn_status tn__check_data(const tn_net *net, const tn_data *data, tn_loss loss, tn_error *err);

#endif
