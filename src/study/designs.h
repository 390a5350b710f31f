/* Designs: which arms a study has, and how it comes from all of them to a few. One row of designs.def each. */
#ifndef TN_STUDY_DESIGNS_H
#define TN_STUDY_DESIGNS_H

#include "study/arms.h"
#include "thinnet/study.h"

/* What a design may know. */
typedef struct tn__design_input {
    const tn_study_options *options;
    const double *rates; /* in rising order */
    int n_rates;
    int64_t n_train; /* samples that there are to learn from */
} tn__design_input;

/* A round of screening: every arm that is left gets results for `seeds` seeds in all (0: as many as the study's option says),
 * then one in `keep` goes on (0: all but the hopeless). */
typedef struct tn__round {
    int seeds, keep;
} tn__round;

typedef struct tn__design {
    const char *name, *summary;
    const tn__round *rounds; /* ended by keep < 0 */
    bool selects; /* the best arms get fresh seeds, and only these count; else all arms are compared with all their seeds */
    tn_status (*make)(tn__arms *arms, const tn__design_input *input, tn_error *err);
} tn__design;

const tn__design *tn__design_find(const char *name); /* NULL when unknown */

#endif
