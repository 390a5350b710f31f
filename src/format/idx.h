/* IDX, the format of MNIST (Y. LeCun): big-endian magic 0x0000'08'RR (unsigned bytes, RR dimensions), RR sizes, bytes. */
#ifndef TN_FORMAT_IDX_H
#define TN_FORMAT_IDX_H

#include "format/bytes.h"
#include "format/samples.h"

bool tn__idx_recognises(const uint8_t *data, size_t size);
/* Images become [1][h][w]. images and labels are the files' whole (unpacked) contents. */
TN_NODISCARD tn_status tn__idx_parse(tn__samples *out, const uint8_t *images, size_t images_size, const uint8_t *labels,
                                     size_t labels_size, tn_error *err);
/* The same; out takes over what was unpacked of the images, which are closed in any case. */
TN_NODISCARD tn_status tn__idx_take(tn__samples *out, tn__bytes *images, const tn__bytes *labels, tn_error *err);
/* Only the images, for checks and fuzzing of one file: *data points into `bytes`. */
TN_NODISCARD tn_status tn__idx_header(const uint8_t *bytes, size_t size, tn_shape *shape, const uint8_t **data, tn_error *err);

#endif
