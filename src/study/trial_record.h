/* A trial as bytes, and back: the payload of a journal's record. Little-endian whatever the machine; numbers keep every bit.
 *
 *   id 16 | arm length 2, arm | seed 8 | state 1 | epochs 8 | train loss 8, accuracy 8
 *   | train, validation, test: n 8, loss 8, accuracy 8, rmse 8 | seconds 8
 *   | bins: number 1 (0 or 10), then confidence 8, right 8, n 8 each | curve length 4, then 3 x 8 an epoch
 */
#ifndef TN_STUDY_TRIAL_RECORD_H
#define TN_STUDY_TRIAL_RECORD_H

#include "base/buf.h"
#include "study/trial.h"

#define TN__RECORD_MIN 160    /* bytes of a trial without arm text, bins and curve */
#define TN__CURVE_MAX 1000000 /* epochs */
#define TN__RECORD_MAX (TN__RECORD_MIN + TN__ARM_TEXT + 24 * TN__BINS + 24 * (size_t)TN__CURVE_MAX)

/* Adds the record to `out`. TN_BAD_ARGUMENT for an id that is no 32 lower-case hex digits, an arm that is not ended, or a
 * curve that is too long. */
TN_NODISCARD tn_status tn__trial_encode(tn__buf *out, const tn__trial *trial, tn_error *err);
/* TN_BAD_FORMAT unless the bytes are exactly one trial. out->curve is owned: tn__trial_release. */
TN_NODISCARD tn_status tn__trial_decode(tn__trial *out, const void *bytes, size_t length, tn_error *err);
void tn__trial_release(tn__trial *trial); /* its curve */

/* 32 lower-case hex digits to 16 bytes; false for any other text. */
bool tn__trial_id_bytes(uint8_t out[16], const char *id);
void tn__trial_id_text(char out[TN__TRIAL_ID], const uint8_t id[16]);
const char *tn__trial_state_name(tn__trial_state state); /* "done", "diverged", "stopped" */

#endif
