/* Weight files, read strictly and leniently. */
#include <stddef.h>
#include <stdint.h>

#include "format/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int lenient = 0; lenient < 2; lenient++) {
        tn__safetensors st;
        tn_error err;
        if (tn__safetensors_parse(&st, data, size, lenient, &err) != TN_OK) continue;
        volatile uint8_t sum = 0;
        for (size_t i = 0; i < st.n_tensors; i++)
            for (uint64_t b = 0; b < st.tensors[i].bytes; b++) sum = (uint8_t)(sum + st.tensors[i].data[b]);
        tn__safetensors_close(&st);
    }
    return 0;
}
