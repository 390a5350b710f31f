/* Dropout on a program's own arrays: a forward pass in training, the backward pass with the same mask, and evaluation.
 *
 * A mask is named by its seed, step, site and samples, so nothing has to be kept between the passes, and a batch may be cut
 * anywhere: here the second half of the batch is done by itself and comes out the same.
 */
#include <stdio.h>
#include <string.h>

#include <thinnet/thinnet.h>

#define SAMPLES 4
#define CHANNELS 8

static void print(const char *name, const float *values)
{
    printf("%s\n", name);
    for (int n = 0; n < SAMPLES; n++) {
        for (int c = 0; c < CHANNELS; c++) printf(" %5.2f", values[n * CHANNELS + c]);
        printf("\n");
    }
}

/* The last two samples alone: their numbers in the whole batch name their masks. */
static tn_status second_half(tn_dropout_options options, const float *x, const float *whole, tn_error *err)
{
    float half[SAMPLES / 2 * CHANNELS];
    options.samples = options.first_sample = SAMPLES / 2;
    tn_status status = tn_dropout_forward(&options, true, half, x + sizeof half / sizeof *half, err);
    if (status == TN_OK)
        printf("half a batch has %s mask\n",
               memcmp(half, whole + sizeof half / sizeof *half, sizeof half) ? "another" : "the same");
    return status;
}

int main(void)
{
    float x[SAMPLES * CHANNELS], y[SAMPLES * CHANNELS], dx[SAMPLES * CHANNELS];
    tn_dropout_options options = tn_dropout_options_default();
    tn_error err;
    for (int i = 0; i < SAMPLES * CHANNELS; i++) x[i] = 1;
    options.p = 0.25;
    options.seed = 42;
    options.samples = SAMPLES;
    options.channels = CHANNELS;

    tn_status status = tn_dropout_forward(&options, true, y, x, &err);
    if (status == TN_OK) status = tn_dropout_backward(&options, true, dx, x, &err);
    if (status == TN_OK) {
        print("training: kept units are scaled by 1/(1-p)", y);
        printf("the gradient has %s mask\n", memcmp(y, dx, sizeof y) ? "another" : "the same");
        status = second_half(options, x, y, &err);
    }
    if (status == TN_OK) status = tn_dropout_forward(&options, false, y, x, &err);
    if (status == TN_OK)
        printf("evaluation is %s\n", memcmp(x, y, sizeof y) ? "something else" : "the identity");
    else
        fprintf(stderr, "%s\n%s\n", err.text, err.help);
    return status != TN_OK;
}
