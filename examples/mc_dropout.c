/* Reads a net from PyTorch source, trains it, and predicts with Monte Carlo dropout: which digits is the net unsure of, and
 * is it wrong more often there?
 *
 *     mc_dropout [MODEL]      default: examples/models/simple_fcn.py:SimpleFCN(64, 50, 10)
 */
#include <stdio.h>
#include <stdlib.h>

#include <thinnet/thinnet.h>

#define PASSES 100

static tn_status train(tn_net *net, tn_data *data, tn_error *err)
{
    tn_train_options options = tn_train_options_default();
    options.epochs = 20;
    tn_status status = tn_net_init(net, options.seed, err);
    return status == TN_OK ? tn_train(net, data, &options, NULL, NULL, NULL, err) : status;
}

/* What a sample's answer was worth. */
typedef struct answer {
    float uncertainty; /* mutual information, nats: what the passes disagree about */
    int right;
} answer;

static int by_uncertainty(const void *a, const void *b)
{
    float x = ((const answer *)a)->uncertainty, y = ((const answer *)b)->uncertainty;
    return (x > y) - (x < y);
}

static int count_right(const answer *answers, int64_t n)
{
    int right = 0;
    for (int64_t i = 0; i < n; i++) right += answers[i].right;
    return right;
}

/* The labels of samples 0..n; x is room for one sample. */
static void compare(answer *answers, const tn_data *data, const tn_predictions *predictions, float *x)
{
    for (int64_t i = 0; i < predictions->n; i++) {
        int64_t label;
        tn_data_gather(data, TN_TEST, &i, 1, x, &label, NULL);
        answers[i] = (answer){predictions->mutual_information[i], predictions->label[i] == label};
    }
}

static int report(const tn_data *data, const tn_predictions *predictions)
{
    int64_t n = predictions->n, half = n / 2, size = 1;
    tn_shape shape = tn_data_shape(data);
    for (int i = 0; i < shape.rank; i++) size *= shape.dim[i];
    answer *answers = calloc((size_t)n, sizeof *answers);
    float *x = calloc((size_t)size, sizeof *x);
    int good = answers && x;
    if (good) {
        compare(answers, data, predictions, x);
        qsort(answers, (size_t)n, sizeof *answers, by_uncertainty);
        printf("%d passes over %d digits\n", PASSES, (int)n);
        printf("right on the half that they agree about most:  %.1f %%\n", 100.0 * count_right(answers, half) / (double)half);
        printf("right on the other half:                       %.1f %%\n",
               100.0 * count_right(answers + half, n - half) / (double)(n - half));
    }
    free(answers);
    free(x);
    return !good;
}

int main(int argc, char **argv)
{
    const char *model = argc > 1 ? argv[1] : "examples/models/simple_fcn.py:SimpleFCN(64, 50, 10)";
    tn_predict_options options = tn_predict_options_default();
    tn_predictions predictions = {0};
    tn_net *net = NULL;
    tn_data *data = NULL;
    tn_error err;
    int failed = 1;

    options.mc = PASSES;
    tn_status status = tn_data_open(&data, "digits", NULL, &err);
    if (status == TN_OK) status = tn_net_read(&net, model, NULL, &err);
    if (status == TN_OK) status = train(net, data, &err);
    if (status == TN_OK) status = tn_predict(net, data, TN_TEST, &options, &predictions, &err);
    if (status == TN_OK)
        failed = report(data, &predictions);
    else
        fprintf(stderr, "%s\n%s\n", err.text, err.help);

    tn_predictions_release(&predictions);
    tn_net_free(net);
    tn_data_free(data);
    return failed;
}
