/* Builds a net by calls, trains it on the embedded handwritten digits, and prints its accuracy.
 *
 *     cc train_digits.c $(pkg-config --cflags --libs thinnet) -o train_digits && ./train_digits
 */
#include <stdio.h>

#include <thinnet/thinnet.h>

/* Linear(64, 50), ReLU, Dropout(0.5), Linear(50, 10): names, arguments and defaults are PyTorch's. */
static tn_status add_layers(tn_net *net, tn_error *err)
{
    const tn_arg fc1[] = {{"in_features", tn_int(64)}, {"out_features", tn_int(50)}};
    const tn_arg drop[] = {{"p", tn_float(0.5)}};
    const tn_arg fc2[] = {{"in_features", tn_int(50)}, {"out_features", tn_int(10)}};
    tn_status status = tn_net_add(net, NULL, "Linear", "fc1", fc1, 2, NULL, 0, err);
    if (status == TN_OK) status = tn_net_add(net, NULL, "ReLU", "relu1", NULL, 0, NULL, 0, err);
    if (status == TN_OK) status = tn_net_add(net, NULL, "Dropout", "dropout1", drop, 1, NULL, 0, err);
    if (status == TN_OK) status = tn_net_add(net, NULL, "Linear", "fc2", fc2, 2, NULL, 0, err);
    return status;
}

/* Called between steps and after each epoch; false would stop the training. */
static bool show(const tn_epoch *epoch, void *user)
{
    (void)user;
    if (epoch->epoch_done && epoch->epoch % 5 == 0) {
        printf("epoch %2d  loss %.4f\n", (int)epoch->epoch, epoch->train_loss);
    }
    return true;
}

static tn_status train(tn_net *net, tn_data *data, tn_error *err)
{
    tn_train_options options = tn_train_options_default();
    options.epochs = 20;
    options.seed = 7;
    return tn_train(net, data, &options, show, NULL, NULL, err);
}

static tn_status run(tn_net *net, tn_data *data, tn_error *err)
{
    const tn_predict_options plain = tn_predict_options_default();
    tn_score score;
    tn_status status = add_layers(net, err);
    if (status == TN_OK) status = tn_net_init(net, 7, err); /* the weights of torch.manual_seed(7) */
    if (status == TN_OK) status = train(net, data, err);
    if (status == TN_OK) status = tn_evaluate(net, data, TN_TEST, &plain, &score, err);
    if (status == TN_OK) {
        printf("%d test digits: %.1f %% right, loss %.4f\n", (int)score.n, 100 * score.accuracy, score.loss);
    }
    return status;
}

int main(void)
{
    const int64_t input[] = {64};
    tn_net *net = NULL;
    tn_data *data = NULL;
    tn_error err;
    tn_status status = tn_data_open(&data, "digits", NULL, &err);
    if (status == TN_OK) status = tn_net_new(&net, input, 1, &err);
    if (status == TN_OK) status = run(net, data, &err);
    if (status != TN_OK) fprintf(stderr, "%s\n%s\n", err.text, err.help);
    tn_net_free(net);
    tn_data_free(data);
    return status != TN_OK;
}
