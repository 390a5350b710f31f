/* IDX images with IDX labels: the first byte says where the input is cut in two. */
#include <stddef.h>
#include <stdint.h>

#include "format/idx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tn__samples samples;
    tn_error err;
    if (size == 0) return 0;
    size_t cut = data[0] < size - 1 ? data[0] : size - 1;
    if (tn__idx_parse(&samples, data + 1, cut, data + 1 + cut, size - 1 - cut, &err) == TN_OK) tn__samples_release(&samples);
    return 0;
}
