/* A model's logits for given inputs, with weights drawn or loaded: the peer of live_weights.py.
 *
 *   logits MODEL INPUT WEIGHTS_IN|- SEED WEIGHTS_OUT|- OUT
 *
 * INPUT as curve.c's DATA (labels are ignored). OUT: float[n][outputs]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/shape.h"
#include "thinnet/predict.h"
#include "thinnet/source.h"

static void die(const char *what)
{
    fprintf(stderr, "logits: %s\n", what);
    exit(1);
}

static void check(tn_status status, const tn_error *err)
{
    if (status != TN_OK) die(err->text);
}

static float *read_input(const char *path, tn_read_options *shape, int64_t *n)
{
    int64_t rank, count = 1;
    FILE *f = fopen(path, "rb");
    if (!f || fread(n, 8, 1, f) != 1 || fread(&rank, 8, 1, f) != 1 || rank < 1 || rank >= TN_MAX_DIMS) die("bad INPUT");
    shape->input_rank = (int)rank;
    if (fread(shape->input, 8, (size_t)rank, f) != (size_t)rank) die("bad INPUT");
    for (int d = 0; d < rank; d++) count *= shape->input[d];
    float *x = malloc((size_t)(*n * count) * sizeof *x);
    if (!x || fread(x, sizeof *x, (size_t)(*n * count), f) != (size_t)(*n * count)) die("bad INPUT");
    fclose(f);
    return x;
}

int main(int argc, char **argv)
{
    if (argc != 7) die("usage: logits MODEL INPUT WEIGHTS_IN|- SEED WEIGHTS_OUT|- OUT");
    tn_read_options shape = {0};
    tn_error err;
    tn_net *net;
    int64_t n;
    float *x = read_input(argv[2], &shape, &n);
    check(tn_net_read(&net, argv[1], &shape, &err), &err);
    if (strcmp(argv[3], "-") == 0)
        check(tn_net_init(net, strtoull(argv[4], NULL, 10), &err), &err);
    else
        check(tn_net_load(net, argv[3], false, &err), &err);
    if (strcmp(argv[5], "-") != 0) check(tn_net_save(net, argv[5], NULL, 0, &err), &err);

    tn_shape output = tn_net_output(net);
    size_t count = (size_t)(n * tn__shape_count(&output));
    float *y = malloc(count * sizeof *y);
    if (!y) die("out of memory");
    check(tn_forward(net, x, n, y, &err), &err);
    FILE *f = fopen(argv[6], "wb");
    if (!f || fwrite(y, sizeof *y, count, f) != count || fclose(f) != 0) die("cannot write OUT");
    free(x);
    free(y);
    tn_net_free(net);
    return 0;
}
