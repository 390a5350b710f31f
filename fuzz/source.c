/* Fuzz target of the source reader: any bytes as a Python file, all of its classes read, without an input shape where the size
 * is even, else with one. One reading an execution, since speed is what finds more.
 *
 * Built with smaller evaluation bounds (TN_EVAL_STEPS), so that one run stays short. */
#include "source/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t nothing[1];
    tn_error err;
    tn__reading reading;
    tn_read_options options = {.input_rank = size % 2 ? 3 : 0,
                               .input = {3, 32, 32},
                               .may_flatten = true,
                               .text = (const char *)(size ? data : nothing),
                               .text_length = size};
    if (tn__read_model(&reading, "fuzz.py", &options, true, &err) == TN_OK) {
        for (size_t i = 0; i < reading.diagnostics.n; i++) {
            (void)tn__diagnostic_fail(&reading.diagnostics.items[i], reading.file, &err);
        }
    }
    tn__reading_release(&reading);
    return 0;
}
