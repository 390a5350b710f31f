/* A program as a user would write it: builds a net, draws its weights, asks it for an answer. argv[1] is the version
 * that was installed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <thinnet/thinnet.h>

static tn_status add_layers(tn_net *net, tn_error *err)
{
    const tn_arg linear[] = {{NULL, tn_int(4)}, {NULL, tn_int(3)}};
    const tn_arg dropout[] = {{"p", tn_float(0.25)}};
    tn_status status = tn_net_add(net, NULL, "Linear", "fc1", linear, 2, NULL, 0, err);
    if (status == TN_OK) status = tn_net_add(net, NULL, "Dropout", "dropout1", dropout, 1, NULL, 0, err);
    return status == TN_OK ? tn_net_init(net, 1, err) : status;
}

int main(int argc, char **argv)
{
    const int64_t input[] = {4};
    const float x[] = {1, 2, 3, 4};
    float y[3] = {NAN, NAN, NAN};
    tn_net *net = NULL;
    tn_error err;

    if (argc < 2 || strcmp(argv[1], TN_VERSION) != 0 || strcmp(tn_version(), TN_VERSION) != 0) {
        fprintf(stderr, "compiled with %s, runs with %s\n", TN_VERSION, tn_version());
        return 1;
    }
    tn_status status = tn_net_new(&net, input, 1, &err);
    if (status == TN_OK) status = add_layers(net, &err);
    if (status == TN_OK) status = tn_forward(net, x, 1, y, &err);
    if (status != TN_OK) fprintf(stderr, "%s\n", err.text);
    tn_net_free(net);
    return status != TN_OK || !isfinite(y[0]) || !isfinite(y[1]) || !isfinite(y[2]);
}
