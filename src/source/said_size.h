/* Sizes of images that a comment tells: self.fc1 = nn.Linear(16 * 8 * 8, 10)  # for 32x32 input */
#ifndef TN_SOURCE_SAID_SIZE_H
#define TN_SOURCE_SAID_SIZE_H

#include "source/run.h"

/* For a class that images of no known size came through: where a comment of a line of it tells how high and wide the input is, it
 * is run again with that size, and what then does not fit at that line takes the place of *net and *found. text: the file's,
 * NUL-terminated; line: the class'. */
TN_NODISCARD tn_status tn__run_said(tn_net **net, tn__run_request *request, const char *text, int line, tn__diagnostics *found,
                                    tn_error *err);

#endif
