/* Packed files. */
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "format/bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *out;
    size_t out_size;
    tn_error err;
    if (tn__gunzip(&out, &out_size, data, size, &err) == TN_OK) tn__free(out);
    return 0;
}
