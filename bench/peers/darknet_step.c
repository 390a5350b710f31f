/* Times training steps of a net in darknet: a peer of step.c; bench/peers.py compiles it with darknet's sources.
 *
 *   darknet_step NET.cfg SECONDS
 *
 * A batch is copied into the net at each step, as darknet's own training does. */
#include <string.h>

#include "../timing.h"
#include "darknet.h"

typedef struct training {
    network *net;
    float *x;
} training;

static int step(void *net)
{
    training *t = net;
    memcpy(t->net->input, t->x, (size_t)(t->net->batch * t->net->inputs) * sizeof *t->x);
    train_network_datum(t->net);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3) return fprintf(stderr, "usage: darknet_step NET.cfg SECONDS\n"), 2;
    network *net = parse_network_cfg(argv[1]);
    int n = net->batch * net->inputs;
    training t = {net, malloc((size_t)n * sizeof *t.x)};
    if (!t.x) return fprintf(stderr, "darknet_step: out of memory\n"), 1;
    for (int i = 0; i < n; i++) t.x[i] = (float)rand() / (float)RAND_MAX - 0.5f;
    memset(net->truth, 0, (size_t)(net->batch * net->truths) * sizeof *net->truth);
    for (int i = 0; i < net->batch; i++) net->truth[i * net->truths + rand() % net->truths] = 1;
    int failed = time_steps(step, &t, atof(argv[2]));
    free(t.x);
    free_network(net);
    return failed;
}
