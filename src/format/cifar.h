/* CIFAR-10's binary version (A. Krizhevsky): records of one label byte and 3072 pixels, [3][32][32]. */
#ifndef TN_FORMAT_CIFAR_H
#define TN_FORMAT_CIFAR_H

#include "format/samples.h"

bool tn__cifar_recognises(const uint8_t *data, size_t size);
TN_NODISCARD tn_status tn__cifar_parse(tn__samples *out, const uint8_t *data, size_t size, tn_error *err);

#endif
