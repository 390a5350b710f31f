/* Tables, read for classes and for values, by the last column and by a name. */
#include <stddef.h>
#include <stdint.h>

#include "format/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const tn__csv_options options[] = {{NULL, false}, {NULL, true}, {"class", false}, {"0", true}};
    (void)tn__csv_recognises(data, size);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        tn__samples samples;
        tn_error err;
        if (tn__csv_parse(&samples, data, size, &options[i], &err) == TN_OK) tn__samples_release(&samples);
    }
    return 0;
}
