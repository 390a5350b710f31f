/* Times training steps of a net in KANN: a peer of step.c; bench/peers.py compiles it with KANN's sources.
 *
 *   kann_step NET INPUT_RATE RATE BATCH THREADS SECONDS
 *
 * NET is the sizes of a dense net's layers, as in 784-128-10, or "examples-cnn", whose rates are its own. */
#include "../timing.h"
#include "kann.h"

typedef struct training {
    kann_t *net;
    int n_weights;
} training;

static int step(void *net)
{
    training *t = net;
    kann_cost(t->net, 0, 1);
    kad_saxpy(t->n_weights, -0.01f, t->net->g, t->net->x);
    return 0;
}

static kad_node_t *dense_net(const char *sizes, float input_rate, float rate)
{
    char *end;
    kad_node_t *t = kann_layer_input((int)strtol(sizes, &end, 10));
    if (input_rate > 0) t = kann_layer_dropout(t, input_rate);
    for (;;) {
        int size = (int)strtol(end + 1, &end, 10);
        if (*end != '-') return kann_layer_cost(t, size, KANN_C_CEM);
        t = kann_layer_dropout(kad_relu(kann_layer_dense(t, size)), rate);
    }
}

static kad_node_t *examples_cnn(void)
{
    kad_node_t *t = kad_feed(4, 1, 1, 28, 28);
    t->ext_flag |= KANN_F_IN;
    t = kad_relu(kann_layer_conv2d(t, 32, 3, 3, 1, 1, 0, 0));
    t = kad_relu(kann_layer_conv2d(t, 64, 3, 3, 1, 1, 0, 0));
    t = kann_layer_dropout(kad_max2d(t, 2, 2, 2, 2, 0, 0), 0.25f);
    t = kann_layer_dropout(kad_relu(kann_layer_dense(t, 128)), 0.5f);
    return kann_layer_cost(t, 10, KANN_C_CEM);
}

static float *made_up(size_t n)
{
    float *x = malloc(n * sizeof *x);
    for (size_t i = 0; x && i < n; i++) x[i] = (float)rand() / (float)RAND_MAX - 0.5f;
    return x;
}

/* One-hot rows. */
static float *made_up_truth(size_t batch, size_t classes)
{
    float *y = calloc(batch * classes, sizeof *y);
    for (size_t i = 0; y && i < batch; i++) y[i * classes + (size_t)rand() % classes] = 1;
    return y;
}

int main(int argc, char **argv)
{
    if (argc != 7) return fprintf(stderr, "usage: kann_step NET INPUT_RATE RATE BATCH THREADS SECONDS\n"), 2;
    int batch = atoi(argv[4]), threads = atoi(argv[5]);
    kann_srand(1);
    kann_t *net = kann_new(argv[1][0] == 'e' ? examples_cnn() : dense_net(argv[1], strtof(argv[2], NULL), strtof(argv[3], NULL)),
                           0);
    float *x = made_up((size_t)batch * (size_t)kann_dim_in(net));
    float *y = made_up_truth((size_t)batch, (size_t)kann_dim_out(net));
    if (!x || !y) return fprintf(stderr, "kann_step: out of memory\n"), 1;
    kann_set_batch_size(net, batch);
    kann_feed_bind(net, KANN_F_IN, 0, &x);
    kann_feed_bind(net, KANN_F_TRUTH, 0, &y);
    kann_switch(net, 1);
    if (threads > 1 && batch >= threads) kann_mt(net, threads, batch);
    training t = {net, kann_size_var(net)};
    int failed = time_steps(step, &t, atof(argv[6]));
    free(x);
    free(y);
    kann_delete(net);
    return failed;
}
