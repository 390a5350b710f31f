#include "format/cifar.h"

#include <string.h>

#include "base/mem.h"

#define PIXELS 3072
#define RECORD (1 + PIXELS)
#define CLASSES 10

bool tn__cifar_recognises(const uint8_t *data, size_t size)
{
    return size >= RECORD && size % RECORD == 0 && data[0] < CLASSES;
}

tn_status tn__cifar_parse(tn__samples *out, const uint8_t *data, size_t size, tn_error *err)
{
    *out = (tn__samples){0};
    if (size == 0 || size % RECORD != 0) {
        tn_status status = tn__fail(err, TN_BAD_FORMAT, "%zu bytes are not a whole number of CIFAR-10 records of %d bytes", size,
                                    RECORD);
        tn__at_offset(err, (int64_t)(size / RECORD * RECORD));
        return status;
    }
    int64_t n = (int64_t)(size / RECORD);
    out->bytes = tn__alloc((size_t)n, PIXELS);
    out->labels = tn__alloc((size_t)n, sizeof *out->labels);
    if (!out->bytes || !out->labels) {
        tn__samples_release(out);
        return tn__no_memory(err, (uint64_t)n * PIXELS);
    }
    out->n = n;
    out->shape = tn__shape_of(3, (int64_t)3, (int64_t)32, (int64_t)32);
    out->byte_scale = 1.0f / 255;
    out->classes = CLASSES;
    for (int64_t i = 0; i < n; i++) {
        const uint8_t *record = data + i * RECORD;
        if (record[0] >= CLASSES) {
            tn__samples_release(out);
            tn_status status = tn__fail(err, TN_BAD_FORMAT, "record %lld has label %d; CIFAR-10 has labels 0 to 9", (long long)i,
                                        record[0]);
            tn__at_offset(err, i * RECORD);
            return status;
        }
        out->labels[i] = record[0];
        memcpy(out->bytes + i * PIXELS, record + 1, PIXELS);
    }
    return TN_OK;
}
