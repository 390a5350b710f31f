/* CRC-32C (Castagnoli), the checksum of journals and of TensorBoard's event files. */
#ifndef TN_STUDY_CRC32C_H
#define TN_STUDY_CRC32C_H

#include <stddef.h>
#include <stdint.h>

uint32_t tn__crc32c(const void *bytes, size_t length);

#endif
