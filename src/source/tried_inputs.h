/* A model on the input that is given, or on the form of it that it takes: flat for images, a sequence for rows. */
#ifndef TN_SOURCE_TRIED_INPUTS_H
#define TN_SOURCE_TRIED_INPUTS_H

#include "source/run.h"

/* tn__run_class, and again with another input where the first one does not fit; its diagnostics are added to *out. options: NULL
 * where no input was given. */
TN_NODISCARD tn_status tn__run_inputs(tn__diagnostics *out, tn__run_request *request, const tn_read_options *options,
                                      tn_net **net, tn_error *err);

#endif
