/* TensorBoard's event files, as its readers want them: no TensorFlow, no protobuf library.
 *
 *   record: length 8 | masked CRC-32C of the length 4 | Event, a protobuf message | masked CRC-32C of the message 4
 *
 * One file a run; a run is a folder, named by the caller, whose curves TensorBoard draws in one colour. */
#ifndef TN_STUDY_TENSORBOARD_H
#define TN_STUDY_TENSORBOARD_H

#include "base/buf.h"
#include "study/trial.h"

/* The bytes of a whole event file: the version record, then a scalar of every tag and step. wall_time is in seconds since 1970
 * and must not fall. Lack of memory shows in *out. */
void tn__events_begin(tn__buf *out, double wall_time);
void tn__events_scalar(tn__buf *out, double wall_time, int64_t step, const char *tag, double value);

/* Writes FOLDER/ARM/SEED/events.out.tfevents.0000000000.thinnet.ID with the trial's curves (loss/train, loss/validation,
 * accuracy/validation by epoch) and its final scores; an old file of the same trial is replaced. Bytes of the arm's text that do
 * not belong into a folder's name become '_'. */
TN_NODISCARD tn_status tn__events_write_trial(const char *folder, const tn__trial *trial, double wall_time, tn_error *err);

#endif
