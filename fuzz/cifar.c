/* CIFAR-10 records. */
#include <stddef.h>
#include <stdint.h>

#include "format/cifar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tn__samples samples;
    tn_error err;
    (void)tn__cifar_recognises(data, size);
    if (tn__cifar_parse(&samples, data, size, &err) == TN_OK) tn__samples_release(&samples);
    return 0;
}
