/* Fuzz target of the source reader: any bytes as a Python file, read with and without an input
 * shape.
 *
 * Built with smaller evaluation bounds (TN_EVAL_STEPS), so that one run stays short. */
#include "source/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_once(const uint8_t *data, size_t size, int rank)
{
    tn_error err;
    tn__reading reading;
    tn_read_options options = {
        .input_rank = rank, .input = {3, 32, 32}, .may_flatten = true, .text = (const char *)data, .text_length = size};
    if (tn__read_model(&reading, "fuzz.py", &options, true, &err) == TN_OK) {
        for (size_t i = 0; i < reading.diagnostics.n; i++) {
            (void)tn__diagnostic_fail(&reading.diagnostics.items[i], reading.file, &err);
        }
    }
    tn__reading_release(&reading);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t nothing[1];
    read_once(size ? data : nothing, size, 0);
    read_once(size ? data : nothing, size, 3);
    return 0;
}
