/* Normalisation of data sets: statistics of a training part, and samples in their terms. */
#ifndef TN_TRAIN_NORMALISATION_H
#define TN_TRAIN_NORMALISATION_H

#include "format/samples.h"
#include "thinnet/data.h"

/* What the functions below make is owned by the caller; on failure there is nothing to release. */
void tn__normalisation_release(tn_normalisation *n);
/* Groups of numbers that share a mean: 1 for grey images, one a channel for colour, one a column for tables. */
int tn__normalisation_groups(const tn__samples *train);
/* Of the training part: mean and population deviation by group, a deviation of zero counting as 1; of no group unless `wanted`.
 */
TN_NODISCARD tn_status tn__normalisation_measure(tn_normalisation *out, const tn__samples *train, bool wanted, tn_error *err);
/* A copy of one that was measured elsewhere; it must fit the training part, and be finite. */
TN_NODISCARD tn_status tn__normalisation_copy(tn_normalisation *out, const tn_normalisation *from, const tn__samples *train,
                                              tn_error *err);
/* *out: [n][256], a byte's normalised value, by group; owned (tn__free), NULL for samples that are not bytes. */
TN_NODISCARD tn_status tn__normalisation_table(float **out, const tn_normalisation *norm, const tn__samples *train,
                                               tn_error *err);
/* Sample `at` of s, normalised, into x; `table` is that of tn__normalisation_table. */
void tn__normalise_sample(const tn_normalisation *norm, const float *table, const tn__samples *s, int64_t at, float *x);

#endif
