/* Data sets that are made from others, and class names that travel with weights. */
#ifndef TN_TRAIN_DATA_H
#define TN_TRAIN_DATA_H

#include "thinnet/data.h"

/* FNV-1a of 64 bits (Fowler, Noll, Vo); the first `hash` is TN_HASH_START. */
#define TN_HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t tn__hash(uint64_t hash, const void *bytes, size_t n);

/* The names as printable ASCII without line breaks; *out is owned (tn__free), NULL where classes have no names. */
TN_NODISCARD tn_status tn__data_print_classes(const tn_data *data, char **out, tn_error *err);
/* Labels become numbers of the classes that tn__data_print_classes wrote as text. TN_MISMATCH where the data has a class that
 * is not among them. Data without names is left alone. */
TN_NODISCARD tn_status tn__data_use_classes(tn_data *data, const char *text, tn_error *err);

/* A copy whose validation part is `fraction` of `from`'s training samples (0: the one that it has), drawn by `seed`; what is left
 * is cut to `limit` samples (0: all) and gives the normalisation, unless `from` has none. *out is owned: tn_data_free. */
TN_NODISCARD tn_status tn__data_resplit(tn_data **out, const tn_data *from, double fraction, uint64_t seed, int64_t limit,
                                        tn_error *err);

#endif
