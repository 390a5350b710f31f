/* The two affine steps that the family uses. */
#ifndef TN_DROPOUT_AFFINE_H
#define TN_DROPOUT_AFFINE_H

#include "dropout/kind.h"

/* Inverted dropout: kept units times 1/keep, dropped ones 0. */
tn__drop tn__affine_inverted(double keep, double alpha);
/* Self-normalising: dropped units at SELU's floor, mean and variance kept (alpha_dropout_kind.c). */
tn__drop tn__affine_alpha(double keep, double alpha);

#endif
