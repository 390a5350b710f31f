/* Any bytes as a Python file: checked, said in every form, repaired, drawn. A repair that would not parse (TN_INTERNAL) is a
 * fault of the rule that offers it. */
#include <stdlib.h>
#include <string.h>

#include "thinnet/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void say(const tn_report *report)
{
    static const char *const renderers[] = {"text", "concise", "json", "github", "sarif"};
    const tn_render_options terminal = {.colour = true, .width = 60};
    for (size_t i = 0; i < sizeof renderers / sizeof *renderers; i++) {
        char *text;
        if (tn_report_render(report, renderers[i], &terminal, &text, NULL) == TN_OK) {
            tn_text_free(text);
        }
    }
}

static void repair(const tn_report *report, bool unsafe)
{
    tn_fixed fixed;
    tn_status status = tn_report_fix(report, unsafe, &fixed, NULL);
    if (status == TN_INTERNAL || status == TN_MISMATCH) {
        abort();
    }
    if (status == TN_OK) {
        tn_fixed_release(&fixed);
    }
}

static void draw(const tn_report *report)
{
    for (int i = 0; i < tn_report_models(report); i++) {
        char *text;
        if (tn_report_draw(report, i, &text, NULL) == TN_OK) {
            tn_text_free(text);
        }
    }
    for (int i = 0; i < tn_report_layers(report) && i < 100; i++) {
        tn_checked_layer layer;
        tn_report_layer(report, i, &layer);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char nothing[1];
    tn_report *report;
    tn_read_options options = {.input_rank = 3,
                               .input = {3, 32, 32},
                               .may_flatten = true,
                               .text = size ? (const char *)data : nothing,
                               .text_length = size};
    if (tn_check(&report, "fuzz.py", &options, NULL) == TN_OK) {
        say(report);
        repair(report, false);
        repair(report, true);
        draw(report);
        tn_report_free(report);
    }
    return 0;
}
