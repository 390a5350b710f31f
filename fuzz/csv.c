/* Tables, read for classes and for values, by the last column, a name and without a target; and two tables that share their
 * classes. */
#include <stddef.h>
#include <stdint.h>

#include "format/class_names.h"
#include "format/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input's halves as training and test part. */
static void share(const uint8_t *data, size_t size)
{
    const tn__csv_options options = {NULL, false};
    tn__samples parts[2] = {{0}};
    tn_error err;
    tn_status status = tn__csv_parse(&parts[0], data, size / 2, &options, &err);
    if (status == TN_OK) status = tn__csv_parse(&parts[1], data + size / 2, size - size / 2, &options, &err);
    if (status == TN_OK) status = tn__samples_check_alike(&parts[0], &parts[1], "test", &err);
    if (status == TN_OK) status = tn__classes_share(parts, 2, &err);
    for (int p = 0; p < 2; p++) {
        for (int64_t i = 0; status == TN_OK && i < parts[p].n; i++)
            if (parts[p].labels[i] < 0 || parts[p].labels[i] >= parts[p].classes) __builtin_trap();
        tn__samples_release(&parts[p]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const tn__csv_options options[] = {{NULL, false}, {NULL, true}, {"class", false}, {"0", true}, {.unlabelled = true}};
    (void)tn__csv_recognises(data, size);
    share(data, size);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        tn__samples samples;
        tn_error err;
        if (tn__csv_parse(&samples, data, size, &options[i], &err) == TN_OK) tn__samples_release(&samples);
    }
    return 0;
}
